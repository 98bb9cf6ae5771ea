"""`jatan doctor` names what is wrong, says what to do in both languages, and ends with an exit code for scripts."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime import home as folders
from jatan.runtime.postgres import server
from tests.runtime.built_homes import Houses
from tests.runtime.homes import as_owner, fresh_home
from tests.runtime.journey_house import finished
from tests.runtime.kill_house import jatan, migrated

_PEOPLE = (
    "import datetime as dt\n"
    "from jatan.foundation.access.models import Account, Posting\n"
    "from jatan.foundation.network.models import Kind, Organisation\n"
    "network = Organisation.objects.create(code='NET', kind=Kind.choices[0][0], name_hi='न', name_en='N',"
    " member_since=dt.date(2021, 1, 1))\n"
    "for role in ('administrator', 'secretariat'):\n"
    "    account = Account.objects.create_user(f'{role}@house.example', None, name=role)\n"
    "    Posting.objects.create(account=account, role=role, organisation=network, since=dt.date(2021, 1, 1))\n"
)


@pytest.fixture
def house(houses: Houses) -> Iterator[Path]:
    """A house as its operator should leave it, with a backup, built once per run; its worker has just worked."""
    with fresh_home() as path:
        houses.copy("in_order", path, lambda model: _put_in_order(houses, model))
        server.ensure_running()
        jatan("worker", "--batch")
        subprocess.run(["chmod", "-R", "go-rwX", *_own_folders(path)], check=True)
        yield path


def _put_in_order(houses: Houses, home: Path) -> None:
    houses.copy("migrated", home, migrated)
    server.ensure_running()
    finished(_PEOPLE)
    with tempfile.TemporaryDirectory() as outside:
        jatan("backup", str(Path(outside) / "house.backup"))


def _own_folders(home: Path) -> list[Path]:
    return [path for path in home.iterdir() if path.name != "postgres"]


def _doctor(**more: str) -> tuple[int, dict[str, str]]:
    """Exit code, and code -> level of all findings; of several findings with one code the worst."""
    command = [sys.executable, "-m", "jatan", "doctor", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **more}, timeout=120)
    found = json.loads(done.stdout)
    order = ["ok", "warn", "bad"]
    levels: dict[str, str] = {}
    for one in found:
        levels[one["code"]] = max(one["level"], levels.get(one["code"], "ok"), key=order.index)
        assert one["sentence_hi"]
        assert one["sentence_en"]
        assert one["level"] == "ok" or (one["remedy_hi"] and one["remedy_en"]), one
    assert (done.returncode == 1) == ("bad" in levels.values()), done.stderr
    return done.returncode, levels


def _wrong(levels: dict[str, str]) -> set[str]:
    return {code for code, level in levels.items() if level != "ok" and code != "postgres_unsafe"}


def test_a_house_in_order_has_exit_code_0(house: Path) -> None:
    code, levels = _doctor()
    assert (code, _wrong(levels)) == (0, set())
    assert len(levels) > 20


def test_what_an_operator_leaves_open_or_loses_is_named(house: Path) -> None:
    (house / "secret").chmod(0o644)
    folders.write_private(house / "run" / "worker-1.pid", json.dumps({"pid": 1, "started": 0, "port": 0}))
    (house / "vault" / "pepper").write_text("cut off")
    as_owner("UPDATE operation_heartbeat SET succeeded_at = now() - interval '3 days'")
    as_owner("UPDATE access_account SET is_active = false WHERE email LIKE 'secretariat%'")
    as_owner("GRANT TEMPORARY ON DATABASE jatan TO jatan_app")
    code, levels = _doctor()
    assert code == 1
    assert _wrong(levels) == {
        "folder_open",
        "process_killed",
        "secret_missing",
        "keys_other",
        "walk_late",
        "entry_late",
        "person_missing",
        "role_too_powerful",
    }


def test_options_are_read_as_the_house_reads_them(house: Path) -> None:
    right = {"JATAN_HTTPS": "1", "JATAN_TRUSTED_ORIGINS": "https://h.example", "JATAN_ALLOWED_HOSTS": "h.example"}
    assert _wrong(_doctor(**right)[1]) == set()
    wrong = {"JATAN_DEBUG": "1", "JATAN_HOST": "0.0.0.0", "JATAN_DEMO": "1", "JATAN_PEPPER_FILE": "/nowhere/pepper"}
    assert _wrong(_doctor(**wrong)[1]) == {
        "debug_on",
        "proxy_options",
        "demo_mixed",
        "secret_missing",
        "keys_other",
    }


def test_a_database_that_is_away_is_named_and_not_started(house: Path) -> None:
    server.stop()
    code, levels = _doctor()
    assert code == 1
    assert levels["database_unreachable"] == "bad"
    assert "walk_late" not in levels
    assert not server.stop(), "doctor started the database"


@pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED LOUDLY: only root gives files to another user")
def test_files_of_another_user_are_named(house: Path) -> None:
    shutil.chown(house / "secret", "nobody")
    assert _wrong(_doctor()[1]) == {"other_owner"}


def test_people_read_both_languages(house: Path) -> None:
    command = [sys.executable, "-m", "jatan", "doctor"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "JATAN_DEBUG": "1"}, timeout=120)
    assert done.returncode == 1
    assert "[ BAD  ] जाँच वाले पन्ने चालू हैं" in done.stdout
    assert "Take JATAN_DEBUG away and start again." in done.stdout
