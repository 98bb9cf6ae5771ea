"""200 seeded names and villages, and none of them in a push, a mail, a text, a task or the log; through real ends."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.models import Delivery
from jatan.foundation.alerts.services import SaveChoices, save_choices
from jatan.foundation.alerts.tasks import send_due
from jatan.intake.alerts.notification import follow_texts, notify_everybody
from jatan.intake.messaging.worker_round import receive_messages, send_messages
from jatan.settings import options
from tests.cast import Cast
from tests.foundation.alerts.builders import subscribed
from tests.foundation.alerts.mail_end import MailEnd
from tests.foundation.alerts.push_end import PushEnd
from tests.intake.calls.builders import create_pass, deliver_all, send_call
from tests.intake.messaging.builders import outbox
from tests.intake.messaging.modem import Modem, program, running_modem
from tests.kills import wait_until
from tests.programme.helpdesk.builders import an_issue

pytestmark = pytest.mark.django_db

type As = Callable[[str], AbstractContextManager[Actor]]

PHONE = "9431100001"
EVERY_WAY = ["push", "mail", "text"]
FIRST = ("फूलमनी", "बुधनी", "सुकुरमनी", "एतवारी", "चांदमनी", "बिरसी", "सोमारी", "मंगरी", "जोसफीना", "अनिमा")
LAST = ("टोप्पो", "उराँव", "मुंडा", "हेम्ब्रम", "किस्कू", "सोरेन", "लकड़ा", "कुजूर", "बाड़ा", "एक्का")
NAMES = [f"{first} {last}" for first in FIRST for last in LAST] + [f"Xaver{one:03d}" for one in range(100)]


@pytest.fixture
def modem(tmp_path: Path, sms: dict[str, str]) -> Iterator[Modem]:
    if program() is None:
        if options.flag("JATAN_REQUIRE_GATEWAY"):
            pytest.fail("JATAN_REQUIRE_GATEWAY is set and there is no gammu-smsd on this machine")
        pytest.skip("SKIPPED LOUDLY: there is no gammu-smsd on this machine")
    with running_modem(tmp_path) as running:
        sms |= {"gateway": "files", "spool": str(running.spool)}
        yield running


def test_no_name_leaves_by_any_way(
    cast: Cast,
    as_: As,
    push_end: PushEnd,
    mail_end: MailEnd,
    modem: Modem,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    operator = cast.accounts["desk_operator"]
    operator.phone = PHONE
    operator.save()
    subscribed(cast, "desk_operator", push_end.browser())
    with as_("desk_operator") as by:
        channels = {"call": EVERY_WAY, "urgent": EVERY_WAY, "digest": ["push", "mail"]}
        save_choices(by=by, command=SaveChoices(channels, 6, "didi@example.org"))
    with as_("counsellor") as by:
        for name in NAMES[:199]:
            an_issue(
                by, cast, caller_name=name, village=name.split()[0], is_urgent=True, description=f"{name} रो रही है"
            )
    _journey, found = create_pass(cast, name=NAMES[199])
    send_call(found.code, words=f"मैं {NAMES[199]}", phone="9835012345")
    assert deliver_all() == 1

    assert notify_everybody() == 400
    assert send_due() == 6
    send_messages()
    wait_until(lambda: bool(modem.listed("sent")), what="the modem sends the text")
    receive_messages()
    assert follow_texts() == 1

    pushes = [str(one) for one in push_end.shown()]
    mails = [f"{mail['Subject']} {mail.get_content()} {mail.as_string()}" for mail in mail_end.mails]
    texts = [row.text for row in outbox() if row.phone == PHONE]
    tasks = [str(one.args_kwargs) for one in DBTaskResult.objects.all()]
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("jatan")]
    assert (len(pushes), len(mails), len(texts)) == (3, 3, 1)
    assert texts == ["जतन: कुछ तुरंत देखना है। अभी लॉगिन करें।"]
    everything = "\n".join([*pushes, *mails, *texts, *tasks, *logged])
    assert "मदद की पुकार" in everything
    words = {word for name in NAMES for word in name.split()}
    assert [word for word in words if word in everything] == []
    assert "9835012345" not in everything
    with acting_as(machine_for([cast.gumla.pk])):
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
