"""When two records of one kind may be one and the same: a rule for every kind of record that a workbook brings.

Pure functions over commands and records alike, which name their fields the same. A rule only asks: a person says
whether they are one (alike.py, look_alikes/).
"""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Final

from jatan.foundation.places.choices import Level
from jatan.programme.helpdesk.choices import IssueKind
from jatan.programme.people.duplicate_search import traits_from_command
from jatan.programme.people.similarity import REVIEW_FROM, Similarity, Traits, compare_traits
from jatan_names import fold

# How far the totals of one meeting differ, counted twice by different people.
_NEAR, _NEAR_SHARE = 2, 0.25
# How many days apart one departure or issue is written down by different people, and one application for a benefit.
DAYS_NEAR: Final = 7
APPLICATION_NEAR: Final = 31
# Where neither record knows a day that the other knows: an application and its benefit.
APPLICATION_LASTS: Final = 366
# A given name that is the same, in `compare_traits`.
_SAME_NAME = 3.0
# What name, surname, guardian, village, telephone and age give together.
_MOST_POINTS = 12.5


@dataclass(frozen=True)
class Fact:
    """What is compared: a command or a record, and whom it is about (a command or a Person; None: nobody is named).

    `villages`: {(block, folded writing): key} of villages that somebody said to be the same (`village_keys`).
    """

    main: Any
    person: Any = None
    villages: Mapping[tuple[Any, str], str] = field(default_factory=dict)

    @cached_property
    def who(self) -> Traits | None:
        """The compared features of the person, or of the caller of an issue; None where nobody is named."""
        named = _caller(self) if hasattr(self.main, "caller_name") else self.person
        return traits_from_command(named) if named is not None else None

    @cached_property
    def village(self) -> str:
        return fold(self.main.village or "")

    @cached_property
    def village_key(self) -> str:
        """What the village is known by together with writings that were said to be the same; "" without a village."""
        return self.villages.get((self.main.place.pk, self.village), self.village)

    @cached_property
    def group(self) -> str:
        """The folded name of the group that met; "" where none is named."""
        meeting = self.main
        return fold(meeting.group.name if meeting.group else meeting.group_name or "")


@dataclass(frozen=True)
class Likeness:
    """`may_be`: whether two of one kind may be one. `keys`: they can be one only where they share one of these.
    `distance`: how far they are apart (in days or heads, and a little by names), to pair the nearest first."""

    may_be: Callable[[Fact, Fact], bool]
    keys: Callable[[Fact], frozenset[Hashable]]
    distance: Callable[[Fact, Fact], float]


def month_of_day(day: dt.date) -> dt.date:
    """The first of its month."""
    return day.replace(day=1)


def _caller(fact: Fact) -> Any:
    """The person whom an issue is about, whoever called; else the caller as written."""
    issue = fact.main
    if fact.person is not None or not issue.caller_name:
        return fact.person
    written = {"name": issue.caller_name, "phone": issue.caller_phone, "sex": issue.sex, "village": issue.village}
    age = {"age": issue.age, "age_on": issue.received_on, "birth_year": None}
    return SimpleNamespace(guardian_name="", **written, **age)


def _may_be_one_person(one: Fact, other: Fact) -> bool:
    """Whether both may name one person: alike enough for the list of people, or with nothing that speaks against it."""
    if one.who is None or other.who is None:
        return False
    how = compare_traits(one.who, other.who)
    if how is None:
        return False
    return how.points >= REVIEW_FROM or (how.points >= _SAME_NAME and not _speaks_against(how))


def is_one_by_name(one: Fact, other: Fact) -> bool:
    """Whether both surely name one person: the whole name and one thing more agree, and nothing speaks against it."""
    if one.who is None or other.who is None or one.who.name_fold != other.who.name_fold:
        return False
    how = compare_traits(one.who, other.who)
    return how is not None and how.points >= REVIEW_FROM and not _speaks_against(how)


def _speaks_against(how: Similarity) -> bool:
    return any(reason.speaks_against for reason in how.reasons)


def _unlikeness(one: Fact, other: Fact) -> float:
    """Less than a day: by how little the names of two people agree."""
    how = compare_traits(one.who, other.who) if one.who is not None and other.who is not None else None
    return (_MOST_POINTS - min(how.points, _MOST_POINTS)) / (10 * _MOST_POINTS) if how is not None else 0.5


