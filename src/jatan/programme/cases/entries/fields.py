"""One question of an entry: how its answer is parsed, validated, stored as JSON and read back.

Answers arrive as typed (digits of any script, many date formats) or as Python values, and are
parsed into Python values; `kept` and `read` convert those to and from JSON.
"""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.answers import too_long
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_controls, without_invisible
from jatan.kernel.written_days import read_day

type Label = str | Promise
type Choice = tuple[str, Label]
type Value = str | int | bool | list[str] | dict[str, str] | dt.date | dt.datetime | uuid.UUID | None
type FieldKind = Literal[
    "line",
    "text",
    "choice",
    "choices",
    "day",
    "past_day",
    "instant",
    "past_instant",
    "count",
    "money",
    "yes",
    "phone",
    "link",
    "colleague",
    "reasons",
    "machine",
]

_LONGEST: Final = {"line": 200, "text": 20_000, "phone": 40, "machine": 200, "reasons": 1_000}
# As many as 112 and 181 have. A number of another country, or one with a word beside it, stays as it is written.
_FEWEST_DIGITS: Final = 3
_LARGEST: Final = 2_000_000_000
_HAS_TRUNK_ZERO: Final = re.compile(r"[\s(]*0(?!0)")
_YES: Final = {"1", "yes", "on", "true", "हाँ", "हां"}
_NO: Final = {"", "0", "no", "off", "false", "नहीं"}


@dataclass(frozen=True)
class Field:
    """One question. `link`: the row of another entry, of one of the kinds in `to` (`linked_kinds`). `past_instant`: an
    hour that has come. `colleague`: the account of somebody who may open the file (`file.entry_store` checks that).
    Money is whole rupees.

    `reasons`: one text for each open item, by its key (`open_items`). `machine`: set by services, never asked or
    shown. `is_asked`: False for an answer that services set and pages show. `part`: heading of the form section that
    begins with this question; `is_folded`: the section is shown folded. `expected`: asked as if it were needed,
    because the rules of the kind mostly need it. `former`: answers that are no longer offered, for entries that have
    them. `in_headline`: how an answer of a choice reads in a headline, where its own words would not say what was
    asked; an answer that is not in it is left out there.
    """

    name: str
    label: Label
    kind: FieldKind = "line"
    needed: bool = False
    choices: tuple[Choice, ...] = ()
    hint: Label = ""
    to: str = ""
    part: Label = ""
    former: tuple[Choice, ...] = ()
    in_headline: tuple[Choice, ...] = ()
    ahead: bool | None = None
    expected: bool = False
    is_asked: bool = True
    is_folded: bool = False

    @property
    def linked_kinds(self) -> tuple[str, ...]:
        """The kinds of entries that a link may lead to."""
        return tuple(self.to.split())

    @property
    def is_ahead(self) -> bool:
        """Whether the day meant most lies ahead: of a `day` unless it says otherwise, of an `instant` if it says so."""
        return self.kind == "day" if self.ahead is None else self.ahead

    def parse_answer(self, answer: Any) -> Value:
        """The answer as a Python value; None (or [] / False) when empty. Raises Problem at this field."""
        try:
            value = self._parse(answer)
        except Problem as problem:
            raise (problem if problem.field else problem.at(self.name)) from None
        if self.needed and value in (None, "", []):
            raise Problem("missing_required", field=self.name)
        return value

    def kept(self, value: Value) -> Any:
        """The value as stored in JSON."""
        return (
            value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, uuid.UUID) else value
        )

    def read(self, kept: Any) -> Value:
        """A stored value as a Python value. One that no longer fits the question is returned as stored."""
        if kept is None or not isinstance(kept, str):
            return kept if isinstance(kept, int | bool | list | dict) else None
        try:
            if self.kind in ("day", "past_day"):
                return dt.date.fromisoformat(kept)
            if self.kind in ("instant", "past_instant"):
                return dt.datetime.fromisoformat(kept)
            if self.kind in ("link", "colleague"):
                return uuid.UUID(kept)
        except ValueError:
            return kept
        return kept

    def words(self, value: Value) -> Label:
        """The label of a chosen code, or the code itself where the list no longer has it."""
        return next((label for code, label in (*self.choices, *self.former) if code == value), str(value))

    def _parse(self, answer: Any) -> Value:
        if isinstance(answer, str):
            answer = answer.strip()
        if self.kind == "yes":
            return _yes(answer)
        if self.kind == "choices":
            return self._many_of(answer if isinstance(answer, list | tuple) else [answer] if answer else [])
        if answer in (None, "", [], (), {}):
            return None
        return self._reasons(answer) if self.kind == "reasons" else self._parse_by_kind(answer)

    def _reasons(self, answer: Any) -> dict[str, str] | None:
        if not isinstance(answer, Mapping):
            raise Problem("unreadable")
        texts: dict[str, str] = {}
        for key, text in answer.items():
            try:
                texts[str(key)] = self._text(text or "").strip()
            except Problem as problem:
                raise problem.at(f"{self.name}.{key}") from None
        return {key: text for key, text in texts.items() if text} or None

    def _parse_by_kind(self, answer: Any) -> Value:
        if self.kind == "choice":
            return self._one_of(answer)
        if self.kind in ("day", "past_day"):
            return self._day(answer)
        if self.kind in ("instant", "past_instant"):
            return self._instant(answer)
        if self.kind in ("count", "money"):
            return _count(answer)
        if self.kind in ("link", "colleague"):
            return _link(answer)
        return self._text(answer)

    def _text(self, answer: Any) -> str:
        # Machine values (a key, an id, a checksum) are kept as they are; they may contain such digits by chance.
        text, longest = str(answer) if self.kind == "machine" else without_controls(str(answer)), _LONGEST[self.kind]
        if len(text) > longest:
            raise too_long(longest)
        if "\x00" in text:
            raise Problem("unreadable")
        if self.kind == "phone" and (phone := parse_phone(text)):
            # 06524 222333 rings in Gumla; without its zero it is somebody's mobile number.
            return f"0{phone}" if _HAS_TRUNK_ZERO.match(ascii_digits(without_invisible(text))) else phone
        if self.kind == "phone" and sum(one.isdecimal() for one in text) < _FEWEST_DIGITS:
            raise Problem("unreadable", _("This is no telephone number: write its digits."))
        if self.kind != "machine" and (problem := aadhaar_problem(text)):
            raise problem
        return text

    def _day(self, answer: Any) -> dt.date:
        day = _written_day(answer, is_past=self.kind == "past_day")
        if self.kind == "past_day" and day > clock.today():
            raise Problem("date_in_future")
        return day

    def _instant(self, answer: Any) -> dt.datetime:
        at = _instant(answer)
        if self.kind == "past_instant" and at > clock.now():
            is_today = at.astimezone(clock.INDIA).date() == clock.today()
            raise Problem("date_in_future", _("This hour has not come yet.") if is_today else None)
        return at

    def _one_of(self, answer: Any) -> str:
        if answer not in {code for code, _label in self.choices}:
            raise Problem("unreadable")
        return str(answer)

    def _many_of(self, answer: Iterable[Any]) -> list[str]:
        return list(dict.fromkeys(self._one_of(one) for one in answer))


