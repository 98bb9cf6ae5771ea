"""The door of the phone: who is let in, what is refused and in which words."""

import datetime as dt
import hashlib
import json
import uuid
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices import credentials
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import MOST_WRONG_PROOFS, SHARES_A_DAY, WrongProof, revoke, share
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from tests.cast import FORUM, Cast
from tests.phones import API, PROOF, Phone, encoded, enrolled

pytestmark = pytest.mark.django_db


def _problem_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("problem", "")


def test_a_challenge_is_given_to_anybody_and_no_cookie_is_set() -> None:
    answer = Client().post(f"{API}challenge", b"{}", content_type="application/json")

    assert answer.status_code == 200
    assert credentials.is_fresh_challenge(answer.json()["challenge"])
    assert dt.datetime.fromisoformat(answer.json()["server_time"]).tzinfo is not None
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_signed_request_is_answered_and_the_phone_counts_as_seen(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)

    phone.ask_share()  # as it is enrolled; from the second time on it counts as seen
    answer = phone.ask_share()

    assert answer.status_code == 200
    assert len(answer.json()["share"]) == 43
    assert phone.device.seen_at is not None
    assert not answer.cookies


@pytest.mark.parametrize("authorization", ["", "Device x", "Device ", "Bearer a.b", "Device 0.0", "Device \u0967.x"])
def test_what_is_no_token_is_unknown(cast: Cast, authorization: str) -> None:
    phone = enrolled(cast)
    headers = phone.headers(f"{API}share", b"{}") | {"Authorization": authorization}

    answer = Client().post(f"{API}share", b"{}", content_type="application/json", headers=headers)

    assert _problem_of(answer) == (401, "unknown")


def test_an_unknown_phone_and_a_wrong_token_get_the_same_answer(cast: Cast) -> None:
    phone = enrolled(cast)
    stranger = Phone(device_id=str(uuid.uuid4()), token=phone.token)
    guess = Phone(phone.sending, phone.reading, phone.device_id, credentials.new_token())

    first, second = stranger.post("share"), guess.post("share")

    assert first.content == second.content == b'{"problem": "unknown"}'
    assert first.status_code == second.status_code == 401


def test_a_token_without_the_key_of_the_phone_is_refused(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)
    thief = Phone(device_id=phone.device_id, token=phone.token)

    assert _problem_of(thief.post("share")) == (401, "signature")


def test_each_key_opens_its_own_addresses_only(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)

    assert _problem_of(phone.post("share", key="reading")) == (401, "signature")
    assert _problem_of(phone.post("renew", key="sending")) == (401, "signature")


def test_another_body_path_or_challenge_under_the_same_signature_is_refused(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)
    path = f"{API}share"
    proof = json.dumps({"proof": encoded(PROOF)}).encode()
    headers = phone.headers(path, proof)

    def sent(to: str = path, body: bytes = proof, **changed: str) -> Any:
        return Client().post(to, body, content_type="application/json", headers=headers | changed)

    assert _problem_of(sent(body=b'{"a":1}')) == (401, "signature")
    assert _problem_of(sent(to=f"{API}renew")) == (401, "signature")
    assert _problem_of(sent(**{"X-Challenge": credentials.new_challenge()})) == (401, "signature")
    assert _problem_of(sent(**{"X-Signature": "AAAA"})) == (401, "signature")
    assert _problem_of(sent(**{"X-Signature": "%%"})) == (401, "signature")
    assert sent().status_code == 200


