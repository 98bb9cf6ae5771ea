"""Each account is told what it may see and has chosen, once; quiet hours hold all but calls for help."""

import datetime as dt
import functools
import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.choices import Channel, Kind
from jatan.foundation.alerts.models import Delivery
from jatan.foundation.alerts.services import SaveChoices, save_choices
from jatan.foundation.alerts.tasks import send_due
from jatan.foundation.alerts.words import coded_words
from jatan.foundation.vault.models import Letter, Team, TeamMember
from jatan.intake.alerts.notification import follow_texts, notify_digest, notify_everybody
from jatan.intake.alerts.tasks import notify_office
from jatan.intake.alerts.waiting_work import WAITING
from jatan.intake.messaging.colleagues import notify_colleagues
from jatan.intake.messaging.content_filter import wording_problems
from jatan.intake.messaging.delivery import send_due_messages
from jatan.intake.messaging.texts import places_of_origin
from jatan.kernel import clock
from jatan.programme.cases.choices import Unusual
from jatan.programme.cases.models import ReadingAlert
from jatan.programme.cases.sharing.letter_bodies import REFERRAL
from jatan.programme.helpdesk.choices import CALLS_FOR_HELP, Origin
from jatan.programme.helpdesk.services import ISSUE, resolve_issue
from jatan.programme.journeys.services import note_trigger
from jatan.programme.safeguarding.contacts import record_contact, start_contacts
from jatan.programme.safeguarding.models import Contact
from jatan.programme.safeguarding.services import walk
from tests.cast import Cast
from tests.foundation.alerts.builders import queued, subscribed
from tests.foundation.alerts.push_end import PushEnd
from tests.intake.calls.builders import create_pass, deliver_all, send_call
from tests.intake.messaging.builders import NOON, RecordingGateway
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db

type As = Callable[[str], AbstractContextManager[Actor]]

PHONE = "9431100001"
NIGHT = NOON.replace(hour=23)
MORNING = dt.datetime(2026, 3, 11, 8, 0, tzinfo=clock.INDIA)
EVERY_KIND = {kind: [Channel.PUSH.value] for kind in Kind.values}


def chooses(cast: Cast, part: str, channels: dict[str, list[str]] | None = None, hour: int | None = None) -> None:
    by = cast.actor(part)
    with acting_as(by):
        save_choices(by=by, command=SaveChoices(channels or EVERY_KIND, hour, "didi@example.org"))


def alerts(cast: Cast, part: str = "desk_operator") -> list[tuple[str, str, int]]:
    """(kind, channel, number) of the alerts of an account, in the order they were queued."""
    offices = [cast.gumla.pk, cast.khunti.pk, cast.network.pk]
    with acting_as(machine_for(offices)):
        rows = Delivery.objects.filter(organisation_id__in=offices, account=cast.accounts[part])
        return list(rows.order_by("made_at", "id").values_list("kind", "channel", "number"))


def call_for_help(cast: Cast, name: str = "फूलमनी टोप्पो") -> None:
    _journey, found = create_pass(cast, name=name)
    send_call(found.code, words="मालिक काग़ज़ नहीं देता", phone="9835012345")
    assert deliver_all() == 1


@pytest.fixture
def operator(cast: Cast, push_end: PushEnd) -> Cast:
    """The operator of the desk in Gumla takes alerts of every kind in one browser."""
    subscribed(cast, "desk_operator", push_end.browser())
    chooses(cast, "desk_operator")
    return cast


def test_a_call_for_help_is_told_once(operator: Cast, push_end: PushEnd) -> None:
    call_for_help(operator)
    assert notify_everybody() == 1
    assert notify_everybody() == 0
    assert alerts(operator) == [("call", "push", 1)]
    assert send_due() == 1
    assert [one["words"] for one in push_end.shown()] == ["जतन: 1 मदद की पुकार। देखें।"]


def test_several_of_one_kind_are_one_alert(operator: Cast) -> None:
    for number in range(3):
        call_for_help(operator, f"फूलमनी {number}")
    notify_everybody()
    assert alerts(operator) == [("call", "push", 3)]


def test_an_urgent_issue_is_told_as_urgent_and_not_to_who_recorded_it(operator: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        an_issue(by, operator, is_urgent=True)
    notify_everybody()
    assert alerts(operator) == []
    with as_("counsellor") as by:
        issue = an_issue(by, operator)
        ISSUE.amend(by=by, row=issue, changes={"is_urgent": True})
    notify_everybody()
    assert alerts(operator) == [("urgent", "push", 1)]


def test_a_hard_stop_is_told(operator: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, operator))
        note_trigger(by=by, journey=journey, code="minor_for_work")
    notify_everybody()
    assert ("urgent", "push", 1) in alerts(operator)


