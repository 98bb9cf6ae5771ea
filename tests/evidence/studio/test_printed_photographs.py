"""Photographs on paper: read from their records by whoever may see them; words alone where one is gone."""

import datetime as dt
import io
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from jatan.evidence.studio.blocks import Part, Photograph, Photographs, Report
from jatan.evidence.studio.printed import as_pdf
from jatan.foundation.access.actors import Actor
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.photographs import add_photograph
from tests.cast import Cast
from tests.evidence.studio.printed_faults import faults
from tests.evidence.studio.samples import full_report
from tests.pdf_text import words_of
from tests.programme.activities.builders import an_activity, picture

As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def report_of(*photographs: Photograph) -> Report:
    whole = full_report("hi")
    return replace(whole, parts=(*whole.parts[:4], Part("photographs", "तस्वीरें", (Photographs(photographs),))))


def printed_pictures(pdf: bytes) -> list[tuple[int, int]]:
    return [image.image.size for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images if image.image]


def test_photographs_stand_beside_one_another_with_credit_and_day(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        activity = an_activity(by, cast)
        rows = [
            add_photograph(by=by, command=AddPhotograph(activity=activity, content=picture(size)))
            for size in ((1600, 1200), (600, 900), (320, 200))
        ]
        pdf = as_pdf(
            report_of(
                *(
                    Photograph(row.id, row.organisation_id, f"फोरम की बैठक {place}", "जतन", dt.date(2023, 5, 3))
                    for place, row in enumerate(rows)
                )
            )
        )
    # Made as small as paper needs, never larger than it was.
    assert sorted(printed_pictures(pdf)) == [(320, 200), (600, 900), (1000, 750)]
    assert words_of(pdf).count("जतन · 3 मई 2023") == 3
    assert faults(pdf) == []


def test_of_a_photograph_that_is_gone_or_out_of_reach_the_words_stay(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        row = add_photograph(by=by, command=AddPhotograph(activity=an_activity(by, cast), content=picture()))
        shown = Photograph(row.id, row.organisation_id, "फोरम की बैठक", "जतन", None)
    gone = replace(shown, id=uuid.uuid4())
    with as_("khunti_coordinator"):
        pdf = as_pdf(report_of(shown, gone))
    assert printed_pictures(pdf) == []
    assert words_of(pdf).count("फोरम की बैठक") == 2
    assert faults(pdf) == []
