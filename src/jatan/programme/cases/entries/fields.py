"""One question of an entry: how its answer is read, checked, kept as JSON and read back.

Answers arrive as people write them (any script's digits, days in a dozen spellings) or as Python values, and are
settled into Python values; `kept` and `read` carry them through JSON.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem

__all__ = ["Choice", "Field", "FieldKind", "Label", "Value"]

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
    "count",
    "money",
    "yes",
    "phone",
    "link",
    "reasons",
    "machine",
]

_LONGEST: Final = {"line": 200, "text": 20_000, "phone": 40, "machine": 200, "reasons": 1_000}
_LARGEST: Final = 2_000_000_000
_YES: Final = {"1", "yes", "on", "true", "हाँ", "हां"}
_NO: Final = {"", "0", "no", "off", "false", "नहीं"}


@dataclass(frozen=True)
class Field:
    """One question. `link`: the row of another entry, whose kind is `to`. Money is whole rupees.

    `reasons`: one text for each thing that is still open, by its key (`open_items`). `machine`: nobody is asked and
    nobody is shown it. `part`: the heading of a part of the form that begins here.
    """

    name: str
    label: Label
    kind: FieldKind = "line"
    needed: bool = False
    choices: tuple[Choice, ...] = ()
    hint: Label = ""
    to: str = ""
    part: Label = ""

    def settle(self, said: Any) -> Value:
        """The answer as a Python value; None (or [] / False) where nothing was said. Raises Problem at this field."""
        try:
            value = self._settled(said)
        except Problem as problem:
            raise (problem if problem.field else problem.at(self.name)) from None
        if self.needed and value in (None, "", []):
            raise Problem("missing_required", field=self.name)
        return value

    def kept(self, value: Value) -> Any:
        """The value as JSON keeps it."""
        return (
            value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, uuid.UUID) else value
        )

    def read(self, kept: Any) -> Value:
        """A kept value again. What no longer fits the question (an older form's answer) is shown as it was kept."""
        if kept is None or not isinstance(kept, str):
            return kept if isinstance(kept, int | bool | list | dict) else None
        try:
            if self.kind in ("day", "past_day"):
                return dt.date.fromisoformat(kept)
            if self.kind == "instant":
                return dt.datetime.fromisoformat(kept)
            if self.kind == "link":
                return uuid.UUID(kept)
        except ValueError:
            return kept
        return kept

    def words(self, value: Value) -> Label:
        """The label of a chosen code, or the code itself where the list no longer has it."""
        return next((label for code, label in self.choices if code == value), str(value))

    def _settled(self, said: Any) -> Value:
        if isinstance(said, str):
            said = said.strip()
        if self.kind == "yes":
            return _yes(said)
        if self.kind == "choices":
            return self._chosen(said if isinstance(said, list | tuple) else [said] if said else [])
        if said in (None, "", [], (), {}):
            return None
        return self._reasons(said) if self.kind == "reasons" else self._read_as_said(said)

    def _reasons(self, said: Any) -> dict[str, str] | None:
        if not isinstance(said, Mapping):
            raise Problem("unreadable")
        texts: dict[str, str] = {}
        for key, text in said.items():
            try:
                texts[str(key)] = self._text(text or "").strip()
            except Problem as problem:
                raise problem.at(f"{self.name}.{key}") from None
        return {key: text for key, text in texts.items() if text} or None

    def _read_as_said(self, said: Any) -> Value:
        if self.kind == "choice":
            return self._one_of(said)
        if self.kind in ("day", "past_day"):
            return self._day(said)
        if self.kind == "instant":
            return _instant(said)
        if self.kind in ("count", "money"):
            return _count(said)
        if self.kind == "link":
            return _link(said)
        return self._text(said)

    def _text(self, said: Any) -> str:
        text, longest = str(said), _LONGEST[self.kind]
        if len(text) > longest:
            raise Problem("unreadable", format_lazy(_("This is too long: at most {limit} characters."), limit=longest))
        if "\x00" in text:
            raise Problem("unreadable")
        if self.kind == "phone" and (phone := parse_phone(text)):
            return phone
        # What the machine made (a key, an id, a check sum) holds any digits by chance.
        if self.kind != "machine" and (problem := aadhaar_problem(text)):
            raise problem
        return text

    def _day(self, said: Any) -> dt.date:
        day = parse_date(said)
        if self.kind == "past_day" and day > clock.today():
            raise Problem("date_in_future")
        return day

    def _one_of(self, said: Any) -> str:
        if said not in {code for code, _label in self.choices}:
            raise Problem("unreadable")
        return str(said)

    def _chosen(self, said: Iterable[Any]) -> list[str]:
        return list(dict.fromkeys(self._one_of(one) for one in said))


def _yes(said: Any) -> bool:
    word = str(said if said is not None else "").lower()
    if isinstance(said, bool):
        return said
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Problem("unreadable")


def _instant(said: Any) -> dt.datetime:
    """A day with a time in India: "2026-12-31 10:00", "३१/१२/२०२६ १०:००"; a day alone is its first instant."""
    if isinstance(said, dt.datetime):
        return said if said.tzinfo is not None else said.replace(tzinfo=clock.INDIA)
    if isinstance(said, dt.date):
        return dt.datetime.combine(said, dt.time(), clock.INDIA)
    day, _space, time = str(said).replace("T", " ").partition(" ")
    hour, minute = 0, 0
    if time.strip():
        first, _colon, second = time.strip().partition(":")
        hour, minute = parse_int(first), parse_int(second[:2] or "0")
    if hour not in range(24) or minute not in range(60):
        raise Problem("unreadable")
    return dt.datetime.combine(parse_date(day), dt.time(hour, minute), clock.INDIA)


def _count(said: Any) -> int:
    number = parse_int(said)
    if number < 0:
        raise Problem("negative_number")
    if number > _LARGEST:
        raise Problem("unreadable")
    return number


def _link(said: Any) -> uuid.UUID:
    try:
        return said if isinstance(said, uuid.UUID) else uuid.UUID(str(said))
    except ValueError:
        raise Problem("unreadable") from None
