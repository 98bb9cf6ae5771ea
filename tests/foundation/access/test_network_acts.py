"""Writing organisations, districts, centres and offices: needs NETWORK_MANAGE, recorded in the secretariat's chain."""

import datetime as dt
from collections.abc import Callable

import pytest

from jatan.foundation.access import network_acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.network_acts import OpenCentre, RecordOffice, RegisterOrganisation
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event, Revision
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from tests.cast import SINCE, Cast

pytestmark = pytest.mark.django_db
NEW = RegisterOrganisation(code="t09", name_hi="नई संस्था", name_en="New member", member_since=SINCE)


def act[T](cast: Cast, do: Callable[[Actor], T], part: str = "administrator") -> T:
    with acting_as(cast.actor(part)) as by:
        return do(by)


def verbs(cast: Cast) -> list[str]:
    with acting_as(cast.actor("auditor")):
        rows = Event.objects.filter(organisation=cast.network).order_by("sequence")
        return list(rows.values_list("verb", flat=True))


def test_member_code_is_unique(cast: Cast) -> None:
    made = act(cast, lambda by: network_acts.register_organisation(by=by, command=NEW))
    assert (made.code, made.kind) == ("T09", "member")
    assert verbs(cast) == ["network.organisation_registered"]
    with pytest.raises(Problem) as raised:
        act(cast, lambda by: network_acts.register_organisation(by=by, command=NEW))
    assert (raised.value.code, raised.value.field) == ("taken", "code")


@pytest.mark.parametrize("part", ["coordinator", "desk_operator", "auditor", "researcher", "stranger"])
def test_other_roles_are_refused(part: str, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        act(cast, lambda by: network_acts.register_organisation(by=by, command=NEW), part)
    with pytest.raises(Forbidden):
        act(cast, lambda by: network_acts.amend_organisation(by=by, organisation=cast.gumla, changes={}), part)
    assert not Organisation.objects.filter(code="T09").exists()


@pytest.mark.parametrize("code", ["", "a b", "कखग", "a" * 17, "x/../y"])
def test_code_must_be_latin_letters_and_digits(code: str) -> None:
    with pytest.raises(Problem) as raised:
        RegisterOrganisation(code=code, name_hi="क", name_en="K")
    assert raised.value.field == "code"


def test_correction_stores_former_values_and_records_no_names(cast: Cast) -> None:
    changes = {"name_en": "Gumla renamed", "member_since": dt.date(2021, 5, 1), "code": "HACK", "kind": "network"}
    assert act(cast, lambda by: network_acts.amend_organisation(by=by, organisation=cast.gumla, changes=changes))
    row = Organisation.objects.get(pk=cast.gumla.pk)
    assert (row.name_en, row.code, row.kind) == ("Gumla renamed", "T01", "member")
    with acting_as(cast.actor("administrator")):
        kept = Revision.objects.get(about=row.pk)
        event = Event.objects.get(organisation=cast.network)
    assert kept.before == {"name_en": "Gumla member", "member_since": SINCE.isoformat()}
    assert event.payload == {"organisation": "T01", "fields": ["member_since", "name_en"]}


def test_correction_that_changes_nothing_writes_nothing(cast: Cast) -> None:
    changes = {"name_en": cast.gumla.name_en}
    assert not act(cast, lambda by: network_acts.amend_organisation(by=by, organisation=cast.gumla, changes=changes))
    assert verbs(cast) == []


def test_membership_cannot_end_before_it_began(cast: Cast) -> None:
    with pytest.raises(Problem):
        act(
            cast,
            lambda by: network_acts.record_last_day(
                by=by, organisation=cast.gumla, until=dt.date(2020, 1, 1), caretaker=None
            ),
        )


def test_district_is_added_once_and_can_be_added_again_after_its_end(cast: Cast) -> None:
    held = cast.gumla.districts.get()

    def add(since: dt.date) -> None:
        act(
            cast,
            lambda by: network_acts.add_district(
                by=by, organisation=cast.gumla, district=cast.gumla_district, since=since
            ),
        )

    with pytest.raises(Problem):
        add(clock.today())
    act(cast, lambda by: network_acts.end_district(by=by, row=held, until=dt.date(2023, 3, 31)))
    add(dt.date(2024, 4, 1))
    assert cast.gumla.districts.count() == 2


def test_a_block_is_refused_as_district(cast: Cast) -> None:
    with pytest.raises(Problem) as raised:
        act(
            cast,
            lambda by: network_acts.add_district(
                by=by, organisation=cast.gumla, district=cast.khunti_block, since=SINCE
            ),
        )
    assert raised.value.code == "unknown_place"


def test_centre_opens_and_closes(cast: Cast) -> None:
    command = OpenCentre(
        organisation=cast.gumla, district=cast.gumla_district, name_hi="बसिया", name_en="Basia", opened_on=SINCE
    )
    centre = act(cast, lambda by: network_acts.open_centre(by=by, command=command))
    with pytest.raises(Problem):
        act(cast, lambda by: network_acts.close_centre(by=by, centre=centre, on=dt.date(2020, 1, 1)))
    assert act(cast, lambda by: network_acts.close_centre(by=by, centre=centre, on=dt.date(2022, 1, 1)))
    centre.refresh_from_db()
    assert centre.closed_on == dt.date(2022, 1, 1)
    assert verbs(cast) == ["network.centre_opened", "network.centre_closed"]


def test_centre_of_tomorrow_and_a_second_one_of_the_same_name_are_refused(cast: Cast) -> None:
    def centre(opened_on: dt.date) -> OpenCentre:
        return OpenCentre(
            organisation=cast.gumla,
            district=cast.gumla_district,
            name_hi="क",
            name_en="Centre Gumla member",
            opened_on=opened_on,
        )

    with pytest.raises(Problem) as raised:
        centre(clock.today() + dt.timedelta(days=1))
    assert raised.value.code == "date_in_future"
    with pytest.raises(Problem) as raised:
        act(cast, lambda by: network_acts.open_centre(by=by, command=centre(SINCE)))
    assert raised.value.code == "taken"


def test_office_is_recorded_and_corrected(cast: Cast) -> None:
    command = RecordOffice(organisation=cast.gumla, place=cast.gumla_block, name_hi="दफ़्तर", name_en="Office")
    office = act(cast, lambda by: network_acts.record_office(by=by, command=command))
    assert act(cast, lambda by: network_acts.amend_office(by=by, office=office, changes={"phone": "9431000000"}))
    office.refresh_from_db()
    assert office.phone == "9431000000"
