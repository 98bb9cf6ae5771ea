"""A house whose pepper, marks key, session key or verifying keys are not those of its records says so at once.

Before, a restore on a new machine made a new pepper and marks key and reported success; the right passphrase then "did
not open" anything, and `keys verify` named the verifying key only.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from jatan.runtime import home, key_checks
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup
from jatan.runtime.postgres import urls
from jatan_postgres.programs import PostgresProblem
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port
from tests.runtime.homes import fresh_home, taken
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import jatan, query, refusal

_ORGANISATION = "0" * 31 + "1"
_NAMES = {
    key_checks.SECRET: ("Bring from the old machine", "उसकी दूसरी जाँच की चाबी"),
    key_checks.MARKS: ("marks key", "निशानों की चाबी"),
    key_checks.PEPPER: ("pepper", "सहायक चाबी"),
    key_checks.FIELD_BOOK: ("field-book", "फ़ील्ड बुक की चाबी"),
    key_checks.AUTHORITY: ("verifying key", "जाँच-चाबी"),
}


@pytest.fixture
def keyed(houses: Houses) -> Iterator[Path]:
    """A migrated house with all five kinds of keys, and their check values noted."""
    with migrated_home(houses) as path:
        home.authorities_dir().mkdir(parents=True)
        (home.authorities_dir() / f"{_ORGANISATION}.pub").write_text("ab" * 64)
        _note()
        yield path


def _note() -> None:
    """What every start does after migrating."""
    with psycopg.connect(urls.database_urls().owner) as connection:
        key_checks.note_missing(connection)


def _refused() -> str:
    """The message with which nothing starts in this house."""
    with pytest.raises(PostgresProblem) as refused:
        key_checks.refuse_other_keys()
    return str(refused.value)


def _quiet(_text: str) -> None:
    """Progress that nobody reads."""


def _files() -> dict[str, Path]:
    return {
        key_checks.SECRET: home.secret_file(),
        key_checks.MARKS: home.marks_file(),
        key_checks.PEPPER: home.pepper_path(),
        key_checks.FIELD_BOOK: home.field_book_key_path(),
        key_checks.AUTHORITY: home.authorities_dir() / f"{_ORGANISATION}.pub",
    }


def _other(kind: str) -> None:
    """Put another key of this kind in the place of the right one."""
    file = _files()[kind]
    other = "cd" * 32 if kind in (key_checks.PEPPER, key_checks.FIELD_BOOK) else "another "
    file.write_text(other + file.read_text()[64:])


def test_a_check_value_of_each_key_is_noted_and_none_of_the_keys(keyed: Path) -> None:
    noted = dict(query("SELECT name, value FROM vault_keycheck"))
    assert set(noted) == {"secret", "marks", "pepper", "field-book", f"authority {_ORGANISATION}"}
    secrets = [path.read_text().strip() for path in _files().values()]
    assert not set(secrets) & set(noted.values())
    key_checks.refuse_other_keys()


@pytest.mark.parametrize("kind", key_checks.KINDS)
def test_nothing_starts_with_another_key_and_the_message_names_its_file(keyed: Path, kind: str) -> None:
    right = _files()[kind].read_text()
    _other(kind)
    message = _refused()
    for text in (*_NAMES[kind], str(keyed), "keys accept"):
        assert text in message, text
    assert not [text for other, texts in _NAMES.items() if other != kind for text in texts[1:] if text in message]
    _files()[kind].write_text(right)
    key_checks.refuse_other_keys()


def test_server_and_worker_end_with_the_message_and_the_check_of_keys_shows_it(keyed: Path) -> None:
    _other(key_checks.PEPPER)
    for words in (("worker", "--batch"), ("serve", "--port", str(free_port())), ("keys", "verify")):
        message = refusal(*words)
        assert _NAMES[key_checks.PEPPER][1] in message
        assert "Traceback" not in message


def test_a_lost_key_is_given_up_only_by_a_command_that_asks(keyed: Path) -> None:
    before = query("SELECT name, value FROM vault_keycheck ORDER BY name")
    _files()[key_checks.AUTHORITY].unlink()
    _other(key_checks.PEPPER)
    command = [sys.executable, "-m", "jatan", "keys", "--language", "en", "accept", "pepper", "authority"]
    refused = subprocess.run(command, input="n\n", capture_output=True, text=True, timeout=120, env={**os.environ})
    assert refused.returncode == 1
    assert query("SELECT name, value FROM vault_keycheck ORDER BY name") == before
    done = subprocess.run(command, input="y\n", capture_output=True, text=True, timeout=120, env={**os.environ})
    assert done.returncode == 0, done.stderr
    kept = [name for (name,) in query("SELECT name FROM vault_keycheck ORDER BY name")]
    assert kept == ["field-book", "marks", "pepper", "secret"]
    key_checks.refuse_other_keys()


def test_marks_made_again_are_those_of_the_new_key(keyed: Path) -> None:
    _other(key_checks.MARKS)
    assert "./jatan marks" in _refused()
    jatan("marks")
    key_checks.refuse_other_keys()


def test_a_restore_elsewhere_says_which_keys_to_bring_until_they_are_there(keyed: Path, tmp_path: Path) -> None:
    backup(tmp_path / "house.backup", _quiet)
    kept = tmp_path / "keys"
    kept.mkdir()
    for name in ("secret", "marks.key"):
        shutil.copy(keyed / name, kept / name)
    shutil.copytree(keyed / "vault", kept / "vault")
    with fresh_home() as path:
        needed = restore(tmp_path / "house.backup", _quiet, takes_unknown=taken)
        assert len(needed) == len(key_checks.KINDS) + 1
        for kind, sentence in zip(key_checks.KINDS, needed, strict=False):
            assert all(text in sentence for text in _NAMES[kind]), sentence
            assert str(path) in sentence
        assert not home.pepper_path().exists()
        assert _NAMES[key_checks.PEPPER][1] in _refused()
        shutil.copytree(kept, path, dirs_exist_ok=True)
        key_checks.refuse_other_keys()
        assert restore(tmp_path / "house.backup", _quiet, replace=True) == []


def test_a_backup_without_check_values_names_all_files_to_bring(keyed: Path, tmp_path: Path) -> None:
    data = Path(__file__).parent / "data" / "house-0.1.0" / "house.jatan"
    with fresh_home() as path:
        (needed,) = restore(data, _quiet, takes_unknown=taken)
        assert str(path) in needed
        assert "marks.key" in needed
