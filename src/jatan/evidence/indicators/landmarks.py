"""Indicators of places and ways: what was put on the map, what was checked, and journeys that name a stop."""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised

_POINTS = Indicator(
    "landmarks",
    Localised(hi="नक्शे पर दर्ज जगहें", en="Places put on the map"),
    Localised(hi="जिस दिन नक्शे पर आईं उस दिन से", en="by the day mapped"),
    (
        Value("transit", Localised(hi="रास्ते की जगहें", en="places on the way"), "landmarks", "transit", counts="acts"),
        Value("risk", Localised(hi="जोखिम की जगहें", en="places of risk"), "landmarks", "risk", counts="acts"),
        Value("service", Localised(hi="सेवाएँ", en="services"), "landmarks", "service", counts="acts"),
    ),
)
# A place that is checked twice in a period counts twice; how many are checked within a year stands on the map's page.
_CHECKS = Indicator(
    "landmark_checks",
    Localised(hi="जगहों की जाँच", en="Places checked again"),
    Localised(hi="जिस दिन जाँचा उस दिन से", en="by the day checked"),
    (
        Value(
            "as_recorded",
            Localised(hi="जाँच में सब वैसा ही मिला", en="checks found all as written"),
            "landmark_checks",
            "as_recorded",
            counts="acts",
        ),
        Value(
            "different",
            Localised(hi="जाँच में कुछ बदला मिला", en="checks found something different"),
            "landmark_checks",
            "different",
            counts="acts",
        ),
    ),
)
_STOPS = Indicator(
    "journeys_with_stops",
    Localised(hi="यात्राएँ जिनमें रास्ते के पड़ाव लिखे हैं", en="Journeys that name a stop on the way"),
    Localised(hi="जिस दिन दर्ज हुए उस दिन से", en="by the day registered"),
    (Value("journeys", Localised(hi="यात्राएँ", en="journeys"), "journeys_with_stops", counts="persons"),),
)

PLACES_AND_WAYS: tuple[Indicator, ...] = (_POINTS, _CHECKS, _STOPS)
