"""What stands between the records of a sheet and is none: blank, total, note and repeated header rows.

rows.py asks about every row. A dated row with a number of its own, or with ordinary words, is always a record.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from jatan.intake.registers.layout import Layout
from jatan.intake.registers.mapping.totals import is_total, mentions_total
from jatan.intake.registers.mapping.vocabulary import Vocabulary
from jatan.kernel.dates import parse_date
from jatan.kernel.problems import Problem

__all__ = ["not_a_record"]

_PLACES = frozenset({"district", "block", "panchayat", "village"})
# What was talked about may be called योग: yoga.
_SUBJECTS = frozenset({"topic", "title", "description", "decisions", "scheme", "issue"})


def not_a_record(
    layout: Layout, serial: str, cells: Mapping[str, Any], raw: Sequence[Any], words: Vocabulary
) -> str | None:
    """Why a row is no record: blank, totals, headers, notes; None if it is one. `cells` as rows.py has read them."""
    anchor = cells.get(layout.kind.anchor, "")
    texts = {name: value for name, value in cells.items() if isinstance(value, str)}
    if _is_total_row(layout, serial, cells, texts, raw):
        return "totals"
    if anchor == "":
        return _unanchored(serial, cells, texts, raw) or _header(layout, cells, texts, words)
    if layout.kind.anchor == "date" and len(cells) == 1 and not serial and _is_heading(anchor, raw):
        return "notes"
    return _header(layout, cells, texts, words)


def _is_total_row(
    layout: Layout, serial: str, cells: Mapping[str, Any], texts: Mapping[str, str], raw: Sequence[Any]
) -> bool:
    anchor = cells.get(layout.kind.anchor, "")
    at = layout.columns.get("serial", len(raw))
    before = raw[at] if at < len(raw) else ""
    if isinstance(before, str) and before and mentions_total(before):
        return True
    said = {name: text for name, text in texts.items() if not _is_day(name, text, layout.kind.anchor)}
    totals = {name for name, text in said.items() if is_total(text)}
    if serial.isdigit():  # a number of its own: only a row that says nothing else is a total
        return bool(totals) and totals == said.keys() and totals.isdisjoint(_SUBJECTS) and _has_no_day(anchor)
    if _has_no_day(anchor) and any(isinstance(cell, str) and cell and is_total(cell) for cell in _others(layout, raw)):
        return True
    if not _has_no_day(anchor):
        if layout.kind.anchor != "date":
            return False  # a total has no name
        return bool(totals) and (totals == said.keys() or (bool(totals & _PLACES) and said.keys() <= _PLACES))
    if said and all(mentions_total(text) for text in said.values()):
        return True
    return bool(serial and cells) and not texts


def _has_no_day(anchor: Any) -> bool:
    return anchor == "" or (isinstance(anchor, str) and is_total(anchor))


def _is_day(name: str, text: str, anchor: str) -> bool:
    return name == anchor and not is_total(text)


def _others(layout: Layout, raw: Sequence[Any]) -> list[Any]:
    """Every cell but those whose words may be a subject."""
    subjects = {layout.columns.get(name) for name in _SUBJECTS}
    return [cell for column, cell in enumerate(raw) if column not in subjects]


def _unanchored(serial: str, cells: Mapping[str, Any], texts: Mapping[str, str], raw: Sequence[Any]) -> str | None:
    if not any(cell not in ("", None) for cell in raw):
        return "blank"
    if not cells:
        return "blank" if serial else "notes"  # a pre-printed serial number and nothing else
    if not serial and not texts:
        return "totals"  # numbers alone: a total without its word
    if not serial and len(texts) == len(cells) <= 2:
        return "notes"
    return None


def _header(layout: Layout, cells: Mapping[str, Any], texts: Mapping[str, str], words: Vocabulary) -> str | None:
    return "headers" if len(texts) >= 2 and _repeats_header(layout, cells, words) else None


def _is_heading(anchor: Any, raw: Sequence[Any]) -> bool:
    """True for words that stand alone in a row under the anchor's column ("अप्रैल 2022") and are no day."""
    if not isinstance(anchor, str) or sum(cell not in ("", None) for cell in raw) > 1:
        return False
    try:
        parse_date(anchor)
    except Problem:
        return True
    return False


def _repeats_header(layout: Layout, cells: Mapping[str, Any], words: Vocabulary) -> bool:
    anchor = cells.get(layout.kind.anchor)
    if not isinstance(anchor, str) or words.field(anchor, layout.kind) != layout.kind.anchor:
        return False
    same = sum(isinstance(value, str) and words.field(value, layout.kind) == name for name, value in cells.items())
    return same * 2 >= len(cells)
