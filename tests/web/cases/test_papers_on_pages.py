"""Papers are sealed during upload, removed when refused, and downloaded as attachments."""

import io
import os
import tempfile
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access import file_limits
from jatan.foundation.operation import file_use
from jatan.foundation.vault.file_cipher import CHUNK
from jatan.foundation.vault.models import SealedFile
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.papers import papers
from jatan.programme.cases.models import Reading
from jatan.web.cases.upload import plain_name
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0"
SECRET = "फुलमनी ठेकेदार सिमडेगा".encode()


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this test alone, so that it can be searched."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def send(client: Client, case_file: OpenCaseFile, content: bytes, name: str = "fir.pdf", **more: Any) -> Any:
    data = {"title": "चोट की रिपोर्ट", "paper": SimpleUploadedFile(name, content, "application/pdf"), "whole": "1"}
    page = {"csrfmiddlewaretoken": uuid.uuid4().hex}  # as each page has it, so that it passes the door of forms
    return client.post(f"/cases/{case_file.case.pk}/papers/", page | data | more)


def on_disk() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return [path for path in root.rglob("*") if path.is_file()]


def download(client: Client, case_file: OpenCaseFile, row: Any, query: str = "") -> Any:
    answer = client.get(f"/cases/{case_file.case.pk}/papers/{row}/{query}")
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


