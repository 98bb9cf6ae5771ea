"""Where in a sheet the register begins, which register it is and which column means what.

Works on the first rows only; rows.py reads the rest with what is found here. Never fatal: a sheet that nobody knows
is reported with what was missing.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.mapping.kinds import Kind, kinds
from jatan.intake.registers.mapping.vocabulary import IGNORED, Vocabulary
from jatan.intake.registers.words import lines, tidy

__all__ = ["HEAD_ROWS", "Layout", "Unknown", "recognise"]

HEAD_ROWS = 40
_WIDEST = 256


@dataclass(frozen=True)
class Layout:
    """A recognised sheet: data starts after `header_rows` rows; `columns` field -> column; `unknown` heading texts."""

    sheet: str
    kind: Kind
    header_rows: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unknown:
    """A sheet that is not taken in. `reason`: empty, no_header, kind_unclear, columns_missing."""

    sheet: str
    reason: str
    headings: tuple[str, ...] = ()
    kind: str = ""
    missing: tuple[str, ...] = field(default=())


def recognise(sheet: str, head: Sequence[Sequence[Any]], words: Vocabulary) -> Layout | Unknown:
    """Understand a sheet from its title and its first rows (at most HEAD_ROWS of them)."""
    if not any(_text(cell) for row in head for cell in row):
        return Unknown(sheet, "empty")
    found = _header(head, words)
    if found is None:
        return Unknown(sheet, "no_header", tuple(map(tidy, _first_texts(head))))
    end, headings = found
    above = [text for row in head[: max(end - 1, 0)] for cell in row[:3] if (text := _text(cell))]
    titled = _as_headed(_kinds_by_title([sheet, *above], words), headings, words)
    return _best(sheet, end, headings, titled, words)


def _best(sheet: str, end: int, headings: Sequence[str], titled: Sequence[str], words: Vocabulary) -> Layout | Unknown:
    candidates: list[tuple[tuple[int, int], Layout]] = []
    for kind in kinds().values():
        layout = _layout(sheet, kind, end, headings, words)
        columns = set(layout.columns)
        is_titled = kind.code in titled
        is_signed = not is_titled and _is_signed(sheet, kind, end, headings, words)
        if kind.has_needed(columns) and (is_titled or is_signed):
            rank = titled.index(kind.code) if is_titled else len(titled)
            candidates.append(((len(columns) - (0 if is_titled else 2), -rank), layout))
    if candidates:
        return max(candidates, key=lambda candidate: candidate[0])[1]
    names = tuple(tidy(heading) for heading in headings if heading)
    if not titled:
        return Unknown(sheet, "kind_unclear", names)
    kind = kinds()[titled[0]]
    present = set(_layout(sheet, kind, end, headings, words).columns)
    missing = tuple("/".join(sorted(group)) for group in kind.needs if not group & present)
    return Unknown(sheet, "columns_missing", names, kind.code, missing)


def _is_signed(sheet: str, kind: Kind, end: int, headings: Sequence[str], words: Vocabulary) -> bool:
    """True if the headings alone, taken literally, tell this register: a date is not yet a day of formation."""
    literal = _layout(sheet, dataclasses.replace(kind, means={}), end, headings, words)
    has_signature = bool(kind.signature) and kind.signature <= literal.columns.keys()
    return has_signature and len(literal.unknown) <= len(literal.columns)


def _layout(sheet: str, kind: Kind, end: int, headings: Sequence[str], words: Vocabulary) -> Layout:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for number, heading in enumerate(headings):
        if not heading:
            continue
        name = words.field(heading, kind)
        if name is None or name in columns:
            unknown.append(heading)
        elif name != IGNORED:
            columns[name] = number
    return Layout(sheet, kind, end, columns, tuple(map(tidy, unknown)))


def _kinds_by_title(titles: Sequence[str], words: Vocabulary) -> list[str]:
    return list(dict.fromkeys(kind for title in titles for kind in words.kinds_of_title(title)))


def _as_headed(titled: Sequence[str], headings: Sequence[str], words: Vocabulary) -> list[str]:
    """Headings outweigh titles: a sheet "Migrant forum" that counts people by day holds the forum's meetings."""
    said = {words.field(heading) for heading in headings if heading}
    kept: list[str] = []
    for code in titled:
        kind = kinds()[code]
        is_ruled_out = bool(kind.unless & said) and "date" in said and not kind.signature <= said
        kept.append(kind.instead if is_ruled_out else code)
    return list(dict.fromkeys(kept))


def _header(head: Sequence[Sequence[Any]], words: Vocabulary) -> tuple[int, list[str]] | None:
    """(rows up to and with the header, heading of each column): the row, or two rows, most of whose cells we know."""
    best: tuple[int, int, list[str]] | None = None
    for index, row in enumerate(head):
        if best is not None and best[0] >= 4 and index > best[1] + 2:
            break  # the header has been found; what follows are records
        single = [_text(cell) for cell in row[:_WIDEST]]
        score = _score(single, words)
        if score >= 2 and (best is None or score > best[0]):
            best = (score, index + 1, single)
        if index + 1 < len(head) and (double := _two_rows(row, head[index + 1], words)):
            score = _score(double, words)
            below = _score([_text(cell) for cell in head[index + 1][:_WIDEST]], words)
            # A second header row must add something, or it is a record whose words look like headings; and so must
            # the first, or it is a title.
            if score >= 2 and score > below and (best is None or score > best[0] + 1):
                best = (score, index + 2, double)
    return None if best is None else (best[1], best[2])


def _score(headings: Sequence[str], words: Vocabulary) -> int:
    return len({field for heading in headings if heading and (field := words.field(heading))})


def _two_rows(upper: Sequence[Any], lower: Sequence[Any], words: Vocabulary) -> list[str] | None:
    """Headings of a header over two rows ("Participants" above "Women", "Men"); None if the lower holds data."""
    if any(cell != "" and not isinstance(cell, str) for cell in (*upper, *lower)):
        return None
    headings: list[str] = []
    group = ""
    for number in range(min(max(len(upper), len(lower)), _WIDEST)):
        above = _text(upper[number]) if number < len(upper) else ""
        below = _text(lower[number]) if number < len(lower) else ""
        group = above or (group if below else "")
        both = f"{group} {below}".strip()
        choices = [below, both, above] if below else [above]
        headings.append(next((text for text in choices if text and words.field(text)), both))
    return headings


def _first_texts(head: Sequence[Sequence[Any]]) -> list[str]:
    return [text for row in head[:5] for cell in row[:20] if (text := _text(cell))][:20]


def _text(cell: Any) -> str:
    return lines(cell)[:200] if isinstance(cell, str) else ""
