"""A clock in doubt: administrator and coordinators are alerted at once, once, without a name, quiet hours or not."""

import datetime as dt
from pathlib import Path

import pytest
from django.db.models import F

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.house_clock import sure_time
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.choices import Channel, State
from jatan.foundation.alerts.models import Delivery
from jatan.foundation.alerts.tasks import send_due
from jatan.foundation.operation.models import ClockWatch
from jatan.intake.alerts.clock_doubt import alert_of_doubt
from jatan.intake.alerts.notification import notify_digest
from jatan.intake.messaging.choices import OutState, Purpose
from jatan.intake.messaging.gateways.files import FilesGateway
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.worker_round import send_messages
from jatan.kernel import clock
from tests.cast import Cast
from tests.foundation.alerts.builders import queued, subscribed
from tests.foundation.alerts.push_end import PushEnd
from tests.intake.alerts.test_telling import alerts, chooses
from tests.intake.messaging.builders import NOON, create_sms_contact, create_traveller
from tests.programme.safeguarding.builders import As
from tests.settings.test_resting_work import DAY

pytestmark = pytest.mark.django_db
TOLD = ("administrator", "coordinator")
NIGHT = NOON.replace(hour=23)


@pytest.fixture
def modem(sms: dict[str, str], tmp_path: Path) -> Path:
    """The spool of a modem's daemon that nobody empties."""
    sms |= {"gateway": "files", "spool": str(tmp_path / "sms")}
    FilesGateway(tmp_path / "sms").prepare()
    return tmp_path


def _texts(cast: Cast, office: object) -> list[OutMessage]:
    with acting_as(machine_for([office])):  # type: ignore[list-item]
        return list(OutMessage.objects.filter(organisation_id=office))


@pytest.mark.parametrize("moved", [45 * DAY, -400 * DAY])
def test_two_people_are_told_on_their_phones_at_once_and_once(
    cast: Cast, push_end: PushEnd, moved: dt.timedelta
) -> None:
    for part in TOLD:
        subscribed(cast, part, push_end.browser(part))
    with clock.frozen_at(NIGHT):
        assert sure_time() is not None
        assert alert_of_doubt() == 0
    with clock.frozen_at(NIGHT + moved):
        assert sure_time() is None
        assert alert_of_doubt() >= len(TOLD)
        assert alert_of_doubt() == 0
    for part in TOLD:
        assert alerts(cast, part) == [("urgent", "push", 1)]
    assert {row.state for row in _pushes(cast)} == {State.SENT}, "by the wrong clock nobody may be in office"
    assert len(push_end.received) == len(TOLD)


def _pushes(cast: Cast) -> list[Delivery]:
    everyone = [cast.gumla.pk, cast.khunti.pk, cast.network.pk]
    with acting_as(machine_for(everyone)):
        return list(Delivery.objects.filter(organisation_id__in=everyone, channel=Channel.PUSH))


@pytest.mark.parametrize("moved", [45 * DAY, -400 * DAY])
def test_what_fails_at_first_is_tried_again_a_minute_later_and_not_by_the_wrong_clock(
    cast: Cast, push_end: PushEnd, moved: dt.timedelta
) -> None:
    subscribed(cast, "coordinator", push_end.browser())
    with clock.frozen_at(NIGHT):
        sure_time()
    push_end.answers[:] = [503]
    with clock.frozen_at(NIGHT + moved):
        sure_time()
        alert_of_doubt()
        assert send_due() == 0, "a minute has not passed"
    (row,) = _pushes(cast)
    assert (row.state, row.attempts) == (State.QUEUED, 1)
    assert abs(row.not_before - NIGHT) < dt.timedelta(minutes=2)
    ClockWatch.objects.update(uptime=F("uptime") - 70)
    with clock.frozen_at(NIGHT + moved):
        assert send_due() == 1
    assert [row.state for row in _pushes(cast)] == [State.SENT]


@pytest.mark.parametrize("moved", [45 * DAY, -400 * DAY])
def test_an_alert_of_danger_goes_out_by_a_wrong_clock_before_the_worker_has_noted_it_and_after(
    cast: Cast, push_end: PushEnd, moved: dt.timedelta
) -> None:
    subscribed(cast, "coordinator", push_end.browser())
    with clock.frozen_at(NIGHT):
        sure_time()
        queued(cast, "coordinator", "push")
    with clock.frozen_at(NIGHT + moved):
        assert send_due() == 1, "queued before"
        sure_time()
        queued(cast, "coordinator", "push")
        assert send_due() == 1, "queued by the wrong clock"
    assert {row.state for row in _pushes(cast)} == {State.SENT}


def test_who_has_chosen_nothing_and_has_a_number_is_told_by_text(cast: Cast, modem: Path) -> None:
    Account.objects.filter(pk__in=[cast.accounts[part].pk for part in TOLD]).update(phone="9431100001")
    with clock.frozen_at(NIGHT):
        sure_time()
    with clock.frozen_at(NIGHT - 400 * DAY):
        sure_time()
        alert_of_doubt()
        send_messages()
    for office in (cast.gumla.pk, cast.network.pk):
        (text,) = _texts(cast, office)
        assert (text.purpose, text.is_urgent) == (Purpose.URGENT, True)
        assert text.state in (OutState.HANDED, OutState.SENT)
        names = [cast.accounts[part].name for part in TOLD]
        assert not any(name in text.text for name in names)


def test_another_doubt_is_told_anew(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "coordinator", push_end.browser())
    sure_time()
    for moved in (45 * DAY, dt.timedelta(), -DAY):
        with clock.frozen_at(NOON + moved):
            sure_time()
            alert_of_doubt()
    assert len(alerts(cast, "coordinator")) == 2


def test_no_question_goes_out_because_a_day_has_come_and_no_digest(cast: Cast, as_: As, modem: Path) -> None:
    with as_("desk_operator") as by:
        contact = create_sms_contact(create_traveller(by, cast))
    chooses(cast, "desk_operator", hour=1)
    sure_time()
    with clock.frozen_at(NOON + 45 * DAY):
        sure_time()
        assert notify_digest(cast.accounts["desk_operator"].pk) == 0
        assert send_messages() == 0
    assert alerts(cast) == []
    assert _texts(cast, cast.gumla.pk) == []
    assert send_messages() == 0, "until the worker has seen that the clock is right again"
    sure_time()
    assert send_messages() == 1
    assert [text.about_contact for text in _texts(cast, cast.gumla.pk)] == [contact.pk]


def test_a_question_that_was_queued_before_waits_too(cast: Cast, as_: As, modem: Path) -> None:
    with as_("desk_operator") as by:
        create_sms_contact(create_traveller(by, cast))
    with clock.frozen_at(NIGHT):
        sure_time()
        assert send_messages() == 0, "held until the morning"
    with clock.frozen_at(NIGHT + 45 * DAY + dt.timedelta(hours=12)):
        sure_time()
        assert send_messages() == 0
    with clock.frozen_at(NIGHT + dt.timedelta(hours=12)):
        sure_time()
    assert [text.state for text in _texts(cast, cast.gumla.pk)] == [OutState.HELD]
