"""base64url without padding: one text for each value, and nothing else is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel import base64url


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"", ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (b"foob", "Zm9vYg"), (b"\xfb\xff\xfe", "-__-")],
)
def test_known_texts(raw: bytes, text: str) -> None:
    assert base64url.encode(raw) == text
    assert base64url.decode(text, most=len(raw)) == raw


@given(st.binary(max_size=200))
def test_every_value_comes_back(raw: bytes) -> None:
    text = base64url.encode(raw)
    assert base64url.decode(text, most=len(raw)) == raw
    assert not set(text) & set("+/=")
    if raw:
        with pytest.raises(ValueError, match="too long"):
            base64url.decode(text, most=len(raw) - 1)


@pytest.mark.parametrize(
    "text",
    [
        "Zg==",
        "Zg=",
        "=",
        "====",
        "Zm9v====",
        "-_+/",
        "+/+/",
        "Zm9v\n",
        " Zm9v",
        "Zm 9v",
        "Zm9v.",
        "Zm\x009v",
        "Z",
        "Zm9vY",
        "Zh",  # the same byte as "Zg", with bits left over
        "Zm9",
        "ज़",
        "Ｚｇ",
        "Zg\u0660",
    ],
)
def test_anything_else_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="no base64url") as refused:
        base64url.decode(text, most=100)
    assert json.dumps(text) not in str(refused.value)
    assert refused.value.__cause__ is None


@given(st.text(max_size=12))
def test_whatever_is_read_is_written_the_same(text: str) -> None:
    try:
        raw = base64url.decode(text, most=100)
    except ValueError:
        return
    assert base64url.encode(raw) == text
