"""Services that write groups and their members.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.groups import events, selectors
from jatan.programme.groups.commands import CheckBooks, FormGroup, JoinGroup
from jatan.programme.groups.models import BookCheck, Group, Membership
from jatan.programme.people.base_command import changed_values, row_values, row_values_with_name_fold
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights


def _refuse_second_membership(commands: Sequence[JoinGroup]) -> None:
    asked = [(command.group.id, command.person.id) for command in commands if command.left_on is None]
    current = set(
        live(Membership)
        .filter(person__in={person for _group, person in asked}, left_on__isnull=True)
        .values_list("group_id", "person_id")
    )
    if len(set(asked)) < len(asked) or not current.isdisjoint(asked):
        raise Problem("already_member", _("This person is already a member of the group."), field="person")


class _Groups(OrdinaryKind[Group, FormGroup]):
    def values(self, command: FormGroup) -> dict[str, Any]:
        return row_values_with_name_fold(command)

    def withdraw(self, by: Actor, row: Group, reason: str) -> None:
        """Withdraw a group, its memberships and checks of its books. Its meetings stay, with its name."""
        with transaction.atomic():
            for membership in live(Membership).filter(group=row).order_by("id"):
                MEMBERSHIP.withdraw(by, membership, reason)
            for check in live(BookCheck).filter(group=row).order_by("id"):
                BOOK_CHECK.withdraw(by, check, reason)
            super().withdraw(by, row, reason)


class _Memberships(OrdinaryKind[Membership, JoinGroup]):
    """For somebody who left, set `left_on`; only what should not have been recorded is withdrawn."""

    def record_all(self, by: Actor, commands: Sequence[JoinGroup]) -> list[Membership]:
        """Record memberships, all or none, in the order given.

        Raises Problem("already_member") when somebody is a current member already, or is given twice.
        """
        _refuse_second_membership(commands)
        return super().record_all(by, commands)

    def amend(self, by: Actor, row: Membership, changes: Mapping[str, Any], reason: str = "") -> bool:
        """Correct days or office. Any colleague may record leaving or a change of office."""
        values = row_values(JoinGroup.of(row).changed(changes))
        return acts.amend(
            by=by,
            permission=self.rights.record,
            correct=self.rights.record if set(changes) <= {"left_on", "office"} else self.rights.correct,
            verb=events.MEMBERSHIP_AMENDED,
            row=row,
            changes=changed_values(row, values),
            reason=reason,
        )


_RIGHTS = Rights(see=Permission.ACTIVITIES_SEE, record=Permission.ACTIVITIES_RECORD, correct=Permission.RECORDS_CORRECT)
GROUP = _Groups(
    model=Group,
    command=FormGroup,
    rights=_RIGHTS,
    listed=selectors.groups,
    recorded=events.GROUP_FORMED,
    amended="groups.group_amended",
    withdrawn="groups.group_withdrawn",
)
MEMBERSHIP = _Memberships(
    model=Membership,
    command=JoinGroup,
    rights=_RIGHTS,
    listed=selectors.memberships,
    recorded="groups.group_joined",
    amended=events.MEMBERSHIP_AMENDED,
    withdrawn="groups.membership_withdrawn",
)
BOOK_CHECK = OrdinaryKind(
    model=BookCheck,
    command=CheckBooks,
    rights=_RIGHTS,
    recorded="groups.books_checked",
    withdrawn="groups.book_check_withdrawn",
)
