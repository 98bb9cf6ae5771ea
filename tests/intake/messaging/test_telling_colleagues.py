"""An urgent issue is told to those who may act, by a text without a name, a place or a cause: once, and at once."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import OutState, Purpose
from jatan.intake.messaging.colleagues import colleagues_told, tell_colleagues
from jatan.intake.messaging.delivery import send_all
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import machine
from jatan.intake.messaging.office_settings import set_rules
from jatan.intake.messaging.texts import languages, shipped_texts, template_problems
from jatan.intake.messaging.worker_round import send_pending, take_in
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import amend_issue, resolve_issue
from jatan.programme.journeys.services import note_trigger
from jatan.programme.safeguarding.contacts import record_unasked
from jatan.programme.safeguarding.services import hand_off_trigger, hand_over
from jatan.settings import options
from tests.cast import Cast
from tests.intake.calls.builders import a_call, a_pass, delivered
from tests.intake.messaging.builders import NOON, PaperGateway, a_traveller, arrives, outbox
from tests.intake.messaging.modem import Modem, a_modem, program
from tests.kills import wait_until
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db

type As = Callable[[str], AbstractContextManager[Actor]]

OPERATOR, COORDINATOR, COUNSELLOR = "9431100001", "9431100002", "9431100003"
NIGHT = dt.datetime(2026, 3, 10, 23, 30, tzinfo=clock.INDIA)
NAME, VILLAGE = "फूलमनी टोप्पो", "टोटो"


def keeps(cast: Cast, part: str, phone: str) -> None:
    cast.accounts[part].phone = phone
    cast.accounts[part].save(update_fields=["phone"])


@pytest.fixture(autouse=True)
def numbers(cast: Cast) -> None:
    keeps(cast, "desk_operator", OPERATOR)
    keeps(cast, "coordinator", COORDINATOR)
    keeps(cast, "field_worker", "9431100008")
    keeps(cast, "khunti_desk", "9431100009")


def told() -> list[OutMessage]:
    return [row for row in outbox() if row.purpose == Purpose.URGENT]


def sent_with(gateway: PaperGateway) -> list[tuple[str, str]]:
    """(number, text) of what the gateway is handed after one more look of the worker."""
    before = len(gateway.handed)
    tell_colleagues()
    send_all(gateway)
    return sorted((one.phone, one.text) for one in gateway.handed[before:])


def called(cast: Cast) -> Issue:
    """She presses the button on the page behind her pass."""
    _journey, found = a_pass(cast, name=NAME, village=VILLAGE)
    a_call(found.code, words="मालिक काग़ज़ नहीं देता", phone="9835012345")
    assert delivered() == 1
    with acting_as(machine([cast.gumla.id])):
        return Issue.objects.latest("id")


def _call(cast: Cast, as_: As) -> None:
    called(cast)


def _text(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        a_traveller(by, cast, name=NAME)
    arrives("२")


def _unsafe_answer(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_traveller(by, cast, name=NAME)
        record_unasked(by=by, journey=journey, outcome="unsafe", at=clock.now())


def _child(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast, name=NAME, age=15))
        hand_off_trigger(by, note_trigger(by=by, journey=journey, code="minor_for_work"))


def _made_urgent(cast: Cast, as_: As) -> None:
    with as_("counsellor") as by:
        issue = an_issue(by, cast)
        amend_issue(by=by, issue=issue, changes={"is_urgent": True})


@pytest.mark.parametrize("comes", [_call, _text, _unsafe_answer, _child, _made_urgent])
def test_whatever_made_an_issue_urgent_it_is_told_to_those_who_may_act(
    comes: Callable[[Cast, As], None], cast: Cast, as_: As, gateway: PaperGateway
) -> None:
    comes(cast, as_)
    told_now = [phone for phone, text in sent_with(gateway) if "लॉगिन" in text]
    assert told_now == [OPERATOR, COORDINATOR]


def test_the_text_says_no_name_no_place_and_no_cause(cast: Cast, gateway: PaperGateway) -> None:
    called(cast)
    for _phone, text in sent_with(gateway):
        assert text == "जतन: कुछ तुरंत देखना है। अभी लॉगिन करें।"
    for row in told():
        assert row.person_id is None
        assert row.segments == 1


@pytest.mark.parametrize("language", [code for code in languages() if code in shipped_texts()["urgent"]])
def test_the_wording_that_ships_passes_the_filter_and_fits_one_part(language: str) -> None:
    text = shipped_texts()["urgent"][language]
    assert template_problems(text) == []
    assert len(text) <= 70


def test_each_reads_it_in_her_own_language(cast: Cast, gateway: PaperGateway) -> None:
    cast.accounts["coordinator"].language = "en"
    cast.accounts["coordinator"].save(update_fields=["language"])
    called(cast)
    assert dict(sent_with(gateway))[COORDINATOR].startswith("Jatan:")


def test_an_issue_is_told_once_however_often_the_worker_looks(cast: Cast, gateway: PaperGateway) -> None:
    called(cast)
    assert len(sent_with(gateway)) == 2
    keeps(cast, "counsellor", COUNSELLOR)
    with clock.moved_to(NOON + dt.timedelta(hours=3)):
        assert sent_with(gateway) == []


def test_an_issue_that_is_not_urgent_or_is_settled_is_told_to_nobody(
    cast: Cast, as_: As, gateway: PaperGateway
) -> None:
    with as_("counsellor") as by:
        an_issue(by, cast)
        resolve_issue(by=by, issue=an_issue(by, cast, is_urgent=True), on=clock.today())
    assert sent_with(gateway) == []


def test_whoever_wrote_it_down_herself_is_not_told(cast: Cast, as_: As, gateway: PaperGateway) -> None:
    with as_("desk_operator") as by:
        an_issue(by, cast, is_urgent=True)
    assert [phone for phone, _text in sent_with(gateway)] == [COORDINATOR]


@pytest.mark.parametrize("gone", ["posting over", "account closed", "no number"])
def test_who_may_not_act_or_keeps_no_number_is_not_told(gone: str, cast: Cast, gateway: PaperGateway) -> None:
    account = cast.accounts["desk_operator"]
    if gone == "posting over":
        Posting.objects.filter(account=account).update(until=clock.today() - dt.timedelta(days=1))
    elif gone == "account closed":
        account.is_active = False
        account.save(update_fields=["is_active"])
    else:
        keeps(cast, "desk_operator", "")
    called(cast)
    assert [phone for phone, _text in sent_with(gateway)] == [COORDINATOR]


def test_who_is_away_is_stood_in_for(cast: Cast, as_: As, gateway: PaperGateway) -> None:
    with as_("coordinator") as by:
        hand_over(
            by=by,
            organisation_id=cast.gumla.id,
            account=cast.accounts["desk_operator"].pk,
            stand_in=cast.accounts["field_worker"].pk,
            since=clock.today(),
            until=clock.today(),
        )
    called(cast)
    assert [phone for phone, _text in sent_with(gateway)] == [COORDINATOR, "9431100008"]


def test_a_call_for_help_does_not_wait_for_the_morning(cast: Cast, gateway: PaperGateway) -> None:
    with clock.moved_to(NIGHT):
        called(cast)
        assert [phone for phone, _text in sent_with(gateway)] == [OPERATOR, COORDINATOR]


def test_what_nobody_called_about_waits_for_the_morning(cast: Cast, as_: As, gateway: PaperGateway) -> None:
    with clock.moved_to(NIGHT):
        with as_("counsellor") as by:
            an_issue(by, cast, is_urgent=True)
        assert sent_with(gateway) == []
    with clock.moved_to(NIGHT + dt.timedelta(hours=9)):
        assert [phone for phone, _text in sent_with(gateway)] == [OPERATOR, COORDINATOR]


def test_what_was_settled_in_the_night_is_not_told_in_the_morning(cast: Cast, as_: As, gateway: PaperGateway) -> None:
    with clock.moved_to(NIGHT), as_("counsellor") as by:
        issue = an_issue(by, cast, is_urgent=True)
        tell_colleagues()
        resolve_issue(by=by, issue=issue, on=clock.today())
    with clock.moved_to(NIGHT + dt.timedelta(hours=9)):
        assert sent_with(gateway) == []
    assert {row.state for row in told()} == {OutState.NOT_NEEDED}


def test_a_spent_budget_holds_no_call_back(cast: Cast, as_: As, gateway: PaperGateway) -> None:
    with as_("coordinator") as by:
        set_rules(by=by, organisation_id=cast.gumla.id, changes={"monthly_rupees": 0})
    called(cast)
    assert len(sent_with(gateway)) == 2


def test_without_a_gateway_nothing_is_queued(cast: Cast) -> None:
    called(cast)
    send_pending()
    assert told() == []


def test_a_number_saved_later_is_not_told_of_what_is_past(cast: Cast, gateway: PaperGateway) -> None:
    keeps(cast, "desk_operator", "")
    keeps(cast, "coordinator", "")
    called(cast)
    assert sent_with(gateway) == []
    keeps(cast, "desk_operator", OPERATOR)
    with clock.moved_to(NOON + dt.timedelta(hours=25)):
        assert sent_with(gateway) == []


def test_a_coordinator_sees_who_is_told_and_who_keeps_no_number(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")):
        found = {one.name: bool(one.phone) for one in colleagues_told(cast.gumla.id)}
    assert found == {
        "Test desk_operator": True,
        "Test coordinator": True,
        "Test counsellor": False,
        "Test supervisor": False,
    }


@pytest.fixture
def modem(tmp_path: Path, sms: dict[str, str]) -> Iterator[Modem]:
    if program() is None:
        if options.flag("JATAN_REQUIRE_GATEWAY"):
            pytest.fail("JATAN_REQUIRE_GATEWAY is set and there is no gammu-smsd on this machine")
        pytest.skip("SKIPPED LOUDLY: there is no gammu-smsd on this machine")
    with a_modem(tmp_path) as running:
        sms |= {"gateway": "files", "spool": str(running.spool)}
        yield running


def test_a_call_reaches_the_operators_telephone_through_the_real_modem(cast: Cast, modem: Modem) -> None:
    called(cast)
    send_pending()
    wait_until(lambda: len(modem.listed("sent")) == 2, what="the modem sends both texts")
    take_in()
    assert {(row.phone, row.state) for row in told()} == {(OPERATOR, OutState.SENT), (COORDINATOR, OutState.SENT)}
    send_pending()
    assert modem.listed("outbox") == []
    assert len(told()) == 2


def test_a_modem_that_was_dead_sends_each_text_once_when_it_is_back(cast: Cast, modem: Modem) -> None:
    modem.kill()
    called(cast)
    send_pending()
    with acting_as(machine([cast.gumla.id])):  # a worker was struck after handing over, before it noted that
        OutMessage.objects.update(state=OutState.CLAIMED, claimed_at=clock.now() - dt.timedelta(hours=1))
    send_pending()
    assert len(modem.listed("outbox")) == 2
    modem.start()
    wait_until(lambda: len(modem.listed("sent")) == 2, what="the modem sends both texts")
    take_in()
    assert [row.state for row in told()] == [OutState.SENT, OutState.SENT]
