"""Texts and totals are public only when two people have agreed."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, transaction

from jatan.evidence.indicators.models import NetworkYear
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.releases import services
from jatan.evidence.releases.choices import Outcome
from jatan.evidence.releases.models import PublicText, Release
from jatan.evidence.releases.selectors import public_numbers, public_texts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.periods import financial_year, year_words
from jatan.kernel.problems import Problem, Problems
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]
YEAR = dt.date(2022, 4, 1)
MEETINGS, CASES = ("shg_meetings", "meetings"), ("case_work", "cases")


def a_text(by: Actor, section: str = "who", hi: str = "हम तेरह संस्थाएँ हैं", en: str = "We are thirteen") -> PublicText:
    return services.propose_text(by=by, section=section, text_hi=hi, text_en=en)


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """Meetings in two financial years, eight cases in one; counted and published."""
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=10)
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2023, 3, 31), total=20)
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2023, 4, 1), total=40)
    with as_("supervisor") as by:
        for number in range(8):
            builders.case(by, cast.gumla, cast.gumla_district, dt.date(2022, 5, 9), f"G-{number}")
    assert take_due()
    return cast


def test_a_text_is_public_only_after_another_person_agrees(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        row = a_text(by)
        assert public_texts() == []
        with pytest.raises(Forbidden):
            services.decide(by=by, proposal=row, releases=True)
    assert public_texts() == []
    with as_("administrator") as by:
        services.decide(by=by, proposal=row, releases=True)
    assert [text.text_hi for text in public_texts()] == ["हम तेरह संस्थाएँ हैं"]


def test_the_database_too_asks_for_two_people(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        row = a_text(by)
    for decided_by in (None, row.proposed_by):
        with pytest.raises(IntegrityError), transaction.atomic():
            PublicText.objects.filter(pk=row.pk).update(outcome="released", decided_by=decided_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(year=YEAR, proposed_by=row.proposed_by, decided_by=row.proposed_by, outcome="released")


@pytest.mark.parametrize("part", ["coordinator", "researcher", "auditor", "field_worker", "stranger", "supervisor"])
def test_nobody_else_proposes_or_decides(cast: Cast, as_: As, part: str) -> None:
    with as_("secretariat") as by:
        row = a_text(by)
    with as_(part) as by:
        for act in (
            lambda: a_text(by),
            lambda: services.decide(by=by, proposal=row, releases=True),
            lambda: services.propose_totals(by=by, year=YEAR, chosen={MEETINGS}),
            lambda: services.take_down(by=by, proposal=row, reason="क"),
        ):
            with pytest.raises(Forbidden):
                act()


def test_a_newer_text_waits_while_the_former_stays_public(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        first = a_text(by)
    with as_("administrator") as by:
        services.decide(by=by, proposal=first, releases=True)
        second = a_text(by, hi="नया")
        assert [text.version for text in public_texts()] == [1]
    with as_("secretariat") as by:
        services.decide(by=by, proposal=second, releases=True)
    assert [(text.version, text.text_hi) for text in public_texts()] == [(2, "नया")]
    first.refresh_from_db()
    assert (first.outcome, first.decided_by) == (Outcome.REPLACED, cast.accounts["administrator"].pk)


def test_what_was_decided_is_not_decided_again(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        row = a_text(by)
        services.decide(by=by, proposal=row, releases=False)
        assert PublicText.objects.get().outcome == Outcome.TAKEN_BACK
    with as_("administrator") as by, pytest.raises(Problem, match="other_state"):
        services.decide(by=by, proposal=row, releases=True)
    assert public_texts() == []


def test_one_person_takes_something_off_the_page_at_once(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        row = a_text(by)
    with as_("administrator") as by:
        services.decide(by=by, proposal=row, releases=True)
        with pytest.raises(Problem, match="missing_required"):
            services.take_down(by=by, proposal=row, reason=" ")
        services.take_down(by=by, proposal=row, reason="गलत पता")
    assert public_texts() == []


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"hi": " "}, "text_hi"),
        ({"en": ""}, "text_en"),
        ({"hi": "क" * 3001}, "text_hi"),
        ({"hi": "आधार 2345 6789 0124"}, "text_hi"),
        ({"section": "elsewhere"}, "section"),
    ],
)
def test_a_text_that_cannot_be_public_is_refused(cast: Cast, as_: As, texts: dict[str, str], field: str) -> None:
    with as_("secretariat") as by, pytest.raises(Problems) as refused:
        a_text(by, **texts)
    assert [one.field for one in refused.value.problems] == [field]


def test_totals_are_the_networks_and_of_one_financial_year(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        found = {(row["indicator"], row["value"]): row for row in services.totals_of(by, YEAR)}
    assert (found[MEETINGS]["amount"], found[MEETINGS]["about"]) == (2, False)
    assert found["shg_meetings", "participants"]["amount"] == 30


def test_persons_are_marked_as_rounded_unless_their_year_is_exact(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        NetworkYear.objects.filter(year=YEAR).delete()
        before = {(row["indicator"], row["value"]): row for row in services.totals_of(by, YEAR)}
        assert (before[CASES]["amount"] % 5, before[CASES]["about"]) == (0, True)
        NetworkYear.objects.create(year=YEAR, indicator="case_work", value="cases", amount=8)
        after = {(row["indicator"], row["value"]): row for row in services.totals_of(by, YEAR)}
    assert (after[CASES]["amount"], after[CASES]["about"]) == (8, False)


def test_persons_of_a_year_that_is_not_wholly_published_are_left_out(cast: Cast, as_: As) -> None:
    NetworkYear.objects.create(year=YEAR, indicator="case_work", value="cases", amount=3)
    with as_("secretariat") as by:
        assert CASES not in {(row["indicator"], row["value"]) for row in services.totals_of(by, YEAR)}


def test_the_running_year_and_a_day_inside_a_year_are_refused(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        for year in (financial_year(clock.today()).start, dt.date(2022, 5, 1), dt.date(1999, 4, 1)):
            with pytest.raises(Problem, match="year_not_over"):
                services.totals_of(by, year)


def test_released_totals_are_those_that_were_proposed_whatever_changes_later(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        row = services.propose_totals(by=by, year=YEAR, chosen={MEETINGS})
    with as_("coordinator") as by:
        builders.meeting(by, held.gumla, held.gumla_block, dt.date(2022, 6, 3), total=10)
    assert public_numbers().headlines == public_numbers().shown == []
    with as_("administrator") as by:
        services.decide(by=by, proposal=row, releases=True)
    (shown,) = public_numbers().shown
    assert (shown.amount, shown.about, [year.year for year in shown.years]) == (2, False, ["2022–23"])


def test_only_chosen_numbers_are_proposed_and_unknown_ones_refused(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        for chosen in (set(), {("money_recovered", "money")}, {MEETINGS, ("nothing", "x")}):
            with pytest.raises(Problem, match="missing_required"):
                services.propose_totals(by=by, year=YEAR, chosen=chosen)
        row = services.propose_totals(by=by, year=YEAR, chosen={MEETINGS})
    assert [number["indicator"] for number in row.numbers] == ["shg_meetings"]


def test_years_add_up_but_centres_do_not(held: Cast, as_: As) -> None:
    centres = ("information_centres", "centres")
    for year in (YEAR, dt.date(2023, 4, 1)):
        with as_("secretariat") as by:
            row = services.propose_totals(by=by, year=year, chosen={MEETINGS, centres})
        with as_("administrator") as by:
            services.decide(by=by, proposal=row, releases=True)
    found = {one.unit.en: one.amount for one in public_numbers().shown}
    assert found == {"meetings": 3, "centres": 2}


def test_a_second_proposal_replaces_the_waiting_one(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        first = services.propose_totals(by=by, year=YEAR, chosen={MEETINGS})
        services.propose_totals(by=by, year=YEAR, chosen={MEETINGS})
    first.refresh_from_db()
    assert first.outcome == Outcome.REPLACED
    assert Release.objects.filter(outcome="").count() == 1


def test_each_step_stands_in_the_ledger_without_the_text(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        row = a_text(by)
    with as_("administrator") as by:
        services.decide(by=by, proposal=row, releases=True)
    with as_("auditor"):
        rows = list(Event.objects.filter(verb__startswith="releases.").order_by("sequence"))
    assert [(event.verb, event.payload) for event in rows] == [
        ("releases.proposed", {"section": "who", "version": 1}),
        ("releases.released", {"section": "who", "version": 1}),
    ]


def test_a_year_is_written_as_it_is_spoken() -> None:
    assert (year_words(dt.date(2021, 4, 1)), year_words(dt.date(2099, 4, 1))) == ("2021–22", "2099–00")
