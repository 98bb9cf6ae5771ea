"""A file is sealed while it comes in: what lies on the disk says nothing, and opens with its card's key alone."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from jatan.foundation.vault.file_cipher import CHUNK, sealed_length
from jatan.foundation.vault.file_storage import FileWriter, remove_file, save_file_row, verified_file
from jatan.foundation.vault.models import SealedFile
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import padded_length
from jatan.kernel.ids import new_id
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db
WORD = "सिमडेगा की चिट्ठी".encode()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    return tmp_path / "files"


def kept(keys: VaultHouse, *pieces: bytes) -> tuple[SealedFile, bytes]:
    writer = FileWriter(keys.organisation_id, new_id())
    for piece in pieces:
        writer.add(piece)
    writer.finish()
    return save_file_row(writer, keys.people["supervisor"]), writer.key


@pytest.mark.parametrize("times", [0, 1, CHUNK // len(WORD) + 1, 3 * CHUNK // len(WORD)])
def test_a_stored_file_is_read_back_unchanged(keys: VaultHouse, folder: Path, times: int) -> None:
    row, key = kept(keys, *[WORD] * times)
    assert b"".join(verified_file(row, key, sha256(WORD * times).hexdigest())) == WORD * times
    with pytest.raises(Refused):
        verified_file(row, key, sha256(b"another").hexdigest())
    on_disk = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert WORD not in on_disk
    assert row.length == padded_length(len(WORD) * times)


def test_another_key_another_case_or_a_truncated_file_is_refused(keys: VaultHouse, folder: Path) -> None:
    row, key = kept(keys, WORD * 9000)
    with pytest.raises(Refused):
        verified_file(row, os.urandom(32), "")
    before, row.case = row.case, new_id()
    with pytest.raises(Refused):
        verified_file(row, key, "")
    row.case = before
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[: CHUNK + 200])
    with pytest.raises(Refused):
        verified_file(row, key, "")
    path.unlink()
    with pytest.raises(Refused):
        verified_file(row, key, "")


def test_an_interrupted_upload_is_deleted(keys: VaultHouse, folder: Path) -> None:
    writer = FileWriter(keys.organisation_id, new_id())
    writer.add(WORD * 9000)
    writer.drop()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_stored_name_outside_the_folder_is_refused(keys: VaultHouse) -> None:
    row, key = kept(keys, WORD)
    row.stored_as = "../../pepper"
    with pytest.raises(Refused):
        verified_file(row, key, "")


def test_bytes_of_a_removed_file_are_deleted_after_commit(
    keys: VaultHouse, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    row, _key = kept(keys, WORD)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(row)
        assert [path for path in folder.rglob("*") if path.is_file()] != []
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert not SealedFile.objects.exists()


def test_a_known_paper_is_not_found_by_its_length(keys: VaultHouse, folder: Path) -> None:
    """Neither its row nor the file on the disk tells it from others of its bucket."""
    lengths = {10_008: 10_240, 10_009: 10_240, 10_236: 10_240, 10_237: 10_752, 123_465: 124_928}
    for length, padded in lengths.items():
        words = os.urandom(length)
        row, key = kept(keys, words)
        (path,) = folder.rglob(row.stored_as)
        assert (row.length, b"".join(verified_file(row, key, sha256(words).hexdigest()))) == (padded, words)
        assert path.stat().st_size == sealed_length(length) == sealed_length(padded - 4)
