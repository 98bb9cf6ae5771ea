"""Where the answers of a printed paper come from: each source reads the open file and returns text, "" if unknown.

The texts are in the active language. Nothing is stored.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.identity import age_on
from jatan.programme.cases.entries.instants import instant_words
from jatan.programme.cases.entries.legal_steps import steps_in
from jatan.programme.cases.entries.legal_track import diary_of, stage_of
from jatan.programme.cases.entries.plan import open_goals
from jatan.programme.cases.entries.wish import wish_of
from jatan.programme.cases.legal.time_limits import add_months, in_india

type Source = Callable[[CaseFile], str]
_FOUND: Final = ("child_found", "lost_child_found")
_TELLING_DUTIES: Final = frozenset({"report_sexual_offence", "report_lost_child"})
_TELLING_STEPS: Final = frozenset(
    {"information_given", "e_information_given", "fir_registered", "rape_informed", "child_missing_reported"}
)
_LEVELS: Final = ("individual", "household", "community", "structural")
_NOT_GIVEN: Final = frozenset({"declined", "unavailable"})


def _of_card(*names: str) -> Source:
    """Answers of the identity card, in this order, with commas between."""

    def read(file: CaseFile) -> str:
        return _joined(", ", (_words(file.identity, name) for name in names)) if file.identity else ""

    return read


def _of_last(kind: str, *names: str) -> Source:
    """Answers of the newest entry of a kind."""

    def read(file: CaseFile) -> str:
        entry = file.last(kind)
        return _joined(" · ", (_words(entry, name) for name in names)) if entry else ""

    return read


def _of_event(codes: Iterable[str], *names: str) -> Source:
    """Answers of the newest legal step of these codes."""
    wanted = frozenset(codes)

    def read(file: CaseFile) -> str:
        steps = [entry for entry in steps_in(file) if entry.get("event") in wanted]
        step = max(steps, key=lambda entry: (entry.get("at"), entry.row), default=None)
        return _joined(" · ", (_words(step, name) for name in names)) if step else ""

    return read


def _of_request(*names: str) -> Source:
    """Answers of the request that the paper is about: the only one in the file (`forms.filled_parts`)."""

    def read(file: CaseFile) -> str:
        request = file.last("file_request")
        return _joined(" · ", (_words(request, name) for name in names)) if request else ""

    return read


def _named(file: CaseFile) -> str:
    request = file.last("file_request")
    return (_words(request, "named") or _("nothing by name")) if request else ""


def _reported(file: CaseFile) -> str:
    """When police or 1098 were told, by the newest duty or step that says so; the production is none."""
    found = [entry for entry in file.all("duty_done") if entry.get("duty") in _TELLING_DUTIES]
    found += [entry for entry in file.all("legal_event") if entry.get("event") in _TELLING_STEPS]
    newest = max(found, key=lambda entry: (entry.get("at"), entry.row), default=None)
    return _joined(" · ", (_words(newest, name) for name in ("at", "to", "place", "number")))


def _age(file: CaseFile) -> str:
    card = file.identity
    if card is None:
        return _years(file)
    born, basis = card.get("born_on"), _words(card, "age_basis")
    stated = f"{_('born on')} {_day(born)}" if isinstance(born, dt.date) else _years(file)
    return _joined(" · ", (stated, basis, _words(card, "age_papers")))


def _years(file: CaseFile) -> str:
    ages = age_on(file, clock.today())
    if ages is None:
        return ""
    low, high = ages
    if low == high:
        return ngettext("%(count)s year", "%(count)s years", low) % {"count": low}
    return _("%(low)s to %(high)s years") % {"low": low, "high": high}


def _journey(file: CaseFile) -> str:
    steps = [entry for entry in file.all("legal_event") if entry.get("event") in _FOUND]
    if not steps:
        return ""
    hours, minutes = (int(steps[-1].get(name, 0)) for name in ("journey_hours", "journey_minutes"))
    if not hours and not minutes:
        return ""
    if not minutes:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return _("%(hours)s hours %(minutes)s minutes") % {"hours": hours, "minutes": minutes}


def _route(file: CaseFile) -> str:
    entry = file.last("exploitation")
    if entry is None:
        return ""
    source = _joined(", ", (_words(entry, name) for name in ("source_district", "source_state")))
    target = _joined(", ", (_words(entry, name) for name in ("destination_district", "destination_state")))
    return _joined(" – ", (source, _words(entry, "transit"), target))


def _work_days(file: CaseFile) -> str:
    entry = file.last("exploitation")
    return _joined(" – ", (_words(entry, "arrived_on"), _words(entry, "out_on"))) if entry else ""


def _claims(file: CaseFile) -> str:
    return "\n".join(_claim(entry) for entry in file.all("claim"))


def _claim(entry: Entry) -> str:
    sums = [
        f"{word}: ₹ {format_integer(entry.get(name))}"
        for name, word in (("claimed", _("asked for")), ("sanctioned", _("granted")), ("paid", _("paid")))
        if entry.get(name)
    ]
    return _joined(" · ", (_words(entry, "head"), *sums))


def _wages(file: CaseFile) -> str:
    return "\n".join(_claim(entry) for entry in file.all("claim") if str(entry.get("head", "")).endswith("wages"))


def _medical(file: CaseFile) -> str:
    received = [one for one in file.all("service") if one.get("kind") == "medical" and one.get("state") == "received"]
    return "\n".join(
        _joined(" · ", (_words(one, name) for name in ("received_on", "provider", "outcome"))) for one in received
    )


def _goals(file: CaseFile) -> str:
    return "\n".join(_words(goal, "words") for goal in open_goals(file))


def _goal_plan(file: CaseFile) -> str:
    return "\n".join(
        _joined(" · ", (_words(goal, name) for name in ("words", "first_step", "by_on", "helper")))
        for goal in open_goals(file)
    )


def _service_plan(file: CaseFile) -> str:
    """Services that were not declined, and when. Neither place nor provider: a shelter is where nobody may find her."""
    given = [entry for entry in file.all("service") if entry.get("state") not in _NOT_GIVEN]
    names = ("kind", "state", "appointment_at", "received_on")
    return "\n".join(_joined(" · ", (_words(one, name) for name in names)) for one in given)


def _wish(file: CaseFile) -> str:
    """Her newest wish with its day; before anybody wrote one, what stands in the plan for the child."""
    wish = wish_of(file)
    if wish is None:
        return _words(file.last("child_plan"), "wish")
    return _joined(" · ", (_words(wish, "on"), _words(wish, "words")))


def _of_levels(what: str, *levels: str) -> Source:
    """What the newest assessment says endangers or protects her, a line for each level."""

    def read(file: CaseFile) -> str:
        return _joined("\n", (_words(file.last("assessment"), f"{level}_{what}") for level in levels))

    return read


def _is_recent(day: dt.date) -> bool:
    """Whether a day lies in this month or the one before, up to today: what a monthly report may speak of."""
    today = clock.today()
    return add_months(today.replace(day=1), -1) <= day <= today


def _court_days(file: CaseFile) -> str:
    """The hearings that a monthly report may speak of: when, where, what for."""
    held = [entry for entry in file.all("hearing") if _is_recent(in_india(entry.get("at")))]
    held.sort(key=lambda entry: (entry.get("at"), entry.row))
    return "\n".join(_joined(" · ", (_words(one, name) for name in ("at", "court", "purpose"))) for one in held)


def _done_lately(file: CaseFile) -> str:
    """Services received and contacts that a monthly report may speak of, by day; not by whom (`_service_plan`)."""
    done = [(entry.get("received_on"), entry, "kind") for entry in file.all("service") if entry.get("received_on")]
    done += [(entry.get("on"), entry, "how") for entry in file.all("follow_up")]
    recent = sorted((one for one in done if _is_recent(one[0])), key=lambda one: (one[0], one[1].row))
    return "\n".join(_joined(" · ", (_day(on), _words(entry, name))) for on, entry, name in recent)


def _next_contact(file: CaseFile) -> str:
    days = [entry.get("next_on") for entry in file.all("follow_up")[-1:]]
    return _joined("", (_day(day) for day in days if day and day >= clock.today()))


def _services(file: CaseFile) -> str:
    given = [entry for entry in file.all("service") if entry.get("state") not in _NOT_GIVEN]
    return "\n".join(_joined(" · ", (_words(one, "kind"), _words(one, "state"))) for one in given)


def _next_hearing(file: CaseFile) -> str:
    days = [day for day in diary_of(file) if day.on >= clock.today()]
    if not days:
        return ""
    first = min(days, key=lambda day: day.on)
    return _joined(" · ", (_day(first.on), first.court, str(first.what_for)))


def _legal_stage(file: CaseFile) -> str:
    return str(stage_of(file)[1]) if steps_in(file) else ""


def _offences(file: CaseFile) -> str:
    return "\n".join(_joined(" · ", (_words(one, "day"), _words(one, "offences"))) for one in file.all("offence"))


def _danger(file: CaseFile) -> str:
    plan = file.last("safety_plan")
    listed = _words(file.identity, "not_to_tell") if file.identity else ""
    return _joined("\n", (_words(plan, "danger_from") if plan else "", listed))


def _words(entry: Entry | None, name: str) -> str:
    """One answer as text."""
    if entry is None:
        return ""
    value = entry.get(name)
    field = next((one for one in kind_of(entry.kind).fields if one.name == name), None)
    if value in (None, "", []) or value is False or isinstance(value, uuid.UUID):
        return ""
    if isinstance(value, list):
        return ", ".join(str(field.words(one)) if field else str(one) for one in value)
    if isinstance(value, dt.datetime):
        return instant_words(value)
    if isinstance(value, dt.date):
        return _day(value)
    return str(field.words(value)) if field and field.kind == "choice" else str(value)


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j E Y")


def _joined(between: str, words: Iterable[str]) -> str:
    return between.join(one for one in words if one)


SOURCES: Final[Mapping[str, Source]] = {
    "name": _of_card("name", "other_names"),
    "sex": _of_card("sex"),
    "age": _age,
    "years": _years,
    "guardian": _of_card("guardian"),
    "home": _of_card("village", "panchayat", "block", "district_code", "district"),
    "languages": _of_card("languages"),
    "disability": _of_card("disability"),
    "community": _of_card("community"),
    "phone": _of_card("phone"),
    "safe_contact": _of_card("safe_ways", "safe_times"),
    "found_at": _of_event(_FOUND, "at"),
    "found_place": _of_event(_FOUND, "place"),
    "journey": _journey,
    "reported": _reported,
    "fir": _of_event(["fir_registered"], "place", "number", "at"),
    "refused_place": _of_event(["fir_refused"], "place"),
    "refused_at": _of_event(["fir_refused"], "at"),
    "harm": _of_last("exploitation", "types"),
    "work": _of_last("exploitation", "sector"),
    "taker": _of_last("exploitation", "relation"),
    "controls": _of_last("exploitation", "controls"),
    "route": _route,
    "work_days": _work_days,
    "claims": _claims,
    "wages": _wages,
    "medical": _medical,
    "offences": _offences,
    "next_hearing": _next_hearing,
    "legal_stage": _legal_stage,
    "goals": _goals,
    "services": _services,
    "goal_plan": _goal_plan,
    "service_plan": _service_plan,
    "who_does": _of_last("conference", "who_does"),
    "wish": _wish,
    "family_view": _of_last("child_plan", "family_view"),
    "best": _of_last("child_plan", "best"),
    "plan_review": _of_last("child_plan", "review_on"),
    "carer": _of_last("child_plan", "carer"),
    "safe_there": _of_last("child_plan", "is_safe_there"),
    "siblings": _of_last("child_plan", "siblings"),
    "education": _of_card("education"),
    "schooling": _of_last("child_plan", "school"),
    "health": _of_last("child_plan", "health"),
    "needs": _of_last("assessment", "needs", "urgent"),
    "risks": _of_levels("risks", *_LEVELS),
    "strengths": _of_levels("strengths", *_LEVELS),
    "home_risks": _of_levels("risks", "household", "community"),
    "home_strengths": _of_levels("strengths", "household", "community"),
    "court_days": _court_days,
    "done_lately": _done_lately,
    "school_work": _of_last("follow_up", "school_work"),
    "needs_now": _of_last("follow_up", "needs"),
    "next_contact": _next_contact,
    "danger": _danger,
    "threat": _of_last("witness_safety", "threat"),
    "measures": _of_last("witness_safety", "measures"),
    "asked_office": _of_request("office"),
    "asked_number": _of_request("number", "ordered_on"),
    "asked_for": _of_request("asked_for"),
    "asked_by_name": _named,
    "sealed": _of_request("sealed"),
    "last_follow_up": _of_last("follow_up", "on", "wellbeing"),
    "last_conference": _of_last("conference", "on", "decided", "who_does"),
}
