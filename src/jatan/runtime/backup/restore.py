"""`restore`: verify the file, restore into a second database and folder, then swap them with the current ones.

Until the last step the current database and files are not touched, so a restore that fails or is killed changes
nothing.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from pyrage import x25519

from jatan.kernel.file_stores.base import StoreProblem
from jatan.runtime import home, key_checks, processes, versions
from jatan.runtime.backup import archive, database_dump, encryption, files_in_place, makers
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles, server, urls
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan.settings import options
from jatan_postgres.cluster import SUPERUSER

_DEMO_TABLE: Final = "network_demohouse"  # has a row in the database of a demo only
_HISTORY_TABLE: Final = "devices_history"  # read by foundation/devices/epoch.py
_BESIDE: Final = "jatan_restoring"
_REPLACED: Final = "jatan_replaced"

_KEYS_UNKNOWN: Final = _(
    "This backup was made before check values of keys were kept. Bring from the old machine, before anything is started"
    " here: secret, marks.key and the folder vault, into {home}"
)


def restore(
    source: Path,
    progress: Callable[[str], None],
    *,
    replace: bool = False,
    identities: Sequence[x25519.Identity] = (),
    on_sheet: Collection[str] = (),
    takes_unknown: Callable[[str], bool] = lambda _sentence: False,
) -> list[str]:
    """Bring back a backup. Refuses a damaged or forged file, one of another house, one of a newer version, a house that
    runs or holds records, a demo's backup over real records, and real records into a demo's home.

    `replace`: overwrite existing records. Only with the embedded database; the database of DATABASE_URL must be empty.
    `identities`: what may decrypt the file. `on_sheet`: fingerprints of houses on the key sheet. `takes_unknown`: asked
    with a sentence about a backup that neither they nor this house made, before anything changes. Returns what the
    restored house still needs, as sentences in both languages: keys that lie outside the backup and are missing here or
    are other ones.
    """
    progress("reading and checking every part")
    with encryption.plain_stream(source, identities) as stream:
        contents = archive.verify(stream, source)
    manifest = contents.manifest
    _refuse_odd_facts(contents)
    makers.refuse_unknown_maker(contents, on_sheet, progress, takes_unknown)
    if unknown := versions.unknown_migrations((label, name) for label, name in manifest["migrations"]):
        raise BackupProblem(versions.newer_problem(unknown))
    if at_work := [entry.kind for entry in processes.running() if entry.process.pid != os.getpid()]:
        raise BackupProblem(f"Running: {', '.join(at_work)}. End it first with ./jatan stop")
    found = _target()
    is_demo = manifest["tables"].get(_DEMO_TABLE, 0) > 0
    _refuse_overwriting(found.owner, replace, is_demo)
    _refuse_other_kind(found.owner, is_demo)
    work = options.home() / f"restoring-{secrets.token_hex(4)}"
    work.mkdir(mode=0o700, parents=True)
    try:
        with encryption.plain_stream(source, identities) as stream:
            archive.unpack(stream, contents, dump=work / archive.DUMP, files=work / "files")
        (work / "files").mkdir(exist_ok=True, mode=0o700)
        progress("files unpacked; filling the database")
        if urls.is_embedded():
            _fill_beside(work, manifest)
        else:
            _fill_given(found, work, manifest)
        progress(f"{sum(manifest['tables'].values())} rows are back; putting everything in its place")
        with files_in_place.put_files(work, is_demo=is_demo):
            if urls.is_embedded():
                _swap_databases()
    except StoreProblem as away:
        raise BackupProblem(both(archive.STORE_AWAY)) from away
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if is_demo:
        home.mark_demo()
    progress("restored")
    if "keys" not in manifest:
        return [both(_KEYS_UNKNOWN, home=options.home())]
    needed = key_checks.sentences(key_checks.other_keys(manifest["keys"]))
    return [*needed, *makers.missing_signer(contents.maker, on_sheet)]


def _refuse_odd_facts(contents: archive.Contents) -> None:
    """Raise BackupProblem unless the manifest says what a restore needs in the form that a house writes."""
    facts = contents.manifest
    migrations, tables, roles = facts.get("migrations"), facts.get("tables"), facts.get("roles")
    keys = facts.get("keys", {})
    fits = (
        isinstance(migrations, list)
        and all(isinstance(row, list) and [type(word) for word in row] == [str, str] for row in migrations)
        and isinstance(tables, dict)
        and all(type(rows) is int for rows in tables.values())
        and isinstance(roles, dict)
        and all(isinstance(roles.get(role), str) for role in ("owner", "app"))
        and isinstance(keys, dict)
        and all(isinstance(value, str) for value in keys.values())
    )
    if not fits:
        raise BackupProblem(both(archive.NOT_WHOLE, path=contents.path))


def _target() -> urls.DatabaseUrls:
    if urls.is_embedded():
        server.ensure_running()
    return urls.database_urls()


def _refuse_overwriting(owner: str, replace: bool, is_demo: bool) -> None:
    has_records = not database_dump.is_empty(owner) or files_in_place.holds_any(is_demo=is_demo)
    if has_records and not replace:
        raise BackupProblem("This house holds records already. To overwrite them: restore --replace FILE")
    if has_records and not urls.is_embedded():
        raise BackupProblem("The database of DATABASE_URL is not empty. Empty it first, then restore.")


def _refuse_other_kind(owner: str, is_demo: bool) -> None:
    """Raise BackupProblem if this home holds a demo and the backup (`is_demo`) real records, or the other way round."""
    holds_demo = home.is_marked_demo() or database_dump.holds_row(owner, _DEMO_TABLE)
    if holds_demo and not is_demo:
        raise BackupProblem(
            "This folder is a demo's, which anybody enters without a password, and the backup holds real records. "
            "Name another folder in JATAN_HOME."
        )
    if is_demo and not holds_demo and not database_dump.is_empty(owner):
        raise BackupProblem(
            "This is the backup of a demo, and this house is none. Name another folder in JATAN_HOME for it."
        )


def _fill_beside(work: Path, manifest: dict[str, Any]) -> None:
    """Restore into a second database of the embedded server; drops what a killed restore has left there."""
    embedded = clusters.cluster()
    with psycopg.connect(roles.conninfo(embedded, SUPERUSER, "postgres"), autocommit=True) as connection:
        _drop(connection, _BESIDE)
        roles.ensure_database(connection, _BESIDE, clusters.OWNER)
        _fill(roles.conninfo(embedded, clusters.OWNER, _BESIDE), clusters.OWNER, clusters.APP, work, manifest)


def _fill_given(found: urls.DatabaseUrls, work: Path, manifest: dict[str, Any]) -> None:
    owner, app = urls.as_django(found.owner)["USER"], urls.as_django(found.app)["USER"]
    _fill(found.owner, owner, app, work, manifest)


def _fill(url: str, owner: str, app: str, work: Path, manifest: dict[str, Any]) -> None:
    before = manifest["roles"]
    renamed = {before["app"]: app, before["owner"]: owner}
    database_dump.load(url, work / archive.DUMP, manifest["tables"], renamed)
    with psycopg.connect(url) as connection:
        roles.grant_to_app(connection, app)
        _begin_history(connection)


def _begin_history(connection: psycopg.Connection) -> None:
    """Give the database another id: phones ask again for what they sent after this backup was made.

    A backup from before there were phones gets its first id with the migrations.
    """
    found = connection.execute("SELECT to_regclass(%s)", [_HISTORY_TABLE]).fetchone()
    if found is not None and found[0] is not None:
        insert = "INSERT INTO {} (id, began_at) VALUES (gen_random_uuid(), clock_timestamp())"
        connection.execute(sql.SQL(insert).format(sql.Identifier(_HISTORY_TABLE)))


def _swap_databases() -> None:
    """Rename both databases in one transaction, so that exactly one always has the name in use."""
    embedded = clusters.cluster()
    with psycopg.connect(roles.conninfo(embedded, SUPERUSER, "postgres"), autocommit=True) as connection:
        _drop(connection, _REPLACED)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)",
            [[clusters.DATABASE, _BESIDE]],
        )
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        with connection.transaction():
            connection.execute(rename.format(sql.Identifier(clusters.DATABASE), sql.Identifier(_REPLACED)))
            connection.execute(rename.format(sql.Identifier(_BESIDE), sql.Identifier(clusters.DATABASE)))
        _drop(connection, _REPLACED)


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
