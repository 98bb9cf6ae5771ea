"""A member leaves: its people can record nothing more, and its open work has a caretaker."""

import ast
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jatan.evidence.indicators.centres import count_open, open_centres
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Posting
from jatan.foundation.access.network_acts import OpenCentre, open_centre
from jatan.foundation.access.permissions import AFTER_LEAVING, CARETAKING, TABLE, Permission, Role
from jatan.foundation.access.walls import acting_as, wall_settings
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Caretaker, InformationCentre, Organisation
from jatan.foundation.network.rooms import Room, all_but
from jatan.foundation.network.selectors import has_left, present_members
from jatan.foundation.network.services import load_network
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem
from jatan.programme.cases.register.services import amend_case, bring_back_case, reopen_case, withdraw_case
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import queue
from jatan.programme.helpdesk.services import resolve_issue
from jatan.programme.membership.selectors import OpenWork, open_work, possible_caretakers
from jatan.programme.membership.services import end_membership
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import people
from jatan.programme.safeguarding.selectors import contacts, open_escalations
from jatan.programme.safeguarding.services import acknowledge_step
from tests.cast import Cast
from tests.house.source import modules
from tests.intake.registers.workbooks import meeting, meetings
from tests.programme.activities.builders import an_activity
from tests.programme.cases.builders import a_case
from tests.programme.helpdesk.builders import an_issue
from tests.programme.people.builders import a_person
from tests.programme.safeguarding.builders import LEFT, at, away, day, walked

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
LAST = LEFT + dt.timedelta(days=40)
AFTER = at(LAST + dt.timedelta(days=1))
PEOPLE_OF_GUMLA = ("field_worker", "desk_operator", "counsellor", "supervisor", "legal_officer", "coordinator")


def leave(
    cast: Cast,
    as_: As,
    *,
    until: dt.date | None = LAST,
    caretaker: Organisation | None = None,
    part: str = "secretariat",
) -> bool:
    """Record Gumla's last day."""
    with as_(part) as by:
        changed = end_membership(by=by, organisation=cast.gumla, until=until, caretaker=caretaker)
    cast.gumla.refresh_from_db()
    return changed


@pytest.fixture
def left(cast: Cast) -> Iterator[Cast]:
    """Gumla left on LAST with nothing open; the present is the day after."""
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=LAST)
    cast.gumla.refresh_from_db()
    with clock.frozen_at(AFTER):
        yield cast


# Permissions of its people afterwards.


@pytest.mark.parametrize("part", PEOPLE_OF_GUMLA)
def test_its_people_keep_reading_their_rows_and_lose_other_permissions(left: Cast, part: str) -> None:
    by = left.actor(part)
    for permission in TABLE[Role(by.posts[0].role)]:
        reach = by.reach(permission)
        assert reach.has_counts == (permission in AFTER_LEAVING), permission
        assert reach.row_organisations <= {left.gumla.id}
        assert not reach.counts_network


@pytest.mark.parametrize("part", PEOPLE_OF_GUMLA)
def test_on_the_last_day_they_still_record(cast: Cast, part: str) -> None:
    before = {permission: cast.actor(part).reach(permission) for permission in Permission}
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=LAST)
    with clock.frozen_at(at(LAST, 23, 59)):
        assert {permission: cast.actor(part).reach(permission) for permission in Permission} == before


def test_the_database_refuses_their_writes_without_the_gate(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        person = a_person(by, cast)
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=LAST)
    with clock.frozen_at(AFTER), as_("coordinator") as by:
        assert list(people(by)) == [person]
        assert Person.objects.filter(pk=person.pk).update(name="x") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.create(organisation=cast.gumla, place=cast.gumla_block, name="x")
        settings = wall_settings(by)
    open_to_write = {name for name, value in settings.items() if name.startswith("jatan.write_") and value}
    # Reading a sealed file is logged, exports are recorded in the ledger; a coordinator completes the last months.
    # Which columns of a list somebody wants to see, and how she is told of work, is no record.
    still = {
        "jatan.write_cases": Permission.CASES_RECORD,
        "jatan.write_periods": Permission.MONTHS_COMPLETE,
        "jatan.write_lists": Permission.HOME_SEE,
        "jatan.write_alerts": Permission.HOME_SEE,
    }
    assert open_to_write == {"jatan.write_ledger"} | {name for name, needed in still.items() if by.may(needed)}


