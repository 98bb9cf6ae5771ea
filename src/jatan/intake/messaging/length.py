"""Length of a text message in GSM 03.38 (160, or 153 in parts) or UCS-2 (70, or 67). Hindi is always UCS-2."""

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True)
class Length:
    """`encoding` is gsm7 or ucs2; `units` is the text's length in it; `room` the units that fit into `segments`."""

    encoding: str
    units: int
    segments: int
    room: int


def length_of(text: str) -> Length:
    """The segments that a gateway charges for. An empty text takes none."""
    if all(letter in _BASIC or letter in _EXTENDED for letter in text):
        sizes = [2 if letter in _EXTENDED else 1 for letter in text]
        return _measure("gsm7", sizes, single=160, part=153)
    # A character beyond the basic plane takes two units and is never split.
    return _measure("ucs2", [2 if ord(letter) > 0xFFFF else 1 for letter in text], single=70, part=67)


def _measure(encoding: str, sizes: list[int], *, single: int, part: int) -> Length:
    units = sum(sizes)
    if units <= single:
        return Length(encoding, units, 1 if units else 0, single)
    segments, left = 1, part
    for size in sizes:
        if size > left:
            segments, left = segments + 1, part
        left -= size
    return Length(encoding, units, segments, segments * part)
