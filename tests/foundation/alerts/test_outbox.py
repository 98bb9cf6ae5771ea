"""Alerts arrive at a push service and a mail server, once, whatever happens in between; and say nothing."""

import datetime as dt
import logging

import pytest
from pytest_django import Settings

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts import outbox
from jatan.foundation.alerts.models import AlertChoice, Browser, Delivery
from jatan.foundation.alerts.outbox import delete_old, deliver
from jatan.foundation.alerts.services import SaveChoices, end_browser, save_choices
from jatan.foundation.alerts.tasks import send_due
from jatan.kernel import clock
from tests.cast import Cast
from tests.foundation.alerts.builders import queued, states, subscribed
from tests.foundation.alerts.mail_end import MailEnd
from tests.foundation.alerts.push_end import PushEnd, signed_claims

pytestmark = pytest.mark.django_db


def chosen_mail(cast: Cast, part: str, mail: str) -> None:
    by = cast.actor(part)
    with acting_as(by):
        save_choices(by=by, command=SaveChoices({"call": ["mail"]}, mail=mail))


def later(minutes: float) -> dt.datetime:
    return clock.now() + dt.timedelta(minutes=minutes)


def test_a_push_arrives_sealed_signed_and_says_one_line(cast: Cast, push_end: PushEnd) -> None:
    browser = push_end.browser()
    subscribed(cast, "desk_operator", browser)
    (row,) = queued(cast, "desk_operator", "push", number=3)
    assert deliver(row.organisation_id, row.pk)
    (received,) = push_end.received
    assert browser.opened(received.body) == {
        "words": "जतन: 3 मदद की पुकार। देखें।",
        "tag": row.pk.hex,
        "language": "hi",
    }
    assert received.headers["Content-Encoding"] == "aes128gcm"
    assert received.headers["Urgency"] == "high"
    assert received.headers["Topic"] == row.pk.hex
    assert len(received.headers["Topic"]) <= 32
    assert int(received.headers["TTL"]) == 86400
    assert signed_claims(received.headers["Authorization"])["aud"] == f"https://localhost:{push_end.port}"
    assert states(cast) == [("push", "sent", "", 1)]


def test_every_browser_of_an_account_is_told_and_no_other(cast: Cast, push_end: PushEnd) -> None:
    for part, name in (("desk_operator", "a"), ("desk_operator", "b"), ("coordinator", "c")):
        subscribed(cast, part, push_end.browser(name))
    queued(cast, "desk_operator", "push")
    assert send_due() == 2
    assert sorted(one.path for one in push_end.received) == ["/push/a", "/push/b"]


