"""Services that write applications to offices. Raise gate.Forbidden without the permission, Problems for bad values.

An application may be corrected until it was given to the office; then it stays as it was given.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.services import send_issue
from jatan.programme.letters import events, selectors
from jatan.programme.letters.choices import SENT_TO, LetterOffice
from jatan.programme.letters.commands import WriteLetter
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.people.record_kind import OrdinaryKind, Rights


class _Letters(OrdinaryKind[OfficeLetter, WriteLetter]):
    def amend(self, by: Actor, row: OfficeLetter, changes: Mapping[str, Any], reason: str = "") -> bool:
        """Correct the text of an application that was not given yet; the former text stays in its history."""
        with transaction.atomic():
            _refuse_given(row)
            return super().amend(by, row, changes, reason)


LETTER = _Letters(
    model=OfficeLetter,
    command=WriteLetter,
    rights=Rights(see=Permission.HELPDESK_SEE, record=Permission.HELPDESK_RECORD, correct=Permission.HELPDESK_CORRECT),
    listed=selectors.letters,
    recorded="letters.letter_written",
    amended="letters.letter_amended",
    withdrawn="letters.letter_withdrawn",
)


def give_letter(*, by: Actor, letter: OfficeLetter, on: dt.date) -> bool:
    """The office got the application on that day: an open issue is then sent to this office.

    The issue's next follow-up stays; its reference number too where it is of the same office.
    """
    with transaction.atomic():
        _refuse_given(letter)
        checked = WriteLetter.of(letter).changed({"given_on": on})
        acts.amend(
            by=by,
            permission=LETTER.rights.record,
            correct=LETTER.rights.record,
            verb=events.LETTER_GIVEN,
            row=letter,
            changes={"given_on": checked.given_on},
        )
        issue = letter.issue
        if issue.status not in OPEN:
            return True
        sent_to = SENT_TO[LetterOffice(letter.office)].value
        return send_issue(
            by=by,
            issue=issue,
            sent_to=sent_to,
            sent_on=on,
            reference_number=issue.reference_number if issue.sent_to == sent_to else "",
            next_follow_up_on=issue.next_follow_up_on,
        )


def _refuse_given(letter: OfficeLetter) -> None:
    """Raise Problem if the application, as stored now, was given already. Locks it until the transaction ends."""
    rows = OfficeLetter._default_manager.select_for_update(of=("self",), no_key=True)
    if rows.get(organisation_id=letter.organisation_id, pk=letter.pk).given_on is not None:
        raise Problem("not_at_this_stage", _("This application was given already."))
