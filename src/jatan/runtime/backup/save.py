"""`backup`: one snapshot of the database and the uploaded files in one file."""

import datetime as dt
import functools
import os
import re
import secrets
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import IO, Final

import psycopg
from pyrage import x25519

from jatan.kernel.file_stores.base import FileStore, StoreProblem
from jatan.runtime import house_files, key_checks, versions
from jatan.runtime.backup import archive, database_dump, encryption, leftovers, makers, records
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.records import Backup
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles, server, urls
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan.settings import options
from jatan_postgres.cluster import SUPERUSER

# Hidden beside its target while it is written; every name that a backup gets by itself, and this one's.
_UNFINISHED: Final = r"\.(?:{name}|.+\.backup(?:\.age)?)-[0-9a-f]{{8}}"
_HALF_READ: Final = _(
    "A file came only in part from where the files lie. Nothing was written; make the backup once more."
)
_NOTHING: Final = _("There is nothing to back up in {home}. Is JATAN_HOME right, and is its disk there?")


def chosen_recipients(named: Sequence[str] = (), *, plain: bool = False) -> list[x25519.Recipient]:
    """The recipients of a backup: those of JATAN_BACKUP_RECIPIENTS and of `named`. Empty: it is not encrypted.

    `plain` asks for a backup that is not encrypted, whatever the option says. Raises BackupProblem.
    """
    if plain and named:
        raise BackupProblem(both(_("--plain and --encrypt-to do not go together.")))
    if plain:
        return []
    found = [*encryption.recipients_in_options(), *encryption.recipients_of(named)]
    return list({str(recipient): recipient for recipient in found}.values())


def file_name(stem: str, *, is_encrypted: bool) -> str:
    """The name of a backup that is made now, e.g. `jatan-2026-11-27T203000Z.backup.age`."""
    return f"{stem}-{dt.datetime.now(dt.UTC):%Y-%m-%dT%H%M%SZ}.backup{'.age' if is_encrypted else ''}"


def backup(
    target: Path, progress: Callable[[str], None], *, recipients: Sequence[x25519.Recipient] | None = None
) -> Backup:
    """Write a backup to `target`, replacing an older one only when the new one was read back to its end.

    `recipients`: whom it is encrypted to; empty: not encrypted; None: JATAN_BACKUP_RECIPIENTS. Raises BackupProblem.
    Nothing is written to a disk before it is encrypted. Files are read after the database snapshot: they are only
    added, never changed, so every file that the dump refers to is included.
    """
    if recipients is None:
        recipients = chosen_recipients()
    target = target.absolute()
    url = _reading_url()
    if database_dump.is_empty(url):
        raise BackupProblem(both(_NOTHING, home=options.home()))
    if not database_dump.passes_walls(url):
        raise BackupProblem("The role of JATAN_BACKUP_URL may not read every row. It needs BYPASSRLS.")
    store = house_files.open_store()
    made_at = dt.datetime.now(dt.UTC)
    sign = makers.signer(progress)
    try:
        for name, _size in store.walk():
            archive.check_file(archive.FILES + name)
        target.parent.mkdir(parents=True, exist_ok=True)
        leftovers.delete_left(target.parent, re.compile(_UNFINISHED.format(name=re.escape(target.name))))
        write = functools.partial(_write, url=url, store=store, made_at=made_at, sign=sign, progress=progress)
        _write_verified(target, recipients, write, progress)
    except StoreProblem as away:
        raise BackupProblem(both(archive.STORE_AWAY)) from away
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BackupProblem(
            both(_("The backup could not be written to {folder}: {reason}."), folder=target.parent, reason=reason)
        ) from error
    names = tuple(str(recipient) for recipient in recipients)
    made = Backup(target, made_at, target.stat().st_size, bool(recipients), names)
    records.add(made)
    progress(f"written: {target} ({made.size // 1024} KB{', encrypted' if recipients else ''})")
    return made


