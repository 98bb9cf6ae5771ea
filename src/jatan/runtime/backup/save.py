"""`backup`: one snapshot of the database and the uploaded files in one file."""

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from jatan.runtime import home, versions
from jatan.runtime.backup import archive, database_dump
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles, server, urls
from jatan.settings import options


def backup(target: Path, progress: Callable[[str], None]) -> None:
    """Write a backup to `target`, replacing an older one only when the new one is complete. Raises BackupProblem.

    Files are read after the database snapshot: they are only added, never changed, so every file that the dump refers
    to is included.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    url = _reading_url()
    if not database_dump.passes_walls(url):
        raise BackupProblem("The role of JATAN_BACKUP_URL may not read every row. It needs BYPASSRLS.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = Path(folder) / archive.DUMP
        progress("reading the database")
        counts = database_dump.dump(url, dump)
        facts = _facts(url, counts)
        progress(f"{sum(counts.values())} rows in {len(counts)} tables; adding the files")
        parts = archive.write(target, [(archive.DUMP, dump), *_files(home.files_dir())], facts)
    progress(f"{len(parts) - 1} files; reading it all back")
    archive.verify(target)
    progress(f"written: {target} ({target.stat().st_size // 1024} KB)")


def _reading_url() -> str:
    """URL of a role that bypasses row security: the embedded superuser, or JATAN_BACKUP_URL."""
    if urls.is_embedded():
        server.ensure_running()
        return roles.conninfo(clusters.cluster(), clusters.SUPERUSER)
    url = options.text("JATAN_BACKUP_URL")
    if not url:
        raise BackupProblem(
            "JATAN_BACKUP_URL is not set. A backup must read every row; give a role that may:\n\n"
            "CREATE ROLE jatan_backup LOGIN PASSWORD 'choose-one' BYPASSRLS;\n"
            "GRANT pg_read_all_data TO jatan_backup;"
        )
    return url


def _facts(url: str, counts: dict[str, int]) -> dict[str, object]:
    """Manifest entries for restore: versions, names of the two roles, applied migrations and row counts."""
    found = urls.database_urls()
    with psycopg.connect(url) as connection:
        has_migrations = "django_migrations" in counts
        query = "SELECT app, name FROM django_migrations ORDER BY id"
        migrations = connection.execute(query).fetchall() if has_migrations else []
        postgres = connection.info.server_version
    return {
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "jatan": versions.jatan_version(),
        "postgres": postgres,
        "roles": {"owner": urls.as_django(found.owner)["USER"], "app": urls.as_django(found.app)["USER"]},
        "migrations": [list(row) for row in migrations],
        "tables": counts,
    }


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for folder, inner, names in os.walk(root):
        inner.sort()
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield archive.FILES + path.relative_to(root).as_posix(), path
