"""A case file in memory: entries are validated by their kinds and added on a given day, without keys or tables."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from jatan.kernel import clock
from jatan.kernel.ages import ADULT
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.identity import profile_of
from jatan.programme.cases.entries.kinds import Writer, validate_answers

__all__ = ["COUNSELLOR", "DAY", "SUPERVISOR", "CasePaper", "days_later"]

DAY = dt.date(2026, 11, 24)
COUNSELLOR, SUPERVISOR = uuid.UUID(int=1), uuid.UUID(int=2)
AGREED = {
    "purpose": "case_work",
    "given_on": DAY,
    "given_by": "herself",
    "way": "thumb",
    "language": "sck",
    "text_version": "1",
}
# What a child's consent says besides, by the lowest age: given by her mother, and she says yes to it.
_WITH_MOTHER = {"given_by": "parent", "child_part": "assent", "caregiver": "mother"}


def days_later(days: int) -> dt.date:
    """A day counted from the day the file begins."""
    return DAY + dt.timedelta(days=days)


class CasePaper:
    """A growing file. `at` is the day of writing; each entry is written a minute after the previous one."""

    def __init__(self, *, agreed: bool = True, woman_of: int | None = 26) -> None:
        quarter = dt.date(2026, 10, 1)
        self.file = CaseFile(new_id(), new_id(), "T01-2026Q4-PAPER", "trafficking", quarter, False)
        self.at, self.minutes = DAY, 0
        self.by, self.is_supervisor = COUNSELLOR, False
        if woman_of is not None:
            card: dict[str, Any] = {"sex": "f", "age": woman_of, "age_on": DAY, "age_basis": "school"}
            self.lay("profile", profile_of(card), None)
        if agreed:
            of_child = {"mature": "not_yet", **_WITH_MOTHER} if woman_of is not None and woman_of < ADULT else {}
            self.write("consent", **AGREED | of_child)

    def write(self, entry: str, row: uuid.UUID | None = None, /, **answers: Any) -> Entry:
        """Write an entry, or a revision of `row`. Raises Problems of the kind's validation."""
        declared = kind_of(entry)
        former = self.file.find(row) if row else self.file.last(entry) if declared.is_single else None
        with clock.frozen_at(self._now()):
            return self.lay(entry, validate_answers(declared, self.file, answers, self._writer()), former)

    def refusals(self, entry: str, /, **answers: Any) -> set[tuple[str, str | None]]:
        """(code, field) of the problems of an entry; nothing is written."""
        try:
            with clock.frozen_at(self._now()):
                validate_answers(kind_of(entry), self.file, answers, self._writer())
        except Problems as refused:
            return {(one.code, one.field) for one in refused.problems}
        return set()

    def as_supervisor(self, account: uuid.UUID = SUPERVISOR) -> "CasePaper":
        """The same file, written by a supervisor."""
        self.by, self.is_supervisor = account, True
        return self

    def on(self, day: dt.date) -> "CasePaper":
        """The same file on a later day."""
        self.at = day
        return self

    def close(self) -> None:
        """Close the file as `decide_closure` does."""
        self.file = dataclasses.replace(self.file, is_closed=True)

    def open_again(self) -> None:
        """Reopen the file as `reopen_file` does."""
        self.write("reopening", on=self.at, why="came_back", reason="वह फिर आई")
        self.file = dataclasses.replace(self.file, is_closed=False)

    def take_back(self, entry: Entry) -> None:
        """Withdraw an entry as `withdraw_entry` does."""
        self.lay(entry.kind, {**entry.answers, "withdrawn_because": "ग़लती से"}, entry)

    def dues(self, *codes: str) -> list[tuple[str, dt.date]]:
        """Codes and days of what is due today, of these codes if any are named."""
        return [(due.code, due.on) for due in dues_of(self.file, self.at) if not codes or due.code in codes]

    def _now(self) -> dt.datetime:
        return dt.datetime.combine(self.at, dt.time(9), clock.INDIA) + dt.timedelta(minutes=self.minutes)

    def _writer(self) -> Writer:
        return Writer(self.by, self.is_supervisor, self.at)

    def lay(self, kind: str, answers: Mapping[str, Any], former: Entry | None, *, by_supervisor: bool = False) -> Entry:
        """Add an entry without validation, as services may."""
        row, revision = (former.row, former.revision + 1) if former else (new_id(), 1)
        entry = Entry(kind, row, revision, self._now(), SUPERVISOR if by_supervisor else self.by, dict(answers))
        self.minutes += 1
        self.file = self.file.with_entry(entry)
        return entry
