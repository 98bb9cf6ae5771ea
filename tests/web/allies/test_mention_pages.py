"""Media mentions: a copy kept with them, what of ours they carried, and the workbook that the secretariat takes."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.allies.clippings import add_clipping
from jatan.programme.allies.commands import AddClipping, RecordAsk, RecordMention
from jatan.programme.allies.models import Clipping, MediaMention
from jatan.programme.allies.parts import ASK
from jatan.programme.allies.services import MENTION
from tests.cast import Cast
from tests.kernel.test_saved_pages import HTML
from tests.papers import PDF
from tests.programme.activities.builders import picture
from tests.programme.allies.builders import an_ally
from tests.programme.library.builders import a_material
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import read_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def sheet(**more: Any) -> dict[str, Any]:
    return {"published_on": f"{clock.today():%d/%m/%Y}", "outlet": "प्रभात खबर", "title": "परामर्श में उठे सवाल"} | more


def a_mention(cast: Cast, part: str = "coordinator", **more: Any) -> MediaMention:
    organisation = cast.network if part == "secretariat" else cast.gumla
    values = {"organisation": organisation.pk, "place": cast.gumla_district, "published_on": clock.today()}
    with acting_as(cast.actor(part)) as by:
        return MENTION.record(by=by, command=RecordMention(**values, outlet="प्रभात खबर", title="खबर", **more))


def test_a_cutting_comes_along_with_the_mention_and_is_shown(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    upload = SimpleUploadedFile("कतरन.jpg", picture())
    values = sheet(medium="newspaper", tone="favourable", reach="१२०००", spokesperson="सचिव", upload=upload)
    assert client.post("/mentions/new/", values).status_code == 302
    with acting_as(cast.actor("secretariat")):
        row, copy = MediaMention.objects.get(), Clipping.objects.get()
    assert (row.reach, row.organisation_id) == (12000, cast.network.pk)
    assert (copy.mention_id, copy.format, copy.kind) == (row.pk, "jpg", "cutting")
    page = client.get(f"/mentions/{row.pk}/").content.decode()
    assert f'src="/mentions/clippings/{copy.pk}/"' in page
    shown = client.get(f"/mentions/clippings/{copy.pk}/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8\xff")


def test_of_a_saved_page_the_text_is_kept_as_a_download(cast: Cast, browser: Browser) -> None:
    row, client = a_mention(cast, url="https://example.org/khabar"), browser("coordinator")
    values = {"kind": "page", "copied_on": f"{clock.today():%d/%m/%Y}"}
    upload = SimpleUploadedFile("khabar.html", HTML.encode())
    assert client.post(f"/mentions/{row.pk}/clippings/new/", values | {"upload": upload}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        copy = Clipping.objects.get()
    answer = client.get(f"/mentions/clippings/{copy.pk}/")
    text = b"".join(answer.streaming_content).decode()
    assert "50 लोग शामिल हुए" in text
    assert "script" not in text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"PK\x03\x04", b"<html></html>", b"ID3\x04\x00"])
def test_another_kind_of_file_is_refused_and_leaves_no_mention(content: bytes, cast: Cast, browser: Browser) -> None:
    page = browser("coordinator").post("/mentions/new/", sheet(upload=SimpleUploadedFile("x.pdf", content)))
    assert page.status_code == 422
    assert "upload" in page.context["form"].errors
    with acting_as(cast.actor("coordinator")):
        assert MediaMention.objects.count() == 0


def test_what_it_carried_is_linked_also_from_another_organisation(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        study = a_material(by, cast, PDF, organisation=cast.network.pk, title_hi="13 ज़िलों का अध्ययन")
    with acting_as(cast.actor("khunti_coordinator")) as by:
        where = {"organisation": cast.khunti.pk, "place": cast.khunti_district}
        ally = an_ally(by, cast, **where)
        ask = ASK.record(
            by=by, command=RecordAsk(ally=ally, asked_on=clock.today(), what="हर थाने में महिला डेस्क", **where)
        )
    client = browser("coordinator")
    values = sheet(material=str(study.pk), ask=str(ask.pk), campaign="सुरक्षित प्रवास अभियान", law_topic="dowry")
    assert client.post("/mentions/new/", values).status_code == 302
    with acting_as(cast.actor("coordinator")):
        row = MediaMention.objects.get()
    page = client.get(f"/mentions/{row.pk}/").content.decode()
    assert f'href="/library/{study.pk}/"' in page
    assert "हर थाने में महिला डेस्क" in page
    assert "सुरक्षित प्रवास अभियान" in page
    assert client.post(f"/mentions/{row.pk}/edit/", values | {"ask": "", "tone": "neutral"}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        row.refresh_from_db()
    assert (row.ask, row.material, row.tone) == (None, study.pk, "neutral")
    assert client.post("/mentions/new/", sheet(ask="01900000-0000-7000-8000-000000000000")).status_code == 422


def test_a_copy_can_come_with_a_correction(cast: Cast, browser: Browser) -> None:
    row = a_mention(cast)
    upload = SimpleUploadedFile("a.pdf", PDF)
    answer = browser("coordinator").post(f"/mentions/{row.pk}/edit/", sheet(title="सुधरी खबर", upload=upload))
    assert answer.status_code == 302
    with acting_as(cast.actor("coordinator")):
        row.refresh_from_db()
        assert Clipping.objects.get().mention_id == row.pk
    assert row.title == "सुधरी खबर"


def _workbook(answer: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(read_file(answer))) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if "docProps" not in name)


@pytest.mark.parametrize("slug", ["mentions", "library", "allies"])
def test_the_secretariat_takes_the_network_as_a_workbook(slug: str, cast: Cast, browser: Browser) -> None:
    a_mention(cast, spokesperson="सुनीता टोप्पो")
    with acting_as(cast.actor("coordinator")) as by:
        a_material(by, cast, PDF, title_hi="खबर")
        an_ally(by, cast, name="खबर")
    client = browser("secretariat")
    assert f'href="/{slug}/export/' in client.get(f"/{slug}/").content.decode()
    answer = client.post(f"/{slug}/export/", {"purpose": "donor_report"})
    text = _workbook(answer)
    assert answer.status_code == 200
    assert "खबर" in text
    assert "href" not in re.sub(r"<[^>]*>", "", text)
    assert "सुनीता टोप्पो" not in text  # of a member: hers alone
    with acting_as(cast.actor("auditor")):
        noted = {event.organisation_id: event.payload for event in Event.objects.filter(verb="web.rows_exported")}
    # The directory of institutions is nobody's alone: who took it stands in her own chain.
    whose = cast.network if slug == "allies" else cast.gumla
    assert set(noted) == {whose.pk}
    assert noted[whose.pk]["purpose"] == "donor_report"


@pytest.mark.parametrize(
    "part", ["field_worker", "desk_operator", "counsellor", "legal_officer", "researcher", "auditor"]
)
def test_others_take_none(part: str, cast: Cast, browser: Browser) -> None:
    for slug in ("mentions", "library", "allies"):
        assert browser(part).get(f"/{slug}/export/").status_code == 404


def test_a_coordinator_takes_her_own(cast: Cast, browser: Browser) -> None:
    a_mention(cast, spokesperson="सुनीता टोप्पो", campaign="गुमला की बात")
    a_mention(cast, "secretariat", campaign="सचिवालय की बात")
    text = _workbook(browser("coordinator").post("/mentions/export/", {"purpose": "checking"}))
    assert "गुमला की बात" in text
    assert "सुनीता टोप्पो" in text
    assert "सचिवालय की बात" not in text


def test_nothing_of_the_secretariats_other_desks_can_be_exported(cast: Cast, browser: Browser) -> None:
    for slug in ("activities", "people", "groups", "consultations"):
        assert browser("secretariat").get(f"/{slug}/export/").status_code == 404


def test_the_list_asks_as_much_for_thirty_mentions_as_for_one(cast: Cast, browser: Browser) -> None:
    row, client = a_mention(cast), browser("coordinator")
    client.get("/mentions/")
    with CaptureQueriesContext(connection) as few:
        client.get("/mentions/")
    for _number in range(20):
        a_mention(cast)
    with acting_as(cast.actor("coordinator")) as by:
        for _number in range(3):
            values = {"organisation": row.organisation_id, "place": row.place, "mention": row}
            copy = AddClipping(**values, kind="page", copied_on=clock.today())
            add_clipping(by=by, command=copy, upload=SimpleUploadedFile("a.pdf", PDF))
    with CaptureQueriesContext(connection) as many:
        client.get("/mentions/")
    assert len(many) <= len(few)
