"""Activities of one theme, across every kind: the COVID-19 awareness that the account tells of."""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised

OUTREACH: tuple[Indicator, ...] = (
    Indicator(
        "covid19_campaign",
        Localised(hi="कोविड-19 पर जागरूकता", en="COVID-19 awareness"),
        Localised(
            hi="हर तरह की गतिविधियाँ जिनका विषय कोविड-19 था, जिस दिन हुईं उस दिन से",
            en="activities of every kind whose theme was COVID-19, by the day held",
        ),
        (
            Value(
                "activities",
                Localised(hi="गतिविधियाँ", en="activities"),
                "activity_themes",
                "covid19",
                counts="acts",
            ),
            Value(
                "participants",
                Localised(hi="उपस्थिति", en="participants"),
                "activity_themes",
                "covid19",
                "amount",
                counts="acts",
            ),
        ),
    ),
)
