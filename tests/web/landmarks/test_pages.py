"""Pages of places and ways: recording, the map and its filters, one-press checks, stops of journeys, GeoJSON."""

import datetime as dt
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Event
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.journeys.services import name_stops
from jatan.programme.landmarks.models import Landmark, Route
from jatan.programme.landmarks.services import LANDMARK
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.landmarks.builders import GUMLA, a_landmark, a_route
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import read_rows

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db

LONG_AGO = clock.today() - dt.timedelta(days=500)


def _answers(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "kind": "bus_stand",
        "name_hi": "गुमला बस स्टैंड",
        "place": str(cast.gumla_block.pk),
        "source": "seen",
        "mapped_on": "१०/०७/२०२३",
        **more,
    }


def _newest(as_: As, model: Any) -> Any:
    with as_("coordinator"):
        return model._default_manager.latest("recorded_at")


def test_coordinates_hours_and_numbers_are_typed_in_devanagari(cast: Cast, as_: As, browser: Browser) -> None:
    hours = {"days_1": ["0", "1", "2", "3", "4"], "opens_1": "१०:००", "closes_1": "१७.३०"}
    hours |= {"days_2": ["5"], "opens_2": "10", "closes_2": "13"}
    answers = _answers(cast, coordinates="२३.०४४, ८४.५४१", phone="११२", second_phone="०९४३११ ०००03", **hours)
    answer = browser("field_worker").post("/landmarks/new/", answers)
    assert answer.status_code == 302, answer.context["form"].errors
    row = _newest(as_, Landmark)
    assert str(row.coordinates) == "23.044, 84.541"
    assert (row.phone, row.second_phone) == ("112", "9431100003")
    assert row.opening_hours == "Mo-Fr 10:00-17:30; Sa 10:00-13:00"
    assert row.mapped_on == dt.date(2023, 7, 10)
    page = browser("khunti_desk").get(f"/landmarks/{row.pk}/").content.decode()
    assert "10:00–17:30" in page
    assert 'href="tel:112"' in page
    # The page of correction holds what was typed; sent with other hours, these alone change.
    client = browser("field_worker")
    form = client.get(f"/landmarks/{row.pk}/edit/").context["form"]
    assert form["days_1"].value() == ["0", "1", "2", "3", "4"]
    assert [form[f"{name}_2"].value() for name in ("opens", "closes")] == ["10:00", "13:00"]
    assert client.post(f"/landmarks/{row.pk}/edit/", answers | {"always_open": "on"}).status_code == 302
    assert _newest(as_, Landmark).opening_hours == "24/7"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"coordinates": "गुमला"}, "coordinates"),
        ({"coordinates": "84.541, 23.044"}, "coordinates"),
        ({"coordinates": "1e400, 2"}, "coordinates"),
        ({"phone": "९९"}, "phone"),
        ({"opens_1": "10", "closes_1": "17"}, "days_1"),
        ({"days_1": ["0"], "opens_1": "सुबह", "closes_1": "17"}, "opens_1"),
        ({"days_1": ["0"], "opens_1": "10", "closes_1": "10"}, "closes_1"),
        ({"kind": "shelter"}, "place"),
        ({"kind": "risk"}, "source_on"),
        ({"name_hi": "क" * 500}, "name_hi"),
        ({"name_hi": ""}, "name_hi"),
    ],
)
def test_what_cannot_be_is_shown_at_its_field(
    cast: Cast, as_: As, browser: Browser, wrong: dict[str, Any], field: str
) -> None:
    answer = browser("coordinator").post("/landmarks/new/", _answers(cast, **wrong))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    with as_("coordinator"):
        assert not Landmark._default_manager.exists()


def test_a_coordinator_maps_a_station_at_a_destination(cast: Cast, as_: As, browser: Browser) -> None:
    delhi = Place.objects.get(level="city", name_en="Delhi")
    answers = _answers(cast, kind="railway_station", name_hi="नई दिल्ली", place=str(delhi.pk))
    assert browser("coordinator").post("/landmarks/new/", answers).status_code == 302
    assert browser("field_worker").post("/landmarks/new/", answers).status_code == 422  # her block alone
    page = browser("khunti_coordinator").get("/landmarks/map/?district=outside").content.decode()
    assert "नई दिल्ली" in page
    assert 'viewBox="0 0 1000' in page


