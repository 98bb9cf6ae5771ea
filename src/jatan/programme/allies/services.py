"""Services that write the directory of institutions and media mentions.

The network reads the directory; who entered an institution and the secretariat correct it. A member's own work with
institutions is written in `parts`. Raises gate.Forbidden or DoesNotExist without the permission, Problems or Problem
for invalid values.
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.allies import events
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
from jatan.programme.allies.selectors import asks
from jatan.programme.people.base_command import changed_values, row_values, row_values_with_name_fold

__all__ = [
    "amend_ally",
    "amend_mention",
    "merge_ally",
    "part_ally",
    "record_mention",
    "record_mentions",
    "register_ally",
    "withdraw_ally",
    "withdraw_mention",
]

_WORK = (Agreement, Ask, Commitment, Contact, JointWork, Meeting, Note)
_RECORD = Permission.ALLIES_RECORD
_amend = functools.partial(acts.amend, permission=_RECORD, correct=_RECORD)


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


def amend_ally(*, by: Actor, ally: Ally, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct an institution: its author's organisation or the secretariat. Earlier values stay in its history."""
    values = row_values_with_name_fold(RegisterAlly.of(ally).changed(changes))
    return _amend(by=by, verb=events.ROW_AMENDED, row=ally, changes=changed_values(ally, values), reason=reason)


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


def withdraw_ally(*, by: Actor, ally: Ally, reason: str) -> None:
    """Withdraw an institution from the directory, and with it the rows of the organisation that entered it.

    Raises Problem `others_work` if other members have worked with it: what is entered twice is merged.
    """
    others = (model.objects.live().filter(ally=ally).exclude(organisation_id=ally.organisation_id) for model in _WORK)
    if any(rows.exists() for rows in others):
        message = _("Other members work with this institution. If it is entered twice, merge it.")
        raise Problem("others_work", message, field="reason")
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.ROW_WITHDRAWN, row=ally, reason=reason)


def record_mention(*, by: Actor, command: RecordMention) -> MediaMention:
    """Record one media mention."""
    return record_mentions(by=by, commands=[command])[0]


def record_mentions(*, by: Actor, commands: Sequence[RecordMention]) -> list[MediaMention]:
    """Record media mentions, all or none, in the order given. Raises Problem for an ask that is not within reach."""
    for command in commands:
        _require_ask(by, command)
    rows = [MediaMention(**row_values(command)) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.MENTION_RECORDED, rows=rows)


def amend_mention(*, by: Actor, mention: MediaMention, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a media mention; earlier values stay in its history."""
    command = RecordMention.of(mention).changed(changes)
    if command.ask != mention.ask:
        _require_ask(by, command)
    values = row_values(command)
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.ROW_AMENDED,
        row=mention,
        changes=changed_values(mention, values),
        reason=reason,
    )


def withdraw_mention(*, by: Actor, mention: MediaMention, reason: str) -> None:
    """Withdraw a media mention that should not have been recorded from every list."""
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.ROW_WITHDRAWN, row=mention, reason=reason)


def _require_ask(by: Actor, command: RecordMention) -> None:
    if command.ask is not None and not asks(by).filter(pk=command.ask).exists():
        raise Problem("unreadable", field="ask")
