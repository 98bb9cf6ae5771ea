"""Paper: a Typst file of a package and a document of plain data become a PDF or a picture, Hindi set right.

The data goes in as JSON only, never as markup, so nothing that somebody typed is ever read as a command.
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
    """`file` of `package` with `document` as its input `name`. No font of the machine is used, so all look alike."""
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
