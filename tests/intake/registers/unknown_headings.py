"""Writes registers of every kind with invented rows, some of whose headings are unknown to the mapping.

Each sheet knows what it holds: which column is which field, and which columns are none of the register's.
"""

import datetime as dt
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.vocabulary.kinds import Kind, kinds
from jatan.intake.registers.recognise.vocabulary.lists import headings
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

__all__ = ["BLOCKS", "TITLES", "Sheet", "known_heading", "make_sheet", "unknown_heading"]

BLOCKS = (("बसिया", "Basia"), ("पालकोट", "Palkot"), ("रायडीह", "Raidih"), ("चैनपुर", "Chainpur"), ("डुमरी", "Dumri"))
TITLES = {
    "shg_meeting": "SHG meeting",
    "awareness": "जागरूकता कार्यक्रम",
    "adolescent_meeting": "किशोरी समूह बैठक",
    "forum_meeting": "Migrant forum meeting",
    "frontline_meeting": "Frontline worker meeting",
    "quarterly_training": "त्रैमासिक प्रशिक्षण",
    "panchayat_workshop": "पंचायत कार्यशाला",
    "block_training": "Block level training",
    "district_workshop": "जिला स्तरीय कार्यशाला",
    "group_reach": "समूह पहुँच",
    "forums": "प्रवासी फोरम सूची",
    "forum_members": "Forum members",
    "issues": "Help desk",
    "cases": "केस वर्क",
    "beneficiaries": "योजना लाभार्थी",
    "journeys": "प्रवासी पंजी",
}
# What the mapping does not know: letters without a meaning, and what an office might write.
_LETTERS = ("कखगघचछजझटठडढतथदधनपफबभ", "bcdfghjklmnpqrtvwxyz")
_OFFICE_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "serial": ("गिनती क्रमवार", "Running count", "लाइन"),
    "date": ("कब हुआ", "किस रोज़", "Kab hua", "When held", "रोज"),
    "district": ("किस ज़िले में", "Zilla naam", "Distt of work"),
    "block": ("किस प्रखंड में हुआ", "Anchal", "Blok ka naam jahan hua"),
    "group_name": ("किस समूह के साथ", "समूह या मंडल कौन सा", "Which SHG met"),
    "topic": ("किस बारे में बात हुई", "क्या बताया", "What was told"),
    "women": ("कितनी महिलाएँ आईं", "बहनें", "Women who came"),
    "men": ("कितने पुरुष आए", "भाई", "Men who came"),
    "girls": ("कितनी किशोरियाँ आईं", "बच्चियों की हाज़िरी", "Girls who came"),
    "boys": ("कितने किशोर आए", "Boys who came"),
    "total": ("कितने जने", "सब मिलाकर", "Heads in all", "जोड़कर कितने"),
    "facilitator": ("किसने बैठक ली", "Who took the meeting", "किस कार्यकर्ता ने कराया"),
    "category": ("किन लोगों तक", "Whom we reached", "किस वर्ग के लोगों तक"),
    "forum": ("किस फोरम का नाम", "मंच कौन सा", "Naam of the forum"),
    "formed_on": ("कब बना", "गठन कब किया", "When was it formed"),
    "name": ("किसका", "कौन", "Kiska naam", "Who is it"),
    "guardian": ("पिता या पति कौन", "किसकी बेटी या पत्नी", "Father or husband who"),
    "sex": ("औरत या मर्द", "स्त्री या पुरुष कौन", "Male or female person"),
    "age": ("कितने साल के", "Kitne saal", "How old"),
    "phone": ("किस नंबर पर बात करें", "बात करने का नंबर", "Call on"),
    "joined_on": ("कब से जुड़े", "Member kab bane", "जुड़ने का रोज"),
    "office": ("क्या ज़िम्मेदारी", "Duty in group", "कौन सा पद मिला"),
    "issue": ("क्या तकलीफ", "किस बात की शिकायत थी", "What is the trouble"),
    "sent_to": ("कहाँ रेफर किया", "किस दफ्तर", "Office where it was sent"),
    "sent_on": ("कब भेजा", "Bheja kab", "When was it sent"),
    "reference_number": ("पत्र का क्रम", "Letter ref", "Reference as given"),
    "status": ("अब क्या हाल", "क्या हुआ", "Where it stands"),
    "resolved_on": ("कब निपटा", "समाधान कब हुआ", "When was it resolved"),
    "money_recovered": ("कितना पैसा मिला", "राशि कितनी मिली", "Rupees got back"),
    "case_code": ("गुप्त कोड लिखें", "File wala code", "कोड जो दिया"),
    "case_kind": ("किस तरह का", "केस किस प्रकार का", "Sort of case"),
    "follow_ups": ("कितनी बार मिले", "फॉलो अप कितने किए", "Times visited"),
    "closed_on": ("कब बंद किया", "बंद कब हुआ", "When was it closed"),
    "scheme": ("कौन सी योजना", "क्या लाभ", "What was given"),
    "applied_on": ("आवेदन कब दिया", "Applied kab", "फॉर्म कब भरा"),
    "sanctioned_on": ("स्वीकृति कब मिली", "When sanctioned", "मंजूर कब"),
    "received_on": ("लाभ कब मिला", "When received", "कब मिला"),
    "destination": ("काम की जगह", "कहाँ गए", "किस शहर में", "Where gone"),
    "transit": ("किस रास्ते गए", "Raste me", "Through which town"),
    "work": ("वहाँ क्या करते", "कौन सा काम करने गए", "What job there"),
    "agent_name": ("कौन ले गया", "ले जाने वाला एजेंट कौन", "Agent who took"),
    "agent_phone": ("ले जाने वाले का नंबर", "एजेंट से बात का फोन", "Agent call number"),
    "wage": ("कितना देंगे", "महीने की मजदूरी कितनी", "Wage told"),
    "leaves_on": ("कब निकले", "जाने का रोज कब", "When leaving"),
    "expected_return": ("लौटने का रोज कब", "When will return", "कब आएँगे"),
    "returned_on": ("सच में कब आए", "Really came back when", "वापस आए कब"),
    "contact_at_destination": ("वहाँ किससे बात करें", "There call on", "गंतव्य का कोई नंबर"),
}
_GIVEN_W = (
    ("सुनीता", "Sunita"),
    ("प्रमिला", "Pramila"),
    ("हीरामुनी", "Hiramuni"),
    ("दुलारी", "Dulari"),
    ("शिल्पा", "Shilpa"),
    ("अंजलि", "Anjali"),
    ("बिरसी", "Birsi"),
    ("जयंती", "Jayanti"),
)
_GIVEN_M = (
    ("बिरसा", "Birsa"),
    ("महावीर", "Mahavir"),
    ("जीतू", "Jitu"),
    ("सोमरा", "Somra"),
    ("अलबर्ट", "Albert"),
    ("रामलाल", "Ramlal"),
    ("फिलिप", "Philip"),
    ("हरिहर", "Harihar"),
)
_FAMILY = (
    ("उराँव", "Oraon"),
    ("मुंडा", "Munda"),
    ("टोप्पो", "Toppo"),
    ("महतो", "Mahto"),
    ("लकड़ा", "Lakra"),
    ("सिंह", "Singh"),
    ("खड़िया", "Kharia"),
    ("अंसारी", "Ansari"),
    ("देवी", "Devi"),
    ("केरकेट्टा", "Kerketta"),
)
_VILLAGES = (
    ("सालटोली", "Saltoli"),
    ("महुआडीह", "Mahuadih"),
    ("जामबेड़ा", "Jambera"),
    ("केंदपुर", "Kendpur"),
    ("कुसुमटाँड़", "Kusumtanr"),
    ("अंबागाड़ा", "Ambagara"),
    ("पलाशडीह", "Palashdih"),
)
_AWAY = (
    ("दिल्ली", "Delhi"),
    ("मुंबई", "Mumbai"),
    ("बेंगलुरु", "Bengaluru"),
    ("चेन्नई", "Chennai"),
    ("सूरत", "Surat"),
    ("केरल", "Kerala"),
    ("पणजी", "Panaji"),
    ("लेह", "Leh"),
    ("तमिलनाडु", "Tamil Nadu"),
    ("गुड़गाँव", "Gurgaon"),
)
_TOPICS = (
    ("सुरक्षित प्रवास", "Safe migration"),
    ("मानव तस्करी", "Human trafficking"),
    ("बाल विवाह", "Child marriage"),
    ("सरकारी योजनाएँ", "Government schemes"),
)
_ISSUES = (
    ("मजदूरी नहीं मिली", "Unpaid wages"),
    ("दुर्घटना", "Accident"),
    ("पहचान पत्र", "Identity papers"),
    ("संपर्क टूट गया", "Missing contact"),
    ("धोखाधड़ी", "Fraud"),
)
_OFFICES = (("श्रम कार्यालय", "Labour office"), ("प्रखंड कार्यालय", "Block office"), ("थाना", "Police"), ("डालसा", "DLSA"))
_SCHEMES = (
    ("राशन कार्ड", "Ration card"),
    ("पेंशन", "Pension"),
    ("जॉब कार्ड", "Job card"),
    ("ई-श्रम", "e-Shram"),
    ("आयुष्मान", "Ayushman"),
)
_WORK = (
    ("घरेलू काम", "Domestic work"),
    ("निर्माण", "Construction"),
    ("ईंट भट्ठा", "Brick kiln"),
    ("होटल", "Hotel"),
    ("फैक्टरी", "Factory"),
)
_CASE_KINDS = (
    ("मानव तस्करी", "Trafficking"),
    ("श्रम शोषण", "Labour exploitation"),
    ("घरेलू हिंसा", "Domestic violence"),
    ("लापता", "Missing person"),
)
_REACHED = (("महिलाएँ", "Women"), ("बच्चे", "Children"), ("किशोरी", "Adolescents"), ("युवा", "Youth"))
_POSTS = (("अध्यक्ष", "President"), ("सचिव", "Secretary"), ("कोषाध्यक्ष", "Treasurer"), ("", ""))
_GROUP_TAILS = (("महिला मंडल", "Mahila Mandal"), ("समूह", "Samuh"))
_MONTHS = ("जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर")
_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
_FIRST = dt.date(2021, 4, 1)

