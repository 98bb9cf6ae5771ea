"""Legally relevant facts of a case: those that were ticked, and those that follow from sex, age and offences.

Age follows from the identity card and is never ticked. Where it is in doubt both cases are computed
(`age_readings`), and duties apply as for a child (JJ Act 2015 s.94).
"""

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.exploitation import bondage_facts, mentions_sexual_violence
from jatan.programme.cases.entries.fields import Choice
from jatan.programme.cases.entries.identity import ADULT_AGE, age_on, may_be_child
from jatan.programme.cases.entries.injuries import injury_facts
from jatan.programme.cases.legal.duties import Duty, duties_for
from jatan.programme.cases.legal.offences import Offence, facts_from_offences, offence_named, offences_on

__all__ = [
    "FACTS",
    "age_readings",
    "applicable_duties",
    "chosen_offences",
    "chosen_sections",
    "duty_facts",
    "facts_of_file",
    "known_since",
    "offered_offences",
]

FACTS: Final[tuple[Choice, ...]] = (
    ("trafficked", _("she was trafficked")),
    ("sexual", _("sexual exploitation or assault")),
    ("rape", _("rape")),
    ("gang_rape", _("rape by more than one")),
    ("unnatural_assault", _("unnatural sexual assault")),
    ("sexual_harassment", _("sexual harassment")),
    ("modesty", _("seized or undressed by force to shame her")),
    ("pregnancy_by_rape", _("pregnancy by rape")),
    ("forced_labour", _("made to work by force, without an advance or debt")),
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
    ("witch", _("called a witch")),
    ("injury", _("grave injury of body or mind")),
    ("permanent_disability", _("permanent disability")),
    ("partial_disability", _("partial disability")),
    ("burned", _("burns")),
    ("burns", _("burns over a quarter of the body")),
    ("acid", _("acid attack")),
    ("hurt_face", _("the face is disfigured by burns or acid")),
    ("foetal_loss", _("loss of the unborn child")),
    ("fertility_loss", _("she can bear no child any more")),
    ("died", _("she died")),
    ("extreme", _("the Deputy Commissioner holds it for a gravest case")),
    ("pornography", _("sexual pictures or films of a child")),
    ("sexual_feared", _("a sexual offence against a child is feared")),
    ("child_marriage", _("she was married as a child")),
    ("sold_for_marriage", _("she was sold, lured or deceived into the marriage")),
    ("represented", _("a lawyer of her own appears in the case")),
)
_COMPENSATION_AGE: Final = 14
# Fact -> facts that it implies.
_IMPLIED: Final = {
    "gang_rape": "rape",
    "pregnancy_by_rape": "rape",
    "rape": "sexual",
    "unnatural_assault": "sexual",
    "modesty": "sexual",
    "burns": "burned",
    "children": "more_than_one",
    "bonded": "forced_labour",
}
# Facts of which each starts the duty to report a sexual offence against a child (POCSO Act 2012 s.19(1)).
_REPORTED: Final = frozenset({"sexual", "sexual_harassment", "pornography", "sexual_feared"})
# Steps that themselves say that it is about such an offence.
_POCSO_STEPS: Final = frozenset({"child_sexual_offence_known_to_us", "child_sexual_offence_known"})
# Bonded Labour Scheme 2021: the gravest cases. Of a grown man the Deputy Commissioner alone may say so.
_NOT_A_MAN: Final = frozenset({"woman", "transgender", "child"})
_GRAVEST_FACTS: Final = frozenset({"trafficked", "sexual", "transgender", "permanent_disability", "partial_disability"})


def _recorded_facts(file: CaseFile) -> set[str]:
    """Ticked facts, and the facts they imply."""
    situation = file.last("situation")
    return _with_implied_facts(situation.get("facts", []) if situation else [])


