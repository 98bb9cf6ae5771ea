"""The review page: all values as they were typed, each part with a link back to its page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem
from jatan.programme.journeys.choices import AnswerCode, Under18
from jatan.programme.journeys.questions import MOST_ALONG
from jatan.web.journeys.departures.draft_command import build_form
from jatan.web.journeys.departures.state import Page, State, TravellerSummary
from jatan.web.ui.records.columns import phone_link


@dataclass(frozen=True)
class Part:
    """A heading, (label, value) pairs, and the URL of the page where they can be changed."""

    title: Any
    url: str
    facts: list[tuple[Any, Any]]
    note: str = ""


def review_parts(state: State) -> list[Part]:
    """All travellers, then all pages in order; a conversation shows only its count and the answers "no"."""
    url = reverse("departure_who", args=[state.draft.pk])
    found = [Part(_titled(_("Who leaves"), who.name), url, _known_of(who)) for who in state.traveller_summaries()]
    return found + [_part(state, page) for page in state.pages()]


def _known_of(who: TravellerSummary) -> list[tuple[Any, Any]]:
    """Age, guardian, village and telephone: people of the same name are told apart. An unknown value is a dash."""
    under_18 = dict(Under18.choices).get(who.under_18)
    return [
        (_("Age"), who.age),
        *([(_("Is this person under 18?"), under_18)] if under_18 else []),
        (capfirst(_("father, mother or husband")), who.guardian_name),
        (capfirst(_("village")), ", ".join(part for part in (who.village, who.place_name) if part)),
        (capfirst(_("phone")), phone_link(who.phone)),
    ]


def _part(state: State, page: Page) -> Part:
    form = build_form(state, page)
    url = reverse("departure_step", args=[state.draft.pk, page.step, page.number])
    name = state.name_of(page.number) if page.step in ("papers", "talk", "consent") else ""
    if page.step == "talk":
        return Part(_talk_title(name), url, _talk(form), "")
    if page.step == "consent":
        agreed = any(values != [] and key != "how" for key, values in state.answers(page).items())
        note = "" if agreed or form.about.agreed else str(_("No consent is noted. Did you read it out?"))
        return Part(_titled(_("Consent"), name), url, _answered(form), note)
    titles = {"journey": _("The journey"), "promise": _("What was promised"), "papers": _("Papers and contacts")}
    if page.step == "papers":
        facts = [(field.label, shown) for field in form.own if (shown := _shown(field))]
        return Part(_titled(titles[page.step], name), url, facts + _along(form), "")
    return Part(_titled(titles[page.step], name), url, _answered(form), "")


def _along(form: Any) -> list[tuple[Any, Any]]:
    """One line for each companion: name, age, answer to "under 18?", relation."""
    found = []
    for number in range(1, MOST_ALONG + 1):
        name, age, under_18, relation = (
            _shown(form[asked]) if (asked := f"along_{part}_{number}") in form.fields else ""
            for part in ("name", "age", "under_18", "relation")
        )
        if name or age or under_18 or relation:
            years = _in_years(age)
            minor = f"{_('Is this person under 18?')} {under_18}" if under_18 else ""
            parts = (name or "–", years, minor, relation)
            found.append((_("Travels along"), ", ".join(part for part in parts if part)))
    return found


def _in_years(typed: str) -> str:
    """An age as typed in words ("24 years"); unchanged if it is not a number."""
    try:
        years = parse_int(typed)
    except Problem:
        return typed
    return ngettext("%(years)s year", "%(years)s years", years) % {"years": years} if years is not None else ""


def _talk_title(name: str) -> str:
    return _titled(_("The talk before leaving"), name)


def _titled(title: Any, name: str) -> str:
    return f"{title}: {name}" if name else str(title)


def _answered(form: Any) -> list[tuple[Any, Any]]:
    """(label, value) of every answered field; choices by their labels."""
    return [(field.label, shown) for field in form if (shown := _shown(field))]


def _shown(field: Any) -> str:
    value = field.value()
    if value in (None, "", [], False):
        return ""
    if getattr(field.field, "choices", None):
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(str(label) for code, label in field.field.choices if str(code) in chosen)
    return str(AnswerCode.YES.label) if value == "on" else str(value)


def _talk(form: Any) -> list[tuple[Any, Any]]:
    answers = {field.name: field.value() for field in form if field.name.startswith("q_")}
    refused = [field.label for field in form if answers.get(field.name) == AnswerCode.NO]
    count = sum(1 for value in answers.values() if value)
    summary = ngettext("%(n)s question answered", "%(n)s questions answered", count) % {"n": count}
    rest = [field for field in form if not field.name.startswith("q_")]
    found: list[tuple[Any, Any]] = [(_("Answers"), summary)]
    if refused:
        found.append((_("“No” was said to"), " · ".join(map(str, refused))))
    return found + [(field.label, shown) for field in rest if (shown := _shown(field))]
