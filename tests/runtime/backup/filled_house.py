"""A small house for tests of backups: rows with names and one uploaded file, without jatan's own tables."""

import os
from pathlib import Path

from jatan.runtime import home
from tests.runtime.homes import as_app, as_owner

NAME = "सुशीला टोप्पो"
UPLOAD = b"photograph of a meeting " * 4000


def fill() -> None:
    """Write 500 persons and an upload into the current, empty home."""
    as_owner("CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL)")
    as_app(f"INSERT INTO person SELECT n, '{NAME} ' || n FROM generate_series(1, 500) n")
    home.files_dir().mkdir(parents=True)
    (home.files_dir() / "meeting.jpg").write_bytes(UPLOAD)
    (home.files_dir() / "large.jpg").write_bytes(os.urandom(1_000_000))


def quiet(_text: str) -> None:
    """Progress that nobody reads."""


def files_below(folder: Path) -> set[Path]:
    """Every file below a folder."""
    return {path for path in folder.rglob("*") if path.is_file()}
