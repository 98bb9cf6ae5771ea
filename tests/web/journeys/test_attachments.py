"""Photographs, papers and spoken notes beside a journey: kept clean, shown where the journey is, nowhere else."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.programme.journeys.models import Attachment, Journey
from tests.cast import Cast
from tests.kernel.test_recordings import FTYP, PLACE, SOUND, box
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def journey(cast: Cast) -> Journey:
    with acting_as(cast.actor("field_worker")) as by:
        return a_journey(by, a_person(by, cast))


def a_photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Maker of the camera"
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(browser: Browser, role: str, journey: Journey, name: str, content: bytes, kind: str = "agent_card"):  # type: ignore[no-untyped-def]
    answers = {"kind": kind, "note": "जैसा दिखा", "upload": SimpleUploadedFile(name, content)}
    return browser(role).post(f"/journeys/{journey.pk}/attachments/new/", answers)


def test_a_photograph_and_a_note_are_kept_clean_and_shown_with_the_journey(
    cast: Cast, journey: Journey, browser: Browser
) -> None:
    assert send(browser, "field_worker", journey, "सोमरी का कार्ड.jpg", a_photograph()).status_code == 302
    spoken = FTYP + box(b"moov", box(b"udta", PLACE)) + SOUND
    assert send(browser, "field_worker", journey, "note.m4a", spoken, "voice").status_code == 302
    with acting_as(cast.actor("coordinator")):
        voice, card = Attachment.objects.order_by("-recorded_at")
        events = list(Event.objects.filter(verb="journeys.attachment_added"))
    client = browser("coordinator")
    page = client.get(f"/journeys/{journey.pk}/").content.decode()
    assert f'<img src="/journeys/attachments/{card.pk}/"' in page
    assert f'<audio controls preload="none" src="/journeys/attachments/{voice.pk}/"' in page
    seen = client.get(f"/journeys/attachments/{card.pk}/")
    assert seen.headers["Content-Type"] == "image/jpeg"
    picture = Image.open(io.BytesIO(b"".join(seen.streaming_content)))  # type: ignore[attr-defined]
    assert not picture.getexif()
    heard = client.get(f"/journeys/attachments/{voice.pk}/")
    assert (heard.headers["Content-Type"], heard.headers["X-Content-Type-Options"]) == ("audio/mp4", "nosniff")
    sound = b"".join(heard.streaming_content)  # type: ignore[attr-defined]
    assert sound.endswith(SOUND)
    assert PLACE not in sound
    # Neither the path of the file nor the ledger says whose it is.
    assert len(events) == 2
    assert "सोमरी" not in card.file + str([event.payload for event in events])
    assert str(card.pk) not in card.file


def test_nobody_else_reaches_it_and_it_goes_with_its_journey(cast: Cast, journey: Journey, browser: Browser) -> None:
    send(browser, "field_worker", journey, "card.jpg", a_photograph())
    with acting_as(cast.actor("coordinator")):
        path = f"/journeys/attachments/{Attachment.objects.get().pk}/"
    own = browser("field_worker").get(path)
    assert own.status_code == 200
    assert b"".join(own.streaming_content)  # type: ignore[attr-defined]
    for role in ("khunti_coordinator", "secretariat", "researcher", "auditor", "administrator"):
        assert browser(role).get(path).status_code == 404, role
    assert send(browser, "khunti_coordinator", journey, "card.jpg", a_photograph()).status_code == 404
    withdrawn = browser("coordinator").post(
        f"/journeys/{journey.pk}/withdraw/", {"reason": "दो बार दर्ज", "confirm": "1"}
    )
    assert withdrawn.status_code == 302
    assert browser("coordinator").get(path).status_code == 404


def test_it_can_be_withdrawn_with_a_reason(cast: Cast, journey: Journey, browser: Browser) -> None:
    send(browser, "field_worker", journey, "card.jpg", a_photograph())
    with acting_as(cast.actor("coordinator")):
        row = Attachment.objects.get()
    client = browser("coordinator")
    path = f"/journeys/{journey.pk}/attachments/{row.pk}/withdraw/"
    assert client.post(path, {"reason": "ग़लत फ़ोटो", "confirm": "1"}).status_code == 302
    assert client.get(f"/journeys/attachments/{row.pk}/").status_code == 404
    with acting_as(cast.actor("coordinator")):
        row.refresh_from_db()
    assert row.withdrawn_reason == "ग़लत फ़ोटो"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("card.jpg", b"\xff\xd8\xff broken"),
        ("note.m4a", FTYP + b"\x00\x00\x00\x04moov"),
        ("letter.docx", b"PK\x03\x04 something"),
        ("empty.jpg", b""),
    ],
)
def test_what_is_neither_picture_nor_paper_nor_sound_is_refused_in_words(
    name: str, content: bytes, cast: Cast, journey: Journey, browser: Browser, tmp_path: Path
) -> None:
    answer = send(browser, "field_worker", journey, name, content)
    assert answer.status_code == 422
    assert answer.context["form"].errors["upload"]
    with acting_as(cast.actor("coordinator")):
        assert not Attachment.objects.exists()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
