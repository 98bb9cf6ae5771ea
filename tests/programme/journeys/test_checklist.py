"""The checklist as data: the wording of its questions, and that a released version is never edited."""

import hashlib
import re

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.programme.flows.departures import register_departures
from jatan.programme.journeys.checklist import Item, current_version, first_version, question, questions
from jatan.programme.journeys.departure_commands import GivenAnswer
from jatan.programme.journeys.models import Answer
from tests.cast import Cast
from tests.programme.journeys.builders import a_traveller, departures_command

IN_BRACKETS = re.compile(r"\([^)]*\)")
NEGATIVE_HINDI = re.compile(r"(?<!\S)(नहीं|न|ना|मत)(?!\S|-)")
NEGATIVE_ENGLISH = re.compile(r"\b(no|not|nobody|none|never|nothing)\b|n't\b", re.IGNORECASE)
RELEASED = {"2026-1": "5ff0c66e4c68a25034c295cdd02f372f14377e2c7ab99c191b0686394c050c0c"}


def is_asked_in_the_negative(asked: Item) -> bool:
    """Whether the question, without the note in brackets, contains a negation."""
    hindi, english = IN_BRACKETS.sub("", asked.hi), IN_BRACKETS.sub("", asked.en)
    return bool(NEGATIVE_HINDI.search(re.sub(r"[?।,–]", " ", hindi)) or NEGATIVE_ENGLISH.search(english))


def test_no_question_is_asked_in_the_negative() -> None:
    """In Hindi "नहीं है?" is answered with "नहीं" to agree, so yes and no would be swapped."""
    assert [asked.code for asked in questions() if is_asked_in_the_negative(asked)] == []


def test_the_negation_rule_finds_the_negative_questions_of_the_first_version() -> None:
    found = {asked.code for asked in questions("2026-1") if is_asked_in_the_negative(asked)}
    assert found == {"free_will", "papers_own_hand", "no_marriage_offer"}


@pytest.mark.parametrize("code", ["free_will", "no_advance", "papers_own_hand", "no_marriage_offer"])
def test_an_ambiguous_question_explains_what_no_means(code: str) -> None:
    assert "“नहीं”" in question(code).hi
    assert "“No”" in question(code).en


def test_versions_ask_the_same_questions_with_the_same_hard_stops() -> None:
    """So that answers can be compared and corrected across versions."""
    first = [(asked.code, asked.trigger, asked.only_minor) for asked in questions(first_version())]
    assert [(asked.code, asked.trigger, asked.only_minor) for asked in questions()] == first
    assert first_version() != current_version()


@pytest.mark.parametrize("version", RELEASED)
def test_a_released_version_is_never_edited(version: str) -> None:
    """A change of text is a new version: answers store the version to which they were given."""
    assert digest(version) == RELEASED[version]


def test_an_answer_stores_its_checklist_version(cast: Cast) -> None:
    answers = {"free_will": GivenAnswer(answer="yes")}
    with acting_as(cast.actor("field_worker")) as by:
        for version in ("", first_version()):
            traveller = a_traveller(cast, answers=answers, checklist=version)
            (journey,) = register_departures(by=by, command=departures_command(cast, traveller))
            assert Answer.objects.get(journey=journey).checklist == (version or current_version())


def digest(version: str) -> str:
    # As it was written when the first version was released: an item was called a question then.
    written = (repr(item).replace("Item(", "Question(", 1) for item in questions(version))
    return hashlib.sha256("\n".join(written).encode()).hexdigest()
