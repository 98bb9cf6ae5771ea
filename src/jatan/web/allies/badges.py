"""Badges of the work with institutions: a promise, the answer to an ask, an agreement."""

from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.programme.allies.choices import Answer, Outcome
from jatan.programme.allies.models import Agreement, Ask, Commitment
from jatan.web.ui.components import states


def outcome_badge(row: Commitment) -> states.Badge:
    """What became of a promise; overdue if its day has passed."""
    outcome = Outcome(row.outcome)
    if outcome is not Outcome.OPEN:
        return states.late(outcome.label) if outcome is Outcome.BROKEN else states.done(outcome.label)
    is_late = clock.is_past(row.due_on)
    return states.late(_("overdue")) if is_late else states.soon(outcome.label)


def answer_badge(row: Ask) -> states.Badge:
    """What was answered to an ask; overdue if the day of the answer has passed."""
    answer = Answer(row.answer)
    if answer is Answer.WAITING:
        is_late = clock.is_past(row.answer_by)
        return states.late(_("overdue")) if is_late else states.soon(answer.label)
    return states.late(answer.label) if answer is Answer.REFUSED else states.done(answer.label)


def force_badge(row: Agreement) -> states.Badge:
    """Whether an agreement is in force today, and whether its renewal is due."""
    today = clock.today()
    ends = [day for day in (row.ends_on, row.ended_on) if day is not None]
    if any(day < today for day in ends):
        return states.plain(_("ended"))
    if row.renew_by is not None and row.renew_by <= today:
        return states.late(_("renewal is due"))
    return states.done(_("in force"))