def _write_verified(
    target: Path,
    recipients: Sequence[x25519.Recipient],
    write: Callable[[IO[bytes]], None],
    progress: Callable[[str], None],
) -> None:
    """Write a file beside `target`, read it back to its end, and only then put it in place of `target`."""
    # The house cannot open its own backups. To read this one back it is encrypted to a key of this moment as well,
    # which is written nowhere.
    proof = encryption.new_identity()
    unfinished = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        with open(unfinished, "xb", opener=archive.private) as out:
            leftovers.lock(out)
            with ExitStack() as stack:
                stream: IO[bytes] = out
                if recipients:
                    stream = stack.enter_context(encryption.encrypted_stream(out, [*recipients, proof.to_public()]))
                write(stream)
            out.flush()
            os.fsync(out.fileno())
            progress("reading it all back")
            with encryption.plain_stream(unfinished, [proof]) as stream:
                archive.verify(stream, target)
            if sys.platform != "win32":
                os.replace(unfinished, target)  # while it is locked: another backup would take it for a leftover
        if sys.platform == "win32":
            os.replace(unfinished, target)  # no open file is renamed there, nor deleted
        archive.sync_folder(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(
    stream: IO[bytes],
    url: str,
    store: FileStore,
    made_at: dt.datetime,
    sign: Callable[[bytes], bytes],
    progress: Callable[[str], None],
) -> None:
    with closing(archive.Writer(stream)) as writer:
        progress("reading the database")
        with writer.dump() as dump:
            counts = database_dump.dump(url, dump)
        progress(f"{sum(counts.values())} rows in {len(counts)} tables; adding the files")
        for name, size in store.walk():
            try:
                source = store.stream(name)
            except FileNotFoundError:  # deleted since it was listed, as records are after their time
                continue
            with source:
                read = source.seek(0, os.SEEK_END)
                source.seek(0)
                # One that was replaced since, as the spellings are, has another size now.
                if read not in (size, store.sizes([name]).get(name)):
                    raise BackupProblem(both(_HALF_READ))
                writer.add_file(archive.FILES + name, source)
        writer.finish(_facts(url, counts, made_at), sign)


def _reading_url() -> str:
    """URL of a role that bypasses row security: the embedded superuser, or JATAN_BACKUP_URL."""
    if urls.is_embedded():
        # The disk of the house may be away: a backup of a new, empty one would look like a good one.
        if not (clusters.cluster().data / "PG_VERSION").exists():
            raise BackupProblem(both(_NOTHING, home=options.home()))
        server.ensure_running()
        return roles.conninfo(clusters.cluster(), SUPERUSER)
    url = options.text("JATAN_BACKUP_URL")
    if not url:
        raise BackupProblem(
            "JATAN_BACKUP_URL is not set. A backup must read every row; give a role that may:\n\n"
            "CREATE ROLE jatan_backup LOGIN PASSWORD 'choose-one' BYPASSRLS;\n"
            "GRANT pg_read_all_data TO jatan_backup;\n"
            f"GRANT CONNECT ON DATABASE {urls.as_django(urls.database_urls().owner)['NAME']} TO jatan_backup;"
        )
    return url


def _facts(url: str, counts: dict[str, int], made_at: dt.datetime) -> dict[str, object]:
    """Manifest entries for restore: versions, roles, applied migrations, row counts and check values of the keys."""
    found = urls.database_urls()
    with psycopg.connect(url) as connection:
        has_migrations = "django_migrations" in counts
        query = "SELECT app, name FROM django_migrations ORDER BY id"
        migrations = connection.execute(query).fetchall() if has_migrations else []
        keys = key_checks.noted(connection)
        postgres = connection.info.server_version
    return {
        "made_at": made_at.isoformat(timespec="seconds"),
        "jatan": versions.jatan_version(),
        "postgres": postgres,
        "roles": {"owner": urls.as_django(found.owner)["USER"], "app": urls.as_django(found.app)["USER"]},
        "migrations": [list(row) for row in migrations],
        "tables": counts,
        "keys": keys,
    }
