"""Withdrawing: a record leaves every list and count, and stays readable with the reason."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.people.record_kind import OrdinaryKind
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import text
from jatan.web.ui.records.desk import Desk, Step, Words

SENTENCE = _(
    "This record will leave every list and every count. It stays readable with your reason, and nobody can bring it"
    " back by a mistaken tap."
)


class WithdrawForm(AnswerForm):
    """The reason for withdrawing."""

    reason = text(_("Reason"), most=300, needed=True, hint=_("For example: entered twice, wrong village."))


def withdraw_step(desk: Desk) -> Step | None:
    """The step that withdraws a record; None if the desk has no `withdraw` service."""
    act = desk.withdraw
    if act is None:
        return None
    return Step(
        slug="withdraw",
        label=_("Withdraw"),
        needs=desk.door,
        act=lambda by, row, answers: act(by, row, answers["reason"]),
        form=WithdrawForm,
        sentence=SENTENCE,
        done=_("The record is withdrawn."),
        is_open=lambda row: row.withdrawn_at is None,
        is_final=True,
    )


def child_withdraw_step(
    needs: Permission, correct: Permission, act: Callable[[Actor, Any, str], object], sentence: Words = SENTENCE
) -> Step:
    """The step that withdraws a child row: one's own with permission `needs`, anybody's with `correct`."""
    return Step(
        slug="withdraw",
        label=_("Withdraw"),
        needs=needs,
        act=lambda by, row, answers: act(by, row, answers["reason"]),
        form=WithdrawForm,
        sentence=sentence,
        is_for=lambda by, row: acts.may_change(by, needs, correct, row),
        is_final=True,
    )


def kind_withdraw_step(
    kind: OrdinaryKind[Any, Any], sentence: Words = SENTENCE, *, door: Permission | None = None
) -> Step:
    """The step that withdraws a child row of this kind. `door`: as `Desk.door`."""
    return child_withdraw_step(door or kind.rights.record, kind.rights.correct, kind.withdraw, sentence)
