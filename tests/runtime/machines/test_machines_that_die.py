"""Machines die under load, again and again: nothing that was acknowledged is lost, no task fails, the house comes back.

Two homes of one house, on a database of three machines (Patroni) and a store (SeaweedFS), set up by the steps of
`docs/how-to/many-machines.md`.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
import xlsxwriter

from jatan_postgres import programs
from tests.attacks.served_house import LOAD_OFFICES_AND_ACCOUNTS
from tests.kills import wait_until
from tests.runtime.form_posters import get, post_files, sign_in
from tests.runtime.homes import fresh_home
from tests.runtime.kill_house import jatan, jatan_in_turn, run_program
from tests.runtime.machines.database_machines import (
    DatabaseMachines,
    database_machines,
    seconds_until_records_are_taken,
)
from tests.runtime.machines.house_machines import HouseMachine, brought, seconds_until_good, way_to_the_leader
from tests.runtime.machines.load import Person, Phone, working
from tests.runtime.machines.written_steps import HOSTS
from tests.seaweed import Seaweed, stopped, variables
from tools.system_packages import MACHINES, install_missing

_TASKS = "django_tasks_database_dbtaskresult"
_UNDONE = f"SELECT task_path, status FROM {_TASKS} WHERE status <> 'SUCCESSFUL'"
_BLOCK = """
SELECT b.id::text FROM places_place b JOIN places_place d ON d.id = b.district_id
WHERE b.level = 'block' AND d.name_en = 'Gumla' ORDER BY b.name_en LIMIT 1
"""
_MOST_TIMES: Final = 2.0  # Patroni's own time, after which the pages are good again
_ENOUGH: Final = 3  # forms at each machine between two blows
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
pytestmark = [pytest.mark.long, pytest.mark.allow_hosts(HOSTS)]


@dataclass
class House:
    """What is under load, and what was measured: (what died, Patroni's seconds, seconds until the pages are good)."""

    database: DatabaseMachines
    machines: list[HouseMachine]
    store: Seaweed
    people: list[Person]
    phone: Phone
    coordinator: str
    folder: Path
    measured: list[tuple[str, float, float]] = field(default_factory=list)
    workbooks: int = 0

    @property
    def good(self) -> Mapping[int, list[float]]:
        return {person.port: person.sent_at for person in self.people}

    def goes_on(self) -> None:
        """Wait until forms are taken at each machine, and the phone has a receipt more."""
        counts, receipts = [len(person.acknowledged) for person in self.people], len(self.phone.receipts)
        wait_until(
            lambda: (
                all(
                    len(person.acknowledged) >= before + _ENOUGH
                    for person, before in zip(self.people, counts, strict=True)
                )
                and len(self.phone.receipts) > receipts
            ),
            what="forms and rows go in everywhere",
            seconds=300,
        )

    def strike(self, what: str, blow: Callable[[], object], after: Callable[[], object] = lambda: None) -> None:
        """Let a blow fall on the database under load, wait until all is whole again, and note how long it took."""
        self.goes_on()
        since = time.monotonic()
        blow()
        patroni = seconds_until_records_are_taken(self.database, since)
        self.measured.append((what, patroni, seconds_until_good(self.machines, self.good, since)))
        after()
        wait_until(self.database.is_whole, what="the database has its two copies again", seconds=300)
        _say(f"{what}: Patroni {self.measured[-1][1]:.1f} s, pages {self.measured[-1][2]:.1f} s")

    def upload(self, machine: HouseMachine) -> None:
        """Hand in a workbook at one machine; it is taken, or this is tried again."""
        self.workbooks += 1
        book = _workbook(self.folder / f"{self.workbooks}.xlsx", self.workbooks)

        def is_taken() -> bool:
            try:
                files = {"workbooks": (book.name, _XLSX, book.read_bytes())}
                return post_files(machine.port, self.coordinator, "/registers/", {}, files)[0] == 302
            except OSError:
                return False

        wait_until(is_taken, what="a workbook is taken", seconds=120)


@contextmanager
def _house(tmp_path: Path, seaweed: Seaweed) -> Iterator[House]:
    with ExitStack() as stack:
        home = stack.enter_context(fresh_home())
        database = stack.enter_context(database_machines(programs.wheel_bin()))
        store = variables(seaweed, seaweed.new_bucket())
        machines = []
        for number, last in enumerate((21, 22)):
            options = {**stack.enter_context(way_to_the_leader(database.loopback, last)), **store}
            machines.append(HouseMachine(home if number == 0 else tmp_path / "other", options))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in machines[0].options.items():
            patch.setenv(name, value)
        jatan("migrate")
        run_program(LOAD_OFFICES_AND_ACCOUNTS)
        brought(machines[0].home, machines[1].home)
        for machine in machines:
            stack.callback(machine.kill)
            machine.start()
        for machine in machines:
            machine.wait()
        block = str(database.query(_BLOCK)[0][0])
        meeting = {"kind": "shg_meeting", "held_on": "5/6/2024", "place": block}
        desk, coordinator = sign_in("desk@demo.jatan"), sign_in("coordinator@demo.jatan")
        people = [
            Person(machine.port, desk, "/activities/new/", lambda number: meeting | {"women": str(number % 40 + 1)})
            for machine in machines
        ]
        yield House(database, machines, seaweed, people, Phone(tmp_path / "receipts"), coordinator, tmp_path)


def test_nothing_is_lost_while_machines_die(tmp_path: Path, seaweed: Seaweed) -> None:
    servers, nodes = map(int, os.environ.get("KILLS", "20,10").split(","))  # PostgreSQL of the leader, its machine
    with _house(tmp_path, seaweed) as house:
        with house.phone.sending(house.machines), working(house.people):
            house.upload(house.machines[0])
            for number in range(max(servers, nodes)):
                if number < servers:
                    house.strike("PostgreSQL of the leader", house.database.leader().kill_postgres)
                if number < nodes:
                    leader = house.database.leader()
                    house.strike("machine of the leader", leader.kill, leader.start_patroni)
                house.upload(house.machines[number % 2])
            _a_house_machine_dies(house)
            _the_store_is_away(house)
        _everything_is_there_once(house)
    _say(_in_words(house))
    assert sum(pages for _what, _patroni, pages in house.measured) <= _MOST_TIMES * sum(
        patroni for _what, patroni, _pages in house.measured
    )


def _a_house_machine_dies(house: House) -> None:
    """The other one goes on; the worker there takes over what was under way."""
    dying, other = house.machines
    dying.kill()
    before = len(house.people[1].acknowledged)
    wait_until(lambda: len(house.people[1].acknowledged) >= before + _ENOUGH, what="the other goes on", seconds=120)
    house.upload(other)
    dying.start()
    dying.wait()
    house.goes_on()


def _the_store_is_away(house: House) -> None:
    """Words go in, photographs are refused; when it is back they are taken again."""
    taken = [len(person.photographs) for person in house.people]
    refused = sum(person.photographs_refused for person in house.people)
    with stopped(house.store):
        house.goes_on()
        assert sum(person.photographs_refused for person in house.people) > refused
    wait_until(
        lambda: all(len(person.photographs) > before for person, before in zip(house.people, taken, strict=True)),
        what="photographs are taken again",
        seconds=120,
    )


def _everything_is_there_once(house: House) -> None:
    query = house.database.query
    wait_until(lambda: not query(_UNDONE), what="all tasks are done", seconds=600)
    activities = {row[0] for row in query("SELECT id FROM activities_activity WHERE held_on = '2024-06-05'")}
    acknowledged = {row for person in house.people for row in person.acknowledged}
    assert acknowledged <= activities, "acknowledged, and lost"
    assert len(activities) <= sum(person.sent for person in house.people), "written twice"
    captions = [str(row[0]) for row in query("SELECT caption FROM activities_photograph")]
    assert len(captions) == len(set(captions)), "a photograph is there twice"
    shown = dict(query("SELECT caption, id FROM activities_photograph"))
    for person, machine in zip(house.people, reversed(house.machines), strict=True):
        assert set(person.photographs) <= set(shown)
        for caption in person.photographs:  # each read whole, at the machine where it was not taken
            assert get(machine.port, person.session, f"/photographs/{shown[caption]}/")[0] == 200, caption
    rows = query("SELECT row::text, state, variant FROM fieldbook_receivedrow")
    assert {(row, "recorded", 1) for row in house.phone.receipts} <= set(rows)
    issues = query("SELECT count(*), count(DISTINCT id) FROM helpdesk_issue")
    assert issues == [(len(rows), len(rows))]
    runs = query("SELECT status, problem FROM registers_importrun")
    assert set(runs) == {("previewed", "")}
    assert len(runs) >= house.workbooks
    jatan_in_turn("ledger verify", "indicators verify")


def _workbook(path: Path, number: int) -> Path:
    """A register of one meeting, like no other."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("SHG meetings")
        sheet.write_row(0, 0, ("S.No", "Date", "Village", "Topic", "Women", "Men", "Total"))
        sheet.write_row(1, 0, (1, f"{number % 28 + 1}/7/2022", "टोटो", "Safe migration", 10 + number, 0, 10 + number))
    return path


def _in_words(house: House) -> str:
    lines = [f"{what}: Patroni {patroni:.1f} s, pages {pages:.1f} s" for what, patroni, pages in house.measured]
    forms, cut = (
        sum(len(person.acknowledged) for person in house.people),
        sum(person.cut_off + len(person.refused) for person in house.people),
    )
    photographs = sum(len(person.photographs) for person in house.people)
    lines.append(f"{forms} forms, {photographs} photographs, {len(house.phone.receipts)} rows of a phone, ")
    refused = sum(person.photographs_refused for person in house.people)
    lines.append(f"{house.workbooks} workbooks; {cut} forms and {refused} photographs not taken at first")
    return "\n".join(lines)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@pytest.fixture(scope="module", autouse=True)
def _programs() -> None:
    if missing := install_missing(MACHINES):
        pytest.skip(f"SKIPPED LOUDLY: {', '.join(one.package for one in missing)} may not be installed here")
