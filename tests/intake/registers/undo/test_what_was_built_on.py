"""What somebody built on a record keeps its row: any link from another table, any change, whatever the register."""

from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import machine_for, undoer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Mark
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.undo.plan import make_plan
from jatan.kernel import clock
from jatan.programme.agents.models import Statement
from jatan.programme.agents.statement_sets import propose_same
from jatan.programme.agents.tasks import mention_journeys
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import follow_up_issue
from jatan.programme.people.duplicate_search import compare_pending
from jatan.programme.people.models import Person, PersonKey, Suggestion
from jatan.programme.people.same_person import link_people
from tests.cast import Cast
from tests.intake.registers.undo.office_workbook import FORUM_MEETINGS, office_workbook
from tests.intake.registers.workbooks import write
from tests.programme.people.builders import a_person

REGISTERS = 8


@pytest.fixture
def run(tmp_path: Path, take_in: Any, newest_run: Any) -> ImportRun:
    """A run with four rows of every register."""
    counts = take_in(office_workbook(tmp_path / "office.xlsx", range(4)))
    assert {kind: one["imported"] for kind, one in counts.items()} == dict.fromkeys(counts, 4)
    assert len(counts) == REGISTERS
    found: ImportRun = newest_run()
    return found


@pytest.fixture
def in_gumla(cast: Cast) -> Any:
    """`with in_gumla() as machine:` reads everything of Gumla."""
    return lambda: acting_as(machine_for([cast.gumla.id]))


def _staying(plan: Any) -> dict[str, list[tuple[str, str]]]:
    """{kind: reasons of its rows that stay}."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in plan.staying:
        found.setdefault(row.kind, []).extend((one.code, one.label) for one in row.reasons)
    return found


def test_all_registers_go_with_what_the_programme_made_of_them(
    tmp_path: Path, take_in: Any, newest_run: Any, undo: Any, rows_of_gumla: Any, cast: Cast, in_gumla: Any, as_: Any
) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, name="Phulmani Sita Oraon 0", guardian_name="Guardian 0", village="Navapur0", age=25)
    before = rows_of_gumla()
    take_in(office_workbook(tmp_path / "office.xlsx", range(4)))
    with in_gumla():
        compare_pending(cast.gumla.id, 1000)
    mention_journeys.func(str(cast.gumla.id))
    with in_gumla():
        assert PersonKey.objects.filter(is_compared=True).count() == 13
        assert Suggestion.objects.live().exists()
        assert Statement.objects.filter(withdrawn_at__isnull=True).count() == 4
        assert Mark.objects.filter(organisation=cast.gumla).count() > 1
        marks = Mark.objects.filter(
            organisation=cast.gumla, about__in=Person.objects.filter(village="Navapur0")
        ).count()
    plan = undo(newest_run())
    assert plan.counts() == {"rows": 4 * REGISTERS}
    assert rows_of_gumla() == before
    with in_gumla():
        assert PersonKey.objects.count() == 1
        assert 0 < Mark.objects.filter(organisation=cast.gumla).count() < marks
        assert Person.objects.filter(withdrawn_reason="wrong workbook").count() == 12


def test_a_follow_up_keeps_its_issue_alone(run: ImportRun, undo: Any, as_: Any) -> None:
    with as_("desk_operator") as by:
        issue = Issue.objects.select_related("place").order_by("id")[0]
        follow_up_issue(by=by, issue=issue, on=clock.today(), note="asked")
    plan = undo(run)
    assert plan.counts() == {"rows": 4 * REGISTERS - 1, "stayed": 1}
    # The follow-up also notes on the issue that there is one.
    assert ("built_on", "helpdesk.issuefollowup") in _staying(plan)["issues"]


def test_a_person_who_was_joined_with_another_keeps_her_row_and_its_forum(
    run: ImportRun, undo: Any, as_: Any, cast: Cast
) -> None:
    with as_("coordinator") as by:
        member = Person.objects.select_related("place").filter(memberships__isnull=False).order_by("id")[0]
        link_people(by=by, one=member, other=a_person(by, cast))
    plan = undo(run)
    assert _staying(plan) == {
        "forum_members": [("built_on", "people.sameperson")],
        "forums": [("needed", "")],
    }


def test_a_statement_that_was_put_into_a_set_keeps_its_journey(run: ImportRun, undo: Any, as_: Any, cast: Cast) -> None:
    mention_journeys.func(str(cast.gumla.id))
    with as_("coordinator") as by:
        one, other = Statement.objects.select_related("place").filter(withdrawn_at__isnull=True).order_by("id")[:2]
        propose_same(by=by, statement=one, other=other, reason="same number")
    assert len(_staying(undo(run))["journeys"]) >= 2


def test_a_meeting_of_a_later_workbook_keeps_the_forum_it_names(
    run: ImportRun, undo: Any, tmp_path: Path, take_in: Any, in_gumla: Any, newest_run: Any
) -> None:
    with in_gumla():
        forum = Group.objects.order_by("id")[0]
    later = [1, "12/12/2024", "Basia", "Elsewhere", forum.name, "Something else", 31, 31]
    counts = take_in(write(tmp_path / "later.xlsx", {"Forum meeting": [FORUM_MEETINGS, later]}))
    assert counts["forum_meeting"]["imported"] == 1
    newest = newest_run()
    plan = undo(run)
    assert _staying(plan) == {"forums": [("built_on", "activities.activity")]}
    undo(newest)
    assert undo(run).counts() == {"rows": 1}


def test_plan_asks_a_bounded_number_of_queries(run: ImportRun, cast: Cast, django_assert_max_num_queries: Any) -> None:
    with acting_as(undoer_for(cast.gumla.id)), django_assert_max_num_queries(40):
        make_plan(run)
