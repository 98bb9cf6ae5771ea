"""The phone and the office give the same verdict on the same answers, in real Chromium."""

from typing import Any

import pytest

from jatan.intake.fieldbook.answers import check_answers, stops_of
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.intake.fieldbook.answer_sets import TODAY, answer_sets

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

COUNT = 500
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
