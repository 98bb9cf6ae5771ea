"""A report says whose it is, in every form: the network by the name of its record, one member by her own name."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from jatan.evidence.studio.written import write_report
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.evidence import builders
from tests.pdf_text import words_of

As = Callable[[str], AbstractContextManager[Actor]]
YEAR = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))
NETWORK_HI, NETWORK_EN = "कोल्हान सुरक्षित प्रवास मंच", "Kolhan Safe Migration Forum"


@pytest.fixture
def named(cast: Cast, as_: As) -> Cast:
    """A network with a name of its own, and one meeting of Gumla."""
    Organisation.objects.filter(kind=Kind.NETWORK).update(name_hi=NETWORK_HI, name_en=NETWORK_EN)
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=21)
    return cast


def written(format: str, language: str, cast: Cast | None = None) -> bytes:
    return write_report(YEAR, format, language, organisation=cast.gumla.pk if cast else None)


def totals_of(book: bytes, language: str, cast: Cast | None = None) -> list[list[object]]:
    """The rows of the sheet of totals, which stands behind those of the parts."""
    parts = json.loads(written("json", language, cast))["parts"]
    return list(CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(len(parts)).to_python())


def title_of(pdf: bytes) -> str:
    meta = PdfReader(io.BytesIO(pdf)).metadata
    assert meta is not None
    return meta.title or ""


@pytest.mark.parametrize(
    ("language", "network", "sentence"),
    [("hi", NETWORK_HI, "नेटवर्क ने क्या किया"), ("en", NETWORK_EN, "What the network did")],
)
def test_the_network_has_the_name_of_its_record(named: Cast, language: str, network: str, sentence: str) -> None:
    pdf = written("pdf", language)
    assert network in title_of(pdf)
    sheet = totals_of(written("xlsx", language), language)
    assert sheet[0][0] == network
    assert sentence in str(sheet)
    assert "Jharkhand" not in str(sheet)
    assert json.loads(written("json", language))["network"] == {"hi": NETWORK_HI, "en": NETWORK_EN}
    assert "about" not in json.loads(written("json", language))


@pytest.mark.parametrize(
    ("language", "member", "sentence"),
    [("hi", "गुमला सदस्य", "गुमला सदस्य ने क्या किया"), ("en", "Gumla member", "What Gumla member did")],
)
def test_one_members_report_is_hers_in_every_form(named: Cast, language: str, member: str, sentence: str) -> None:
    pdf = written("pdf", language, named)
    assert member in title_of(pdf)
    book = written("xlsx", language, named)
    sheet = totals_of(book, language, named)
    cells = [str(cell) for row in sheet for cell in row]
    assert member in zipfile.ZipFile(io.BytesIO(book)).read("docProps/core.xml").decode()
    document = json.loads(written("json", language, named))
    assert document["organisation"] == named.gumla.code
    assert document["about"] == {"hi": "गुमला सदस्य", "en": "Gumla member"}
    assert member.replace(" ", "") in words_of(pdf).replace(" ", "")
    assert sentence in " ".join(cells)
    for text in (" ".join(cells), words_of(pdf)):
        assert "नेटवर्क ने क्या किया" not in text
        assert "What the network did" not in text


def test_a_coordinators_own_report_is_her_members(named: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        document = json.loads(write_report(YEAR, "json", by=by))
    assert document["about"]["en"] == "Gumla member"


def test_a_field_workers_report_names_her_block(named: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        document = json.loads(write_report(YEAR, "json", by=by))
    assert document["about"]["en"] == f"Gumla member ({named.gumla_block.name_en})"


def test_the_secretariats_report_is_the_networks(named: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        assert "about" not in json.loads(write_report(YEAR, "json", by=by))


def test_a_network_named_in_odia_is_on_its_report(named: Cast) -> None:
    name = "ସୁରକ୍ଷିତ ପ୍ରବାସ ମଞ୍ଚ"
    Organisation.objects.filter(kind=Kind.NETWORK).update(name_hi=name)
    pdf = written("pdf", "hi")
    assert name in title_of(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 2
    assert name.replace(" ", "") in words_of(pdf).replace(" ", "")
