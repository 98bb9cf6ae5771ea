"""Enrolling a phone: once, within two days, by whoever reads these records herself."""

import datetime as dt
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices import services
from jatan.foundation.devices.models import Device, Enrolment
from jatan.foundation.devices.services import create_enrolment, revoke
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.field_seal import server_public_key
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from tests.cast import FORUM, Cast
from tests.phones import API, PROOF, Phone, encoded, enrolled, spki

pytestmark = pytest.mark.django_db
_SPKI = PublicFormat.SubjectPublicKeyInfo


def _posting(cast: Cast, part: str = "forum_leader") -> Posting:
    return Posting.objects.select_related("account").get(account=cast.accounts[part])


def _code(cast: Cast, part: str = "forum_leader", **more: Any) -> str:
    with acting_as(cast.actor("coordinator")) as by:
        return create_enrolment(by=by, posting=_posting(cast, part), **more)[1]


def _enrol(code: str, phone: Phone | None = None, **changed: Any) -> Any:
    phone = phone or Phone()
    values = {
        "code": code,
        "sending_key": encoded(spki(phone.sending)),
        "reading_key": encoded(spki(phone.reading)),
        "app": "0.1",
    }
    return Client().post(f"{API}enrol", json.dumps(values | changed), content_type="application/json")


def test_a_phone_gets_all_it_needs_and_the_database_keeps_no_secret(cast: Cast) -> None:
    code, phone = _code(cast), Phone()

    answer = _enrol(code, phone)

    assert answer.status_code == 201
    values = answer.json()
    assert values["server_key"]["spki"] == encoded(server_public_key()[1])
    assert (values["role"], values["needs_share"]) == ("forum_leader", False)
    row = Device.objects.get(pk=values["device"])
    assert (row.account_id, row.group, row.app_version) == (cast.accounts["forum_leader"].pk, FORUM, "0.1")
    assert values["token"] not in (row.token_digest, row.next_token_digest)
    assert code not in Enrolment.objects.get().code_digest
    phone.device_id, phone.token = values["device"], values["token"]
    assert phone.post("renew", key="reading").status_code == 200


def test_a_code_works_once(cast: Cast) -> None:
    code = _code(cast)
    assert _enrol(code).status_code == 201

    again = _enrol(code)

    assert again.status_code == 404
    assert again.json() == {"problem": "no_such_code"}
    assert again.content == _enrol("never-made").content
    assert Device.objects.count() == 1


def test_the_same_phone_whose_answer_was_lost_is_let_in_again(cast: Cast) -> None:
    code, phone = _code(cast), Phone()
    first, second = _enrol(code, phone).json(), _enrol(code, phone).json()

    assert first["device"] == second["device"]
    phone.device_id, phone.token = first["device"], first["token"]
    assert phone.post("renew", key="reading").status_code == 401
    phone.token = second["token"]
    assert phone.post("renew", key="reading").status_code == 200
    # From its first word on the code is of no use to anybody.
    assert _enrol(code, phone).status_code == 404


def test_a_code_ends_after_two_days_and_with_the_next_one(cast: Cast) -> None:
    old = _code(cast)
    code = _code(cast)
    assert _enrol(old).status_code == 404

    Enrolment.objects.filter(used_at=None).update(expires_at=clock.now() - dt.timedelta(seconds=1))

    assert _enrol(code).status_code == 404


def test_a_code_ends_with_the_posting(cast: Cast) -> None:
    code = _code(cast)
    Posting.objects.filter(pk=_posting(cast).pk).update(until=clock.today() - dt.timedelta(days=1))

    assert _enrol(code).status_code == 404


@pytest.mark.parametrize(
    "key",
    [
        b"",
        b"no key",
        rsa.generate_private_key(65537, 1024)
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        spki(ec.generate_private_key(ec.SECP384R1())),
        spki(ec.generate_private_key(ec.SECP256R1()))[:-1],
        spki(ec.generate_private_key(ec.SECP256R1())) + b"\x00",
    ],
    ids=["empty", "no key", "rsa", "another curve", "cut", "longer"],
)
@pytest.mark.parametrize("name", ["sending_key", "reading_key"])
def test_only_two_keys_on_the_curve_are_taken(name: str, key: bytes, cast: Cast) -> None:
    code = _code(cast)

    assert _enrol(code, **{name: encoded(key)}).json() == {"problem": "unreadable"}
    assert _enrol(code).status_code == 201


