"""What is known of a case for the law: facts that somebody ticked, and those that follow from sex, age and offences.

Age is never ticked: it follows from the identity card. Where it is in doubt both readings are kept apart (`readings`),
and duties hold as for a child (JJ Act 2015 s.94).
"""

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.exploitation import speaks_of_sexual_violence
from jatan.programme.cases.entries.fields import Choice
from jatan.programme.cases.entries.identity import ADULT, age_on, may_be_child
from jatan.programme.cases.legal.duties import Duty, duties_for
from jatan.programme.cases.legal.offences import Offence, facts_of, offences_on

__all__ = [
    "FACTS",
    "chosen_offences",
    "duties_known",
    "facts_of_file",
    "facts_that_oblige",
    "known_since",
    "offered_offences",
    "readings",
    "told_facts",
]

FACTS: Final[tuple[Choice, ...]] = (
    ("trafficked", _("she was trafficked")),
    ("sexual", _("sexual exploitation or assault")),
    ("rape", _("rape")),
    ("gang_rape", _("rape by more than one")),
    ("unnatural_assault", _("unnatural sexual assault")),
    ("sexual_harassment", _("sexual harassment")),
    ("pregnancy_by_rape", _("pregnancy by rape")),
    ("forced_labour", _("forced labour")),
    ("bonded", _("bonded labour: work against an advance or debt")),
    ("confined", _("locked in or hidden")),
    ("forced_marriage", _("forced marriage")),
    ("found", _("a child found without care, or rescued")),
    ("separated", _("a child lost or parted from its people")),
    ("more_than_one", _("more than one person was taken")),
    ("children", _("more than one child was taken")),
    ("convicted_before", _("the accused was convicted of it before")),
    ("public_servant", _("police or an official had a hand in it")),
    ("sc_st", _("she belongs to a Scheduled Caste or Tribe and the accused does not")),
    ("injury", _("grave injury of body or mind")),
    ("permanent_disability", _("permanent disability")),
    ("partial_disability", _("partial disability")),
    ("burns", _("burns over a quarter of the body")),
    ("acid", _("acid attack")),
    ("foetal_loss", _("loss of the unborn child")),
    ("died", _("she died")),
    ("extreme", _("the Deputy Commissioner holds it for a gravest case")),
)
_CODES: Final = frozenset(code for code, _label in FACTS)
_FOURTEEN: Final = 14
# What one fact says of another.
_IMPLIED: Final = {
    "gang_rape": "rape",
    "pregnancy_by_rape": "rape",
    "rape": "sexual",
    "unnatural_assault": "sexual",
    "children": "more_than_one",
    "bonded": "forced_labour",
}
# Bonded Labour Scheme 2021: the gravest cases.
_GRAVEST: Final = frozenset({"trafficked", "sexual", "transgender", "permanent_disability", "partial_disability"})


def told_facts(file: CaseFile) -> set[str]:
    """What somebody ticked, and what it says by itself."""
    situation = file.last("situation")
    return _implied(situation.get("facts", []) if situation else [])


def facts_of_file(file: CaseFile, on: dt.date) -> set[str]:
    """Every fact the books ask for, as it stands on a day. "maybe_child", "maybe_under_14" where age is in doubt."""
    facts = told_facts(file) | _of_her(file, on) | facts_of(chosen_offences(file))
    if "bonded" in facts and facts & _GRAVEST:
        facts.add("extreme")
    if any(may_be_child(file, day) for day in _offence_days(file) or [on]):
        if facts & {"sexual", "sexual_harassment"}:
            facts.add("pocso")
        if "sexual" in facts:
            facts.add("pocso_assault")
    if any(event.get("outcome", "convicted") != "convicted" for event in file.all("legal_event")):
        facts.add("appealable")
    return facts


def readings(facts: Collection[str]) -> list[set[str]]:
    """The facts read as they stand and, where age is in doubt, once more as of a child."""
    known = set(facts)
    if not known & {"maybe_child", "maybe_under_14"}:
        return [known]
    as_child = known - {"man"} | {"child"}
    return [known, as_child | {"under_14"} if "maybe_under_14" in known else as_child]


