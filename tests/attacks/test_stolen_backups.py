"""Attacks on a backup that somebody stole or altered on its way: a stick, a disk, a rented server.

Before, `jatan backup` wrote every record that is not sealed in clear: `grep` found the names in a pg_restore of the
file, and restoring it needed nothing but the file.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyrage import x25519

from jatan.runtime.backup import encryption
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup
from jatan.settings import options
from tests.runtime.backup.filled_house import NAME, UPLOAD, files_below, fill, quiet
from tests.runtime.homes import as_app, fresh_home, taken

_HEADER = b"age-encryption.org/v1"


@pytest.fixture
def key() -> x25519.Identity:
    """The key on paper, outside the house."""
    return encryption.new_identity()


@pytest.fixture
def stolen(emptied: Path, tmp_path: Path, key: x25519.Identity) -> Path:
    """An encrypted backup of a filled house."""
    fill()
    target = tmp_path / "house.backup.age"
    backup(target, quiet, recipients=[key.to_public()])
    return target


def _refused(file: Path, *keys: x25519.Identity) -> str:
    """The message with which a restore into an empty house is refused; the house stays empty."""
    with fresh_home() as path:
        with pytest.raises(BackupProblem) as refused:
            restore(file, quiet, identities=keys)
        assert list(path.iterdir()) == []
    return str(refused.value)


def test_a_stolen_backup_shows_no_name_and_no_byte_of_a_file(stolen: Path) -> None:
    """Attack: search the stolen file for names and photographs. Before: a tar with both in it."""
    content = stolen.read_bytes()
    assert content.startswith(_HEADER)
    assert NAME.encode() not in content
    assert UPLOAD[:48] not in content
    assert b"manifest.json" not in content
    assert b"PGDMP" not in content


def test_a_stolen_backup_is_not_restored_without_its_key(stolen: Path) -> None:
    """Attack: restore it in a house of one's own, without a key and with another one. Before: it was restored."""
    assert "is encrypted" in _refused(stolen)
    message = _refused(stolen, encryption.new_identity())
    assert "This key does not open" in message
    assert "चाबी" in message


def test_the_house_itself_holds_nothing_that_opens_its_backups(stolen: Path, key: x25519.Identity) -> None:
    """Attack: steal the whole machine with its backups of earlier years. The key is in no file of the house."""
    kept = files_below(options.home())
    assert len(kept) > 3
    for path in kept:
        assert b"AGE-SECRET-KEY-1" not in path.read_bytes().upper(), path
    assert str(key) not in "".join(os.environ.values())


def test_no_file_in_clear_lies_on_the_disk_while_a_backup_is_made(
    emptied: Path, tmp_path: Path, key: x25519.Identity
) -> None:
    """Attack: read the target folder while the backup is being made, or after it was killed on the way.

    Before: the whole dump lay in a folder `.backup-…` beside the target, and stayed there after a kill.
    """
    fill()
    seen: set[str] = set()

    def look(_text: str) -> None:
        for path in files_below(tmp_path):
            seen.add(path.name)
            content = path.read_bytes()
            assert content == b"" or content.startswith(_HEADER), path.name
            assert UPLOAD[:48] not in content

    backup(tmp_path / "house.backup.age", look, recipients=[key.to_public()])
    assert any(name.startswith(".house.backup.age-") for name in seen)
    program = (
        "import os, sys; from pathlib import Path; from jatan.runtime.backup.save import backup, chosen_recipients\n"
        "def end(text):\n    if 'rows' in text: os._exit(9)\n"
        "backup(Path(sys.argv[1]), end, recipients=chosen_recipients([sys.argv[2]]))"
    )
    (tmp_path / "killed").mkdir()
    command = [sys.executable, "-c", program, str(tmp_path / "killed" / "house.backup.age"), str(key.to_public())]
    assert subprocess.run(command, check=False, timeout=120).returncode == 9
    assert len(files_below(tmp_path / "killed")) == 1
    look("")


def test_an_altered_or_cut_backup_is_refused_and_nothing_changes(
    stolen: Path, tmp_path: Path, key: x25519.Identity
) -> None:
    """Attack: change, cut or extend the file on its way, hoping that some of it is restored."""
    whole = stolen.read_bytes()
    altered = tmp_path / "altered"
    header = whole.index(b"\n--- ") + 1
    places = [30, header + 10, header + 60, len(whole) // 3, len(whole) // 2, len(whole) - 17, len(whole) - 1]
    for place in places:
        altered.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        _refused(altered, key)
    chunk = (1 << 16) + 16
    start = whole.index(b"\n", header) + 1 + 16
    cuts = [0, 10, len(_HEADER), header, start, start + chunk, start + 3 * chunk, len(whole) - 1]
    for size in cuts:
        altered.write_bytes(whole[:size])
        _refused(altered, key)
    altered.write_bytes(whole[: start + chunk] + whole[start + 2 * chunk :])
    assert "cut or changed" in _refused(altered, key)
    altered.write_bytes(whole + b"\0")
    assert "cut or changed" in _refused(altered, key)
    with pytest.raises(BackupProblem):
        restore(altered, quiet, replace=True, identities=[key])
    assert as_app("SELECT count(*) FROM person") == [(500,)]


def test_a_key_of_the_paper_opens_it(stolen: Path, key: x25519.Identity, tmp_path: Path) -> None:
    """The same file with the right key, typed in small letters and in groups: every row is back."""
    text = str(key).lower()
    typed = encryption.identities_of([" ".join(text[at : at + 5] for at in range(0, len(text), 5))])
    with fresh_home():
        restore(stolen, quiet, identities=typed, takes_unknown=taken)
        assert as_app("SELECT count(*), min(name) FROM person") == [(500, f"{NAME} 1")]
        assert (options.home() / "files" / "meeting.jpg").read_bytes() == UPLOAD