WRITES: dict[str, tuple[str, Callable[[Actor, Cast], Any]]] = {
    "a person": ("field_worker", a_person),
    "an activity": ("coordinator", an_activity),
    "an issue": ("desk_operator", an_issue),
}


@pytest.mark.parametrize("what", WRITES)
def test_services_refuse_a_new_row(left: Cast, as_: As, what: str) -> None:
    part, write = WRITES[what]
    with as_(part) as by, pytest.raises(Forbidden):
        write(by, left)


def test_no_case_is_opened_and_no_register_imported(left: Cast, as_: As, tmp_path: Path) -> None:
    with as_("supervisor") as by, pytest.raises(Problem) as raised:
        a_case(by, left)
    assert raised.value.code == "left"
    book = meetings(tmp_path / "a.xlsx", meeting(1, women=4))
    with pytest.raises(Problem) as raised:
        import_workbook(book, left.gumla)
    assert raised.value.code == "left"


def test_no_centre_is_opened_after_the_last_day(left: Cast, as_: As) -> None:
    command = OpenCentre(
        organisation=left.gumla,
        district=left.gumla_district,
        name_hi="नया",
        name_en="New",
        opened_on=LAST + dt.timedelta(days=1),
    )
    with as_("secretariat") as by, pytest.raises(Problem) as raised:
        open_centre(by=by, command=command)
    assert raised.value.field == "opened_on"


def test_the_secretariat_cannot_record_for_it(left: Cast) -> None:
    by = left.actor("secretariat")
    assert left.gumla.id not in by.reach(Permission.ALLIES_RECORD).organisations
    assert left.khunti.id in by.reach(Permission.ALLIES_RECORD).organisations
    assert left.gumla.id in by.reach(Permission.NETWORK_MANAGE).organisations
    assert left.gumla.id in by.reach(Permission.ACCOUNTS_MANAGE).organisations


def test_it_is_not_in_lists_of_members(left: Cast) -> None:
    assert has_left(left.gumla.id, clock.today())
    assert [one.code for one in present_members(clock.today())] == ["T02"]
    assert [one.code for one in present_members(LAST)] == ["T01", "T02"]


# What is counted.


def test_its_centre_is_counted_up_to_the_last_day_and_not_after(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=LAST)
    until, after = Period(LEFT, LAST), Period(LAST + dt.timedelta(days=1), LAST + dt.timedelta(days=30))
    assert {one.organisation_id for one in open_centres(until)} == {cast.gumla.id, cast.khunti.id}
    assert {one.organisation_id for one in open_centres(after)} == {cast.khunti.id}
    every = list(InformationCentre.objects.select_related("organisation"))
    assert (count_open(every, until), count_open(every, after)) == (2, 1)


# Open work that must be passed on before.


def _ladder(by: Actor, cast: Cast) -> None:
    away(by, cast)


def _urgent(by: Actor, cast: Cast) -> None:
    an_issue(by, cast, is_urgent=True)


OPEN: dict[str, tuple[str, Callable[[Actor, Cast], Any], OpenWork]] = {
    "agreed contacts": ("desk_operator", _ladder, OpenWork(0, 1, 0, 0, 0)),
    "an urgent issue": ("desk_operator", _urgent, OpenWork(0, 0, 1, 1, 0)),
    "an open issue": ("desk_operator", an_issue, OpenWork(0, 0, 0, 1, 0)),
    "a case": ("supervisor", a_case, OpenWork(0, 0, 0, 0, 1)),
}


@pytest.mark.parametrize("what", OPEN)
def test_a_past_day_is_refused_while_something_is_open(cast: Cast, as_: As, what: str) -> None:
    part, write, counted = OPEN[what]
    with as_(part) as by:
        write(by, cast)
    assert open_work(cast.gumla.id) == counted
    with pytest.raises(Problem) as raised:
        leave(cast, as_, until=clock.today() - dt.timedelta(days=1))
    assert raised.value.code == ("open_cases" if counted.cases else "missing_required")
    assert cast.gumla.member_until is None
    assert not Caretaker.objects.exists()


