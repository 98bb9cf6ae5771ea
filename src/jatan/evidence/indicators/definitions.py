"""The table of indicators in published order; those of the annex are in `loop`, `casework` and `further_work`.

A new indicator is one entry here: the digest of the table changes, so its cells are counted at the next recount.
"""

import hashlib
from collections.abc import Iterator
from typing import Literal

from jatan.evidence.indicators.casework import CASEWORK, GROUPS
from jatan.evidence.indicators.further_work import FURTHER_WORK
from jatan.evidence.indicators.loop import LOOP
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.indicators.sources import SOURCES, Source
from jatan.kernel.localised import Localised

_WORDS = {
    "meetings": Localised(hi="बैठकें", en="meetings"),
    "programmes": Localised(hi="कार्यक्रम", en="programmes"),
    "trainings": Localised(hi="प्रशिक्षण", en="trainings"),
    "workshops": Localised(hi="कार्यशालाएँ", en="workshops"),
    "participants": Localised(hi="उपस्थिति", en="participants"),
    "people": Localised(hi="लोग", en="people"),
    "forums": Localised(hi="फोरम", en="forums"),
    "members": Localised(hi="सदस्य", en="members"),
    "centres": Localised(hi="केंद्र", en="centres"),
    "received": Localised(hi="मिली समस्याएँ", en="issues received"),
    "resolved": Localised(hi="हल हुई समस्याएँ", en="issues resolved"),
    "cases": Localised(hi="केस", en="cases"),
    "beneficiaries": Localised(hi="लाभुक", en="beneficiaries"),
}
_ATTENDANCES = Localised(
    hi="जिस दिन हुआ उस दिन से; उपस्थिति गिनी जाती है, अलग-अलग लोग नहीं",
    en="by the day held; attendances are counted, not distinct people",
)


def _held(code: str, kind: str, rows: str, hi: str, en: str) -> Indicator:
    values = (
        Value(rows, _WORDS[rows], "activities", kind, counts="acts"),
        Value("participants", _WORDS["participants"], "activities", kind, "amount", counts="acts"),
    )
    return Indicator(code, Localised(hi=hi, en=en), _ATTENDANCES, values)


type _Counted = tuple[str, str, str, Literal["persons", "acts"]]


def _counted(code: str, texts: tuple[str, str, str, str], *values: _Counted) -> Indicator:
    hi, en, counted_hi, counted_en = texts
    made = tuple(Value(name, _WORDS[name], source, only, counts=counts) for name, source, only, counts in values)
    return Indicator(code, Localised(hi=hi, en=en), Localised(hi=counted_hi, en=counted_en), made)


