"""The phone and the office give the same verdict on the same answers, in real Chromium."""

from collections.abc import Mapping
from typing import Any

import pytest

from jatan.intake.fieldbook.answers import check_answers
from jatan.programme.journeys.choices import Relation
from jatan.programme.journeys.rules import CompanionFacts, JourneyFacts, hard_stops
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.intake.fieldbook.answer_sets import TODAY, answer_sets

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

COUNT = 500
FOR_WORK = ("work", "employer", "agent_name", "wage_promised", "hours_promised", "advance")
AGES = [None, 12, 17, 18, 40]
ON_THE_PHONE = """([sets, today, ages]) => sets.map(([kind, answers], at) => {
  const problems = jatanBook.checkAnswers(kind, answers, today).map(({ code, field }) => `${field}: ${code}`).sort();
  const stops = kind === "leaving" && !problems.length ? jatanBook.stopsOf(answers, ages[at]) : null;
  return [problems, stops];
})"""


def ages_of(answers: Any) -> dict[str, int | None]:
    """An age for every traveller on record, some of them unknown."""
    rows = answers.get("travellers") if isinstance(answers, dict) else None
    people = [row.get("person") for row in rows or [] if isinstance(row, dict)]
    return {key: AGES[int(key[-1], 16) % len(AGES)] for key in people if isinstance(key, str) and key[-1:].isalnum()}


def test_five_hundred_answer_sets_get_the_same_verdict_on_the_phone(chrome: Launched) -> None:
    sets = answer_sets(COUNT)
    ages = [ages_of(answers) if kind == "leaving" else {} for kind, answers in sets]
    with served() as address, chrome() as running:
        page = running.new_context(base_url=address, locale="hi-IN").new_page()
        page.goto("/fieldbook/")
        page.locator("html[data-ready=yes]").wait_for(state="attached")
        phone = page.evaluate(ON_THE_PHONE, [sets, str(TODAY), ages])
    seen: set[str] = set()
    valid = stopped = 0
    for number, (kind, answers) in enumerate(sets):
        problems = check_answers(kind, answers, today=TODAY)
        office = sorted(f"{problem.field}: {problem.code}" for problem in problems)
        assert phone[number][0] == office, (number, kind, answers)
        seen |= {problem.code for problem in problems}
        if kind == "leaving" and not problems:
            stops = stops_of(answers, ages[number])
            assert phone[number][1] == stops, (number, answers)
            valid, stopped = valid + 1, stopped + any(stops)
    # The sets would prove little if they were all alike.
    assert seen == {
        "missing_required", "unreadable", "negative_number", "date_in_future", "no_such_date", "aadhaar_number",
        "unknown_question",
    }  # fmt: skip
    assert valid > 50
    assert stopped > 25


def stops_of(answers: Mapping[str, Any], ages: Mapping[str, int | None]) -> list[list[str]]:
    """The codes of the hard stops of each traveller of valid answers to `leaving`, in the order of the travellers.

    `ages`: {id of a person on record: age on the day of leaving, None if it is not known}.
    """
    travellers = answers["travellers"]
    known = [age_and_under_18(one, ages) for one in travellers]
    journey = answers.get("journey") or {}
    found = []
    for number, one in enumerate(travellers):
        others = [
            CompanionFacts(*facts_of(known[other], relation(one, travellers[other])))
            for other in range(len(travellers))
            if other != number
        ]
        named = [
            CompanionFacts(
                answered(row.get("age")),
                row.get("relation") or Relation.UNKNOWN.value,
                False,
                row.get("under_18") or "",
            )
            for row in one.get("along") or []
        ]
        age, under_18 = known[number]
        facts = JourneyFacts(
            age=age,
            under_18=under_18,
            is_for_work=any(journey.get(name) not in (None, "") for name in FOR_WORK),
            companions=(*others, *named),
            has_agent=bool(journey.get("agent_name") or journey.get("agent_phone")),
            answers=one.get("answers") or {},
            checklist=one.get("checklist") or "",
        )
        codes = [*hard_stops(facts), *(one.get("noted") or [])]
        found.append(list(dict.fromkeys(codes)))
    return found


def facts_of(known: tuple[int | None, str], relation: str) -> tuple[int | None, str, bool, str]:
    return known[0], relation, True, known[1]


def answered(age: Any) -> int | None:
    """An age as both sides have it after the check: an empty list is no answer."""
    return None if age == [] else age


def age_and_under_18(traveller: Mapping[str, Any], ages: Mapping[str, int | None]) -> tuple[int | None, str]:
    stated = traveller.get("new") or traveller
    age = answered(stated.get("age"))
    if age is None and traveller.get("person"):
        age = ages.get(traveller["person"])
    return age, stated.get("under_18") or ""


def relation(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    first, second = one.get("family"), other.get("family")
    if not first or not second:
        return Relation.UNKNOWN.value
    return Relation.FAMILY.value if first == second else Relation.UNRELATED.value