def test_missed_contacts_are_counted_with_their_ladders(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        away(by, cast)
    for number in range(1, 12):
        walked(number)
    assert open_work(cast.gumla.id).ladders == 1


def test_an_open_case_prevents_leaving_even_with_a_caretaker(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        a_case(by, cast)
    with pytest.raises(Problem) as raised:
        leave(cast, as_, caretaker=cast.khunti)
    assert (raised.value.code, raised.value.field) == ("open_cases", "member_until")
    assert cast.gumla.member_until is None


def test_a_future_last_day_needs_a_caretaker_even_if_nothing_is_open(cast: Cast, as_: As) -> None:
    for until in (clock.today(), clock.today() + dt.timedelta(days=30)):
        with pytest.raises(Problem) as raised:
            leave(cast, as_, until=until)
        assert raised.value.field == "caretaker"
    assert leave(cast, as_, until=clock.today() + dt.timedelta(days=30), caretaker=cast.khunti)


def test_a_past_last_day_with_nothing_open_needs_no_caretaker(cast: Cast, as_: As) -> None:
    assert leave(cast, as_, until=clock.today() - dt.timedelta(days=1))
    assert not Caretaker.objects.exists()
    assert not leave(cast, as_, until=clock.today() - dt.timedelta(days=1))


@pytest.mark.parametrize("part", [*PEOPLE_OF_GUMLA, "khunti_coordinator", "researcher", "auditor"])
def test_other_roles_cannot_end_a_membership(cast: Cast, as_: As, part: str) -> None:
    with pytest.raises(Forbidden):
        leave(cast, as_, caretaker=cast.khunti, part=part)


def test_a_caretaker_is_another_staying_organisation_with_staff(cast: Cast, as_: As) -> None:
    with pytest.raises(Problem):
        leave(cast, as_, caretaker=cast.gumla)
    assert [one.code for one in possible_caretakers(cast.gumla)] == ["TNET", "T02"]
    Organisation.objects.filter(pk=cast.khunti.pk).update(member_until=clock.today() + dt.timedelta(days=90))
    cast.khunti.refresh_from_db()
    with pytest.raises(Problem):
        leave(cast, as_, caretaker=cast.khunti)
    Organisation.objects.filter(pk=cast.khunti.pk).update(member_until=None)
    cast.khunti.refresh_from_db()
    Posting.objects.filter(organisation=cast.khunti).update(until=clock.today() - dt.timedelta(days=1))
    with pytest.raises(Problem):
        leave(cast, as_, caretaker=cast.khunti)
    assert [one.code for one in possible_caretakers(cast.gumla)] == ["TNET"]


def leave_khunti(cast: Cast, as_: As, *, caretaker: Organisation | None, until: dt.date = LAST) -> bool:
    with as_("secretariat") as by:
        return end_membership(by=by, organisation=cast.khunti, until=until, caretaker=caretaker)


@pytest.mark.parametrize("now", [at(LAST), AFTER])
def test_a_caretaker_leaves_only_after_somebody_else_is_named(cast: Cast, as_: As, now: dt.datetime) -> None:
    assert leave(cast, as_, caretaker=cast.khunti)
    until = LAST + dt.timedelta(days=30)
    with clock.frozen_at(now):
        assert open_work(cast.khunti.id) == OpenWork(0, 0, 0, 0, 0, cared_for=1)
        with pytest.raises(Problem) as raised:
            leave_khunti(cast, as_, caretaker=cast.network, until=until)
        assert (raised.value.code, raised.value.field) == ("is_caretaker", "member_until")
        assert cast.gumla.name in str(raised.value.message)
        cast.khunti.refresh_from_db()
        assert cast.khunti.member_until is None
        assert leave(cast, as_, caretaker=cast.network)
        assert open_work(cast.khunti.id).cared_for == 0
        assert leave_khunti(cast, as_, caretaker=cast.network, until=until)


def test_a_caretaker_of_a_member_that_came_back_may_leave(cast: Cast, as_: As) -> None:
    assert leave(cast, as_, caretaker=cast.khunti)
    with clock.frozen_at(AFTER):
        assert leave(cast, as_, until=None)
        assert leave_khunti(cast, as_, caretaker=cast.network, until=LAST + dt.timedelta(days=30))


def test_a_caretaker_is_judged_and_locked_as_it_is_now(cast: Cast, as_: As) -> None:
    Organisation.objects.filter(pk=cast.khunti.pk).update(member_until=LAST)
    with pytest.raises(Problem) as raised:  # the page had read it before
        leave(cast, as_, caretaker=cast.khunti)
    assert raised.value.code == "unfit_caretaker"
    Organisation.objects.filter(pk=cast.khunti.pk).update(member_until=None)
    with CaptureQueriesContext(connection) as asked:
        assert leave(cast, as_, caretaker=cast.khunti)
    locks = [one["sql"] for one in asked if "network_organisation" in one["sql"] and " FOR " in one["sql"]]
    ids = sorted([cast.gumla.pk, cast.khunti.pk])
    assert all(pk.hex in sql for pk, sql in zip(ids, locks[:2], strict=True))


# No case is opened once the last day is set: nobody else would have its key.


def test_no_case_is_opened_between_the_saving_of_the_last_day_and_that_day(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        closed = a_case(by, cast, code="GUM-1", is_closed=True)
        withdrawn = a_case(by, cast, code="GUM-2")
        withdraw_case(by=by, case=withdrawn, why="no_case")
    assert leave(cast, as_, until=clock.today() + dt.timedelta(days=30), caretaker=cast.khunti)
    opening: tuple[Callable[[Actor], Any], ...] = (
        lambda by: a_case(by, cast, code="GUM-3"),
        lambda by: reopen_case(by=by, case=closed, why="goes_on"),
        lambda by: amend_case(by=by, case=closed, changes={"is_closed": False}),
        lambda by: bring_back_case(by=by, case=withdrawn),
    )
    for begin in opening:
        with as_("supervisor") as by, pytest.raises(Problem) as raised:
            begin(by)
        assert raised.value.code == "leaves"
    assert open_work(cast.gumla.id).cases == 0
    with as_("supervisor") as by:
        a_case(by, cast, code="GUM-4", is_closed=True)  # an old case from a register strands nobody
    assert leave(cast, as_, until=None)
    with as_("supervisor") as by:
        assert reopen_case(by=by, case=closed, why="goes_on")


def test_the_secretariat_itself_cannot_leave(cast: Cast, as_: As) -> None:
    with as_("administrator") as by, pytest.raises(Problem):
        end_membership(by=by, organisation=cast.network, until=LAST, caretaker=cast.khunti)


# The caretaker.


@pytest.fixture
def passed_on(cast: Cast, as_: As) -> Issue:
    """An issue and a traveller of Gumla who is on the ladder by the last day; Khunti is the caretaker."""
    with as_("desk_operator") as by:
        issue = an_issue(by, cast, is_urgent=True)
        away(by, cast)
    for number in range(1, 12):
        walked(number)
    with clock.frozen_at(at(day(12))):
        assert leave(cast, as_, caretaker=cast.khunti)
    return issue


@pytest.mark.parametrize("part", ["khunti_coordinator", "khunti_desk"])
def test_a_caretaker_sees_and_handles_open_work_from_the_next_day(
    cast: Cast, as_: As, passed_on: Issue, part: str
) -> None:
    with clock.frozen_at(at(LAST)), as_(part) as by:
        assert (queue(by).count(), open_escalations(by).count(), people(by).count()) == (0, 0, 0)
    with clock.frozen_at(AFTER), as_(part) as by:
        assert passed_on in queue(by)
        (ladder,) = open_escalations(by)
        assert contacts(by).exists()
        assert acknowledge_step(by=by, step=ladder.steps.get(number=ladder.step), what_was_done="गाँव में पूछा")
        assert resolve_issue(by=by, issue=passed_on, on=clock.today())


def test_a_caretaker_reaches_nothing_else_of_the_member(cast: Cast, passed_on: Issue) -> None:
    with clock.frozen_at(AFTER):
        for part in ("khunti_coordinator", "khunti_desk"):
            by = cast.actor(part)
            reached = {one for one in Permission if cast.gumla.id in by.reach(one).row_organisations}
            of_the_network = {Permission.ALLIES_SEE, Permission.LIBRARY_SEE}
            assert reached - of_the_network == CARETAKING


def test_the_secretariat_as_caretaker_sees_what_is_open(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        an_issue(by, cast)
    leave(cast, as_, caretaker=cast.network)
    with clock.frozen_at(AFTER), as_("secretariat") as by:
        assert queue(by).count() == 1
    with clock.frozen_at(AFTER), as_("administrator") as by:
        assert queue(by).count() == 0


def test_escalations_continue_after_the_last_day(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        away(by, cast)
    last = day(1)  # no contact was missed yet
    with clock.frozen_at(at(last, 8)):
        assert leave(cast, as_, until=last, caretaker=cast.khunti)
    for number in range(2, 12):
        walked(number)
    with clock.frozen_at(at(day(12))), as_("khunti_desk") as by:
        (ladder,) = open_escalations(by)
        assert ladder.step > 1
        assert queue(by).filter(is_urgent=True).count() == 1  # the last step of the ladder is an issue at the desk


def test_another_caretaker_takes_over_and_a_member_comes_back(cast: Cast, as_: As, passed_on: Issue) -> None:
    def is_seen_by(part: str) -> bool:
        with as_(part) as by:
            return passed_on in queue(by)

    with clock.frozen_at(AFTER):
        assert leave(cast, as_, caretaker=cast.network)
        assert (is_seen_by("khunti_desk"), is_seen_by("secretariat")) == (False, True)
        assert not leave(cast, as_, caretaker=cast.network)
        assert leave(cast, as_, until=None)
        assert (is_seen_by("secretariat"), is_seen_by("desk_operator")) == (False, True)
        with as_("desk_operator") as by:
            an_issue(by, cast)
    assert not Caretaker.objects.filter(until__isnull=True).exists()


# Every way to write the last day.


def test_a_network_file_does_not_end_a_membership(cast: Cast) -> None:
    entry = {"code": "T01", "name_en": "G", "name_hi": "ग", "districts": [], "member_since": "2021-04-01"}
    document = {"network": {"name_en": "N", "name_hi": "न"}, "organisations": [entry | {"member_until": "2026-01-01"}]}
    with pytest.raises(Problem):
        load_network(document)
    cast.gumla.refresh_from_db()
    assert (cast.gumla.member_until, cast.gumla.name_en) == (None, "Gumla member")
    document["organisations"] = [entry]
    load_network(document)
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=LAST)
    load_network(document)
    cast.gumla.refresh_from_db()
    assert cast.gumla.member_until == LAST


def _writes_last_day(node: ast.AST) -> bool:
    """True for an assignment to the attribute, a keyword of a call other than a filter, or a key of changes."""
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(one, ast.Attribute) and one.attr == "member_until" for one in targets)
    if isinstance(node, ast.Call):
        is_question = ast.unparse(node.func).endswith((".filter", ".exclude", "Q"))
        return not is_question and any(word.arg == "member_until" for word in node.keywords)
    return isinstance(node, ast.Dict) and any(ast.unparse(key) == "'member_until'" for key in node.keys if key)


def test_the_last_day_is_written_by_one_function_which_one_service_calls() -> None:
    writers, callers = set[str](), set[str]()
    for source in modules():
        if "member_until" not in source.text and "record_last_day" not in source.text:
            continue
        for node in ast.walk(source.tree):
            if _writes_last_day(node):
                writers.add(source.name)
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record_last_day"):
                callers.add(source.name)
    assert writers == {"src/jatan/foundation/access/network_acts.py"}
    assert callers == {"src/jatan/programme/membership/services.py"}


def test_an_organisation_that_had_left_before_gets_the_secretariat_as_caretaker(cast: Cast) -> None:
    """The migration's effect on an installation with members that left earlier."""
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=LAST)
    from_migration = import_module("jatan.foundation.network.migrations.0006_caretaker")
    with connection.cursor() as cursor:
        cursor.execute(from_migration._APPOINT)
    row = Caretaker.objects.get()
    assert (row.organisation_id, row.caretaker_id) == (cast.gumla.id, cast.network.id)
    assert (row.since, row.until) == (LAST + dt.timedelta(days=1), None)


def test_what_a_caretaker_takes_over_opens_its_rooms(cast: Cast, as_: As) -> None:
    cast.khunti.closed_rooms = all_but([Room.MEETINGS.value])
    cast.khunti.save()
    with as_("coordinator") as by:
        an_issue(by, cast)
    leave(cast, as_, caretaker=cast.khunti)
    cast.khunti.refresh_from_db()
    assert set(all_but(())) - set(cast.khunti.closed_rooms) == {"people", "help", "meetings"}
    with acting_as(machine_for([cast.khunti.pk])):
        assert Event.objects.get(organisation=cast.khunti, verb="rooms.opened").payload == {"rooms": ["people", "help"]}
