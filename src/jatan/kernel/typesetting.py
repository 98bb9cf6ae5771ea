"""Make PDFs and pictures with Typst, which shapes the scripts of India correctly.

Data is passed as JSON, never as markup, so entered text is never interpreted as Typst code.
"""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import fontpkg
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from jatan.kernel.late_modules import late_module
from jatan.kernel.text.invisible import without_invisible

if TYPE_CHECKING:
    import typst
else:
    typst = late_module("typst")

# What no other font has is taken from these, in regular weight where there is no bold. Typst chooses.
FONTS: Final = Path(__file__).parent / "fonts"
_FONT: Final = "noto-sans-devanagari"
_PICTURE_DPI: Final = 220
_BOX: Final = "□"
_MOST_NAMED: Final = 12
# A word of the JSON text with a letter beyond Latin and Devanagari: the ones to ask the fonts about. JSON has neither.
_UNUSUAL: Final = re.compile("[^\0-~\u00a0-\u024f\u0900-\u097f]")
# Only from the start of a word, or every letter of a long one would be a start. An unusual blank begins one anywhere.
_IN_WORD: Final = r'[^\s"\\]'
_UNUSUAL_WORD: Final = re.compile(
    rf"(?<!{_IN_WORD}){_IN_WORD}*{_UNUSUAL.pattern}{_IN_WORD}*|{_UNUSUAL.pattern}{_IN_WORD}*"
)
_TRIAL: Final = (
    b'#set document(title: "Trial")\n#set text(font: "Noto Sans Devanagari")\n#set page(height: auto)\n#sys.inputs.text'
)
# Control characters as JSON escapes them; the first group is a backslash of the text.
_ESCAPED_CONTROL: Final = re.compile(r"(\\\\)|\\(?:u00[01][0-9a-f]|[bf])")
# In a practice house every sheet says across its middle that it is none, in the words of the pages.
_PRACTICE_SHEET: Final = """
#set page(foreground: rotate(-35deg, block(width: 150%, align(center, text(
  font: "Noto Sans Devanagari", size: 20pt, weight: "bold", fill: rgb(140, 47, 27, 110))[
  अभ्यास – यहाँ कुछ भी असली नहीं \\ Practice: nothing here is real]))))
"""
# On a page of its own, of the paper's size: no paper has to keep room for it.
_NOTE: Final = """
#page(header: none, footer: none, margin: 8mm, text(size: 9pt, fill: black, sys.inputs.letters-not-printed))
"""


def typeset(
    package: str, file: str, document: Mapping[str, Any], *, name: str, form: Literal["pdf", "png"] = "pdf"
) -> bytes:
    """Compile the Typst `file` of `package` with `document` as JSON in its input `name`; the PDF or PNG as bytes.

    Uses only shipped fonts, so the result is the same on every machine. A letter that none of them has is a box; a last
    page of the PDF names such letters, in the paper's language. In a practice house every sheet is marked.
    """
    text, missing = _with_boxes(_ESCAPED_CONTROL.sub(r"\1", json.dumps(document, ensure_ascii=False)))
    inputs = {name: text}
    with as_file(files(package)) as folder:
        source = (folder / file).read_text(encoding="utf-8")
        if settings.JATAN_PRACTICE:
            source = _PRACTICE_SHEET + source
        if missing and form == "pdf":
            inputs["letters-not-printed"] = _note(missing, document.get("language"))
            source += _NOTE
        whole: Any = source.encode()  # of another type than `root`, which the stubs do not allow
        made: bytes = typst.compile(
            whole,
            root=str(folder),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format=form,
            # PDF/UA-1 (ISO 14289-1): tagged, with title, language and words for pictures, or Typst refuses.
            pdf_standards="ua-1" if form == "pdf" else [],
            ppi=_PICTURE_DPI,
        )
    return made


@cache
def _fonts() -> "typst.Fonts":
    return typst.Fonts(include_system_fonts=False, font_paths=[str(fontpkg.path(_FONT).parent), str(FONTS)])


def _with_boxes(text: str) -> tuple[str, list[str]]:
    """The text with a box for every letter that cannot be printed, and these letters in the order of the text."""
    words = list(dict.fromkeys(_UNUSUAL_WORD.findall(text)))
    if _are_printed(words):
        return text, []
    missing: dict[str, None] = {}
    boxed = {word: _boxed(word, missing) for word in words}
    return _UNUSUAL_WORD.sub(lambda match: boxed[match[0]], text), list(missing)


def _boxed(word: str, missing: dict[str, None]) -> str:
    letters = [letter for letter in dict.fromkeys(word) if _UNUSUAL.match(letter) and not _are_printed([letter])]
    if letters:
        missing.update(dict.fromkeys(letters))
        # Joiners and variants have nothing left that they could join or vary.
        word = "".join(_BOX if letter in letters else letter for letter in without_invisible(word))
    if _are_printed([word]):
        return word
    # Each letter has a font, and together they have none: signs of one script on letters of another.
    missing.update(dict.fromkeys(_UNUSUAL.findall(word.replace(_BOX, ""))))
    return _UNUSUAL.sub(_BOX, word)


def _are_printed(words: list[str]) -> bool:
    return not words or _is_printed("\n".join(words))


@lru_cache(maxsize=4096)
def _is_printed(text: str) -> bool:
    """Whether the fonts have every letter: asked of Typst, which alone knows its fallbacks (1 ms for a word)."""
    try:
        typst.compile(
            _TRIAL,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"text": text},
            format="pdf",
            pdf_standards="ua-1",
        )
    except typst.TypstError:
        return False
    return True


def _note(missing: list[str], language: str | None) -> str:
    named = ", ".join(f"U+{ord(letter):04X}" for letter in missing[:_MOST_NAMED])
    with translation.override(language or translation.get_language()):
        return ngettext(
            "%(box)s: %(count)d letter of this paper could not be printed (%(letters)s).",
            "%(box)s: %(count)d letters of this paper could not be printed (%(letters)s).",
            len(missing),
        ) % {"box": _BOX, "count": len(missing), "letters": named + (" …" if len(missing) > _MOST_NAMED else "")}
