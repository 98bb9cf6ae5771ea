"""A phone without a network brings what waits as a file: it is received as if the phone had sent it."""

import base64
import datetime as dt
import hashlib
import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import revoke
from jatan.foundation.vault.field_seal import seal_for_server
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Attachment
from tests.cast import Cast
from tests.intake.fieldbook.field import Field, leaving
from tests.phones import Phone, enrolled
from tests.programme.groups.leaders import forum_of, lead
from tests.web.conftest import signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "/fieldbook/waiting/file/"


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sealed_row(phone: Phone, *, name: str, photograph: bytes = b"") -> dict[str, Any]:
    """A call for help as a phone seals it."""
    row, file, device = uuid.uuid4(), uuid.uuid4(), uuid.UUID(phone.device_id)
    files = [{"id": str(file), "question": "photo", "type": "image/jpeg"}] if photograph else []
    content = {
        "kind": "help",
        "definitions": "x",
        "written_at": clock.now().isoformat(),
        "answers": {"kind": "other", "caller_name": name},
        "files": files,
    }
    sealed = seal_for_server(json.dumps(content).encode(), device=device, about=row)
    saved: dict[str, Any] = {"id": str(row), "sealed": text(sealed), "sha256": hashlib.sha256(sealed).hexdigest()}
    closed = seal_for_server(photograph, device=device, about=file) if photograph else b""
    digest = hashlib.sha256(closed).hexdigest()
    saved["files"] = [{"id": str(file), "sha256": digest, "size": len(closed), "bytes": text(closed)}] if closed else []
    return saved


def saved_file(device: str, rows: list[Any]) -> bytes:
    return json.dumps({"jatan_field_book": 1, "device": device, "rows": rows}).encode()


def bring(client: Client, content: bytes) -> Any:
    return client.post(ADDRESS, {"file": SimpleUploadedFile("jatan.json", content)}, follow=True)


@pytest.fixture
def phone(cast: Cast) -> Phone:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    return enrolled(cast)


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    return signed_in(cast.accounts["coordinator"])


def test_what_the_file_holds_is_recorded_once_however_often_it_is_brought(
    cast: Cast, phone: Phone, coordinator: Client
) -> None:
    photograph = b"\xff\xd8" + b"x" * 150_000
    rows = [sealed_row(phone, name="बुधनी"), sealed_row(phone, name="सोमरी", photograph=photograph)]
    for _time in range(2):
        answer = bring(coordinator, saved_file(phone.device_id, rows))
        assert "2 पंक्तियाँ पहुँचीं" in answer.content.decode()
    with acting_as(cast.actor("coordinator")):
        assert sorted(Issue.objects.values_list("caller_name", flat=True)) == ["बुधनी", "सोमरी"]
        assert ReceivedRow.objects.count() == 2
        (file,) = ReceivedFile.objects.all()
        assert file.complete_at is not None
        assert file.sha256 == rows[1]["files"][0]["sha256"]


def test_rows_of_a_phone_that_was_taken_back_wait(cast: Cast, phone: Phone, coordinator: Client) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        revoke(by=by, device=phone.device)
    bring(coordinator, saved_file(phone.device_id, [sealed_row(phone, name="बुधनी")]))
    with acting_as(cast.actor("coordinator")):
        assert [row.state for row in ReceivedRow.objects.all()] == ["quarantined"]
        assert not Issue.objects.exists()


@pytest.mark.parametrize("end", ["revoked", "expired", "posting", "account"])
def test_a_photograph_of_a_phone_that_is_refused_is_kept_and_not_attached(
    at_work: Field, cast: Cast, coordinator: Client, end: str
) -> None:
    """Its row was recorded while the phone was hers; the photograph comes when she may record nothing any more."""
    photo = at_work.photo()
    row = at_work.row("leaving", leaving(at_work), photos=[photo])
    assert at_work.receipt(row)["state"] == "waiting_files"
    leader = cast.accounts["forum_leader"]
    if end == "revoked":
        with acting_as(cast.actor("coordinator")) as by:
            revoke(by=by, device=at_work.device)
    elif end == "expired":
        Device.objects.update(expires_at=clock.now())
    elif end == "posting":
        Posting.objects.filter(account=leader).update(until=clock.today() - dt.timedelta(days=1))
    else:
        Account.objects.filter(pk=leader.pk).update(is_active=False)
    saved = {**row.sent(), "files": [{**photo.named(), "bytes": text(photo.sealed)}]}
    bring(coordinator, saved_file(at_work.phone.device_id, [saved]))
    with acting_as(cast.actor("coordinator")):
        (file,) = ReceivedFile.objects.all()
        assert file.complete_at is not None
        assert (file.attached, file.problem) == ({}, "no_right")
        assert not Attachment.objects.exists()


