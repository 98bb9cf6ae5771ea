"""The pass as a PDF: one folded A6 sheet, typeset with Typst (correct Hindi shaping, text that can be copied).

Input: texts of the language file, help numbers, the member's own desk, and the URL of the code. Nothing about the
person is passed in, so nothing about her can be printed.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import segno

from jatan.kernel.typesetting import typeset
from jatan.programme.journeys.help_numbers import HelpNumber
from jatan.programme.journeys.pass_wording import PassTexts

__all__ = ["Printing", "as_pdf", "as_png"]


@dataclass(frozen=True)
class Printing:
    """The content of one pass. `desks`: (name, telephone) of the member's offices; `address`: URL of its page."""

    words: PassTexts
    numbers: Sequence[HelpNumber]
    desks: Sequence[tuple[str, str]]
    code: str
    address: str


def as_pdf(printing: Printing) -> bytes:
    """The pass as PDF: one A6 sheet."""
    return _compiled(printing, "pdf")


def as_png(printing: Printing) -> bytes:
    """The pass as PNG, for the preview."""
    return _compiled(printing, "png")


def _compiled(printing: Printing, form: Literal["pdf", "png"]) -> bytes:
    return typeset("jatan.web.journeys.passes", "pass.typ", _document(printing), name="pass", form=form)


def _document(printing: Printing) -> dict[str, Any]:
    return {
        "language": printing.words.language,
        "words": dict(printing.words.on_pass),
        "rights": [right.words for right in printing.words.rights],
        "numbers": [{"number": one.number, "what": one.what} for one in printing.numbers],
        "desks": [{"name": name, "phone": phone} for name, phone in printing.desks],
        "code": grouped_code(printing.code),
        "qr": _qr(printing.address),
        # What is read out in place of the picture: the address it leads to, which names nobody.
        "qr_alternative": printing.address,
    }


def grouped_code(code: str) -> str:
    """The code in groups of four, as it is read out on the telephone: 7K9X-2M4D-..."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _qr(address: str) -> str:
    """The QR code as SVG. Error correction Q: readable with a quarter of it damaged."""
    out = io.BytesIO()
    segno.make(address, error="q", boost_error=False, micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode("utf-8")