type Values = dict[str, Any]
type Pair = tuple[str, str]


@dataclass
class Sheet:
    """One sheet: `rows` with the row of headings first; `fields`: the field of each column, "" for none of the
    register's; `held_out`: {column: heading unknown to the mapping}."""

    title: str
    kind: str
    rows: list[list[Any]]
    fields: list[str]
    held_out: dict[int, str]
    records: int = 0
    people: int = 0
    reached: list[Values] = field(default_factory=list)


@dataclass
class _Habit:
    """How one office writes: `language` 0 Hindi, 1 English, 2 both mixed; `day`, `digits`."""

    rng: random.Random
    language: int
    day: int
    has_devanagari: bool
    blanks: float

    def word(self, pair: Pair) -> str:
        return pair[self.language if self.language < 2 else self.rng.randrange(2)]

    def number(self, number: int) -> Any:
        return str(number).translate(_DEVANAGARI) if self.has_devanagari else number

    def date(self, day: dt.date) -> Any:
        styles: tuple[Callable[[], Any], ...] = (
            lambda: day,
            lambda: f"{day:%d/%m/%Y}",
            lambda: f"{day.day}-{day.month}-{day:%y}",
            lambda: f"{day:%d.%m.%Y}".translate(_DEVANAGARI),
            lambda: f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
            lambda: f"{day:%Y-%m-%d}",
        )
        return styles[self.day]()