def test_one_key_for_both_is_refused(cast: Cast) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    assert _enrol(_code(cast), Phone(key, key)).status_code == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"code": 1}', b'{"code": "a", "sending_key": 5}'])
def test_what_cannot_be_read_is_refused(body: bytes, db: None) -> None:
    assert Client().post(f"{API}enrol", body, content_type="application/json").status_code == 400


def test_attempts_from_one_address_are_counted(cast: Cast) -> None:
    answers = [_enrol("guess").status_code for _time in range(62)]

    assert answers[:60] == [404] * 60
    assert answers[60:] == [429] * 2


@pytest.mark.parametrize("part", ["field_worker", "forum_leader", "desk_operator", "supervisor", "khunti_coordinator"])
def test_nobody_but_the_coordinator_makes_a_code(part: str, cast: Cast) -> None:
    with acting_as(cast.actor(part)) as by, pytest.raises(Forbidden):
        create_enrolment(by=by, posting=_posting(cast))


@pytest.mark.parametrize("part", ["secretariat", "administrator"])
def test_who_manages_accounts_without_reading_records_makes_none(part: str, cast: Cast) -> None:
    """The code opens what the posting reaches: it must not reach more than whoever makes it."""
    with acting_as(cast.actor(part)) as by, pytest.raises(Forbidden):
        create_enrolment(by=by, posting=_posting(cast))


@pytest.mark.parametrize("part", ["desk_operator", "counsellor", "coordinator"])
def test_no_phone_for_a_posting_of_the_office(part: str, cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by, pytest.raises(Problem, match="no_phone_for_this"):
        create_enrolment(by=by, posting=_posting(cast, part))


def test_the_ledger_keeps_made_enrolled_renewed_and_revoked_in_codes(cast: Cast) -> None:
    phone = enrolled(cast)
    phone.post("renew", key="reading")
    with acting_as(cast.actor("coordinator")) as by:
        revoke(by=by, device=phone.device)
        revoke(by=by, device=phone.device)
        rows = list(Event.objects.filter(verb__startswith="devices.").order_by("sequence"))
    assert [row.verb for row in rows] == [
        "devices.enrolment_made",
        "devices.enrolled",
        "devices.renewed",
        "devices.revoked",
    ]
    assert {json.dumps(row.payload) for row in rows} == {'{"role": "forum_leader"}', "{}"}


def test_another_member_cannot_take_a_phone_back(cast: Cast) -> None:
    phone = enrolled(cast)
    with acting_as(cast.actor("khunti_coordinator")) as by, pytest.raises(Forbidden):
        revoke(by=by, device=phone.device)


def test_a_phone_whose_first_share_was_lost_may_choose_its_pin_again(cast: Cast) -> None:
    """It is enrolled with the same code and keys again; what was shown of the first PIN counts no more."""
    code, phone = _code(cast, needs_share=True), Phone()
    for proof in (b"1" * 32, b"2" * 32):
        made = _enrol(code, phone).json()
        phone.device_id, phone.token = made["device"], made["token"]
        assert phone.ask_share(proof).status_code == 200
    assert phone.ask_share(b"1" * 32).json() == {"problem": "wrong", "left": services.MOST_WRONG_PROOFS - 1}


def test_a_share_is_kept_only_where_it_was_asked_for_and_goes_with_the_phone(cast: Cast) -> None:
    plain, with_share = enrolled(cast, "field_worker"), enrolled(cast, needs_share=True)
    assert services.share(plain.device, PROOF) is None
    assert len(services.share(with_share.device, PROOF) or b"") == 32
    with acting_as(cast.actor("coordinator")) as by:
        revoke(by=by, device=with_share.device)
    assert bytes(with_share.device.share) == b""
