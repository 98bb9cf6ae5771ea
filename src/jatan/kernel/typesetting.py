"""Make PDFs and pictures with Typst, which shapes Hindi correctly.

Data is passed as JSON, never as markup, so entered text is never interpreted as Typst code.
"""

import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any, Literal

import fontpkg
import typst

__all__ = ["typeset"]

_FONT = "noto-sans-devanagari"
_PICTURE_DPI = 220


def typeset(
    package: str, file: str, document: Mapping[str, Any], *, name: str, form: Literal["pdf", "png"] = "pdf"
) -> bytes:
    """Compile the Typst `file` of `package` with `document` as JSON in its input `name`; the PDF or PNG as bytes.

    Uses only the shipped font, so the result is the same on every machine.
    """
    with as_file(files(package)) as folder:
        made: bytes = typst.compile(
            str(folder / file),
            root=str(folder),
            font_paths=[str(fontpkg.path(_FONT).parent)],
            ignore_system_fonts=True,
            sys_inputs={name: json.dumps(document, ensure_ascii=False)},
            format=form,
            ppi=_PICTURE_DPI,
        )
    return made
