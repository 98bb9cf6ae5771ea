"""Demo and real records are never mixed in one JATAN_HOME."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime import home as folder
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port
from tests.runtime.journey_house import finished, migrated_home
from tests.runtime.kill_house import KillTestHome, jatan, query, reset_home

_BEGIN_DEMO = "from jatan.foundation.access.demo_house import begin_demo_house; begin_demo_house()"
_DEMO_ACCOUNT = (
    "from jatan.foundation.access.models import Account\n"
    "Account.objects.create_user(sys.argv[1], None, name='x', is_demo=sys.argv[1].endswith('demo.jatan'))"
)
_HELD = """
SELECT (SELECT json_agg(o ORDER BY o.id) FROM network_organisation o)::text,
       (SELECT json_agg(a ORDER BY a.id) FROM access_account a)::text,
       (SELECT count(*) FROM network_demohouse), (SELECT count(*) FROM ledger_event)
"""
_HINDI, _ENGLISH = "बिना पासवर्ड", "without a password"


@pytest.fixture
def tables(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


def _refused(*words: str, **more: str) -> str:
    """Error output of a command that must end with exit code 2 and a message in Hindi and English."""
    command = [sys.executable, "-m", "jatan", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ, **more})
    assert done.returncode == 2, (words, done.stderr[-2000:])
    assert _HINDI in done.stderr
    assert _ENGLISH in done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_the_demo_refuses_a_house_of_real_records_and_changes_nothing(kill_test_home: KillTestHome) -> None:
    reset_home(taken_in=True)
    before = query(_HELD)
    output = _refused("demo", "--no-serve")
    assert "JATAN_HOME=" in output
    assert query(_HELD) == before
    assert not folder.is_marked_demo()
    _refused("demo", "--no-serve", "--earlier-demo")  # accounts are there that are not the demo's
    assert query(_HELD) == before


def test_one_organisation_or_one_account_makes_a_house_real(tables: Path) -> None:
    finished(_DEMO_ACCOUNT, "sunita@example.org")
    before = query(_HELD)
    _refused("demo", "--no-serve")
    assert query(_HELD) == before


def test_the_demo_refuses_a_folder_of_files_whose_database_lies_elsewhere(tables: Path) -> None:
    (folder.files_dir() / "photographs").mkdir(parents=True)
    _refused("demo", "--no-serve")
    assert query("SELECT count(*) FROM network_demohouse") == [(0,)]


@pytest.mark.parametrize("words", [("serve",), ("worker",), ("worker", "--batch")], ids=" ".join)
def test_a_demo_is_served_and_worked_in_by_the_demo_alone(tables: Path, words: tuple[str, ...]) -> None:
    finished(_BEGIN_DEMO)
    _refused(*words, JATAN_PORT=str(free_port()))


def test_real_registers_do_not_come_into_a_demo(tables: Path, tmp_path: Path) -> None:
    finished(_BEGIN_DEMO)
    network = tmp_path / "network.json"
    network.write_text('{"network": {"name_en": "N", "name_hi": "N"}, "organisations": []}')
    _refused("network", "load", str(network))
    _refused("import", "registers", str(tmp_path))
    assert query("SELECT count(*) FROM network_organisation") == [(0,)]
    os.environ["JATAN_DEMO"] = "1"
    try:
        jatan("worker", "--batch")
    finally:
        del os.environ["JATAN_DEMO"]


def test_the_sign_in_of_the_demo_is_not_set_for_a_real_house(tables: Path) -> None:
    finished(_DEMO_ACCOUNT, "sunita@example.org")
    _refused("worker", "--batch", JATAN_DEMO="1")


def test_open_accounts_of_a_demo_in_a_real_house_stop_it_until_they_are_closed(tables: Path) -> None:
    finished(_DEMO_ACCOUNT, "desk@demo.jatan")
    finished(_DEMO_ACCOUNT, "sunita@example.org")
    for words in (("serve", "--port", str(free_port())), ("worker", "--batch")):
        assert "--close-accounts" in _refused(*words)
    jatan("demo", "--close-accounts")
    jatan("worker", "--batch")
    assert query("SELECT email, is_active FROM access_account ORDER BY email") == [
        ("desk@demo.jatan", False),
        ("sunita@example.org", True),
    ]


def test_a_demo_of_an_earlier_version_is_taken_over_when_somebody_says_so(tables: Path) -> None:
    """Taken over, not built: the last account of a finished build is there."""
    finished(_DEMO_ACCOUNT, "administrator@demo.jatan")
    assert "--earlier-demo" in _refused("demo", "--no-serve")
    jatan("demo", "--no-serve", "--earlier-demo")
    assert folder.is_marked_demo()
    assert query("SELECT count(*) FROM network_demohouse") == [(1,)]
    jatan("demo", "--no-serve")
