"""Indicators of the work with institutions: meetings by level, asks, promises, work with AHTUs, agreements.

Confidential rows are in none of them: a number opens onto rows that everybody may read who reads the number. How many
agreements are in force is a state of today and stands on the page of the work by level.
"""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised
from jatan.programme.allies.choices import AllyLevel, JointKind

__all__ = ["DIRECTORY"]

_LEVELS = {
    AllyLevel.PANCHAYAT: Localised(hi="पंचायत स्तर पर", en="at panchayat level"),
    AllyLevel.BLOCK: Localised(hi="प्रखंड स्तर पर", en="at block level"),
    AllyLevel.DISTRICT: Localised(hi="ज़िला स्तर पर", en="at district level"),
    AllyLevel.STATE: Localised(hi="राज्य स्तर पर", en="at state level"),
    AllyLevel.NATIONAL: Localised(hi="राष्ट्रीय स्तर पर", en="at national level"),
    AllyLevel.INTERNATIONAL: Localised(hi="अंतरराष्ट्रीय स्तर पर", en="at international level"),
}
_HELD = Localised(
    hi="जिस दिन हुई उस दिन से; संस्था के स्तर के अनुसार; गोपनीय बैठकें नहीं गिनी जातीं",
    en="by the day held and the level of the institution; confidential meetings are not counted",
)


def _acts(name: str, hi: str, en: str, source: str, only: str = "") -> Value:
    return Value(name, Localised(hi=hi, en=en), source, only, counts="acts")


def _by_level(source: str) -> tuple[Value, ...]:
    return tuple(Value(level.value, label, source, level.value, counts="acts") for level, label in _LEVELS.items())


DIRECTORY: tuple[Indicator, ...] = (
    Indicator(
        "official_meetings",
        Localised(hi="अधिकारियों के साथ बैठकें", en="Meetings with officials"),
        _HELD,
        _by_level("official_meetings"),
    ),
    Indicator(
        "like_minded_meetings",
        Localised(hi="समान सोच वाली संस्थाओं के साथ बैठकें", en="Interfaces with like-minded organisations"),
        _HELD,
        _by_level("like_minded_meetings"),
    ),
    Indicator(
        "asks_and_promises",
        Localised(hi="माँगें और वादे", en="Asks and promises"),
        Localised(
            hi="माँग और वादा अपने दिन से, पूरा हुआ वादा पूरा होने के दिन से; गोपनीय नहीं गिने जाते",
            en="asks and promises by their day, kept ones by the day kept; confidential ones are not counted",
        ),
        (
            _acts("asks", "माँगें", "asks", "asks"),
            _acts("promises", "वादे मिले", "promises made", "promises"),
            _acts("kept", "वादे पूरे हुए", "promises kept", "promises_settled", "kept"),
        ),
    ),
    Indicator(
        "ahtu_work",
        Localised(hi="मानव तस्करी रोधी इकाई (एएचटीयू) के साथ काम", en="Work with Anti-Human-Trafficking Units"),
        Localised(
            hi="जिस दिन हुआ उस दिन से; गोपनीय नहीं गिना जाता", en="by the day held; confidential work is not counted"
        ),
        (
            _acts("meetings", "बैठकें", "meetings", "ahtu_meetings"),
            _acts("operations", "कार्रवाइयाँ", "operations", "ahtu_work", JointKind.OPERATION.value),
            _acts("watches", "निगरानी", "watches", "ahtu_work", JointKind.WATCH.value),
            _acts("trainings", "प्रशिक्षण", "trainings", "ahtu_work", JointKind.TRAINING.value),
        ),
    ),
    Indicator(
        "agreements_signed",
        Localised(hi="समझौते", en="Agreements"),
        Localised(hi="दस्तखत के दिन से; गोपनीय नहीं गिने जाते", en="by the day signed; confidential ones are not counted"),
        (_acts("agreements", "समझौते हुए", "agreements signed", "agreements"),),
    ),
)
