"""Put restored files where the house keeps its files, and the former ones back if the restore fails after all.

A folder is renamed. Into a shared store each file is put under its name; what is there already with the same content is
left. What the backup does not hold goes only when the restore has succeeded.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from jatan.kernel.file_stores.base import CHUNK, FileStore, sha256_of
from jatan.runtime import home, house_files
from jatan.runtime.backup.archive import sync_folder


def holds_any(*, is_demo: bool) -> bool:
    """True where any file of the house, or of the demo that it will be, lies in its place."""
    if _is_shared(is_demo):
        return any(True for _file in house_files.open_store().walk())
    files = home.files_dir()
    return files.exists() and any(files.iterdir())


@contextmanager
def put_files(work: Path, *, is_demo: bool) -> Iterator[None]:
    """Put `work`/files in place before the block, in which the database follows; if it raises, put the old ones back.
    Those of a demo lie in its folder, whatever store the home names.

    Former files are kept in `work` meanwhile. Raises OSError.
    """
    if not _is_shared(is_demo):
        with _folder_in_place(work):
            yield
        return
    store = house_files.open_store()
    before = dict(store.walk())
    restored = work / "files"
    names = [path.relative_to(restored).as_posix() for path in sorted(restored.rglob("*")) if path.is_file()]
    put: list[str] = []
    try:
        for name in names:
            if name in before and _is_same(store, name, restored / name):
                continue
            if name in before:
                _keep_former(store, name, work / "replaced" / name)
            put.append(name)
            with (restored / name).open("rb") as source:
                _store(store, name, source)
        yield
    except BaseException:
        for name in put:
            _undo(store, name, work / "replaced" / name)
        raise
    for name in before.keys() - set(names):
        store.delete(name)


@contextmanager
def _folder_in_place(work: Path) -> Iterator[None]:
    files, replaced = home.files_dir(), work / "replaced"
    if files.exists():
        os.replace(files, replaced)
    os.replace(work / "files", files)
    sync_folder(files.parent)
    try:
        yield
    except BaseException:
        os.replace(files, work / "files")
        if replaced.exists():
            os.replace(replaced, files)
        raise


def _is_shared(is_demo: bool) -> bool:
    return house_files.is_shared() and not is_demo


def _is_same(store: FileStore, name: str, path: Path) -> bool:
    with store.stream(name) as there, path.open("rb") as here:
        return sha256_of(there) == sha256_of(here)


def _keep_former(store: FileStore, name: str, former: Path) -> None:
    former.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with store.stream(name) as there, former.open("wb") as kept:
        shutil.copyfileobj(there, kept, CHUNK)


def _store(store: FileStore, name: str, source: IO[bytes]) -> None:
    writing = store.begin(name, replaces=True)
    try:
        shutil.copyfileobj(source, writing, CHUNK)
        writing.keep()
    except BaseException:
        writing.drop()
        raise


def _undo(store: FileStore, name: str, former: Path) -> None:
    if not former.exists():
        store.delete(name)
        return
    with former.open("rb") as source:
        _store(store, name, source)
