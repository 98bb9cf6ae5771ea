"""The laws by topic, what each says, and what was done on each as far as the reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.activities.selectors import law_counts
from jatan.programme.allies import selectors as allies
from jatan.programme.consultations.selectors import law_counts as consultation_counts
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.laws.choices import LawTopic
from jatan.programme.laws.topics import Law, law_book, laws_on
from jatan.web.ui.components import charts
from jatan.web.ui.needs import StaffRequest, needs


@dataclass(frozen=True)
class _Work:
    """What was done on a topic: a number in words, and the list it opens onto."""

    words: str
    url: str


@dataclass(frozen=True)
class _Topic:
    """One topic as it is drawn. `lines`: (number, whose it is)."""

    code: str
    label: Any
    laws: list[Law]
    lines: list[tuple[str, str]]
    work: list[_Work]


@needs(Permission.LIBRARY_SEE)
@require_safe
def laws(request: StaffRequest) -> HttpResponseBase:
    """Every topic with its laws in force today."""
    book, today = law_book(), clock.today()
    numbers = {one.code: (one.number, one.what) for one in help_numbers_on(today, get_language() or "hi")}
    held = law_counts(request.actor)
    work = (
        (_("Meetings and programmes: %(number)s"), held, "activities"),
        (_("Consultations: %(number)s"), consultation_counts(request.actor), "consultations"),
        (_("Meetings with allies: %(number)s"), allies.law_counts(allies.meetings(request.actor)), "ally-meetings"),
        (_("Asks: %(number)s"), allies.law_counts(allies.asks(request.actor)), "ally-asks"),
    )
    topics = [
        _Topic(
            code=topic.value,
            label=topic.label,
            laws=found,
            lines=[
                numbers[code] for code in dict.fromkeys(code for law in found for code in law.help) if code in numbers
            ],
            work=_work(topic, work),
        )
        for topic, found in laws_on(today).items()
    ]
    page = {
        "topics": topics,
        "book": book,
        "picture": _picture(held) if any(held.values()) else "",
        "new_url": reverse("activities_new") if request.actor.may(Permission.ACTIVITIES_RECORD) else "",
    }
    return render(request, "laws/laws.html", page)


def _work(topic: LawTopic, words: Iterable[tuple[str, dict[str, int], str]]) -> list[_Work]:
    return [
        _Work(sentence % {"number": numbers[topic.value]}, _list_url(topic, name))
        for sentence, numbers, name in words
        if numbers.get(topic.value)
    ]


def _list_url(topic: LawTopic, name: str = "activities") -> str:
    return f"{reverse(name)}?law_topic={topic.value}"


def _picture(held: dict[str, int]) -> Any:
    points = [charts.Point(topic.label, held.get(topic.value, 0), _list_url(topic)) for topic in LawTopic]
    return charts.bars(points, title=_("Meetings and programmes by law"))
