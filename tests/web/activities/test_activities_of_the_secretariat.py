"""The secretariat records what it holds itself, anywhere: it counts in the network and in no member."""

import datetime as dt

import pytest

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_organisation_pending
from jatan.foundation.access import gate
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.kernel.periods import Period
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

DAY = dt.date(2024, 5, 6)
MAY = Period(dt.date(2024, 5, 1), dt.date(2024, 5, 31))


def consultation(place: Place) -> dict[str, str]:
    return {"kind": "district_workshop", "held_on": "6/5/2024", "place": str(place.pk), "total": "४०"}


@pytest.mark.parametrize(("level", "name"), [("state", "Delhi"), ("country", "Nepal"), ("district", "Khunti")])
def test_it_records_its_own_meeting_in_any_district_state_or_country(
    level: str, name: str, cast: Cast, browser: Browser
) -> None:
    client, place = browser("secretariat"), Place.objects.get(level=level, name_en=name)
    form = client.get("/activities/new/")
    assert str(place.pk) in form.content.decode()
    assert client.post("/activities/new/", consultation(place)).status_code == 302
    with acting_as(cast.actor("secretariat")):
        row = Activity.objects.get()
    assert (row.organisation_id, row.place_id, row.total) == (cast.network.pk, place.pk, 40)
    assert client.get(f"/activities/{row.pk}/").status_code == 200
    for part in ("coordinator", "khunti_coordinator", "field_worker"):
        assert browser(part).get(f"/activities/{row.pk}/").status_code == 404


def test_it_counts_once_in_the_network_and_in_no_member(cast: Cast, browser: Browser) -> None:
    assert browser("secretariat").post("/activities/new/", consultation(cast.khunti_district)).status_code == 302
    for organisation in (cast.gumla, cast.khunti, cast.network):
        with acting_as(machine_for([organisation.pk])):
            recount_organisation_pending(organisation.pk)
    with acting_as(cast.actor("secretariat")) as by:
        report = impact_report(MAY, by=by)
        lines = {line.id: line.number("district_workshops", "workshops") for line in report.by_organisation}
    assert report.number("district_workshops", "workshops") == 1
    assert report.number("district_workshops", "participants") == 40
    assert (lines[cast.gumla.pk], lines[cast.khunti.pk], lines[cast.network.pk]) == (0, 0, 1)
    with acting_as(cast.actor("khunti_coordinator")) as by:
        assert impact_report(MAY, by=by).number("district_workshops", "workshops") == 0


def test_a_member_is_offered_its_own_districts_only(cast: Cast, browser: Browser) -> None:
    page = browser("coordinator").get("/activities/new/").content.decode()
    assert str(Place.objects.get(level="state", name_en="Delhi").pk) not in page
    assert str(cast.khunti_district.pk) not in page


def test_names_without_a_group_of_a_member_are_no_work_of_the_secretariat(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("desk_operator")) as by:
        row = an_activity(by, cast, group_name="सरना महिला मंडल")
    client = browser("secretariat")
    assert "सरना महिला मंडल" not in client.get("/groups/unlinked/").content.decode()
    assert client.get(f"/groups/unlinked/{row.pk}/").status_code == 404
    assert client.post("/groups/unlinked/", {"name": str(row.pk)}).status_code == 404
    assert "सरना महिला मंडल" in browser("coordinator").get("/groups/unlinked/").content.decode()


def test_it_records_nothing_for_a_member(cast: Cast) -> None:
    command = RecordActivity(
        organisation=cast.gumla.pk, place=cast.gumla_block, kind="district_workshop", held_on=DAY, total=40
    )
    with acting_as(cast.actor("secretariat")) as by, pytest.raises(gate.Forbidden):
        ACTIVITY.record(by=by, command=command)
