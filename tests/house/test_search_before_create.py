"""Whoever may be on record is shown before somebody new is written down, at every door that makes a person."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

import jatan
from jatan.foundation.access.walls import acting_as
from jatan.kernel.problems import Problem
from jatan.programme.people.look_alikes import AFTERWARDS, LIKELY, refuse_unseen, seen
from jatan.programme.people.models import Person
from jatan.programme.people.services import register_person
from tests.cast import Cast
from tests.house.person_doors import DOORS, HER, Site
from tests.programme.people.builders import a_person, person_command
from tests.web.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db
ROOT = Path(jatan.__file__).parent
# The demo plays people who are new by its plan.
DEMO = {"demo/journeys.py", "demo/recent.py"}
SERVICE = "programme/people/services.py"
MAKERS = {"register_person", "register_people", "RegisterPerson", "RegisterListedPerson"}
# Makers of the command that only check or compare it: nobody is written down by them.
COMPARED = {"programme/people/commands.py"}
UNASKED = "AFTERWARDS"


def called(source: str) -> set[str]:
    """Names that are called in a module, as functions or as attributes, and names that are used as values."""
    tree = ast.parse(source)
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {node.id for node in calls if isinstance(node, ast.Name)}
    return names | {node.attr for node in calls if isinstance(node, ast.Attribute)}


def modules_making_people(sources: Iterable[tuple[str, str]]) -> set[str]:
    """Modules that call a maker of people."""
    return {name for name, source in sources if called(source) & MAKERS}


def modules_asking_afterwards(sources: Iterable[tuple[str, str]]) -> set[str]:
    """Modules that write people down without asking first."""
    found = set()
    for name, source in sources:
        used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
        if UNASKED in used or "afterwards=True" in source:
            found.add(name)
    return found


def modules_writing_rows(sources: Iterable[tuple[str, str]]) -> set[str]:
    """Modules that make a row of people or write one past the service."""
    written = ("new_row(Person", "Person.objects.create", "Person.objects.bulk_create")
    return {name for name, source in sources if "Person" in called(source) or any(words in source for words in written)}


def product() -> list[tuple[str, str]]:
    paths = (path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
    return [(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


@pytest.mark.parametrize("door", DOORS)
def test_who_may_be_the_same_is_shown_and_nothing_is_written_until_somebody_decided(
    door: str, cast: Cast, browser: Browser, tmp_path: Path
) -> None:
    site, entry = Site(cast, browser, tmp_path), DOORS[door]
    site.meet()
    if entry.asks_afterwards:
        before = site.people()
        assert entry.enter(site), f"{door} does not ask about the pair"
        assert site.people() == before + 1, "nobody is merged"
        return
    assert entry.enter(site), f"{door} shows nobody"
    _nothing_written(site, door)
    assert entry.another is not None
    entry.another(site)
    assert _namesakes(site) == 2, f"{door} does not record who is somebody else"


@pytest.mark.parametrize("door", [name for name, door in DOORS.items() if door.same is not None])
def test_who_is_the_one_on_record_is_not_written_down_again(
    door: str, cast: Cast, browser: Browser, tmp_path: Path
) -> None:
    site, entry = Site(cast, browser, tmp_path), DOORS[door]
    site.meet()
    assert entry.enter(site)
    assert entry.same is not None
    entry.same(site)
    assert site.answer.status_code == 302, f"{door} does not go on with her"
    _nothing_written(site, door)


def _namesakes(site: Site) -> int:
    with acting_as(site.cast.actor("coordinator")):
        return Person.objects.filter(withdrawn_at=None, phone=HER["phone"]).count()


def _nothing_written(site: Site, door: str) -> None:
    assert _namesakes(site) == 1, f"{door} wrote her down"


def test_every_door_of_the_source_is_tried() -> None:
    sources = product()
    known = {module for door in DOORS.values() for module in door.modules}
    assert modules_making_people(sources) - DEMO - COMPARED - {SERVICE} == known


def test_only_workbooks_and_the_demo_ask_afterwards() -> None:
    expected = DEMO | {"intake/registers/reconcile/record_rows.py", "programme/people/look_alikes.py"}
    assert modules_asking_afterwards(product()) == expected


def test_rows_of_people_are_written_by_the_service_alone() -> None:
    # A placeholder of a register's row and a person of a sign are compared and never saved.
    unsaved = {"intake/registers/translate/office.py", "intake/fieldbook/signs.py"}
    assert modules_writing_rows(product()) - unsaved == {SERVICE}


def test_a_new_door_is_reported() -> None:
    asking = "from jatan.programme.people import services\nservices.register_person(by=by, command=c, shown=s)"
    silent = "from x import AFTERWARDS as NOW\nfrom y import AFTERWARDS\nregister_people(by, [c], shown=[AFTERWARDS])"
    rows = "Person.objects.bulk_create([Person(name=name)])"
    assert modules_making_people([("planted.py", asking)]) == {"planted.py"}
    assert modules_asking_afterwards([("planted.py", silent)]) == {"planted.py"}
    assert modules_writing_rows([("planted.py", rows)]) == {"planted.py"}


def test_the_service_itself_refuses_whoever_was_not_shown(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        known = a_person(by, cast, **HER)
        command = person_command(cast, **HER)
        with pytest.raises(Problem, match=LIKELY) as refused:
            register_person(by=by, command=command, shown=seen(()))
        assert refused.value.candidates == (str(known.pk),)
        refuse_unseen(by, command, AFTERWARDS)
        assert register_person(by=by, command=command, shown=seen([known.pk])).pk != known.pk