def offered_offences(file: CaseFile, day: dt.date) -> list[Offence]:
    """Offences that may be named for a day: of the code in force then, and fitting what is known; gravest first."""
    found = {one.section: one for facts in readings(facts_of_file(file, day)) for one in offences_on(day, facts)}
    return sorted(found.values(), key=lambda one: (-one.least_years, -one.most_years, one.code))


def chosen_offences(file: CaseFile) -> list[Offence]:
    """The offences that stand in the file, whatever is known by now."""
    found: list[Offence] = []
    for entry in file.all("offence"):
        sections, day = entry.get("offences", []), entry.get("day")
        every = [*offences_on(day, _CODES), *offences_on(day, {*_CODES, "child"})]
        found += {one.section: one for one in every if one.section in sections}.values()
    return found


def duties_known(file: CaseFile, today: dt.date, told: Collection[str] | None = None) -> list[Duty]:
    """Duties towards her that hold today. `told`: facts to reckon with instead of those that stand in the file.

    Whoever by her identity card is, or may be, under age counts as found by us: the hours of the law run before anybody
    has ticked anything. Without a card nothing is known yet, and the page asks for it. Whoever was a child when it
    happened, or when the case began, is not rid of by waiting for her birthday.
    """
    facts = told_facts(file) if told is None else _implied(told)
    if "sexual_harassment" in facts or _is_sexual_in_codes(file):
        facts.add("sexual")
    found = {duty.code: duty for duty in duties_for(facts | _of_her(file, today) | _found_by_card(file, today))}
    for day in (*_offence_days(file), _began(file)):
        then = facts - {"found", "separated"} | _of_her(file, day)
        found |= {duty.code: duty for duty in duties_for(then)}
    return list(found.values())


def facts_that_oblige(told: Collection[str]) -> set[str]:
    """Of the facts that somebody ticked, with what they say by themselves, those from which a duty follows."""
    facts = _implied(told)
    return {*facts & {"found", "separated"}, *({"sexual"} if facts & {"sexual", "sexual_harassment"} else ())}


def known_since(situation: Entry, fact: str) -> dt.datetime:
    """Since when a fact stands in what is known for the law: as an earlier version kept it, else since this one."""
    kept = dict(part.split("=", 1) for part in str(situation.get("known_since", "")).split())
    return dt.datetime.fromisoformat(kept[fact]) if fact in kept else situation.written_at


def _found_by_card(file: CaseFile, today: dt.date) -> set[str]:
    return {"found"} if file.last("profile") is not None and may_be_child(file, today) else set()


def _is_sexual_in_codes(file: CaseFile) -> bool:
    """Whether the coded story says so. It makes no element of an offence, but nobody who knows it may keep silent."""
    story = file.last("exploitation")
    return story is not None and speaks_of_sexual_violence(story.answers)


def _implied(told: Collection[str]) -> set[str]:
    facts = set(told)
    while more := {_IMPLIED[fact] for fact in facts if fact in _IMPLIED} - facts:
        facts |= more
    return facts


def _of_her(file: CaseFile, on: dt.date) -> set[str]:
    profile, ages = file.last("profile"), age_on(file, on)
    sex = str(profile.get("sex", "")) if profile else ""
    facts = {{"f": "woman", "t": "transgender"}.get(sex, "")} - {""}
    if ages is not None and ages[1] < ADULT:
        facts.add("child")
    else:
        facts |= {"maybe_child"} if may_be_child(file, on) else set()
        facts |= {"man"} if sex == "m" else set()
    if ages is not None and ages[0] < _FOURTEEN:
        facts.add("under_14" if ages[1] < _FOURTEEN else "maybe_under_14")
    return facts


def _offence_days(file: CaseFile) -> list[dt.date]:
    return [entry.get("day") for entry in file.all("offence")]


def _began(file: CaseFile) -> dt.date:
    register = file.last("register")
    began: dt.date = register.get("opened_on", file.opened_quarter) if register else file.opened_quarter
    return began