def _are_in_other_blocks(one: Fact, other: Fact) -> bool:
    places = one.main.place, other.main.place
    return bool(places[0] != places[1] and Level.BLOCK == places[0].level == places[1].level)


def _are_in_one_village(one: Fact, other: Fact) -> bool:
    """Whether both name one village. A record of a whole district knows no block in which somebody said so."""
    return one.village == other.village or one.village_key == other.village_key


def _apart(one: dt.date | None, other: dt.date | None) -> int | None:
    return abs((one - other).days) if one is not None and other is not None else None


def _by_given_name(*more: Hashable) -> Callable[[Fact], frozenset[Hashable]]:
    def keys(fact: Fact) -> frozenset[Hashable]:
        return frozenset({(fact.who.given_key, *more)}) if fact.who is not None else frozenset()

    return keys


# Meetings: kind and day (the month, where either knows no day), group or else village, near numbers.
def _meetings(one: Fact, other: Fact) -> bool:
    mine, its = one.main, other.main
    if mine.kind != its.kind or month_of_day(mine.held_on) != month_of_day(its.held_on):
        return False
    if mine.is_day_known and its.is_day_known and mine.held_on != its.held_on:
        return False
    if _are_in_other_blocks(one, other):
        return False
    groups = one.group, other.group
    if all(groups):
        is_same = groups[0] == groups[1]
    elif one.village and other.village:
        is_same = _are_in_one_village(one, other)
    else:
        is_same = not any((*groups, one.village, other.village)) and mine.place == its.place
    return is_same and _are_near(mine.total, its.total)


def _are_near(one: int | None, other: int | None) -> bool:
    if one is None or other is None:
        return True
    return abs(one - other) <= max(_NEAR, _NEAR_SHARE * max(one, other))


def _meeting_keys(fact: Fact) -> frozenset[Hashable]:
    month = fact.main.kind, month_of_day(fact.main.held_on)
    named = {(*month, "group", fact.group)} if fact.group else set()
    named |= {(*month, "village", name) for name in (fact.village, fact.village_key) if name}
    return frozenset(named or {(*month, "place", fact.main.place.pk)})


def _meeting_distance(one: Fact, other: Fact) -> int:
    totals: list[int] = [fact.main.total or 0 for fact in (one, other)]
    return abs(totals[0] - totals[1])


# Departures: one person, and the days of leaving; else those on which either was written down.
def _journeys(one: Fact, other: Fact) -> bool:
    return (
        _journey_distance(one, other) <= DAYS_NEAR and not _are_in_other_blocks(one, other) and _is_person(one, other)
    )


def _is_person(one: Fact, other: Fact) -> bool:
    ids = getattr(one.main, "person_id", None), getattr(other.main, "person_id", None)
    return (ids[0] is not None and ids[0] == ids[1]) or _may_be_one_person(one, other)


def _journey_distance(one: Fact, other: Fact) -> int:
    mine, its = one.main, other.main
    leaving = _apart(mine.leaves_on, its.leaves_on)
    if leaving is not None:
        return leaving
    pairs = (
        (mine.registered_on, its.registered_on),
        (mine.leaves_on, its.registered_on),
        (mine.registered_on, its.leaves_on),
    )
    return min(found for pair in pairs if (found := _apart(*pair)) is not None)


# Benefits: one person and scheme; days that both know are near.
def _linkages(one: Fact, other: Fact) -> bool:
    if _scheme(one) != _scheme(other) or _are_in_other_blocks(one, other):
        return False
    return _are_days_of_one_application(one.main, other.main) and _is_person(one, other)


def _scheme(fact: Fact) -> tuple[str, str]:
    code = fact.main.scheme
    return code, fold(fact.main.scheme_as_written or "") if code == "other" else ""


def _are_days_of_one_application(mine: Any, its: Any) -> bool:
    names = ("applied_on", "sanctioned_on", "received_on")
    both = [gap for name in names if (gap := _apart(getattr(mine, name), getattr(its, name))) is not None]
    if both:
        return min(both) <= APPLICATION_NEAR
    gaps = (_apart(getattr(mine, name), getattr(its, of)) for name in names for of in names)
    return all(gap <= APPLICATION_LASTS for gap in gaps if gap is not None)


