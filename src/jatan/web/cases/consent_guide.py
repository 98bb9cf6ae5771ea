"""What stands beside the consent form: who is asked at her age, and the text to read aloud for each purpose."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.consent import PURPOSES
from jatan.programme.cases.entries.consent_matrix import ADULT, Band, band_on, child_bands
from jatan.programme.cases.entries.consent_texts import LISTENERS, ReadAloud, listener_of, text_for
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.legal.rights import RuleOnData, rules_on_data

__all__ = ["ConsentGuide", "Reading", "guide_for"]

# The rule of 15 to 17 names that of 11 to 14, so both are shown.
_NAMED_BY: Final[dict[str, tuple[str, ...]]] = {"11_14": ("15_17",)}
_CAREGIVER: Final = LISTENERS[-1]


@dataclass(frozen=True)
class Reading:
    """One purpose with the text and, for a child, the one for the caregiver who is asked too."""

    purpose: Label
    text: ReadAloud
    for_caregiver: ReadAloud | None


@dataclass(frozen=True)
class ConsentGuide:
    """`bands`: her own alone, or all of them while her age is not known; empty for a grown woman.

    `rules`: what the law on data says where she is or may be a child.
    """

    bands: tuple[Band, ...]
    is_age_known: bool
    readings: tuple[Reading, ...]
    rules: tuple[RuleOnData, ...]


def guide_for(file: CaseFile, on: dt.date) -> ConsentGuide:
    """The guide for this file on a day. A purpose for which nobody of her age is asked is left out."""
    band = band_on(file, on)
    is_child = band not in ("", ADULT)
    readings = []
    for code, label in PURPOSES:
        text = text_for(code, listener_of(band))
        if text is not None:
            readings.append(Reading(label, text, text_for(code, _CAREGIVER) if is_child else None))
    shown = [one for one in child_bands() if band in ("", one.code, *_NAMED_BY.get(one.code, ()))]
    bands = () if band == ADULT else tuple(shown)
    return ConsentGuide(bands, bool(band), tuple(readings), tuple(rules_on_data()) if bands else ())