def facts_of_file(file: CaseFile, on: dt.date) -> set[str]:
    """All facts that legal rules use, on a day; with "maybe_child", "maybe_under_14" where age is in doubt, and
    "maybe_bonded" where work was forced and nobody has said whether a debt bound her."""
    from_sections = _facts_from_sections(file)
    facts = _recorded_facts(file) | _sex_and_age_facts(file, on) | from_sections
    facts |= injury_facts(file, facts) | bondage_facts(file, facts)
    facts |= _gravest_class(facts)
    if _has_disability_on_card(file) or facts & {"permanent_disability", "partial_disability"}:
        facts.add("disabled")
    days = _offence_days(file) or [on]
    if any(may_be_child(file, day) for day in days):
        if facts & {"sexual", "sexual_harassment", "pornography"}:
            facts.add("pocso")
        if "sexual" in facts:
            facts.add("pocso_assault")
    if "pocso_grave" in facts or any(event.get("event") in _POCSO_STEPS for event in file.all("legal_event")):
        facts.add("pocso")
    if "pocso" in facts and all(_is_child(file, day) for day in days):
        facts.add("pocso_minor")
    if "pocso" in from_sections:
        facts.add("pocso_offence")
    # A judgment of which nobody wrote the outcome may be one that she can appeal against.
    judgments = [event for event in file.all("legal_event") if event.get("event") == "judgment_given"]
    if any(event.get("outcome") != "convicted" for event in judgments):
        facts.add("appealable")
    return facts


def age_readings(facts: Collection[str]) -> list[set[str]]:
    """The facts and, where age is in doubt, a second set with her as a child."""
    known = set(facts)
    if not known & {"maybe_child", "maybe_under_14"}:
        return [known]
    as_child = known - {"man", "maybe_extreme"} | {"child"}
    as_child |= _gravest_class(as_child)
    return [known, as_child | {"under_14"} if "maybe_under_14" in known else as_child]


def offered_offences(file: CaseFile, day: dt.date) -> list[Offence]:
    """Every offence in force on a day, those that the known facts suggest first. Where age is in doubt, also what would
    fit a child."""
    known = facts_of_file(file, day) | _facts_about_young_age(file, day)
    readings = [offences_on(day, facts) for facts in age_readings(known)]
    suggested = {one.key: one for offences in readings for one in offences if one.fits}
    return [*suggested.values(), *(one for one in readings[0] if one.key not in suggested)]


def chosen_sections(entry: Entry) -> list[tuple[str, Offence | None]]:
    """Sections that an offence entry names from the list, in its order; None for one that the list no longer has."""
    return [(key, offence_named(key, entry.get("day"))) for key in entry.get("offences", [])]


def chosen_offences(file: CaseFile) -> list[Offence]:
    """The offences recorded in the file, whether or not they fit the present facts."""
    sections = (section for entry in file.all("offence") for section in chosen_sections(entry))
    return [offence for _key, offence in sections if offence is not None]


def applicable_duties(file: CaseFile, today: dt.date, recorded: Collection[str] | None = None) -> list[Duty]:
    """Duties towards her that apply today. `recorded`: facts to use instead of those ticked in the file.

    If the identity card says she is or may be a minor, she counts as a child found by us: deadlines run before any
    fact is ticked. Without a card nothing is known; the page asks for one. Duties towards somebody who was a child at
    the time of the offence, or when the case began, do not end on her eighteenth birthday.
    """
    facts = _recorded_facts(file) if recorded is None else _with_implied_facts(recorded)
    if _has_sexual_exploitation_codes(file):
        facts.add("sexual")
    facts |= _duty_facts_from_sections(file)
    found = {
        duty.code: duty for duty in duties_for(facts | _sex_and_age_facts(file, today) | _facts_from_card(file, today))
    }
    for day in (*_offence_days(file), _first_day(file)):
        then = facts - {"found", "separated"} | _sex_and_age_facts(file, day)
        found |= {duty.code: duty for duty in duties_for(then)}
    return list(found.values())


def duty_facts(recorded: Collection[str]) -> set[str]:
    """Those of the ticked and implied facts from which a duty follows."""
    facts = _with_implied_facts(recorded)
    return {*facts & {"found", "separated"}, *({"sexual"} if facts & _REPORTED else ())}


