"""How an office writes days, numbers, telephones and texts: a value goes in, a cell as somebody typed it comes out."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.intake.corpus.sheets import Cell
from tests.kernel.text.legacy_typing import type_legacy

__all__ = ["DAY_STYLES", "Habits", "Hand"]

_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
_HINDI_MONTHS = (
    "जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर",
)  # fmt: skip
_HINDI_NUMBERS = (
    "शून्य", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ", "दस", "ग्यारह", "बारह", "तेरह", "चौदह", "पंद्रह", 
    "सोलह", "सत्रह", "अठारह", "उन्नीस", "बीस",
)  # fmt: skip
_ENGLISH_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
DAY_STYLES = (
    "cell", "moment", "slashes", "dashes", "dots", "hindi month", "english month", "month before day", "iso",
    "serial number", "short", "weekday", "remark", "month first",
)  # fmt: skip


_NUMBER_STYLES = ("", "", "", "text", "spaces", "devanagari", "float", "words", "unit", "zero words", "formula")


@dataclass(frozen=True)
class Habits:
    """What one office does. `language`: hi, en or mixed; `day_style`: one of DAY_STYLES, or any; `numbers`: plain, or
    any for the ways in which people write numbers; `font`: "" or the name of a font older than Unicode, `names_font`:
    whether its cells name it; `counts`: the columns of counted people; `header_rows`: 1 to 3; `repeats`: how a value is
    written that stands above, too: "" (again), merged or ditto; `extras`: what stands between the records."""

    language: str = "hi"
    day_style: str = "cell"
    numbers: str = "plain"
    font: str = ""
    names_font: bool = True
    counts: Sequence[str] = ("women", "men", "girls", "boys", "total")
    header_rows: int = 1
    repeats: str = ""
    extras: frozenset[str] = frozenset()


class Hand:
    """Somebody who fills in the register of an office with these habits."""

    def __init__(self, rng: random.Random, habits: Habits) -> None:
        self.rng, self.habits = rng, habits

    def pick(self, hindi: Sequence[str], english: Sequence[str]) -> str:
        """One of the ways to say it in the office's language."""
        is_hindi = self.habits.language == "hi" or (self.habits.language == "mixed" and self.rng.random() < 0.6)
        ways = [way for way in hindi if _typed(way) is not None] if self.habits.font else hindi if is_hindi else english
        return self.rng.choice(ways)

    def text(self, text: str) -> Cell | None:
        """A text; in the glyphs of the office's font, where that is older than Unicode."""
        if text == "":
            return None
        typed = _typed(text) if self.habits.font else None
        return Cell(text) if typed is None else Cell(typed, font=self.habits.font if self.habits.names_font else "")

    def day(self, day: dt.date, style: str = "") -> Cell:
        """A day in the office's style, or in any."""
        style = style or self.habits.day_style
        if style == "any":
            style = self.rng.choice([one for one in DAY_STYLES if one != "month first"])
        if style == "cell":
            return Cell(day, "dd/mm/yyyy")
        if style == "moment":
            return Cell(dt.datetime.combine(day, dt.time(11, 30)), "dd/mm/yyyy hh:mm")
        if style == "serial number":
            return Cell((day - dt.date(1899, 12, 30)).days)
        return self.text(self._written(day, style)) or Cell("")

    def _written(self, day: dt.date, style: str) -> str:
        return {
            "slashes": f"{day:%d/%m/%Y}",
            "dashes": f"{day.day}-{day.month}-{day.year}",
            "dots": f"{day:%d.%m.%Y}".translate(_DEVANAGARI),
            "hindi month": f"{day.day} {_HINDI_MONTHS[day.month - 1]} {day.year}",
            "english month": f"{day.day}-{day:%b}-{day:%y}",
            "month before day": f"{day:%B} {day.day}, {day.year}",
            "iso": f"{day:%Y-%m-%d}",
            "short": f"{day.day}/{day.month}/{day:%y}",
            "weekday": f"{day:%a}, {day.day} {day:%B} {day.year}",
            "remark": f"{day:%d/%m/%Y} ({self.pick(['शनिवार'], ['Sat'])})",
            "month first": f"{day:%m/%d/%Y}",
        }[style]

    def number(self, number: int) -> Cell:
        """A count of people."""
        style = self.rng.choice(_NUMBER_STYLES)
        if self.habits.numbers == "plain" or style == "":
            return Cell(number)
        if style == "zero words" and number == 0:
            return self.text(self.pick(["निल", "शून्य"], ["Nil"])) or Cell(0)
        if style == "words" and number < len(_ENGLISH_NUMBERS) and number > 0:
            return self.text(self.pick([_HINDI_NUMBERS[number]], [_ENGLISH_NUMBERS[number]])) or Cell(number)
        if style == "unit":
            return self.text(self.pick([f"{number} लोग", f"{number} (उपस्थित)"][:1], [f"{number} persons"])) or Cell(
                number
            )
        written = {
            "text": str(number),
            "spaces": f" {number} ",
            "devanagari": str(number).translate(_DEVANAGARI),
        }
        if style == "float":
            return Cell(float(number))
        if style == "formula":
            return Cell(number, formula=f"{number // 2}+{number - number // 2}")
        return Cell(written.get(style, str(number))) if not self.habits.font else Cell(str(number))

    def money(self, rupees: int) -> Cell:
        """An amount, with the commas of lakh and thousand where the office writes them."""
        style = self.rng.choice(["", "commas", "sign", "slash"]) if self.habits.numbers == "any" else ""
        if style == "" or self.habits.font:
            return Cell(rupees)
        return Cell({"commas": _lakh(rupees), "sign": f"₹ {_lakh(rupees)}", "slash": f"{rupees}/-"}[style])

    def phone(self, number: str) -> Cell:
        """A telephone number; a second one may stand beside it."""
        style = self.rng.choice(["", "number", "space", "country", "two"]) if self.habits.numbers == "any" else ""
        if style == "number":
            return Cell(int(number))
        other = f"{self.rng.randrange(6, 10)}{self.rng.randrange(10**9):09}"
        written = {
            "space": f"{number[:5]} {number[5:]}",
            "country": f"+91 {number}",
            "two": f"{number} / {other}",
        }
        return Cell(written.get(style, number))


def _typed(text: str) -> str | None:
    """The text in the glyphs of a font older than Unicode; None where it has no glyphs for it, as for English."""
    try:
        return type_legacy(text)
    except ValueError:
        return None


def _lakh(number: int) -> str:
    """1,23,456."""
    head, tail = divmod(number, 1000)
    if head == 0:
        return str(tail)
    pairs: list[str] = []
    while head >= 100:
        head, pair = divmod(head, 100)
        pairs.insert(0, f"{pair:02}")
    return ",".join([str(head), *pairs, f"{tail:03}"])
