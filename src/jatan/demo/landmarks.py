"""Places and ways of the demo, through the services: some seventy landmarks, checks, routes, journeys that name stops.

Names and positions of stations are facts (rounded to about a hundred metres); numbers are national short numbers or
invented ones that begin with 7000000. Everything else is made up and says nothing about a real place.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jatan.demo import plan
from jatan.foundation.access.actors import Actor, actor_of, importer_for
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.journeys.selectors import journeys
from jatan.programme.journeys.services import name_stops
from jatan.programme.landmarks.commands import RecordLandmark, RecordRoute
from jatan.programme.landmarks.models import Landmark
from jatan.programme.landmarks.selectors import landmarks, routes, unchecked
from jatan.programme.landmarks.services import LANDMARK, ROUTE, verify_landmark

_OFFICE, _ALWAYS = "Mo-Fr 10:00-17:00; Sa 10:00-13:00", "24/7"


@dataclass(frozen=True)
class _Point:
    """One landmark as data. `at`: code of a member's district, or the English name of a city."""

    at: str
    kind: str
    hi: str
    en: str
    lat: str = ""
    lon: str = ""
    phone: str = ""
    hours: str = ""
    note: str = ""


# (member, station)
_STATIONS = (
    _Point("D01", "railway_station", "राँची जंक्शन", "Ranchi Junction", "23.349", "85.335", "139", _ALWAYS),
    _Point("D01", "railway_station", "हटिया स्टेशन", "Hatia", "23.302", "85.301", "139", _ALWAYS),
    _Point("D05", "railway_station", "लोहरदगा स्टेशन", "Lohardaga", "23.434", "84.684", "139"),
    _Point("D06", "railway_station", "चक्रधरपुर स्टेशन", "Chakradharpur", "22.677", "85.627", "139", _ALWAYS),
    _Point("D06", "railway_station", "चाईबासा स्टेशन", "Chaibasa", "22.553", "85.808", "139"),
    _Point("D07", "railway_station", "लातेहार स्टेशन", "Latehar", "23.744", "84.504", "139"),
    _Point("D07", "railway_station", "बरवाडीह जंक्शन", "Barwadih Junction", "23.848", "84.115", "139", _ALWAYS),
    _Point("D08", "railway_station", "दुमका स्टेशन", "Dumka", "24.261", "87.259", "139"),
    _Point("D09", "railway_station", "गोड्डा स्टेशन", "Godda", "24.836", "87.217", "139"),
    _Point("D10", "railway_station", "पाकुड़ स्टेशन", "Pakur", "24.634", "87.847", "139", _ALWAYS),
    _Point("D11", "railway_station", "साहिबगंज जंक्शन", "Sahibganj Junction", "25.243", "87.637", "139", _ALWAYS),
    _Point("D12", "railway_station", "गिरिडीह स्टेशन", "Giridih", "24.184", "86.306", "139"),
    _Point("D13", "railway_station", "हजारीबाग टाउन स्टेशन", "Hazaribagh Town", "24.027", "85.353", "139"),
    _Point("Rourkela", "railway_station", "राउरकेला जंक्शन", "Rourkela Junction", "22.227", "84.864", "139", _ALWAYS),
    _Point("Delhi", "railway_station", "नई दिल्ली स्टेशन", "New Delhi", "28.643", "77.220", "139", _ALWAYS),
    _Point("Delhi", "railway_station", "हज़रत निज़ामुद्दीन स्टेशन", "Hazrat Nizamuddin", "28.589", "77.253", "139", _ALWAYS),
    _Point("Delhi", "railway_station", "आनंद विहार टर्मिनल", "Anand Vihar Terminal", "28.651", "77.315", "139", _ALWAYS),
    _Point(
        "Mumbai",
        "railway_station",
        "लोकमान्य तिलक टर्मिनस",
        "Lokmanya Tilak Terminus",
        "19.069",
        "72.892",
        "139",
        _ALWAYS,
    ),
    _Point("Howrah", "railway_station", "हावड़ा स्टेशन", "Howrah", "22.584", "88.343", "139", _ALWAYS),
    _Point("Chennai", "railway_station", "चेन्नई सेंट्रल", "Chennai Central", "13.083", "80.276", "139", _ALWAYS),
    _Point("Bengaluru", "railway_station", "केएसआर बेंगलुरु स्टेशन", "KSR Bengaluru", "12.978", "77.569", "139", _ALWAYS),
    _Point("Tiruppur", "railway_station", "तिरुपुर स्टेशन", "Tiruppur", "11.109", "77.340", "139", _ALWAYS),
    _Point("Ernakulam", "railway_station", "एर्नाकुलम जंक्शन", "Ernakulam Junction", "9.969", "76.290", "139", _ALWAYS),
)
_OTHERS = (
    _Point("D03", "market", "मंगलवार हाट (नमूना)", "Tuesday market (demo)", hours="Tu 07:00-18:00"),
    _Point("D02", "market", "शनिवार हाट (नमूना)", "Saturday market (demo)", hours="Sa 07:00-18:00"),
    _Point("D03", "checkpost", "अंतरराज्यीय चेकपोस्ट (नमूना)", "Inter-state checkpost (demo)", hours=_ALWAYS),
    _Point("D04", "checkpost", "ओडिशा सीमा चेकपोस्ट (नमूना)", "Odisha border checkpost (demo)", hours=_ALWAYS),
    _Point("D01", "placement_office", "प्लेसमेंट ऑफ़िस (नमूना)", "Placement office (demo)", phone="7000000021"),
    _Point("D03", "risk", "बस स्टैंड के पीछे की दुकानें (नमूना)", "Shops behind the bus stand (demo)",
           note="शाम को अनजान लोग काम का लालच देते हैं"),
    _Point("D02", "risk", "हाट का टेम्पो अड्डा (नमूना)", "Tempo stand of the market (demo)",
           note="लड़कियों को रात की गाड़ी से ले जाने की बात सुनी गई"),
    _Point("D01", "risk", "स्टेशन के बाहर का लॉज (नमूना)", "Lodge outside the station (demo)"),
    _Point("Delhi", "risk", "कॉलोनी की प्लेसमेंट गली (नमूना)", "Lane of placement offices (demo)"),
    _Point("D03", "ahtu", "मानव तस्करी रोधी इकाई, गुमला", "AHTU Gumla", phone="112", hours=_ALWAYS),
    _Point("D02", "ahtu", "मानव तस्करी रोधी इकाई, खूँटी", "AHTU Khunti", phone="112", hours=_ALWAYS),
    _Point("D01", "ahtu", "मानव तस्करी रोधी इकाई, राँची", "AHTU Ranchi", phone="112", hours=_ALWAYS),
    _Point("D01", "shelter", "महिला आश्रय गृह (नमूना)", "Women's shelter (demo)", phone="181", hours=_ALWAYS),
    _Point("D03", "shelter", "बालिका गृह (नमूना)", "Girls' home (demo)", phone="1098", hours=_ALWAYS),
    _Point("Delhi", "other_service", "झारखंड भवन सहायता केंद्र (नमूना)", "Help desk at destination (demo)",
           phone="7000000022", hours=_OFFICE),
)  # fmt: skip
# In every member's district; in the first five also hospital and DLSA.
_EVERYWHERE = (
    ("bus_stand", "{} बस स्टैंड", "{} bus stand", "", "Mo-Su 04:00-22:00"),
    ("police_station", "{} सदर थाना", "{} Sadar police station", "112", _ALWAYS),
)
_IN_FIVE = (
    ("hospital", "{} सदर अस्पताल", "{} Sadar hospital", "", _ALWAYS),
    ("dlsa", "{} ज़िला विधिक सेवा प्राधिकार", "{} DLSA", "", _OFFICE),
)
_ROUTES = (
    ("D03", "गुमला से दिल्ली, राँची होकर", "Gumla to Delhi by Ranchi", "Delhi",
     ("Gumla bus stand", "Ranchi Junction", "New Delhi")),
    ("D02", "खूँटी से बेंगलुरु, हटिया और राउरकेला होकर", "Khunti to Bengaluru by Hatia and Rourkela", "Bengaluru",
     ("Khunti bus stand", "Hatia", "Rourkela Junction", "KSR Bengaluru")),
    ("D11", "साहिबगंज से हावड़ा, पाकुड़ होकर", "Sahibganj to Howrah by Pakur", "Howrah",
     ("Sahibganj Junction", "Pakur", "Howrah")),
)  # fmt: skip
# Days ago of mapping, in turn: some are old enough to ask for a check.
_MAPPED = (30, 120, 210, 300, 420, 60, 500, 180)


