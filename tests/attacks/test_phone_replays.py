"""Somebody records what a phone sends and sends it again, or changes its address: it is worth nothing."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices import services
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.kernel import clock
from tests.intake.fieldbook.conftest import at_work
from tests.intake.fieldbook.field import Field
from tests.phones import API, PROOF, encoded

__all__ = ["at_work"]

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "rows": ("sending", {"rows": []}),
    "receipts": ("sending", {"ids": []}),
    "share": ("sending", {"proof": encoded(PROOF)}),
    "bundle": ("reading", {"have": {}}),
    "renew": ("reading", {}),
}


def sent(field: Field, address: str, body: bytes, headers: dict[str, str]) -> Any:
    return Client().post(address, body, content_type="application/octet-stream", headers=headers)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_recorded_request_is_refused(at_work: Field, name: str) -> None:
    """Before: a recorded renewal gave the one who recorded it a new token, a recorded bundle the bundle."""
    key, values = ADDRESSES[name]
    address, body = f"{API}{name}", json.dumps(values).encode()
    headers = at_work.phone.headers(address, body, key=key)

    first, again = (sent(at_work, address, body, headers) for _time in range(2))

    assert first.status_code in (200, 404)  # a phone without a share has none
    assert (again.status_code, again.json()) == (401, {"problem": "challenge"})


def test_the_query_is_signed(at_work: Field) -> None:
    file, row = uuid.uuid4(), uuid.uuid4()
    address = f"{API}files/{file}"
    headers = at_work.phone.headers(f"{address}?offset=0&size=4&row={row}", b"abcd")
    for query in (f"?offset=0&size=9&row={row}", f"?offset=0&size=4&row={uuid.uuid4()}", ""):
        answer = sent(at_work, address + query, b"abcd", headers)
        assert (answer.status_code, answer.json()) == (401, {"problem": "signature"})
    assert sent(at_work, f"{address}?offset=0&size=4&row={row}", b"abcd", headers).status_code == 200


def test_a_query_that_was_added_is_refused(at_work: Field) -> None:
    address, body = f"{API}bundle", b"{}"
    headers = at_work.phone.headers(address, body, key="reading")
    answer = sent(at_work, f"{address}?x=1", body, headers)
    assert (answer.status_code, answer.json()) == (401, {"problem": "signature"})


def test_each_answer_brings_the_next_challenge(at_work: Field) -> None:
    challenge = at_work.phone.post("receipts", {"ids": []}).headers["X-Challenge"]
    for _time in range(3):
        answer = at_work.phone.post("receipts", {"ids": []}, challenge=challenge)
        assert answer.status_code == 200
        assert abs((clock.now() - dt.datetime.fromisoformat(answer.headers["X-House-Time"])).total_seconds()) < 60
        challenge = answer.headers["X-Challenge"]
    refused = at_work.phone.post("receipts", {"ids": []}, challenge="x")
    assert at_work.phone.post("receipts", {"ids": []}, challenge=refused.headers["X-Challenge"]).status_code == 200


def test_a_page_that_was_loaded_before_the_upgrade_delivers_everything(
    at_work: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It signs the path alone and uses a challenge for six minutes; when refused, it asks for another one."""
    monkeypatch.setattr(services, "FORMER_PAGES_UNTIL", clock.today())
    photo = at_work.photo()
    row = at_work.row("help", {"kind": "other"}, photos=[photo])
    address, body = f"{API}rows", json.dumps({"rows": [row.sent()]}).encode()
    assert sent(at_work, address, body, at_work.phone.headers(address, body)).status_code == 200
    challenge = Client().post(f"{API}challenge", b"{}", content_type="application/json").json()["challenge"]
    for offset, piece in photo.pieces():
        path = f"{API}files/{photo.id}"
        headers = at_work.phone.headers(path, piece, challenge=challenge)  # the same one for each piece
        query = f"?offset={offset}&size={len(photo.sealed)}&row={row.id}"
        answer = sent(at_work, path + query, piece, headers)
        assert answer.status_code == 200, answer.json()
    assert answer.json()["complete"]
    with acting_as(at_work.cast.actor("coordinator")):
        assert ReceivedRow.objects.count() == 1


def test_the_former_signature_ends(at_work: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "FORMER_PAGES_UNTIL", clock.today().replace(year=2000))
    path = f"{API}files/{uuid.uuid4()}"
    answer = sent(at_work, f"{path}?offset=0&size=1&row={uuid.uuid4()}", b"x", at_work.phone.headers(path, b"x"))
    assert (answer.status_code, answer.json()) == (401, {"problem": "signature"})
