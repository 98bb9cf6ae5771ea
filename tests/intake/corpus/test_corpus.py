"""Every workbook of the corpus is recorded as a careful clerk reads it, or its rows are asked about."""

import json
import shutil
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.intake.corpus.comparison import Outcome, take_in_and_compare
from tests.intake.corpus.formats import PASSWORD, write_book
from tests.intake.corpus.make import SAVED, save_by_libreoffice
from tests.intake.corpus.workbooks import FORMATS, SAVED_BY_LIBREOFFICE, book, form_of, names

_MOST_ASKED = 0.03
_WRITTEN = [name for name in names() if form_of(name) in FORMATS]
_SAVED = [name for name in names() if form_of(name) in SAVED_BY_LIBREOFFICE]


def _outcome(paths: Iterable[Path], cast: Cast) -> Outcome:
    found = Outcome()
    for path in paths:
        written = book(path.name)
        one = take_in_and_compare(path, written, cast.gumla, PASSWORD if "password" in path.name else "")
        if one.wrong:
            one.wrong.insert(0, "\n".join([path.name, *written.habits]))
        found.add(one)
    sys.stdout.write(f"{found.rows} rows, {found.right} right, {len(found.wrong)} wrong, {dict(found.asked)} asked\n")
    return found


def _check(found: Outcome) -> None:
    assert found.rows > 1_000
    assert not found.wrong, "\n".join(found.wrong[:40])
    assert found.share_asked <= _MOST_ASKED, found.asked


@pytest.mark.django_db
def test_no_record_of_a_workbook_that_we_write_differs_from_its_manifest(cast: Cast, tmp_path: Path) -> None:
    _check(_outcome((write_book(book(name), tmp_path / name, form_of(name)) for name in _WRITTEN), cast))


@pytest.mark.django_db
def test_no_record_of_a_workbook_saved_by_libreoffice_differs(cast: Cast, tmp_path: Path) -> None:
    _check(_outcome(_unpacked(SAVED, tmp_path), cast))


@pytest.mark.django_db
@pytest.mark.long
def test_no_record_differs_where_libreoffice_saves_anew(cast: Cast, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("SKIPPED LOUDLY: LibreOffice (soffice) is not here")
    save_by_libreoffice(tmp_path / "saved.zip")
    _check(_outcome(_unpacked(tmp_path / "saved.zip", tmp_path), cast))


def _unpacked(archive_path: Path, folder: Path) -> Iterable[Path]:
    with zipfile.ZipFile(archive_path) as archive:
        for name in _SAVED:
            yield Path(archive.extract(name, folder))


def test_saved_workbooks_are_those_of_the_manifests() -> None:
    """Where the rows of the corpus have changed: python -m tests.intake.corpus.make --saved"""
    with zipfile.ZipFile(SAVED) as archive:
        assert json.loads(archive.read("digests.json")) == {name: book(name).digest() for name in _SAVED}
