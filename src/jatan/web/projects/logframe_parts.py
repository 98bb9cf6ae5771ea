"""The parts of a grant's page that hold its logframe and its money."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.evidence.indicators.definitions import COUNTABLE, indicator
from jatan.foundation.access.permissions import Permission as P
from jatan.programme.people.record_kind import OrdinaryKind
from jatan.programme.projects import commands, logframe, selectors
from jatan.programme.projects.models import HandCount, Instalment, ProjectIndicator, Spending
from jatan.web.projects.record_forms import (
    HandCountForm,
    IndicatorForm,
    InstalmentForm,
    ObjectiveForm,
    ReceivedForm,
    SpendingForm,
)
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.records.columns import display_fields
from jatan.web.ui.records.desk import DisplayField, Part, Step
from jatan.web.ui.records.submission import initial_values
from jatan.web.ui.records.withdrawal import kind_withdraw_step


def indicator_title(row: ProjectIndicator) -> str:
    """What a line counts, in the reader's language."""
    if row.key is None or row.key not in COUNTABLE:
        return row.title.in_language() or row.number
    one = indicator(row.key[0])
    return f"{one.label.in_language()}: {one.value(row.key[1]).label.in_language()}"


def _change_step(kind: OrdinaryKind[Any, Any], form: type[AnswerForm]) -> Step:
    return Step(
        slug="change",
        label=_("Change"),
        needs=kind.rights.record,
        act=lambda by, row, a: kind.amend(by, row, a),
        form=form,
        initial=lambda row: initial_values(form, row),
    )


OBJECTIVES = Part(
    slug="objectives",
    title=_("Objectives of the grant"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.objectives,
    columns=(DisplayField(pgettext_lazy("logframe", "Objective"), "title"),),
    add_label=_("Write an objective"),
    record=logframe.OBJECTIVE.rights.record,
    form=ObjectiveForm,
    add=lambda by, project, a: logframe.OBJECTIVE.record(by, commands.SetObjective(project=project, **a)),
    steps=(_change_step(logframe.OBJECTIVE, ObjectiveForm), kind_withdraw_step(logframe.OBJECTIVE)),
    empty=_("Begin the logframe here: what is to be reached with this grant?"),
)

INDICATORS = Part(
    slug="indicators",
    title=_("What is counted for it"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.project_indicators,
    columns=(
        DisplayField(_("What is counted"), indicator_title),
        *display_fields(ProjectIndicator, "target", "due_on", "baseline"),
        DisplayField(pgettext_lazy("logframe", "Objective"), "objective.title"),
    ),
    add_label=_("Choose what is counted"),
    record=logframe.INDICATOR.rights.record,
    form=IndicatorForm,
    add=lambda by, project, a: logframe.INDICATOR.record(by, commands.SetIndicator(**a)),
    steps=(_change_step(logframe.INDICATOR, IndicatorForm), kind_withdraw_step(logframe.INDICATOR)),
    empty=_("Write an objective first, then choose what is counted for it."),
)

HAND_COUNTS = Part(
    slug="counts",
    title=_("Counted by hand"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.hand_counts,
    columns=(
        DisplayField(_("What was counted"), "indicator.title"),
        *display_fields(HandCount, "amount", "counted_on", "note"),
    ),
    add_label=_("Write down a count"),
    record=logframe.HAND_COUNT.rights.record,
    form=HandCountForm,
    add=lambda by, project, a: logframe.HAND_COUNT.record(by, commands.CountByHand(**a)),
    steps=(_change_step(logframe.HAND_COUNT, HandCountForm), kind_withdraw_step(logframe.HAND_COUNT)),
    empty=_("Only for what the house does not count itself."),
)

INSTALMENTS = Part(
    slug="instalments",
    title=_("Instalments"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.instalments,
    columns=display_fields(Instalment, "amount", "received_on", "due_on", "note"),
    add_label=_("Write down an instalment"),
    record=logframe.INSTALMENT.rights.record,
    form=InstalmentForm,
    add=lambda by, project, a: logframe.INSTALMENT.record(by, commands.RecordInstalment(project=project, **a)),
    steps=(
        Step(
            slug="received",
            label=_("It has come"),
            needs=logframe.INSTALMENT.rights.record,
            act=lambda by, row, a: logframe.INSTALMENT.amend(by, row, a),
            form=ReceivedForm,
            is_open=lambda row: row.received_on is None,
            initial=lambda row: {"amount": row.amount},
        ),
        _change_step(logframe.INSTALMENT, InstalmentForm),
        kind_withdraw_step(logframe.INSTALMENT),
    ),
)

SPENDINGS = Part(
    slug="spendings",
    title=_("Money spent"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.spendings,
    columns=display_fields(Spending, "amount", "spent_on", "note"),
    add_label=_("Write down money spent"),
    record=logframe.SPENDING.rights.record,
    form=SpendingForm,
    add=lambda by, project, a: logframe.SPENDING.record(by, commands.RecordSpending(**a)),
    steps=(_change_step(logframe.SPENDING, SpendingForm), kind_withdraw_step(logframe.SPENDING)),
    empty=_("Write an instalment first, then what was spent of it."),
)

LOGFRAME_PARTS = (OBJECTIVES, INDICATORS, HAND_COUNTS, INSTALMENTS, SPENDINGS)