def test_a_missed_contact_is_told_to_whose_step_it_is(cast: Cast, push_end: PushEnd, as_: As) -> None:
    for part in ("desk_operator", "field_worker", "khunti_desk"):
        subscribed(cast, part, push_end.browser(part))
        chooses(cast, part, {"contact": ["push"]})
    with as_("field_worker") as by:
        journey = a_journey(
            by, a_person(by, cast), registered_on=NOON.date(), leaves_on=NOON.date() + dt.timedelta(days=1)
        )
        start_contacts(by, [journey])
    for day in range(1, 20):
        with clock.frozen_at(NOON + dt.timedelta(days=day)):
            walk()
            notify_everybody()
    assert alerts(cast, "desk_operator") or alerts(cast, "field_worker")
    assert alerts(cast, "khunti_desk") == []
    assert {kind for kind, _channel, _number in alerts(cast, "field_worker")} <= {"contact"}


def test_a_call_with_an_unknown_code_is_told_to_the_secretariat(cast: Cast, push_end: PushEnd) -> None:
    for part in ("secretariat", "desk_operator"):
        subscribed(cast, part, push_end.browser(part))
    send_call("ZZZZ-ZZZZ", words="मदद")
    assert deliver_all() == 1
    notify_everybody()
    assert alerts(cast, "secretariat") == [("call", "push", 1)]
    assert alerts(cast, "desk_operator") == []


def test_nobody_is_told_of_another_members_work(cast: Cast, push_end: PushEnd) -> None:
    parts = ("khunti_desk", "khunti_coordinator", "researcher", "auditor", "administrator", "legal_officer")
    for part in parts:
        subscribed(cast, part, push_end.browser(part))
        chooses(cast, part)
    call_for_help(cast)
    assert notify_everybody() == 0
    assert [alerts(cast, part) for part in parts] == [[]] * len(parts)


