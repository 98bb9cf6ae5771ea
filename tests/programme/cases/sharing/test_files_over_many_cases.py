"""Statistics and coded incidents count those who agreed, among the cases she can open, and nobody twice."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
import pyzipper

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.sharing.exports import take_export
from jatan.programme.cases.sharing.letter_bodies import REFERRAL
from jatan.programme.cases.sharing.reception import take_referral
from jatan.programme.cases.sharing.statistics_exports import export_many
from tests.programme.cases.case_office import AGREED_TODAY, CaseHouse
from tests.programme.cases.two_offices import CARD, TwoHouses

pytestmark = pytest.mark.django_db
HARM = {
    "status": "ActualVictimOfTrafficking",
    "types": ["ForcedLabour"],
    "sector": "T_ActivitiesOfHouseholdsAsEmployers",
    "controls": ["PhysicalAbuse", "RestrictsMovement"],
    "relation": "PlacementAgent",
    "arrived_on": "12/08/2026",
}


def counted(house: CaseHouse, *, agreed: bool = True, **more: Any) -> OpenCaseFile:
    """A case with card and codes; she agreed to be counted unless the test says otherwise."""
    found = house.write(house.open_case(**more), "identity", CARD)
    found = house.write(found, "exploitation", HARM)
    found = house.write(found, "service", {"kind": "shelter", "state": "declined"})
    return house.write(found, "consent", {**AGREED_TODAY, "purpose": "statistics"}) if agreed else found


def rows(house: CaseHouse, level: str, part: str = "counsellor", **more: Any) -> list[dict[str, str]]:
    with house.acting(part):
        row, passphrase = export_many(**house.mine(part), level=level, **more)
        content = take_export(**house.mine(part), pk=row.pk)
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".csv"))
        return list(csv.DictReader(io.StringIO(archive.read(name, pwd=passphrase.encode()).decode("utf-8-sig"))))


def test_only_who_agreed_is_counted(house: CaseHouse) -> None:
    for number in range(9):
        counted(house, agreed=number < 6)
    found = {(row["variable"], row["value"]): row["people_at_least"] for row in rows(house, "statistical")}
    expected = {
        ("all", ""), ("yearOfRegistration", "2026"), ("gender", "Woman"), ("ageBroad", "18--20"),
        ("isForcedLabour", "1"), ("typeOfLabourDomesticWork", "1"), ("meansDenyBasicNeeds", "1"),
    }  # fmt: skip
    assert expected <= set(found)
    assert set(found.values()) == {"5"}
    event = Event.objects.filter(verb=sharing_events.EXPORT_MADE).get()
    assert event.payload["cases"] == 6


def test_of_fewer_than_five_no_counts_are_made(house: CaseHouse) -> None:
    counted(house)
    with pytest.raises(Problem, match="too_few"):
        rows(house, "statistical")


def test_who_took_her_consent_back_is_counted_no_more(house: CaseHouse) -> None:
    case_file = counted(house)
    consent = case_file.file.all("consent")[-1]
    house.write(case_file, "withdrawal", {"consent": consent.row, "on": clock.today()})
    with pytest.raises(Problem) as caught:
        rows(house, "statistical")
    assert caught.value.code == "nothing_to_share"


def test_a_coded_incident_has_no_name_no_exact_date_and_no_village(house: CaseHouse) -> None:
    case_file = counted(house)
    (row,) = rows(house, "incidents")
    assert str(case_file.case.pk) not in row.values()
    # A random id may hold anything, "12-" too.
    exported = "".join(value for value in row.values() if not re.fullmatch(r"[0-9a-f-]{36}", value))
    for word in (*CARD["name"].split(), CARD["village"], case_file.case.code, "12-"):
        assert word not in exported
    assert row["GBV TYPE"] == "Physical Assault"
    assert row["TYPE OF ABDUCTION"] == "Trafficked"
    assert row["SAFE HOUSE / SHELTER"] == "Referral declined by survivor"
    assert row["DATE OF INCIDENT"] == "01-Aug-2026"
    assert row["CONSENT GIVEN"] == "Yes"


def test_only_cases_of_the_chosen_quarters_are_counted(house: CaseHouse) -> None:
    counted(house)
    counted(house, opened_on=dt.date(2026, 7, 3))
    assert len(rows(house, "incidents")) == 2
    assert len(rows(house, "incidents", since=dt.date(2026, 10, 1))) == 1
    assert len(rows(house, "incidents", until=dt.date(2026, 9, 30))) == 1


def test_a_counsellor_counts_her_own_cases_and_a_supervisor_all_she_opens(house: CaseHouse) -> None:
    counted(house)
    with house.acting("colleague"), pytest.raises(Problem):
        export_many(**house.mine("colleague"), level="statistical")
    assert len(rows(house, "incidents", "supervisor")) == 1


def test_nobody_else_makes_such_a_file(house: CaseHouse) -> None:
    counted(house)
    with pytest.raises(Forbidden):
        export_many(by=house.by("coordinator"), keyring=house.ring("counsellor"), level="statistical")
    with pytest.raises(Problem):
        export_many(**house.mine(), level="full")


def test_whom_another_member_counts_is_not_counted_again(houses: TwoHouses) -> None:
    houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        found = take_referral(**houses.khunti.mine(), letter=letter, team=houses.khunti.team.pk)
        houses.khunti.write(found, "consent", {**AGREED_TODAY, "purpose": "statistics"})
        with pytest.raises(Problem):
            export_many(**houses.khunti.mine(), level="statistical")
