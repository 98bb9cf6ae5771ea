"""Many phones at once, each request in a connection of its own: one row becomes one record, and none is lost."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import migrated_home

_ROOT = Path(__file__).parents[2]
_NETWORK = """
import json, sys, tempfile
from pathlib import Path
from jatan.runtime.startup import setup_django
setup_django()
from jatan.cli.main import cli
from jatan.demo import plan
with tempfile.TemporaryDirectory() as folder:
    document = Path(folder) / "network.json"
    document.write_text(json.dumps(plan.network_document(), default=str))
    cli(["network", "load", str(document)], standalone_mode=False)
from jatan.runtime import startup
startup.ready()
from bench import field_book
from jatan.foundation.network.models import Organisation
office = Organisation.objects.get(code="D03")
"""
_AT_ONCE = "print(json.dumps({'copies': field_book.send_at_once(office, times=50)}))"
_OVERLAP = """
from tests.runtime.rows_and_photographs import overlapping
found = {}
for row_is in ("sent", "sent on"):
    for first in ("row", "photograph"):
        found[f"{row_is}, {first} first"] = overlapping(office, row_is=row_is, first=first)
print(json.dumps(found))
"""
_COME_BACK = "print(json.dumps(field_book.come_back(office, phones=%d, rows=%d)))"


@pytest.fixture
def house(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


def _result(program: str) -> dict[str, Any]:
    command = [sys.executable, "-c", _NETWORK + program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3600, env={**os.environ}, cwd=_ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def test_fifty_equal_requests_at_once_are_one_row_and_one_journey(house: Path) -> None:
    assert _result(_AT_ONCE) == {"copies": 1}


@pytest.mark.parametrize(
    ("phones", "rows"), [(6, 10), pytest.param(200, 50, marks=pytest.mark.long)], ids=["six phones", "200 phones"]
)
def test_phones_that_come_back_on_one_morning_lose_nothing(house: Path, phones: int, rows: int) -> None:
    found = _result(_COME_BACK % (phones, rows))
    assert (found["rows_sent"], found["lost"], found["doubled"]) == (phones * rows, 0, 0)


def test_a_row_and_its_photograph_at_once_find_each_other(house: Path) -> None:
    """Whichever transaction began first, and whether the phone sends the row or the office sends it on."""
    found = _result(_OVERLAP)
    assert found == {
        "sent, row first": [["attachment", ""]],
        "sent, photograph first": [["attachment", ""]],
        "sent on, row first": [["attachment", ""]],
        "sent on, photograph first": [["attachment", ""]],
    }
