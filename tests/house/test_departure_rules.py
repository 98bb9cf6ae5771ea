"""The rules of departures apply to every way of registering a journey: hard stop, urgent issue, agreed contacts.

The ways are found in the source, by calls of functions that register journeys. `test_departure_addresses` also posts
the same journey to every URL.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.db import IntegrityError, connection, transaction

from jatan.programme.flows import departures
from jatan.programme.journeys import conversation
from tests.cast import Cast
from tests.house.departure_doors import DOORS, Site, journeys_made_by, rolled_back, seeing_all
from tests.house.source import Source, modules
from tests.programme.flows.rules import faults_of
from tests.web.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db
# Doors call the first and nothing of the second.
WRITERS = {"register_departures", "register_journey", "register_imported_journeys"}
BELOW = {
    *("register_unchecked_journeys", "start_contacts", "sync_journey_statements"),
    *("note_hard_stops", "note_answers", "note_trigger", "recheck_hard_stops", "hand_off_trigger"),
}


@pytest.fixture
def site(cast: Cast, browser: Browser, tmp_path: Path) -> Site:
    return Site(cast, browser, tmp_path)


def outside_the_programme() -> Iterator[Source]:
    return (source for source in modules() if not source.name.startswith("src/jatan/programme/"))


def used_in(source: Source, names: set[str]) -> set[str]:
    """Which of these functions a module imports, or reaches through another module."""
    imported = {name.name for node in source.of(ast.ImportFrom) for name in node.names}
    reached = {node.attr for node in source.of(ast.Attribute)}
    return (imported | reached) & names


def corrects_people_past_the_flow(source: Source) -> bool:
    by_name = any(
        name.name == "amend_person"
        for node in source.of(ast.ImportFrom)
        if node.module == "jatan.programme.people.services"
        for name in node.names
    )
    reached = (node for node in source.of(ast.Attribute) if node.attr == "amend_person")
    return by_name or any(isinstance(node.value, ast.Name) and node.value.id == "services" for node in reached)


def test_every_module_that_registers_journeys_is_a_door_of_these_tests() -> None:
    found = {source.name.removeprefix("src/jatan/") for source in outside_the_programme() if used_in(source, WRITERS)}
    assert found == {door.module for door in DOORS.values()}


def test_no_door_calls_what_stands_below_the_flows() -> None:
    assert {source.name: names for source in outside_the_programme() if (names := used_in(source, BELOW))} == {}


def test_a_door_that_calls_what_stands_below_the_flows_is_reported() -> None:
    planted = Source("planted.py", "from jatan.programme.safeguarding.services import start_contacts\n")
    assert used_in(planted, BELOW) == {"start_contacts"}


def test_people_are_corrected_through_the_flow() -> None:
    assert [source.name for source in outside_the_programme() if corrects_people_past_the_flow(source)] == []
    for line in ("from jatan.programme.people.services import amend_person", "services.amend_person(by=by)"):
        assert corrects_people_past_the_flow(Source("planted.py", line))


@pytest.mark.parametrize("name", DOORS)
def test_the_rules_ran_at_every_door(name: str, site: Site) -> None:
    door = DOORS[name]
    made = journeys_made_by(lambda: door.enter(site))
    assert made, "nothing was registered"
    with seeing_all():
        assert faults_of(made) == (["is exempt: imported"] if door.is_register else [])
        if door.brings_child:
            assert any((row.person.age or 99) < 18 and row.work for row in made), "no child at work came through"
    connection.check_constraints()


@pytest.mark.parametrize(
    ("module", "step", "fault"),
    [
        (departures, "start_contacts", "no contacts were agreed on"),
        (departures, "hand_off_triggers", "the desk has no urgent issue about the hard stop"),
        (conversation, "hard_stops", "a child leaves for work without a hard stop"),
        (conversation, "_note_check", "hard stops were not looked for"),
    ],
)
@pytest.mark.parametrize("name", [name for name, door in DOORS.items() if not door.is_register and door.brings_child])
def test_a_step_taken_out_is_reported_at_every_door(
    name: str, module: ModuleType, step: str, fault: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, step, lambda *args, **more: [])
    with rolled_back():
        made = journeys_made_by(lambda: DOORS[name].enter(site))
        if DOORS[name].parks and step in ("start_contacts", "_note_check"):
            assert made == []
            return
        with seeing_all():
            assert fault in faults_of(made)
        if step in ("start_contacts", "_note_check"):
            with pytest.raises(IntegrityError, match="journey_"), transaction.atomic():
                connection.check_constraints()