def _yes(answer: Any) -> bool:
    word = str(answer if answer is not None else "").lower()
    if isinstance(answer, bool):
        return answer
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Problem("unreadable")


def _instant(answer: Any) -> dt.datetime:
    """A day with a time in India: "2026-12-31 10:00", "३१/१२/२०२६ १०:००"; a day alone is its first instant."""
    if isinstance(answer, dt.datetime):
        return answer if answer.tzinfo is not None else answer.replace(tzinfo=clock.INDIA)
    if isinstance(answer, dt.date):
        return dt.datetime.combine(answer, dt.time(), clock.INDIA)
    day, _space, time = str(answer).replace("T", " ").partition(" ")
    hour, minute = 0, 0
    if time.strip():
        first, _colon, second = time.strip().partition(":")
        hour, minute = parse_int(first), parse_int(second[:2] or "0")
    if hour not in range(24) or minute not in range(60):
        raise Problem("unreadable")
    return dt.datetime.combine(_written_day(day), dt.time(hour, minute), clock.INDIA)


def _written_day(answer: Any, *, is_past: bool = False) -> dt.date:
    return read_day(answer, ahead=False if is_past else None) if isinstance(answer, str) else parse_date(answer)


def _count(answer: Any) -> int:
    number = parse_int(answer)
    if number < 0:
        raise Problem("negative_number")
    if number > _LARGEST:
        raise Problem("unreadable")
    return number


def _link(answer: Any) -> uuid.UUID:
    try:
        return answer if isinstance(answer, uuid.UUID) else uuid.UUID(str(answer))
    except ValueError:
        raise Problem("unreadable") from None
