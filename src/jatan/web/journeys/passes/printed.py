"""The pass as a PDF: one folded A6 sheet, typeset with Typst (correct Hindi shaping, text that can be copied).

Input: texts of the language file, help numbers, the member's own desk, and the URL of the code. Nothing about the
person is passed in, so nothing about her can be printed.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import segno
from PIL import Image

from jatan.kernel.typesetting import typeset
from jatan.programme.journeys.help_numbers import HelpNumber
from jatan.programme.journeys.pass_wording import PassTexts

_COLOURS = 32
_BORDER = 4  # modules


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
    """The pass as a picture to send: PNG with as few colours as print and mark need."""
    with Image.open(io.BytesIO(_compiled(printing, "png"))) as drawn:
        out = io.BytesIO()
        drawn.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


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
    _code(address).save(out, kind="svg", border=_BORDER, xmldecl=False)
    return out.getvalue().decode("utf-8")


def qr_address(address: str) -> str:
    """The same as a `data:` address for a page, on white: a screen may be dark."""
    return str(_code(address).svg_data_uri(border=_BORDER, light="#fff"))


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="q", boost_error=False, micro=False)
