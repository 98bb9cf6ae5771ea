"""Which house made a backup: told by its signature, asked about where nobody can know, and refused where it is forged.

Before, checksums lay in the file itself under no key: whoever could replace a file on the disk, or knew the public
recipient, made a backup that `restore` took without a word.
"""

import errno
import hashlib
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import psutil
import pytest
from click.testing import CliRunner, Result

from jatan.cli.backup import backup_command, backup_key_command, restore_command
from jatan.runtime import home
from jatan.runtime.backup import archive, encryption, makers, save
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.restore import restore
from tests.runtime.backup.filled_house import files_below, fill, quiet
from tests.runtime.homes import as_app, fresh_home

_FACTS: Mapping[str, Any] = {"migrations": [], "tables": {}, "roles": {"owner": "a", "app": "b"}, "keys": {}}
_OTHER_MAKER = " ".join(["0123"] * 10)


@pytest.fixture
def house(new_home: Path) -> Path:
    """A home with nothing but a signing key: most files below are refused before a database is needed."""
    makers.signer(quiet)
    return new_home


def _written(path: Path, *, sign: Callable[[bytes], bytes] | None = None, **facts: object) -> Path:
    with path.open("wb") as out:
        writer = archive.Writer(out)
        with writer.dump() as pieces:
            pieces.write(b"PGDMP")
        writer.finish({**_FACTS, **facts}, sign or makers.signer(quiet))
    return path


def _members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {member.name: (tar.extractfile(member) or io.BytesIO()).read() for member in tar}


def _packed(path: Path, members: Mapping[str, bytes]) -> Path:
    """The members as a file; the checksum of the manifest is put right, as a forger would."""
    seal = hashlib.sha256(members["manifest.json"]).hexdigest().encode()
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in {**members, "manifest.sha256": seal}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


def _refusal(path: Path, *on_sheet: str) -> str:
    """The words with which a restore refuses the file before it asks or changes anything."""
    with pytest.raises(BackupProblem) as refused:
        restore(path, quiet, on_sheet=on_sheet)
    return str(refused.value)


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(restore_command, [str(word) for word in words])


# --- what is forged --------------------------------------------------------------------------------------------------


def _other_manifest(members: dict[str, bytes]) -> None:
    members["manifest.json"] = members["manifest.json"].replace(b'"owner": "a"', b'"owner": "c"')


def _other_dump(members: dict[str, bytes]) -> None:
    """The dump changed, and its digest in the manifest put right."""
    manifest = json.loads(members["manifest.json"])
    members["database.dump/000001"] = b"DROP "
    manifest["parts"]["database.dump/000001"]["sha256"] = hashlib.sha256(b"DROP ").hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()


def _no_signature(members: dict[str, bytes]) -> None:
    del members["manifest.signature"]


def _flipped_ed25519(members: dict[str, bytes]) -> None:
    signed = members["manifest.signature"]
    members["manifest.signature"] = signed[:1984] + bytes([signed[1984] ^ 1]) + signed[1985:]


def _flipped_ml_dsa(members: dict[str, bytes]) -> None:
    signed = members["manifest.signature"]
    members["manifest.signature"] = signed[:-1] + bytes([signed[-1] ^ 1])


def _shortened(members: dict[str, bytes]) -> None:
    members["manifest.signature"] = members["manifest.signature"][:-1]


@pytest.mark.parametrize(
    "forge", [_other_manifest, _other_dump, _no_signature, _flipped_ed25519, _flipped_ml_dsa, _shortened]
)
def test_a_forged_backup_is_named_and_never_asked_about(
    house: Path, tmp_path: Path, forge: Callable[[dict[str, bytes]], None]
) -> None:
    members = _members(_written(tmp_path / "whole"))
    forge(members)
    forged = _packed(tmp_path / "forged", members)
    assert "its signature is missing or is not of this content" in _refusal(forged)
    assert "दस्तखत" in _refusal(forged)
    assert "its signature is missing" in _run(forged, "--unknown-maker").stderr


