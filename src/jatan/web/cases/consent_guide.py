"""What stands beside the consent form: who is asked at her age, and what the law on data says."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.consent_matrix import ADULT, Band, band_on, child_bands
from jatan.programme.cases.legal.rights import RuleOnData, rules_on_data

# The rule of 15 to 17 names that of 11 to 14, so both are shown.
_NAMED_BY: Final[dict[str, tuple[str, ...]]] = {"11_14": ("15_17",)}


@dataclass(frozen=True)
class ConsentGuide:
    """`bands`: her own alone, or all of them while her age is not known; empty for a grown woman.

    `rules`: what the law on data says where she is or may be a child.
    """

    bands: tuple[Band, ...]
    is_age_known: bool
    rules: tuple[RuleOnData, ...]


def guide_for(file: CaseFile, on: dt.date) -> ConsentGuide:
    """The guide for this file on a day."""
    band = band_on(file, on)
    shown = [one for one in child_bands() if band in ("", one.code, *_NAMED_BY.get(one.code, ()))]
    bands = () if band == ADULT else tuple(shown)
    return ConsentGuide(bands, bool(band), tuple(rules_on_data()) if bands else ())
