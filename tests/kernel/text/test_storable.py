"""Half a character in JSON is kept as the sign for an unreadable one; PostgreSQL and UTF-8 can hold what comes out."""

import json

import pytest

from jatan.kernel.text.storable import storable, storable_json


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("मदद", "मदद"),
        ("मदद \ud83d", "मदद \ufffd"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("a\ud83d\ude00b", "a😀b"),
        ("x\x00y", "xy"),
        ("", ""),
    ],
)
def test_a_text_is_kept_as_far_as_it_can_be_held(written: str, kept: str) -> None:
    assert storable(written) == kept
    assert storable(kept) == kept
    kept.encode()


def test_every_text_and_name_in_a_document_is_made_storable() -> None:
    document = json.loads('{"a\\ud800": ["\\udfff", {"b": "x\\u0000"}], "n": 1, "t": true, "z": null}')
    assert storable_json(document) == {"a\ufffd": ["\ufffd", {"b": "x"}], "n": 1, "t": True, "z": None}