def known_heading(rng: random.Random, kind: Kind, name: str, words: Vocabulary) -> str:
    """A heading that the mapping knows for this field of the register."""
    fits = [text for text, fields in headings().items() if name in fields]
    right = [text for text in fits if words.field(text, kind) == name]
    return rng.choice(right)


def unknown_heading(
    rng: random.Random, kind: Kind, name: str, words: Vocabulary, used: Collection[str]
) -> tuple[str, bool]:
    """(a heading that the mapping does not know, whether it is one without a meaning)."""
    texts = _OFFICE_HEADINGS.get(name, ())
    free = [text for text in texts if words.reading(text, kind) is None and plain(text) not in used]
    if free and rng.random() < 0.5:
        return rng.choice(free), False
    while True:
        text = "".join(rng.choices(rng.choice(_LETTERS), k=5))
        if words.reading(text, kind) is None and plain(text) not in used:
            return text, True


def make_sheet(
    rng: random.Random,
    kind: str,
    words: Vocabulary,
    *,
    hold_out: Collection[str] | None,
    records: int,
    strangers: int = 1,
    rival: str = "",
    number: int = 1,
) -> Sheet:
    """A sheet of the register with the headings of `hold_out` unknown (None: all of them), and `strangers` columns that
    are none of the register's. `rival`: a field of which one more column holds the like."""
    register = kinds()[kind]
    habit = _Habit(rng, rng.randrange(3), rng.randrange(6), rng.random() < 0.25, rng.choice((0.0, 0.1, 0.3)))
    rows = [_row(habit, kind, at) for at in range(1, records + 1)]
    names = [name for name in register.fields if name in rows[0]]
    optional = [
        name for name in names if not any(name in group for group in register.needs) and name not in (hold_out or ())
    ]
    # A journey without any day is parked.
    names = [name for name in names if name not in optional or name == "date" or rng.random() < 0.75]
    columns: list[tuple[str, list[Any]]] = [(name, [row[name] for row in rows]) for name in names]
    if rival:
        others = [_row(habit, kind, rng.randint(1, 900))[rival] for _at in range(records)]
        columns.insert(rng.randrange(len(columns) + 1), ("", others))
    for _stranger in range(strangers):
        columns.insert(rng.randrange(len(columns) + 1), ("", _stranger_column(habit, kind, rows)))
    used: set[str] = set()
    header: list[str] = []
    held_out: dict[int, str] = {}
    for at, (name, _cells) in enumerate(columns):
        if name and hold_out is not None and name not in hold_out:
            heading = known_heading(rng, register, name, words)
            while plain(heading) in used:
                heading = known_heading(rng, register, name, words)
        else:
            heading, _is_empty = unknown_heading(rng, register, name, words, used)
            held_out[at] = heading
        used.add(plain(heading))
        header.append(heading)
    written = [[cells[at] for _name, cells in columns] for at in range(records)]
    return Sheet(f"{TITLES[kind]} {number}", kind, [header, *written], [name for name, _cells in columns], held_out)


