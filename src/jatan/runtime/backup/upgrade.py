"""A backup of a house with records before a new version changes its tables."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psycopg

from jatan.runtime import home
from jatan.runtime.backup import records
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.save import backup
from jatan.runtime.postgres import urls
from jatan.runtime.postgres.programs import PostgresProblem
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan.settings import options

_KEPT: Final = 2
_SPARE_BYTES: Final = 200 << 20
_NOT_MADE: Final = _(
    "The new version was not put into use, because the backup before it could not be made: {reason}. Nothing was"
    " changed. See to that and start again; or, with a backup of your own at hand: JATAN_BACKUP_BEFORE_UPGRADE=0"
)
_NO_SPACE: Final = _("{free} MB are free in {home}, about {needed} MB are needed")


def backup_before_upgrade(progress: Callable[[str], None]) -> None:
    """Write a backup into `JATAN_HOME/backups`, where the two newest are kept. Raises PostgresProblem if it fails.

    None is made of a demo, of a house without members, if JATAN_BACKUP_BEFORE_UPGRADE is 0, and of an own PostgreSQL
    for which no JATAN_BACKUP_URL is set, which the progress says.
    """
    if not options.flag("JATAN_BACKUP_BEFORE_UPGRADE") or home.is_marked_demo():
        return
    size = _size_of_records()
    if size == 0:
        return
    if not urls.is_embedded() and not options.text("JATAN_BACKUP_URL"):
        progress("no backup before this upgrade: JATAN_BACKUP_URL is not set")
        return
    folder = options.home() / "backups"
    progress("a new version: making a backup before it changes the tables")
    try:
        _refuse_full_disk(size + _size_of_files())
        backup(folder / f"before-upgrade-{dt.datetime.now(dt.UTC):%Y-%m-%dT%H%M%SZ}.backup", progress)
    except BackupProblem as problem:
        raise PostgresProblem(both(_NOT_MADE, reason=problem)) from problem
    _delete_older(folder)


def _size_of_records() -> int:
    """Bytes that a dump takes, guessed high; 0 if there are no members."""
    with psycopg.connect(urls.database_urls().owner) as connection:
        if connection.execute("SELECT to_regclass('public.network_organisation')").fetchone() == (None,):
            return 0
        row = connection.execute(
            "SELECT count(*), pg_database_size(current_database()) FROM network_organisation"
        ).fetchone()
    return int(row[1]) // 2 if row and row[0] else 0


def _size_of_files() -> int:
    return sum(path.stat().st_size for path in home.files_dir().rglob("*") if path.is_file())


def _refuse_full_disk(needed: int) -> None:
    where = options.home()
    free = shutil.disk_usage(where).free
    if free < needed + _SPARE_BYTES:
        raise BackupProblem(both(_NO_SPACE, free=free >> 20, home=where, needed=(needed + _SPARE_BYTES) >> 20))


def _delete_older(folder: Path) -> None:
    made = [backup for backup in records.all_backups() if backup.path.parent == folder.absolute()]
    for older in made[_KEPT:]:
        older.path.unlink(missing_ok=True)
    records.remove(made[_KEPT:])
