"""Legally relevant facts of a case: those that were ticked, and those that follow from sex, age and offences.

Age follows from the identity card and is never ticked. Where it is in doubt both cases are computed
(`age_readings`), and duties apply as for a child (JJ Act 2015 s.94).
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.ages import ADULT
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.exploitation import bondage_facts, mentions_sexual_violence
from jatan.programme.cases.entries.fields import Choice
from jatan.programme.cases.entries.first_known import keeps_each, kept_form, known_instants
from jatan.programme.cases.entries.identity import age_on, counts_as_found, may_be_child
from jatan.programme.cases.entries.injuries import injury_facts
from jatan.programme.cases.legal.duties import Duty, duties_for
from jatan.programme.cases.legal.offences import Offence, facts_from_offences, offence_named, offences_on

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
    ("begging", _("a child made to beg")),
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
# Sections that make an FIR, and an offence, one about a sexual offence.
_SEXUAL: Final = frozenset({"sexual_offence", "sex_by_deceit_offence", "pocso"})
# Entries from which it follows which sections fit.
_SUGGESTING: Final = ("profile", "situation", "exploitation")
# Before the code of a basis of a duty: since when any fact that is ticked for it is known.
_FIRST: Final = "first:"
# Steps that themselves say that it is about such an offence.
_POCSO_STEPS: Final = frozenset({"child_sexual_offence_known_to_us", "child_sexual_offence_known"})
# Steps that are what a duty hangs on, whether or not anybody ticked the fact too.
_FACT_OF_STEP: Final = {
    "child_found": "found",
    "lost_child_found": "separated",
    **dict.fromkeys(_POCSO_STEPS, "sexual"),
}
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
    """Every offence in force on the day of the act, first those that the known facts suggest, with her age and sex on
    that day. Where age is in doubt, also what would fit a child."""
    known = facts_of_file(file, day) | _facts_for_suggestions(file, day)
    readings = [_suggested_by(facts, day) for facts in age_readings(known)]
    suggested = {one.key: one for offences in readings for one in offences if one.fits}
    return [*suggested.values(), *(one for one in readings[0] if one.key not in suggested)]


def sections_to_look_at(file: CaseFile, entry: Entry) -> list[Offence]:
    """Sections that fit an offence now and are not written for its day, once what suggests them was written after it;
    empty before that, as somebody chose among them then."""
    if not any(one.written_at > entry.written_at for one in file.all(*_SUGGESTING)):
        return []
    day: dt.date = entry.get("day")
    written = {key for one in file.all("offence") if one.get("day") == day for key in one.get("offences", [])}
    return [one for one in offered_offences(file, day) if one.fits and one.key not in written]


def chosen_sections(entry: Entry) -> list[tuple[str, Offence | None]]:
    """Sections that an offence entry names from the list, in its order; None for one that the list no longer has."""
    return [(key, offence_named(key, entry.get("day"))) for key in entry.get("offences", [])]


def chosen_offences(file: CaseFile) -> list[Offence]:
    """The offences recorded in the file, whether or not they fit the present facts."""
    sections = (section for entry in file.all("offence") for section in chosen_sections(entry))
    return [offence for _key, offence in sections if offence is not None]


def applicable_duties(file: CaseFile, today: dt.date, recorded: Collection[str] | None = None) -> list[Duty]:
    """Duties towards her that apply today. `recorded`: facts to use instead of those ticked in the file.

    If the identity card says she is or may be a minor, and not that the child is elsewhere, she counts as found by us:
    deadlines run before any fact is ticked. Without a card nothing is known; the page asks for one. Duties towards
    somebody who was a child at the time of the offence, or when the case began, do not end on her eighteenth birthday.
    """
    facts = _recorded_facts(file) if recorded is None else _with_implied_facts(recorded)
    if _has_sexual_exploitation_codes(file):
        facts.add("sexual")
    facts |= _duty_facts_from_sections(file) | _duty_facts_from_steps(file)
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
    """When the basis of a duty ("sexual", "found", "separated") was first ticked, whatever is ticked for it since."""
    return _known_in_situation(situation)[_FIRST + fact]


def ticks_known(situation: Entry, fact: str) -> dict[str, dt.datetime]:
    """The ticked facts that are a basis of a duty, each with when it was first ticked."""
    known = _known_in_situation(situation)
    return {tick: known[tick] for tick in situation.get("facts", []) if fact in duty_facts([tick])}


def kept_ticks(former: Entry, facts: Collection[str]) -> str:
    """The `first_known` form of what stays ticked, and of each basis of a duty that stays."""
    still = set(facts) | {_FIRST + fact for fact in duty_facts(facts)}
    return kept_form({code: at for code, at in _known_in_situation(former).items() if code in still})


def sexual_sections_known(file: CaseFile) -> list[dt.datetime]:
    """When each section about a sexual offence was first written, for each day of an offence."""
    return [at for entry in file.all("offence") for at in _known_in_offence(entry).values()]


def kept_sections(former: Entry, answers: Mapping[str, object]) -> str:
    """The `first_known` form of the sections about a sexual offence that stay, on the day that stays."""
    day, offences = answers.get("day"), answers.get("offences")
    still = {f"{day} {key}" for key in (offences if isinstance(offences, list) else [])}
    return kept_form({code: at for code, at in _known_in_offence(former).items() if code in still})


def is_of_sexual_offence(entry: Entry) -> bool:
    """Whether an offence entry names a section about a sexual offence."""
    return bool(_known_in_offence(entry))


def _known_in_situation(situation: Entry) -> dict[str, dt.datetime]:
    ticks = [tick for tick in situation.get("facts", []) if duty_facts([tick])]
    former: dict[str, dt.datetime] = {}
    if not keeps_each(situation):  # one instant for each basis, as until November 2026
        pairs = (pair.split("=", 1) for pair in str(situation.get("known_since", "")).split())
        bases = {fact: dt.datetime.fromisoformat(at) for fact, at in pairs}
        former = {_FIRST + fact: at for fact, at in bases.items()}
        former |= {tick: bases[fact] for tick in ticks for fact in duty_facts([tick]) if fact in bases}
    return known_instants(situation, [*ticks, *(_FIRST + fact for fact in duty_facts(ticks))], former)


def _known_in_offence(entry: Entry) -> dict[str, dt.datetime]:
    sections = [key for key, one in chosen_sections(entry) if one is not None and _SEXUAL & facts_from_offences([one])]
    return known_instants(entry, [f"{entry.get('day')} {key}" for key in sections], {})


def _facts_from_sections(file: CaseFile) -> set[str]:
    return facts_from_offences(chosen_offences(file), others=any(one.get("others") for one in file.all("offence")))


def _duty_facts_from_sections(file: CaseFile) -> set[str]:
    """What the written sections say of a sexual offence, whether or not somebody ticked it too."""
    sections = _facts_from_sections(file)
    facts = sections & {"sexual_offence", "sex_by_deceit_offence"}
    return facts | {"pocso_offence"} if "pocso" in sections else facts


def _suggested_by(facts: set[str], day: dt.date) -> list[Offence]:
    """The offences of a day with what these facts suggest. One that asks for a grave one beside it, once such fits."""
    found = offences_on(day, facts)
    if any(one.fits and one.may_reach_ten_years_in_penal_code for one in found):
        found = offences_on(day, facts | {"ten_year_offence"})
    return found


def _facts_for_suggestions(file: CaseFile, on: dt.date) -> set[str]:
    """Facts that suggest offences and do nothing else: sex, young ages, and that something grave stands beside."""
    ticked, profile = _recorded_facts(file), file.last("profile")
    facts = _facts_about_young_age(file, on)
    if profile is not None and profile.get("sex") in ("m", "t"):
        facts.add("not_a_woman")
    if ticked & {"rape", "unnatural_assault"} or {"trafficked", "sexual"} <= ticked:
        facts.add("penetrative")
    if any(one.may_reach_ten_years_in_penal_code for one in chosen_offences(file)):
        facts.add("ten_year_offence")
    return facts


def _facts_about_young_age(file: CaseFile, on: dt.date) -> set[str]:
    """Ages on which an offence hangs, by the youngest age that is possible."""
    profile, ages = file.last("profile"), age_on(file, on)
    if ages is None or ages[0] >= ADULT:
        return set()
    facts = {f"under_{age}" for age in (12, 16) if ages[0] < age}
    if profile and profile.get("sex") == "m" and ages[0] >= 16:
        facts.add("boy_of_16")
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
    return {"found"} if counts_as_found(file, today) else set()


def _duty_facts_from_steps(file: CaseFile) -> set[str]:
    """What the written steps themselves say: that the child was found, or parted from its people, or harmed."""
    return {_FACT_OF_STEP[code] for one in file.all("legal_event") if (code := one.get("event")) in _FACT_OF_STEP}


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
    return ages is not None and ages[1] < ADULT


def _offence_days(file: CaseFile) -> list[dt.date]:
    return [entry.get("day") for entry in file.all("offence")]


def _first_day(file: CaseFile) -> dt.date:
    register = file.last("register")
    began: dt.date = register.get("opened_on", file.opened_quarter) if register else file.opened_quarter
    return began
