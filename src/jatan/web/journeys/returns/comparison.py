"""Promise and outcome compared: a sentence and two bars on the same scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jatan.kernel.numbers import format_integer
from jatan.programme.journeys.models import Journey, Outcome
from jatan.programme.journeys.outcomes import PromiseComparison
from jatan.web.ui.components.charts import bars
from jatan.web.ui.records.columns import display_fields, labelled_values

_FACTS = (
    *display_fields(Outcome, "returned_on", "wage_actual", "hours_actual", "months_worked", "dues"),
    *display_fields(Outcome, "injury", "injury_note", "papers_back", "reason"),
)
_PROMISED = display_fields(Journey, "wage_promised", "hours_promised", "advance", "leaves_on", "expected_return_on")


@dataclass(frozen=True)
class Compared:
    """One promise: its name, a sentence about the difference, and the bar chart."""

    title: str
    sentence: str
    picture: SafeString


def compared(kept: Sequence[PromiseComparison], devanagari: bool) -> list[Compared]:
    """The comparisons of promises for which both values are known."""
    return [_compared(one, devanagari) for one in kept]


def facts(outcome: Outcome, devanagari: bool) -> list[tuple[Any, Any]]:
    """(label, value) of the whole outcome."""
    wanted = {True: _("yes"), False: _("no"), None: None}[outcome.goes_again]
    return [*labelled_values(_FACTS, outcome, devanagari=devanagari), (_("Wants to go again"), wanted)]


def promised(journey: Journey, devanagari: bool) -> list[tuple[Any, Any]]:
    """(label, value) of what was promised, shown beside the form of the outcome."""
    return labelled_values(_PROMISED, journey, devanagari=devanagari)


def open_label(about: str) -> str:
    """Label of the button that opens an issue about "dues" or "injury"."""
    return _("Open an issue for the wages owed") if about == "dues" else _("Open an issue for the injury or death")


def _compared(one: PromiseComparison, devanagari: bool) -> Compared:
    title = _("Wage (₹ a month)") if one.what == "wage" else _("Hours of work (a day)")
    came = pgettext("wage", "received") if one.what == "wage" else _("worked")
    points = [(_("promised"), one.promised), (came, one.actual)]
    sentence = _wage(one, devanagari) if one.what == "wage" else _hours(one, devanagari)
    return Compared(title, sentence, bars(points, title=title, summary=sentence, devanagari=devanagari))


def _wage(one: PromiseComparison, devanagari: bool) -> str:
    if not one.difference:
        return _("The wage was as promised.")
    amount = {"amount": format_integer(abs(one.difference), devanagari)}
    if one.is_broken:
        return _("₹ %(amount)s a month less than promised.") % amount
    return _("₹ %(amount)s a month more than promised.") % amount


def _hours(one: PromiseComparison, devanagari: bool) -> str:
    if not one.difference:
        return _("The hours were as promised.")
    shown = {"hours": format_integer(abs(one.difference), devanagari)}
    if one.is_broken:
        return _("More hours a day than promised: %(hours)s.") % shown
    return _("Fewer hours a day than promised: %(hours)s.") % shown
