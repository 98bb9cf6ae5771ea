"""What is wrong with a printed page as a picture: texts on one another, cut, off the sheet, missing letters, voids.

Read by PyMuPDF, which knows where each glyph stands and which is the font's "missing" one.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pymupdf
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ContentStream, NameObject

__all__ = ["faults"]

_MM: Final = 72 / 25.4
# Where text may stand on a sheet, in mm from its edges: left and right, top, bottom with the foot.
_SIDE, _TOP, _BOTTOM = 17.5, 13.0, 8.0
# The part of a sheet that has to hold something in each of its thirds.
_BODY_TOP, _BODY_BOTTOM = 18.0, 22.0
# What a letter covers over and under its line, in parts of its size. How far two may run into one another: in points
# downwards, and in parts of their size sideways, where the letters of one word are set closer than they are wide.
_OVER, _UNDER, _TOUCH, _KERNED = 0.72, 0.2, 0.7, 0.1
_LEAST_SIZE: Final = 7.5
# Operators of a page's contents (ISO 32000-2): what narrows the picture, and what paints anything but text.
_CLIP: Final = re.compile(rb"\bW\*?\s+n\b")
_CLIPS: Final = frozenset({b"W", b"W*"})
_PAINTS: Final = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"Do"})


@dataclass(frozen=True)
class _Run:
    """Letters of one font and size beside one another. Box in points."""

    text: str
    size: float
    x0: float
    y0: float
    x1: float
    y1: float
    are_missing: bool


def faults(pdf: bytes) -> list[str]:
    """Each fault in a line, with its page; [] for a paper without one."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        found = [f"page {place}: {fault}" for place, page in enumerate(document, 1) for fault in _faults_of(page)]
    return [*found, *_cut(pdf)]


def _faults_of(page: Any) -> Iterator[str]:
    runs = list(_runs(page))
    yield from _missing(runs)
    yield from _outside(runs, page.rect.width, page.rect.height)
    yield from _overlaps(runs)
    yield from _on_lines(runs, page)
    yield from _small(runs)
    yield from _voids(page)


def _runs(page: Any) -> Iterator[_Run]:
    for span in page.get_texttrace():
        # A line without letters, and spaces at its ends, cover nothing.
        letters = [char for char in span["chars"] if not chr(char[0]).isspace() and char[0] != 0x200B]
        if not letters:
            continue
        size = span["size"]
        baseline = letters[0][2][1]
        yield _Run(
            text="".join(chr(char[0]) for char in span["chars"]),
            size=size,
            x0=min(char[3][0] for char in letters),
            y0=baseline - _OVER * size,
            x1=max(char[3][2] for char in letters),
            y1=baseline + _UNDER * size,
            are_missing=any(char[1] == 0 for char in letters),
        )


def _missing(runs: Iterable[_Run]) -> Iterator[str]:
    for run in runs:
        if run.are_missing:
            yield f"missing glyph in {run.text!r}"


def _outside(runs: Iterable[_Run], width: float, height: float) -> Iterator[str]:
    for run in runs:
        if (
            run.x0 < _SIDE * _MM
            or run.x1 > width - _SIDE * _MM
            or run.y0 < _TOP * _MM
            or run.y1 > height - _BOTTOM * _MM
        ):
            yield f"outside the sheet: {run.text!r}"


def _overlaps(runs: list[_Run]) -> Iterator[str]:
    ordered = sorted(runs, key=lambda run: run.y0)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.y0 > one.y1 - _TOUCH:
                break
            if min(one.x1, other.x1) - max(one.x0, other.x0) > _KERNED * max(one.size, other.size):
                yield f"overlap: {one.text!r} and {other.text!r}"


def _on_lines(runs: list[_Run], page: Any) -> Iterator[str]:
    """A level or upright line through letters: a number on its own axis, words on a rule."""
    for drawing in page.get_drawings():
        if drawing["fill"] is not None:
            continue
        for item in drawing["items"]:
            if item[0] != "l" or min(abs(item[1].x - item[2].x), abs(item[1].y - item[2].y)) > 0.1:
                continue
            line = pymupdf.Rect(item[1], item[2]).normalize()
            for run in runs:
                # The middle of the letters: a line under a word, or beside it, is none through it.
                inner = (run.x0 + 0.5, run.y0 + 0.3 * run.size, run.x1 - 0.5, run.y1 - 0.25 * run.size)
                if line.x0 < inner[2] and line.x1 > inner[0] and line.y0 < inner[3] and line.y1 > inner[1]:
                    yield f"a line through {run.text!r}"


def _cut(pdf: bytes) -> Iterator[str]:
    """Letters that a box cuts off: pages whose text alone looks otherwise without clipping."""
    reader = PdfReader(io.BytesIO(pdf))
    kept, freed = PdfWriter(), PdfWriter()
    pages = []
    for place, page in enumerate(reader.pages, 1):
        contents = page.get_contents()
        if contents is None or not _CLIP.search(contents.get_data()):
            continue
        pages.append(place)
        operations = [
            ([], b"n") if operator in _PAINTS else (operands, operator)
            for operands, operator in ContentStream(contents, reader).operations
        ]
        _add_page(kept, page, operations)
        _add_page(freed, page, [one for one in operations if one[1] not in _CLIPS])
    for place, pictures in zip(pages, zip(_pictures(kept), _pictures(freed), strict=True), strict=True):
        if pictures[0] != pictures[1]:
            yield f"page {place}: text is cut"


def _add_page(writer: PdfWriter, page: PageObject, operations: list[Any]) -> None:
    added = writer.add_page(page)
    contents = ContentStream(None, writer)
    contents.operations = operations
    added[NameObject("/Contents")] = writer._add_object(contents)


def _pictures(writer: PdfWriter) -> list[bytes]:
    if not writer.pages:
        return []
    out = io.BytesIO()
    writer.write(out)
    with pymupdf.open(stream=out.getvalue(), filetype="pdf") as document:
        return [page.get_pixmap(dpi=72, colorspace=pymupdf.csGRAY).samples for page in document]


def _small(runs: Iterable[_Run]) -> Iterator[str]:
    for run in runs:
        if run.size < _LEAST_SIZE - 0.01:
            yield f"{run.size:.1f} points: {run.text!r}"


def _voids(page: Any) -> Iterator[str]:
    """Thirds of a sheet without any ink, from its pixels."""
    picture = page.get_pixmap(dpi=36, colorspace=pymupdf.csGRAY)
    rows = memoryview(picture.samples)
    scale = 36 / 25.4
    first = round(_BODY_TOP * scale)
    last = picture.height - round(_BODY_BOTTOM * scale)
    void = longest = 0
    for row in range(first, last):
        is_white = min(rows[row * picture.stride : row * picture.stride + picture.width]) > 245
        void = void + 1 if is_white else 0
        longest = max(longest, void)
    if longest > (last - first) / 3:
        yield f"{longest / scale:.0f} mm without anything"