def test_a_delivery_goes_out_once_however_often_it_is_asked_for(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    (row,) = queued(cast, "desk_operator", "push")
    assert [deliver(row.organisation_id, row.pk) for _each in range(3)] == [True, False, False]
    assert send_due() == 0
    assert len(push_end.received) == 1


def test_an_endpoint_that_is_down_is_tried_again_with_growing_pauses(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    (row,) = queued(cast, "desk_operator", "push")
    push_end.answers = [503, 429, 500]
    started, pauses = clock.now(), []
    for _each in range(3):
        with acting_as(machine_for([cast.gumla.pk])):
            when = max(Delivery.objects.get(organisation_id=cast.gumla.pk).not_before, started)
        with clock.frozen_at(when):
            assert not deliver(row.organisation_id, row.pk)
            assert send_due() == 0, "nothing is tried again at once"
            with acting_as(machine_for([cast.gumla.pk])):
                pauses.append(Delivery.objects.get(organisation_id=cast.gumla.pk).not_before - when)
    assert pauses == sorted(set(pauses))
    assert states(cast) == [("push", "queued", "busy", 3)]
    with clock.frozen_at(later(60)):
        assert send_due() == 1
    assert states(cast) == [("push", "sent", "", 4)]
    assert len(push_end.shown()) == 1


def test_an_endpoint_that_stays_down_is_given_up_and_said(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    queued(cast, "desk_operator", "push")
    push_end.server.shutdown()
    push_end.server.server_close()
    when = clock.now()
    for _each in range(9):
        when += dt.timedelta(hours=7)
        with clock.frozen_at(when):
            assert send_due() == 0
    assert states(cast) == [("push", "failed", "unreached", 7)]


@pytest.mark.parametrize(("status", "code"), [(404, "gone"), (410, "gone"), (403, "other_key")])
def test_a_browser_that_takes_nothing_any_more_is_ended(status: int, code: str, cast: Cast, push_end: PushEnd) -> None:
    kept = subscribed(cast, "desk_operator", push_end.browser())
    queued(cast, "desk_operator", "push")
    push_end.answers = [status]
    assert send_due() == 0
    kept.refresh_from_db()
    assert (kept.ended_why, kept.endpoint, bytes(kept.secret)) == (code, "", b"")
    assert states(cast) == [("push", "failed", code, 1)]
    assert queued(cast, "desk_operator", "push") == [], "nothing more is queued for it"


def test_a_redirect_is_not_followed(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    queued(cast, "desk_operator", "push")
    push_end.answers, push_end.location = [307], f"https://localhost:{push_end.port}/push/elsewhere"
    assert send_due() == 0
    assert [one.path for one in push_end.received] == ["/push/one"]
    assert states(cast) == [("push", "failed", "refused", 1)]


def test_an_endpoint_that_answers_for_ever_is_cut_off(cast: Cast, push_end: PushEnd, settings: Settings) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    queued(cast, "desk_operator", "push")
    push_end.drips, settings.PUSH_SECONDS = True, 1.0
    before = dt.datetime.now(dt.UTC)
    assert send_due() == 0
    assert dt.datetime.now(dt.UTC) - before < dt.timedelta(seconds=10)
    assert states(cast) == [("push", "queued", "unreached", 1)]


def test_a_certificate_of_somebody_else_is_not_taken(
    cast: Cast, push_end: PushEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    subscribed(cast, "desk_operator", push_end.browser())
    queued(cast, "desk_operator", "push")
    assert send_due() == 0
    assert push_end.received == []


def test_what_a_killed_worker_claimed_is_sent_once_more(cast: Cast, push_end: PushEnd) -> None:
    """The worker is gone after the POST and before the record: nothing says that it went out."""
    subscribed(cast, "desk_operator", push_end.browser())
    (row,) = queued(cast, "desk_operator", "push")
    claimed = outbox._claim(row.organisation_id, row.pk, present=clock.now())
    assert claimed is not None
    outbox._send(claimed)
    assert send_due() == 0, "another worker leaves it alone for two minutes"
    with clock.frozen_at(later(3)):
        assert send_due() == 1
    tags = [one["tag"] for one in push_end.shown()]
    assert tags == [row.pk.hex] * 2, "at most once more, with the same mark: a phone shows it once"
    assert states(cast) == [("push", "sent", "", 2)]


def test_a_worker_that_comes_back_late_changes_nothing(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    (row,) = queued(cast, "desk_operator", "push")
    slow = outbox._claim(row.organisation_id, row.pk, present=clock.now())
    assert slow is not None
    with clock.frozen_at(later(3)):
        assert send_due() == 1
    outbox._record(slow, outbox.NotSent(outbox.Code.UNREACHED, may_repeat=True))
    assert states(cast) == [("push", "sent", "", 2)]


def test_a_mail_arrives_with_the_coded_words_and_the_home_page(
    cast: Cast, mail_end: MailEnd, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://jatan.example.org"
    chosen_mail(cast, "coordinator", "didi@example.org")
    (row,) = queued(cast, "coordinator", "mail")
    assert deliver(row.organisation_id, row.pk)
    (mail,) = mail_end.mails
    assert mail_end.recipients == ["didi@example.org"]
    assert mail["Subject"] == "जतन: 1 मदद की पुकार। देखें।"
    assert mail.get_content().split() == ["जतन:", "1", "मदद", "की", "पुकार।", "देखें।", "https://jatan.example.org/"]
    assert mail["Message-ID"] == f"<{row.pk.hex}@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert states(cast) == [("mail", "sent", "", 1)]


def test_a_mail_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not(cast: Cast, mail_end: MailEnd) -> None:
    chosen_mail(cast, "coordinator", "didi@example.org")
    queued(cast, "coordinator", "mail")
    mail_end.answers = ["451 later", "554 no"]
    assert send_due() == 0
    assert states(cast) == [("mail", "queued", "busy", 1)]
    with clock.frozen_at(later(10)):
        assert send_due() == 0
    assert states(cast) == [("mail", "failed", "refused", 2)]
    assert mail_end.received == []


def test_an_address_that_does_not_exist_is_said(cast: Cast, mail_end: MailEnd) -> None:
    chosen_mail(cast, "coordinator", "nobody@example.org")
    queued(cast, "coordinator", "mail")
    mail_end.refused = ["nobody@example.org"]
    assert send_due() == 0
    assert states(cast) == [("mail", "failed", "refused", 1)]


def test_without_a_mail_server_nothing_is_tried(cast: Cast, settings: Settings) -> None:
    settings.MAIL_ENABLED = False
    chosen_mail(cast, "coordinator", "didi@example.org")
    queued(cast, "coordinator", "mail")
    assert send_due() == 0
    assert states(cast) == [("mail", "failed", "off", 0)]


def test_who_has_left_is_told_nothing(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser("a"))
    subscribed(cast, "coordinator", push_end.browser("b"))
    queued(cast, "desk_operator", "push")
    queued(cast, "coordinator", "push")
    cast.accounts["desk_operator"].postings.update(until=dt.date(2022, 1, 1))
    cast.accounts["coordinator"].is_active = False
    cast.accounts["coordinator"].save()
    assert send_due() == 0
    assert push_end.received == []
    assert {row[1:3] for row in states(cast)} == {("failed", "closed")}


def test_a_browser_switched_off_meanwhile_gets_nothing(cast: Cast, push_end: PushEnd) -> None:
    kept = subscribed(cast, "desk_operator", push_end.browser())
    queued(cast, "desk_operator", "push")
    by = cast.actor("desk_operator")
    with acting_as(by):
        end_browser(by=by, browser_id=kept.pk)
    assert send_due() == 0
    assert push_end.received == []


def test_what_waits_for_the_morning_becomes_one_alert(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    morning = later(60)
    queued(cast, "desk_operator", "push", kind="urgent", number=2, not_before=morning)
    queued(cast, "desk_operator", "push", kind="urgent", number=1, not_before=morning)
    assert send_due() == 0
    with clock.frozen_at(later(61)):
        assert send_due() == 1
    assert [one["words"] for one in push_end.shown()] == ["जतन: 3 ज़रूरी काम। देखें।"]


def test_the_log_has_ids_and_codes_alone(
    cast: Cast, push_end: PushEnd, mail_end: MailEnd, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    subscribed(cast, "desk_operator", push_end.browser("secretpath"))
    queued(cast, "desk_operator", "push")
    chosen_mail(cast, "coordinator", "didi@example.org")
    queued(cast, "coordinator", "mail")
    push_end.answers, mail_end.answers = [500], ["451 didi is out"]
    assert send_due() == 0
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("jatan"))
    assert "busy" in logged
    for word in ("secretpath", "didi", "localhost"):
        assert word not in logged


def test_old_deliveries_are_deleted(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    queued(cast, "desk_operator", "push")
    assert send_due() == 1
    assert delete_old() == 0
    with clock.frozen_at(later(91 * 24 * 60)):
        assert delete_old() == 1
    assert states(cast) == []
    assert Browser.objects.count() == AlertChoice.objects.count() == 1


def test_a_text_whose_end_nobody_learned_of_is_deleted_with_the_others(cast: Cast) -> None:
    """Such a row stays HANDED: it waits for nothing. What may still go out is kept, however old."""
    with acting_as(machine_for([cast.gumla.pk])):
        for channel, state in (("text", "handed"), ("mail", "queued"), ("mail", "claimed")):
            Delivery.objects.create(
                organisation=cast.gumla,
                account=cast.accounts["desk_operator"],
                kind="call",
                channel=channel,
                number=1,
                state=state,
            )
    with clock.frozen_at(later(89 * 24 * 60)):
        assert delete_old() == 0
    with clock.frozen_at(later(91 * 24 * 60)):
        assert delete_old() == 1
    assert {row[1] for row in states(cast)} == {"queued", "claimed"}