def record_landmarks(accounts: Mapping[Role, Account]) -> None:
    """Put the demo's landmarks and routes on the map, check some, and name stops of journeys of two members."""
    secretariat = accounts[Role.SECRETARIAT]
    with acting_as(actor_of(secretariat)) as by:
        if landmarks(by).exists():
            return
    members = {row.code: row for row in Organisation.objects.filter(code__startswith="D")}
    actors = {code: importer_for(row.id) for code, row in members.items()}
    actors["D03"] = actor_of(accounts[Role.COORDINATOR])
    actors["D02"] = actor_of(Account.objects.get(email="khunti@demo.jatan"))
    places = _places()
    for number, point in enumerate(_points()):
        by = actors.get(point.at) or actor_of(secretariat)
        with acting_as(by):
            _record(by, point, places[point.at], _MAPPED[number % len(_MAPPED)])
    for code in ("D03", "D02"):
        with acting_as(actors[code]) as by:
            _check(by)
    _ways(actors["D03"], {**actors, "D11": actor_of(secretariat)}, places)
    for code in ("D03", "D02"):
        with acting_as(actors[code]) as by:
            _name_stops(by)


def _points() -> Iterator[_Point]:
    yield from _STATIONS
    yield from _OTHERS
    for number, (code, _lgd, hi, en, *_more) in enumerate(plan.MEMBERS_OF_THE_DEMO):
        for kind, named_hi, named_en, phone, hours in (*_EVERYWHERE, *(_IN_FIVE if number < 5 else ())):
            yield _Point(code, kind, named_hi.format(hi), named_en.format(en), phone=phone, hours=hours)


