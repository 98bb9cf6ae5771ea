"""Papers that act when they are opened are refused with a sentence; ordinary ones are kept as they are."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfReader, PdfWriter
from pytest_django import Settings

from jatan.kernel.active_content import _names_action
from jatan.kernel.problems import Problem
from jatan.kernel.stored_files import open_file, store_file
from tests.papers import ACTIVE_PDFS, HARMLESS_PDFS, PDF, packed_pdf, word
from tests.yardstick import times_the_yardstick

LARGEST = 60 * 1024 * 1024
RELATIONS = (
    b'<Relationships><Relationship Id="a" Type="http://x/%s" Target="%s" TargetMode="External"/></Relationships>'
)
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def stored(content: bytes) -> bytes:
    """What is kept of an upload."""
    kept = store_file(ContentFile(content, name="paper"), folder="library", largest=LARGEST)
    with open_file(kept.file, folder="library") as file:
        return file.read()


def refused(content: bytes) -> str:
    with pytest.raises(Problem) as raised:
        stored(content)
    assert raised.value.field == "upload"
    assert str(raised.value.message)
    return raised.value.code


@pytest.mark.parametrize("name", HARMLESS_PDFS)
def test_a_paper_is_kept_byte_for_byte(name: str) -> None:
    assert stored(HARMLESS_PDFS[name]) == HARMLESS_PDFS[name]


@pytest.mark.parametrize("name", ACTIVE_PDFS)
def test_a_paper_that_acts_is_refused(name: str) -> None:
    assert refused(ACTIVE_PDFS[name]) == "active_file"


def test_the_packed_papers_are_ones_that_a_reader_opens() -> None:
    """Or the tests above would refuse them for being broken."""
    reader = PdfReader(io.BytesIO(packed_pdf(b"<</S/JavaScript/JS(1)>>")))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/OpenAction"]["/S"] == "/JavaScript"  # type: ignore[index]


def test_a_locked_paper_is_refused_as_such() -> None:
    writer, out = PdfWriter(clone_from=io.BytesIO(PDF)), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    assert refused(out.getvalue()) == "locked_file"


@pytest.mark.parametrize("locked", [b"<</Filter/Adobe.PubSec/V 4>>", b"<</Filter/Standard/V 9/R 9/O()/U()/P 0>>"])
def test_a_paper_that_is_locked_in_a_way_that_the_reader_does_not_know_is_refused(locked: bytes) -> None:
    assert refused(PDF.replace(b"/Root", b"/ID[(a)(b)]/Encrypt " + locked + b"/Root")) == "damaged_file"


def test_a_paper_full_of_brackets_and_names_is_read_in_time_that_grows_with_its_length() -> None:
    hostile = (
        b"(",
        b"(\\",
        b"/S ",
        b"\n",
        b"/S/JavaScriptx",
        b"/JavaScript ",
        b"obj%",
        b"#28",
        b"(a)",
        b" ",
        b"(" * 9 + b")",
    )

    def cost(length: int) -> float:
        papers = [b"(/JavaScript/Launch" + one * (length // len(one)) + b"/Launch" for one in hostile]
        return times_the_yardstick(lambda: [_names_action(paper) for paper in papers])

    assert cost(800_000) < 30 * cost(80_000) + 1


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n%%EOF\n", PDF[: len(PDF) // 2], b"%PDF-" + b"x" * 5_000])
def test_what_is_no_paper_at_all_is_refused(content: bytes) -> None:
    assert refused(content) == "damaged_file"


@pytest.mark.parametrize(
    "content",
    [
        word(),
        word(word__media__a=b"\x89PNG"),
        word(**{"word__document.xml.rels": RELATIONS % (b"hyperlink", b"https://x.org")}),
        word(**{"word__document.xml.rels": (RELATIONS % (b"hyperlink", b"x")).decode().encode("utf-16")}),
        word(word__media__a=b"\x89PNG <!DOCTYPE d>"),
    ],
)
def test_a_word_document_is_kept(content: bytes) -> None:
    assert stored(content) == content


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"word__document.xml": DOCTYPE.encode()}, "active_file"),
        ({"word__document.xml": DOCTYPE.encode("utf-16")}, "active_file"),
        ({"customXml__item1.xml": b" " * (1 << 20) + DOCTYPE.encode()}, "active_file"),
        ({"customXml__item1.xml": b" " * ((1 << 20) - 4) + b"<!DOCTYPE d>"}, "active_file"),
        ({"word__settings.xml.rels": RELATIONS % (b"attachedTemplate", b"https://evil.example/t.dotm")}, "active_file"),
        ({"word__a.rels": (RELATIONS % (b"frame", b"https://evil.example/")).decode().encode("utf-16")}, "active_file"),
        ({"word__a.rels": RELATIONS.replace(b"External", b"&#69;xternal") % (b"frame", b"//evil/")}, "active_file"),
        ({"word__a.rels": RELATIONS.replace(b"External", b" external ") % (b"frame", b"//evil/")}, "active_file"),
        ({"word__a.rels": RELATIONS % (b"frame", b"http://evil/t.dotm?a>b")}, "active_file"),
        ({"word__a.rels": RELATIONS.replace(b" Id=", b" OldType='/hyperlink' Id=") % (b"frame", b"x")}, "active_file"),
        ({"word__a.rels": RELATIONS.replace(b" Id=", b" x:Type='/hyperlink' Id=") % (b"frame", b"x")}, "active_file"),
        ({"word__a.rels": b"<Relationships>"}, "damaged_file"),
        ({"word__a.rels": b""}, "damaged_file"),
        ({"word__other.bin": DOCTYPE.encode()}, "active_file"),
        ({"word__other": b"\xef\xbb\xbf \n" + b" " * (1 << 20) + b"<!DOCTYPE d><d/>"}, "active_file"),
        ({"word__other.png": DOCTYPE.encode("utf-16")}, "active_file"),
        ({"word__other.png": DOCTYPE.encode("utf-16-be")}, "active_file"),
        ({"word__embeddings__oleObject1.bin": b"x"}, "active_file"),
        ({"word__activeX__activeX1.xml": b"<x/>"}, "active_file"),
        ({"word__media__bomb.png": bytes(60 * 1024 * 1024)}, "damaged_file"),
    ],
)
def test_a_word_document_that_acts_or_explodes_is_refused(parts: dict[str, bytes], code: str) -> None:
    assert refused(word(**parts)) == code


def test_many_bombs_that_are_small_alone_are_refused() -> None:
    content = bytes(4 * 1024 * 1024)
    assert refused(word(**{f"word__media__{n}.png": content for n in range(90)})) == "damaged_file"


def test_a_part_that_stands_twice_is_refused() -> None:
    out = io.BytesIO(word())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", DOCTYPE)
    assert refused(out.getvalue()) == "unsafe_name"
