"""Backups to recipients: who says that they are encrypted, and how much memory it takes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jatan.cli.backup import backup_command, backup_key_command, restore_command
from jatan.runtime import home
from jatan.runtime.backup import encryption, records
from tests.runtime.backup.filled_house import fill
from tests.runtime.homes import as_app, fresh_home


@pytest.fixture
def filled(emptied: Path) -> Path:
    fill()
    return emptied


def _backup(*words: str | Path) -> Result:
    return CliRunner().invoke(backup_command, [str(word) for word in words])


def _restore(*words: str | Path) -> Result:
    return CliRunner().invoke(restore_command, [str(word) for word in words])


def _page() -> str:
    """The printed page of a new key."""
    made = CliRunner().invoke(backup_key_command, ["new"])
    assert made.exit_code == 0
    return made.stdout


def test_a_new_key_is_a_page_that_is_itself_the_file_for_restoring(filled: Path, tmp_path: Path) -> None:
    page = _page()
    assert "छाप" in page
    assert "Print this page" in page
    recipient = next(word for word in page.split() if word.startswith("age1"))
    target, key = tmp_path / "house.backup.age", tmp_path / "page"
    key.write_text(page, encoding="utf-8")
    assert _backup(target, "--encrypt-to", recipient).exit_code == 0
    assert encryption.is_encrypted(target)
    with fresh_home():
        done = _restore(target, "--identity", key)
        assert done.exit_code == 0, done.output
        assert as_app("SELECT count(*) FROM person") == [(500,)]


def test_once_recipients_are_set_a_backup_in_clear_has_to_be_asked_for(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = encryption.new_identity(), encryption.new_identity()
    listed = tmp_path / "recipients"
    listed.write_text(f"# of the treasurer\n{second.to_public()}\n", encoding="utf-8")
    monkeypatch.setenv("JATAN_BACKUP_RECIPIENTS", f"{first.to_public()}, {listed}")
    assert _backup(tmp_path / "one").exit_code == 0
    for identity in (first, second):
        with encryption.plain_stream(tmp_path / "one", [identity]) as stream:
            assert len(stream.read()) > 1_000_000
    assert _backup(tmp_path / "two", "--plain").exit_code == 0
    assert not encryption.is_encrypted(tmp_path / "two")
    assert _backup(tmp_path / "three", "--plain", "--encrypt-to", str(first.to_public())).exit_code == 1
    assert not (tmp_path / "three").exists()


def test_without_recipients_the_command_warns_that_it_is_not_encrypted(filled: Path, tmp_path: Path) -> None:
    done = _backup(tmp_path / "one")
    assert done.exit_code == 0
    assert "not encrypted" in done.stderr
    assert "ताला नहीं" in done.stderr
    assert "not encrypted" not in _backup(tmp_path / "one", "--plain").stderr


@pytest.mark.parametrize("recipient", ["age1abc", "/nowhere/at/all", "ssh-ed25519"])
def test_a_recipient_that_is_none_stops_the_backup(filled: Path, tmp_path: Path, recipient: str) -> None:
    done = _backup(tmp_path / "one", "--encrypt-to", recipient)
    assert done.exit_code == 1
    assert "recipient" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert records.all_backups() == []


def test_an_empty_option_of_recipients_is_not_taken_for_one(filled: Path, tmp_path: Path) -> None:
    listed = tmp_path / "recipients"
    listed.write_text("# nobody yet\n", encoding="utf-8")
    done = _backup(tmp_path / "one", "--encrypt-to", listed)
    assert done.exit_code == 1
    assert "names no recipient" in done.stderr


def test_a_mistyped_key_is_told_from_a_wrong_one(filled: Path, tmp_path: Path) -> None:
    identity = encryption.new_identity()
    assert _backup(tmp_path / "one", "--encrypt-to", str(identity.to_public())).exit_code == 0
    key = tmp_path / "key"
    for content, message in (
        ("", "no key in it"),
        (str(identity)[:-1], "mistyped"),
        (str(encryption.new_identity()), "does not open"),
    ):
        key.write_text(content, encoding="utf-8")
        with fresh_home():
            done = _restore(tmp_path / "one", "--identity", key)
            assert done.exit_code == 1
            assert message in done.stderr


def test_a_full_disk_ends_the_encryption_with_its_reason() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("SKIPPED LOUDLY: no /dev/full here")
    with pytest.raises(OSError, match="No space"):
        _write_to(Path("/dev/full"))


def _write_to(path: Path) -> None:
    out = path.open("wb", buffering=0)
    with out, encryption.encrypted_stream(out, [encryption.new_identity().to_public()]) as stream:
        for _block in range(16):
            stream.write(os.urandom(1 << 20))


_MEASURED = """
import resource, sys
from pathlib import Path
from jatan.runtime.backup.save import backup, chosen_recipients
backup(Path(sys.argv[1]), lambda text: None, recipients=chosen_recipients([sys.argv[2]]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.long
def test_memory_does_not_grow_with_the_size_of_the_backup(filled: Path, tmp_path: Path) -> None:
    recipient = str(encryption.new_identity().to_public())
    peaks = []
    for megabytes in (1, 500):
        with (home.files_dir() / "large.jpg").open("wb") as out:
            for _block in range(megabytes):
                out.write(os.urandom(1 << 20))
        command = [sys.executable, "-c", _MEASURED, str(tmp_path / "one"), recipient]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        peaks.append(int(done.stdout))
    assert (tmp_path / "one").stat().st_size > 500 << 20
    assert peaks[1] - peaks[0] < 32, f"{peaks} MB"