@pytest.mark.parametrize("length", [1, CHUNK - 1, CHUNK, CHUNK + 1, 1024 * 1024 - 1, 1024 * 1024 + 1])
def test_it_comes_back_whole(house: CaseHouse, unlocked: Unlocked, length: int) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    content = (b"%PDF-" + SECRET * (length // len(SECRET) + 1))[:length]
    assert send(client, case_file, content).headers["Location"] == f"/cases/{case_file.case.pk}/papers/"
    (card,) = papers(house.read(case_file.case.pk))
    assert download(unlocked("colleague"), case_file, card.row).body == content


def test_one_that_is_sent_twice_is_one_paper(house: CaseHouse, unlocked: Unlocked) -> None:
    found, client = house.open_case(), unlocked("counsellor")
    for token in ("a" * 64, "b" * 64):  # the script of sealed forms fetches another token before it sends
        send(client, found, b"%PDF-", csrfmiddlewaretoken=token, form_number="c" * 64)
    assert len(papers(house.read(found.case.pk))) == 1
    assert len(on_disk()) == 1


def test_no_plain_byte_of_it_is_written_anywhere(house: CaseHouse, unlocked: Unlocked, temp: Path) -> None:
    found, client = house.open_case(), unlocked("counsellor")
    send(client, found, SECRET * 200_000, name="फुलमनी.pdf")
    assert [path for path in temp.rglob("*") if path.is_file()] == []
    (path,) = on_disk()
    raw = path.read_bytes()
    assert len(raw) > 1_000_000
    assert SECRET not in raw
    assert "फुलमनी".encode() not in raw + os.fsencode(path)


def test_an_empty_one_is_refused(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.open_case()
    answer = send(unlocked("counsellor"), found, b"")
    assert answer.status_code == 422
    assert "खाली" in answer.content.decode()
    assert on_disk() == []


def test_a_truncated_upload_is_removed(house: CaseHouse, unlocked: Unlocked) -> None:
    """The line broke in the middle: what came is well formed as far as it goes, and its end is missing."""
    case_file, client = house.open_case(), unlocked("counsellor")
    boundary = "----x"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--{boundary}\r\n'
    head += 'Content-Disposition: form-data; name="paper"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    body = head.encode() + SECRET * 50_000
    answer = client.post(
        f"/cases/{case_file.case.pk}/papers/",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert answer.status_code == 422
    assert on_disk() == []
    assert not SealedFile.objects.exists()


class _Breaking(io.BytesIO):
    """A line that breaks off with an error."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 300_000:
            raise OSError("connection reset")
        return super().read(size)


def test_an_upload_with_a_broken_connection_is_removed(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    head = b'--x\r\nContent-Disposition: form-data; name="paper"; filename="a.pdf"\r\n\r\n'
    body = head + SECRET * 50_000
    client.raise_request_exception = False
    client.generic(
        "POST",
        f"/cases/{case_file.case.pk}/papers/",
        b"",
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": _Breaking(body), "CONTENT_LENGTH": str(len(body))},  # type: ignore[arg-type]
    )
    assert on_disk() == []


def test_one_that_is_too_large_is_refused_and_the_limit_itself_is_not(
    house: CaseHouse, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "JATAN_LARGEST_PAPER", 200_000)
    found, client = house.open_case(), unlocked("counsellor")
    answer = send(client, found, b"x" * 200_001)
    assert (answer.status_code, on_disk()) == (422, [])
    assert "बहुत बड़ी" in answer.content.decode()
    assert send(client, found, b"x" * 200_000).status_code == 302


def test_one_over_the_limit_of_its_case_is_refused_in_words_and_removed(
    house: CaseHouse, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: 6 papers of 20 MB in 1.2 seconds, and no end."""
    monkeypatch.setattr(file_limits, "CASE_BYTES", 3000)
    client = unlocked("counsellor")
    found, other = house.open_case(), house.open_case()
    assert send(client, found, b"%PDF-" + b"x" * 2000).status_code == 302
    used = file_use.used_bytes()
    answer = send(client, found, b"%PDF-" + b"x" * 2000)
    assert (answer.status_code, len(on_disk()), SealedFile.objects.count()) == (422, 1, 1)
    assert "एक केस के कागज़ों में" in answer.content.decode()
    assert file_use.used_bytes() == used
    assert send(client, other, b"%PDF-" + b"x" * 2000).status_code == 302


def test_while_the_disk_is_below_its_reserve_no_paper_is_begun(
    house: CaseHouse, unlocked: Unlocked, settings: Any
) -> None:
    settings.JATAN_DISK_RESERVE = 2**60
    found = house.open_case()
    answer = send(unlocked("counsellor"), found, SECRET)
    assert (answer.status_code, on_disk()) == (422, [])
    assert "सर्वर की डिस्क लगभग भर" in answer.content.decode()


def test_a_refused_upload_is_removed(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.open_case(agreed=False)
    answer = send(unlocked("counsellor"), found, SECRET)
    assert answer.status_code == 422
    assert on_disk() == []
    agreed = house.open_case()
    assert send(unlocked("counsellor"), agreed, SECRET, title="").status_code == 422
    assert on_disk() == []


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "desk_operator"])
def test_nobody_else_gets_a_byte_onto_the_disk(house: CaseHouse, browser: Browser, part: str) -> None:
    found = house.open_case()
    assert send(browser(part), found, SECRET).status_code == 404
    assert on_disk() == []


def test_without_open_keys_an_upload_is_refused_with_a_message(house: CaseHouse, browser: Browser) -> None:
    found, client = house.open_case(), browser("counsellor")
    answer = send(client, found, SECRET)
    assert answer.headers["Location"].startswith("/keys/open/?next=")
    assert on_disk() == []
    assert "फ़ाइल नहीं रखी गई" in client.get("/keys/open/").content.decode()


def test_an_upload_without_csrf_token_is_refused_and_removed(house: CaseHouse, unlocked: Unlocked) -> None:
    found, trusted = house.open_case(), unlocked("counsellor")
    client = Client(enforce_csrf_checks=True)
    client.cookies = trusted.cookies
    assert send(client, found, SECRET).status_code == 403
    assert on_disk() == []


def test_only_one_file_in_the_field_that_asks_for_it_is_taken(house: CaseHouse, unlocked: Unlocked) -> None:
    found, client = house.open_case(), unlocked("counsellor")
    more = {"other": SimpleUploadedFile("b.bin", SECRET), "paper2": SimpleUploadedFile("c.bin", SECRET)}
    assert send(client, found, SECRET, **more).status_code == 302
    assert len(on_disk()) == 1
    many = {f"f{number}": SimpleUploadedFile("b.bin", b"x") for number in range(30)}
    assert send(client, found, SECRET, **many).status_code == 400
    assert len(on_disk()) == 1


def test_it_goes_out_as_a_file_and_nothing_opens_it_in_a_page(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    send(client, case_file, b"<html><script>alert(1)</script>", name="चोट.jpg")
    (card,) = papers(house.read(case_file.case.pk))
    answer = download(client, case_file, card.row)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{card.row.hex[-8:]}.bin"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]
    own = download(client, case_file, card.row, "?name=own")
    assert "filename*=utf-8''" in own.headers["Content-Disposition"].lower()
    assert Reading.objects.filter(what="paper", account=house.cast.accounts["counsellor"].pk).count() == 1


def test_the_type_follows_from_the_bytes_and_not_from_the_browser(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    send(client, case_file, JPEG + b"x" * 99, name="letter.pdf.exe", keeps_original="on")
    (card,) = papers(house.read(case_file.case.pk))
    assert card.get("media_type") == "image/jpeg"
    assert download(client, case_file, card.row).headers["Content-Disposition"].endswith('.jpg"')


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\fir.pdf", "fir.pdf"),
        ("/abs/fir.pdf", "fir.pdf"),
        ("..%2f..%2ffir.pdf", "..%2f..%2ffir.pdf".strip(" .")),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("é.pdf", "é.pdf"),
        ("📷", "📷"),
        ("...", "file"),
        ("x" * 4096 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_loses_folders_and_what_is_not_seen(name: str, expected: str) -> None:
    assert plain_name(name) == expected


def test_no_part_of_an_altered_paper_is_sent(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    send(client, case_file, SECRET * 50_000)
    (path,) = on_disk()
    raw = bytearray(path.read_bytes())
    raw[-40] ^= 1
    path.write_bytes(raw)
    (card,) = papers(house.read(case_file.case.pk))
    answer = download(client, case_file, card.row)
    assert answer.status_code == 409
    assert SECRET not in answer.body


def test_a_paper_of_another_case_is_not_there(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, other, client = house.open_case(), house.open_case(), unlocked("counsellor")
    send(client, case_file, SECRET)
    (card,) = papers(house.read(case_file.case.pk))
    assert download(client, other, card.row).status_code == 404
    consent = case_file.file.all("consent")[0]
    assert download(client, case_file, consent.row).status_code == 404
    client.post(f"/cases/{case_file.case.pk}/entries/{card.row}/", {"deed": "take", "reason": "ग़लत फ़ाइल"})
    assert download(client, case_file, card.row).status_code == 404
