"""Attacks and accidents that open real records through the demo, which asks for no password, or spoil them with it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jatan.cli.main import COMMANDS
from jatan.runtime import home as folder
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.restore import restore
from jatan.runtime.postgres import server, urls
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port
from tests.runtime.homes import as_owner, fresh_home, in_home, taken, taken_down
from tests.runtime.journey_house import finished
from tests.runtime.kill_house import jatan, migrated, query

_ACCOUNT = (
    "from jatan.foundation.access.models import Account\n"
    "Account.objects.create_user(sys.argv[1], None, name='x', is_demo=sys.argv[1].endswith('demo.jatan'))"
)
_BEGIN_DEMO = (
    "from jatan.foundation.access.demo_house import begin_demo_house; begin_demo_house()\n"
    "from jatan.runtime.home import mark_demo; mark_demo()"
)
_TRY = """
import json
from jatan.cli.main import cli
from jatan.runtime.demo_home import DemoMix

found = {}
for command in json.loads(sys.argv[1]):
    try:
        found[command[0]] = f"ended with {cli.main(command, standalone_mode=False)}"
    except DemoMix as refusal:
        found[command[0]] = refusal.message
    except BaseException as error:
        found[command[0]] = repr(error)
print(json.dumps(found))
"""
_STATE = """
SELECT (SELECT name_en FROM places_place WHERE level = 'state' ORDER BY lgd_code LIMIT 1),
       (SELECT count(*) FROM network_organisation), (SELECT count(*) FROM access_account),
       (SELECT count(*) FROM network_demohouse), (SELECT count(*) FROM django_migrations)
"""
# Every command that opens the house, with words that would write something. FILE: a network file; PORT: a free port.
_WRITES = {
    "run": ["--port", "PORT"],
    "serve": ["--port", "PORT"],
    "worker": ["--batch"],
    "network": ["load", "FILE"],
    "import": ["registers", "FOLDER"],
    "marks": [],
    "names": ["add", "Dorai", "डुरई"],
    "places": ["load-villages", "FILE"],
    "keys": ["verify"],
    "init": ["--answers", "ANSWERS"],
    "accounts": ["invite", "naya@example.org", "auditor", "JATN", "--name", "n"],
    "clock": ["--right", "naya@example.org"],
}
# What a demo may be asked for or what opens no records: they read, end, describe, or have a test of their own below.
_OTHERS = {
    "demo", "practice", "migrate", "stop", "indicators", "report", "ledger", "backup", "backup-key", "restore",
    "version", "options", "doctor", "registers", "public-pages", "heads",
}  # fmt: skip


@contextmanager
def _standing_home(houses: Houses, program: str, *words: str) -> Iterator[Path]:
    """A migrated home in which a program has run, and a place with another name that every start brings up to date."""
    path = Path(tempfile.mkdtemp(prefix="jatan-attack-"))
    with in_home(path):
        houses.copy("migrated", path, migrated)
        server.ensure_running()
        finished(program, *words)
        as_owner("UPDATE places_place SET name_en = 'Before' WHERE level = 'state'")
    yield path
    with in_home(path):
        taken_down(path)


@pytest.fixture(scope="module")
def built_real(houses: Houses) -> Iterator[Path]:
    """A house with a real account."""
    with _standing_home(houses, _ACCOUNT, "sunita@example.org") as path:
        yield path


@pytest.fixture(scope="module")
def built_demo(houses: Houses) -> Iterator[Path]:
    """A house that is marked as the demo's."""
    with _standing_home(houses, _BEGIN_DEMO) as path:
        yield path


@pytest.fixture
def real(built_real: Path) -> Iterator[Path]:
    with in_home(built_real), _unchanged():
        yield built_real


@pytest.fixture
def demo(built_demo: Path) -> Iterator[Path]:
    with in_home(built_demo), _unchanged():
        yield built_demo


@contextmanager
def _unchanged() -> Iterator[None]:
    """Fail if the block changes the database, or brings it up to date."""
    before = query(_STATE)
    yield
    assert query(_STATE) == before