def known_since(situation: Entry, fact: str) -> dt.datetime:
    """When a fact was first recorded: as carried over by revisions, else when this revision was written."""
    kept = dict(part.split("=", 1) for part in str(situation.get("known_since", "")).split())
    return dt.datetime.fromisoformat(kept[fact]) if fact in kept else situation.written_at


def _facts_from_sections(file: CaseFile) -> set[str]:
    return facts_from_offences(chosen_offences(file), others=any(one.get("others") for one in file.all("offence")))


def _duty_facts_from_sections(file: CaseFile) -> set[str]:
    """What the written sections say of a sexual offence, whether or not somebody ticked it too."""
    sections = _facts_from_sections(file)
    facts = sections & {"sexual_offence", "sex_by_deceit_offence"}
    return facts | {"pocso_offence"} if "pocso" in sections else facts


def _facts_about_young_age(file: CaseFile, on: dt.date) -> set[str]:
    """Ages on which an offence hangs, by the youngest age that is possible; used for suggestions alone."""
    profile, ages = file.last("profile"), age_on(file, on)
    if ages is None or ages[0] >= ADULT_AGE:
        return set()
    facts = {f"under_{age}" for age in (12, 16) if ages[0] < age}
    if profile and profile.get("sex") == "m":
        facts |= {"boy"} if ages[0] < 16 else {"boy", "boy_of_16"}
    return facts


def _gravest_class(facts: Collection[str]) -> set[str]:
    """ "extreme" if bonded labour is of the scheme's gravest class by itself: never of a grown man.

    "maybe_extreme" of a grown person of whom nobody wrote whether it is a man.
    """
    is_bonded = not {"bonded", "maybe_bonded"}.isdisjoint(facts)
    if not is_bonded or "man" in facts or _GRAVEST_FACTS.isdisjoint(facts):
        return set()
    return {"maybe_extreme"} if _NOT_A_MAN.isdisjoint(facts) else {"extreme"}


def _has_disability_on_card(file: CaseFile) -> bool:
    profile = file.last("profile")
    return profile is not None and bool(profile.get("is_disabled"))


def _facts_from_card(file: CaseFile, today: dt.date) -> set[str]:
    return {"found"} if file.last("profile") is not None and may_be_child(file, today) else set()


def _has_sexual_exploitation_codes(file: CaseFile) -> bool:
    """Whether the exploitation codes mention it. That proves no offence, but it starts the duty to report."""
    story = file.last("exploitation")
    return story is not None and mentions_sexual_violence(story.answers)


def _with_implied_facts(recorded: Collection[str]) -> set[str]:
    facts = set(recorded)
    while more := {_IMPLIED[fact] for fact in facts if fact in _IMPLIED} - facts:
        facts |= more
    return facts


def _sex_and_age_facts(file: CaseFile, on: dt.date) -> set[str]:
    profile, ages = file.last("profile"), age_on(file, on)
    sex = str(profile.get("sex", "")) if profile else ""
    facts = {{"f": "woman", "t": "transgender"}.get(sex, "")} - {""}
    if _is_child(file, on):
        facts.add("child")
    else:
        facts |= {"maybe_child"} if may_be_child(file, on) else set()
        facts |= {"man"} if sex == "m" else set()
    if ages is not None and ages[0] < _COMPENSATION_AGE:
        facts.add("under_14" if ages[1] < _COMPENSATION_AGE else "maybe_under_14")
    return facts


def _is_child(file: CaseFile, on: dt.date) -> bool:
    """Whether she was a child on a day beyond doubt."""
    ages = age_on(file, on)
    return ages is not None and ages[1] < ADULT_AGE


def _offence_days(file: CaseFile) -> list[dt.date]:
    return [entry.get("day") for entry in file.all("offence")]


def _first_day(file: CaseFile) -> dt.date:
    register = file.last("register")
    began: dt.date = register.get("opened_on", file.opened_quarter) if register else file.opened_quarter
    return began
