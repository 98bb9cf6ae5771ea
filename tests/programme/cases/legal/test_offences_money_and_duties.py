"""Money side by side, duties that cannot be waved away, days a court sits."""

import datetime as dt
import inspect

import pytest

from jatan.programme.cases.legal import books, duties, money
from jatan.programme.cases.legal.court_closings import next_court_day

TODAY = dt.date(2026, 11, 24)


def test_a_trafficked_woman_with_a_finding_of_rape_sees_every_scheme_and_no_sum() -> None:
    found = {(one.scheme, one.head): one for one in money.amounts_for({"woman", "trafficked", "rape"}, TODAY)}
    assert found["jvcs_2016", "trafficking_rehabilitation"].least == 100_000
    assert found["jvcs_2016", "rape"].least == 300_000
    assert (found["nalsa_2018", "rape"].least, found["nalsa_2018", "rape"].most) == (400_000, 700_000)
    assert not hasattr(money, "total")


def test_for_a_girl_of_thirteen_the_states_amount_may_be_raised_by_half() -> None:
    facts = {"woman", "child", "under_14", "trafficked", "sexual"}
    found = {(one.scheme, one.head): one for one in money.amounts_for(facts, TODAY)}
    trafficked = found["jvcs_2016", "trafficking_rehabilitation"]
    assert (trafficked.least, trafficked.may_be_least, trafficked.is_raised) == (100_000, 150_000, False)
    assert found["jvcs_2016", "sexual_exploitation_of_minor"].may_be_least == 300_000


def test_a_girl_of_sixteen_is_raised_by_the_scheme_for_minors_alone() -> None:
    found = money.amounts_for({"woman", "child", "rape"}, TODAY)
    assert {one.scheme: one.least for one in found if one.head == "rape"} == {
        "jvcs_2016": 300_000,
        "nalsa_2018": 600_000,
    }


def test_a_man_is_not_shown_the_scheme_for_women() -> None:
    assert {one.scheme for one in money.amounts_for({"man", "rape"}, TODAY)} == {"jvcs_2016"}


def test_bonded_labour_after_march_2026_says_that_the_renewal_must_be_checked() -> None:
    facts = {"man", "bonded"}
    now = [one for one in money.amounts_for(facts, TODAY) if one.scheme == "bonded_labour_2021"]
    then = [one for one in money.amounts_for(facts, dt.date(2026, 3, 31)) if one.scheme == "bonded_labour_2021"]
    assert [one.head for one in now] == ["adult_man", "immediate_cash"]
    assert [one.renewal_to_check for one in (*now, *then)] == [True, True, False, False]
    assert now[0].least == 100_000


def test_before_the_scheme_began_nothing_of_it_is_shown() -> None:
    shown = money.amounts_for({"man", "bonded"}, dt.date(2022, 1, 26))
    assert "bonded_labour_2021" not in {one.scheme for one in shown}


def test_a_girl_of_thirteen_brings_up_the_duty_to_report() -> None:
    assert "report_sexual_offence" in {one.code for one in duties.duties_for({"child", "sexual"})}


def test_who_may_be_a_child_counts_as_one() -> None:
    assert duties.duties_for({"maybe_child", "sexual"}) == duties.duties_for({"child", "sexual"})
    assert [one.code for one in duties.duties_for({"woman", "sexual"})] == ["hide_identity_adult"]


@pytest.mark.parametrize("fact", ["sexual", "sexual_harassment", "pornography", "sexual_feared"])
@pytest.mark.parametrize("age", ["child", "maybe_child"])
def test_whatever_is_done_or_feared_to_a_child_sexually_is_reported(fact: str, age: str) -> None:
    assert "report_sexual_offence" in [one.code for one in duties.duties_for({age, fact})]


@pytest.mark.parametrize("fact", ["sexual", "sexual_harassment", "pornography", "sexual_feared"])
def test_a_grown_woman_is_never_reported(fact: str) -> None:
    assert {one.to for one in duties.duties_for({"woman", fact})} <= {"us"}


def test_no_way_leads_past_a_duty() -> None:
    assert list(inspect.signature(duties.duties_for).parameters) == ["facts"]
    for row in books.book("duties")["duty"]:
        assert not {"optional", "may_decline", "unless"} & set(row)


@pytest.mark.parametrize("name", ["deadlines", "offences", "money", "duties", "rights"])
def test_every_row_has_hindi_english_a_tag_and_codes_that_are_used_once(name: str) -> None:
    about, rows = books.book(name)["about"], next(value for value in books.book(name).values() if type(value) is list)
    assert isinstance(about["verified_on"], dt.date)
    assert len({row["code"] for row in rows}) == len(rows)
    for row in rows:
        assert any("ऀ" <= letter <= "ॿ" for letter in row["hi"])
        assert not any("ऀ" <= letter <= "ॿ" for letter in row["en"])
        assert row.get("tag", row.get("old_tag")) in {"C", "P", "U", "I"}
    if name != "offences":
        assert all(row["source"] for row in rows)


@pytest.mark.parametrize(
    ("day", "sits"),
    [
        ("2026-11-24", "2026-11-24"),
        ("2026-11-28", "2026-11-30"),
        ("2027-01-26", "2027-01-27"),
        ("2027-08-14", "2027-08-16"),
        ("2026-10-02", "2026-10-05"),
        ("2028-02-26", "2028-02-28"),
    ],
)
def test_a_court_sits_on_the_next_open_day(day: str, sits: str) -> None:
    assert next_court_day(dt.date.fromisoformat(day)) == dt.date.fromisoformat(sits)


def test_an_office_adds_its_courts_own_holidays() -> None:
    chhath = [dt.date(2026, 11, 16), dt.date(2026, 11, 17)]
    assert next_court_day(dt.date(2026, 11, 16), chhath) == dt.date(2026, 11, 18)


def test_every_duty_towards_a_child_says_that_it_is_about_a_child() -> None:
    """Without the word, a grown woman would be reported to the police against her will."""
    found = [row for row in books.book("duties")["duty"] if "child" in row["needs"]]
    assert len(found) >= 4
    for row in found:
        assert "बच्च" in row["hi"], row["code"]
        assert "child" in row["en"].lower(), row["code"]