def _person(habit: _Habit, *, is_woman: bool) -> str:
    return f"{habit.word(habit.rng.choice(_GIVEN_W if is_woman else _GIVEN_M))} {habit.word(habit.rng.choice(_FAMILY))}"


def _phone(rng: random.Random) -> str:
    return str(rng.randint(6_000_000_000, 9_999_999_999))


def _or_blank(habit: _Habit, value: Any) -> Any:
    return "" if habit.rng.random() < habit.blanks else value


def _row(habit: _Habit, kind: str, serial: int) -> Values:
    rng = habit.rng
    day = _FIRST + dt.timedelta(days=rng.randrange(1000))
    row: Values = {
        "serial": habit.number(serial),
        "block": habit.word(rng.choice(BLOCKS)),
        "panchayat": _or_blank(habit, habit.word(rng.choice(_VILLAGES))),
        "village": habit.word(rng.choice(_VILLAGES)),
    }
    return row | _MAKERS.get(kind, _meeting)(habit, day, serial)


def _meeting(habit: _Habit, day: dt.date, serial: int) -> Values:
    rng = habit.rng
    parts = [rng.randint(6, 22), rng.randrange(6), rng.randrange(5), rng.randrange(4)]
    names = dict(zip(("women", "men", "girls", "boys"), map(habit.number, parts), strict=True))
    group = f"{habit.word(rng.choice(_VILLAGES))} {habit.word(rng.choice(_GROUP_TAILS))}"
    return names | {
        "date": habit.date(day),
        "total": habit.number(sum(parts)),
        "group_name": group,
        "topic": habit.word(rng.choice(_TOPICS)),
        "facilitator": _person(habit, is_woman=rng.random() < 0.5),
    }


