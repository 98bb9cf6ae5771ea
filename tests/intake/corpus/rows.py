"""Fills rows of the registers: each cell as typed, together with what a careful clerk reads in it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.intake.corpus import words
from tests.intake.corpus.habits import Hand
from tests.intake.corpus.registers import COUNTS
from tests.intake.corpus.sheets import Cell

__all__ = ["Row", "fill_rows"]

_FIRST_DAY = dt.date(2021, 4, 1)
_DAYS = 1_000
_MOST_PEOPLE = 60


@dataclass
class Row:
    """One record. `cells`: {column: as typed}; `read`: {field of the manifest: as a careful clerk reads it}; `notes`:
    "twice" for a row that stands above, too; `is_merged`: columns whose cell is one with that of the row above."""

    cells: dict[str, Cell | None]
    read: dict[str, Any]
    ask: str = ""
    is_hidden: bool = False
    notes: list[str] = field(default_factory=list)
    is_merged: set[str] = field(default_factory=set)


class _Common:
    """What rows in sequence share: an office fills in one block, then the next."""

    def __init__(self, hand: Hand, kind: str, columns: Sequence[str]) -> None:
        self.hand, self.kind, self.columns = hand, kind, columns
        self.forums = [(f"{hindi} प्रवासी फोरम", f"{english} Migrant Forum") for hindi, english in words.VILLAGES]
        self._left = 0
        self._block = self._panchayat = self._village = self._facilitator = ("", "")
        self._day = _FIRST_DAY

    def start_row(self) -> None:
        """Move to the next place and day, now and then."""
        rng = self.hand.rng
        if self._left <= 0:
            self._left = rng.randint(1, 4)
            code, (hindi, english) = rng.choice(list(words.BLOCKS.items()))
            self._block = (code, self.hand.pick(hindi, english))
            self._panchayat = _both(self.hand, rng.choice(words.PANCHAYATS))
            self._village = _both(self.hand, rng.choice(words.VILLAGES))
            self._facilitator = _both(self.hand, rng.choice(words.FACILITATORS))
            self._day = _FIRST_DAY + dt.timedelta(days=rng.randrange(_DAYS))
        self._left -= 1

    def place(self) -> dict[str, Any]:
        """{column: (what is read, what is written)} of the columns of place."""
        return {
            "district": ("Gumla", self.hand.pick(["गुमला"], ["Gumla"])),
            "block": self._block,
            "panchayat": self._panchayat,
            "village": self._village,
            "facilitator": self._facilitator,
        }

    def day(self) -> dt.date:
        """The day of most of this stretch of rows."""
        if self.hand.rng.random() < 0.5:
            self._day = _FIRST_DAY + dt.timedelta(days=self.hand.rng.randrange(_DAYS))
        return self._day


def fill_rows(hand: Hand, kind: str, columns: Sequence[str], size: int, forums: Sequence[Row] = ()) -> list[Row]:
    """Rows of a register, no two of them alike. `forums`: the rows of forums that members join."""
    common = _Common(hand, kind, columns)
    fill = _FILLERS.get(kind, _meeting)
    rows: list[Row] = []
    seen: set[str] = set()
    for serial in range(1, size * 20):
        common.start_row()
        row = Row({"serial": Cell(len(rows) + 1)}, {})
        if "serial" in columns and hand.rng.random() < 0.1:
            row.cells["serial"] = Cell(f"{len(rows) + 1}.")
        _put_place(row, common)
        fill(common, row, forums)
        if "unknown" in columns:
            row.cells["unknown"] = None
        key = str(sorted((name, str(value)) for name, value in row.read.items() if name != "decisions"))
        if key not in seen:
            seen.add(key)
            rows.append(row)
        if len(rows) == size or serial == size * 20 - 1:
            break
    return rows


def _both(hand: Hand, pair: tuple[str, str]) -> tuple[str, str]:
    written = hand.pick([pair[0]], [pair[1]])
    return written, written


def _put_place(row: Row, common: _Common) -> None:
    for column, (read, written) in common.place().items():
        if column in common.columns:
            row.cells[column] = common.hand.text(written)
            row.read[column] = read
    row.read["block"] = row.read.get("block") or "Gumla"
    row.read.pop("district", None)


def _say(row: Row, common: _Common, column: str, pair: tuple[str, str], name: str = "") -> str:
    """Write one text, which is read as it stands."""
    if column not in common.columns:
        return ""
    written = common.hand.pick([pair[0]], [pair[1]])
    row.cells[column] = common.hand.text(written)
    row.read[name or column] = written
    return written


def _choose(
    row: Row, common: _Common, column: str, choices: Mapping[str, Any], code_name: str, written_name: str = ""
) -> str:
    """Write one choice of a list; the record keeps its code, and the words where `written_name` is given."""
    if column not in common.columns:
        return ""
    code = common.hand.rng.choice(sorted(choices))
    written = common.hand.pick(*choices[code])
    row.cells[column] = common.hand.text(written)
    row.read[code_name] = code
    if written_name:
        row.read[written_name] = written
    return code


def _set_day(row: Row, common: _Common, column: str, day: dt.date | None, name: str = "") -> None:
    if column not in common.columns:
        return
    row.cells[column] = None if day is None else common.hand.day(day)
    row.read[name or column] = day


def _meeting(common: _Common, row: Row, _forums: Sequence[Row]) -> None:
    hand = common.hand
    _set_day(row, common, "date", common.day())
    _say(row, common, "group_name", hand.rng.choice(words.GROUPS))
    theme = hand.rng.choice(sorted(words.TOPICS))
    if "topic" in common.columns:
        written = hand.pick(*words.TOPICS[theme])
        row.cells["topic"] = hand.text(written)
        row.read |= {"topic": written, "theme": theme}
    _say(row, common, "title", ("जागरूकता रैली", "Rally in the market"))
    _say(
        row,
        common,
        "decisions",
        hand.rng.choice([("अगली बैठक पंद्रह दिन बाद", "Next meeting after a fortnight"), ("", "")]),
    )
    _count(common, row)


def _count(common: _Common, row: Row) -> None:
    """Counts of people in the columns that the office has; a part that nobody wrote down is not known."""
    hand = common.hand
    parts = [name for name in COUNTS if name in common.columns and name != "total"]
    numbers: dict[str, int | None] = {}
    for name in parts:
        number = hand.rng.randrange(1 if name in ("women", parts[0]) else 0, _MOST_PEOPLE)
        number = 0 if number and hand.rng.random() < 0.2 and name != parts[0] else number
        is_left_out = number == 0 and hand.rng.random() < 0.3
        row.cells[name] = hand.rng.choice([None, Cell("-")]) if is_left_out else hand.number(number)
        numbers[name] = None if is_left_out else number
    known = [number for number in numbers.values() if number is not None]
    total = sum(known) if parts else hand.rng.randrange(5, _MOST_PEOPLE)
    row.read |= {**numbers, "total": total}
    if "total" in common.columns:
        row.cells["total"] = hand.number(total)


def _group_reach(common: _Common, row: Row, _forums: Sequence[Row]) -> None:
    _set_day(row, common, "date", common.day())
    _say(row, common, "group_name", common.hand.rng.choice(words.GROUPS))
    _choose(row, common, "category", words.CATEGORIES, "category", "topic")
    total = common.hand.rng.randrange(3, 200)
    row.cells["total"], row.read["total"] = common.hand.number(total), total


def _forum(common: _Common, row: Row, _forums: Sequence[Row]) -> None:
    pair = common.hand.rng.choice(common.forums)
    common.forums.remove(pair) if len(common.forums) > 1 else None
    _say(row, common, "forum", pair, "name")
    _set_day(row, common, "formed_on", common.day())


def _person(common: _Common, row: Row, *, age_on: dt.date | None) -> None:
    hand = common.hand
    sex = hand.rng.choice("ffffmmmmmt")
    _say(row, common, "name", hand.rng.choice(words.NAMES[sex]))
    _say(row, common, "guardian", hand.rng.choice(words.FATHERS))
    if "sex" in common.columns:
        row.cells["sex"], row.read["sex"] = hand.text(hand.pick(*words.SEXES[sex])), sex
    if "age" in common.columns:
        age = hand.rng.randrange(14, 60)
        row.cells["age"], row.read["age"] = Cell(age), age
        if hand.habits.numbers == "any" and hand.rng.random() < 0.3:
            row.cells["age"] = hand.text(hand.pick([f"{age} वर्ष"], [f"{age} yrs"]))
        if age_on is not None:
            row.read["age_on"] = age_on
    if "phone" in common.columns:
        _set_phone(row, common, "phone")


def _set_phone(row: Row, common: _Common, column: str) -> None:
    rng = common.hand.rng
    number = f"{rng.randrange(6, 10)}{rng.randrange(10**9):09}" if rng.random() < 0.8 else ""
    row.cells[column] = common.hand.phone(number) if number else None
    row.read[column] = number


def _member(common: _Common, row: Row, forums: Sequence[Row]) -> None:
    forum = common.hand.rng.choice(forums)
    row.cells["forum"], row.read["forum"] = forum.cells["forum"], forum.read["name"]
    joined = forum.read["formed_on"] + dt.timedelta(days=common.hand.rng.randrange(60))
    _set_day(row, common, "joined_on", joined)
    _person(common, row, age_on=joined)
    _choose(row, common, "office", words.OFFICE_BEARERS, "office")


def _issue(common: _Common, row: Row, _forums: Sequence[Row]) -> None:
    rng = common.hand.rng
    received = common.day()
    _set_day(row, common, "date", received, "received_on")
    _person(common, row, age_on=None)
    _choose(row, common, "issue", words.ISSUES, "issue", "issue_as_written")
    office = _choose(row, common, "sent_to", words.OFFICES, "sent_to", "sent_to_as_written")
    if "sent_on" in common.columns:
        _set_day(row, common, "sent_on", received + dt.timedelta(days=2) if office else None)
    if "reference_number" in common.columns:
        number = f"GML/{rng.randrange(10, 99)}/{rng.randrange(100, 999)}"
        row.cells["reference_number"], row.read["reference_number"] = Cell(number), number
    _say(row, common, "reply", rng.choice([("जाँच चल रही है", "Under enquiry"), ("", "")]))
    status = _choose(row, common, "status", words.STATUSES, "status")
    if status == "received" and office:
        row.read["status"] = "sent"  # it lies with the office it was sent to
    is_over = status == "resolved"
    _set_day(row, common, "resolved_on", received + dt.timedelta(days=rng.randrange(5, 90)) if is_over else None)
    if "money_recovered" in common.columns:
        rupees = rng.choice([1_500, 12_000, 45_500, 123_456]) if is_over else None
        row.cells["money_recovered"] = None if rupees is None else common.hand.money(rupees)
        row.read["money_recovered"] = rupees
    _say(row, common, "description", ("परिवार से बात नहीं हो पा रही", "The family cannot reach her"))


def _case(common: _Common, row: Row, _forums: Sequence[Row]) -> None:
    rng = common.hand.rng
    opened = common.day()
    code = f"GML-{rng.randrange(2021, 2025)}-{rng.randrange(1000):03}"
    row.cells["case_code"], row.read["code"] = Cell(code), code
    _set_day(row, common, "date", opened, "opened_on")
    _choose(row, common, "case_kind", words.CASE_KINDS, "case_kind")
    is_closed = rng.random() < 0.4
    row.cells["status"] = common.hand.text(
        common.hand.pick(["बंद", "समाप्त"], ["Closed"])
        if is_closed
        else common.hand.pick(["जारी", "खुला"], ["Open", "Ongoing"])
    )
    row.read["is_closed"] = is_closed
    _set_day(row, common, "closed_on", opened + dt.timedelta(days=rng.randrange(20, 200)) if is_closed else None)
    if "follow_ups" in common.columns:
        number = rng.randrange(0, 12)
        row.cells["follow_ups"], row.read["follow_ups"] = common.hand.number(number), number


def _beneficiary(common: _Common, row: Row, _forums: Sequence[Row]) -> None:
    rng = common.hand.rng
    applied = common.day()
    _person(common, row, age_on=applied)
    _choose(row, common, "scheme", words.SCHEMES, "scheme", "scheme_as_written")
    _set_day(row, common, "applied_on", applied)
    has_come = rng.random() < 0.6
    _set_day(row, common, "sanctioned_on", applied + dt.timedelta(days=20) if has_come else None)
    _set_day(row, common, "received_on", applied + dt.timedelta(days=rng.randrange(25, 90)) if has_come else None)
    if not has_come and "received_on" in common.columns and rng.random() < 0.5:
        row.cells["received_on"] = common.hand.text(common.hand.pick(["लंबित"], ["Pending"]))


def _journey(common: _Common, row: Row, _forums: Sequence[Row]) -> None:
    rng, hand = common.hand.rng, common.hand
    registered = common.day()
    _set_day(row, common, "date", registered, "registered_on")
    _person(common, row, age_on=registered)
    _choose(row, common, "destination", words.DESTINATIONS, "destination", "destination_as_written")
    _say(row, common, "transit", rng.choice([("राँची", "Ranchi"), ("", "")]))
    _choose(row, common, "work", words.SECTORS, "work", "work_as_written")
    _say(row, common, "employer", ("शर्मा जी की कोठी", "Sharma Placement"))
    _say(row, common, "agent_name", rng.choice([("राजू गोप", "Raju Gope"), ("", "")]))
    for column in ("agent_phone", "contact_at_destination"):
        if column in common.columns:
            _set_phone(row, common, column)
    if "wage" in common.columns:
        rupees = rng.choice([6_500, 9_000, 12_500, 18_000])
        row.cells["wage"], row.read["wage"] = hand.money(rupees), rupees
    leaves = registered + dt.timedelta(days=rng.randrange(1, 30))
    _set_day(row, common, "leaves_on", leaves)
    back = leaves + dt.timedelta(days=rng.randrange(90, 300))
    _set_day(row, common, "expected_return", back)
    _set_day(row, common, "returned_on", back + dt.timedelta(days=3) if rng.random() < 0.4 else None)


_FILLERS: Mapping[str, Callable[[_Common, Row, Sequence[Row]], None]] = {
    "group_reach": _group_reach,
    "forums": _forum,
    "forum_members": _member,
    "issues": _issue,
    "cases": _case,
    "beneficiaries": _beneficiary,
    "journeys": _journey,
}