def _places() -> dict[str, Place]:
    """Districts of the members by code, cities by English name."""
    districts = {row.lgd_code: row for row in Place.objects.filter(level="district")}
    found = {code: districts[lgd] for code, lgd, *_more in plan.MEMBERS_OF_THE_DEMO}
    return found | {row.name_en: row for row in Place.objects.filter(level="city")}


def _record(by: Actor, point: _Point, place: Place, days: int) -> None:
    day = clock.today() - dt.timedelta(days=days)
    is_service = point.kind in ("police_station", "ahtu", "hospital", "dlsa", "other_service")
    command = RecordLandmark(
        organisation=by.home_organisations[0],
        place=place,
        kind=point.kind,
        name_hi=point.hi,
        name_en=point.en,
        latitude=Decimal(point.lat) if point.lat else None,
        longitude=Decimal(point.lon) if point.lon else None,
        phone=point.phone,
        opening_hours=point.hours,
        mapped_on=day,
        source="traveller" if point.kind == "risk" else "document" if point.lat else "seen",
        source_on=day if point.kind == "risk" else None,
        note=point.note,
        is_public=is_service,
    )
    LANDMARK.record(by=by, command=command)


def _check(by: Actor) -> None:
    """Confirm some of the old ones in the own districts; of one, say what is different."""
    for number, row in enumerate(unchecked(by, mine=True)):
        if number == 0:
            verify_landmark(by=by, landmark=row, finding="different", note="अब नई इमारत में है (नमूना)")
        elif number % 2:
            verify_landmark(by=by, landmark=row)


def _ways(reader: Actor, actors: Mapping[str, Actor], places: Mapping[str, Place]) -> None:
    with acting_as(reader):
        by_name: dict[str, Landmark] = {row.name_en: row for row in landmarks(reader)}
    for code, hi, en, city, stops in _ROUTES:
        with acting_as(actors[code]) as by:
            command = RecordRoute(
                organisation=by.home_organisations[0],
                place=places[code],
                name_hi=hi,
                name_en=en,
                mode="mixed" if "bus stand" in stops[0] else "train",
                destination=places[city],
                stops=[by_name[name].pk for name in stops],
                mapped_on=clock.today() - dt.timedelta(days=90),
            )
            ROUTE.record(by=by, command=command)


def _name_stops(by: Actor) -> None:
    """Journeys to where a route leads from the same district pass its stops; others pass the first of them."""
    own = [route for route in routes(by) if route.organisation_id in by.home_organisations]
    ways: dict[uuid.UUID | None, list[uuid.UUID]] = {route.destination_id: route.stops for route in own}
    first = [own[0].stops[0]] if own else []
    for number, journey in enumerate(journeys(by).filter(exempt_because="")[:60]):
        stops = ways.get(journey.destination_id, first if number % 3 == 0 else [])
        if stops:
            name_stops(by=by, journey=journey, stops=stops)
