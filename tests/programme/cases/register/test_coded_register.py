"""The coded register: what stands open of a case, and what has no room there."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.models import Case, CaseFact
from jatan.programme.cases.register import services
from jatan.programme.cases.register.commands import OpenCase
from jatan.programme.cases.register.selectors import cases, find_case, open_cases, search
from tests.cast import Cast
from tests.programme.cases.builders import a_case, case_command, waiting_dates

As = Callable[[str], AbstractContextManager[Actor]]
QUARTER = dt.date(2022, 10, 1)


def test_no_table_and_no_command_has_room_for_a_name_or_a_story() -> None:
    guarded = {"id", "organisation", "place", "panchayat", "village", "recorded_by", "recorded_at", "changed_at",
               "withdrawn_at", "withdrawn_by", "withdrawn_reason"}  # fmt: skip
    columns = {field.name for field in Case._meta.concrete_fields}
    asked = {field.name for field in dataclasses.fields(OpenCase)}
    open_fields = {"code", "kind", "is_closed", "assigned_to"}
    assert columns - guarded == open_fields | {"opened_quarter"}
    assert asked - guarded == open_fields | {"opened_on", "closed_on", "follow_ups_reported"}


def test_facts_have_room_for_no_case_no_person_and_no_finer_day() -> None:
    assert {field.name for field in CaseFact._meta.concrete_fields} == {
        "id", "organisation", "district", "quarter", "kind", "age_band", "sex", "sector", "route", "stage", "outcome",
    }  # fmt: skip


def test_the_open_row_holds_district_and_quarter_and_the_rest_waits_in_clear(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        case = a_case(by, cast, place=cast.gumla_block, village="सालटोली", panchayat="बसिया", follow_ups_reported=4)
        row = find_case(by, case.id)
        dates = waiting_dates(case)
    assert (row.place_id, row.village, row.panchayat) == (cast.gumla_district.id, "", "")
    assert row.opened_quarter == QUARTER
    assert dates is not None
    assert (dates.opened_on, dates.closed_on, dates.follow_ups_reported) == (dt.date(2022, 12, 22), None, 4)
    assert (dates.place, dates.village, dates.panchayat) == (cast.gumla_block.id, "सालटोली", "बसिया")


def test_a_case_without_a_place_lies_in_its_organisations_district(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        assert a_case(by, cast).place_id == cast.gumla_district.id


def test_the_row_and_its_corrections_hold_no_exact_date(cast: Cast, as_: As) -> None:
    began = dt.datetime(2024, 1, 1, tzinfo=clock.INDIA)
    with clock.frozen_at(dt.datetime(2024, 3, 31, 20, 0, tzinfo=clock.INDIA)), as_("supervisor") as by:
        case = a_case(by, cast, opened_on=clock.today())
        services.close_case(by=by, case=case)
        services.reopen_case(by=by, case=case, why="goes_on")
        services.withdraw_case(by=by, case=case, why="twice")
        row = Case._default_manager.get(pk=case.pk)
        revisions = list(Revision.objects.filter(about=case.id).order_by("id"))
    assert {row.recorded_at, row.changed_at, row.withdrawn_at} == {began}
    assert row.pk.version == 4
    assert [one.verb for one in revisions] == ["cases.case_closed", "cases.case_reopened", "cases.case_withdrawn"]
    assert {one.at for one in revisions} == {began}
    assert not any("2024-03" in str((one.before, one.after)) for one in revisions)


def test_a_date_finer_than_the_quarter_is_refused(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        case = a_case(by, cast)
        for rows, field in (
            (Case._default_manager.filter(pk=case.pk), "opened_quarter"),
            (CaseFact.objects, "quarter"),
        ):
            with pytest.raises(IntegrityError, match="tells_quarter"), transaction.atomic():
                rows.update(**{field: dt.date(2022, 12, 22)})


def test_closed_without_a_day_and_follow_ups_without_days_are_kept_as_they_are(cast: Cast) -> None:
    by = importer_for(cast.gumla.id)
    command = case_command(cast, is_closed=True, follow_ups_reported=11)
    with acting_as(by), acts.one_act(by=by, organisation_id=cast.gumla.id, verb="registers.sheet_imported"):
        (row,) = services.open_cases(by=by, commands=[command])
        dates = waiting_dates(row)
    assert row.is_closed
    assert dates is not None
    assert (dates.is_closed, dates.closed_on, dates.follow_ups_reported) == (True, None, 11)


def test_on_a_page_a_code_is_given_once_but_a_register_that_gives_it_twice_comes_in(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        first = a_case(by, cast)
        with pytest.raises(Problem, match="code_taken"):
            a_case(by, cast)
        services.withdraw_case(by=by, case=first, why="twice")
        assert a_case(by, cast).code == "GUM-001"
    importer = importer_for(cast.gumla.id)
    with acting_as(importer):
        rows = services.open_cases(by=importer, commands=[case_command(cast), case_command(cast)])
    assert len({row.id for row in rows}) == 2


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"code": ""}, "missing_required"),
        ({"opened_on": dt.date(2999, 1, 1)}, "date_in_future"),
        ({"follow_ups_reported": -1}, "negative_number"),
        ({"kind": "गपशप"}, "unreadable"),
        ({"code": "234123412346"}, "aadhaar_number"),
    ],
)
def test_invalid_values_are_refused(cast: Cast, answers: dict[str, Any], code: str) -> None:
    with pytest.raises(Problems) as refused:
        case_command(cast, place=cast.gumla_block, **answers)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_case_is_closed_and_opened_again(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        case = a_case(by, cast)
        services.close_case(by=by, case=case)
        assert not open_cases(by).exists()
        services.reopen_case(by=by, case=case, why="goes_on")
        assert not find_case(by, case.id).is_closed


def test_the_ledger_says_nothing_but_codes_and_counts(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        case = a_case(by, cast)
        payload = Event.objects.get(about=case.id).payload
    assert payload["rows"] == {"cases.case": 1}
    assert payload["months"] == {"cases.case": ["2022-10"]}
    assert "GUM-001" not in str(payload)


def test_a_case_is_found_by_the_beginning_of_its_code(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        case = a_case(by, cast)
        assert [row.id for row in search(by, "gum-0")] == [case.id]
        assert not search(by, "UM-0").exists()
        assert not search(by, " ").exists()


def test_a_code_is_not_changed_to_one_that_is_taken(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        a_case(by, cast)
        other = a_case(by, cast, code="GUM-002")
        with pytest.raises(Problem, match="code_taken"):
            services.amend_case(by=by, case=other, changes={"code": "GUM-001"})
        services.amend_case(by=by, case=other, changes={"code": "GUM-003"})
        assert find_case(by, other.id).code == "GUM-003"


def test_a_register_comes_in_with_few_queries_however_many_blocks_it_names(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    by = importer_for(cast.gumla.id)
    blocks = (cast.gumla_block, cast.other_gumla_block)
    commands = [case_command(cast, code=f"G-{number}", place=blocks[number % 2]) for number in range(40)]
    with acting_as(by), django_assert_max_num_queries(20):
        services.open_cases(by=by, commands=commands)
    with acting_as(by):
        assert {row.place_id for row in cases(by)} == {cast.gumla_district.id}
