"""Reads what titles, captions and names of sheets say of all rows below: "गाँव: नवाडीह, प्रखंड: बसिया", "मई 2025".

Only a label with its value counts, and only where the table has no such column. Several values after one label ("गाँव:
नवाडीह, सिलम") say of no row which is its own, so they are not taken.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jatan.intake.registers.recognise.normalised import plain, tidy
from jatan.intake.registers.recognise.vocabulary.headings import WORDS
from jatan.intake.registers.recognise.vocabulary.kinds import Kind
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.kernel.dates import parse_month
from jatan.kernel.text.digits import ascii_digits

# From the widest to the narrowest: a new block ends what was said of a village.
_LEVELS = ("district", "block", "panchayat", "village", "group_name")
_TITLED = frozenset({*_LEVELS, "forum", "facilitator"})
_SEPARATOR = re.compile(r"\s*(?::-|[:：=])\s*|\s+[-–—]\s+|(?<=[^\W\d_])-\s+|\s+-(?=[^\W\d_])")
_SEVERAL = re.compile(r"[,/&+;]|\s(?:and|और|एवं|व|तथा)\s")
_EDGES = " ,;|।.()[]-–—"
_MOST_LABEL_WORDS, _LONGEST_VALUE, _LONGEST_TITLE = 4, 80, 200
_MOST_CELLS = 12
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*[-–/]\s*(?:20)?(\d{2})(?!\d)")
_FIRST_MONTH_OF_YEAR = 4

type Row = Sequence[Any]


class GivenValue(NamedTuple):
    """A value and where it stands: row and column from 0; -1 for the name of the sheet."""

    text: str
    row: int = -1
    column: int = -1


@dataclass(frozen=True)
class Given:
    """What is said of all rows: `values` by field; `month`: (year, month), where the days are numbers alone."""

    values: Mapping[str, GivenValue] = field(default_factory=dict)
    month: tuple[int, int] | None = None

    def moved(self, rows: int) -> "Given":
        """The same, said that many rows further below."""
        moved = {name: one._replace(row=one.row + rows) if one.row >= 0 else one for name, one in self.values.items()}
        return Given(moved, self.month)

    def within(self, kind: Kind) -> "Given":
        """What of it a register of this kind has."""
        return Given({name: one for name, one in self.values.items() if name in kind.fields}, self.month)

    def followed_by(self, caption: "Given") -> "Given":
        """What holds below a caption: its own values, and of those before all that are not narrower."""
        if not caption.values and caption.month is None:
            return self
        widest = min((_LEVELS.index(name) for name in caption.values if name in _LEVELS), default=len(_LEVELS))
        kept = {name: one for name, one in self.values.items() if name not in _LEVELS[widest:]}
        return Given({**kept, **caption.values}, caption.month or self.month)


def given_in_titles(sheet: str, titles: Sequence[Row], words: Vocabulary) -> Given:
    """What the name of a sheet and the rows above its headings say, for a register of any kind."""
    values: dict[str, GivenValue] = {}
    for number, row in enumerate(titles):
        values |= _in_row(row, number, words)
    texts = [text for row in reversed(titles) for cell in row if isinstance(cell, str) and (text := tidy(cell))]
    named = {name: GivenValue(text) for name, text in _in_text(tidy(sheet), words).items()}
    return Given({**named, **values}, _month_of([*texts, sheet]))


def given_in_caption(row: Row, number: int, words: Vocabulary, kind: Kind) -> Given:
    """What a line between the records says of those below it; nobody is named for them by it: that is a signature."""
    found = _in_row(row, number, words)
    texts = [tidy(cell) for cell in row if isinstance(cell, str) and tidy(cell)]
    month = _month_of(texts) if len(texts) == 1 else None
    return Given({name: one for name, one in found.items() if name in _LEVELS}, month).within(kind)


def _in_row(row: Row, number: int, words: Vocabulary) -> dict[str, GivenValue]:
    cells = [(column, tidy(cell)) for column, cell in enumerate(row) if isinstance(cell, str) and tidy(cell)]
    found: dict[str, GivenValue] = {}
    if len(cells) > _MOST_CELLS:
        return found
    for place, (column, text) in enumerate(cells):
        for name, value in _in_text(text, words).items():
            found.setdefault(name, GivenValue(value, number, column))
        label = _label(text.rstrip(" :：-–="), words)
        if label and place + 1 < len(cells):
            at, value = cells[place + 1]
            if _is_value(value) and not _label(value, words) and not _SEPARATOR.search(value):
                found.setdefault(label, GivenValue(value.strip(_EDGES), number, at))
    return found


def _in_text(text: str, words: Vocabulary) -> dict[str, str]:
    """{field: value} of "गाँव: नवाडीह प्रखंड: बसिया"; what stands between two separators ends with the next label."""
    if len(text) > _LONGEST_TITLE:
        return {}
    pieces = _SEPARATOR.split(text)
    found: dict[str, str] = {}
    for place in range(1, len(pieces)):
        label = _split_label(pieces[place - 1], words)[1]
        value = pieces[place]
        if place + 1 < len(pieces):
            value, following = _split_label(value, words)
            if not following:
                continue  # "Block: Basia: 2022" says something else
        if label and _is_value(value):
            found.setdefault(label, value.strip(_EDGES))
    return found


def _split_label(text: str, words: Vocabulary) -> tuple[str, str]:
    """(what stands before the label at the end of a text, its field); the whole text and "" without any label."""
    tokens = text.split()
    for size in range(min(_MOST_LABEL_WORDS, len(tokens)), 0, -1):
        if name := _label(" ".join(tokens[-size:]).strip(_EDGES), words):
            return " ".join(tokens[:-size]), name
    return text, ""


def _label(text: str, words: Vocabulary) -> str:
    reading = words.reading(text) if text else None
    return reading.field if reading is not None and reading.strength >= WORDS and reading.field in _TITLED else ""


def _is_value(text: str) -> bool:
    value = text.strip(_EDGES)
    return bool(plain(value)) and len(value) <= _LONGEST_VALUE and not _SEVERAL.search(value) and not value.isdigit()


def _month_of(texts: Iterable[str]) -> tuple[int, int] | None:
    """The one month that these texts name, the nearest first; of a month without a year the year of "2022-23"."""
    texts = list(texts)
    years = {int(one[1]) for text in texts for one in _YEAR.finditer(ascii_digits(text)) if _is_year(one)}
    for text in texts:
        months = {found for found in map(parse_month, _month_words(text)) if found is not None}
        whole = {(year, month) for year, month in months if year is not None}
        if len(whole) == 1:
            return whole.pop()
        if len(whole) > 1:
            return None
        alone = {month for _year, month in months}
        if len(alone) == 1 and len(years) == 1:
            month = alone.pop()
            return next(iter(years)) + (month < _FIRST_MONTH_OF_YEAR), month
    return None


def _is_year(match: re.Match[str]) -> bool:
    return int(match[2]) == (int(match[1]) + 1) % 100


def _month_words(text: str) -> list[str]:
    """The text, and each word of it alone and with the one after it, without a financial year."""
    without_years = _YEAR.sub(lambda match: " " if _is_year(match) else match[0], ascii_digits(text))
    tokens = [token.strip(_EDGES) for token in without_years.replace(":", " ").split()]
    pairs = [f"{one} {other}" for one, other in itertools.pairwise(tokens)]
    return [text, *pairs, *tokens]