def test_what_was_not_chosen_is_not_told(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    chooses(cast, "desk_operator", {"contact": ["push"]})
    call_for_help(cast)
    assert notify_everybody() == 0


def test_at_night_danger_goes_out_and_the_rest_waits(operator: Cast, as_: As, push_end: PushEnd) -> None:
    with clock.frozen_at(NIGHT):
        call_for_help(operator)
        with as_("counsellor") as by:
            an_issue(by, operator, is_urgent=True)
        missed = _missed_contacts(as_, operator, 1)
        assert notify_everybody() == 2 + missed
        assert send_due() == 2
        assert sorted(one["words"] for one in push_end.shown()) == [
            "जतन: 1 ज़रूरी काम। देखें।",
            "जतन: 1 मदद की पुकार। देखें।",
        ]
    with clock.frozen_at(NIGHT + dt.timedelta(hours=2)):
        _missed_contacts(as_, operator, 2)
        notify_everybody()
        assert send_due() == 0
    with clock.frozen_at(MORNING + dt.timedelta(minutes=1)):
        assert send_due() == 1, "the night is one alert"
    assert len(push_end.shown()) == 3


def _missed_contacts(as_: As, cast: Cast, number: int) -> int:
    """So many travellers could not be reached: the desk is to try again. Returns how many."""
    with as_("coordinator") as by:
        for one in range(number):
            person = a_person(by, cast, name=f"सोमरा {clock.now():%H%M} {one}", sex="m", phone="")
            journey = a_journey(by, person, registered_on=NOON.date(), leaves_on=NOON.date())
            start_contacts(by, [journey])
            due = Contact.objects.create(
                organisation_id=cast.gumla.pk,
                place=journey.place,
                journey=journey,
                due_on=NOON.date(),
                by_whom="desk",
                rule="test",
                answer_by=clock.now(),
            )
            record_contact(by=by, contact=due, outcome="unreachable")
    return number


@pytest.mark.parametrize("origin", CALLS_FOR_HELP)
def test_at_night_a_call_for_help_goes_out_however_it_came(
    operator: Cast, as_: As, push_end: PushEnd, origin: Origin
) -> None:
    """A forum leader's call from her field book was held until morning: this list stood twice, and one was shorter."""
    with clock.frozen_at(NIGHT):
        with as_("counsellor") as by:
            an_issue(by, operator, is_urgent=True, origin=origin.value)
        notify_everybody()
        assert send_due() == 1
    assert [one["words"] for one in push_end.shown()] == ["जतन: 1 मदद की पुकार। देखें।"]


def test_the_digest_comes_once_a_day_at_its_hour(cast: Cast, push_end: PushEnd, as_: As) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    chooses(cast, "desk_operator", {"digest": ["push"]}, hour=14)
    call_for_help(cast)
    with as_("counsellor") as by:
        an_issue(by, cast, is_urgent=True)
    assert notify_everybody() == 0, "its hour has not come"
    for minutes in (0, 1, 300):
        with clock.frozen_at(NOON.replace(hour=14) + dt.timedelta(minutes=minutes)):
            notify_everybody()
    assert alerts(cast) == [("digest", "push", 2)]
    with clock.frozen_at(NOON.replace(hour=15)):
        assert send_due() == 1
    assert [one["words"] for one in push_end.shown()] == ["जतन: आज 2 काम बाकी हैं।"]
    with clock.frozen_at(NOON.replace(hour=14) + dt.timedelta(days=1)):
        assert notify_digest(cast.accounts["desk_operator"].pk) == 2


def test_a_digest_in_quiet_hours_waits_and_one_of_nothing_does_not_come(cast: Cast, push_end: PushEnd) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    chooses(cast, "desk_operator", {"digest": ["push"]}, hour=6)
    early = NOON.replace(hour=6, minute=5)
    with clock.frozen_at(early):
        notify_everybody()
        assert alerts(cast) == []
    call_for_help(cast)
    with clock.frozen_at(early + dt.timedelta(days=1)):
        notify_everybody()
        assert send_due() == 0
    with clock.frozen_at(MORNING + dt.timedelta(minutes=1)):
        assert send_due() == 1


def test_one_text_says_that_something_waits_and_its_end_is_followed(
    cast: Cast, as_: As, gateway: RecordingGateway
) -> None:
    cast.accounts["desk_operator"].phone = PHONE
    cast.accounts["desk_operator"].save()
    chooses(cast, "desk_operator", {"call": ["text"], "urgent": ["text"], "contact": ["text"]})
    call_for_help(cast)
    with as_("counsellor") as by:
        an_issue(by, cast, is_urgent=True)
    notify_everybody()
    assert alerts(cast) == [("call", "text", 2)]
    send_due_messages(gateway)
    assert [(one.phone, one.text) for one in gateway.handed] == [(PHONE, "जतन: कुछ तुरंत देखना है। अभी लॉगिन करें।")]
    assert follow_texts() == 1
    assert follow_texts() == 0
    with acting_as(machine_for([cast.gumla.pk])):
        assert Delivery.objects.get(organisation_id=cast.gumla.pk).state == "sent"


def test_a_text_that_is_refused_is_seen(cast: Cast) -> None:
    chooses(cast, "desk_operator", {"call": ["text"]})
    call_for_help(cast)
    notify_everybody()
    send_due_messages(None)
    assert follow_texts() == 1
    with acting_as(machine_for([cast.gumla.pk])):
        row = Delivery.objects.get(organisation_id=cast.gumla.pk)
    assert (row.state, row.code) == ("failed", "not_sent")


def test_who_has_chosen_gets_no_second_text_and_who_has_not_is_told_as_ever(
    cast: Cast, gateway: RecordingGateway
) -> None:
    for part, phone in (("desk_operator", PHONE), ("coordinator", "9431100002")):
        cast.accounts[part].phone = phone
        cast.accounts[part].save()
    chooses(cast, "desk_operator", {"call": ["text"]})
    call_for_help(cast)
    notify_everybody()
    notify_colleagues()
    send_due_messages(gateway)
    assert sorted(one.phone for one in gateway.handed) == [PHONE, "9431100002"]


def test_an_event_enqueues_a_task_with_ids_alone(operator: Cast, as_: As) -> None:
    before = DBTaskResult.objects.count()
    call_for_help(operator)
    rows = DBTaskResult.objects.filter(task_path="jatan.intake.alerts.tasks.notify_office")
    assert DBTaskResult.objects.count() > before
    (row,) = rows
    organisation, about_type, about = row.args_kwargs["args"]
    assert (organisation, about_type) == (str(operator.gumla.pk), "helpdesk.issue")
    assert notify_office.call(organisation, about_type, about) == 1
    assert notify_office.call(organisation, about_type, about) == 0
    for delivery in DBTaskResult.objects.filter(task_path="jatan.foundation.alerts.tasks.deliver_alert"):
        assert all(len(word) == 36 for word in delivery.args_kwargs["args"])


def test_an_event_of_an_office_without_choices_enqueues_nothing(cast: Cast, as_: As) -> None:
    call_for_help(cast)
    assert not DBTaskResult.objects.filter(task_path="jatan.intake.alerts.tasks.notify_office").exists()


def test_an_issue_that_is_not_urgent_costs_nobody_anything(operator: Cast, as_: As) -> None:
    with as_("counsellor") as by:
        issue = an_issue(by, operator)
    assert notify_office.call(str(operator.gumla.pk), "helpdesk.issue", str(issue.pk)) == 0
    assert alerts(operator) == []


def test_a_trouble_with_one_account_does_not_keep_the_others_from_being_told(
    cast: Cast, push_end: PushEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("coordinator", "desk_operator"):
        subscribed(cast, part, push_end.browser(part))
    call_for_help(cast)
    coordinator, real = cast.actor("coordinator"), WAITING["call"]

    def troubled(by: Actor) -> set[object]:
        if by.account_id == coordinator.account_id:
            raise RuntimeError("फूलमनी टोप्पो")
        return real(by)  # type: ignore[return-value]

    monkeypatch.setitem(WAITING, "call", troubled)  # type: ignore[arg-type]
    assert notify_everybody() == 1
    assert alerts(cast, "desk_operator") == [("call", "push", 1)]


def test_a_resolved_issue_is_not_in_the_digest(cast: Cast, push_end: PushEnd, as_: As) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    chooses(cast, "desk_operator", {"digest": ["push"]}, hour=6)
    with as_("counsellor") as by:
        issue = an_issue(by, cast, is_urgent=True)
        resolve_issue(by=by, issue=issue, on=NOON.date())
    assert notify_digest(cast.accounts["desk_operator"].pk) == 0
    assert alerts(cast) == []


@pytest.mark.parametrize("language", ["hi", "en", "sat"])
@pytest.mark.parametrize("kind", Kind.values)
def test_no_words_of_an_alert_tell_anything(kind: str, language: str) -> None:
    for number in (1, 2, 500):
        words = coded_words(kind, number, language)
        assert wording_problems(words, hidden=places_of_origin()) == []
        assert words.startswith(("जतन: ", "Jatan: "))
        assert len(words) <= 70


def test_case_work_is_told_as_case_work_without_a_number(cast: Cast, push_end: PushEnd) -> None:
    for part in ("supervisor", "counsellor", "coordinator"):
        subscribed(cast, part, push_end.browser(part))
        chooses(cast, part)
    with acting_as(cast.actor("supervisor")):
        for _each in range(2):
            ReadingAlert.objects.create(
                organisation=cast.gumla, account=cast.accounts["counsellor"].pk, why=Unusual.NIGHT, how_many=1
            )
    assert notify_everybody() == 2
    assert [alerts(cast, part) for part in ("counsellor", "coordinator")] == [[], []]
    assert send_due() == 1
    assert [one["words"] for one in push_end.shown()] == ["जतन: केस का काम। देखें।"]


def test_a_letter_to_a_team_is_case_work_of_its_members(cast: Cast, push_end: PushEnd) -> None:
    for part in ("counsellor", "supervisor"):
        subscribed(cast, part, push_end.browser(part))
        chooses(cast, part)
    mine = {"organisation": cast.gumla}
    with acting_as(machine_for([cast.gumla.pk, cast.khunti.pk])):
        team = Team.objects.create(**mine, name="T", epoch=1)
        TeamMember.objects.create(**mine, team=team, holder=cast.accounts["counsellor"].pk)
        Letter.objects.create(**mine, sender=cast.khunti, team=team.pk, epoch=1, kind=REFERRAL, sealed=b"-")
    notify_everybody()
    assert alerts(cast, "counsellor") == [("case", "push", 1)]
    assert alerts(cast, "supervisor") == []


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_a_round_asks_little_for_each_account_that_has_nothing_new(cast: Cast) -> None:
    """Each account is asked behind its own walls, so every further one costs something: the same few queries."""
    parts = ("desk_operator", "coordinator", "counsellor", "supervisor", "khunti_desk")
    rounds = []
    for part in parts:
        chooses(cast, part, {"call": ["push"], "digest": ["push"]}, hour=20)
        notify_everybody()
        rounds.append(queries_of(notify_everybody))
    assert max(after - before for before, after in itertools.pairwise(rounds)) <= 8


def test_who_is_told_of_nothing_now_costs_nothing(cast: Cast) -> None:
    chooses(cast, "desk_operator", {"call": ["push"]})
    before = queries_of(notify_everybody)
    chooses(cast, "coordinator", {"digest": ["push"]}, hour=20)
    chooses(cast, "counsellor", {"digest": ["push"]})
    assert queries_of(notify_everybody) <= before


def test_an_alert_costs_the_same_for_one_browser_and_for_many(cast: Cast, push_end: PushEnd) -> None:
    costs = []
    for number in range(4):
        subscribed(cast, "desk_operator", push_end.browser(str(number)))
        for _first_and_added in range(2):
            ask = functools.partial(
                queued, cast, "desk_operator", "push", "mail", kind="urgent", number=1, not_before=MORNING
            )
            costs.append(queries_of(ask))
    assert max(costs) - min(costs) <= 1
