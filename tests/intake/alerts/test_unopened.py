"""An urgent issue that nobody has opened goes to the next, by the minutes of the plan; who was told and opened is
shown."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.models import Browser as Taking
from jatan.foundation.alerts.models import Delivery
from jatan.foundation.alerts.selectors import notified_of
from jatan.foundation.alerts.services import SaveChoices, save_choices
from jatan.intake.alerts.notification import notify_everybody
from jatan.intake.messaging.choices import OutState
from jatan.intake.messaging.colleagues import notify_colleagues
from jatan.intake.messaging.models import OutMessage
from jatan.kernel import clock
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk.models import Issue, IssueReading
from jatan.programme.helpdesk.selectors import readings
from jatan.programme.helpdesk.services import ISSUE
from jatan.programme.safeguarding.models import PlanVersion
from jatan.programme.safeguarding.plans import body_in_force, change_plan
from jatan.programme.safeguarding.services import hand_over
from tests.cast import Cast
from tests.intake.messaging.builders import NOON, create_traveller, outbox
from tests.programme.helpdesk.builders import an_issue, issue_command
from tests.web.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db

type As = Callable[[str], AbstractContextManager[Actor]]
NIGHT = NOON.replace(hour=23)


@pytest.fixture(autouse=True)
def modem(sms: dict[str, str], tmp_path: Path) -> None:
    """Texts can be sent."""
    sms.update(gateway="files", spool=str(tmp_path))


@pytest.fixture
def issue(cast: Cast, as_: As) -> Issue:
    """Urgent, typed by the field worker in the night. Counsellor, supervisor and coordinator have a number."""
    for number, part in enumerate(("counsellor", "supervisor", "coordinator"), start=1):
        cast.accounts[part].phone = f"943110000{number}"
        cast.accounts[part].save()
    with clock.frozen_at(NIGHT), as_("field_worker") as by:
        return an_issue(by, cast, is_urgent=True)


def alerted(cast: Cast, minutes: int) -> list[str]:
    """Who has been told so many minutes after the issue, by the parts of the cast, in order."""
    with clock.frozen_at(NIGHT + dt.timedelta(minutes=minutes)):
        notify_everybody()
        notify_everybody()
    parts = {account.pk: part for part, account in cast.accounts.items()}
    with acting_as(machine_for([cast.gumla.pk])):
        rows = Delivery.objects.filter(
            organisation_id=cast.gumla.pk, not_before__lte=NIGHT + dt.timedelta(minutes=minutes)
        )
        return [parts[one] for one in rows.order_by("made_at", "id").values_list("account_id", flat=True)]


def test_who_comes_next_is_told_until_somebody_opens(cast: Cast, issue: Issue, browser: Browser) -> None:
    assert alerted(cast, 14) == []
    assert alerted(cast, 15) == ["counsellor"]
    assert alerted(cast, 31) == ["counsellor", "supervisor"]
    with clock.frozen_at(NIGHT + dt.timedelta(minutes=32)):
        page = browser("supervisor").get(f"/issues/{issue.pk}/").content.decode()
    assert "Test counsellor" in page
    assert alerted(cast, 60) == ["counsellor", "supervisor"]
    with acting_as(cast.actor("coordinator")):
        assert [one.account for one in readings(issue)] == [cast.accounts["supervisor"].pk]
    page = browser("coordinator").get(f"/issues/{issue.pk}/").content.decode()
    assert page.count("Test supervisor") >= 2, "told and opened"


def test_another_alarm_is_told_anew_though_somebody_has_opened_the_first(cast: Cast, as_: As, browser: Browser) -> None:
    for number, part in enumerate(("counsellor", "supervisor", "coordinator"), start=1):
        cast.accounts[part].phone = f"943110000{number}"
        cast.accounts[part].save()
    with clock.frozen_at(NIGHT), as_("desk_operator") as by:
        journey = create_traveller(by, cast)
        first = report_unsafe(by=by, journey=journey, note="one", at=clock.now())
    assert alerted(cast, 16) == ["counsellor"]
    with clock.frozen_at(NIGHT + dt.timedelta(minutes=20)):
        notify_colleagues()
        browser("counsellor").get(f"/issues/{first}/")
    texts = len(outbox())
    assert alerted(cast, 100) == ["counsellor"]
    with clock.frozen_at(NIGHT + dt.timedelta(hours=2)), as_("desk_operator") as by:
        for note in ("two", "three"):
            assert report_unsafe(by=by, journey=journey, note=note, at=clock.now()) == first
        assert notify_colleagues() == len(outbox()) - texts > 0
        assert notify_colleagues() == 0
    assert alerted(cast, 134) == ["counsellor"]
    assert alerted(cast, 151) == ["counsellor", "counsellor", "supervisor"]
    page = browser("coordinator").get(f"/issues/{first}/").content.decode()
    assert page.count("Test counsellor") >= 2, "told and opened, before the second alarm"


def test_looking_at_it_oneself_is_not_opening_it(cast: Cast, issue: Issue, browser: Browser) -> None:
    browser("field_worker").get(f"/issues/{issue.pk}/")
    with acting_as(machine_for([cast.gumla.pk])):
        assert not IssueReading.objects.filter(organisation_id=cast.gumla.pk).exists()
    assert alerted(cast, 20) == ["counsellor"]


def test_the_coordinator_writes_other_minutes_into_the_plan(cast: Cast, issue: Issue, as_: As) -> None:
    with clock.frozen_at(NIGHT), as_("coordinator") as by:
        _number, body = body_in_force(cast.gumla.pk, "ladder")
        plan = body | {"unopened": {"minutes": 5, "then": ["coordinator"]}}
        change_plan(by=by, organisation_id=cast.gumla.pk, kind="ladder", body=plan)
    assert alerted(cast, 6) == ["coordinator"]
    assert alerted(cast, 600) == ["coordinator"]


def test_many_that_wait_hold_back_no_new_one_and_are_told_as_one(cast: Cast, issue: Issue, as_: As) -> None:
    with clock.frozen_at(NIGHT + dt.timedelta(minutes=1)), as_("field_worker") as by:
        ISSUE.record_all(by=by, commands=[issue_command(cast, is_urgent=True)] * 200)
    assert alerted(cast, 16) == ["counsellor"]
    assert alerted(cast, 49) == ["counsellor", "supervisor", "coordinator"]
    with clock.frozen_at(NIGHT + dt.timedelta(minutes=50)), as_("field_worker") as by:
        an_issue(by, cast, is_urgent=True)
    with acting_as(machine_for([cast.gumla.pk])):
        assert sorted(Delivery.objects.values_list("number", flat=True)) == [201, 201, 201]
    assert alerted(cast, 66) == ["counsellor", "supervisor", "coordinator", "counsellor"]


def test_a_plan_that_cannot_be_read_silences_nobody_else(cast: Cast, as_: As) -> None:
    cast.accounts["khunti_coordinator"].phone = cast.accounts["coordinator"].phone = "9431100009"
    cast.accounts["khunti_coordinator"].save()
    cast.accounts["coordinator"].save()
    with clock.frozen_at(NIGHT):
        for part, house, place in (
            ("field_worker", cast.gumla, cast.gumla_block),
            ("khunti_desk", cast.khunti, cast.khunti_block),
        ):
            with as_(part) as by:
                an_issue(by, cast, organisation=house.pk, place=place, is_urgent=True)
        with as_("coordinator") as by:
            save_choices(by=by, command=SaveChoices({"urgent": ["text"]}, None, ""))
            _number, body = body_in_force(cast.gumla.pk, "ladder")
            change_plan(by=by, organisation_id=cast.gumla.pk, kind="ladder", body=body)
            PlanVersion.objects.filter(organisation_id=cast.gumla.pk).update(body={"steps": "none"})
    with clock.frozen_at(NIGHT + dt.timedelta(minutes=20)):
        assert notify_everybody() == 2
    with acting_as(machine_for([cast.gumla.pk, cast.khunti.pk])):
        notified = set(Delivery.objects.values_list("account_id", flat=True))
    assert notified == {cast.accounts["coordinator"].pk, cast.accounts["khunti_coordinator"].pk}


def test_who_has_no_way_is_not_noted_as_told_and_a_stand_in_is_told_for_who_is_away(cast: Cast, as_: As) -> None:
    for number, part in enumerate(("desk_operator", "coordinator"), start=1):
        cast.accounts[part].phone = f"943110000{number}"
        cast.accounts[part].save()
    today = NIGHT.date()
    with clock.frozen_at(NIGHT), as_("coordinator") as by:
        counsellor, stand_in = cast.accounts["counsellor"].pk, cast.accounts["desk_operator"].pk
        hand_over(by=by, organisation_id=cast.gumla.pk, account=counsellor, stand_in=stand_in, since=today, until=today)
        _number, body = body_in_force(cast.gumla.pk, "ladder")
        plan = body | {"unopened": {"minutes": 15, "then": ["supervisor", "counsellor", "coordinator"]}}
        change_plan(by=by, organisation_id=cast.gumla.pk, kind="ladder", body=plan)
        with as_("field_worker") as field_worker:
            issue = an_issue(field_worker, cast, is_urgent=True)
    assert alerted(cast, 16) == ["desk_operator"], "the supervisor has neither number nor browser"
    assert [account for account, _at, _step in notified_of(issue.pk)] == [stand_in]


def _only_by_browser(cast: Cast, as_: As, part: str) -> None:
    """She wants to be told of danger by her browser, and has switched on none; her number is known."""
    cast.accounts[part].phone = "9431100008"
    cast.accounts[part].save()
    with clock.frozen_at(NIGHT - dt.timedelta(days=1)), as_(part) as by:
        save_choices(by=by, command=SaveChoices({"call": ["push"], "urgent": ["push"]}, None, ""))


def test_who_has_no_browser_does_not_count_as_told_and_the_next_is_told_at_once(
    cast: Cast, as_: As, browser: Browser
) -> None:
    """Before: she was noted as told, nothing went out, and the counsellor heard of it after fifteen minutes."""
    _only_by_browser(cast, as_, "desk_operator")
    _only_by_browser(cast, as_, "counsellor")
    with clock.frozen_at(NIGHT), as_("field_worker") as by:
        issue = an_issue(by, cast, is_urgent=True)
    assert notify_colleagues() == 0
    assert alerted(cast, 1) == ["counsellor"]
    assert [step for _account, _at, step in notified_of(issue.pk)] == [1]
    page = browser("coordinator").get(f"/issues/{issue.pk}/").content.decode()
    assert "पहले जिन्हें बताना था, उनमें से किसी तक सूचना नहीं पहुँच सकी" in page
    assert alerted(cast, 14) == ["counsellor"]


def test_once_her_browser_takes_alerts_she_is_told_as_the_first(cast: Cast, as_: As, browser: Browser) -> None:
    _only_by_browser(cast, as_, "desk_operator")
    account = cast.accounts["desk_operator"]
    Taking.objects.create(
        account=account, endpoint="https://push.test/1", endpoint_digest="0", public=b"k", secret=b"s", house_key="x"
    )
    _only_by_browser(cast, as_, "counsellor")
    with clock.frozen_at(NIGHT), as_("field_worker") as by:
        issue = an_issue(by, cast, is_urgent=True)
    assert alerted(cast, 1) == ["desk_operator"]
    assert [step for _account, _at, step in notified_of(issue.pk)] == [0]
    assert alerted(cast, 16) == ["desk_operator", "counsellor"]
    page = browser("coordinator").get(f"/issues/{issue.pk}/").content.decode()
    assert "पहले जिन्हें बताना था" not in page


def test_a_colleague_who_gets_a_text_is_the_first_though_another_has_no_browser(cast: Cast, as_: As) -> None:
    _only_by_browser(cast, as_, "desk_operator")
    for part in ("counsellor", "coordinator"):
        cast.accounts[part].phone = "9431100009"
        cast.accounts[part].save()
    with clock.frozen_at(NIGHT), as_("field_worker") as by:
        an_issue(by, cast, is_urgent=True)
    assert alerted(cast, 14) == []
    assert alerted(cast, 15) == ["counsellor"]


def test_where_no_text_can_be_sent_nobody_waits_for_who_would_get_one(
    cast: Cast, issue: Issue, sms: dict[str, str]
) -> None:
    sms.update(gateway="")
    assert alerted(cast, 1) == ["counsellor"]


def test_who_would_have_got_a_text_that_failed_holds_nobody_up(cast: Cast, issue: Issue, as_: As) -> None:
    with clock.frozen_at(NIGHT):
        queued = notify_colleagues()
        assert queued > 0
    assert alerted(cast, 1) == []
    texts = outbox()
    assert len(texts) == queued
    for number, text in enumerate(texts, start=1):
        assert alerted(cast, number) == []
        with acting_as(machine_for([cast.gumla.pk])):
            OutMessage.objects.filter(pk=text.pk).update(state=OutState.FAILED)
    assert alerted(cast, 10) == ["counsellor"]


def test_a_number_that_is_gone_counts_as_little_as_a_browser_that_is_none(cast: Cast, as_: As) -> None:
    _only_by_browser(cast, as_, "counsellor")
    with clock.frozen_at(NIGHT - dt.timedelta(days=1)), as_("desk_operator") as by:
        save_choices(by=by, command=SaveChoices({"call": ["text"], "urgent": ["text"]}, None, ""))
    with clock.frozen_at(NIGHT), as_("field_worker") as by:
        an_issue(by, cast, is_urgent=True)
    assert "counsellor" in alerted(cast, 1)