_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
_OF_A_ROW: list[dict[str, Any]] = [
    *({"files": files} for files in (None, 7, 1.5, True, "photo", {}, {"id": _ID}, [None], [7], ["x"], [[]], [{}])),
    {"files": [{"id": _ID}] * 13},
    *(
        {"files": [{"id": _ID, "sha256": "a" * 64, "size": size, "bytes": "YQ"}]}
        for size in (None, "1", [], -1, 10**30)
    ),
    *({"files": [{"id": one, "sha256": "a" * 64, "size": 1, "bytes": "YQ"}]} for one in (None, 7, [], {}, "\ud800")),
    *({"files": [{"id": _ID, "sha256": one, "size": 1, "bytes": "YQ"}]} for one in (None, 7, [], "\x00" * 64)),
    *({"files": [{"id": _ID, "sha256": "a" * 64, "size": 1, "bytes": one}]} for one in (None, 7, [], {}, "\ud800", "")),
    {"sealed": "%", "files": [{"id": _ID, "bytes": "YQ"}, {"id": _ID, "bytes": "YWE"}]},
    {"sealed": None},
    {"sealed": 7},
    {"sealed": ["YQ"]},
    {"id": None},
    {"id": 7},
    {"id": [_ID]},
    {"id": {}},
    {"id": "\ud800"},
]


@pytest.mark.parametrize("wrong", _OF_A_ROW, ids=lambda wrong: json.dumps(wrong)[:60])
def test_no_shape_of_a_row_ends_in_an_error_or_keeps_the_others_waiting(
    cast: Cast, phone: Phone, coordinator: Client, wrong: dict[str, Any]
) -> None:
    rows = [{**sealed_row(phone, name="सोमरी"), **wrong}, sealed_row(phone, name="बुधनी")]
    answer = bring(coordinator, saved_file(phone.device_id, rows))
    assert answer.status_code == 200
    with acting_as(cast.actor("coordinator")):
        assert Issue.objects.filter(caller_name="बुधनी").count() == 1
        stored = ReceivedRow.objects.count()
    assert ("1 पंक्ति दर्ज नहीं हो सकी" in answer.content.decode()) is (stored == 1)


@pytest.mark.parametrize("rows", [None, 7, "x", {}, [None], [7, "x", []], [[[[]]]], [{}]], ids=json.dumps)
def test_rows_of_any_other_shape_are_refused_or_left_out_in_words(
    cast: Cast, phone: Phone, coordinator: Client, rows: Any
) -> None:
    answer = bring(coordinator, saved_file(phone.device_id, rows))
    assert answer.status_code == (200 if isinstance(rows, list) else 422)
    words = "दर्ज नहीं हो सकी" if isinstance(rows, list) else "किताब की फ़ाइल नहीं है"
    assert words in answer.content.decode()
    with acting_as(cast.actor("coordinator")):
        assert not ReceivedRow.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"jatan_field_book": 2}',
        b'{"jatan_field_book": 1, "device": "x"}',
    ],
    ids=["empty", "bytes", "list", "nothing", "deep", "another version", "no phone"],
)
def test_another_file_is_refused_in_words(cast: Cast, coordinator: Client, content: bytes) -> None:
    answer = bring(coordinator, content)
    assert answer.status_code == 422
    with acting_as(cast.actor("coordinator")):
        assert not ReceivedRow.objects.exists()


def test_a_file_of_another_offices_phone_and_of_none_are_refused_alike(cast: Cast, phone: Phone) -> None:
    rows = [sealed_row(phone, name="बुधनी")]
    stranger = signed_in(cast.accounts["stranger"])
    first = bring(stranger, saved_file(phone.device_id, rows))
    second = bring(stranger, saved_file(str(uuid.uuid4()), rows))
    assert first.status_code == second.status_code
    assert not Issue.objects.exists()


def test_damaged_rows_and_files_do_not_keep_the_others_waiting(cast: Cast, phone: Phone, coordinator: Client) -> None:
    good, bad = sealed_row(phone, name="बुधनी"), sealed_row(phone, name="सोमरी", photograph=b"x" * 500)
    bad["files"][0]["bytes"] = "%%%"
    rows = [3, {"id": "x"}, {**good, "id": str(uuid.uuid4()), "sealed": "%"}, bad, good]
    assert bring(coordinator, saved_file(phone.device_id, rows)).status_code == 200
    with acting_as(cast.actor("coordinator")):
        assert Issue.objects.filter(caller_name="बुधनी").exists()
        assert Issue.objects.filter(caller_name="सोमरी").exists()
        assert ReceivedFile.objects.get().complete_at is None
