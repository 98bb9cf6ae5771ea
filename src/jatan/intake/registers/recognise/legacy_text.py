"""Reads the cells of a workbook that were typed in a Hindi font older than Unicode, before headings are looked for.

Where the workbook names the font of a cell, that decides. Elsewhere a sheet's first rows decide: a row of headings, or
a whole column, that shows real words only if read so. E-mail addresses, codes, numbers, English and Unicode are kept.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.recognise.vocabulary.known_words import KnownWords, known_words
from jatan.intake.registers.workbook.book_view import BookView, Workbook
from jatan.intake.registers.workbook.cell_fonts import FontText, UnreadFontText
from jatan.intake.registers.workbook.formula_cells import has_no_value
from jatan.intake.registers.workbook.hidden_parts import Hidden
from jatan.intake.registers.workbook.row_marks import Marks
from jatan.kernel.dates import parse_date
from jatan.kernel.problems import Problem
from jatan.kernel.text.legacy_fonts import LegacyReading, read_legacy_text

_SAMPLE_ROWS = 100
_MAX_VIEWS = 20_000
_MAX_CELLS = 40
_MAX_LENGTH = 2_000
_HINDI = re.compile("[\u0900-\u097f]")
_LETTER = re.compile("[A-Za-z\u00a1-\u00ff]")
_BEYOND_ASCII = re.compile("[\u00a1-\u00ff]")
_ADDRESS = re.compile(r"\S+@\S+\.\S+|https?:|www\.", re.IGNORECASE)
_CODE = re.compile(r"(?=.*\d)[A-Z0-9 ./_-]+")
# Signs that the fonts show for others between digits: "12&05&2024" is shown as 12-05-2024.
_SHOWN_DIFFERENTLY = re.compile(r"\d[&@\]]|[¼½]")
# "Sunita Devi": each word is a capital, then small letters with a vowel among them. Rare in these fonts.
_ENGLISH_WORD = re.compile(r"[A-Z](?=[a-z]*[aeiou])[a-z]+|[A-Z]{1,4}|\d+")
_ENGLISH_TEXT = re.compile(rf"(?:(?:{_ENGLISH_WORD.pattern})(?:\s+|$))+")
# A day typed in such a font: "12@05@2024", "12&05&2024", and "ƒ…-å†-„å„„" in the font's own Hindi figures.
_FIGURE = "[0-9åƒ„…†‡ˆ‰Š‹]"
_DAY = re.compile(rf"\s*{_FIGURE}{{1,4}}([@&-])(?<!\d-){_FIGURE}{{1,2}}\1{_FIGURE}{{2,4}}\s*")
# "5-Mar-22", "March 5, 2022": letters beside figures that are a day as they stand.
_ENGLISH_DAY = re.compile(r"(?=.*\d)(?=.*[A-Za-z]{3})[\dA-Za-z ,./-]+")
# Small letters before a capital, and signs within a word: "ekStk", "fc;k". "NaviMumbai" is no such text.
_SIGN = re.compile(r"[a-z][A-Z]|[A-Za-z][;\[\]{}~^<>|+][A-Za-z]")
_JOINED_NAMES = re.compile(r"(?:[A-Z][a-z]+|[A-Z]{2,}|[\s.-])+")
_MIN_BEYOND = 3
# A column counts as typed in such a font if so many different cells, and this share of them, read as Hindi; fewer are
# enough where headings or another column of the sheet were typed in it. One English cell outweighs four.
_MIN_CELLS, _MIN_SHARE = 3, 0.5
_MIN_SHARE_IN_SUCH_A_SHEET = 0.3
_MIN_ADVANTAGE, _MIN_ADVANTAGE_OF_CAPITALS = 0.2, 0.35
_MIN_HEADINGS = 2
_ENGLISH_WEIGHT = 4


class ConvertedText(str):
    """Text as a font older than Unicode shows it. `written`: as it is stored in the workbook."""

    written: str


class DoubtfulText(str):
    """Text of which nobody can be sure that it is no Hindi in such a font. `reading`: what the font would show, "" for
    one that is not read."""

    reading: str


class _View:
    """A text as it stands and as such a font shows it; each property is worked out when needed."""

    def __init__(self, text: str, known: KnownWords) -> None:
        self._text, self._known = text, known

    @cached_property
    def shown(self) -> str:
        """The text as such a font shows it."""
        return self._reading.text

    @cached_property
    def has_faults(self) -> bool:
        """True if it shows signs that fit no syllable."""
        return self._reading.faults > 0

    @cached_property
    def is_english(self) -> bool:
        """True for known words or a day as it stands, and for a code that shows no Hindi."""
        return self._known.is_latin(self._text) or _is_english_day(self._text) or (self._is_code and self.has_faults)

    @cached_property
    def has_english_shape(self) -> bool:
        """True for the capitals of English names, and for any code."""
        return self._is_code or all(_ENGLISH_WORD.fullmatch(word) for word in self._text.split())

    @cached_property
    def is_hindi(self) -> bool:
        """True if it shows known words."""
        return not self.has_faults and self._known.is_hindi(self.shown)

    @cached_property
    def is_likely_hindi(self) -> bool:
        """True if it shows known words or letters that are more usual than its own."""
        if self._is_code or self.has_faults:
            return False
        if self.is_hindi or self.is_english:
            return self.is_hindi
        least = _MIN_ADVANTAGE_OF_CAPITALS if self.has_english_shape else _MIN_ADVANTAGE
        return self._known.hindi_advantage(self.shown, self._text) > least

    @cached_property
    def is_surely_hindi(self) -> bool:
        """True if it shows known words, in letters far more usual than its own, and is shaped like no English."""
        if self.is_english or self.has_english_shape or not self.is_hindi:
            return False
        return self._known.hindi_advantage(self.shown, self._text) > _MIN_ADVANTAGE_OF_CAPITALS

    @cached_property
    def is_doubtful(self) -> bool:
        """True if it may be Hindi in such a font, and as well no English."""
        if self.is_english or self.has_english_shape or self._is_code:
            return False
        if self.is_unread:
            return True
        if self.has_faults:
            return False
        is_unlike_english = _SIGN.search(self._text) is not None and not _JOINED_NAMES.fullmatch(self._text)
        return is_unlike_english or self._known.hindi_advantage(self.shown, self._text) > _MIN_ADVANTAGE

    @cached_property
    def is_unread(self) -> bool:
        """True for a text mostly of letters beyond A to Z that shows no Hindi: Chanakya and its like."""
        beyond = len(_BEYOND_ASCII.findall(self._text))
        return self.has_faults and beyond >= _MIN_BEYOND and beyond * 3 >= len(self._text)

    @cached_property
    def _is_code(self) -> bool:
        return _CODE.fullmatch(self._text) is not None

    @cached_property
    def _reading(self) -> LegacyReading:
        return read_legacy_text(self._text)


@dataclass(frozen=True)
class _Plan:
    """What the first rows of a sheet show: the columns that were typed in such a font; whether its headings were."""

    columns: frozenset[int] = frozenset()
    has_headings: bool = False


@dataclass(frozen=True)
class _Evidence:
    """Of the different cells of a column, how many read as Hindi, and how many are English."""

    cells: int
    hindi: int
    english: int

    def is_enough(self, least: int, share: float) -> bool:
        # One English cell may be the heading.
        return self.hindi >= max(least, share * (self.cells - 1), (self.english - 1) * _ENGLISH_WEIGHT)


class LegacyFontBook(BookView):
    """A workbook whose text in such fonts is read as ConvertedText. `places`: gives the names of places when needed."""

    def __init__(self, book: Workbook, places: Callable[[], frozenset[str]]) -> None:
        super().__init__(book)
        self._places = places
        self._plans: dict[str, _Plan] = {}
        self._views: dict[str, _View] = {}
        self._marked: dict[str, str] = {}
        self._marks: dict[str, Marks] = {}

    @cached_property
    def names(self) -> list[str]:
        """The names of the sheets, as such a font shows them where that is Hindi; two sheets never have one name."""
        return list(self._written)

    @cached_property
    def _written(self) -> Mapping[str, str]:
        """{name of a sheet: as it is written}, in the order of the workbook."""
        written = self._book.names
        shown = {name: self._shown_name(name) for name in written}
        counts = Counter([*shown.values(), *written])
        found = [shown[name] if counts[shown[name]] == 1 or shown[name] == name else name for name in written]
        return dict(zip(found, written, strict=True))

    def merged(self, name: str) -> list[Merged]:
        """The merged cells of a sheet."""
        return self._book.merged(self._written_name(name))

    def hidden(self, name: str) -> Hidden:
        """What is hidden in a sheet."""
        return self._book.hidden(self._written_name(name))

    def marks(self, name: str) -> Marks:
        """What marks the rows of a sheet; comments are left as they are written."""
        if name not in self._marks:  # of a sheet with several tables, the same
            self._marks[name] = self._book.marks(self._written_name(name))
        return self._marks[name]

    def _written_name(self, name: str) -> str:
        return self._written.get(name, name)

    def _shown_name(self, name: str) -> str:
        view = self._view(name)
        return _converted(name, view.shown) if _is_candidate(name) and view.is_surely_hindi else name

    def rows(self, name: str) -> Iterator[list[Any]]:
        """The rows of a sheet, its text converted where it was typed in such a font."""
        source = self._book.rows(self._written_name(name))
        if name not in self._plans:
            head = list(itertools.islice(source, _SAMPLE_ROWS))
            self._plans[name] = self._plan(head)
            source = itertools.chain(head, source)
        return self._converted(source, self._plans[name])

    def _converted(self, rows: Iterable[list[Any]], plan: _Plan) -> Iterator[list[Any]]:
        for row in rows:
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell:
                    is_plain = type(cell) is str and not plan.has_headings and column not in plan.columns
                    # A register says the same words in thousands of cells.
                    known = self._marked.get(cell) if is_plain else None
                    row[column] = self._read(cell, plan, column) if known is None else known
            yield row

    def _read(self, cell: str, plan: _Plan, column: int) -> str:
        if isinstance(cell, UnreadFontText) or has_no_value(cell):
            return cell
        is_named = isinstance(cell, FontText)
        text = str(cell)
        if not (is_named or plan.has_headings or column in plan.columns):
            return self._mark(text)
        if not _may_be_legacy(text, is_named=is_named):
            return text
        view = self._view(text)
        if is_named:
            is_in_font = view.is_hindi or not view.is_english
        elif _DAY.fullmatch(text):
            is_in_font = plan.has_headings
        elif column in plan.columns:
            is_in_font = view.is_likely_hindi or (
                not view.has_faults and not view.is_english and not view.has_english_shape
            )
        else:
            is_in_font = view.is_hindi and not view.is_english
        if view.shown == text:
            return text
        return _converted(text, view.shown) if is_in_font else self._mark(text)

    def _mark(self, text: str) -> str:
        """A text for which neither its font nor its column speaks: converted where its own letters leave no doubt."""
        if text not in self._marked:
            if len(self._marked) >= _MAX_VIEWS:
                self._marked.clear()
            self._marked[text] = self._marked_text(text)
        return self._marked[text]

    def _marked_text(self, text: str) -> str:
        if _ENGLISH_TEXT.fullmatch(text) or not _is_candidate(text):
            return text
        view = self._view(text)
        if view.is_surely_hindi:
            return _converted(text, view.shown)
        if not view.is_doubtful:
            return text
        doubtful = DoubtfulText(text)
        doubtful.reading = "" if view.is_unread else view.shown
        return doubtful

    def _view(self, text: str) -> _View:
        if text not in self._views:
            if len(self._views) >= _MAX_VIEWS:
                self._views.clear()
            self._views[text] = _View(text, known_words(self._places()))
        return self._views[text]

    def _plan(self, head: Sequence[Sequence[Any]]) -> _Plan:
        has_headings = False
        columns: dict[int, dict[str, _View | None]] = {}
        for row in head:
            hits = texts = 0
            for column, cell in enumerate(row):
                if not isinstance(cell, str) or not cell:
                    continue
                texts += 1
                seen = columns.setdefault(column, {})
                if cell not in seen and len(seen) < _MAX_CELLS:
                    seen[cell] = self._view(cell) if _is_candidate(cell) else None
                view = seen.get(cell)
                hits += view is not None and not view.is_english and view.is_hindi
            has_headings = has_headings or (hits >= _MIN_HEADINGS and hits * 2 >= texts)
        evidence = {column: _evidence(seen.values()) for column, seen in columns.items()}
        legacy = {column for column, found in evidence.items() if found.is_enough(_MIN_CELLS, _MIN_SHARE)}
        if legacy or has_headings:
            legacy |= {column for column, found in evidence.items() if found.is_enough(1, _MIN_SHARE_IN_SUCH_A_SHEET)}
        if has_headings:  # nobody types one column in another font unless something of it is English
            legacy |= {column for column, found in evidence.items() if found.cells > 1 and not found.english}
        return _Plan(frozenset(legacy), has_headings)


def has_unread_text(rows: Iterable[Sequence[Any]]) -> bool:
    """True if cells hold Hindi in a font that is not read: one with letters beyond A to Z, or most of them unknown."""
    english = known_words(frozenset())
    found = {str(cell) for row in rows for cell in row if isinstance(cell, UnreadFontText) and _LETTER.search(cell)}
    unknown = [text for text in found if _may_be_legacy(text, is_named=False) and not english.is_latin(text)]
    return any(_BEYOND_ASCII.search(text) for text in unknown) or len(unknown) * 2 > len(found)


def _converted(text: str, shown: str) -> ConvertedText:
    converted = ConvertedText(shown)
    converted.written = text
    return converted


def _evidence(found: Iterable[_View | None]) -> _Evidence:
    views = [view for view in found if view is not None]
    english = sum(view.is_english or (view.has_english_shape and not view.is_likely_hindi) for view in views)
    hindi = sum(not view.is_english and view.is_likely_hindi for view in views)
    return _Evidence(len(views), hindi, english)


def _may_be_legacy(text: str, *, is_named: bool) -> bool:
    if len(text) > _MAX_LENGTH or _HINDI.search(text) or _ADDRESS.search(text):
        return False
    if _LETTER.search(text) or _DAY.fullmatch(text):
        return True
    return is_named and _SHOWN_DIFFERENTLY.search(text) is not None


def _is_english_day(text: str) -> bool:
    if not _ENGLISH_DAY.fullmatch(text):
        return False
    try:
        parse_date(text)
    except Problem:
        return False
    return True


def _is_candidate(text: str) -> bool:
    return (
        not isinstance(text, FontText | UnreadFontText)
        and _may_be_legacy(text, is_named=False)
        and not _DAY.fullmatch(text)
    )
