"""Consultations by level, what they recommended, work on laws, and the network in the media.

A consultation that was held is one activity of the kind of its level, and counted as that; one that the secretariat
holds counts in the network and in no member. Attendances are counted, not distinct people.
"""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised

_BY_DAY_HELD = Localised(
    hi="जिस दिन हुआ उस दिन से; उपस्थिति गिनी जाती है, अलग-अलग लोग नहीं",
    en="by the day held; attendances are counted, not distinct people",
)
_LEVELS = (
    ("block", "प्रखंड स्तर के परामर्श", "consultations at block level"),
    ("district", "ज़िला स्तर के परामर्श", "consultations at district level"),
    ("state", "राज्य स्तर के परामर्श", "consultations at state level"),
    ("national", "राष्ट्रीय परामर्श", "consultations at national level"),
)


def _at(level: str, hi: str, en: str) -> tuple[Value, Value]:
    """How many consultations of a level were held, and the attendances."""
    kind = f"consultation_{level}"
    people = Localised(hi=f"{hi}: उपस्थिति", en=f"{en}: attendances")
    return (
        Value(level, Localised(hi=hi, en=en), "activities", kind, counts="acts"),
        Value(f"{level}_people", people, "activities", kind, "amount", counts="acts"),
    )


def _acts(name: str, hi: str, en: str, source: str) -> Value:
    return Value(name, Localised(hi=hi, en=en), source, counts="acts")


def _attendances(source: str) -> Value:
    words = Localised(hi="उपस्थिति", en="participants")
    return Value("participants", words, source, measure="amount", counts="acts")


CONSULTATIONS: tuple[Indicator, ...] = (
    Indicator(
        "consultations",
        Localised(hi="परामर्श", en="Consultations"),
        _BY_DAY_HELD,
        tuple(value for level in _LEVELS for value in _at(*level)),
    ),
    Indicator(
        "recommendations",
        Localised(hi="परामर्शों के सुझाव", en="Recommendations of consultations"),
        Localised(hi="जिस दिन सुझाया गया उस दिन से", en="by the day recommended"),
        (
            _acts("made", "सुझाव", "recommendations", "recommendations"),
            _acts(
                "heard",
                "सुझाव जिन पर काम शुरू या पूरा हुआ",
                "recommendations taken up or done since",
                "recommendations_heard",
            ),
        ),
    ),
    Indicator(
        "womens_laws",
        Localised(hi="महिलाओं के कानूनों पर काम", en="Work on laws for women"),
        Localised(
            hi="जिस दिन हुआ उस दिन से: घरेलू हिंसा, काम की जगह पर उत्पीड़न, दहेज, बाल विवाह, डायन प्रथा, तस्करी। "
            "अधिकारियों के साथ: अधिकारियों की बैठकें, और वे परामर्श जिनमें किसी दफ़्तर से कोई आया",
            en="by the day held: domestic violence, harassment at work, dowry, child marriage, witch-branding, "
            "trafficking. With officials: meetings with them, and consultations to which somebody of an office came",
        ),
        (
            _acts("meetings", "बैठकें और कार्यक्रम", "meetings and programmes", "womens_laws"),
            _attendances("womens_laws"),
            _acts(
                "with_officials",
                "अधिकारियों के साथ बैठकें और कार्यक्रम",
                "meetings and programmes with officials",
                "womens_laws_officials",
            ),
        ),
    ),
    Indicator(
        "law_work",
        Localised(hi="कानूनों पर काम, कुल", en="Work on laws, in all"),
        _BY_DAY_HELD,
        (
            _acts("meetings", "बैठकें और कार्यक्रम", "meetings and programmes", "law_work"),
            _attendances("law_work"),
        ),
    ),
    Indicator(
        "media_mentions",
        Localised(hi="मीडिया में खबरें", en="Mentions in the media"),
        Localised(hi="जिस दिन छपी या दिखाई गई उस दिन से", en="by the day published"),
        (
            _acts("mentions", "खबरें", "mentions", "mentions"),
            _acts("kept", "खबरें जिनकी प्रति रखी है", "mentions with a copy kept", "mentions_kept"),
        ),
    ),
)
