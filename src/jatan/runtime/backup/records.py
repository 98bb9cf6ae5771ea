"""Which backups this house has made: `JATAN_HOME/backups.json`, a line for each file that is still kept.

It holds paths, times, sizes and recipients, and nothing about anybody. Only files named there are ever deleted.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock

from jatan.runtime import home
from jatan.settings import options

_RECORD: Final = "backups.json"


@dataclass(frozen=True)
class Backup:
    """A verified backup: absolute path, time at which its snapshot was taken, size in bytes.

    `recipients`: whom it is encrypted to (`age1…`); not known of those made before 0.2.0.
    """

    path: Path
    made_at: dt.datetime
    size: int
    is_encrypted: bool
    recipients: tuple[str, ...] = ()

    @property
    def lies_in_house(self) -> bool:
        """True if it lies under JATAN_HOME, and is lost with it."""
        return self.path.is_relative_to(options.home().resolve()) or self.path.is_relative_to(options.home())


def all_backups() -> list[Backup]:
    """The backups on record, newest first. One on a disk that is not plugged in is among them."""
    return sorted(_read(), key=lambda made: made.made_at, reverse=True)


def newest_backup_at() -> dt.datetime | None:
    """When the newest backup outside JATAN_HOME was made, for the home page and `/readyz`; None if there was none."""
    return next((made.made_at for made in all_backups() if not made.lies_in_house), None)


def newest_recipients() -> tuple[str, ...]:
    """Whom the newest backup outside JATAN_HOME is encrypted to; empty if it is in clear, or there is none."""
    return next((made.recipients for made in all_backups() if not made.lies_in_house), ())


def add(made: Backup) -> None:
    """Put a backup on record, instead of an older one of the same path."""
    with _changed() as kept:
        kept[:] = [*(other for other in kept if other.path != made.path), made]


def remove(gone: Iterable[Backup]) -> None:
    """Take backups off the record."""
    paths = {made.path for made in gone}
    with _changed() as kept:
        kept[:] = [made for made in kept if made.path not in paths]


@contextmanager
def _changed() -> Iterator[list[Backup]]:
    home.run_dir().mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(home.run_dir() / f"{_RECORD}.lock"):
        kept = _read()
        yield kept
        rows = [
            {
                "path": str(made.path),
                "made_at": made.made_at.isoformat(timespec="seconds"),
                "size": made.size,
                "is_encrypted": made.is_encrypted,
                "recipients": made.recipients,
            }
            for made in kept
        ]
        home.write_private(options.home() / _RECORD, json.dumps(rows, indent=1) + "\n")


def _read() -> list[Backup]:
    try:
        rows = json.loads((options.home() / _RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [
        Backup(
            Path(row["path"]),
            dt.datetime.fromisoformat(row["made_at"]),
            row["size"],
            row["is_encrypted"],
            tuple(row.get("recipients", ())),
        )
        for row in rows
    ]