INDICATORS: tuple[Indicator, ...] = (
    _held("shg_meetings", "shg_meeting", "meetings", "स्वयं सहायता समूहों के साथ बैठकें", "Meetings with self-help groups"),
    _held("awareness_programmes", "awareness", "programmes", "जागरूकता कार्यक्रम", "Awareness programmes"),
    Indicator(
        "group_reach",
        Localised(hi="समूहों से जिन तक बात पहुँची", en="Reached through self-help groups and groups"),
        Localised(
            hi="महिलाएँ, बच्चे, किशोर-किशोरियाँ और युवा, दर्ज तारीख से",
            en="women, children, adolescents and youth, by the row's date",
        ),
        (Value("people", _WORDS["people"], "activities", "group_reach", "amount", counts="acts"),),
    ),
    _held(
        "adolescent_meetings",
        "adolescent_meeting",
        "meetings",
        "किशोरी समूहों की बैठकें",
        "Adolescent girls' group meetings",
    ),
    _counted(
        "forums",
        (
            "प्रवासी फोरम",
            "Migrant forums",
            "फोरम बनने के दिन से, सदस्य जुड़ने के दिन से",
            "forums by the day formed, members by the day joined",
        ),
        ("forums", "groups", "forum", "acts"),
        ("members", "members", "forum", "acts"),
    ),
    _held("forum_meetings", "forum_meeting", "meetings", "प्रवासी फोरम की बैठकें", "Meetings of migrant forums"),
    _held(
        "frontline_meetings",
        "frontline_meeting",
        "meetings",
        "सेविका-सहिया के साथ बैठकें",
        "Meetings with frontline workers",
    ),
    _held(
        "quarterly_trainings",
        "quarterly_training",
        "trainings",
        "गाँवों में तिमाही प्रशिक्षण",
        "Quarterly trainings in villages",
    ),
    _counted(
        "information_centres",
        (
            "सूचना केंद्र और वहाँ आई समस्याएँ",
            "Information centres and their issues",
            "केंद्र जो इस अवधि में किसी भी दिन खुले थे; समस्याएँ मिलने के दिन से, हल हुई समस्याएँ हल होने के दिन से",
            "centres open on any day of the period; issues by the day received, resolved ones by the day resolved",
        ),
        ("centres", "", "", "acts"),
        ("received", "received", "", "persons"),
        ("resolved", "resolved", "", "persons"),
    ),
    _held(
        "panchayat_workshops",
        "panchayat_workshop",
        "workshops",
        "पंचायत स्तर की कार्यशालाएँ",
        "Workshops at panchayat level",
    ),
    _held(
        "block_trainings",
        "block_training",
        "trainings",
        "प्रखंड स्तर पर फोरम का प्रशिक्षण",
        "Training workshops with forums at block level",
    ),
    _held(
        "district_workshops", "district_workshop", "workshops", "ज़िला स्तर की कार्यशालाएँ", "Workshops at district level"
    ),
    _counted(
        "case_work",
        (
            "नियमित हालचाल वाले केस",
            "Cases worked with regular follow-up",
            "जिस तिमाही में केस खुला उससे; महीना नहीं गिना जाता",
            "by the quarter in which a case was opened; months are not known",
        ),
        ("cases", "cases", "", "persons"),
    ),
    _counted(
        "scheme_linkages",
        (
            "सरकारी योजनाओं से जुड़े लोग",
            "People linked to government social-security schemes",
            "लाभ मिलने के दिन से; सिर्फ़ आवेदन या मंज़ूरी नहीं गिनी जाती",
            "by the day the benefit was received; applied or sanctioned alone does not count",
        ),
        ("beneficiaries", "linkages", "", "persons"),
    ),
)
# All indicators with cells: the published table, the annex and the further work.
COUNTED: tuple[Indicator, ...] = INDICATORS + LOOP + CASEWORK + FURTHER_WORK
_BY_CODE = {indicator.code: indicator for indicator in COUNTED}
# (indicator code, value name) of every count of persons.
PERSONS = frozenset((one.code, value.name) for one in COUNTED for value in one.values if value.counts == "persons")
# {count of persons: the count that is a part of it, by the same day}. Both are published from the part and the rest.
PART_IN = {
    ("registered_before_leaving", "leaving"): ("registered_before_leaving", "before"),
    ("heard_from_on_time", "due"): ("heard_from_on_time", "heard"),
    ("returned", "returned"): ("wage_gap", "outcomes"),
    ("wage_gap", "outcomes"): ("wage_gap", "less"),
    ("information_centres", "resolved"): ("money_recovered", "issues"),
    ("case_work", "cases"): ("case_closed", "closed"),
    ("scheme_linkages", "beneficiaries"): ("camps", "linked"),
}
# Given to readers of counts for the whole network and whole financial years only: sums of money, and stages and
# outcomes of cases, which are parts of too few.
BY_NETWORK_YEAR = frozenset(
    (one.code, value.name) for one in COUNTED for value in one.values if value.of or one.code in GROUPS
)
# Numbers for which a target can be set: what was done, all of the published table, and of the loop neither wholes nor
# parts that nobody works towards. Never sums of money, averages, or stages and outcomes of cases.
COUNTABLE = frozenset((one.code, value.name) for one in INDICATORS for value in one.values) | frozenset(
    {
        ("registered_before_leaving", "before"),
        ("counselled", "counselled"),
        ("heard_from_on_time", "heard"),
        ("returned", "returned"),
        ("money_recovered", "issues"),
        ("camps", "camps"),
        ("camps", "came"),
    }
)
# Codes of quarterly indicators: a report counts the whole quarters of its period.
BY_QUARTER = frozenset(
    one.code for one in COUNTED for value in one.values if value.source and SOURCES[value.source].by_quarter
)


def indicator(code: str) -> Indicator:
    """The indicator of that code; KeyError when there is none."""
    return _BY_CODE[code]


def value_of(code: str, name: str) -> tuple[Value, Source | None]:
    """A value and the source of its rows (None: the list of information centres). KeyError when there is none."""
    value = _BY_CODE[code].value(name)
    return value, SOURCES.get(value.source)


def key_of(text: str) -> tuple[str, str]:
    """ "code.value" as (code, value). KeyError when no such number is counted."""
    code, _dot, value = text.partition(".")
    value_of(code, value)
    return code, value


def counted_values(source: Source) -> Iterator[tuple[Indicator, Value]]:
    """All values that are counted from this source."""
    for one in COUNTED:
        for value in one.values:
            if value.source == source.code:
                yield one, value


def definitions_digest() -> str:
    """A digest of everything that determines cells; where the recount cursor has another digest, all is recounted."""
    rules = [(one.code, value.name, value.source, value.only, value.measure) for one in COUNTED for value in one.values]
    sources = [
        (
            *(source.code, source.model, source.day, source.key, source.amount, source.sexes, source.where),
            source.place,
        )
        for source in SOURCES.values()
    ]
    return hashlib.sha256(repr((rules, sources)).encode()).hexdigest()[:16]
