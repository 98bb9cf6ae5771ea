"""Indicators of the network's further work: what its account tells beside the published table and the annex.

Every area of work adds its own tuple to FURTHER_WORK, from a module of its own where it has more than one.
"""

from jatan.evidence.indicators.booklet import BOOKLET
from jatan.evidence.indicators.camps import CAMPS
from jatan.evidence.indicators.capacity import CAPACITY
from jatan.evidence.indicators.consultations import CONSULTATIONS
from jatan.evidence.indicators.directory import DIRECTORY
from jatan.evidence.indicators.landmarks import PLACES_AND_WAYS
from jatan.evidence.indicators.library import LIBRARY
from jatan.evidence.indicators.outreach import OUTREACH
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.indicators.studies import STUDIES
from jatan.kernel.localised import Localised

_MEDIA_EVENTS = Indicator(
    "media_events",
    Localised(hi="मीडिया कार्यक्रम", en="Media events"),
    Localised(hi="जिस दिन हुआ उस दिन से", en="by the day held"),
    (Value("events", Localised(hi="कार्यक्रम", en="events"), "activities", "media_event", counts="acts"),),
)

_HELD = Localised(
    hi="जिस दिन हुआ उस दिन से; उपस्थिति गिनी जाती है, अलग-अलग लोग नहीं",
    en="by the day held; attendances are counted, not distinct people",
)


def _meetings(code: str, kind: str, hi: str, en: str) -> Indicator:
    return Indicator(
        code,
        Localised(hi=hi, en=en),
        _HELD,
        (
            Value("meetings", Localised(hi="बैठकें", en="meetings"), "activities", kind, counts="acts"),
            Value(
                "participants", Localised(hi="उपस्थिति", en="participants"), "activities", kind, "amount", counts="acts"
            ),
        ),
    )


FURTHER_WORK: tuple[Indicator, ...] = (
    _MEDIA_EVENTS,
    _meetings("members_meetings", "members_meeting", "नेटवर्क के सदस्यों की बैठकें", "Meetings of the network's members"),
    _meetings(
        "meetings_of_officials", "officials_meeting", "गतिविधि में दर्ज अधिकारियों की बैठकें", "Activities held with officials"
    ),
    *LIBRARY,
    *BOOKLET,
    *CONSULTATIONS,
    *DIRECTORY,
    *PLACES_AND_WAYS,
    *CAMPS,
    *STUDIES,
    *OUTREACH,
    *CAPACITY,
)
