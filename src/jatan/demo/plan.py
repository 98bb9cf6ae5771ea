"""The totals the demo must add up to (the network's published totals, 2021 to 2024) and their split over members."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from jatan.foundation.network.network_file import Districts

FIRST, LAST = dt.date(2021, 4, 1), dt.date(2024, 3, 31)
SEED = 20240901


@dataclass(frozen=True)
class Meetings:
    """A kind of activity: how many were held, how many participants were counted, and the share of each sex."""

    kind: str
    held: int
    participants: int
    title_hi: str
    title_en: str
    sexes: tuple[float, float, float, float]  # women, men, girls, boys


MEETINGS = (
    Meetings("shg_meeting", 1430, 14931, "स्वयं सहायता समूह बैठक", "SHG meetings", (1, 0, 0, 0)),
    Meetings("awareness", 912, 48565, "जागरूकता कार्यक्रम", "Awareness programmes", (0.55, 0.33, 0.1, 0.02)),
    Meetings("adolescent_meeting", 1397, 11401, "किशोरी समूह बैठक", "Adolescent group meetings", (0, 0, 0.75, 0.25)),
    Meetings("forum_meeting", 1760, 20476, "प्रवासी फोरम बैठक", "Migrant forum meetings", (0.5, 0.42, 0.08, 0)),
    Meetings("frontline_meeting", 143, 2588, "फ्रंटलाइन कार्यकर्ता बैठक", "Frontline workers", (0.6, 0.38, 0.02, 0)),
    Meetings("quarterly_training", 148, 13119, "त्रैमासिक प्रशिक्षण", "Quarterly trainings", (0.6, 0.32, 0.05, 0.03)),
    Meetings("panchayat_workshop", 121, 3461, "पंचायत कार्यशाला", "Panchayat workshops", (0.6, 0.32, 0.05, 0.03)),
    Meetings("block_training", 66, 1907, "ब्लॉक प्रशिक्षण", "Block trainings", (0.55, 0.38, 0.05, 0.02)),
    Meetings("district_workshop", 44, 2348, "ज़िला कार्यशाला", "District workshops", (0.6, 0.32, 0.05, 0.03)),
)
FORUMS, MEMBERS = 130, 4425
ISSUES, RESOLVED = 1551, 1276
CASES = 440
LINKAGES, APPLIED_ONLY = 6105, 120
REACHED, REACH_ROWS = 30602, 750
JOURNEYS = 2400

# (code, LGD code, Hindi, English, first letters of its case codes, header language)
MEMBERS_OF_THE_DEMO = (
    ("D01", 339, "राँची", "Ranchi", "RAN", "hi"),
    ("D02", 606, "खूँटी", "Khunti", "KHU", "en"),
    ("D03", 331, "गुमला", "Gumla", "GUM", "hi"),
    ("D04", 342, "सिमडेगा", "Simdega", "SIM", "both"),
    ("D05", 336, "लोहरदगा", "Lohardaga", "LOH", "en"),
    ("D06", 343, "पश्चिमी सिंहभूम", "West Singhbhum", "WES", "both"),
    ("D07", 335, "लातेहार", "Latehar", "LAT", "hi"),
    ("D08", 326, "दुमका", "Dumka", "DUM", "en"),
    ("D09", 330, "गोड्डा", "Godda", "GOD", "hi"),
    ("D10", 337, "पाकुड़", "Pakur", "PAK", "both"),
    ("D11", 340, "साहिबगंज", "Sahibganj", "SAH", "hi"),
    ("D12", 329, "गिरिडीह", "Giridih", "GIR", "en"),
    ("D13", 332, "हजारीबाग", "Hazaribagh", "HAZ", "hi"),
)


def shares(rng: Random, total: int, parts: int, *, low: int = 1) -> list[int]:
    """Split `total` into `parts` uneven whole numbers, each at least `low`, that add up to exactly `total`.

    Raises ValueError when `total` is smaller than `parts * low`.
    """
    if total < parts * low:
        raise ValueError(f"{total} cannot be split into {parts} parts of at least {low}")
    rest = total - parts * low
    weights = [rng.uniform(0.4, 1.6) for _ in range(parts)]
    scale = rest / sum(weights)
    cut = [int(weight * scale) for weight in weights]
    for index in rng.sample(range(parts), rest - sum(cut)):
        cut[index] += 1
    return [low + piece for piece in cut]


def network_document(own: Mapping[str, Any] | None = None) -> dict[str, object]:
    """The demo's network in the shape that `load_network` reads.

    `own`: a network file whose names are shown instead: of the network, and of a member in each district that the demo
    has too. Codes, districts, workbooks and everything recorded stay the demo's.
    """
    if own is not None:
        return _renamed(network_document(), own)
    return {
        "network": {
            "name_hi": "झारखंड एंटी ट्रैफिकिंग नेटवर्क (जतन) – नमूना",
            "name_en": "Jharkhand Anti Trafficking Network (Jatan) – demo",
            "published": [{"first": FIRST.isoformat(), "last": LAST.isoformat()}],
        },
        "organisations": [
            {
                "code": code,
                "name_hi": f"सदस्य संस्था, {hi}",
                "name_en": f"Member organisation, {en}",
                "districts": [lgd],
                "member_since": FIRST.isoformat(),
                "workbook": workbook_name(code, en),
                "centre": {
                    "name_hi": f"सूचना केंद्र, {hi}",
                    "name_en": f"Information centre, {en}",
                    "opened_on": FIRST.isoformat(),
                },
            }
            for code, lgd, hi, en, _letters, _language in MEMBERS_OF_THE_DEMO
        ],
    }


def _renamed(document: dict[str, Any], own: Mapping[str, Any]) -> dict[str, object]:
    districts = Districts()
    for name in ("name_hi", "name_en"):
        document["network"][name] = own["network"][name]
    for entry in document["organisations"]:
        for member in own["organisations"]:
            if entry["districts"][0] in [districts.find(written).lgd_code for written in member["districts"]]:
                entry |= {name: member[name] for name in ("name_hi", "name_en")}
                break
    return document


def workbook_name(code: str, name_en: str) -> str:
    """The file name of a member's workbook."""
    return f"demo-{code[1:]}-{name_en.lower().replace(' ', '-')}.xlsx"