def test_one_press_confirms_and_keeps_day_and_name(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast, mapped_on=LONG_AGO)
    client = browser("desk_operator")
    assert row.name in client.get("/landmarks/unchecked/").content.decode()
    for _press in range(2):
        assert client.post(f"/landmarks/unchecked/{row.pk}/").status_code == 302
    assert row.name not in client.get("/landmarks/unchecked/?all=1").content.decode()
    page = browser("khunti_coordinator").get(f"/landmarks/{row.pk}/").content.decode()
    assert page.count("Test desk_operator") == 1
    with as_("coordinator") as by:
        assert LANDMARK.find(by, row.pk).checked == clock.today()


def test_the_home_page_of_a_coordinator_says_that_places_ask_to_be_checked(
    cast: Cast, as_: As, browser: Browser
) -> None:
    client = browser("coordinator")
    assert "/landmarks/unchecked/" not in client.get("/").content.decode()
    with as_("coordinator") as by:
        a_landmark(by, cast, mapped_on=LONG_AGO)
    assert "/landmarks/unchecked/" in client.get("/").content.decode()


def test_another_member_says_what_is_different_and_cannot_correct(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast)
    client = browser("khunti_coordinator")
    assert client.post(f"/landmarks/{row.pk}/different/", {"note": ""}).status_code == 422
    assert client.post(f"/landmarks/{row.pk}/different/", {"note": "नंबर बदल गया"}).status_code == 302
    assert client.get(f"/landmarks/{row.pk}/edit/").status_code == 404
    assert client.post(f"/landmarks/{row.pk}/withdraw/", {"reason": "x"}).status_code == 404
    assert "नंबर बदल गया" in browser("coordinator").get(f"/landmarks/{row.pk}/").content.decode()
    secretariat = browser("secretariat")
    assert secretariat.get(f"/landmarks/{row.pk}/edit/").status_code == 200
    assert secretariat.post(f"/landmarks/{row.pk}/withdraw/", {"reason": "दो बार"}).status_code == 302


def test_readers_without_work_in_a_place_find_no_button_and_no_way(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast)
    client = browser("researcher")
    assert "/verify/" not in client.get(f"/landmarks/{row.pk}/").content.decode()
    for path in (f"/landmarks/{row.pk}/verify/", f"/landmarks/unchecked/{row.pk}/"):
        assert client.post(path).status_code == 404


def test_a_number_of_the_map_opens_onto_its_rows_within_reach(cast: Cast, as_: As, browser: Browser) -> None:
    today = clock.today()
    with as_("coordinator") as by:
        row = a_landmark(by, cast)
        for name, day in (("फूलमनी", today), ("सरिता", today), ("बुधनी", LONG_AGO)):
            journey = a_journey(by, a_person(by, cast, name=name), registered_on=day)
            name_stops(by=by, journey=journey, stops=[row.pk])
    client = browser("coordinator")
    page = client.get("/landmarks/map/").content.decode()
    address = re.search(rf'href="(/landmarks/{row.pk}/journeys/[^"]+)">2<', page)
    assert address is not None
    behind = client.get(address[1].replace("&amp;", "&")).content.decode()
    assert ("फूलमनी" in behind, "सरिता" in behind, "बुधनी" in behind) == (True, True, False)
    whole = client.get("/landmarks/map/", {"from": f"{LONG_AGO:%d/%m/%Y}"}).content.decode()
    assert re.search(rf"/landmarks/{row.pk}/journeys/[^>]+>3<", whole)
    of_khunti = browser("khunti_coordinator")
    assert f"/landmarks/{row.pk}/journeys/" not in of_khunti.get("/landmarks/map/").content.decode()
    assert "फूलमनी" not in of_khunti.get(f"/landmarks/{row.pk}/journeys/").content.decode()
    assert browser("secretariat").get(f"/landmarks/{row.pk}/journeys/").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"स्टैंड", "थाना", "जोखिम", "आश्रय"}),
        ({"layer": "service"}, {"थाना", "आश्रय"}),
        ({"layer": "risk"}, {"जोखिम"}),
        ({"kind": "bus_stand"}, {"स्टैंड"}),
        ({"only": "unchecked"}, {"जोखिम"}),
        ({"only": "open"}, {"थाना"}),
        ({"district": "outside"}, set()),
        ({"district": "Gumla"}, {"स्टैंड", "थाना", "जोखिम", "आश्रय"}),
        ({"district": "Khunti"}, set()),
        ({"to": "01/01/2020"}, set()),
        ({"layer": "nothing", "from": "x", "district": "1", "page": "x"}, {"स्टैंड", "थाना", "जोखिम", "आश्रय"}),
    ],
)
def test_the_map_shows_what_is_asked_for(
    cast: Cast, as_: As, browser: Browser, query: dict[str, str], shown: set[str]
) -> None:
    today = clock.today()
    with as_("coordinator") as by:
        a_landmark(by, cast, name_hi="स्टैंड", mapped_on=today)
        a_landmark(by, cast, name_hi="थाना", kind="police_station", opening_hours="24/7", mapped_on=today, **GUMLA)
        a_landmark(by, cast, name_hi="जोखिम", kind="risk", source_on=LONG_AGO, mapped_on=LONG_AGO)
        a_landmark(by, cast, name_hi="आश्रय", kind="shelter", place=cast.gumla_district, mapped_on=today)
    districts = {"Gumla": str(cast.gumla_district.pk), "Khunti": str(cast.khunti_district.pk)}
    asked = {name: districts.get(value, value) for name, value in query.items()}
    answer = browser("coordinator").get("/landmarks/map/", asked)
    assert answer.status_code == 200
    assert {row["name"] for row in answer.context["table"].rows} == shown
    drawn = "".join(picture for _title, picture in answer.context["pictures"]) if shown else ""
    assert {name for name in ("स्टैंड", "थाना", "जोखिम", "आश्रय") if f"<title>{name} (" in drawn} == shown


