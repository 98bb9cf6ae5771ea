"""In a practice house every typeset sheet says that it is none; elsewhere none does."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from pypdf import PdfReader

from jatan.kernel.typesetting import typeset

_SHEET = """#let data = json(bytes(sys.inputs.at("sheet")))
#set document(title: data.title)
#set page(width: 105mm, height: 148mm, margin: 5mm)
#data.title
#pagebreak()
Second side
"""


def pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text of each page of a sheet of two sides."""
    package = folder / "sheets_for_this_test"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    (package / "sheet.typ").write_text(_SHEET, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    made = typeset("sheets_for_this_test", "sheet.typ", {"title": "First side"}, name="sheet")
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


def test_every_page_of_a_sheet_is_marked_and_nothing_else_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    plain = pages(tmp_path, monkeypatch)
    settings.JATAN_PRACTICE = True
    marked = pages(tmp_path, monkeypatch)
    assert len(plain) == len(marked) == 2
    for before, after in zip(plain, marked, strict=True):
        assert "Practice" not in before
        assert "Practice: nothing here is real" in " ".join(after.split())
        assert before.strip() in after