def _reach(habit: _Habit, day: dt.date, serial: int) -> Values:
    made = _meeting(habit, day, serial)
    kept = {name: made[name] for name in ("date", "group_name", "facilitator")}
    return kept | {"total": habit.number(habit.rng.randint(8, 60)), "category": habit.word(habit.rng.choice(_REACHED))}


def _forum(habit: _Habit, day: dt.date, serial: int) -> Values:
    village = habit.word(habit.rng.choice(_VILLAGES))
    tail = habit.word((("प्रवासी फोरम"), ("Migrant Forum")))
    return {"forum": f"{village} {tail} {serial}", "formed_on": _or_blank(habit, habit.date(day))}


def _who(habit: _Habit) -> Values:
    rng = habit.rng
    is_woman = rng.random() < 0.5
    return {
        "name": _person(habit, is_woman=is_woman),
        "guardian": _or_blank(habit, _person(habit, is_woman=False)),
        "sex": habit.word(("महिला", "F") if is_woman else ("पुरुष", "M")),
        "age": habit.number(rng.randint(18, 58)),
        "phone": _or_blank(habit, _phone(rng)),
    }


def _member(habit: _Habit, day: dt.date, serial: int) -> Values:
    forum = habit.word(habit.rng.choice(_VILLAGES[:3])) + " " + habit.word(("प्रवासी फोरम", "Pravasi Forum"))
    post = habit.word(habit.rng.choice(_POSTS))
    return _who(habit) | {"forum": forum, "joined_on": habit.date(day), "office": post}


def _issue(habit: _Habit, day: dt.date, serial: int) -> Values:
    rng = habit.rng
    is_resolved = rng.random() < 0.7
    sent = day + dt.timedelta(days=rng.randint(1, 10))
    resolved = sent + dt.timedelta(days=rng.randint(2, 60))
    who = _who(habit)
    del who["guardian"]
    return who | {
        "date": habit.date(day),
        "issue": habit.word(rng.choice(_ISSUES)),
        "sent_to": habit.word(rng.choice(_OFFICES)),
        "sent_on": _or_blank(habit, habit.date(sent)),
        "reference_number": _or_blank(habit, f"REF/{rng.randint(10, 999)}/{day.year}"),
        "status": habit.word(("समाधान", "Resolved") if is_resolved else ("लंबित", "Pending")),
        "resolved_on": habit.date(resolved) if is_resolved else "",
        "money_recovered": habit.number(rng.randrange(1000, 30_000, 500)) if is_resolved and rng.random() < 0.8 else "",
    }


def _case(habit: _Habit, day: dt.date, serial: int) -> Values:
    rng = habit.rng
    is_closed = rng.random() < 0.5
    return {
        "case_code": f"GUM-{serial:03d}",
        "date": habit.date(day),
        "case_kind": habit.word(rng.choice(_CASE_KINDS)),
        "follow_ups": habit.number(rng.randint(1, 12)),
        "status": habit.word(("बंद", "Closed") if is_closed else ("जारी", "Open")),
        "closed_on": habit.date(day + dt.timedelta(days=rng.randint(20, 200))) if is_closed else "",
    }


