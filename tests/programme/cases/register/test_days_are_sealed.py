"""Dates of the register wait while a member has no keys, are sealed once it has, and are removed from disk."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.letters import open_letter, waiting_letters
from jatan.foundation.vault.models import DirectoryKey, Letter
from jatan.kernel.problems import Problem
from jatan.programme.cases.models import Case, CaseFact, CaseWaiting
from jatan.programme.cases.register import services
from jatan.programme.cases.register.facts import fact_id
from jatan.programme.cases.register.letters import REGISTER, RegisterDates
from jatan.programme.cases.register.waiting_dates import rewrite_tables, seal_waiting
from jatan.settings.periodic import PERIODIC
from tests.cast import Cast
from tests.foundation.vault.vault_office import quickly_stretched
from tests.programme.cases.builders import a_case, case_command, waiting_dates
from tests.programme.cases.case_office import CaseHouse, case_house

VALUES: dict[str, Any] = {
    "opened_on": dt.date(2022, 12, 22),
    "closed_on": dt.date(2023, 3, 9),
    "is_closed": True,
    "follow_ups_reported": 7,
    "village": "सालटोली",
}


@pytest.fixture
def late(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[CaseHouse, Case]]:
    """A case that was on record before the office had keys."""
    quickly_stretched(monkeypatch)
    with acting_as(cast.actor("supervisor")) as by:
        case = a_case(by, cast, **VALUES)
    with case_house(cast, tmp_path) as house:
        yield house, case


@pytest.fixture
def house(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseHouse]:
    quickly_stretched(monkeypatch)
    with case_house(cast, tmp_path) as made:
        yield made


def letters(house: CaseHouse) -> list[tuple[Letter, RegisterDates]]:
    """Waiting register letters with their contents, opened by the counsellor."""
    ring = house.ring("counsellor")
    with house.acting():
        return [(row, RegisterDates.opened(open_letter(ring, row))) for row in waiting_letters(ring, [REGISTER])]


def test_register_dates_round_trip_through_a_letter() -> None:
    dates = RegisterDates(
        code="क-1",
        kind="violence",
        opened_on=dt.date(2024, 2, 29),
        follow_ups=(dt.date(2024, 3, 1), dt.date(2024, 3, 2)),
        follow_ups_reported=0,
        place=fact_id(b"p" * 32),
        panchayat="बसिया",
        village="सालटोली",
        facts_secret=bytes(range(32)),
    )
    assert RegisterDates.opened(dates.to_plaintext()) == dates
    assert set(json.loads(dates.to_plaintext())) == {
        "code", "kind", "opened_on", "closed_on", "is_closed", "follow_ups", "follow_ups_reported", "place",
        "panchayat", "village", "facts_secret",
    }  # fmt: skip


def test_an_office_without_keys_keeps_its_days_in_clear_until_it_has_some(late: tuple[CaseHouse, Case]) -> None:
    house, case = late
    with house.acting():
        waited = waiting_dates(case)
    assert waited is not None
    assert seal_waiting() == 1
    with house.acting():
        assert not CaseWaiting.objects.exists()
    ((letter, dates),) = letters(house)
    assert (letter.about, dates) == (case.id, waited)
    assert seal_waiting() == 0


def test_the_clock_seals_and_shuffles_without_being_asked() -> None:
    assert "jatan.programme.cases.register.waiting_dates.seal_waiting" in {path for path, _seconds in PERIODIC.values()}
    assert "jatan.programme.cases.register.daily_shuffle.shuffle" in {path for path, _seconds in PERIODIC.values()}


def test_with_a_receiving_team_nothing_is_ever_written_in_clear(house: CaseHouse, cast: Cast) -> None:
    importer = importer_for(cast.gumla.id)
    with acting_as(importer):
        made = services.open_cases(
            by=importer, commands=[case_command(cast, code=f"G-{n}", **VALUES) for n in range(3)]
        )
    with house.acting("supervisor"):
        assert not CaseWaiting.objects.exists()
        counted = {row.pk for row in CaseFact.objects.all()}
    found = letters(house)
    assert {letter.about for letter, _dates in found} == {row.pk for row in made}
    assert {fact_id(dates.facts_secret) for _letter, dates in found} == counted
    assert {(dates.opened_on, dates.village) for _letter, dates in found} == {(VALUES["opened_on"], VALUES["village"])}


def test_a_key_that_nobody_vouched_for_receives_nothing(late: tuple[CaseHouse, Case], tmp_path: Path) -> None:
    house, case = late
    with house.acting("supervisor"):
        DirectoryKey.objects.filter(is_receiving=True).update(signature=b"\x00" * 64)
        assert seal_waiting() == 0
        assert waiting_dates(case) is not None


def test_days_that_wait_are_corrected_where_they_wait(cast: Cast) -> None:
    with acting_as(cast.actor("supervisor")) as by:
        case = a_case(by, cast, **VALUES)
        before = waiting_dates(case)
        changes = {"opened_on": dt.date(2023, 1, 2), "closed_on": None, "village": "जामडीह"}
        assert services.amend_case(by=by, case=case, changes=changes)
        after = waiting_dates(case)
        row, fact = Case._default_manager.get(pk=case.pk), CaseFact.objects.get()
    assert before is not None
    assert after is not None
    assert (after.opened_on, after.closed_on, after.village) == (dt.date(2023, 1, 2), None, "जामडीह")
    assert (after.follow_ups_reported, after.facts_secret) == (7, before.facts_secret)
    assert row.opened_quarter == fact.quarter == dt.date(2023, 1, 1)


def test_a_correction_of_dates_logs_field_names_without_dates(cast: Cast) -> None:
    with acting_as(cast.actor("supervisor")) as by:
        case = a_case(by, cast, **VALUES)
        assert services.amend_case(by=by, case=case, changes={"closed_on": dt.date(2023, 3, 10)})
        assert not services.amend_case(by=by, case=case, changes={"closed_on": dt.date(2023, 3, 10)})
        (event,) = Event.objects.filter(about=case.id, verb="cases.case_amended")
    assert event.payload == {"fields": ["closed_on"], "months": {}}


def test_a_correction_after_the_sealing_goes_as_a_letter_that_says_what_it_speaks_for(
    house: CaseHouse, cast: Cast
) -> None:
    with house.acting("supervisor") as by:
        case = a_case(by, cast, **VALUES)
        assert services.amend_case(by=by, case=case, changes={"closed_on": dt.date(2023, 3, 10), "village": "जामडीह"})
        assert not CaseWaiting.objects.exists()
    (_first, dates), (_second, later) = letters(house)
    assert dates.corrects == frozenset()
    assert later.corrects == {"closed_on", "village"}
    assert (later.closed_on, later.village, later.opened_on, later.facts_secret) == (
        dt.date(2023, 3, 10), "जामडीह", None, b"",
    )  # fmt: skip


def test_closing_a_sealed_case_sends_no_letter(house: CaseHouse, cast: Cast) -> None:
    with house.acting("supervisor") as by:
        case = a_case(by, cast)
        services.close_case(by=by, case=case)
    assert len(letters(house)) == 1


def test_a_withdrawn_case_is_removed_from_the_count_if_its_secret_is_known(house: CaseHouse, cast: Cast) -> None:
    with house.acting("supervisor") as by:
        case = a_case(by, cast)
    ((_letter, dates),) = letters(house)
    with house.acting("supervisor") as by:
        with pytest.raises(Problem, match="keys_needed"):
            services.withdraw_case(by=by, case=case, why="twice")
        with pytest.raises(Problem, match="keys_needed"):
            services.withdraw_case(by=by, case=case, why="twice", secret=b"x" * 32)
        assert Case.objects.live().filter(pk=case.pk).exists()
        services.withdraw_case(by=by, case=case, why="twice", secret=dates.facts_secret)
        assert not Case.objects.live().filter(pk=case.pk).exists()
        assert not CaseFact.objects.exists()


def test_a_case_that_waits_is_withdrawn_without_keys(cast: Cast) -> None:
    with acting_as(cast.actor("supervisor")) as by:
        services.withdraw_case(by=by, case=a_case(by, cast), why="twice")
        assert not CaseFact.objects.exists()


def test_no_sample_of_what_waits_is_kept_and_the_table_can_be_written_anew(cast: Cast) -> None:
    with acting_as(cast.actor("supervisor")) as by:
        case = a_case(by, cast, **VALUES)
        before = _file_of("cases_casewaiting")
        assert rewrite_tables()
        assert _file_of("cases_casewaiting") != before
        kept = waiting_dates(case)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attstattarget FROM pg_attribute"
                " WHERE attrelid = 'cases_casewaiting'::regclass AND attname = 'body'"
            )
            assert cursor.fetchone() == (0,)
    assert kept is not None
    assert kept.village == "सालटोली"


def _file_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode(%s::regclass)", [table])
        found: int = cursor.fetchone()[0]
        return found
