"""Makes an uploaded sound recording safe to store: what a telephone writes beside the sound is blanked out.

Recorders of telephones write where and with what a note was recorded into boxes of the MP4 family (MP4, M4A, 3GP:
ISO/IEC 14496-12, `udta`, `meta` and `uuid`) and into the tags of MP3 (ID3v2 at the start, ID3v1 at the end). AMR has no
such place (RFC 4867). What a browser records itself, Ogg and WebM, tells nothing but the program.
"""

import struct
from collections.abc import Iterator
from typing import Final

from jatan.kernel.problems import Problem

_TAGS: Final = (b"udta", b"meta", b"uuid")
_PARENTS: Final = (b"moov", b"trak")
_ID3_HEADER: Final = 10
_ID3V1: Final = 128


def without_tags(content: bytes) -> bytes:
    """The recording with its tags blanked out; the sound stays byte for byte. Raises Problem("wrong_kind") for a file
    of the MP4 family whose boxes do not add up."""
    if content[4:8] == b"ftyp":
        blank = bytearray(content)
        for start, size in _tag_boxes(content, 0, len(content)):
            blank[start + 4 : start + size] = b"free" + bytes(size - 8)
        return bytes(blank)
    if content.startswith(b"ID3") and len(content) > _ID3_HEADER:
        content = content[_ID3_HEADER + _syncsafe(content[6:10]) :]
    return content[:-_ID3V1] if content[-_ID3V1 : -_ID3V1 + 3] == b"TAG" else content


def _tag_boxes(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(offset, size) of every box of tags between two offsets, also within the boxes of the film and its tracks."""
    while end - start >= 8:
        size, kind = struct.unpack_from(">I4s", content, start)
        header = 8
        if size == 1 and end - start >= 16:
            (size,), header = struct.unpack_from(">Q", content, start + 8), 16
        elif size == 0:
            size = end - start
        if size < header or start + size > end:
            raise Problem("wrong_kind", field="upload")
        if kind in _TAGS and header == 8:
            yield start, size
        elif kind in _PARENTS:
            yield from _tag_boxes(content, start + header, start + size)
        start += size


def _syncsafe(four: bytes) -> int:
    """A number of ID3v2: seven bits a byte."""
    return sum((byte & 0x7F) << (7 * (3 - place)) for place, byte in enumerate(four))
