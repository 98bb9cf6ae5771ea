"""Case work indicators of the annex: stages and outcomes of cases, of survivors who agreed to be counted.

All by the quarter in which a case was opened. Stages and outcomes are given only as sums over the whole report, not by
organisation or month: those numbers would be few and small.
"""

from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.kernel.localised import Localised


def _value(name: str, hi: str, en: str, source: str) -> Value:
    return Value(name, Localised(hi=hi, en=en), source, name, counts="persons")


CASEWORK: tuple[Indicator, ...] = (
    Indicator(
        "case_closed",
        Localised(hi="बंद हुए केस", en="Cases closed"),
        Localised(
            hi="जिस तिमाही में केस खुला उससे; उनमें से जो अब बंद हैं",
            en="by the quarter in which a case was opened; those of them that are closed by now",
        ),
        (Value("closed", Localised(hi="बंद केस", en="cases closed"), "closed_cases", counts="persons"),),
    ),
    Indicator(
        "case_stages",
        Localised(hi="केस कहाँ तक पहुँचे", en="How far cases have come"),
        Localised(
            hi="केस खुलने की तिमाही से; सिर्फ़ वे जिन्होंने गिने जाने की सहमति दी",
            en="by the quarter opened; only those who agreed to statistics",
        ),
        (
            _value("consent", "परिचय और सहमति", "getting to know, consent", "case_stages"),
            _value("assessment", "स्थिति समझना", "assessment", "case_stages"),
            _value("plan", "सुरक्षा और योजना", "safety and plan", "case_stages"),
            _value("services", "सेवाएँ और सहारा", "services and support", "case_stages"),
            _value("follow_up", "हालचाल", "follow-up", "case_stages"),
            _value("closed", "काम पूरा, बंद", "closed", "case_stages"),
        ),
    ),
    Indicator(
        "case_outcomes",
        Localised(hi="केस कैसे पूरे हुए", en="How cases ended"),
        Localised(
            hi="केस खुलने की तिमाही से; सिर्फ़ वे जिन्होंने गिने जाने की सहमति दी",
            en="by the quarter opened; only those who agreed to statistics",
        ),
        (
            _value("family", "परिवार के पास वापसी", "back with the family", "case_outcomes"),
            _value("independent", "अपने दम पर रहना", "living independently", "case_outcomes"),
            _value("shelter", "लंबी देखभाल", "longer care", "case_outcomes"),
            _value("transferred", "दूसरी संस्था को सौंपा", "handed to another office", "case_outcomes"),
            _value("own_wish", "अपनी इच्छा से बंद", "ended by own wish", "case_outcomes"),
            _value("no_contact", "संपर्क नहीं रहा", "no contact any more", "case_outcomes"),
            _value("died", "मृत्यु", "died", "case_outcomes"),
            _value("other", "अन्य", "other", "case_outcomes"),
        ),
    ),
)

# Indicators given as sums over the whole report only.
GROUPS: tuple[str, ...] = ("case_stages", "case_outcomes")