def _beneficiary(habit: _Habit, day: dt.date, serial: int) -> Values:
    rng = habit.rng
    sanctioned = day + dt.timedelta(days=rng.randint(5, 40))
    received = sanctioned + dt.timedelta(days=rng.randint(1, 40))
    return _who(habit) | {
        "scheme": habit.word(rng.choice(_SCHEMES)),
        "applied_on": habit.date(day),
        "sanctioned_on": _or_blank(habit, habit.date(sanctioned)),
        "received_on": habit.date(received) if rng.random() < 0.8 else "",
        "money_recovered": habit.number(rng.randrange(500, 3000, 100)) if rng.random() < 0.6 else "",
    }


def _journey(habit: _Habit, day: dt.date, serial: int) -> Values:
    rng = habit.rng
    leaves = day + dt.timedelta(days=rng.randint(1, 25))
    expected = leaves + dt.timedelta(days=rng.randint(90, 330))
    has_agent = rng.random() < 0.6
    return _who(habit) | {
        "date": habit.date(day),
        "destination": habit.word(rng.choice(_AWAY)),
        "transit": _or_blank(
            habit, habit.word(rng.choice((("राउरकेला", "Rourkela"), ("कोलकाता", "Kolkata"), ("रांची", "Ranchi"))))
        ),
        "work": habit.word(rng.choice(_WORK)),
        "agent_name": _person(habit, is_woman=False) if has_agent else "",
        "agent_phone": _phone(rng) if has_agent else "",
        "wage": _or_blank(habit, habit.number(rng.randrange(6000, 18_000, 500))),
        "leaves_on": habit.date(leaves),
        "expected_return": _or_blank(habit, habit.date(expected)),
        "returned_on": habit.date(expected + dt.timedelta(days=rng.randint(-20, 20))) if rng.random() < 0.5 else "",
        "contact_at_destination": _phone(rng) if rng.random() < 0.5 else "",
    }


_MAKERS: Mapping[str, Callable[[_Habit, dt.date, int], Values]] = {
    "group_reach": _reach,
    "forums": _forum,
    "forum_members": _member,
    "issues": _issue,
    "cases": _case,
    "beneficiaries": _beneficiary,
    "journeys": _journey,
}

# Columns that no register keeps.
_WORDS_OF_NO_LIST = (("हाँ", "Yes"), ("नहीं", "No"))


def _stranger_column(habit: _Habit, kind: str, rows: Sequence[Values]) -> list[Any]:
    rng, count = habit.rng, len(rows)
    born = dt.date(1960, 1, 1)
    makers: list[Callable[[], Any]] = [
        lambda: habit.date(born + dt.timedelta(days=rng.randrange(16_000))),  # birthday
        lambda: f"{rng.randint(2, 9)}{rng.randint(10**10, 10**11 - 1)}",  # twelve digits
        lambda: rng.randint(10**13, 10**14 - 1),  # account
        lambda: 835_200 + rng.randrange(40),  # post code
        lambda: habit.number(rng.randint(1, 12)),  # family, class
        lambda: habit.number(rng.randint(1, 400)),  # house number
        lambda: habit.word(rng.choice(_WORDS_OF_NO_LIST)),
        lambda: habit.word(rng.choice((("सरना", "Sarna"), ("हिंदू", "Hindu"), ("ईसाई", "Christian")))),
        lambda: habit.word(rng.choice((("झारखंड", "Jharkhand"),))),
        lambda: habit.word(rng.choice((("नीला", "blue pen"), ("ठीक रहा", "went well"), ("फिर मिलना है", "meet again")))),
        lambda: rng.choice(("नोकिया टेक्सटाइल", "Shakti Builders", "राजधानी ब्रिक्स", "Sun Hotel Pvt Ltd")),
        lambda: f"w{rng.randint(1, 999)}@example.org",
        lambda: habit.number(rng.choice((30, 60, 100, 120, 200))),  # tea, distance
        lambda: f"{rng.choice('ABCDE')}{rng.choice('PQRS')}{rng.randint(1000, 9999)}X",
        lambda: habit.number(rng.randint(2010, 2023)),
        lambda: f"{rng.randint(9, 16)}:30",
        lambda: "",
    ]
    make = rng.choice(makers)
    return [make() for _at in range(count)]
