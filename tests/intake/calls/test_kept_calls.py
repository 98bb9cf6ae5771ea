"""A call that lay on a telephone arrives once, is opened by the house alone, and says since when she waits."""

import base64
import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.vault.field_seal import seal_for_server
from jatan.intake.calls.delivery import undelivered_call_ids
from jatan.intake.calls.sealed_calls import NO_PHONE, open_call, sealing_key
from jatan.intake.calls.services import receive_call
from jatan.kernel import clock
from tests.cast import Cast
from tests.intake.calls.builders import create_pass, deliver_all, issues_at, send_call

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=clock.INDIA)
ID = uuid.UUID("0d7e6c1e-9a4b-4b52-8f4e-1d2c3b4a5968")
_VALUES = re.compile(r"'[^']*'(::\w+)?|\\x[0-9a-f]+|\b\d+\b|\"s\d+_x\d+\"")
_NOW = 1_770_000_000_000


def sealed(sent_id: uuid.UUID = ID, **call: Any) -> str:
    fields = {"code": "", "who": "self", "words": "", "phone": "", "at": _NOW} | call
    plain = json.dumps(fields).encode()
    return base64.urlsafe_b64encode(seal_for_server(plain, device=NO_PHONE, about=sent_id)).decode().rstrip("=")


def post(body: Any, **headers: str) -> Any:
    """As a telephone does: JSON without cookies; CSRF checks are on."""
    client = Client(enforce_csrf_checks=True)
    return client.post("/h/call/", body, content_type="application/json", headers=headers)


def body(**more: Any) -> dict[str, Any]:
    return {"id": str(ID), "sealed": sealed(), "now": _NOW} | more


def test_kept_call_reaches_the_desk_of_the_pass(cast: Cast) -> None:
    journey, found = create_pass(cast)
    answer = post(body(sealed=sealed(code=found.code, words="बंद रखा है", phone="9835012345")))
    assert (answer.status_code, answer.json()) == (200, {"received": str(ID)})
    assert answer.headers["Cache-Control"] == "private, no-store"
    deliver_all()
    (issue,) = issues_at(cast.gumla.id)
    assert (issue.about_journey, issue.caller_phone, issue.is_urgent) == (journey.pk, "9835012345", True)
    assert issue.description == "बंद रखा है\n9835012345"


def test_sent_again_it_is_the_same_call_and_the_same_answer(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    same = body(sealed=sealed(code=found.code))
    answers = [post(same)]
    deliver_all()
    answers += [post(same), post(same)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    assert deliver_all() == 0
    assert len(issues_at(cast.gumla.id)) == 1


def test_the_desk_learns_since_when_she_waits_whatever_her_clock_says(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    with clock.frozen_at(NOON):
        post(body(sealed=sealed(code=found.code, words="मदद", at=_NOW - 5 * 3600 * 1000)))
        deliver_all()
    (issue,) = issues_at(cast.gumla.id)
    assert issue.description == "फ़ोन में 10.03.2026 07:00 को लिखा गया, नेटवर्क अब मिला।\nमदद"


@pytest.mark.parametrize("waited", [0, 60, -3600, 400 * 24 * 3600, 10**15])
def test_a_wait_of_seconds_or_of_a_changed_clock_is_not_told(cast: Cast, waited: int) -> None:
    _journey, found = create_pass(cast)
    assert post(body(sealed=sealed(code=found.code, words="मदद", at=_NOW - waited * 1000))).status_code == 200
    deliver_all()
    assert issues_at(cast.gumla.id)[0].description == "मदद"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ("[]", 400),
        ("null", 400),
        ("not json", 400),
        ({}, 400),
        ({"id": "1", "sealed": "", "now": 1}, 400),
        ({"id": str(ID), "sealed": "ÿ", "now": 1}, 400),
        ({"id": str(ID), "sealed": "AAAA", "now": 1}, 422),
        ({"id": str(ID), "sealed": "", "now": 1}, 422),
        ({"id": str(ID), "sealed": "A" * 20_000, "now": 1}, 413),
    ],
)
def test_what_is_no_call_is_refused_and_not_stored(cast: Cast, wrong: Any, status: int) -> None:
    assert post(wrong).status_code == status
    assert undelivered_call_ids() == []


def test_a_seal_says_nothing_under_another_id(cast: Cast) -> None:
    other = uuid.uuid4()
    assert post(body(id=str(other))).status_code == 422


def test_a_page_of_another_site_cannot_send_one(cast: Cast) -> None:
    """What a form can send without asking first is no JSON."""
    client = Client(enforce_csrf_checks=True)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert client.post("/h/call/", json.dumps(body()), content_type=kind).status_code == 400
    assert client.get("/h/call/").status_code == 405


def test_beyond_the_limit_it_is_not_taken_and_the_phone_keeps_it(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr("jatan.intake.calls.services.PER_ADDRESS", 0)
    answer = post(body())
    assert (answer.status_code, "received" in answer.json()) == (429, False)
    assert undelivered_call_ids() == []


def test_the_same_statements_for_every_code(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    seen = []
    for number, code in enumerate((found.code, found.code[::-1], "x" * 400, "कोड")):
        sent_id = uuid.UUID(int=number + 1)
        with CaptureQueriesContext(connection) as queries:
            post(body(id=str(sent_id), sealed=sealed(sent_id, code=code)))
        seen.append([_VALUES.sub("?", query["sql"]) for query in queries])
    assert all(one == seen[0] for one in seen)
    assert len(seen[0]) <= 8


def test_calls_of_the_plain_form_need_no_id(cast: Cast) -> None:
    send_call("A")
    send_call("A")
    assert len(undelivered_call_ids()) == 2


def test_two_calls_with_one_id_are_one(cast: Cast) -> None:
    fields = {"who": "self", "words": "", "phone": "", "address": "203.0.113.7", "sent_id": ID}
    assert [receive_call(code="A", **fields), receive_call(code="B", **fields)] == [True, True]
    assert len(undelivered_call_ids()) == 1


@pytest.mark.parametrize("plain", [b"", b"[]", b"null", b'"x"', b'{"at": "no"}', b"\xff"])
def test_sealed_nonsense_is_unreadable_or_an_empty_call(plain: bytes, cast: Cast) -> None:
    text = base64.urlsafe_b64encode(seal_for_server(plain, device=NO_PHONE, about=ID)).decode().rstrip("=")
    assert post(body(sealed=text)).status_code == 422


def test_without_a_key_the_page_offers_none(settings: Any, tmp_path: Any) -> None:
    assert len(sealing_key()) == 73
    settings.FIELD_BOOK_KEY_FILE = tmp_path / "missing.key"
    assert sealing_key() == b""
    page = Client().get("/h/").content.decode()
    assert 'data-key=""' in page


def test_what_is_opened_is_what_was_sealed() -> None:
    raw = base64.urlsafe_b64decode(sealed(code="A", words="ख", phone="1") + "==")
    call = open_call(raw, ID)
    assert (call.code, call.who, call.words, call.phone, call.written_at) == ("A", "self", "ख", "1", _NOW)
