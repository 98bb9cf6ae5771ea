"""Reads the cells of a workbook that were typed in a Hindi font older than Unicode, before headings are looked for.

Where the workbook names the font of a cell, that decides. Elsewhere a sheet's first rows decide: a row of headings, or
a whole column, that shows real words only if read so. E-mail addresses, codes, numbers, English and Unicode are kept.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.recognise.vocabulary.known_words import KnownWords
from jatan.intake.registers.workbook.cell_fonts import FontText
from jatan.intake.registers.workbook.reader import Workbook
from jatan.kernel.text.legacy_fonts import LegacyReading, read_legacy_text

__all__ = ["ConvertedText", "LegacyFontBook"]

_SAMPLE_ROWS = 150
_MAX_LENGTH = 2_000
_HINDI = re.compile("[\u0900-\u097f]")
_LETTER = re.compile("[A-Za-z\u00a1-\u00ff]")
_ADDRESS = re.compile(r"\S+@\S+\.\S+|https?:|www\.", re.IGNORECASE)
_CODE = re.compile(r"(?=.*\d)[A-Z0-9 ./_-]+")
# Signs that the fonts show for others between digits: "12&05&2024" is shown as 12-05-2024.
_SHOWN_DIFFERENTLY = re.compile(r"\d[&@\]]|[¼½]")
# "Sunita Devi": each word is a capital, then small letters with a vowel among them. Rare in these fonts.
_ENGLISH_WORD = re.compile(r"[A-Z](?=[a-z]*[aeiou])[a-z]+|[A-Z]{1,4}|\d+")
# Between the digits of a day typed in such a font: "12@05@2024", "12&05&2024".
_DAY = re.compile(r"\s*\d{1,4}([@&])\d{1,2}\1\d{2,4}\s*")
# A column counts as typed in such a font if so many different cells, and this share of them, read as Hindi; fewer are
# enough where headings or another column of the sheet were typed in it. One English cell outweighs four.
_MIN_CELLS, _MIN_SHARE = 3, 0.5
_MIN_SHARE_IN_SUCH_A_SHEET = 0.3
_MIN_ADVANTAGE = 0.2
_MIN_HEADINGS = 2
_ENGLISH_WEIGHT = 4


class ConvertedText(str):
    """Text as a font older than Unicode shows it. `written`: as it is stored in the workbook."""

    written: str


@dataclass(frozen=True)
class _Plan:
    """What the first rows of a sheet show: the columns that were typed in such a font; whether its headings were."""

    columns: frozenset[int] = frozenset()
    has_headings: bool = False


@dataclass
class _Evidence:
    """Of the different cells of a column, how many read as Hindi, and how many are English."""

    cells: int
    hindi: int = 0
    english: int = 0

    def is_enough(self, least: int, share: float) -> bool:
        return self.hindi >= max(least, share * self.cells, self.english * _ENGLISH_WEIGHT)


class LegacyFontBook:
    """A workbook whose text in such fonts is read as ConvertedText. `places`: gives the names of places when needed."""

    def __init__(self, book: Workbook, places: Callable[[], Iterable[str]] = list) -> None:
        self._book, self._places = book, places
        self._plans: dict[str, _Plan] = {}
        self._words: KnownWords | None = None

    @property
    def names(self) -> list[str]:
        return self._book.names

    def merged(self, name: str) -> list[Merged]:
        """The merged cells of a sheet."""
        return self._book.merged(name)

    def close(self) -> None:
        self._book.close()

    def rows(self, name: str) -> Iterator[list[Any]]:
        """The rows of a sheet, its text converted where it was typed in such a font."""
        source = self._book.rows(name)
        if name not in self._plans:
            head = list(itertools.islice(source, _SAMPLE_ROWS))
            self._plans[name] = self._plan(head)
            source = itertools.chain(head, source)
        plan = self._plans[name]
        if plan == _Plan() and not self._book.has_legacy_fonts:
            return source
        return self._converted(source, plan)

    @property
    def has_legacy_fonts(self) -> bool:
        return self._book.has_legacy_fonts

    def _known(self) -> KnownWords:
        if self._words is None:
            self._words = KnownWords(self._places())
        return self._words

    def _converted(self, rows: Iterable[list[Any]], plan: _Plan) -> Iterator[list[Any]]:
        for row in rows:
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell:
                    row[column] = self._read(cell, plan, column)
            yield row

    def _read(self, cell: str, plan: _Plan, column: int) -> str:
        is_named = isinstance(cell, FontText)
        text = str(cell)
        if not (is_named or plan.has_headings or column in plan.columns) or not _may_be_legacy(text, is_named=is_named):
            return text
        reading = read_legacy_text(text)
        if is_named:
            is_in_font = self._is_shown_in_named_font(text, reading)
        elif _DAY.fullmatch(text):
            is_in_font = plan.has_headings
        elif column in plan.columns:
            is_in_font = reading.faults == 0 and (self._known().is_hindi(reading.text) or not self._is_english(text))
        else:
            is_in_font = self._is_hindi_only_if_read(text, reading)
        if not is_in_font or reading.text == text:
            return text
        converted = ConvertedText(reading.text)
        converted.written = text
        return converted

    def _is_shown_in_named_font(self, text: str, reading: LegacyReading) -> bool:
        """False for a code or English that is set in the font by mistake, as where a whole sheet is."""
        known = self._known()
        if known.is_hindi(reading.text):
            return True
        return not known.is_latin(text) and not (reading.faults and _CODE.fullmatch(text))

    def _is_hindi_only_if_read(self, text: str, reading: LegacyReading) -> bool:
        known = self._known()
        return reading.faults == 0 and known.is_hindi(reading.text) and not known.is_latin(text)

    def _is_english(self, text: str) -> bool:
        return (
            self._known().is_latin(text)
            or _CODE.fullmatch(text) is not None
            or all(_ENGLISH_WORD.fullmatch(word) for word in text.split())
        )

    def _plan(self, head: Sequence[Sequence[Any]]) -> _Plan:
        candidates = [
            {column: str(cell) for column, cell in enumerate(row) if isinstance(cell, str) and _is_candidate(cell)}
            for row in head
        ]
        if not any(candidates):
            return _Plan()
        has_headings = any(self._are_headings(cells, row) for cells, row in zip(candidates, head, strict=True))
        columns: dict[int, set[str]] = {}
        for cells in candidates:
            for column, text in cells.items():
                columns.setdefault(column, set()).add(text)
        evidence = {column: self._evidence(texts) for column, texts in columns.items()}
        legacy = {column for column, found in evidence.items() if found.is_enough(_MIN_CELLS, _MIN_SHARE)}
        if legacy or has_headings:
            legacy |= {column for column, found in evidence.items() if found.is_enough(1, _MIN_SHARE_IN_SUCH_A_SHEET)}
        return _Plan(frozenset(legacy), has_headings)

    def _are_headings(self, candidates: dict[int, str], row: Sequence[Any]) -> bool:
        """True for a row of texts most of which are known words only if read as such a font shows them."""
        texts = [cell for cell in row if isinstance(cell, str) and cell]
        if len(texts) < _MIN_HEADINGS or len(candidates) * 2 < len(texts):
            return False
        hits = sum(self._is_hindi_only_if_read(text, read_legacy_text(text)) for text in candidates.values())
        return hits >= _MIN_HEADINGS and hits * 2 >= len(texts)

    def _evidence(self, texts: set[str]) -> _Evidence:
        found = _Evidence(cells=len(texts))
        for text in texts:
            reading = read_legacy_text(text)
            if self._is_hindi_only_if_read(text, reading):
                found.hindi += 1
            elif self._is_english(text):
                found.english += 1
            elif reading.faults == 0 and self._known().hindi_advantage(reading.text, text) > _MIN_ADVANTAGE:
                found.hindi += 1
        return found


def _may_be_legacy(text: str, *, is_named: bool) -> bool:
    if len(text) > _MAX_LENGTH or _HINDI.search(text) or _ADDRESS.search(text):
        return False
    if _LETTER.search(text) or _DAY.fullmatch(text):
        return True
    return is_named and _SHOWN_DIFFERENTLY.search(text) is not None


def _is_candidate(text: str) -> bool:
    return not isinstance(text, FontText) and _may_be_legacy(text, is_named=False) and not _DAY.fullmatch(text)
