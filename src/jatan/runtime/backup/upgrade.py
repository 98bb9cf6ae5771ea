"""A backup of a house with records before a new version changes its tables, and the way back to it.

An upgrade that fails is tried again, so its backups are not counted like others: `JATAN_HOME/upgrade.json` holds the
tries of an upgrade that has not succeeded yet, the first one first. The first stays until one has succeeded.
"""

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import psycopg

from jatan.kernel.file_stores.base import StoreProblem
from jatan.runtime import home, house_files
from jatan.runtime.backup import encryption, records
from jatan.runtime.backup.archive import STORE_AWAY, BackupProblem
from jatan.runtime.backup.encryption import recipients_of
from jatan.runtime.backup.save import backup, chosen_recipients, file_name
from jatan.runtime.postgres import urls
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan.settings import options
from jatan_postgres.programs import PostgresProblem

EXIT_CODE: Final = 78  # EX_CONFIG of sysexits.h; deploy/systemd/jatan.service does not start again after it
_TRIES: Final = "upgrade.json"
_KEPT: Final = 2
_SPARE_BYTES: Final = 200 << 20
_NOT_MADE: Final = _(
    "The new version was not put into use, because the backup before it could not be made: {reason}. Nothing was"
    " changed. See to that and start again; or, with a backup of your own at hand: JATAN_BACKUP_BEFORE_UPGRADE=0"
)
_FAILED: Final = _(
    "The new version could not be put into use: the step {step} of its changes to the tables failed ({why}). Nothing is"
    " started, and starting again does the same until the cause is gone."
)
_WAY_BACK: Final = _(
    "Everything recorded before is in {file}. The way back, first with this version, because the one before cannot read"
    " that file: ./jatan restore --replace {file}\nStart nothing then. Install the version that ran before, and start"
    " that."
)
_KEY_NEEDED: Final = _("It is encrypted: add --identity with the key of the backups.")
_EMPTY_FIRST: Final = _("A database of your own is emptied before: docs/how-to/own-postgresql.md says how.")
_NO_BACKUP: Final = _("No backup from before it is here.")
_FOR_KEEPERS: Final = _(
    "Send these lines to those who keep the programme. With a version that mends it: ./jatan migrate goes on there."
)
_NO_SPACE: Final = _("{free} MB are free in {home}, about {needed} MB are needed")


class UpgradeProblem(PostgresProblem):
    """The new version was not put into use, and only a person can change that. The exit code is `EXIT_CODE`."""


def backup_before_upgrade(progress: Callable[[str], None], applied: Iterable[tuple[str, str]]) -> None:
    """Write a backup into `JATAN_HOME/backups`. Raises UpgradeProblem if it fails.

    `applied`: the migrations that the tables have, as (application, name). It is encrypted to JATAN_BACKUP_RECIPIENTS,
    or else as the newest backup outside the house is. None is made of a demo, of a house without members, if
    JATAN_BACKUP_BEFORE_UPGRADE is 0, and of an own PostgreSQL for which no JATAN_BACKUP_URL is set, which the progress
    says.
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
        recipients = chosen_recipients() or recipients_of(records.newest_recipients())
        name = file_name(f"before-upgrade-try-{len(_tries()) + 1}", is_encrypted=bool(recipients))
        made = backup(folder / name, progress, recipients=recipients)
    except BackupProblem as problem:
        raise UpgradeProblem(both(_NOT_MADE, reason=problem)) from problem
    state = ",".join(sorted(f"{label}.{name}" for label, name in applied))
    tries = [*_tries(), (str(made.path), state)]
    home.write_private(options.home() / _TRIES, json.dumps(tries))
    newest_of = {state: path for path, state in tries}
    _delete(path for path, _state in tries[1:] if path not in newest_of.values())


def finish_upgrade() -> None:
    """The tables are those of this version: of its tries the backup of the first one stays, with what was recorded
    until the last one of the same tables, and the newest of earlier upgrades."""
    if not (tries := _tries()):
        return
    before = [path for path, state in tries if state == tries[0][1]]
    kept = {before[0], before[-1]}
    _delete(path for path, _state in tries if path not in kept)
    folder = options.home().absolute() / "backups"
    made = [str(one.path) for one in records.all_backups() if one.path.parent == folder]
    _delete([path for path in made if path not in kept][_KEPT - 1 :])
    (options.home() / _TRIES).unlink()


def needed_backups() -> set[Path]:
    """The backups of an upgrade that has not succeeded yet. No rule of what is kept deletes them."""
    return {Path(path) for path, _state in _tries()}


def failed_upgrade(step: str, why: str) -> UpgradeProblem:
    """What is said when a migration fails. `step`: application and name; `why`: class and place, without a value."""
    sentences = [both(_FAILED, step=step, why=why)]
    tries = _tries()
    # Only those of the tables as they were before the first try: a later one may hold half of the new version's.
    before = [Path(path) for path, state in tries if state == tries[0][1]]
    file = next((path for path in reversed(before) if path.exists()), None)
    if file is None:
        sentences.append(both(_NO_BACKUP))
    else:
        sentences.append(both(_WAY_BACK, file=file))
        if encryption.is_encrypted(file):
            sentences.append(both(_KEY_NEEDED))
        if not urls.is_embedded():
            sentences.append(both(_EMPTY_FIRST))
    return UpgradeProblem("\n\n".join(["", *sentences, both(_FOR_KEEPERS)]))


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
    try:
        return sum(size for _name, size in house_files.open_store().walk())
    except StoreProblem as away:
        raise BackupProblem(both(STORE_AWAY)) from away


def _refuse_full_disk(needed: int) -> None:
    where = options.home()
    free = shutil.disk_usage(where).free
    if free < needed + _SPARE_BYTES:
        raise BackupProblem(both(_NO_SPACE, free=free >> 20, home=where, needed=(needed + _SPARE_BYTES) >> 20))


def _tries() -> list[tuple[str, str]]:
    """(path of the backup, migrations that its tables had) of each try of an upgrade that has not succeeded yet."""
    try:
        return [(path, state) for path, state in json.loads((options.home() / _TRIES).read_text("utf-8"))]
    except FileNotFoundError:
        return []


def _delete(paths: Iterable[str]) -> None:
    gone = set(paths)
    for path in gone:
        Path(path).unlink(missing_ok=True)
    records.remove(made for made in records.all_backups() if str(made.path) in gone)
