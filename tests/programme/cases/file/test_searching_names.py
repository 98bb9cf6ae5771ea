"""A case is found by its name in either script, by whoever can open it, and by nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.cases import file_events
from jatan.programme.cases.choices import Unusual, What
from jatan.programme.cases.file import read_log
from jatan.programme.cases.file.entry_store import withdraw_entry
from jatan.programme.cases.file.search import search_names
from jatan.programme.cases.models import Reading, ReadingAlert
from jatan_names import Spelling, names
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.file.test_reading_is_recorded import DAYTIME

pytestmark = pytest.mark.django_db


def hits(house: CaseHouse, text: str, part: str = "counsellor") -> list[str]:
    with house.acting(part):
        return [hit.name for hit in search_names(house.by(part), house.ring(part), text)]


@pytest.fixture
def three(house: CaseHouse) -> CaseHouse:
    for name, phone, other in (
        ("बुधनी उराँव", "9835102030", "Budhni, छोटकी"),
        ("Sunita Kumari", "", ""),
        ("मो० सलीम अंसारी", "7004112233", ""),
    ):
        house.write(house.open_case(), "identity", {"name": name, "phone": phone, "other_names": other})
    return house


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("बुधनी", "बुधनी उराँव"),
        ("Budhni Oraon", "बुधनी उराँव"),
        ("budhny", "बुधनी उराँव"),
        ("chhotki", "बुधनी उराँव"),
        ("सुनीता", "Sunita Kumari"),
        ("Sunit Kumari", "Sunita Kumari"),
        ("Md Salim", "मो० सलीम अंसारी"),
        ("७००४११२२३३", "मो० सलीम अंसारी"),
        ("98351 02030", "बुधनी उराँव"),
        ("+91 98351-02030", "बुधनी उराँव"),
    ],
)
def test_it_is_found_across_scripts_spellings_and_by_telephone(three: CaseHouse, asked: str, found: str) -> None:
    assert hits(three, asked)[:1] == [found]


@pytest.mark.parametrize("asked", ["", "क", "बु", "Bu", "9", "रामेश्वर", "12345", "983510", "983510203"])
def test_nothing_is_found_where_nothing_is_alike(three: CaseHouse, asked: str) -> None:
    assert hits(three, asked) == []


def test_whoever_has_no_key_finds_nobody(three: CaseHouse) -> None:
    with three.acting("supervisor"):
        three.keys.join("researcher")
    ring = three.ring("researcher")
    with three.acting("supervisor"):
        assert search_names(three.by("supervisor"), ring, "बुधनी") == []


def test_a_case_taken_out_of_the_register_is_not_found(three: CaseHouse) -> None:
    (case_file,) = search_names(three.by("counsellor"), three.ring("counsellor"), "बुधनी")
    type(case_file.case).objects.filter(pk=case_file.case.pk).update(withdrawn_at=case_file.case.recorded_at)
    assert hits(three, "बुधनी") == []


def test_cards_folded_by_older_rules_are_folded_anew(three: CaseHouse) -> None:
    assert hits(three, "Dorai") == []
    house = three
    house.write(house.open_case(), "identity", {"name": "सोमरा डुरजी"})
    names.use_lexicon([Spelling("surname", "Dorai", ("डुरजी",))])
    try:
        assert hits(house, "Somra Dorai") == ["सोमरा डुरजी"]
    finally:
        names.use_lexicon(())


def test_a_search_is_in_the_ledger_without_what_was_asked(three: CaseHouse) -> None:
    hits(three, "बुधनी")
    event = Event.objects.filter(verb=file_events.FILE_READ).order_by("-sequence").first()
    assert event is not None
    assert event.payload == {"what": "search", "found": 1}


def test_a_card_has_no_way_to_be_taken_back_by_another_row(three: CaseHouse) -> None:
    case_file = three.open_case()
    (consent,) = case_file.file.all("consent")
    now = withdraw_entry(
        by=three.by("counsellor"), keyring=three.ring("counsellor"), case_file=case_file, row=consent.row, reason="x"
    )
    assert now.file.all("consent") == []


def test_each_hit_is_recorded_as_a_reading_of_its_card_once_an_hour(three: CaseHouse) -> None:
    hits(three, "बुधनी")
    hits(three, "बुधनी")
    row = Reading.objects.get()
    assert (row.what, row.account) == (What.IDENTITY, three.cast.accounts["counsellor"].pk)
    event = Event.objects.get(verb=file_events.FILE_READ, about=row.case)
    assert (event.by, event.payload) == (row.account, {"what": "identity"})


def test_searching_one_common_name_after_another_raises_the_alert(house: CaseHouse) -> None:
    for number in range(read_log.MANY_IN_AN_HOUR + 3):
        name = f"{'सुनीता' if number % 2 else 'बुधनी'} {number}"
        house.write(house.open_case(), "identity", {"name": name})
    with clock.frozen_at(DAYTIME):
        assert len(hits(house, "सुनीता")) == 9
        assert not ReadingAlert.objects.exists()
        hits(house, "बुधनी")
    alert = ReadingAlert.objects.get()
    assert (alert.why, alert.how_many) == (Unusual.HOUR, read_log.MANY_IN_AN_HOUR + 3)


def test_ten_names_cost_as_many_questions_as_one(house: CaseHouse) -> None:
    house.write(house.open_case(), "identity", {"name": "सोमरा टोप्पो"})
    for number in range(12):
        house.write(house.open_case(), "identity", {"name": f"सुनीता {number}"})
    with clock.frozen_at(DAYTIME):
        house.ring("counsellor").case_keys()  # who reads each case is verified once in a process
        with CaptureQueriesContext(connection) as one:
            assert len(hits(house, "सोमरा")) == 1
        with CaptureQueriesContext(connection) as ten:
            assert len(hits(house, "सुनीता")) == 10
    assert len(ten) == len(one)
