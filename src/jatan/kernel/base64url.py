"""Bytes as base64url without padding (RFC 4648, section 5), as browsers and cookies carry them."""

import base64
import binascii


def encode(raw: bytes) -> str:
    """The text of some bytes: letters, digits, `-` and `_`."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str, *, most: int) -> bytes:
    """The bytes of a text. Raises ValueError for anything that `encode` does not write, and for more than `most` bytes.

    So there is one text for each value: no padding, no `+` or `/`, no white space, no bits left over.
    """
    if len(text) > (most * 4 + 2) // 3 or not text.isascii():
        raise ValueError("no base64url, or too long")
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("no base64url") from None
    if encode(raw) != text:
        raise ValueError("no base64url")
    return raw
