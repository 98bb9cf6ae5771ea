"""Until when each section of a file is kept, and why (`retention.toml`). It only tells the day and deletes nothing.

Deleting takes two supervisors: one takes the case out of the register, another erases it (`file.withdrawal`,
`file.erasure`).
"""

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from jatan.kernel.ages import ADULT
from jatan.kernel.localised import Localised
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.identity import age_on
from jatan.programme.cases.entries.legal_track import deadlines_of, diary_of
from jatan.programme.cases.legal.time_limits import add_months, in_india

# An entry of a kind that no longer exists is kept as notes are.
_OF_OLDER_FORMS: Final = "note"


@dataclass(frozen=True)
class Section:
    """A part of the file with its years after closing, and the birthday up to which a child's is kept."""

    code: str
    name: Localised
    why: Localised
    kinds: frozenset[str]
    stages: frozenset[str]
    years: int
    child_until: int


@dataclass(frozen=True)
class Clock:
    """One section's clock. `until`: the last day on which it is kept; None while nothing runs. `entries`: how many."""

    section: Section
    until: dt.date | None
    is_over: bool
    entries: int


@functools.cache
def sections() -> tuple[Section, ...]:
    """All sections in the order in which they are shown."""
    source = resources.files(__package__).joinpath("retention.toml")
    return tuple(_section(row) for row in tomllib.loads(source.read_text(encoding="utf-8"))["section"])


def clocks_of(file: CaseFile, today: dt.date, now: dt.datetime) -> list[Clock]:
    """The clocks of all sections. None runs while the case is open, or while something of the law does."""
    closed = None if is_held(file, today, now) else closed_on(file)
    found = []
    for section in sections():
        until = None if closed is None else _until(file, section, closed)
        count = sum(not entry.withdrawn and _section_of(entry.kind) is section for entry in file.entries)
        found.append(Clock(section, until, until is not None and until < today, count))
    return found


def closed_on(file: CaseFile) -> dt.date | None:
    """The day of the last closing; None for an open case, and where the file does not say it."""
    if not file.is_closed:
        return None
    days = [in_india(one.written_at) for one in file.all("closure_decision") if one.get("decision") == "approved"]
    days += [one.get("closed_on") for one in file.all("register") if one.get("closed_on")]
    return max(days, default=None)


def is_kept_longer(file: CaseFile, on: dt.date) -> bool:
    """Whether the rule for a child holds, by the lowest age she may have."""
    ages = age_on(file, on)
    return ages is not None and ages[0] < ADULT


def is_held(file: CaseFile, today: dt.date, now: dt.datetime) -> bool:
    """Whether a day of the law still runs, or a court day lies ahead: then nothing may be deleted."""
    return any(one.is_open for one in deadlines_of(file, today, now)) or any(day.on >= today for day in diary_of(file))


@functools.cache
def _section_of(kind: str) -> Section:
    """The section of a kind; of an older form's kind, that of notes."""
    kind = kind if kind in KINDS else _OF_OLDER_FORMS
    named = [one for one in sections() if kind in one.kinds]
    stage = KINDS[kind].stage.value
    return named[0] if named else next(one for one in sections() if stage in one.stages)


def _until(file: CaseFile, section: Section, closed: dt.date) -> dt.date:
    until = add_months(closed, 12 * section.years)
    ages = age_on(file, closed)
    if ages is not None and is_kept_longer(file, closed):
        # By the lowest age she may have had: her birthday lies at most this many years ahead.
        until = max(until, add_months(closed, 12 * (section.child_until - ages[0])))
    return until


def _section(row: Mapping[str, Any]) -> Section:
    name, why = Localised(row["hi"], row["en"]), Localised(row["why_hi"], row["why_en"])
    kinds, stages = frozenset(row.get("kinds", ())), frozenset(row.get("stages", ()))
    return Section(row["code"], name, why, kinds, stages, row["years"], row["child_until"])
