"""A small invented house of the present version, kept for the tests of later upgrades.

    .venv/bin/python -m tests.runtime.data.make_house X.Y.Z

Run once for each release, with the code of its commit. Writes `house-X.Y.Z` beside this file: `house.jatan` (by
`./jatan backup`), `home/` (what a backup does not hold: signing key, marks key, push key, vault) and `manifest.json`
(rows and hash of each table). `tests/runtime/test_upgrade_from_releases.py` reads every such folder.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import psycopg

from jatan.runtime import home, versions
from jatan.runtime.backup.left_out import LEFT_OUT
from jatan.runtime.backup.save import backup
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles
from jatan.runtime.progress import Progress
from jatan_postgres.cluster import SUPERUSER
from tests.runtime.homes import fresh_home
from tests.runtime.house_contents import contents, tables

# One row of every kind, made by the services for the cast of the tests; then what follows from them.
_FILL = """
from jatan.runtime.startup import setup_django
setup_django()
from tests.cast import make_cast
from tests.house.belongings import belongings
belongings(make_cast(), "coordinator")
"""
_BESIDE = ("secret", "marks.key", "push.key", "vault")
_FEWEST_TABLES = 100
_ROOT = Path(__file__).resolve().parents[3]


@click.command()
@click.argument("version")
def main(version: str) -> None:
    """Write the house of VERSION, which must be the present one."""
    if version != versions.jatan_version():
        raise click.ClickException(f"This is version {versions.jatan_version()}. Run it with the code of {version}.")
    make_house(Path(__file__).parent / f"house-{version}")


def make_house(out: Path) -> None:
    """Write the house of the present version into the folder `out`, instead of a former one."""
    progress = Progress()
    with fresh_home() as path:
        progress("making a house")
        _run("-m", "jatan", "migrate")
        _run("-c", _FILL)
        _run("-m", "jatan", "worker", "--batch")
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        backup(out / "house.jatan", progress, recipients=[])
        with psycopg.connect(roles.conninfo(clusters.cluster(), SUPERUSER)) as connection:
            found = contents(connection, tables(connection))
        filled = {table: held for table, held in found.items() if held["rows"] and table not in LEFT_OUT}
        if len(filled) < _FEWEST_TABLES:
            raise click.ClickException(f"Only {len(filled)} tables have rows.")
        root = home.files_dir()
        files = sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file())
        manifest = json.dumps({"tables": filled, "files": files}, ensure_ascii=False, indent=1) + "\n"
        (out / "manifest.json").write_text(manifest, encoding="utf-8")
        (out / "home").mkdir()
        for name in _BESIDE:
            source = path / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, out / "home" / name)
    progress(f"written: {out}, {len(filled)} of {len(found)} tables have rows")


def _run(*words: str) -> None:
    """Run Python in the house, in a process of its own; here nothing imports models."""
    subprocess.run([sys.executable, *words], check=True, env={**os.environ}, cwd=_ROOT)


if __name__ == "__main__":
    main()
