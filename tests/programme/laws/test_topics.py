"""The laws as data: every topic has one in force, what each row has to say, and the day on which a law changes."""

import datetime as dt
import re

import pytest

from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.laws.choices import LAWS_FOR_WOMEN, LawTopic
from jatan.programme.laws.topics import law_book, laws_on

# A full stop of Hindi that ends a sentence.
_DANDA = "।"


def test_every_topic_has_a_law_in_force_on_the_day_of_the_last_look() -> None:
    assert [topic for topic, laws in laws_on(law_book().verified_on).items() if not laws] == []


@pytest.mark.parametrize("law", law_book().laws, ids=lambda law: f"{law.topic}-{law.name.en[:24]}")
def test_a_row_says_two_sentences_and_where_and_when_it_was_looked_up(law: object) -> None:
    row = law_book().laws[law_book().laws.index(law)]  # type: ignore[arg-type]
    assert row.says.hi.count(_DANDA) == 2
    assert row.says.hi.endswith(_DANDA)
    assert row.source
    assert dt.date(2026, 11, 1) <= row.verified_on <= law_book().verified_on
    assert re.search("[\u0900-\u097f]", row.name.hi)
    assert not re.search("[\u0900-\u097f]", row.name.en)
    # No dot under these three letters (CONTRIBUTING, Texts), neither joined nor apart.
    assert not re.search("[\u0958\u0959\u095a]|[\u0915\u0916\u0917]\u093c", row.name.hi + row.says.hi)


def test_whom_to_call_is_a_number_that_is_verified() -> None:
    known = {number.code for number in help_numbers_on(law_book().verified_on, "hi")}
    assert {code for law in law_book().laws for code in law.help} <= known
    assert all(law.help for law in law_book().laws)


def test_the_labour_codes_follow_the_act_of_1979_on_their_first_day() -> None:
    before = [law.name.en for law in laws_on(dt.date(2025, 11, 20))[LawTopic.MIGRANT_WORK]]
    after = [law.name.en for law in laws_on(dt.date(2025, 11, 21))[LawTopic.MIGRANT_WORK]]
    assert before == ["Inter-State Migrant Workmen Act, 1979"]
    assert "Inter-State Migrant Workmen Act, 1979" not in after
    assert len(after) == 2


def test_what_nobody_read_in_the_law_itself_says_so() -> None:
    unread = [law.topic for law in law_book().laws if not law.is_confirmed]
    assert unread == [LawTopic.WITCH_BRANDING]


def test_laws_for_women_are_topics() -> None:
    assert set(LAWS_FOR_WOMEN) < set(LawTopic)
