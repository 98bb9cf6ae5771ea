"""What is asked when somebody has come home. Everything but the day may stay unsaid."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.programme.journeys.models import Journey, Outcome
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, yes
from jatan.web.ui.forms.model_questions import ask

_YES_NO = (("yes", _("yes")), ("no", _("no")))
ISSUES = ("issue_for_dues", "issue_for_injury")


class OutcomeForm(AnswerForm):
    returned_on = ask(Outcome, "returned_on")
    wage_actual = ask(Outcome, "wage_actual")
    hours_actual = ask(Outcome, "hours_actual")
    months_worked = ask(Outcome, "months_worked")
    dues = ask(Outcome, "dues", hint=_("0 if nothing is owed. Leave empty if it is not known."))
    injury = ask(Outcome, "injury", few=True)
    injury_note = ask(Outcome, "injury_note")
    papers_back = ask(Outcome, "papers_back", few=True)
    reason = ask(Outcome, "reason")
    goes_again = choice(_("Wants to go again"), _YES_NO, few=True)

    def answers(self) -> dict[str, Any]:
        """Fields of the command; yes and no become true and false."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ISSUES}
        return said | {"goes_again": {"yes": True, "no": False}.get(said["goes_again"])}

    @staticmethod
    def initial_of(outcome: Outcome) -> dict[str, Any]:
        """What is on record, as the form asks it."""
        said = {name: getattr(outcome, name) for name in OutcomeForm.base_fields if name not in ISSUES}
        wants = "" if outcome.goes_again is None else "yes" if outcome.goes_again else "no"
        return said | {"goes_again": wants}


class ReturnForm(OutcomeForm):
    """The first telling: with it the issues that follow from it."""

    issue_for_dues = yes(
        _("If wages are still owed, open an issue at the help desk"),
        hint=_("With the amount, the employer and the agent from this journey."),
    )
    issue_for_injury = yes(_("If there was a serious injury or a death, open an issue at the help desk"))

    @staticmethod
    def initial_for(journey: Journey) -> dict[str, Any]:
        """Today, unless the day is known; both issues are wanted unless somebody says no."""
        return {"returned_on": journey.returned_on or clock.today(), **dict.fromkeys(ISSUES, True)}
