"""One question at every door: what a column says of it, how its answers are read, checked and shown."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from jatan.kernel.answers import answer_problems, answer_words, is_empty, kept_answer, parse_cell, read_answer
from jatan.kernel.clock import INDIA
from jatan.kernel.problems import Problem
from jatan.kernel.questions import LARGEST, Question, When, column_question
from jatan.programme.activities.models import Activity
from jatan.programme.journeys.models import Journey

TODAY = dt.date(2026, 3, 12)
CHOICES = (("a", "लाल"), ("b", "नीला, गहरा"))
NUMBERED = ((1, "हाँ"), (2, "नहीं"))


def question(kind: Any, **besides: Any) -> Question:
    return Question(code="q", kind=kind, label="?", **besides)


def test_a_column_says_kind_length_and_whether_it_is_needed() -> None:
    held_on, topic = column_question(Activity, "held_on"), column_question(Activity, "topic", needed=True)
    column: Any = Activity._meta.get_field("topic")
    assert (held_on.kind, held_on.needed, held_on.code) == ("day", True, "held_on")
    assert (topic.kind, topic.most, topic.needed) == ("text", column.max_length, True)
    assert column_question(Journey, "wage_promised").most == LARGEST
    assert column_question(Journey, "agent_phone").kind == "phone"
    assert column_question(Journey, "under_18").choices


def test_no_question_of_a_text_column_takes_more_than_the_column_holds() -> None:
    """Of every column of every table: a limit wider than its column would be a fault of the database."""
    wide, looked = [], 0
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.CharField) and not column.choices and column.max_length:
                made = column_question(model, column.name)
                looked += 1
                if made.kind != "phone" and (made.most or 0) > column.max_length:
                    wide.append((model, column.name))
    assert wide == []
    assert looked > 200


@pytest.mark.parametrize(
    ("asked", "answer", "codes"),
    [
        (question("text", most=3), "अआइई", ["unreadable"]),
        (question("text", most=30), "2341 2341 2346", ["aadhaar_number"]),
        (question("text", needed=True), "  ", ["missing_required"]),
        (question("text"), "  ", []),
        (question("count", most=10), -1, ["negative_number"]),
        (question("count", most=10), 11, ["unreadable"]),
        (question("count"), True, ["unreadable"]),
        (question("number", least=2), 1, ["out_of_range"]),
        (question("number"), LARGEST + 1, ["unreadable"]),
        (question("scale", least=1, most=5), 6, ["out_of_range"]),
        (question("day", past=True), "2026-03-13", ["date_in_future"]),
        (question("day", past=True), "2026-03-12", []),
        (question("day"), "2026-02-30", ["no_such_date"]),
        (question("day"), "२०२६-०२-०१", ["unreadable"]),
        (question("yes"), True, []),
        (question("yes", needed=True), False, ["missing_required"]),
        (question("yes_no", needed=True), False, []),
        (question("yes_no"), "no", ["unreadable"]),
        (question("choice", choices=CHOICES), "c", ["unreadable"]),
        (question("choice", choices=NUMBERED), 2, []),
        (question("choice", choices=NUMBERED), True, ["unreadable"]),
        (question("choices", choices=CHOICES), ["a", "b"], []),
        (question("choices", choices=CHOICES), "a", ["unreadable"]),
        (question("choices", choices=CHOICES, needed=True), [], ["missing_required"]),
    ],
)
def test_answers_are_checked_by_their_question_alone(asked: Question, answer: object, codes: list[str]) -> None:
    found = list(answer_problems(asked, answer, today=TODAY))
    assert [one.code for one in found] == codes
    assert {one.field for one in found} <= {"q"}


def test_a_question_is_asked_where_the_answers_before_lead_to_it() -> None:
    after_choice, while_empty = question("text", when=When("before", 2)), question("text", when=When("age"))
    assert [after_choice.is_asked({"before": given}) for given in (2, [1, 2], 1, None)] == [True, True, False, False]
    assert [while_empty.is_asked({"age": given}) for given in (None, "", 0, 12)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("asked", "kept", "words"),
    [
        (question("day"), "2026-03-12", TODAY),
        (question("count"), 0, 0),
        (question("choice", choices=NUMBERED), 2, "नहीं"),
        (question("choice", choices=CHOICES), "gone", "gone"),
        (question("choices", choices=CHOICES), ["a", "b"], ["लाल", "नीला, गहरा"]),
        (question("text"), "", None),
        (question("yes_no"), None, None),
    ],
)
def test_a_kept_answer_is_read_shown_and_kept_again(asked: Question, kept: Any, words: Any) -> None:
    value = read_answer(asked, kept)
    assert answer_words(asked, value) == words
    assert is_empty(asked, kept) or kept_answer(value) == kept


@pytest.mark.parametrize(
    ("asked", "cell", "kept"),
    [
        (question("count"), "१२", 12),
        (question("day"), "१२/०३/२०२६", "2026-03-12"),
        (question("day"), dt.datetime(2026, 3, 12, 9, 30, tzinfo=INDIA), "2026-03-12"),
        (question("choice", choices=NUMBERED), " नहीं ", 2),
        (question("choice", choices=NUMBERED), "२", 2),
        (question("choices", choices=CHOICES), "नीला, गहरा", ["b"]),
        (question("choices", choices=CHOICES), "b; लाल", ["a", "b"]),
        (question("text"), "  दो   शब्द ", "दो शब्द"),
        (question("text"), None, None),
    ],
)
def test_cells_of_a_workbook_are_read_as_people_write_them(asked: Question, cell: Any, kept: Any) -> None:
    assert parse_cell(asked, cell) == kept


def test_a_cell_that_is_none_of_the_choices_says_at_which_question() -> None:
    with pytest.raises(Problem) as refused:
        parse_cell(question("choice", choices=CHOICES), "हरा")
    assert (refused.value.code, refused.value.field) == ("unknown_choice", "q")
