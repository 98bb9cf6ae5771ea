"""What a phone seals opens at the house, once and under its own ids; everything else is said to be unreadable.

The vectors in field_seal_vectors.json are also those of the phone's script.
"""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from jatan.foundation.vault.field_seal import OVERHEAD, Unreadable, open_sealed, seal_for_server, server_public_key
from jatan.runtime import home

VECTORS = json.loads((Path(__file__).parent / "field_seal_vectors.json").read_text("utf-8"))


@pytest.fixture
def house_key(tmp_path: Path, settings: LazySettings) -> Path:
    """A house whose private key is the one of the vectors."""
    settings.FIELD_BOOK_KEY_FILE = tmp_path / "field-book"
    settings.FIELD_BOOK_KEY_FILE.write_text(VECTORS["house"]["private"])
    return settings.FIELD_BOOK_KEY_FILE


def ids(vector: dict[str, Any]) -> dict[str, uuid.UUID]:
    return {"device": uuid.UUID(vector["device"]), "about": uuid.UUID(vector["about"])}


def code_of(sealed: bytes, **given: uuid.UUID) -> str:
    with pytest.raises(Unreadable) as refused:
        open_sealed(sealed, **given)
    return refused.value.code


def test_the_public_key_and_its_id_follow_from_the_private_key(house_key: Path) -> None:
    key_id, spki = server_public_key()
    assert (key_id.hex(), spki.hex()) == (VECTORS["house"]["id"], VECTORS["house"]["spki"])


@pytest.mark.parametrize("vector", VECTORS["sealed"], ids=lambda one: one["name"])
def test_sealed_bytes_of_the_vectors_open_and_are_made_again(house_key: Path, vector: dict[str, Any]) -> None:
    sealed, plain = bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["plain"])
    assert open_sealed(sealed, **ids(vector)) == plain
    again = seal_for_server(
        plain, **ids(vector), one_time=int(vector["one_time_private"], 16), nonce=bytes.fromhex(vector["nonce"])
    )
    assert again == sealed
    assert len(sealed) == len(plain) + OVERHEAD


def test_two_sealings_of_one_row_have_nothing_in_common(house_key: Path) -> None:
    given = {"device": uuid.uuid4(), "about": uuid.uuid4()}
    one, other = (seal_for_server(b"leaving", **given) for _ in range(2))
    assert one[9:] != other[9:]
    assert open_sealed(one, **given) == open_sealed(other, **given) == b"leaving"


def test_every_flipped_bit_and_every_cut_is_unreadable(house_key: Path) -> None:
    vector = VECTORS["sealed"][0]
    sealed = bytes.fromhex(vector["sealed"])
    for at in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[at] ^= 1
        expected = "version" if at == 0 else "other_key" if at < 9 else "altered"
        assert code_of(bytes(flipped), **ids(vector)) == expected, at
    for length in range(len(sealed)):
        assert code_of(sealed[:length], **ids(vector)) in {"version", "length", "altered"}, length


def test_sealed_bytes_do_not_open_under_another_id_or_phone(house_key: Path) -> None:
    vector = VECTORS["sealed"][0]
    sealed = bytes.fromhex(vector["sealed"])
    for name in ("device", "about"):
        assert code_of(sealed, **ids(vector) | {name: uuid.uuid4()}) == "altered"


def test_another_key_and_no_key_are_told_apart(house_key: Path) -> None:
    vector = VECTORS["sealed"][0]
    house_key.write_text(f"{7:064x}")
    assert code_of(bytes.fromhex(vector["sealed"]), **ids(vector)) == "other_key"
    for broken in ("", "no digits", f"{0:064x}", "f" * 64):
        house_key.write_text(broken)
        assert code_of(bytes.fromhex(vector["sealed"]), **ids(vector)) == "no_key"
    house_key.unlink()
    assert code_of(bytes.fromhex(vector["sealed"]), **ids(vector)) == "no_key"


def test_the_key_of_a_house_is_made_once_and_read_by_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("JATAN_HOME", str(tmp_path))
        file = home.field_book_key_file()
        first = file.read_text()
        assert home.field_book_key_file().read_text() == first == home.existing_field_book_key()
    assert file.stat().st_mode & 0o777 == 0o600
    settings.FIELD_BOOK_KEY_FILE = file
    assert len(server_public_key()[1]) == 91
