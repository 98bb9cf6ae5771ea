"""Parsing dates as offices write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.dates import parse_date
from jatan.kernel.problems import Problem

MARCH_12 = date(2022, 3, 12)


@pytest.mark.parametrize(
    "written",
    [
        "12/03/2022", "12-3-22", "12-Mar-22", "12.3.2022", "१२/०३/२०२२", "12 मार्च 2022", "१२ मार्च २०२२", "2022-03-12",
        "2022-03-12 00:00:00", "2022-03-12T10:30:00Z", "12/03/2022 10:30", "12th March 2022", "March 12, 2022",
        " 12 / 03 / 2022 ", "12 MARCH 22", 44632, 44632.0, 44632.75, "44632", "12–03–2022", date(2022, 3, 12),
        datetime(2022, 3, 12, 23, 59),  # noqa: DTZ001 - a workbook's cell has no time zone
        datetime(2022, 3, 11, 20, 0, tzinfo=UTC),  # already the twelfth in India
    ],
)  # fmt: skip
def test_every_way_of_writing_a_date_is_parsed(written: object) -> None:
    assert parse_date(written) == MARCH_12


@pytest.mark.parametrize(
    "written",
    [
        "12/03/2022 शनिवार", "Sat 12/03/2022", "Saturday, 12 March 2022", "12th of March 2022", "दि० १२/०३/२०२२",
        "दिनांक- 12/03/2022", "dated 12/03/2022", "१२।०३।२०२२", "12|03|2022", "12_03_2022", "20220312", "12032022",
        20220312, 20220312.0, "12 मार्च 2022 को", "(12/03/2022)", "12/03/2022*", "12.03.2022 ई०", "ता० 12/3/22",
        "12 मा\u200dर्च 2022", "\u200e12/03/2022\u200f", "12 Marsh 2022",
    ],
)  # fmt: skip
def test_words_and_punctuation_around_a_date_are_ignored(written: object) -> None:
    assert parse_date(written) == MARCH_12


@pytest.mark.parametrize(
    ("month", "number"),
    [
        ("अगस्\u200dत", 8), ("सितम्\u200dबर", 9), ("अक्टू.", 10), ("अग.", 8), ("अप्रै.", 4), ("नव॰", 11), ("नव०", 11),
        ("मइ", 5), ("जुन", 6), ("अप्रेल", 4), ("Sept.", 9), ("Septmber", 9), ("Febuary", 2), ("Octob", 10),
    ],
)  # fmt: skip
def test_a_shortened_or_misspelt_month_is_read_where_it_can_be_only_one(month: str, number: int) -> None:
    assert parse_date(f"5 {month} 2023") == date(2023, number, 5)


@pytest.mark.parametrize("month", ["ju", "म", "अ", "जु", "m", "Apple", "Marwa"])
def test_an_ambiguous_or_unknown_month_is_unreadable(month: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_date(f"5 {month} 2023")
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    ("month", "number"),
    [("फ़रवरी", 2), ("फरवरी", 2), ("सितम्बर", 9), ("सितंबर", 9), ("अक्तूबर", 10), ("दिसम्बर", 12), ("जून", 6)],
)
def test_hindi_months_are_read_in_their_spellings(month: str, number: int) -> None:
    assert parse_date(f"5 {month} 2023") == date(2023, number, 5)


@pytest.mark.parametrize(
    "written",
    ["31/02/2023", "29-2-23", "20220231", "31022023", "30 फरवरी 2022", "12/13/2022", "00/01/2022", "2023-02-30"],
)
def test_a_day_outside_the_calendar_is_no_such_date(written: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_date(written)
    assert caught.value.code == "no_such_date"


@pytest.mark.parametrize(
    "written",
    [
        "", "कल", "12/03", "03/2022", "12 Foo 2022", "12/03/0022", None, True, 12, 99999, float("nan"), "1/2/345",
        [], "9876543210", "20221301", "12345678", "20221", "शनिवार", "Mar-22",
    ],
)  # fmt: skip
def test_other_text_is_unreadable(written: object) -> None:
    with pytest.raises(Problem) as caught:
        parse_date(written)
    assert caught.value.code == "unreadable"


def test_two_digit_years_turn_at_seventy() -> None:
    assert parse_date("1/1/69") == date(2069, 1, 1)
    assert parse_date("1/1/70") == date(1970, 1, 1)


def test_month_first_is_read_only_when_asked_for() -> None:
    assert parse_date("03/12/2022", day_first=False) == MARCH_12
    assert parse_date("03/12/2022") == date(2022, 12, 3)


def test_a_date_far_in_the_future_is_parsed() -> None:
    assert parse_date("०५/०१/२०३१") == date(2031, 1, 5)


@given(
    st.dates(date(1970, 1, 1), date(2069, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%d-%b-%y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y"]),
    st.booleans(),
)
def test_a_date_written_in_any_style_is_parsed_back(day: date, style: str, devanagari: bool) -> None:
    text = day.strftime(style)
    if devanagari:
        text = text.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    assert parse_date(text) == day
