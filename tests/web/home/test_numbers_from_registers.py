"""A number of the home page that comes from a register says so, to whoever sees the number."""

from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.web.home.numbers import my_numbers
from jatan.web.ui.components.figures import Figure
from tests.cast import Cast
from tests.evidence import builders
from tests.intake.registers.workbooks import write
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
HEAD = ["S.No.", "Registered on", "Name", "Phone", "Destination", "Leaves on"]
NAMES = ["Etwa Oraon", "Sukra Munda", "Birsa Lakra"]


@pytest.fixture
def imported(cast: Cast, tmp_path: Path) -> Cast:
    """Three people and journeys of 2022, taken in today."""
    rows = [[n, "12/03/2022", name, f"943110000{n}", "Surat", "15/03/2022"] for n, name in enumerate(NAMES, start=1)]
    import_workbook(write(tmp_path / "m.xlsx", {"Migration register": [HEAD, *rows]}), cast.gumla)
    return cast


def people_of(actor: Actor) -> Figure:
    return next(figure for stat in my_numbers(actor) for figure in stat.figures if figure.url.startswith("/people/"))


def test_people_of_a_register_alone_are_said_to_be_all_from_it(imported: Cast, browser: Browser, as_: Any) -> None:
    with as_("coordinator") as by:
        assert (people_of(by).number, people_of(by).note) == (3, "सब रजिस्टर से आए")
    assert "सब रजिस्टर से आए" in browser("coordinator").get("/").content.decode()


def test_who_may_not_open_registers_is_told_too(imported: Cast, as_: Any) -> None:
    with as_("desk_operator") as by:
        assert not by.may(Permission.REGISTER_IMPORT)
        assert (people_of(by).number, people_of(by).note) == (3, "सब रजिस्टर से आए")


def test_people_keyed_in_beside_are_told_apart(imported: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        builders.person(by, imported.gumla, imported.gumla_block)
        assert (people_of(by).number, people_of(by).note) == (4, "इनमें से 3 रजिस्टर से आए")


def test_numbers_without_a_register_say_nothing(cast: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        builders.person(by, cast.gumla, cast.gumla_block)
        builders.meeting(by, cast.gumla, cast.gumla_block, clock.today())
        assert people_of(by).number == 1
        assert {figure.note for stat in my_numbers(by) for figure in stat.figures} == {""}


def test_other_members_registers_are_not_told(imported: Cast, as_: Any) -> None:
    with as_("khunti_coordinator") as by:
        assert (people_of(by).number, people_of(by).note) == (0, "")
