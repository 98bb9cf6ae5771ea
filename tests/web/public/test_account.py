"""The public account and library: what stands on them, what does not, how large they are, and the same as files."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jatan.evidence.releases.services import decide, propose_text
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.network_acts import amend_centre
from jatan.foundation.access.walls import acting_as
from jatan.kernel.problems import Problem
from jatan.programme.library.models import Material
from jatan.web.public.account import export
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.library.builders import a_material
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


@pytest.fixture
def published(cast: Cast, settings: Settings, tmp_path: Path) -> Material:
    """A released text, one that waits, a centre with its number, a public booklet and one that is not public."""
    settings.MEDIA_ROOT = tmp_path / "files"
    with acting_as(cast.actor("secretariat")) as by:
        row = propose_text(by=by, section="who", text_hi="हम तेरह <b>संस्थाएँ</b> हैं", text_en="We are thirteen")
        propose_text(by=by, section="work", text_hi="अभी कच्चा", text_en="Not yet")
        centre = cast.gumla.centres.select_related("organisation").get()
        amend_centre(
            by=by,
            centre=centre,
            changes={"address": "थाना रोड, गुमला", "hours": "सोमवार से शनिवार, 10 से 5", "phone": "9431112345"},
        )
    with acting_as(cast.actor("administrator")) as by:
        decide(by=by, proposal=row, releases=True)
    with acting_as(cast.actor("coordinator")) as by:
        a_material(by, cast, title_hi="छिपी किताब")
        return a_material(by, cast, PDF, title_hi="घर से निकलने के पहले", title_en="Before you leave", is_public=True)


def test_a_stranger_reads_what_was_released_and_nothing_that_waits(published: Material) -> None:
    page = Client().get("/about/?in=hi").content.decode()
    for words in ("हम तेरह", "थाना रोड, गुमला", "tel:9431112345", "tel:112", "घर से निकलने के पहले", "काम पर आपके हक"):
        assert words in page, words
    assert "&lt;b&gt;संस्थाएँ" in page
    assert "अभी कच्चा" not in page
    assert "छिपी किताब" not in page


def test_the_page_is_there_in_english(published: Material) -> None:
    page = Client().get("/about/?in=en").content.decode()
    assert '<html lang="en">' in page
    assert "We are thirteen" in page
    assert "Your rights at work" in page
    assert Client().get("/about/?in=xx").status_code == 200


@pytest.mark.parametrize("path", ["/about/", "/library/public/"])
def test_public_pages_set_no_cookie_run_no_script_and_ask_few_questions(published: Material, path: str) -> None:
    client = Client()
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert not client.cookies
    assert "<script" not in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert len(asked) <= MOST_QUERIES
    assert "http://" not in answer.content.decode()
    assert "https://" not in answer.content.decode()


def test_only_reading_is_answered(published: Material) -> None:
    assert Client().post("/about/").status_code in (403, 405)
    assert Client(enforce_csrf_checks=False).post("/about/").status_code == 405


def test_a_centre_that_is_closed_is_not_named(cast: Cast, published: Material) -> None:
    cast.gumla.centres.update(closed_on="2022-01-01")
    assert "थाना रोड" not in Client().get("/about/?in=hi").content.decode()


def test_a_number_that_is_none_is_refused(cast: Cast) -> None:
    centre = cast.gumla.centres.select_related("organisation").get()
    with acting_as(cast.actor("secretariat")) as by:
        for changes in ({"phone": "12"}, {"address": "क" * 301}):
            with pytest.raises(Problem, match="unreadable"):
                amend_centre(by=by, centre=centre, changes=changes)


def test_the_folder_holds_the_same_pages_whose_links_lead_to_its_files(published: Material, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    assert export.write_folder(folder) == 8
    for name in ("index.html", "en.html", "library.html", "library-en.html"):
        text = (folder / name).read_text("utf-8")
        for link in re.findall(r'(?:href|src)="([^"#]+)"', text):
            if not link.startswith(("tel:", "data:")):
                assert (folder / link).is_file(), (name, link)
    assert "हम तेरह" in (folder / "index.html").read_text("utf-8")
    assert (folder / f"files/{published.pk}.pdf").read_bytes() == PDF


def test_a_folder_is_replaced_whole_and_other_files_are_never_touched(published: Material, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    export.write_folder(folder)
    with acting_as(machine_for([published.organisation_id])):
        Material.objects.filter(pk=published.pk).update(is_public=False)
    export.write_folder(folder)
    assert not (folder / f"files/{published.pk}.pdf").exists()
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("x")
    with pytest.raises(Problem, match="not_ours"):
        export.write_folder(other)
    assert (other / "letter.txt").read_text() == "x"


def test_a_worker_takes_the_library_on_a_memory_stick(published: Material, browser: Browser) -> None:
    client = browser("field_worker")
    assert "index.html" in client.get("/library/memory-stick/").content.decode()
    answer = client.get("/library/memory-stick/?file=1")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert {"index.html", "library.html", "style.css", "numbers.csv", f"files/{published.pk}.pdf"} <= set(
        packed.namelist()
    )
    assert Client().get("/library/memory-stick/").status_code == 302


def test_too_many_files_for_a_page_are_left_to_the_command(
    published: Material, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jatan.web.public.account.stick.LARGEST_ZIP", 3)
    assert "public-pages" in browser("field_worker").get("/library/memory-stick/?file=1").content.decode()
