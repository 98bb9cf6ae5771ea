"""Draw every page of a printed report as pictures for docs/: to be looked at after a change of the paper.

.venv/bin/python -m tools.report_pictures
"""

import io
import os
from pathlib import Path
from typing import Final

import django
import pymupdf
from PIL import Image

TARGET: Final = Path(__file__).resolve().parents[1] / "docs" / "images" / "report"
_ACROSS, _PAGES_A_SHEET, _WIDTH = 3, 6, 620


def main() -> None:
    """The sample of the tests with all parts, in Hindi and in English, six pages to a picture of at most 300 KB."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jatan.settings.django")
    django.setup()
    # They read the settings when they are imported.
    from jatan.evidence.studio.printed import as_pdf
    from tests.evidence.studio.samples import full_report

    TARGET.mkdir(parents=True, exist_ok=True)
    for language in ("hi", "en"):
        pages = _pages(as_pdf(full_report(language)))
        for number, first in enumerate(range(0, len(pages), _PAGES_A_SHEET), 1):
            content = _sheet(pages[first : first + _PAGES_A_SHEET])
            if len(content) > 300_000:
                raise SystemExit(f"{language}-{number} is larger than 300 KB")
            (TARGET / f"{language}-{number}.webp").write_bytes(content)


def _pages(pdf: bytes) -> list[Image.Image]:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        drawn = [page.get_pixmap(dpi=round(_WIDTH / page.rect.width * 72)) for page in document]
    return [Image.frombytes("RGB", (one.width, one.height), one.samples) for one in drawn]


def _sheet(pages: list[Image.Image]) -> bytes:
    width, height = pages[0].size
    gap = 12
    rows = -(-len(pages) // _ACROSS)
    sheet = Image.new("RGB", (_ACROSS * (width + gap) + gap, rows * (height + gap) + gap), "#8a8178")
    for place, page in enumerate(pages):
        sheet.paste(page, (gap + place % _ACROSS * (width + gap), gap + place // _ACROSS * (height + gap)))
    out = io.BytesIO()
    sheet.save(out, "WEBP", quality=72, method=6)
    return out.getvalue()


if __name__ == "__main__":
    main()
