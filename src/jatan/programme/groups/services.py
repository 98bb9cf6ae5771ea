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
from jatan.programme.groups import events
from jatan.programme.groups.commands import CheckBooks, FormGroup, JoinGroup
from jatan.programme.groups.models import BookCheck, Group, Membership
from jatan.programme.people.base_command import changed_values, row_values, row_values_with_name_fold
from jatan.programme.people.reach import live

__all__ = [
    "amend_group",
    "amend_membership",
    "check_books",
    "form_group",
    "form_groups",
    "join_group",
    "join_groups",
    "withdraw_book_check",
    "withdraw_group",
    "withdraw_membership",
]

_RECORD, _CORRECT = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT


def form_group(*, by: Actor, command: FormGroup) -> Group:
    """Record one group."""
    return form_groups(by=by, commands=[command])[0]


def form_groups(*, by: Actor, commands: Sequence[FormGroup]) -> list[Group]:
    """Record groups, all or none, in the order given."""
    rows = [Group(**row_values_with_name_fold(command)) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.GROUP_FORMED, rows=rows)


def amend_group(*, by: Actor, group: Group, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a group; earlier values stay in its history."""
    values = row_values_with_name_fold(FormGroup.of(group).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.GROUP_AMENDED,
        row=group,
        changes=changed_values(group, values),
        reason=reason,
    )


def withdraw_group(*, by: Actor, group: Group, reason: str) -> None:
    """Withdraw a group, its memberships and checks of its books. Its meetings stay, with its name."""
    with transaction.atomic():
        for membership in live(Membership).filter(group=group).order_by("id"):
            withdraw_membership(by=by, membership=membership, reason=reason)
        for check in live(BookCheck).filter(group=group).order_by("id"):
            withdraw_book_check(by=by, check=check, reason=reason)
        acts.withdraw(
            by=by, permission=_RECORD, correct=_CORRECT, verb=events.GROUP_WITHDRAWN, row=group, reason=reason
        )


def join_group(*, by: Actor, command: JoinGroup) -> Membership:
    """Record one membership."""
    return join_groups(by=by, commands=[command])[0]


def join_groups(*, by: Actor, commands: Sequence[JoinGroup]) -> list[Membership]:
    """Record memberships, all or none, in the order given.

    Raises Problem("already_member") when somebody is a current member already, or is given twice.
    """
    _refuse_second_membership(commands)
    rows = [Membership(**row_values(command)) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.GROUP_JOINED, rows=rows)


def amend_membership(*, by: Actor, membership: Membership, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct days or office. Any colleague may record leaving or a change of office."""
    values = row_values(JoinGroup.of(membership).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD if set(changes) <= {"left_on", "office"} else _CORRECT,
        verb=events.MEMBERSHIP_AMENDED,
        row=membership,
        changes=changed_values(membership, values),
        reason=reason,
    )


def withdraw_membership(*, by: Actor, membership: Membership, reason: str) -> None:
    """Withdraw a membership that should not have been recorded. For somebody who left, set `left_on`."""
    acts.withdraw(
        by=by, permission=_RECORD, correct=_CORRECT, verb=events.MEMBERSHIP_WITHDRAWN, row=membership, reason=reason
    )


def check_books(*, by: Actor, command: CheckBooks) -> BookCheck:
    """Record which books a group keeps, as seen on a day."""
    row = BookCheck(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.BOOKS_CHECKED, rows=[row])[0]


def withdraw_book_check(*, by: Actor, check: BookCheck, reason: str) -> None:
    """Withdraw a check that should not have been recorded."""
    acts.withdraw(
        by=by, permission=_RECORD, correct=_CORRECT, verb=events.BOOK_CHECK_WITHDRAWN, row=check, reason=reason
    )


def _refuse_second_membership(commands: Sequence[JoinGroup]) -> None:
    asked = [(command.group.id, command.person.id) for command in commands if command.left_on is None]
    current = set(
        live(Membership)
        .filter(person__in={person for _group, person in asked}, left_on__isnull=True)
        .values_list("group_id", "person_id")
    )
    if len(set(asked)) < len(asked) or not current.isdisjoint(asked):
        raise Problem("already_member", _("This person is already a member of the group."), field="person")
