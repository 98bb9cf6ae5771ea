"""A server given by DATABASE_URL: the same commands, the same numbers, and no start for a role that passes walls."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from jatan.demo import plan
from tests.runtime.form_posters import free_port
from tests.runtime.kill_house import jatan, jatan_in_turn, refusal
from tests.runtime.postgres.given_server import GivenServer, given_server, installed

_HEADERS = (
    "S.No.",
    "Date",
    "Block",
    "Panchayat",
    "Village",
    "Group name",
    "Topic",
    "Women",
    "Men",
    "Total participants",
)
_REPORT = "report impact --from 2021-04-01 --to 2024-03-31 --format json"


def _servers() -> Iterator[object]:
    """Debian's where there is one, which is not ours; ours too, and any other of this machine, in the long run."""
    *others, last = installed()
    yield last
    yield from (pytest.param(name, marks=pytest.mark.long) for name in others)


@pytest.fixture(params=_servers())
def given(request: pytest.FixtureRequest, new_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GivenServer]:
    """A PostgreSQL of this machine, named in the environment as a keeper would."""
    with given_server(installed()[request.param]) as server:
        monkeypatch.setenv("DATABASE_URL", server.url("boss"))
        monkeypatch.setenv("DATABASE_APP_URL", server.url("jatan_app"))
        yield server


def a_workbook(folder: Path) -> Path:
    """A register of meetings of the first member, with three rows."""
    code, _lgd, _hi, en, *_ = plan.MEMBERS_OF_THE_DEMO[0]
    path = folder / plan.workbook_name(code, en)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("SHG meetings")
        sheet.write_row(0, 0, _HEADERS)
        for number in range(1, 4):
            row = (number, f"{number}/6/2022", "", "", "टोटो", "", "Safe migration", 10 + number, 0, 10 + number)
            sheet.write_row(number, 0, row)
    return path


def test_registers_become_a_report_and_no_powerful_role_starts(given: GivenServer, new_home: Path) -> None:
    network, book = new_home / "network.json", a_workbook(new_home)
    network.write_text(json.dumps(plan.network_document(), default=str), encoding="utf-8")
    jatan("migrate")
    _made, taken, _worked, report, *_verified = jatan_in_turn(
        f"network load {network}",
        f"import registers {book} --json",
        "worker --batch",
        _REPORT,
        "indicators verify",
        "ledger verify",
    )
    assert json.loads(taken)["workbooks"][book.name]["shg_meeting"]["imported"] == 3
    found = {one["code"]: one["values"] for one in json.loads(report)["indicators"]}
    assert found["shg_meetings"] == {"meetings": 3, "participants": 36}
    assert not (new_home / "postgres" / "data").exists(), "an embedded server was made beside the given one"
    _nobody_powerful_starts(given, book)


def _nobody_powerful_starts(given: GivenServer, book: Path) -> None:
    worker, serve, take_in = (
        ("worker", "--batch"),
        ("serve", "--port", str(free_port())),
        ("import", "registers", str(book)),
    )
    for powers, back, reason, words in (
        ("ALTER ROLE jatan_app SUPERUSER", "ALTER ROLE jatan_app NOSUPERUSER", "is a superuser", take_in),
        ("ALTER ROLE jatan_app BYPASSRLS", "ALTER ROLE jatan_app NOBYPASSRLS", "bypass row-level security", worker),
        ("GRANT boss TO jatan_app", "REVOKE boss FROM jatan_app", "owns tables", serve),
    ):
        given.execute(powers)
        assert reason in refusal(*words), words
        given.execute(back)
    os.environ["DATABASE_APP_URL"] = given.url("boss")
    assert "two different roles" in refusal(*worker)
