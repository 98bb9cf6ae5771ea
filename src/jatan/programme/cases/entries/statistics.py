"""The coded columns of a case for statistics, only with her consent to statistics.

The codes are those of `register.facts.CODES` (a test compares them). Unknown stays empty: a blank never means "no".
"""

import datetime as dt
from typing import Final

from jatan.kernel.ages import ADULT
from jatan.kernel.text.plain import plain
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.closure import closing_request
from jatan.programme.cases.entries.consent import valid_consents
from jatan.programme.cases.entries.identity import age_on
from jatan.programme.cases.entries.steps import StepState, steps_of

_SEXES: Final = {"f": "female", "m": "male", "t": "other"}
_BANDS: Final = ((ADULT - 1, "child"), (24, "18-24"), (39, "25-39"), (200, "40+"))
# Type of exploitation -> sector; checked before the branch of work.
_BY_TYPE: Final = (
    ("SexualExploitation", "sexual"),
    ("ForcedMarriage", "marriage"),
    ("ForcedBegging", "begging"),
)
_BY_BRANCH: Final = {"T": "domestic", "F": "construction", "C": "factory", "A": "agriculture"}
_IN_TRADE: Final = frozenset("GHIJKLMNPQRS")
_OUTCOMES: Final = {
    "referred": "transferred",
    "moved": "own_wish",
    "declined": "own_wish",
    "lost_contact": "no_contact",
    "died": "died",
}
_HOMES: Final = {
    "family": "family",
    "relatives": "family",
    "foster": "family",
    "own": "independent",
    "work": "independent",
    "shelter": "shelter",
}
_HERE: Final = frozenset({"jharkhand", "झारखंड", "झारखण्ड"})
_ABROAD: Final = frozenset(
    {"nepal", "bangladesh", "bhutan", "malaysia", "qatar", "kuwait", "oman", "bahrain", "lebanon", "jordan", "iraq"}
    | {"libya", "saudi", "uae", "dubai", "singapore", "abroad", "विदेश", "नेपाल", "बांग्लादेश", "मलेशिया", "क़तर", "कतर"}
    | {"कुवैत", "ओमान", "बहरीन", "सऊदी", "दुबई", "सिंगापुर"}
)


def statistics_columns(file: CaseFile, today: dt.date) -> dict[str, str]:
    """Codes for the columns of `CaseFact`; empty without a valid consent to statistics."""
    if not valid_consents(file, "statistics", today):
        return {}
    found = {
        "age_band": _age_band(file),
        "sex": _SEXES.get(_profile(file, "sex"), ""),
        "sector": _sector(file),
        "route": _route(file),
        "stage": _stage(file, today),
        "outcome": _outcome(file),
    }
    return {name: word for name, word in found.items() if word}


def _profile(file: CaseFile, name: str) -> str:
    profile = file.last("profile")
    return str(profile.get(name, "")) if profile else ""


def _age_band(file: CaseFile) -> str:
    """Age band in the quarter in which the case was opened; "" if her possible ages span two bands."""
    ages = age_on(file, file.opened_quarter)
    if ages is None:
        return ""
    bands = {next(word for last, word in _BANDS if years <= last) for years in ages}
    return bands.pop() if len(bands) == 1 else ""


def _sector(file: CaseFile) -> str:
    exploitation = file.last("exploitation")
    if exploitation is None:
        return ""
    types = exploitation.get("types", [])
    for code, word in _BY_TYPE:
        if code in types:
            return word
    branch = str(exploitation.get("sector", ""))[:1]
    if not branch:
        return "other" if types else ""
    return _BY_BRANCH.get(branch, "services" if branch in _IN_TRADE else "other")


def _route(file: CaseFile) -> str:
    exploitation = file.last("exploitation")
    if exploitation is not None and exploitation.get("destination_country", "IN") != "IN":
        return "abroad"
    if exploitation is None or not exploitation.get("destination_state"):
        return ""
    to = plain(str(exploitation.get("destination_state")))
    if any(word in _ABROAD for word in to.split()):
        return "abroad"
    if to not in _HERE and to != plain(str(exploitation.get("source_state", "jharkhand"))):
        return "other_state"
    districts = {plain(str(exploitation.get(name, ""))) for name in ("source_district", "destination_district")}
    return "same_district" if len(districts) == 1 and "" not in districts else "same_state"


def _stage(file: CaseFile, today: dt.date) -> str:
    if file.is_closed:
        return "closed"
    steps = steps_of(file, today)
    current = next((step.stage.value for step in steps if step.state is StepState.CURRENT), "follow_up")
    return "follow_up" if current == "closure" else current


def _outcome(file: CaseFile) -> str:
    """Outcome of a closed case: where she lives, or why contact ended."""
    request = closing_request(file) if file.is_closed else None
    if request is None:
        return ""
    if word := _OUTCOMES.get(request.get("reason", "")):
        return word
    home = file.last("restoration")
    return _HOMES.get(home.get("to", ""), "other") if home else "other"
