"""Invented sample data for the gallery, in both languages, with long words and big numbers."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jatan.kernel.localised import Localised
from jatan.web.ui.components import charts, states
from jatan.web.ui.components.corridor_map import Flow, draw
from jatan.web.ui.components.figures import Figure, Stat
from jatan.web.ui.components.tables import Column, Table

L = Localised
COUNTED = dt.datetime(2024, 9, 2, 6, 40, tzinfo=dt.UTC)
PERIOD = L("अप्रैल 2021 – मार्च 2024", "April 2021 – March 2024")
MONTHS = (3, 5, 9, 14, 12, 18, 26, 31, 28, 22, 35, 41, 38, 30, 44, 52, 47, 39, 33, 45, 51, 58, 49, 61)
DISTRICTS = (
    (L("पश्चिमी सिंहभूम", "West Singhbhum"), 2184),
    (L("गुमला", "Gumla"), 1930),
    (L("सिमडेगा", "Simdega"), 1477),
    (L("सरायकेला-खरसावाँ", "Saraikela-Kharsawan"), 902),
    (L("खूँटी", "Khunti"), 388),
    (L("लोहरदगा", "Lohardaga"), None),
)


@dataclass(frozen=True)
class Entry:
    """One line of a history."""

    at: dt.datetime
    what: Any
    by: Any = ""
    changes: tuple[tuple[Any, Any, Any], ...] = ()
    reason: Any = ""


def stats() -> list[Stat]:
    """Figures: with a chart, with links, not given, still being counted."""
    meetings, people = L("बैठकें", "meetings"), L("उपस्थिति", "attendances")
    return [
        Stat(
            L("स्वयं सहायता समूहों की बैठकें", "Self-help group meetings"),
            [Figure(1430, meetings, "#rows"), Figure(14931, people, "#rows")],
            PERIOD,
            COUNTED,
            charts.sparkline(MONTHS, title=L("माह के अनुसार बैठकें", "Meetings by month")),
        ),
        Stat(
            L("जागरूकता कार्यक्रमों में पहुँचे लोग", "People reached by awareness programmes"),
            [Figure(9327108, people, "#rows")],
            PERIOD,
            COUNTED,
            charts.sparkline(MONTHS[::-1], title=L("माह के अनुसार", "By month")),
            waiting=12,
        ),
        Stat(L("पंजीकृत प्रवासी", "Registered migrants"), [Figure(None, L("लोग", "people"))], PERIOD, COUNTED),
        Stat(L("प्रवासी फोरम", "Migrant forums"), [Figure(0, L("फोरम", "forums"))], PERIOD, COUNTED),
    ]


def table_of_meetings() -> Table:
    """A sortable table that becomes cards on a phone."""
    columns = [
        Column("group", L("समूह", "Group")),
        Column("day", L("तारीख", "Day"), "day", sort="held_on"),
        Column("place", L("जगह", "Place")),
        Column("people", L("उपस्थिति", "Attendances"), "number", sort="total"),
        Column("state", L("स्थिति", "State"), "badge"),
    ]
    rows = [
        _meeting(L("गुलाब महिला मंडल", "Gulab Mahila Mandal"), 4, 12, states.done(L("दर्ज", "Recorded"))),
        _meeting(
            L("छोटापुर प्रवासी फोरम", "Chhotapur Pravasi Forum"), 11, 1271, states.soon(L("जाँच बाकी", "To be checked"))
        ),
        _meeting(
            L("अंतर्राष्ट्रीयकरणविरोधीसमन्वयसमिति किशोरी समूह", "Antarrashtriyakaranvirodhisamanvay Kishori Samuh"),
            19,
            None,
            states.late(L("12 दिन देर", "12 days late")),
        ),
    ]
    return Table(L("हाल की बैठकें", "Recent meetings"), columns, rows, link="url", sorted_by="-held_on")


def table_of_members() -> Table:
    """A table of numbers with a total row and a cell that is not given, which scrolls horizontally."""
    columns = [
        Column("district", L("ज़िला", "District")),
        *(Column(f"y{year}", f"{year}-{year - 1999}", "number") for year in (2021, 2022, 2023)),
        Column("sum", L("कुल", "Total"), "number"),
    ]
    rows = [
        {"district": name, "y2021": 120, "y2022": 388, "y2023": 1411 if number else "–", "sum": number or "–"}
        for name, number in DISTRICTS
    ]
    total = {"district": L("कुल", "Total"), "y2021": 720, "y2022": 2328, "y2023": 7055, "sum": 6881}
    note = L("पाँच से कम की गिनती नहीं दिखाई जाती", "Fewer than five are not shown")
    return Table(L("ज़िलावार प्रवासी", "Migrants by district"), columns, rows, note=note, total=total, stacks=False)


def pictures() -> dict[str, Any]:
    """One of each chart, and the corridor map."""
    months = [charts.Point(f"{place % 12 + 1}/{22 + place // 12}", number) for place, number in enumerate(MONTHS)]
    return {
        "bars": [charts.Point(name, number, "#rows" if number else "") for name, number in DISTRICTS],
        "months": months,
        "gap": [*months[:9], charts.Point("10/22", None), *months[10:18]],
        "shares": [
            (L("महिलाएँ", "Women"), 8123),
            (L("पुरुष", "Men"), 3011),
            (L("किशोरियाँ", "Girls"), 2907),
            (L("किशोर", "Boys"), 890),
        ],
        "map": draw(flows(), language=None),
    }


def flows() -> list[Flow]:
    """Invented journeys from blocks of Jharkhand to cities."""
    blocks = [
        ("बसिया", "Basia", 22.87, 84.82),
        ("तोरपा", "Torpa", 22.93, 85.09),
        ("कोलेबिरा", "Kolebira", 22.70, 84.69),
        ("लिट्टीपाड़ा", "Littipara", 24.69, 87.62),
        ("मनोहरपुर", "Manoharpur", 22.37, 85.19),
    ]
    cities = [
        ("दिल्ली", "Delhi", 28.65, 77.22),
        ("बेंगलुरु", "Bengaluru", 12.97, 77.59),
        ("तिरुपुर", "Tiruppur", 11.11, 77.34),
        ("सूरत", "Surat", 21.17, 72.83),
        ("लेह", "Leh", 34.16, 77.58),
        ("एर्नाकुलम", "Ernakulam", 9.98, 76.28),
    ]
    return [
        Flow(L(b[0], b[1]), b[2], b[3], L(c[0], c[1]), c[2], c[3], (37 * (i + 2) * (j + 5)) % 190 + 8)
        for i, b in enumerate(blocks)
        for j, c in enumerate(cities)
        if (i + j) % 2 == 0
    ]


def timeline() -> list[Entry]:
    """A history with a creation, a change and a withdrawal."""
    return [
        Entry(
            COUNTED,
            L("सुधारा गया", "Corrected"),
            L("समन्वयक, खूँटी", "coordinator, Khunti"),
            ((L("उपस्थिति", "Attendances"), "12", "21"), (L("विषय", "Topic"), "", L("सुरक्षित प्रवास", "Safe migration"))),
        ),
        Entry(
            COUNTED - dt.timedelta(days=3),
            L("रद्द", "Withdrawn"),
            "",
            (),
            L("दो बार लिखा गया था", "It was written twice"),
        ),
        Entry(
            COUNTED - dt.timedelta(days=9),
            L("दर्ज किया गया", "Recorded"),
            L("फ़ील्ड कार्यकर्ता, तोरपा", "field worker, Torpa"),
        ),
    ]


def steps() -> list[tuple[str, Any, Any]]:
    """Four steps of a process, one of them failed."""
    return [
        ("done", L("फ़ाइल पढ़ी गई", "File read"), L("16 शीट", "16 sheets")),
        ("now", L("पंक्तियाँ जाँची जा रही हैं", "Checking rows"), ""),
        ("failed", L("1 शीट पहचानी नहीं गई", "1 sheet not known"), L("नीचे देखें", "See below")),
        ("", L("दर्ज करना", "Recording"), ""),
    ]


def records() -> list[tuple[Any, Any]]:
    """(term, value) pairs, one value empty."""
    return [
        (L("जगह", "Place"), L("तोरपा, खूँटी", "Torpa, Khunti")),
        (L("फ़ोन", "Telephone"), "98765 43210"),
        (L("मज़दूरी का वादा", "Promised wage"), L("₹12,000 महीना", "₹12,000 a month")),
        (L("कब लौटेंगे", "Expected back"), ""),
    ]


def _meeting(group: Localised, day: int, people: int | None, state: states.Badge) -> dict[str, Any]:
    place = L("तोरपा, खूँटी", "Torpa, Khunti")
    return {
        "group": group,
        "day": dt.date(2024, 3, day),
        "place": place,
        "people": people,
        "state": state,
        "url": "#rows",
    }
