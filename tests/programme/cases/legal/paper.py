"""A case file in memory: entries are validated by their kinds, without keys or tables."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.identity import profile_of
from jatan.programme.cases.entries.kinds import Writer, validate_answers
from jatan.programme.cases.entries.legal_track import duties_of

__all__ = ["A_WOMAN", "TODAY", "Paper", "codes_of"]

TODAY = dt.date(2026, 11, 24)
A_WOMAN = {"sex": "f", "born_on": dt.date(1998, 3, 1), "age_basis": "school"}


class Paper:
    """A growing file; `card`: sex and age answers of the identity card. `hour`: in which entries are written."""

    def __init__(
        self, *, today: dt.date = TODAY, card: Mapping[str, Any] | None = A_WOMAN, legal: bool = False
    ) -> None:
        opened = dt.date(2026, 10, 1)
        self.file = CaseFile(new_id(), new_id(), "T01-2026Q4-PAPER", "trafficking", opened, False)
        self.writer = Writer(new_id(), False, today, legal)
        self.hour = 18
        if card is not None:
            with clock.frozen_at(self._now()):
                self.lay("profile", profile_of(card))

    def is_open(self, duty: str) -> bool:
        """True if the duty with this code is to be done still."""
        return duty in {one.duty.code for one in duties_of(self.file, TODAY) if one.is_open}

    def write(self, kind: str, row: Any = None, **given: Any) -> Entry:
        """Write an entry, or a revision of `row`. Raises Problems of the kind's validation."""
        declared = kind_of(kind)
        former = self.file.find(row) if row else self.file.last(kind) if declared.is_single else None
        with clock.frozen_at(self._now()):
            answers = dict(validate_answers(declared, self.file, given, self.writer))
            if former is not None:
                answers |= declared.keeps(former, answers)
            return self.lay(kind, answers, former)

    def supervised(self) -> "Paper":
        """The same file, written by a supervisor."""
        self.writer = Writer(self.writer.account, True, self.writer.today)
        return self

    def take_back(self, entry: Entry) -> None:
        """Withdraw an entry as `withdraw_entry` does."""
        self.lay(entry.kind, {**entry.answers, "withdrawn_because": "ग़लती से"}, entry)

    def _now(self) -> dt.datetime:
        return dt.datetime.combine(self.writer.today, dt.time(self.hour), clock.INDIA)

    def lay(self, kind: str, answers: Mapping[str, Any], former: Entry | None = None) -> Entry:
        """Add an entry without validation, as services may."""
        row, revision = (former.row, former.revision + 1) if former else (new_id(), 1)
        entry = Entry(kind, row, revision, clock.now(), self.writer.account, dict(answers))
        self.file = self.file.with_entry(entry)
        return entry


def codes_of(problems: Any) -> set[tuple[str, str | None]]:
    """(code, field) of each problem."""
    return {(one.code, one.field) for one in problems.problems}
