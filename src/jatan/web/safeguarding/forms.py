"""Forms for the outcome of a contact, escalation steps, new plan versions and stand-ins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.programme.helpdesk.choices import UNSAFE_KINDS
from jatan.programme.safeguarding.choices import Assignee, Condition, PlanKind, StepCode
from jatan.programme.safeguarding.plan_bodies import CONTACT_BY, MAY_BE_EMPTY, TOLD_NEXT
from jatan.programme.safeguarding.stand_ins import colleagues
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, count, day, long_text, text, yes

_CONTACT_BY = [(who.value, who.label) for who in CONTACT_BY]


class OutcomeForm(AnswerForm):
    """The note on a contact; the outcome is the button that was pressed."""

    note = text(_("Note"), most=500, hint=_("Only what helps the next call. No Aadhaar number."))
    danger = choice(
        _("If not safe: what is the danger?"),
        [(kind.value, kind.label) for kind in UNSAFE_KINDS],
        empty=_("not known yet"),
    )


class TakenForm(AnswerForm):
    what_was_done = long_text(_("What was done, or will be done now"), most=500)


class CaseForm(AnswerForm):
    note = long_text(
        _("Why is it taken over as a case?"), most=500, needed=True, hint=_("No story here: that belongs to the case.")
    )


class LineForm(forms.Form):
    """One line of the schedule."""

    required_css_class = "required"
    condition = choice(_("For whom"), Condition, needed=True)
    day = count(_("First on day … after leaving"), needed=True)
    every = count(_("Then every … days"), hint=_("Leave empty for once."))
    until = count(_("Until day …"), hint=_("Leave empty for as long as she is away."))
    by = choice(_("By whom"), _CONTACT_BY, needed=True)
    within = count(_("Missed after … days without an answer"), needed=True)


class StepForm(forms.Form):
    """One step of the ladder."""

    required_css_class = "required"
    code = choice(_("Step"), StepCode, needed=True)
    after = count(_("Days after the missed contact"), needed=True)
    by = choice(_("By whom"), Assignee, needed=True)
    within = count(_("To be taken within … hours"), needed=True)


class CadenceForm(forms.Form):
    """When a silence counts as too long."""

    required_css_class = "required"
    times = count(_("Ask when she is silent for … times her usual gap"), needed=True)
    usual_days = count(_("Usual gap in days while nothing is known yet"), needed=True)
    weight = count(_("So many gaps of her own weigh as much as her group"), needed=True)
    by = choice(_("By whom"), _CONTACT_BY, needed=True)
    within = count(_("Missed after … days without an answer"), needed=True)


class UnopenedForm(forms.Form):
    """Who is told of an urgent issue that nobody has opened, and when."""

    required_css_class = "required"
    minutes = count(_("The next are told after … minutes"), needed=True)
    then = forms.MultipleChoiceField(
        label=_("Who is told then, one after the other"),
        choices=[(who.value, who.label) for who in TOLD_NEXT],
        widget=forms.CheckboxSelectMultiple,
    )


class VersionForm(AnswerForm):
    """From when a new version of the plan is in force, and for whom."""

    from_day = day(_("In force from"), needed=True, ahead=True)
    includes_away = yes(
        _("Also for those who are away already"),
        hint=_("Only for contacts that are not made yet. What is under way on the ladder keeps its version."),
    )
    follows = forms.IntegerField(widget=forms.HiddenInput)


class HandoverForm(AnswerForm):
    """Who is away and who stands in. Without permission SAFETY_PLAN one can only name one's own stand-in."""

    account = forms.ChoiceField(label=_("Who is away"))
    stand_in = forms.ChoiceField(label=_("Who stands in"))
    since = day(_("From"), needed=True, ahead=True)
    until = day(_("Until"), needed=True, ahead=True)

    def prepare(self) -> None:
        organisation_id, may_name_all = self.about
        names = [(str(row.pk), row.name) for row in colleagues(organisation_id)]
        own = [pair for pair in names if pair[0] == str(self.actor.account_id)]
        self.fields["account"].choices = names if may_name_all else own  # type: ignore[attr-defined]
        self.fields["stand_in"].choices = [("", _("choose")), *names]  # type: ignore[attr-defined]
        self.fields["since"].initial = clock.today()


def row_of(kind: str, answers: dict[str, Any]) -> dict[str, Any]:
    """A form row in the format of the plan's body: `condition` becomes `for`, optional empty values are left out."""
    row = {name: value for name, value in answers.items() if name != "DELETE"}
    if kind == PlanKind.SCHEDULE:
        row["for"] = row.pop("condition")
    return {name: value for name, value in row.items() if value is not None or name not in MAY_BE_EMPTY}
