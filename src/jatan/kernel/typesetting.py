"""Make PDFs and pictures with Typst, which shapes Hindi correctly.

Data is passed as JSON, never as markup, so entered text is never interpreted as Typst code.
"""

import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any, Final, Literal

import fontpkg
import typst
from django.conf import settings

__all__ = ["typeset"]

_FONT: Final = "noto-sans-devanagari"
_PICTURE_DPI: Final = 220
# In a practice house every sheet says across its middle that it is none, in the words of the pages.
_PRACTICE_SHEET: Final = """
#set page(foreground: rotate(-35deg, block(width: 150%, align(center, text(
  font: "Noto Sans Devanagari", size: 20pt, weight: "bold", fill: rgb(140, 47, 27, 110))[
  अभ्यास – यहाँ कुछ भी असली नहीं \\ Practice: nothing here is real]))))
#include "FILE"
"""


def typeset(
    package: str, file: str, document: Mapping[str, Any], *, name: str, form: Literal["pdf", "png"] = "pdf"
) -> bytes:
    """Compile the Typst `file` of `package` with `document` as JSON in its input `name`; the PDF or PNG as bytes.

    Uses only the shipped font, so the result is the same on every machine. In a practice house every sheet is marked.
    """
    with as_file(files(package)) as folder:
        source: Any = _PRACTICE_SHEET.replace("FILE", file).encode() if settings.JATAN_PRACTICE else str(folder / file)
        made: bytes = typst.compile(
            source,
            root=str(folder),
            font_paths=[str(fontpkg.path(_FONT).parent)],
            ignore_system_fonts=True,
            sys_inputs={name: json.dumps(document, ensure_ascii=False)},
            format=form,
            # PDF/UA-1 (ISO 14289-1): tagged, with title, language and words for pictures, or Typst refuses.
            pdf_standards="ua-1" if form == "pdf" else [],
            ppi=_PICTURE_DPI,
        )
    return made
