"""Forms of projects and grants, with the logframe and the money."""

from typing import Any

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.evidence.reports.labels import countable_numbers
from jatan.foundation.access.permissions import Permission
from jatan.kernel.numbers import format_integer
from jatan.programme.projects import selectors
from jatan.programme.projects.models import (
    HandCount,
    Instalment,
    Project,
    ProjectIndicator,
    ProjectObjective,
    ProjectTarget,
    Spending,
)
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.forms.model_questions import model_field

_MOST_OFFERED = 200


class ProjectForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD
    PLACE_AFTER = "ends_on"

    name_hi = model_field(Project, "name_hi")
    name_en = model_field(Project, "name_en")
    donor = model_field(Project, "donor")
    begins_on = model_field(Project, "begins_on")
    ends_on = model_field(Project, "ends_on")


class AmountForm(AnswerForm):
    """How much is meant to be done."""

    amount = model_field(ProjectTarget, "amount")


class TargetForm(AmountForm):
    """What is counted, and how much of it is meant to be done."""

    counted = model_field(ProjectTarget, "counted")

    field_order = ("counted", "amount")


class ObjectiveForm(AnswerForm):
    title_hi = model_field(ProjectObjective, "title_hi")
    title_en = model_field(ProjectObjective, "title_en", hint=_("For English papers; one of the two is enough."))


class RowChoiceForm(AnswerForm):
    """A form that begins with one row of the grant: an objective, an indicator, an instalment. `about` is the grant.

    Of a row that stands already, which one it hangs below is not asked again.
    """

    CHOOSES = ""

    def offered(self) -> dict[str, Any]:
        """{id: row} to choose from, in their order."""
        raise NotImplementedError

    def label(self, row: Any) -> Any:
        """What a row is called."""
        raise NotImplementedError

    def prepare(self) -> None:
        if not isinstance(self.about, Project):
            del self.fields[self.CHOOSES]
            return
        self._offered = self.offered()
        field: Any = self.fields[self.CHOOSES]
        named = [(pk, self.label(row)) for pk, row in self._offered.items()]
        field.choices = named if len(named) == 1 else [("", _("choose")), *named]

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        if self.CHOOSES in found:
            found[self.CHOOSES] = self._offered[found[self.CHOOSES]]
        return found


class IndicatorForm(RowChoiceForm):
    """What is counted for an objective, how much of it is meant, until when."""

    CHOOSES = "objective"

    objective = choice(pgettext_lazy("logframe", "Objective"), (), needed=True)
    number = choice(
        capfirst(_("what the house counts")),
        (),
        empty=_("counted by hand"),
        hint=_("The house adds it up from its own records."),
    )
    title_hi = model_field(ProjectIndicator, "title_hi", hint=_("Only where it is counted by hand."))
    title_en = model_field(ProjectIndicator, "title_en")
    baseline = model_field(ProjectIndicator, "baseline", hint=_("Before the grant began; it is not added."))
    target = model_field(ProjectIndicator, "target", hint=_("Over the whole grant."))
    due_on = model_field(ProjectIndicator, "due_on", ahead=None, hint=_("Left empty: the last day of the grant."))

    def prepare(self) -> None:
        super().prepare()
        field: Any = self.fields["number"]
        field.choices = [*field.choices, *countable_numbers()]

    def offered(self) -> dict[str, Any]:
        return {str(row.pk): row for row in selectors.objectives(self.actor, self.about)[:_MOST_OFFERED]}

    def label(self, row: Any) -> Any:
        return row.title


class HandCountForm(RowChoiceForm):
    """So many more on a day."""

    CHOOSES = "indicator"

    indicator = choice(_("What was counted"), (), needed=True)
    counted_on = model_field(HandCount, "counted_on")
    amount = model_field(HandCount, "amount", hint=_("Since the last count: all counts are added up."))
    note = model_field(HandCount, "note", hint=_("No names of people."))

    def offered(self) -> dict[str, Any]:
        rows = selectors.project_indicators(self.actor, self.about).filter(number="")
        return {str(row.pk): row for row in rows[:_MOST_OFFERED]}

    def label(self, row: Any) -> Any:
        return row.title


class InstalmentForm(AnswerForm):
    amount = model_field(Instalment, "amount")
    received_on = model_field(Instalment, "received_on", hint=_("Left empty until it has come."))
    due_on = model_field(Instalment, "due_on", ahead=None)
    note = model_field(Instalment, "note", hint=_("No names of people."))


class ReceivedForm(AnswerForm):
    """The day on which an expected instalment came, and how much it was."""

    received_on = model_field(Instalment, "received_on", needed=True)
    amount = model_field(Instalment, "amount")


class SpendingForm(RowChoiceForm):
    """Money spent out of an instalment."""

    CHOOSES = "instalment"

    instalment = choice(_("Out of which instalment"), (), needed=True)
    amount = model_field(Spending, "amount")
    spent_on = model_field(Spending, "spent_on")
    note = model_field(Spending, "note", hint=_("No names of people."))

    def offered(self) -> dict[str, Any]:
        return {str(row.pk): row for row in selectors.instalments(self.actor, self.about)[:_MOST_OFFERED]}

    def label(self, row: Any) -> Any:
        return f"₹{format_integer(row.amount)}, {formats.date_format(row.day, 'j E Y')}"