def test_a_signature_of_another_backup_or_key_is_a_forgery(house: Path, tmp_path: Path) -> None:
    whole, other = _members(_written(tmp_path / "a")), _members(_written(tmp_path / "b", made_at="later"))
    exchanged = _packed(tmp_path / "c", {**whole, "manifest.signature": other["manifest.signature"]})
    assert "its signature is missing" in _refusal(exchanged)
    with fresh_home():
        foreign = makers.signer(quiet)(whole["manifest.json"])
    mixed = whole["manifest.signature"][:1984] + foreign[1984:]
    assert "its signature is missing" in _refusal(_packed(tmp_path / "d", {**whole, "manifest.signature": mixed}))


def test_a_cut_backup_is_told_from_a_forged_one(house: Path, tmp_path: Path) -> None:
    whole = _written(tmp_path / "whole").read_bytes()
    for size in (0, 700, len(whole) // 2, len(whole) - 512):
        (tmp_path / "cut").write_bytes(whole[:size])
        assert "is not whole" in _refusal(tmp_path / "cut")
        assert "कटी" in _refusal(tmp_path / "cut")


def test_facts_in_another_form_are_refused_in_words(house: Path, tmp_path: Path) -> None:
    odd = [{"tables": [1]}, {"tables": {"a": "x"}}, {"migrations": [["a"]]}, {"migrations": 7}, {"roles": {"owner": 1}}]
    for number, facts in enumerate([*odd, {"keys": {"secret": 1}}]):
        assert "is not whole" in _refusal(_written(tmp_path / str(number), **facts))


# --- what is of another house, or of nobody --------------------------------------------------------------------------


def _of_version_2(path: Path) -> Path:
    """The backup as a version before signatures wrote it, or as a forger makes one look."""
    members = _members(path)
    del members["manifest.signature"]
    members["manifest.json"] = members["manifest.json"].replace(b'"format": 3', b'"format": 2')
    return _packed(path.with_suffix(".2"), members)


def test_another_house_s_backup_is_asked_about_with_both_fingerprints(house: Path, tmp_path: Path) -> None:
    file, maker = _written(tmp_path / "theirs"), makers.own_fingerprint()
    with fresh_home() as empty:
        words = _refusal(file)
        assert maker in words
        assert "Compare every group" in words
        assert "--made-by" in words
        assert "कुछ नहीं बदला गया" in words
        words = _refusal(file, _OTHER_MAKER)
        assert maker in words
        assert _OTHER_MAKER in words
        assert "made by another house, not by the one on your sheet" in words
        makers.signer(quiet)
        assert "Compare every group" in _refusal(file)
        assert [path.name for path in files_below(empty)] == ["backup-signer"]


def test_a_backup_without_signature_is_asked_about_in_every_house(house: Path, tmp_path: Path) -> None:
    """Its own house asks too: a forger can leave the signature out by calling the file an old one."""
    old = _of_version_2(_written(tmp_path / "now"))
    for words in (_refusal(old), _refusal(old, makers.own_fingerprint())):
        assert "is not signed" in words
        assert "--unknown-maker" in words


def test_whoever_is_asked_decides(house: Path, tmp_path: Path) -> None:
    """A yes goes on to the next check, which is here that of a version from the future."""
    asked: list[str] = []

    def answers(is_taken: bool) -> Callable[[str], bool]:
        return lambda sentence: bool(asked.append(sentence)) or is_taken

    file = _written(tmp_path / "theirs", migrations=[["people", "9999_newer"]])
    old = _of_version_2(file)
    with fresh_home() as empty:
        for path in (file, old):
            with pytest.raises(BackupProblem, match="Nothing was changed"):
                restore(path, quiet, takes_unknown=answers(is_taken=False))
            with pytest.raises(BackupProblem, match="9999_newer"):
                restore(path, quiet, takes_unknown=answers(is_taken=True))
        assert len(asked) == 4
        assert "who may sign in" in asked[0]
        assert list(empty.iterdir()) == []
    with pytest.raises(BackupProblem, match="9999_newer"):
        restore(file, quiet, takes_unknown=answers(is_taken=False))
    assert len(asked) == 4, "its own house is known"


def test_without_a_terminal_only_an_option_takes_an_unknown_backup(house: Path, tmp_path: Path) -> None:
    file = _written(tmp_path / "theirs", migrations=[["people", "9999_newer"]])
    maker = makers.own_fingerprint()
    with fresh_home():
        assert "Compare every group" in _run(file).stderr
        assert "9999_newer" in _run(file, "--unknown-maker").stderr
        done = _run(file, "--made-by", maker.upper().replace(" ", ""))
        assert "9999_newer" in done.stderr
        assert "Made by the house on your sheet" in done.stderr
        assert "another house" in _run(file, "--made-by", _OTHER_MAKER).stderr
        assert "no fingerprint of a house" in _run(file, "--made-by", "12 34").stderr


@pytest.mark.parametrize("spell", [str.upper, lambda text: text.translate({48 + n: 0x966 + n for n in range(10)})])
def test_a_fingerprint_is_read_as_it_is_typed(spell: Callable[[str], str]) -> None:
    assert makers.fingerprint(spell("01ab" * 10)) == makers.fingerprint(" ".join(["01ab"] * 10))


# --- after a disaster, with the sheet --------------------------------------------------------------------------------


@pytest.fixture
def filled(emptied: Path) -> Path:
    fill()
    return emptied


def test_after_a_disaster_the_sheet_says_whose_the_backup_is(filled: Path, tmp_path: Path) -> None:
    """The printed page is the file for restoring; nothing else of the old house is at hand."""
    page, file = tmp_path / "page", tmp_path / "house.backup.age"
    page.write_text(CliRunner().invoke(backup_key_command, ["new"]).stdout, encoding="utf-8")
    line = CliRunner().invoke(backup_key_command, ["fingerprint"]).stdout
    assert f"# {line}" in page.read_text(encoding="utf-8")
    recipient = next(word for word in page.read_text(encoding="utf-8").split() if word.startswith("age1"))
    made = CliRunner().invoke(backup_command, [str(file), "--encrypt-to", recipient])
    assert made.exit_code == 0, made.output
    with fresh_home():
        done = _run(file, "--identity", page)
        assert done.exit_code == 0, done.output
        assert f"Made by the house on your sheet: {line.removeprefix('JATAN-HOUSE ').strip()}" in done.stderr
        assert "backup-signer" in done.stderr, "the key that signs is to be brought too"
        assert as_app("SELECT count(*) FROM person") == [(500,)]


def test_the_signing_key_is_made_once_told_and_in_no_backup(filled: Path, tmp_path: Path) -> None:
    home.signing_key_path().unlink(missing_ok=True)
    first, second = (CliRunner().invoke(backup_command, [str(tmp_path / name), "--plain"]) for name in "ab")
    assert "Write its fingerprint on the key sheet: JATAN-HOUSE" in first.stderr
    assert "JATAN-HOUSE" not in second.stderr
    assert stat.S_IMODE(home.signing_key_path().stat().st_mode) == 0o600
    digits = home.existing_signing_key()
    whole = (tmp_path / "a").read_bytes()
    for secret in (digits.encode(), bytes.fromhex(digits)[:32], bytes.fromhex(digits)[32:]):
        assert secret not in whole


def test_a_damaged_signing_key_stops_the_backup_in_words(filled: Path, tmp_path: Path) -> None:
    makers.signer(quiet)
    home.signing_key_path().write_text("12ab", encoding="ascii")
    done = CliRunner().invoke(backup_command, [str(tmp_path / "one"), "--plain"])
    assert done.exit_code == 1
    assert "backup-signer" in done.stderr
    assert "damaged" in done.stderr
    home.signing_key_path().unlink()
    assert not (tmp_path / "one").exists()


# --- the file of a key -----------------------------------------------------------------------------------------------


@pytest.fixture
def wide_umask() -> Iterator[None]:
    """A shell whose new files everybody may read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


def _key(*words: str | Path) -> Result:
    return CliRunner().invoke(backup_key_command, ["new", *map(str, words)])


def test_a_key_is_written_for_its_owner_alone_whatever_the_umask(house: Path, tmp_path: Path, wide_umask: None) -> None:
    """Before, the shell wrote it: `backup-key new > FILE` was 0644."""
    done = _key("-o", tmp_path / "key")
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert done.stdout == "", "the key goes nowhere else"
    assert len(encryption.identities_of((tmp_path / "key").read_text(encoding="utf-8").splitlines())) == 1


def test_an_older_key_is_not_written_over_and_no_folder_is_made(house: Path, tmp_path: Path) -> None:
    _key("-o", tmp_path / "key")
    older = (tmp_path / "key").read_bytes()
    assert "exists already" in _key("-o", tmp_path / "key").stderr
    assert (tmp_path / "key").read_bytes() == older
    assert "Is the stick plugged in" in _key("-o", tmp_path / "away" / "key").stderr
    assert not (tmp_path / "away").exists()


@pytest.mark.parametrize(("mask", "is_warned"), [(0o022, True), (0o027, True), (0o077, False)])
def test_a_key_that_the_shell_writes_into_an_open_file_is_told(
    house: Path, tmp_path: Path, mask: int, is_warned: bool
) -> None:
    with open(tmp_path / "key", "wb", opener=lambda path, flags: os.open(path, flags, 0o666 & ~mask)) as out:
        done = subprocess.run(
            [sys.executable, "-m", "jatan", "backup-key", "new"], stdout=out, stderr=subprocess.PIPE, check=True
        )
    assert (b"chmod 600" in done.stderr) == is_warned
    assert re.search(r"JATAN-HOUSE( [0-9a-f]{4}){10}", (tmp_path / "key").read_text(encoding="utf-8"))


def test_away_from_the_house_the_sheet_says_where_the_fingerprint_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JATAN_HOME", str(tmp_path / "nowhere"))
    assert "backup-key fingerprint" in _key().stdout
    assert "There is no house" in CliRunner().invoke(backup_key_command, ["fingerprint"]).stderr
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED LOUDLY: only root gives files to another user")
def test_root_makes_no_signing_key_that_the_house_of_another_user_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, `sudo ./jatan backup-key new` left a key of root's, and no backup could be signed."""
    foreign = tmp_path / "theirs"
    foreign.mkdir(mode=0o700)
    shutil.chown(foreign, "nobody")
    monkeypatch.setenv("JATAN_HOME", str(foreign))
    assert "backup-key fingerprint" in _key().stdout
    refused = CliRunner().invoke(backup_key_command, ["fingerprint"])
    assert isinstance(refused.exception, home.HomeProblem)
    assert "sudo -u nobody ./jatan" in str(refused.exception)
    assert list(foreign.iterdir()) == []
    makers.signer(quiet)
    shown = CliRunner().invoke(backup_key_command, ["fingerprint"])
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.strip() in _key().stdout


# --- Windows ---------------------------------------------------------------------------------------------------------


def test_a_backup_is_renamed_where_no_open_file_can_be(
    new_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, every backup on Windows ended in a refusal of the system."""
    sign = makers.signer(quiet)
    rename = os.replace

    def rename_as_windows_does(source: Path, target: Path) -> None:
        if str(source) in {file.path for file in psutil.Process().open_files()}:
            raise PermissionError(errno.EACCES, "used by another process")
        rename(source, target)

    def write(stream: IO[bytes]) -> None:
        writer = archive.Writer(stream)
        with writer.dump() as dump:
            dump.write(b"rows")
        writer.finish({}, sign)

    with monkeypatch.context() as windows:
        windows.setattr(os, "replace", rename_as_windows_does)
        windows.setattr(sys, "platform", "win32")
        save._write_verified(tmp_path / "one.backup", [], write, quiet)
    assert [path.name for path in tmp_path.glob("*.backup*")] == ["one.backup"]
    with (tmp_path / "one.backup").open("rb") as stream:
        assert archive.verify(stream, tmp_path / "one.backup").maker
