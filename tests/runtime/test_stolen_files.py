"""Theft of disk, backup, logs and settings: none of two hundred words from sealed files is readable in them.

The pages are used over real HTTP; right and wrong passphrases are entered, and stored nowhere.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from jatan.runtime import home, key_agent, processes, supervisor
from jatan.runtime.backup import archive
from jatan.settings import options
from jatan_postgres import installations
from tests.runtime import kill_house as shop
from tests.runtime.form_posters import free_port, get, post, served, sign_in
from tests.runtime.kill_house import KillTestHome, jatan, query, reset_home
from tests.runtime.sealed_writers import CASES, PASSPHRASE, SHARED, words

MISTYPED = "छुटका फुदगड़ खपरैलवा झिंपन"
TOO_EARLY = "टाँझिंवा ढोलकपन गुरबँसिया णिकटाँफुद"
_QUEUE = "SELECT row_to_json(t)::text FROM django_tasks_database_dbtaskresult t"


def run_writers(*arguments: str, **more: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.runtime.sealed_writers", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **more},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, object] = json.loads(done.stdout)
    return found


def spellings(secret: str) -> Iterable[bytes]:
    """A secret as it may lie on a disk: plain, as UTF-16, as hexadecimal digits, in Base64 at each offset, as JSON."""
    plain = secret.encode()
    yield plain
    yield secret.encode("utf-16-le")
    yield plain.hex().encode()
    yield json.dumps(secret)[1:-1].encode()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + plain)
        yield coded[4 if offset else 0 : -4]


def found_in(secrets: Iterable[str], folders: Iterable[Path]) -> list[str]:
    """Which files below these folders hold any of the secrets in any spelling."""
    needles = {needle for secret in secrets for needle in spellings(secret) if b"\n" not in needle and len(needle) > 7}
    with tempfile.NamedTemporaryFile() as patterns:
        patterns.write(b"\n".join(sorted(needles)) + b"\n")
        patterns.flush()
        command = ["grep", "-raFl", "-f", patterns.name, *map(str, folders)]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    assert done.returncode in {0, 1}, done.stderr[-500:]
    return done.stdout.splitlines()


def _backup_in_clear(folder: Path) -> Path:
    """A backup of the present house, its compressed dump spelled out as SQL beside it."""
    folder.mkdir()
    jatan("backup", str(folder / "house.backup"))
    dump, sql = folder / "out" / "database.dump", folder / "database.sql"
    with (folder / "house.backup").open("rb") as stream:
        contents = archive.verify(stream, folder / "house.backup")
    with (folder / "house.backup").open("rb") as stream:
        archive.unpack(stream, contents, dump=dump, files=folder / "out" / "files")
    subprocess.run([installations.newest().program("pg_restore"), "-f", sql, dump], check=True, timeout=120)
    return sql


@pytest.fixture
def needs_grep() -> None:
    if shutil.which("grep") is None:
        pytest.skip("SKIPPED LOUDLY: there is no grep on this machine")


def test_a_copy_of_the_whole_home_does_not_open_a_sealed_file(
    kill_test_home: KillTestHome, needs_grep: None, tmp_path: Path
) -> None:
    reset_home()
    log = tmp_path / "said.txt"
    with supervisor.key_agent_running():
        _search_a_copy(log, tmp_path)


def _search_a_copy(log: Path, tmp_path: Path) -> None:
    kept = run_writers("write")
    session, port = sign_in("supervisor@demo.jatan"), free_port()
    with served(port, log, workers=1, JATAN_LOG_LEVEL="DEBUG"):
        assert post(port, session, "/keys/open/", {"passphrase": MISTYPED})[0] == 422
        assert post(port, session, "/keys/open/", {"passphrase": PASSPHRASE})[0] == 302
        assert post(port, session, "/keys/code/", {"code": str(kept["codes"][3])})[0] == 302  # type: ignore[index]
        # Sent before it was asked once more that it is she: dropped, and written into no session.
        stale = sign_in("supervisor@demo.jatan", minutes_ago=11)
        assert post(port, stale, "/keys/set-up/", {"passphrase": TOO_EARLY, "again": TOO_EARLY})[0] == 302
        assert get(port, session, "/keys/")[0] == 200
    jatan("worker", "--batch")
    with closing(shop.superuser()) as connection:
        connection.execute("CHECKPOINT")
    sql = _backup_in_clear(tmp_path / "backup")

    seeds = [part for person in words() for part in person]
    assert len(set(seeds)) == 200
    typed = [PASSPHRASE, MISTYPED, TOO_EARLY, str(kept["cookie"])]
    secrets = [*seeds, *typed, *kept["codes"], *kept["passphrases"]]  # type: ignore[misc]
    everywhere = [options.home(), tmp_path]
    (options.home() / "planted").write_text(f"vorher {seeds[7]} nachher".encode().hex())
    assert found_in(secrets, everywhere) == [str(options.home() / "planted")], "the search itself is right"
    (options.home() / "planted").unlink()
    assert found_in(secrets, everywhere) == []
    session_rows = run_writers("sessions")["sessions"]
    assert session_rows, "somebody is signed in"
    assert not any(secret in str(row) for secret in secrets for row in session_rows)  # type: ignore[attr-defined]
    assert "vault_section" in sql.read_text("utf-8"), "the backup holds the vault: else this test would prove nothing"
    assert len([path for path in (home.files_dir() / "sealed").rglob("*") if path.is_file()]) == CASES
    assert "vault_letter" in sql.read_text("utf-8")
    files = query("SELECT count(*), min(length(content)) > 1000 FROM cases_export")
    assert files == [(2 * SHARED, True)], "the encrypted exports lie there"
    assert query("SELECT count(*) FROM cases_case WHERE opened_quarter > '2026-01-01'") == [(CASES + SHARED,)]
    assert "/keys/open/" in log.read_text("utf-8", "replace")
    assert not any(seed in str(row) for row in query(_QUEUE) for seed in seeds)
    _no_key_lies_about(kept, [*everywhere, Path("/dev/shm")])
    _what_was_taken_opens_nothing(str(kept["cookie"]), tmp_path, sql)


def _no_key_lies_about(kept: dict[str, object], folders: list[Path]) -> None:
    """Neither private key, by any 32 bytes of it, and no share of the recovery key."""
    parts = [bytes.fromhex(key)[at : at + 32] for key in kept["keys"] for at in (0, 32, 64)]  # type: ignore[attr-defined]
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert not any(part in content or part.hex().encode() in content for part in parts), path


def _what_was_taken_opens_nothing(cookie: str, tmp_path: Path, sql: Path) -> None:
    """Database, settings and secret key are here. Without the pepper a known passphrase, without memory a cookie."""
    assert run_writers("open", cookie) == {"passphrase": True, "cookie": True}, "with everything it opens"
    pepper = home.pepper_file()
    taken = pepper.read_text("ascii").strip()
    assert taken not in sql.read_text("utf-8")
    assert found_in([taken], [tmp_path]) == [], "the pepper is in no backup"
    other = tmp_path / "other-pepper"
    other.write_text("ef" * 32, "ascii")
    (agent,) = [entry.process for entry in processes.running() if entry.kind == key_agent.KIND]
    agent.kill()
    agent.wait(timeout=30)
    home.key_agent_socket().unlink()  # the supervisor starts another, which holds nothing
    assert run_writers("open", cookie, JATAN_PEPPER_FILE=str(other)) == {"passphrase": False, "cookie": False}