@pytest.fixture
def words(tmp_path: Path) -> dict[str, str]:
    """What stands for the capital words of _WRITES."""
    network, answers = tmp_path / "network.json", tmp_path / "answers.json"
    for path, command in ((network, ("network", "template")), (answers, ("init", "--template"))):
        path.write_bytes(
            subprocess.run([sys.executable, "-m", "jatan", *command], capture_output=True, check=True).stdout
        )
    return {"FILE": str(network), "ANSWERS": str(answers), "FOLDER": str(tmp_path), "PORT": str(free_port())}


def _run(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "jatan", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ, **more}, check=False)


def _refused(*words: str, **more: str) -> str:
    done = _run(*words, **more)
    assert done.returncode == 2, (words, done.returncode, done.stderr[-2000:])
    assert "without a password" in done.stderr
    assert "बिना पासवर्ड" in done.stderr
    return done.stderr


def test_every_command_is_on_one_of_the_two_lists() -> None:
    assert set(COMMANDS) <= set(_WRITES) | _OTHERS


@pytest.mark.parametrize("command", [("demo",), ("demo", "--earlier-demo"), ("practice",)], ids=" ".join)
def test_the_demo_in_a_real_house_refuses_before_it_changes_anything(real: Path, command: tuple[str, ...]) -> None:
    """Before: it brought database, places and static files up to date, and refused after that."""
    shutil.rmtree(real / "static", ignore_errors=True)
    _refused(*command, "--no-serve")
    assert not [path for path in (real / "static").rglob("*") if path.is_file()]
    assert not folder.is_marked_demo()
    assert not folder.is_marked_practice()


def test_no_command_writes_real_records_into_a_demo(demo: Path, words: dict[str, str]) -> None:
    """Before: `keys`, `marks` and `names` did, and `serve` brought the demo up to date before it refused."""
    assert _not_refused(words) == []


def test_no_command_works_in_a_real_house_with_the_sign_in_of_the_demo(
    real: Path, words: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: `network load`, `import`, `keys`, `marks` and `names` did."""
    monkeypatch.setenv("JATAN_DEMO", "1")
    assert _not_refused(words) == []


def _not_refused(words: dict[str, str]) -> list[str]:
    """Commands of _WRITES that were not refused with the message about demo and real records; one process runs all."""
    commands = [[word, *(words.get(part, part) for part in rest)] for word, rest in _WRITES.items() if word in COMMANDS]
    found: dict[str, str] = json.loads(finished(_TRY, json.dumps(commands)))
    assert len(found) == len(commands)
    return [f"{word}: {text}" for word, text in found.items() if not ("without a password" in text and "बिना" in text)]


def test_a_practice_house_beside_the_real_one_does_not_use_its_database(real: Path) -> None:
    """The unit of the practice house has inherited DATABASE_URL from that of the real house."""
    found = urls.database_urls()
    own = {"DATABASE_URL": found.owner, "DATABASE_APP_URL": found.app}
    assert "DATABASE_URL" in _refused("practice", "--no-serve", JATAN_HOME=str(real / "practice"), **own)


def test_a_backup_of_a_demo_does_not_replace_real_records(real: Path, demo_backup: Path) -> None:
    """Before: `restore --replace` overwrote them."""
    with pytest.raises(BackupProblem, match="backup of a demo"):
        restore(demo_backup, _quiet, replace=True, takes_unknown=taken)


def test_a_backup_of_a_real_house_does_not_come_into_a_demo(real: Path, tmp_path: Path) -> None:
    """Before: it did, into a folder that the demo had marked as its own."""
    file = tmp_path / "real.backup"
    jatan("backup", str(file))
    with fresh_home():
        folder.mark_demo()
        for replace in (False, True):
            with pytest.raises(BackupProblem, match="is a demo's"):
                restore(file, _quiet, replace=replace, takes_unknown=taken)


def test_a_backup_of_a_demo_comes_into_an_empty_folder_as_a_demo(demo_backup: Path) -> None:
    with fresh_home():
        restore(demo_backup, _quiet, takes_unknown=taken)
        assert folder.is_marked_demo()
        _refused("worker", "--batch")


@pytest.fixture(scope="module")
def demo_backup(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "demo.backup"
    with in_home(built_demo):
        jatan("backup", str(file))
    return file


def _quiet(_text: str) -> None:
    """Progress that nobody reads."""
