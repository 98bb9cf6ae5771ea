"""A silent phone: its person is asked by a text that tells nothing, once a week."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import revoke
from jatan.foundation.network.models import OrganisationDistrict
from jatan.intake.fieldbook.silent_phones import ask_silent_phones
from jatan.intake.messaging.delivery import send_due_messages
from jatan.intake.messaging.gateways.chosen import configured_gateway
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import messaging_actor
from jatan.intake.messaging.texts import shipped_texts, template_problems
from jatan.kernel import clock
from tests.cast import Cast
from tests.phones import Phone, enrolled

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 12, 10, 12, 0, tzinfo=clock.INDIA)


@pytest.fixture(autouse=True)
def sms(settings: Any, tmp_path: Path) -> None:
    """A modem that takes texts as files."""
    settings.JATAN_SMS = dict(configured.JATAN_SMS) | {"gateway": "files", "spool": str(tmp_path / "sms")}


@pytest.fixture
def phone(cast: Cast) -> Phone:
    Account.objects.filter(pk=cast.accounts["forum_leader"].pk).update(phone="9431012345")
    return enrolled(cast)


def _asked(days: float, phone: Phone) -> int:
    """How many texts go out `days` after the phone was last heard of."""
    Device.objects.filter(pk=phone.device_id).update(seen_at=NOON)
    with clock.frozen_at(NOON + dt.timedelta(days=days)):
        return ask_silent_phones()


def _texts(cast: Cast) -> list[OutMessage]:
    with acting_as(messaging_actor([cast.gumla.pk])):
        return list(OutMessage.objects.order_by("id"))


def test_she_is_asked_after_a_week_and_then_once_a_week(cast: Cast, phone: Phone) -> None:
    assert [_asked(days, phone) for days in (6.9, 7, 7.1, 13.9, 14.1)] == [0, 1, 0, 0, 1]
    assert {row.phone for row in _texts(cast)} == {"9431012345"}
    assert {row.purpose for row in _texts(cast)} == {"phone_silent"}


def test_the_text_goes_out_and_names_nobody(cast: Cast, phone: Phone, tmp_path: Path) -> None:
    _asked(8, phone)
    with clock.frozen_at(NOON + dt.timedelta(days=8)):
        assert send_due_messages(configured_gateway()) == 1
    [written] = [one for one in (tmp_path / "sms").rglob("*") if one.is_file()]
    sent = "".join(written.read_bytes().decode(coding, errors="replace") for coding in ("utf-8", "utf-16-be"))
    assert "9431012345" in f"{written.name} {sent}"
    assert "किताब" in sent
    for hidden in ("Test", "forum_leader", "टोटो", str(phone.device_id)):
        assert hidden not in sent


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_wording_may_be_sent(language: str) -> None:
    text = shipped_texts()["phone_silent"][language]
    assert template_problems(text) == []
    assert len(text) <= (67 if language == "hi" else 160)


@pytest.mark.parametrize("how", ["revoked", "closed", "no number", "posting ended", "no gateway"])
def test_nobody_is_asked_in_vain(how: str, cast: Cast, phone: Phone, settings: Any) -> None:
    account = Account.objects.filter(pk=cast.accounts["forum_leader"].pk)
    if how == "revoked":
        with acting_as(cast.actor("coordinator")) as by:
            revoke(by=by, device=phone.device)
    elif how == "closed":
        account.update(is_active=False)
    elif how == "no number":
        account.update(phone="")
    elif how == "posting ended":
        Posting.objects.filter(account=cast.accounts["forum_leader"]).update(until=NOON.date() - dt.timedelta(days=1))
    else:
        settings.JATAN_SMS = settings.JATAN_SMS | {"gateway": ""}

    assert _asked(8, phone) == 0
    assert _texts(cast) == []


def test_an_office_without_a_district_keeps_nobody_waiting(cast: Cast) -> None:
    """The round ended with an error, and nobody after that office was asked."""
    Account.objects.filter(pk=cast.accounts["field_worker"].pk).update(phone="9431012346")
    worker = enrolled(cast, "field_worker")
    OrganisationDistrict.objects.filter(organisation=cast.gumla).delete()
    Posting.objects.filter(account=cast.accounts["field_worker"]).update(place=None)
    assert _asked(8, worker) == 1
