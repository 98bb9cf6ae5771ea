"""Walks a way of CONTRIBUTING in a copy of the tree: the edits of a file in tests/house/walks, then its tests."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from tests.house.source import ROOT

_LEFT = shutil.ignore_patterns(".git", ".venv", ".tools", "var", "node_modules", "__pycache__", ".*_cache", "dist")


def read_walk(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / "tests/house/walks" / name).read_text("utf-8"))


def walk_in_copy(walk: dict[str, Any], tree: Path) -> list[Path]:
    """Do the edits in a copy of the tree and run what shows that they are right; returns the files they touch."""
    shutil.copytree(ROOT, tree, ignore=_LEFT, symlinks=True)
    touched = [written(tree, file) for file in walk["file"]]
    (tree / walk["probe"]["path"]).write_text(walk["probe"]["text"], encoding="utf-8")
    run(tree, "-m", "django", "makemigrations", "--check", "--dry-run")
    run(tree, "-m", "tools", "docs", "--write")
    run(tree, "-m", "tools", "test", walk["probe"]["path"], *walk["probe"]["beside"], "-q")
    return touched


def edit_copies(walk: dict[str, Any], folder: Path) -> None:
    """Do the edits on copies of their files alone, so that a line that moved is heard of at once."""
    for file in walk["file"]:
        copied = folder / file["path"]
        copied.parent.mkdir(parents=True, exist_ok=True)
        if "add" in file:
            for path in (ROOT / file["path"]).parent.glob("0*.py"):
                shutil.copy(path, copied.parent)
        else:
            shutil.copy(ROOT / file["path"], copied)
        assert written(folder, file).is_file()


def unnamed_files(walk: dict[str, Any], way: str) -> list[str]:
    """The files of the walk that this part of CONTRIBUTING names neither by name nor, where that is free, by folder."""
    return [file["path"] for file in walk["file"] if not _is_named(file["path"], way)]


def lines_by_hand(walk: dict[str, Any]) -> int:
    """The lines that somebody writes or changes, without empty ones and without texts."""
    return sum(_lines(file) for file in walk["file"] if not file.get("is_text"))


def _lines(file: dict[str, Any]) -> int:
    if "add" in file:
        return _filled(file["add"])
    return sum(_of_edit(edit) for edit in file["edit"])


def _of_edit(edit: dict[str, str]) -> int:
    before = [line for line in edit.get("at", "").split("\n") if line.strip()]
    after = edit.get("by") or edit.get("add") or edit["end"]
    return sum(line not in before for line in after.split("\n") if line.strip())


def _filled(text: str) -> int:
    return sum(bool(line.strip()) for line in text.split("\n"))


def _is_named(path: str, way: str) -> bool:
    return Path(path).name in way or Path(path).parent.name in way.replace("`", "/").split("/")


def written(tree: Path, file: dict[str, Any]) -> Path:
    """The file after its edits. Every place that an edit names must stand there once."""
    path = tree / file["path"]
    if "add" in file:  # a migration
        last = sorted(path.parent.glob("0*.py"))[-1].stem
        path = path.with_name(path.name.replace("NEXT", f"{int(last[:4]) + 1:04}"))
        path.write_text(file["add"].replace("LAST", last), encoding="utf-8")
        return path
    text = path.read_text("utf-8")
    for edit in file["edit"]:
        if "end" in edit:
            text += edit["end"]
            continue
        place = edit.get("at") or edit["after"]
        assert text.count(place) == 1, f"{file['path']}: {place!r} stands there {text.count(place)} times"
        text = text.replace(place, edit.get("by") or place + edit["add"])
    path.write_text(text, encoding="utf-8")
    return path


def run(tree: Path, *words: str) -> None:
    """Run Python on the code of the copy."""
    paths = [tree / "src", tree, *tree.glob("packages/*/src")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, paths)), "DJANGO_SETTINGS_MODULE": "jatan.settings.django",
    }  # fmt: skip
    done = subprocess.run([sys.executable, *words], cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
