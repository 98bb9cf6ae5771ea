"""The steps of `docs/how-to/back-to-a-moment.md` bring an embedded database back to a second between two records."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server
from jatan_postgres import installations, programs
from tests.kills import wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import jatan_in_turn, query, superuser
from tests.runtime.machines.written_steps import ROOT, steps

_PAGE = ROOT / "docs" / "how-to" / "back-to-a-moment.md"
_USER = "setpriv --reuid=jatan --regid=jatan --clear-groups"
_NOTED = "SELECT name FROM operation_heartbeat WHERE name LIKE 'moment %%' ORDER BY 1"

_OF_THE_WAY_BACK = {
    "restore_command",
    "recovery_target_time",
    "recovery_target_timeline",
    "recovery_target_action",
    "hot_standby",
}


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


def _follow(home: Path, moments: Path, kind: str, **filled: str) -> None:
    """Do the steps of one kind: with this home and this folder, and the programs and the user of this database."""
    where = clusters.cluster()
    folder = programs.reachable_bin(installations.for_cluster(where.data, where.chosen).folder, where.root)
    text = steps(kind, _PAGE.read_text(encoding="utf-8"))
    as_root = programs.is_root()
    user = programs.SYSTEM_USER
    for words, here in (
        ("/var/lib/jatan/postgres/socket", where.host),
        ("/var/lib/jatan", str(home)),
        ("/srv/moments", str(moments)),
        ("/usr/lib/postgresql/17/bin", str(folder)),
        (_USER, f"setpriv --reuid={user} --regid={user} --clear-groups" if as_root else "env"),
        ("-o jatan -g jatan", f"-o {user} -g {user}" if as_root else ""),
        ("chown jatan:jatan", f"chown {user}:{user}" if as_root else "ls"),
        # The keeper of passwords is whoever runs the house.
        (f"PGPASSFILE={home}/postgres/passwords", f"PGPASSFILE={moments}/passwords"),
    ):
        text = text.replace(words, here)
    if (passwords := moments / "passwords").parent.exists() and not passwords.exists():
        passwords.write_bytes(where.passwords.read_bytes())
        passwords.chmod(0o600)
        programs.give_to_server(passwords)
    answers = "".join(f'{name}="{value}"\n' for name, value in filled.items())
    done = subprocess.run(["sh", "-eu", "-c", answers + text], capture_output=True, text=True, timeout=300, check=False)
    log = where.data / "recovery.log"
    assert done.returncode == 0, (done.stdout + done.stderr, log.read_text() if log.exists() else "")


def _note(name: str) -> str:
    """Write a record, and return a moment after it and before the next: to the second, with its zone."""
    with closing(superuser()) as connection:
        connection.execute("INSERT INTO operation_heartbeat (name, begun_at) VALUES (%s, now())", [f"moment {name}"])
        row = connection.execute("SELECT date_trunc('second', clock_timestamp()) + interval '1 second'").fetchone()
        assert row is not None
        wait_until(
            lambda: connection.execute("SELECT clock_timestamp() > %s", row).fetchone() == (True,),
            what="the second is over",
        )
        return str(row[0])


def test_it_goes_back_to_a_second_between_two_records(home: Path, tmp_path: Path) -> None:
    moments = tmp_path / "moments"
    programs.make_parents_passable(moments)
    _follow(home, moments, "keep the log")
    assert server.stop()
    server.ensure_running()
    _note("first")
    _follow(home, moments, "make the copy")
    too_early = _note("second")
    moment = _note("third")
    _note("mistake")
    query("SELECT pg_switch_wal()::text")
    _note("after it")
    assert len(query(_NOTED)) == 5
    assert server.stop()
    (copy,) = (moments / "base").iterdir()
    where = clusters.cluster()
    if not installations.for_cluster(where.data, where.chosen).is_wheel:  # that of the wheel dies of every folder
        _follow(home, moments, "look at the copy", COPY=str(copy))
    _follow(home, moments, "go back", MOMENT=too_early, COPY=str(copy))
    server.ensure_running()
    assert [row[0] for row in query(_NOTED)] == ["moment first", "moment second"]
    # The wrong moment: as the page says then. What was written meanwhile began another line of the log.
    query("SELECT pg_switch_wal()::text")
    wait_until(lambda: any((moments / "wal").glob("00000002*")), what="the other line is kept", seconds=60)
    assert server.stop()
    shutil.rmtree(where.data)
    where.data.with_name("data-before").rename(where.data)
    _follow(home, moments, "go back", MOMENT=moment, COPY=str(copy))
    server.ensure_running()
    assert [row[0] for row in query(_NOTED)] == ["moment first", "moment second", "moment third"]
    assert not _OF_THE_WAY_BACK.intersection((clusters.cluster().data / "postgresql.auto.conf").read_text().split())
    jatan_in_turn("ledger verify", "keys verify", "migrate")
    # It goes on writing, and its log into the same folder.
    _note("new")
    query("SELECT pg_switch_wal()::text")
    wait_until(lambda: any((moments / "wal").glob("00000002*[0-9A-F]")), what="the new line is kept", seconds=60)


def test_the_page_has_the_commands_that_were_followed() -> None:
    """The steps by hand are those that ask for systemd; all others are followed above."""
    text = _PAGE.read_text(encoding="utf-8")
    assert text.count("```sh") == text.count("<!-- ")
    by_hand = steps("by hand", text)
    assert {line.split()[0] for line in by_hand.splitlines()} == {"systemctl", "jatan"}
