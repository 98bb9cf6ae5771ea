"""Which older backups are kept: the newest of each of so many days, weeks and months."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jatan.runtime.backup import records, upgrade
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.records import Backup
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _

_PERIODS: Final[Mapping[str, Callable[[dt.datetime], str]]] = {
    "daily": lambda at: f"{at:%Y-%m-%d}",
    "weekly": lambda at: f"{at:%G-%V}",
    "monthly": lambda at: f"{at:%Y-%m}",
    "yearly": lambda at: f"{at:%Y}",
}
_STEP: Final = re.compile(r"(\d+)\s+(daily|weekly|monthly|yearly)", re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """How many periods of each kind keep a backup, e.g. {"daily": 7, "weekly": 4}."""

    numbers: Mapping[str, int]


def rule_of(text: str) -> Rule:
    """The rule of e.g. `7 daily, 4 weekly, 12 monthly`. Raises BackupProblem, also for one that keeps nothing."""
    numbers: dict[str, int] = {}
    for part in text.split(","):
        step = _STEP.fullmatch(part.strip())
        if step is None or step[2].lower() in numbers:
            raise BackupProblem(
                both(_("The rule of what is kept is not understood: {text}. Like this: {example}"), text=text,
                     example="7 daily, 4 weekly, 12 monthly")
            )  # fmt: skip
        numbers[step[2].lower()] = int(step[1])
    if not any(numbers.values()):
        raise BackupProblem(both(_("The rule of what is kept would keep nothing: {text}."), text=text))
    return Rule(numbers)


def superfluous(made: Iterable[Backup], rule: Rule) -> list[Backup]:
    """Those that the rule does not keep, oldest first. The newest of all is always kept. Periods are those of UTC."""
    newest_first = sorted(made, key=lambda backup: backup.made_at, reverse=True)
    kept = set(newest_first[:1])
    for kind, number in rule.numbers.items():
        newest_of: dict[str, Backup] = {}
        for backup in newest_first:
            newest_of.setdefault(_PERIODS[kind](backup.made_at.astimezone(dt.UTC)), backup)
        kept.update(list(newest_of.values())[:number])
    return [backup for backup in reversed(newest_first) if backup not in kept]


def delete_superfluous(folder: Path, rule: Rule, progress: Callable[[str], None]) -> None:
    """Delete the files in `folder` that this house has made and the rule does not keep.

    A file of the same name that has another size by now is not what this house wrote, and stays. So do the backups of
    an upgrade that has not succeeded yet: they are counted in no period.
    """
    needed = upgrade.needed_backups()
    here = [made for made in records.all_backups() if made.path.parent == folder.absolute() and made.path not in needed]
    gone = [made for made in here if not made.path.exists()]
    deleted = superfluous((made for made in here if made not in gone), rule)
    for made in deleted:
        if made.path.stat().st_size == made.size:
            made.path.unlink()
            progress(f"deleted: {made.path}")
    records.remove([*gone, *deleted])
