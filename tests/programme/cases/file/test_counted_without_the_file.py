"""The statistics know a case by coarse words and no link; only her consent puts more than place, quarter and kind."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.cases import events
from jatan.programme.cases.entries import statistics
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.closure import decide_closure
from jatan.programme.cases.models import CaseFact
from jatan.programme.cases.register.facts import CODES
from tests.programme.cases.case_office import AGREED_TODAY, OF_SIXTEEN, CaseHouse

pytestmark = pytest.mark.django_db
CARD = {"name": "बुधनी उराँव", "sex": "f", "age": 16, "age_on": clock.today()}
TAKEN = {
    "types": ["Servitude"],
    "sector": "T_ActivitiesOfHouseholdsAsEmployers",
    "source_state": "झारखंड",
    "destination_state": "Delhi",
}


def case_with_codes(house: CaseHouse, **more: Any) -> OpenCaseFile:
    found = house.write(house.open_case(**more), "identity", CARD)
    return house.write(found, "exploitation", TAKEN)


def words() -> dict[str, str]:
    row = CaseFact.objects.get()
    return {name: getattr(row, name) for name in CODES if getattr(row, name)}


def test_without_her_consent_to_statistics_only_place_quarter_and_kind_are_counted(house: CaseHouse) -> None:
    case_file = case_with_codes(house)
    row = CaseFact.objects.get()
    assert words() == {}
    assert (row.district, row.quarter, row.kind) == (house.cast.gumla_district, dt.date(2026, 10, 1), "trafficking")
    assert str(case_file.case.pk) not in str(vars(row))


def test_with_it_coarse_words_are_there_and_go_when_she_takes_it_back(house: CaseHouse) -> None:
    case_file = house.write(case_with_codes(house), "consent", {**AGREED_TODAY, **OF_SIXTEEN, "purpose": "statistics"})
    assert words() == {
        "age_band": "child",
        "sex": "female",
        "sector": "domestic",
        "route": "other_state",
        "stage": "assessment",
    }
    consent = case_file.file.all("consent")[-1]
    house.write(case_file, "withdrawal", {"consent": consent.row, "on": clock.today()})
    assert words() == {}


def test_what_says_nothing_new_writes_no_row_and_no_event(house: CaseHouse) -> None:
    found = case_with_codes(house)
    before = Event.objects.filter(verb=events.FACTS_CHANGED).count()
    house.write(found, "note", {"about": "x", "text": "y"})
    assert Event.objects.filter(verb=events.FACTS_CHANGED).count() == before


def test_a_closed_case_says_where_she_is(house: CaseHouse) -> None:
    case_file = house.write(case_with_codes(house), "consent", {**AGREED_TODAY, **OF_SIXTEEN, "purpose": "statistics"})
    home = {"on": "20/11/2026", "to": "family", "decided_by": ["herself", "cwc"]}
    case_file = house.write(case_file, "restoration", home)
    case_file = house.write(
        case_file, "duty_done", {"duty": "produce_before_cwc", "at": clock.today(), "to": "बाल कल्याण समिति"}
    )
    why = {item.key: "समिति देखती है" for item in open_items(case_file.whole, clock.today())}
    asked = {
        "open_items": why,
        "reason": "goal_reached",
        "consent_state": "agrees",
        "review_on": clock.today() + dt.timedelta(days=90),
        "feedback_asked": "by_us",
        "feedback_words": "अच्छा",
    }
    case_file = house.write(case_file, "closure_request", asked)
    (request,) = case_file.file.all("closure_request")
    with house.acting("supervisor"):
        decide_closure(
            by=house.by("supervisor"),
            keyring=house.ring("supervisor"),
            case_file=house.read(case_file.case.pk, "supervisor"),
            decision="approved",
            request=request.row,
            seen=request.revision,
            open_items=why,
        )
        assert (words()["stage"], words()["outcome"]) == ("closed", "family")


def test_every_word_is_a_word_of_the_table() -> None:
    for mapping, column in (
        (statistics._SEXES, "sex"),
        (statistics._BY_BRANCH, "sector"),
        (statistics._OUTCOMES, "outcome"),
        (statistics._HOMES, "outcome"),
        (dict(statistics._BY_TYPE), "sector"),
        ({str(last): word for last, word in statistics._BANDS}, "age_band"),
    ):
        assert set(mapping.values()) <= CODES[column]


@pytest.mark.parametrize(
    ("answers", "route"),
    [
        ({"destination_state": "Malaysia"}, "abroad"),
        ({"destination_country": "QA"}, "abroad"),
        ({"destination_country": "IN"}, ""),
        ({"destination_state": "दिल्ली"}, "other_state"),
        (
            {"destination_state": "Jharkhand", "source_district": "गुमला", "destination_district": "गुमला "},
            "same_district",
        ),
        ({"destination_state": "झारखंड", "source_district": "गुमला", "destination_district": "राँची"}, "same_state"),
        ({"destination_state": "झारखंड"}, "same_state"),
        ({}, ""),
    ],
)
def test_a_route_is_one_of_four_codes(house: CaseHouse, answers: dict[str, str], route: str) -> None:
    case_file = house.write(house.open_case(), "exploitation", {"types": ["Servitude"], **answers})
    assert statistics._route(case_file.file) == route
