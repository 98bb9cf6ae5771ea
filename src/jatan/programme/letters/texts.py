"""Fills the text of an application from what is on record. What is not on record becomes a dotted line (`GAP`).

Read are the issue, its person if the actor may see her, one journey of hers with its outcome, and one application of
hers to a scheme: the last two only as chosen. Nothing is concluded, and nothing of a case is read.
"""

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.utils import formats, translation

from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ages import ADULT
from jatan.kernel.numbers import format_integer
from jatan.programme.allies.choices import AllyKind
from jatan.programme.allies.models import Ally
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey, Outcome
from jatan.programme.letters.choices import OFFICE_OF, UNTOLD, LetterKind, LetterOffice
from jatan.programme.people.choices import Sex
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage
from jatan.programme.schemes.reference import schemes

GAP: Final = "…" * 14


@dataclass(frozen=True)
class Sources:
    """The records from which an application is filled; `person` and the rest only where the actor may see them.

    `stated`: what is told while it is written, by the name of the fact, before what is on record; `is_feared`: somebody
    suspects trafficking.
    """

    issue: Issue
    person: Person | None = None
    journey: Journey | None = None
    outcome: Outcome | None = None
    linkage: Linkage | None = None
    ally: Ally | None = None
    stated: Mapping[str, str] = field(default_factory=dict)
    is_feared: bool = False


@dataclass(frozen=True)
class Text:
    """The text of an application before anybody edited it. `template`: code and version."""

    template: str
    addressee: str
    subject: str
    body: str
    enclosures: str
    sender: str


@dataclass(frozen=True)
class Citation:
    """One sentence on a section of a law in the text of a kind, with where and when the section was read.

    `tag`: C = the text was seen, P = known from the press, which the sentence then says.
    """

    kind: LetterKind
    law: str
    section: str
    source: str
    looked_up: dt.date
    effective_from: dt.date | None
    holds: str
    tag: str


def template_version() -> str:
    """The version of the texts."""
    return str(_texts()["version"])


def print_words(language: str) -> dict[str, str]:
    """The words around the text: "To", "Subject", "Yours faithfully"."""
    return dict(_texts()["print"][language])


def usual_office(kind: LetterKind) -> LetterOffice:
    """The office to which an application of this kind usually goes."""
    return LetterOffice(_texts()["letter"][kind.value]["office"])


def citations() -> list[Citation]:
    """Every section of a law that some application cites."""
    return [
        Citation(
            LetterKind(kind),
            row["law"],
            row["section"],
            row["source"],
            row["looked_up"],
            row.get("effective_from"),
            row["holds"],
            row.get("tag", "C"),
        )
        for kind, letter in _texts()["letter"].items()
        for row in letter.get("citations", ())
    ]


def has_slip(kind: str) -> bool:
    """Whether an application of this kind is printed with an acknowledgement that the office fills in."""
    return bool(_texts()["letter"][kind].get("has_slip"))


def fill(sources: Sources, kind: LetterKind, office: LetterOffice, language: str) -> Text:
    """The text of an application in "hi" or "en"."""
    with translation.override(language):
        known = _facts(sources)
        letter = _texts()["letter"][kind.value]
        parts = [letter["opening"][language], _description(sources, kind)]
        parts.append(
            "\n".join(f"{_texts()['labels'][name][language]}: {known.get(name) or GAP}" for name in letter["details"])
        )
        parts += [letter["feared"][language]] if sources.is_feared and "feared" in letter else []
        parts += [row[language] for row in letter.get("citations", ()) if _holds(row, sources)]
        parts.append(letter["request"][language])
        return Text(
            template=f"{kind.value}/{template_version()}",
            addressee=_addressee(sources, kind, office, language, known),
            subject=letter["subject"][language].format_map(_Gaps(known)),
            body="\n\n".join(part for part in parts if part),
            enclosures="\n".join(letter["enclosures"][language]),
            sender=_sender(sources, letter["signs"] == "family", language, known),
        )


def _description(sources: Sources, kind: LetterKind) -> str:
    """What was told at the desk, else a dotted line; of some issues and for some offices it is never filled in."""
    issue = sources.issue
    # Of somebody who is missing the particulars stand line by line; a note of the desk is not for the police.
    if kind in (LetterKind.WAGES, LetterKind.SCHEME, LetterKind.CERTIFICATE, LetterKind.BANK, LetterKind.MISSING):
        return ""
    return GAP if issue.kind in UNTOLD or not issue.description else issue.description


def _addressee(
    sources: Sources, kind: LetterKind, office: LetterOffice, language: str, known: Mapping[str, str]
) -> str:
    ally, usual = sources.ally, _texts()["office"][office.value]
    own = _texts()["letter"][kind.value].get("to", {}).get(office.value, usual) if ally is None else usual
    lines = [line.format_map(_Gaps(known)) for line in own[language]]
    if ally is None:
        return "\n".join(lines)
    # A police station has an officer in charge, not a superintendent; other offices keep the title of who leads them.
    has_title = ally.kind != AllyKind.POLICE_STATION and ally.kind in OFFICE_OF
    return "\n".join([*(lines[:1] if has_title else []), *filter(None, (ally.name, ally.address)), lines[-1]])