def test_a_challenge_lasts_ten_minutes_and_must_be_ours(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = enrolled(cast, needs_share=True)
    old = credentials.new_challenge()
    later = signing.time.time() + 601  # type: ignore[attr-defined]
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert _problem_of(phone.post("share", challenge=old)) == (401, "challenge")
    assert _problem_of(phone.post("share", challenge="made-by-myself")) == (401, "challenge")
    assert _problem_of(phone.post("share", challenge="x" * 5000)) == (401, "challenge")


def test_only_post_and_only_a_body_of_bounded_size(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)

    assert _problem_of(Client().get(f"{API}challenge")) == (405, "method")
    assert _problem_of(Client().post(f"{API}challenge", b"x" * 5000, content_type="text/plain")) == (413, "too_large")
    assert _problem_of(phone.post("share", b"x" * (512 * 1024 + 1))) == (413, "too_large")


def test_a_phone_that_was_taken_back_is_told_to_wipe_itself(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)
    with acting_as(cast.actor("coordinator")) as by:
        revoke(by=by, device=phone.device)

    answer = phone.post("share")

    assert answer.status_code == 401
    assert answer.json() == {"problem": "revoked", "wipe": True}
    assert _problem_of(phone.post("renew", key="reading")) == (401, "revoked")


def test_a_phone_whose_time_is_over_is_told_so(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)
    Device.objects.filter(pk=phone.device_id).update(expires_at=clock.now())

    assert phone.post("share").json() == {"problem": "expired", "wipe": True}


def test_a_closed_account_and_an_ended_posting_end_the_phone(cast: Cast) -> None:
    phone, other = enrolled(cast, needs_share=True), enrolled(cast, "field_worker", needs_share=True)
    Posting.objects.filter(group=FORUM).update(until=clock.today() - dt.timedelta(days=1))
    Account.objects.filter(pk=cast.accounts["field_worker"].pk).update(is_active=False)

    assert _problem_of(phone.post("share")) == (401, "revoked")
    assert _problem_of(other.post("share")) == (401, "revoked")


def test_a_new_token_works_and_the_old_one_until_then(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)
    old = phone.token

    renewed = phone.post("renew", key="reading").json()

    # The answer may be lost on the way: the old token goes on, until the new one is used.
    assert phone.ask_share().status_code == 200
    phone.token = renewed["token"]
    assert phone.ask_share().status_code == 200
    phone.token = old
    assert _problem_of(phone.post("share")) == (401, "unknown")
    ends = dt.datetime.fromisoformat(renewed["expires_at"])
    assert dt.timedelta(days=89) < ends - clock.now() <= dt.timedelta(days=90)


def test_a_share_is_given_at_most_thirty_times_a_day(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)

    shares = {json.dumps(phone.ask_share().json()) for _time in range(SHARES_A_DAY)}

    assert len(shares) == 1
    assert _problem_of(phone.ask_share()) == (429, "too_many")


def test_a_phone_without_share_gets_none(cast: Cast) -> None:
    assert _problem_of(enrolled(cast).ask_share()) == (404, "not_found")


def test_a_share_is_given_to_the_right_pin_only_and_ten_wrong_ones_end_it(cast: Cast) -> None:
    """Whoever copied the phone with its keys asks with guesses: each is counted here, where she cannot turn it back."""
    phone = enrolled(cast, needs_share=True)
    share = phone.ask_share().json()["share"]

    for left in range(MOST_WRONG_PROOFS - 1, 0, -1):
        answer = phone.ask_share(bytes([left]) * 32)
        assert (answer.status_code, answer.json()) == (403, {"problem": "wrong", "left": left})
    assert phone.ask_share().json() == {"share": share}  # and the right one begins the count anew
    for left in range(MOST_WRONG_PROOFS - 1, -1, -1):
        answer = phone.ask_share(bytes([left]) * 32)
    assert (answer.status_code, answer.json()) == (403, {"problem": "wrong", "left": 0})

    # The right one comes too late; the share is nowhere any more.
    assert phone.ask_share().json() == {"problem": "wrong", "left": 0}
    assert bytes(phone.device.share) == b""
    with acting_as(cast.actor("coordinator")):
        assert Event.objects.filter(verb="devices.share_ended", about=phone.device_id).count() == 1


def test_the_first_proof_is_kept_as_a_keyed_digest_only(cast: Cast) -> None:
    phone = enrolled(cast, needs_share=True)
    phone.ask_share()

    kept = phone.device.proof_digest
    seen = (PROOF, PROOF.hex().encode(), encoded(PROOF).encode())
    assert len(kept) == 64
    assert kept not in {hashlib.sha256(one).hexdigest() for one in seen}


@pytest.mark.parametrize("proof", [None, 1, "", "x" * 42, "x" * 44, "é" * 43, ["x" * 43]])
def test_what_is_no_proof_opens_nothing_and_is_not_kept(cast: Cast, proof: Any) -> None:
    phone = enrolled(cast, needs_share=True)

    assert _problem_of(phone.post("share", {"proof": proof})) == (400, "unreadable")
    assert _problem_of(phone.post("share")) == (400, "unreadable")
    assert phone.device.proof_digest == ""


def test_while_a_pin_is_changed_both_count_until_one_is_used(cast: Cast) -> None:
    """The phone may go out between the house's answer and its own writing."""
    phone, new = enrolled(cast, needs_share=True), b"n" * 32
    both = {"proof": encoded(PROOF), "next_proof": encoded(new)}
    phone.ask_share()

    assert phone.post("share", both | {"proof": encoded(b"w" * 32)}).status_code == 403
    assert phone.ask_share(new).status_code == 403  # whoever does not know the old one changes nothing
    assert phone.post("share", both).status_code == 200
    assert phone.ask_share().status_code == 200  # it was not kept on the phone
    assert phone.ask_share(new).status_code == 403
    assert phone.post("share", both).status_code == 200
    assert phone.ask_share(new).status_code == 200  # it was
    assert phone.ask_share().status_code == 403


def test_proofs_that_come_at_once_are_all_counted(cast: Cast) -> None:
    """An old copy of the row in the hands of a request counts nothing away."""
    phone = enrolled(cast, needs_share=True)
    phone.ask_share()
    before = phone.device
    for _time in range(3):
        with pytest.raises(WrongProof):
            share(before, b"w" * 32)
    assert phone.device.wrong_proofs == 3
