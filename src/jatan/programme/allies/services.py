"""Services that write the directory of institutions and media mentions.

The network reads the directory; who entered an institution and the secretariat correct it. A member's own work with
institutions is written in `parts`. Raises gate.Forbidden or DoesNotExist without the permission, Problems or Problem
for invalid values.
"""

import functools
import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problem
from jatan.programme.allies import events, selectors
from jatan.programme.allies.commands import RecordMention, RegisterAlly
from jatan.programme.allies.duplicates import similar_allies
from jatan.programme.allies.models import (
    Agreement,
    Ally,
    Ask,
    Commitment,
    Contact,
    JointWork,
    MediaMention,
    Meeting,
    Note,
)
from jatan.programme.allies.parts import RIGHTS
from jatan.programme.people.base_command import row_values_with_name_fold
from jatan.programme.people.record_kind import OrdinaryKind

_WORK = (Agreement, Ask, Commitment, Contact, JointWork, Meeting, Note)
_RECORD = RIGHTS.record
_amend = functools.partial(acts.amend, permission=_RECORD, correct=_RECORD)


class _Allies(OrdinaryKind[Ally, RegisterAlly]):
    """Recorded by `register_ally`, after a look at those that are there."""

    def values(self, command: RegisterAlly) -> dict[str, Any]:
        return row_values_with_name_fold(command)

    def find(self, by: Actor, pk: uuid.UUID) -> Ally:
        return selectors.find_ally(by, pk)

    def withdraw(self, by: Actor, row: Ally, reason: str) -> None:
        """Withdraw an institution from the directory, and with it the rows of the organisation that entered it.

        Raises Problem `others_work` if other members have worked with it: what is entered twice is merged.
        """
        others = (model.objects.live().filter(ally=row).exclude(organisation_id=row.organisation_id) for model in _WORK)
        if any(rows.exists() for rows in others):
            message = _("Other members work with this institution. If it is entered twice, merge it.")
            raise Problem("others_work", message, field="reason")
        super().withdraw(by, row, reason)


class _Mentions(OrdinaryKind[MediaMention, RecordMention]):
    def check(self, by: Actor, command: RecordMention, row: MediaMention | None) -> None:
        """Raise Problem for an ask that is not within reach."""
        is_new = row is None or command.ask != row.ask
        if is_new and command.ask is not None and not selectors.asks(by).filter(pk=command.ask).exists():
            raise Problem("unreadable", field="ask")


ALLY = _Allies(
    model=Ally,
    command=RegisterAlly,
    rights=RIGHTS,
    listed=selectors.allies,
    amended=events.ROW_AMENDED,
    withdrawn=events.ROW_WITHDRAWN,
)
MENTION = _Mentions(
    model=MediaMention,
    command=RecordMention,
    rights=RIGHTS,
    listed=selectors.mentions,
    recorded="allies.mention_recorded",
    amended=events.ROW_AMENDED,
    withdrawn=events.ROW_WITHDRAWN,
)


def register_ally(*, by: Actor, command: RegisterAlly, is_another: bool = False) -> Ally:
    """Enter one institution in the directory.

    Raises Problem `perhaps_there` if it may be there already (`duplicates.similar_allies` says why), unless
    `is_another`: a person has looked at those and says that it is none of them.
    """
    if not is_another and similar_allies(by, command):
        message = _("This institution may be in the directory already. Look at these first.")
        raise Problem("perhaps_there", message)
    row = Ally(**row_values_with_name_fold(command))
    return acts.record(by=by, permission=_RECORD, verb=events.ALLY_REGISTERED, rows=[row])[0]


def merge_ally(*, by: Actor, ally: Ally, into: Ally, reason: str = "") -> bool:
    """Say that `ally` is the same institution as `into`: its rows are shown there, and it leaves the list.

    No row of any member is rewritten, so that `part_ally` takes it back. Raises Problem `has_merged` if others were
    merged into `ally`, `same_row`, `merged_already` if `into` is merged itself.
    """
    if ally.pk == into.pk:
        raise Problem("same_row", field="into")
    if into.merged_into_id is not None or into.withdrawn_at is not None:
        raise Problem("merged_already", _("This one stands for another itself. Choose that one."), field="into")
    if Ally.objects.filter(merged_into=ally).exists():
        message = _("Others were merged into this one. Merge the other way round.")
        raise Problem("has_merged", message, field="into")
    return _amend(by=by, verb=events.ALLY_MERGED, row=ally, changes={"merged_into": into}, reason=reason)


def part_ally(*, by: Actor, ally: Ally, reason: str = "") -> bool:
    """Take a merge back: both institutions stand in the list again, each with its rows."""
    return _amend(by=by, verb=events.ALLY_PARTED, row=ally, changes={"merged_into": None}, reason=reason)
