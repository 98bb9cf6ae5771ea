"""The indicator of camps: held, attended, and the registrations and benefits that came of their lists."""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised

CAMPS: tuple[Indicator, ...] = (
    Indicator(
        "camps",
        Localised(hi="पंचायत के शिविर", en="Camps in panchayats"),
        Localised(
            hi="शिविर और आए लोग शिविर के दिन से (उपस्थिति); पंजीकरण दर्ज होने के दिन से, योजना लाभ मिलने के दिन से, "
            "जो शिविर की सूची से निकले",
            en="camps and people who came by the day held (attendances); registrations by the day registered and "
            "benefits by the day received, where they came of a camp's list",
        ),
        (
            Value("camps", Localised(hi="शिविर", en="camps"), "activities", "camp", counts="acts"),
            Value("came", Localised(hi="लोग आए", en="people came"), "activities", "camp", "amount", counts="acts"),
            Value(
                "registered",
                Localised(hi="जाने से पहले पंजीकरण", en="registered before leaving"),
                "camp_registrations",
                counts="persons",
            ),
            Value(
                "linked",
                Localised(hi="लोगों को योजना लाभ मिला", en="people linked to schemes"),
                "camp_linkages",
                counts="persons",
            ),
        ),
    ),
)
