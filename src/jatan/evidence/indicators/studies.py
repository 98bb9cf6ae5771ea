"""Indicators of research: studies finished, interviews held, copies of reports shared."""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised

STUDIES: tuple[Indicator, ...] = (
    Indicator(
        "studies",
        Localised(hi="शोध अध्ययन", en="Studies"),
        Localised(
            hi="अध्ययन पूरा होने के दिन से; बातचीत जिस दिन हुई; प्रतियाँ जिस दिन दी गईं",
            en="studies by the day they were finished; interviews by the day held; copies by the day given",
        ),
        (
            Value("finished", Localised(hi="पूरे हुए अध्ययन", en="studies finished"), "studies", counts="acts"),
            # What was done, as meetings are: answers have no names, and who was asked cannot be counted out of it.
            Value("interviews", Localised(hi="बातचीत", en="interviews"), "interviews", counts="acts"),
            Value(
                "copies",
                Localised(hi="बाँटी गई प्रतियाँ", en="copies shared"),
                "study_copies",
                "",
                "amount",
                counts="acts",
            ),
        ),
    ),
)
