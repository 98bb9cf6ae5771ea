"""Two machines, that is two homes and their processes, on one database: what is uploaded at one the other reads."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.demo import plan
from jatan.settings.options import home_at
from tests.runtime.kill_house import jatan, jatan_in_turn, run_program
from tests.runtime.postgres.given_server import GivenServer, given_server, installed
from tests.runtime.postgres.test_given_server import a_workbook
from tests.seaweed import Seaweed, stopped, variables

_SETUP = "import sys; from jatan.runtime.startup import setup_django; setup_django()\n"
_UPLOAD = (
    f"{_SETUP}"
    "from pathlib import Path\n"
    "from jatan.foundation.access.actors import Actor, Post\n"
    "from jatan.foundation.access.permissions import Role\n"
    "from jatan.foundation.access.walls import acting_as\n"
    "from jatan.foundation.network.selectors import members\n"
    "from jatan.intake.registers.uploads import receive_upload\n"
    "office = members().order_by('id').first().pk\n"
    "by = Actor(None, (Post(Role.COORDINATOR, office),))\n"
    "with acting_as(by):\n"
    "    content = Path(sys.argv[1]).read_bytes()\n"
    "    run = receive_upload(by=by, organisation_id=office, file_name='a.xlsx', chunks=[content])\n"
    "print(run.pk)\n"
)
_STATE = (
    f"{_SETUP}"
    "from jatan.foundation.access.actors import importer_of_all\n"
    "from jatan.foundation.access.walls import acting_as\n"
    "from jatan.foundation.network.selectors import members\n"
    "from jatan.intake.registers.models import ImportRun\n"
    "with acting_as(importer_of_all([one.pk for one in members()])):\n"
    "    run = ImportRun.objects.get(pk=sys.argv[1])\n"
    "print(run.status, run.problem)\n"
)
pytestmark = pytest.mark.long


@pytest.fixture
def machines(new_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """A house on a PostgreSQL of this machine, and a second home with its keys."""
    with given_server(installed()[list(installed())[-1]]) as server:
        _name(server, monkeypatch)
        jatan("migrate")
        network = new_home / "network.json"
        network.write_text(json.dumps(plan.network_document(), default=str), encoding="utf-8")
        jatan_in_turn(f"network load {network}")
        other = tmp_path / "other"
        other.mkdir()
        for name in ("secret", "marks.key", "push.key"):
            if (new_home / name).exists():
                shutil.copy(new_home / name, other / name)
        shutil.copytree(new_home / "vault", other / "vault")
        yield new_home, other


def _name(server: GivenServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", server.url("boss"))
    monkeypatch.setenv("DATABASE_APP_URL", server.url("jatan_app"))


def _state(run: str) -> str:
    return run_program(_STATE, run).strip()


def _worked_until(run: str, state: str) -> None:
    """Let the worker of the present home go to the end of its tasks, again and again."""
    end = time.monotonic() + 120
    while _state(run) != state:
        assert time.monotonic() < end, _state(run)
        jatan("worker", "--batch")


def test_a_store_is_shared_and_may_be_away_for_a_while(
    machines: tuple[Path, Path], seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = machines
    book = a_workbook(one)
    for name, value in variables(seaweed, seaweed.new_bucket()).items():
        monkeypatch.setenv(name, value)
    run = run_program(_UPLOAD, book).strip()
    with stopped(seaweed):
        refused = subprocess.run(
            [sys.executable, "-c", _UPLOAD, str(book)], capture_output=True, text=True, env={**os.environ}
        )
        assert (refused.returncode, "files_unreachable" in refused.stderr) == (1, True)
        with home_at(other):
            jatan("worker", "--batch")
            assert _state(run) == "waiting file_not_here"
    with home_at(other):
        _worked_until(run, "previewed")
    assert not list((one / "files").rglob("*"))
    assert not list((other / "files").rglob("*"))


def test_with_two_folders_the_machine_that_has_the_file_reads_it(machines: tuple[Path, Path]) -> None:
    one, other = machines
    run = run_program(_UPLOAD, a_workbook(one)).strip()
    with home_at(other):
        jatan("worker", "--batch")
        assert _state(run) == "waiting file_not_here"
    _worked_until(run, "previewed")
