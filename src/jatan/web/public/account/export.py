"""The public pages as files: plain HTML, one style sheet and the files of the library. They open from any folder.

Hindi first: `index.html` and `library.html`; English: `en.html` and `library-en.html`; the numbers: `numbers.csv`. No
file names anybody: those of the library are called by their ids.
"""

import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.file_store import has_file, local_copy
from jatan.kernel.file_stores.base import DamagedFile
from jatan.kernel.files import atomic_file
from jatan.kernel.problems import Problem
from jatan.programme.library.files import open_file
from jatan.programme.library.models import Material
from jatan.programme.library.selectors import public_materials
from jatan.web import assets
from jatan.web.public.account.numbers_csv import numbers_csv
from jatan.web.public.account.page import LANGUAGES, MOST_MATERIALS, Links, account_page, library_page

LARGEST_ZIP: Final = 500 * 1024 * 1024  # what a page packs; the command has no limit
_MARKER: Final = "made-by-jatan.txt"
_NUMBERS: Final = "numbers.csv"
_CHUNK: Final = 64 * 1024


def write_folder(folder: Path) -> int:
    """Write all pages and files into `folder`; returns how many files. A folder made by this before is replaced whole.

    Nobody sees a half-written folder. Raises Problem where the folder holds anything else.
    """
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARKER).is_file():
        raise Problem("not_ours", _("This folder holds other files. Name an empty one, or one that was made by this."))
    folder.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        made = Path(beside) / "new"
        for name, content in _pages():
            _write(made / name, [content])
            count += 1
        for name, material in _files():
            with suppress(DamagedFile), open_file(material.file, material.file_digest) as kept:
                _write(made / name, iter(partial(kept.read, _CHUNK), b""))
                count += 1
        for inner in (made, *(path for path in made.rglob("*") if path.is_dir())):
            inner.chmod(0o755)  # a web server of another account may serve it
        if folder.exists():
            os.rename(folder, Path(beside) / "former")
        os.rename(made, folder)
    return count


def write_zip(target: IO[bytes]) -> None:
    """Write the same as a ZIP file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in _pages():
            packed.writestr(name, content)
        for name, material in _files():
            with suppress(DamagedFile), local_copy(material.file, digest=material.file_digest) as path:
                packed.write(path, name)


def bytes_of_files() -> int:
    """How large the files of the public library are altogether."""
    return sum(material.file_size or 0 for _name, material in _files())


def _pages() -> Iterator[tuple[str, bytes]]:
    today = clock.today()
    for language in LANGUAGES:
        yield _account(language), account_page(language, _LINKS, today).encode()
        yield _library(language), library_page(language, _LINKS, today).encode()
    yield _NUMBERS, numbers_csv()
    yield "style.css", assets.sheet(assets.SHEETS["public.css"]).encode()
    yield _MARKER, f"{today.isoformat()}\n".encode()


def _files() -> Iterator[tuple[str, Material]]:
    """The files that the pages link to. One that is missing or damaged is left out, as its download would be."""
    for material in public_materials()[:MOST_MATERIALS]:
        if material.file and _is_there(material):
            yield _file(material), material


def _is_there(material: Material) -> bool:
    return has_file(material.file)


def _account(language: str) -> str:
    return "index.html" if language == "hi" else f"{language}.html"


def _library(language: str) -> str:
    return "library.html" if language == "hi" else f"library-{language}.html"


def _file(material: Material) -> str:
    return f"files/{material.pk}.{material.format}" if _is_there(material) else ""


_LINKS: Final = Links(
    css="style.css", account=_account, library=_library, file=_file, numbers=_NUMBERS, is_served=False
)


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    with atomic_file(path, mode=0o644) as kept:
        for chunk in chunks:
            kept.write(chunk)
