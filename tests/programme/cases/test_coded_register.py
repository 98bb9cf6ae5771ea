"""The coded register: what it holds, and what it has no room for."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import services
from jatan.programme.cases.commands import FollowUpCase, OpenCase
from jatan.programme.cases.models import Case, CaseFollowUp
from jatan.programme.cases.selectors import codes_taken, find_case, follow_ups, open_cases, search
from tests.cast import Cast
from tests.programme.cases.builders import a_case, case_command

As = Callable[[str], AbstractContextManager[Actor]]
DAY = dt.date(2023, 2, 1)


def test_no_table_and_no_command_has_room_for_a_name_or_a_story() -> None:
    ours = {"code", "kind", "opened_on", "is_closed", "closed_on", "follow_ups_reported", "assigned_to", "case", "on"}
    guarded = {"id", "organisation", "place", "panchayat", "village", "recorded_by", "recorded_at", "changed_at",
               "withdrawn_at", "withdrawn_by", "withdrawn_reason"}  # fmt: skip
    columns = {field.name for model in (Case, CaseFollowUp) for field in model._meta.concrete_fields}
    asked = {field.name for command in (OpenCase, FollowUpCase) for field in dataclasses.fields(command)}
    assert columns - guarded == ours
    assert asked - guarded == ours


def test_a_case_without_a_place_lies_in_its_organisations_district(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        assert a_case(by, cast).place_id == cast.gumla_district.id
        assert a_case(by, cast, code="GUM-002", place=cast.gumla_block).place_id == cast.gumla_block.id


def test_closed_without_a_day_and_follow_ups_without_days_are_kept_as_they_are(cast: Cast) -> None:
    by = importer_for(cast.gumla.id)
    command = case_command(cast, is_closed=True, follow_ups_reported=11)
    with acting_as(by), acts.one_act(by=by, organisation_id=cast.gumla.id, verb="registers.sheet_imported"):
        (row,) = services.open_cases(by=by, commands=[command])
        assert not follow_ups(by).exists()
    assert (row.is_closed, row.closed_on, row.follow_ups_reported) == (True, None, 11)


def test_on_a_page_a_code_is_given_once_but_a_register_that_gives_it_twice_comes_in(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        first = a_case(by, cast)
        with pytest.raises(Problem, match="code_taken"):
            a_case(by, cast)
        services.withdraw_case(by=by, case=first, reason="गलत")
        assert a_case(by, cast).code == "GUM-001"
        assert codes_taken(cast.gumla.id, ["GUM-001", "GUM-009"]) == {"GUM-001"}
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
def test_what_cannot_be_is_refused(cast: Cast, answers: dict[str, Any], code: str) -> None:
    with pytest.raises(Problems) as refused:
        case_command(cast, place=cast.gumla_block, **answers)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_case_is_followed_up_closed_and_opened_again(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        case = a_case(by, cast)
        services.follow_up_case(by=by, case=case, on=DAY)
        assert [row.on for row in follow_ups(by).filter(case=case)] == [DAY]
        services.close_case(by=by, case=case, on=DAY)
        assert not open_cases(by).exists()
        services.reopen_case(by=by, case=case, reason="फिर संपर्क")
        kept = find_case(by, case.id)
        before = Revision.objects.get(about=case.id, verb="cases.case_reopened").before
    assert (kept.is_closed, kept.closed_on) == (False, None)
    assert before["closed_on"] == "2023-02-01"


def test_the_ledger_says_nothing_but_codes_and_counts(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        case = a_case(by, cast)
        payload = Event.objects.get(about=case.id).payload
    assert payload["rows"] == {"cases.case": 1}
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
