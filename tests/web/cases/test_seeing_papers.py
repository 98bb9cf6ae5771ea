"""Photographs are seen and recordings heard on a page of the open file; what a camera adds to them is gone."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from jatan.foundation.vault.models import SealedFile
from jatan.kernel.pictures import LARGEST_UPLOAD
from jatan.kernel.problems import Problem
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.media import clean_photograph
from jatan.programme.cases.file.papers import papers
from jatan.programme.cases.models import Reading
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
CAMERA = "Lava Agni 12345"
SOUND = b"OggS" + b"\x00" * 300
MAKE, GPS, LATITUDE = 0x010F, 0x8825, 2


def photograph(form: str = "JPEG") -> bytes:
    """A photograph with the camera's name and a place in it."""
    picture, exif, out = Image.new("RGB", (900, 600), (180, 90, 40)), Image.Exif(), io.BytesIO()
    exif[MAKE] = CAMERA
    exif.get_ifd(GPS)[LATITUDE] = (23.0, 2.0, 38.0)
    picture.save(out, form, exif=exif)
    assert CAMERA.encode() in out.getvalue()
    return out.getvalue()


def send(client: Client, case_file: OpenCaseFile, content: bytes, **more: str) -> None:
    data: dict[str, Any] = {"title": "चोट", "paper": SimpleUploadedFile("x.jpg", content), "whole": "1", **more}
    assert client.post(f"/cases/{case_file.case.pk}/papers/", data).status_code == 302


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def seen(house: CaseHouse, client: Client, content: bytes, **more: str) -> tuple[str, Any]:
    """A file with this content in it: the address of its page, and its card."""
    case_file = house.open_case()
    send(client, case_file, content, **more)
    (card,) = papers(house.read(case_file.case.pk))
    return f"/cases/{case_file.case.pk}/papers/{card.row}/", card


def on_disk() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_seen_and_its_camera_and_place_are_gone(
    house: CaseHouse, unlocked: Unlocked, form: str
) -> None:
    client = unlocked("counsellor")
    address, card = seen(house, client, photograph(form))
    page = client.get(f"{address}see/").content.decode()
    assert f'src="{address}see/content/"' in page
    answer = client.get(f"{address}see/content/")
    shown = body(answer)
    with Image.open(io.BytesIO(shown)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((900, 600), {})
    assert CAMERA.encode() not in shown + body(client.get(address))
    assert (len(on_disk()), SealedFile.objects.count()) == (1, 1)
    assert client.get(f"{address}?original=1").status_code == 404
    assert answer.headers["Content-Type"] == card.get("media_type") == ("image/png" if form == "PNG" else "image/jpeg")


def test_it_is_contained_and_kept_by_no_browser_and_the_reading_is_recorded(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    client = unlocked("counsellor")
    address, _card = seen(house, client, photograph())
    answer = client.get(f"{address}see/content/")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert Reading.objects.filter(what="paper", account=house.cast.accounts["counsellor"].pk).count() == 1
    assert "चोट" not in client.get(f"{address}see/").content.decode().split("</title>")[0]


def test_as_it_came_it_is_kept_sealed_on_request_and_only_leaves_as_a_file(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    client, content = unlocked("counsellor"), photograph()
    address, _card = seen(house, client, content, keeps_original="on")
    answer = client.get(f"{address}?original=1")
    assert body(answer) == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert CAMERA.encode() not in body(client.get(f"{address}see/content/"))
    assert len(on_disk()) == 2
    assert all(CAMERA.encode() not in path.read_bytes() for path in on_disk())


def heavy(form: str) -> bytes:
    """A photograph whose camera and place cannot be taken out here."""
    if form == "heic":
        return b"\x00\x00\x00\x18ftypheic" + CAMERA.encode()
    if form == "tiff":
        return b"II*\x00" + CAMERA.encode()
    if form == "broken":
        return b"\xff\xd8\xff\xe0" + CAMERA.encode()
    return photograph() + b"\x00" * LARGEST_UPLOAD


@pytest.mark.parametrize("form", ["large", "heic", "tiff", "broken"])
def test_a_photograph_of_which_the_place_cannot_be_taken_out_is_kept_only_on_request(
    house: CaseHouse, unlocked: Unlocked, form: str
) -> None:
    client, case_file, content = unlocked("counsellor"), house.open_case(), heavy(form)
    address = f"/cases/{case_file.case.pk}/papers/"
    data = {"title": "चोट", "paper": SimpleUploadedFile("x.jpg", content), "whole": "1"}
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "जैसी आई, वैसी भी रखें” पर निशान" in refused.content.decode()
    assert (on_disk(), SealedFile.objects.count()) == ([], 0)
    data["paper"] = SimpleUploadedFile("x.jpg", content)
    kept = client.post(address, {**data, "keeps_original": "on"}, follow=True).content.decode()
    assert "जगह और मोबाइल की जानकारी हो सकती है" in kept
    (card,) = papers(house.read(case_file.case.pk))
    assert body(client.get(f"{address}{card.row}/")) == content


def test_a_photograph_that_is_too_large_is_not_read_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def unread() -> Iterator[bytes]:
        raise AssertionError("read")
        yield b""

    with pytest.raises(Problem) as refused:
        clean_photograph("image/jpeg", LARGEST_UPLOAD + 1, unread())
    assert (refused.value.code, refused.value.field) == ("file_too_large", "paper")


def test_a_recording_is_heard(house: CaseHouse, unlocked: Unlocked) -> None:
    client = unlocked("counsellor")
    address, _card = seen(house, client, SOUND)
    assert "<audio controls" in client.get(f"{address}see/").content.decode()
    answer = client.get(f"{address}see/content/")
    assert (answer.headers["Content-Type"], body(answer)) == ("audio/ogg", SOUND)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7 x",
        b"\xff\xd8\xff\xe0 <script>alert(1)</script>",
        b"\x00\x00\x00\x18ftypheic" + b"x" * 40,
    ],
)
def test_nothing_else_is_ever_shown_in_a_page(house: CaseHouse, unlocked: Unlocked, content: bytes) -> None:
    client = unlocked("counsellor")
    address, _card = seen(house, client, content, keeps_original="on")
    for path in ("see/", "see/content/"):
        assert client.get(address + path).status_code == 404
    assert client.get(address).headers["Content-Disposition"].startswith("attachment")


def test_without_open_keys_nobody_sees_it(house: CaseHouse, unlocked: Unlocked, browser: Browser) -> None:
    address, _card = seen(house, unlocked("counsellor"), photograph())
    locked = browser("colleague").get(f"{address}see/content/")
    assert locked.headers["Location"].startswith("/keys/open/?next=")
    for part in ("coordinator", "secretariat", "auditor"):
        assert browser(part).get(f"{address}see/content/").status_code == 404