def _linkage_keys(fact: Fact) -> frozenset[Hashable]:
    return _by_given_name(_scheme(fact))(fact)


def _linkage_distance(one: Fact, other: Fact) -> float:
    names = ("applied_on", "received_on")
    gaps = (_apart(getattr(one.main, name), getattr(other.main, name)) for name in names)
    return sum(gap or 0 for gap in gaps) + _unlikeness(one, other)


# Issues: kind (which a text does not say), near days, and who by name or telephone; where nobody is named, the same
# words of one day.
def _issues(one: Fact, other: Fact) -> bool:
    kinds = {one.main.kind, other.main.kind}
    if len(kinds) > 1 and IssueKind.OTHER not in kinds:
        return False
    if _days_of_issues(one, other) > DAYS_NEAR or _are_in_other_blocks(one, other):
        return False
    if one.who is not None and other.who is not None:
        return _may_be_one_person(one, other)
    return bool(_issue_keys(one) & _issue_keys(other))


def _issue_keys(fact: Fact) -> frozenset[Hashable]:
    issue = fact.main
    phone = issue.caller_phone or getattr(fact.person, "phone", "")
    keys: set[Hashable] = {("phone", phone)} if phone else set()
    if fact.who is not None:
        keys.add(("name", fact.who.given_key))
    if not keys:
        keys.add(("words", issue.received_on, fact.village, fold(issue.description or "")))
    return frozenset(keys)


def _days_of_issues(one: Fact, other: Fact) -> int:
    days: list[dt.date] = [fact.main.received_on for fact in (one, other)]
    return abs((days[0] - days[1]).days)


def _issue_distance(one: Fact, other: Fact) -> float:
    return _days_of_issues(one, other) + _unlikeness(one, other)


# Groups: kind and name, not in other villages.
def _groups(one: Fact, other: Fact) -> bool:
    if _group_keys(one) != _group_keys(other) or _are_in_other_blocks(one, other):
        return False
    return not (one.village and other.village) or _are_in_one_village(one, other)


def _group_keys(fact: Fact) -> frozenset[Hashable]:
    return frozenset({(fact.main.kind, fold(fact.main.name))})


# Members: one person in one group; whoever left before the other joined came again.
def _memberships(one: Fact, other: Fact) -> bool:
    return _membership_keys(one) == _membership_keys(other) and not _came_again(one, other) and _is_person(one, other)


def _came_again(one: Fact, other: Fact) -> bool:
    pairs = (one.main, other.main), (other.main, one.main)
    return any(
        (left := getattr(first, "left_on", None)) is not None and last.joined_on is not None and last.joined_on >= left
        for first, last in pairs
    )


def _membership_keys(fact: Fact) -> frozenset[Hashable]:
    return frozenset({fact.main.group.pk if fact.main.group is not None else None})


# Cases are known by their codes and by nothing else that stands in clear.
def _cases(one: Fact, other: Fact) -> bool:
    return _case_keys(one) == _case_keys(other)


def _case_keys(fact: Fact) -> frozenset[Hashable]:
    return frozenset({code_of_case(fact.main.code)})


def code_of_case(code: str) -> str:
    """A case's code as it is compared: without spaces, in capitals."""
    return "".join(code.split()).upper()


def _no_distance(_one: Fact, _other: Fact) -> int:
    return 0


# {kind of record: its rule}, for every kind that a register may bring.
LIKENESS: Final[Mapping[str, Likeness]] = {
    "activity": Likeness(_meetings, _meeting_keys, _meeting_distance),
    "journey": Likeness(_journeys, _by_given_name(), lambda *two: _journey_distance(*two) + _unlikeness(*two)),
    "linkage": Likeness(_linkages, _linkage_keys, _linkage_distance),
    "issue": Likeness(_issues, _issue_keys, _issue_distance),
    "group": Likeness(_groups, _group_keys, _no_distance),
    "membership": Likeness(_memberships, _membership_keys, _no_distance),
    "case": Likeness(_cases, _case_keys, _no_distance),
}
