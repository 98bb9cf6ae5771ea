"""Pages of the contact plan (read by all workers, new versions by coordinators) and of stand-ins."""

from typing import Any

import pytest

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.safeguarding.models import Contact, Handover, PlanVersion
from tests.cast import SINCE, Cast
from tests.programme.safeguarding.builders import at, away, day, waiting, walked
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_first_day() -> object:
    with clock.frozen_at(at(day(1), 10)):
        yield


def _schedule(*lines: dict[str, str], follows: str = "0", **more: str) -> dict[str, Any]:
    filled = {"rows-TOTAL_FORMS": str(len(lines)), "rows-INITIAL_FORMS": "0"}
    for place, line in enumerate(lines):
        usual = {"condition": "all", "day": "2", "every": "", "until": "", "by": "desk", "within": "1"}
        filled |= {f"rows-{place}-{name}": value for name, value in (usual | line).items()}
    cadence = {"times": "५", "usual_days": "10", "weight": "3", "by": "sms", "within": "1"}
    filled |= {f"cadence-{name}": value for name, value in cadence.items()}
    return filled | {"from_day": "11/3/2024", "includes_away": "on", "follows": follows} | more


def test_everybody_who_works_by_it_reads_it_and_only_the_coordinator_writes(browser: Browser) -> None:
    assert browser("field_worker").get("/contacts/plan/").status_code == 200
    for part in ("field_worker", "desk_operator", "supervisor", "secretariat"):
        assert browser(part).get("/contacts/plan/schedule/").status_code == 404
    for address in ("/contacts/plan/", "/contacts/plan/schedule/", "/contacts/plan/ladder/"):
        assert browser("coordinator").get(address).status_code == 200


def test_a_new_version_holds_for_contacts_not_made_yet(cast: Cast, browser: Browser) -> None:
    answer = browser("coordinator").post("/contacts/plan/schedule/", _schedule({}, {"condition": "minor", "day": "१"}))
    assert answer.status_code == 302
    with acting_as(cast.actor("coordinator")) as by:
        row = PlanVersion.objects.get()
        assert (row.number, row.body["rules"][1]["for"], row.body["cadence"]["times"]) == (1, "minor", 5)
        journey = away(by, cast)
        walked(1)
        assert waiting(journey) is None
        walked(2)
        contact = waiting(journey)
        assert contact is not None
        assert (contact.rule, contact.plan, contact.by_whom) == ("all-2", 1, "desk")


def test_journeys_under_way_keep_the_old_plan_if_the_new_version_says_so(cast: Cast, browser: Browser) -> None:
    browser("coordinator").post("/contacts/plan/schedule/", _schedule({"day": "5"}, includes_away=""))
    with acting_as(cast.actor("coordinator")) as by:
        before, after = away(by, cast), away(by, cast, leaves_on=day(1))
        walked(1)
        walked(6)
        plans = dict(Contact.objects.values_list("journey", "plan"))
    assert plans == {before.pk: 0, after.pk: 1}


@pytest.mark.parametrize(
    "lines",
    [
        [{"day": "0"}],
        [{"day": "x"}],
        [{"condition": "minor"}],
        [{}, {}],
        [{"by": "police"}],
        [{"within": "99"}],
        [{"every": "0"}],
        [],
    ],
)
def test_an_invalid_plan_is_refused_and_nothing_is_written(
    cast: Cast, browser: Browser, lines: list[dict[str, str]]
) -> None:
    assert browser("coordinator").post("/contacts/plan/schedule/", _schedule(*lines)).status_code == 422
    with acting_as(cast.actor("coordinator")):
        assert not PlanVersion.objects.exists()


def test_of_two_simultaneous_edits_the_second_is_refused(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    assert client.post("/contacts/plan/schedule/", _schedule({})).status_code == 302
    assert client.post("/contacts/plan/schedule/", _schedule({"day": "4"})).status_code == 422
    assert client.post("/contacts/plan/schedule/", _schedule({"day": "4"}, follows="1")).status_code == 302


def test_the_ladder_cannot_leave_the_desk_out_or_go_backwards(browser: Browser) -> None:
    def steps(*rows: tuple[str, str]) -> dict[str, Any]:
        filled: dict[str, Any] = {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
        for place, (code, after) in enumerate(rows):
            row = {"code": code, "after": after, "by": "desk", "within": "24"}
            filled |= {f"rows-{place}-{name}": value for name, value in row.items()}
        unopened = {"unopened-minutes": "१०", "unopened-then": ["coordinator"]}
        return filled | unopened | {"from_day": "11/3/2024", "includes_away": "on", "follows": "0"}

    client = browser("coordinator")
    assert client.post("/contacts/plan/ladder/", steps(("again", "0"), ("family", "1"))).status_code == 422
    assert client.post("/contacts/plan/ladder/", steps(("again", "2"), ("issue", "1"))).status_code == 422
    assert client.post("/contacts/plan/ladder/", steps(("again", "0"), ("issue", "१"))).status_code == 302


def _name_stand_in(
    browser: Browser, cast: Cast, part: str, account: str, stand_in: str, until: str = "20/3/2024"
) -> int:
    people = {"account": cast.accounts[account].pk, "stand_in": cast.accounts[stand_in].pk}
    return int(browser(part).post("/contacts/away/", people | {"since": "11/3/2024", "until": until}).status_code)


def test_a_stand_in_gets_the_contacts_of_an_absent_colleague_for_those_days(cast: Cast, browser: Browser) -> None:
    """The stand-in is a second field worker, of another block."""
    with acting_as(cast.actor("coordinator")) as by:
        journey = away(by, cast)
        walked(1)
        contact = waiting(journey)
        assert contact is not None
    other = _second_worker(cast)
    address = f"/contacts/{contact.pk}/"
    assert browser(other).get(address).status_code == 404
    assert _name_stand_in(browser, cast, "field_worker", "field_worker", other) == 302
    assert "सोमरा" in browser(other).get("/contacts/").content.decode()
    with clock.frozen_at(at(day(30))):
        assert browser(other).get(address).status_code == 404
    assert browser(other).post(address, {"outcome": "safe"}).status_code == 302


def test_a_handover_can_be_ended_early(cast: Cast, browser: Browser) -> None:
    other = _second_worker(cast)
    _name_stand_in(browser, cast, "coordinator", "field_worker", other)
    with acting_as(cast.actor("coordinator")):
        row = Handover.objects.get()
    assert browser(other).post(f"/contacts/away/{row.pk}/end/").status_code == 404
    assert browser("field_worker").post(f"/contacts/away/{row.pk}/end/").status_code == 302
    assert browser("khunti_coordinator").post(f"/contacts/away/{row.pk}/end/").status_code == 404


def test_invalid_handovers_are_refused(cast: Cast, browser: Browser) -> None:
    assert _name_stand_in(browser, cast, "field_worker", "desk_operator", "field_worker") == 422
    assert _name_stand_in(browser, cast, "coordinator", "field_worker", "khunti_desk") == 422
    assert _name_stand_in(browser, cast, "coordinator", "field_worker", "desk_operator", until="20/3/2025") == 422
    assert _name_stand_in(browser, cast, "coordinator", "field_worker", "field_worker") == 422
    with acting_as(cast.actor("coordinator")):
        assert not Handover.objects.exists()


def _second_worker(cast: Cast) -> str:
    account = Account.objects.create(email="second@example.org", name="Test second", password="x")
    Posting.objects.create(
        account=account,
        role=Role.FIELD_WORKER,
        organisation=cast.gumla,
        place=cast.other_gumla_block,
        since=SINCE,
    )
    cast.accounts["second"] = account
    return "second"
