"""The identity of a row: a digest of its normalised content without the serial number, and its occurrence.

An imported row has the same digest in the same workbook and in a later one with rows added, moved or renumbered, with
columns in another order or other date styles.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.rows import Cell
from jatan.intake.registers.recognise.vocabulary.kinds import DATES
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS, keyed_cell, keyed_content
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import Problem

NUMBERS = frozenset({"women", "men", "girls", "boys", "total", "age", "follow_ups", "wage", "money_recovered"})
PHONES = frozenset({"phone", "agent_phone", "contact_at_destination"})
# Two contents with the same serial number are versions of one row if at least half of their cells agree.
MIN_AGREEMENT = 0.5


def normalised(name: str, value: Cell) -> str:
    """A cell for comparison: a date as ISO text, a number as digits, text casefolded without punctuation."""
    if isinstance(value, str):
        return _normal_text(name, value)
    if isinstance(value, dt.date):
        return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _normal_text(name, str(value)) if name in DATES or name in PHONES else str(value)


def digest(kind: str, cells: Mapping[str, Cell]) -> bytes:
    """A digest (16 bytes) of a row's content; keyed for the kinds in SEALED_KINDS."""
    text = "\x1f".join(f"{name}={normalised(name, cells[name])}" for name in sorted(cells))
    content = blake2b(text.encode(), digest_size=16).digest()
    return keyed_content(content) if kind in SEALED_KINDS else content


def marks(kind: str, cells: Mapping[str, Cell]) -> dict[str, int]:
    """{field: 32-bit digest} of every filled cell: shows which cells differ, not their content."""
    values = ((name, normalised(name, value)) for name, value in cells.items())
    found = {name: crc32(value.encode()) for name, value in values if value not in ("", "0")}
    if kind not in SEALED_KINDS:
        return found
    return {name: keyed_cell(name, plain_mark) for name, plain_mark in found.items()}


def agreement(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """The share (0 to 1) of equal cells among those that either row has."""
    names = one.keys() | other.keys()
    return sum(one.get(name) == other.get(name) for name in names) / len(names) if names else 0.0


@dataclass(slots=True)
class Occurrences:
    """Counts the occurrences of each content in one register of a workbook, by serial number."""

    _serials: dict[bytes, str | tuple[str, ...]] = field(default_factory=dict)

    def place(self, content: bytes, serial: str) -> int | None:
        """The occurrence (0, 1, ...) of this content; None for a duplicate with the same serial number."""
        known = self._serials.get(content)
        if known is None:
            self._serials[content] = serial
            return 0
        serials = (known,) if isinstance(known, str) else known
        if serial in serials:
            return None
        self._serials[content] = (*serials, serial)
        return len(serials)

    def count(self, content: bytes) -> int:
        """How many rows of this workbook have this content, without duplicates."""
        known = self._serials.get(content)
        return 0 if known is None else 1 if isinstance(known, str) else len(known)

    def contents(self) -> Iterable[bytes]:
        return self._serials.keys()


@lru_cache(maxsize=65_536)
def _normal_text(name: str, text: str) -> str:
    try:
        if name in DATES:
            return parse_date(text).isoformat()
        if name in NUMBERS:
            return str(parse_int(text))
    except Problem:
        return plain(text)
    if name in PHONES:
        return parse_phone(text) or plain(text)
    return plain(text)