def test_the_map_makes_few_queries_however_many_places_there_are(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        stops = [a_landmark(by, cast, name_hi=f"ठहराव {number}") for number in range(30)]
        a_route(by, cast, *stops[:4])
    client = browser("coordinator")
    for path, most in (("/landmarks/map/", 17), ("/landmarks/", 10), ("/landmarks/unchecked/", 12)):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        asked = [query["sql"][:120] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= most, f"{path}\n" + "\n".join(asked)


def test_a_route_is_typed_stop_by_stop(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("khunti_coordinator") as by:
        of_khunti = {"organisation": cast.khunti.id, "place": cast.khunti_block}
        one = a_landmark(by, cast, name_hi="हटिया स्टेशन", kind="railway_station", **of_khunti)
        a_landmark(by, cast, name_hi="हटिया स्टेशन बाज़ार", kind="market", **of_khunti)
        a_landmark(by, cast, name_hi="हटिया आश्रय", kind="shelter", **(of_khunti | {"place": cast.khunti_district}))
    with as_("coordinator") as by:
        other = a_landmark(by, cast)
    client, sheet = browser("coordinator"), {"name_hi": "गुमला से दिल्ली", "mode": "train", "mapped_on": "1/7/2023"}
    sheet |= {"place": str(cast.gumla_block.pk), "destination": "दिल्ली", "stop_1": other.label}
    several = client.post("/routes/new/", sheet | {"stop_2": "हटिया"})
    assert several.status_code == 422
    message = several.context["form"].errors["stop_2"][0]
    assert one.label in message
    assert "आश्रय" not in message
    assert client.post("/routes/new/", sheet | {"stop_2": "पटना"}).context["form"].errors["stop_2"]
    assert client.post("/routes/new/", sheet | {"stop_2": other.name}).status_code == 422  # the same stop twice
    assert client.post("/routes/new/", sheet | {"stop_2": one.name}).status_code == 302
    route = _newest(as_, Route)
    assert route.stops == [other.pk, one.pk]
    page = client.get(f"/routes/{route.pk}/").content.decode()
    assert page.index(other.label) < page.index(one.label)
    assert f"/routes/{route.pk}/" in client.get("/landmarks/map/").content.decode()
    form = client.get(f"/routes/{route.pk}/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"stop_1": sent["stop_2"], "stop_2": sent["stop_1"], "mapped_on": "1/7/2023"}
    assert client.post(f"/routes/{route.pk}/edit/", sent).status_code == 302
    with as_("coordinator"):
        assert Route._default_manager.get(pk=route.pk).stops == [one.pk, other.pk]
    history = client.get(f"/routes/{route.pk}/").content.decode()
    assert f"{other.label}, {one.label}" in history


def test_stops_of_a_journey_are_proposed_from_what_was_said_and_saved_by_a_person(
    cast: Cast, as_: As, browser: Browser
) -> None:
    with as_("coordinator") as by:
        one = a_landmark(by, cast)
        other = a_landmark(by, cast, name_hi="हटिया", kind="railway_station")
        route = a_route(by, cast, other, one)
        journey = a_journey(by, a_person(by, cast), transit="हटिया, राउरकेला")
    client, address = browser("field_worker"), f"/journeys/{journey.pk}/stops/"
    form = client.get(address).context["form"]
    assert form["stop_1"].value() == other.label
    assert not form["stop_2"].value()
    with as_("coordinator"):
        journey.refresh_from_db()
        assert journey.stops == []
    by_route = client.get(address, {"route": str(route.pk)}).context["form"]
    assert [by_route[f"stop_{number}"].value() for number in (1, 2)] == [other.label, one.label]
    assert client.post(address, {"stop_1": other.label, "stop_2": one.name}).status_code == 302
    page = client.get(f"/journeys/{journey.pk}/").content.decode()
    assert f"/landmarks/{one.pk}/" in page
    assert "हटिया, राउरकेला" in page
    assert f"{other.label}, {one.label}" in page  # in the history, by name
    assert browser("khunti_coordinator").get(address).status_code == 404


def test_suggestions_are_places_on_the_map_without_shelters(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        a_landmark(by, cast, name_hi="गुमला बस स्टैंड")
        a_landmark(by, cast, name_hi="गुमला आश्रय", kind="shelter", place=cast.gumla_district)
    page = browser("khunti_desk").get("/landmarks/suggest/", {"q": "gumla"}).content.decode()
    assert "गुमला बस स्टैंड" in page
    assert "आश्रय" not in page
    assert "<li" not in browser("khunti_desk").get("/landmarks/suggest/", {"q": "\x00"}).content.decode()


def test_the_geojson_file_holds_no_shelter_and_is_written_into_the_ledger(
    cast: Cast, as_: As, browser: Browser
) -> None:
    with as_("coordinator") as by:
        one = a_landmark(by, cast, **GUMLA)
        other = a_landmark(by, cast, name_hi="बिना निर्देशांक", kind="market")
        a_landmark(by, cast, name_hi="छिपा घर", kind="shelter", place=cast.gumla_district, phone="181")
        a_route(by, cast, one, other)
    for part, status in (("field_worker", 404), ("researcher", 404), ("coordinator", 200), ("secretariat", 200)):
        assert browser(part).get("/landmarks/geojson/").status_code == status, part
    client = browser("khunti_coordinator")
    assert client.post("/landmarks/geojson/", {}).status_code == 422
    answer = client.post("/landmarks/geojson/", {"purpose": "checking"})
    assert answer["Content-Type"] == "application/geo+json"
    found = json.loads(answer.content)
    assert "छिपा" not in answer.content.decode()
    points = {row["id"]: row for row in found["features"] if row["properties"].get("kind")}
    assert set(points) == {str(one.pk), str(other.pk)}
    assert points[str(one.pk)]["geometry"] == {"type": "Point", "coordinates": [84.541, 23.044]}
    assert points[str(other.pk)]["geometry"] is None
    with as_("khunti_coordinator"):
        event = Event.objects.get(verb="web.rows_exported")
        assert event.payload["rows"] == {"landmarks.landmark": 2}


def test_the_workbook_holds_the_rows_of_the_own_member_as_texts(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        a_landmark(by, cast, phone="112", opening_hours="24/7", **GUMLA)
    with as_("khunti_coordinator") as by:
        a_landmark(by, cast, organisation=cast.khunti.id, place=cast.khunti_block, name_hi="खूँटी बस स्टैंड")
    answer = browser("coordinator").post("/landmarks/export/", {"purpose": "checking"})
    (row,) = read_rows(answer)
    assert row["फ़ोन"] == "112"
    assert "23.044, 84.541" in row.values()
    assert not [value for value in row.values() if "<" in str(value)]


def test_look_alikes_are_listed_with_reasons(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        one = a_landmark(by, cast, phone="9431100003")
        other = a_landmark(by, cast, name_hi="नया बस अड्डा", phone="9431100003")
    client = browser("khunti_desk")
    page = client.get("/landmarks/alike/").content.decode()
    assert one.label in page
    assert other.label in page
    assert f"/landmarks/{other.pk}/" in client.get(f"/landmarks/{one.pk}/").content.decode()


def test_a_wrong_name_in_a_list_is_no_markup(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        a_landmark(by, cast, name_hi='<script>alert("x")</script>', **GUMLA)
    page = browser("coordinator").get("/landmarks/map/").content.decode()
    assert "<script>alert" not in page
