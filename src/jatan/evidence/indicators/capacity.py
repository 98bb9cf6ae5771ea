"""Indicators of training: sessions for members' own staff, and people who completed a phase of a curriculum.

Trainings of forums, frontline workers and panchayats are counted where they always were, by the kind of activity.
"""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised


def _completed(audience: str, hi: str, en: str) -> Value:
    return Value(audience, Localised(hi=hi, en=en), "completions", audience, counts="persons")


CAPACITY: tuple[Indicator, ...] = (
    Indicator(
        "staff_trainings",
        Localised(hi="सदस्य संस्थाओं के कर्मचारियों के प्रशिक्षण", en="Trainings of members' staff"),
        Localised(
            hi="जिस दिन हुआ उस दिन से; उपस्थिति गिनी जाती है, अलग-अलग लोग नहीं",
            en="by the day held; attendances are counted, not distinct people",
        ),
        (
            Value("trainings", Localised(hi="प्रशिक्षण", en="trainings"), "activities", "staff_training", counts="acts"),
            Value(
                "participants",
                Localised(hi="उपस्थिति", en="participants"),
                "activities",
                "staff_training",
                "amount",
                counts="acts",
            ),
        ),
    ),
    Indicator(
        "phases_completed",
        Localised(hi="प्रशिक्षण का चरण पूरा करने वाले", en="Phases of training completed"),
        Localised(
            hi="चरण पूरा करने के दिन से; एक व्यक्ति के दो चरण दो गिने जाते हैं",
            en="by the day completed; two phases of one person are two",
        ),
        (
            _completed("forum", "फोरम और समूहों के सदस्य", "members of forums and groups"),
            _completed("staff", "सदस्य संस्थाओं के कर्मचारी", "staff of members"),
            _completed("frontline", "फ्रंटलाइन कार्यकर्ता", "frontline workers"),
            _completed("panchayat", "पंचायत प्रतिनिधि", "panchayat representatives"),
            _completed("other", "अन्य", "others"),
        ),
    ),
)
