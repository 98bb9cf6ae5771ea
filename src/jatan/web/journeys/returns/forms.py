"""Forms for the outcome of a journey. Only the day of return is required."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.programme.journeys.models import Journey, Outcome
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, yes
from jatan.web.ui.forms.model_questions import model_field

_YES_NO = (("yes", _("yes")), ("no", _("no")))
ISSUES = ("issue_for_dues", "issue_for_injury")


class OutcomeForm(AnswerForm):
    returned_on = model_field(Outcome, "returned_on")
    wage_actual = model_field(Outcome, "wage_actual", step=50)
    hours_actual = model_field(Outcome, "hours_actual")
    months_worked = model_field(Outcome, "months_worked")
    dues = model_field(Outcome, "dues", hint=_("0 if nothing is owed. Leave empty if it is not known."))
    injury = model_field(Outcome, "injury", few=True)
    injury_note = model_field(Outcome, "injury_note")
    papers_back = model_field(Outcome, "papers_back", few=True)
    reason = model_field(Outcome, "reason")
    goes_again = choice(_("Wants to go again"), _YES_NO, few=True)

    def answers(self) -> dict[str, Any]:
        """Arguments of the command, with `goes_again` as True, False or None."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ISSUES}
        return values | {"goes_again": {"yes": True, "no": False}.get(values["goes_again"])}

    @staticmethod
    def initial_of(outcome: Outcome) -> dict[str, Any]:
        """The recorded outcome as initial values."""
        values = {name: getattr(outcome, name) for name in OutcomeForm.base_fields if name not in ISSUES}
        wants = "" if outcome.goes_again is None else "yes" if outcome.goes_again else "no"
        return values | {"goes_again": wants}


class ReturnForm(OutcomeForm):
    """The first recording of an outcome, with the choice to open issues about dues and injury."""

    issue_for_dues = yes(
        _("If wages are still owed, open an issue at the help desk"),
        hint=_("With the amount, the employer and the agent from this journey."),
    )
    issue_for_injury = yes(_("If there was a serious injury or a death, open an issue at the help desk"))

    @staticmethod
    def initial_for(journey: Journey) -> dict[str, Any]:
        """Initial values: the known day of return or today; both issues ticked."""
        return {"returned_on": journey.returned_on or clock.today(), **dict.fromkeys(ISSUES, True)}