def _sender(sources: Sources, is_family: bool, language: str, known: Mapping[str, str]) -> str:
    labels = _texts()["labels"]
    names: tuple[str, ...] = ("village", "panchayat", "block", "district", "phone")
    if is_family:
        issue, journey = sources.issue, sources.journey
        name = (journey.family_contact_name if journey is not None else "") or (
            issue.caller_name if issue.person_id else ""
        )
        phone = (journey.family_contact_phone if journey is not None else "") or issue.caller_phone
        stated = sources.stated
        relation = stated.get("relation", "")
        values = {
            **known,
            "name": stated.get("teller", name),
            "phone": stated.get("teller_phone", phone),
            "relation": relation,
        }
        names = ("name", *(("relation",) if relation else ()), *names)
    else:
        values, names = dict(known), ("name", "guardian", *names)
    return "\n".join(f"{labels[one][language]}: {values.get(one) or GAP}" for one in names)


def _facts(sources: Sources) -> dict[str, str]:
    """What is on record, as words of the active language. Absent or "" where nothing is."""
    issue, person, journey = sources.issue, sources.person, sources.journey
    outcome, linkage = sources.outcome, sources.linkage
    found = _whereabouts(person if person is not None else issue)
    found["name"] = person.name if person is not None else issue.caller_name
    found["phone"] = (person.phone if person is not None else "") or issue.caller_phone
    about = person if person is not None else issue
    found["sex"] = str(about.get_sex_display()) if about.sex else ""
    found["reference"] = ""
    if person is not None:
        found |= {
            "guardian": person.guardian_name,
            "missing_phone": person.phone,
            "age": _age(person.age, person.age_on),
        }
    else:
        found["age"] = _age(issue.age, issue.received_on)
    if journey is not None:
        found |= {
            "employer": journey.employer,
            "work": journey.work_as_written or (str(journey.get_work_display()) if journey.work else ""),
            "destination": journey.destination.name if journey.destination else journey.destination_as_written,
            "agent": journey.agent_name,
            "agent_phone": journey.agent_phone,
            "left_on": _day(journey.leaves_on),
            "returned_on": _day(journey.returned_on),
            "wage": _number(journey.wage_promised),
        }
    if outcome is not None:
        found |= {"months": _number(outcome.months_worked), "dues": _number(outcome.dues)}
    if linkage is not None:
        scheme = schemes().get(linkage.scheme)
        found |= {
            "scheme": linkage.scheme_as_written or (str(scheme.name) if scheme else ""),
            "department": str(scheme.department) if scheme else "",
            "applied_on": _day(linkage.applied_on),
            "sanctioned_on": _day(linkage.sanctioned_on),
            "refused_reason": linkage.refused_reason,
        }
    return found | {name: text for name, text in sources.stated.items() if text}


def _whereabouts(row: Person | Issue) -> dict[str, str]:
    place: Place = row.place
    is_block = place.level == Level.BLOCK
    district = place.district if place.district is not None else (place if place.level == Level.DISTRICT else None)
    return {
        "village": row.village,
        "panchayat": row.panchayat,
        "block": place.name if is_block else "",
        "district": district.name if district is not None else "",
    }


def _holds(row: Mapping[str, Any], sources: Sources) -> bool:
    return _CONDITIONS[row["holds"]](sources, row.get("effective_from") or dt.date.min)


def _work_ended(sources: Sources, since: dt.date) -> bool:
    """The work is known to have ended since the law is in force: she came home on that day or later."""
    journey = sources.journey
    return journey is not None and journey.returned_on is not None and journey.returned_on >= since


def _woman_or_child(sources: Sources, _since: dt.date) -> bool:
    person, issue = sources.person, sources.issue
    if person is not None:
        return person.sex == Sex.FEMALE or _is_child(person.age, person.age_on)
    return issue.sex == Sex.FEMALE or _is_child(issue.age, issue.received_on)


def _is_child(age: int | None, stated_on: dt.date | None) -> bool:
    """Still under 18 today, if that was her age on that day; False where it may no longer be so."""
    if age is None or stated_on is None:
        return False
    years = -(-(clock.today() - stated_on).days // 365)
    return age + years < ADULT


_CONDITIONS: Final[Mapping[str, Callable[[Sources, dt.date], bool]]] = {
    "always": lambda _sources, since: clock.today() >= since,
    "work_ended": _work_ended,
    "woman_or_child": _woman_or_child,
}


class _Gaps(dict[str, str]):
    """Facts by name, with a dotted line for each that is missing or empty."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__({name: text for name, text in known.items() if text})

    def __missing__(self, name: str) -> str:
        return GAP


def _number(number: int | None) -> str:
    return "" if number is None else format_integer(number)


def _age(age: int | None, stated_on: dt.date | None) -> str:
    """The age with the day on which it was said: "17 (3 May 2024)"."""
    return " ".join(part for part in (_number(age), f"({_day(stated_on)})" if stated_on else "") if part) if age else ""


def _day(day: dt.date | None) -> str:
    return formats.date_format(day, "j E Y") if day is not None else ""


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("jatan.programme.letters").joinpath("templates.toml").read_text("utf-8"))
