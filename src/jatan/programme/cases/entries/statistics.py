"""A case in the coarse words of the statistics, and only as far as she agreed to be counted.

The words are `facts.CODES`; a test holds both together. What is not known stays empty: a blank never means "no".
"""

import datetime as dt
from typing import Final

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.closure import closing_of
from jatan.programme.cases.entries.consent import live_consents
from jatan.programme.cases.entries.identity import age_on
from jatan.programme.cases.entries.steps import StepState, steps_of

__all__ = ["coarse_of"]

_SEXES: Final = {"f": "female", "m": "male", "t": "other"}
_BANDS: Final = ((17, "child"), (24, "18-24"), (39, "25-39"), (200, "40+"))
# What was done to her decides before the branch of work does.
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


def coarse_of(file: CaseFile, today: dt.date) -> dict[str, str]:
    """Words for the columns of the facts; none at all without a living consent to statistics."""
    if not live_consents(file, "statistics", today):
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
    """Her age in the quarter in which the case was opened. A band is said only where both bounds lie in it."""
    ages = age_on(file, file.opened_quarter)
    if ages is None:
        return ""
    bands = {next(word for last, word in _BANDS if years <= last) for years in ages}
    return bands.pop() if len(bands) == 1 else ""


def _sector(file: CaseFile) -> str:
    told = file.last("exploitation")
    if told is None:
        return ""
    types = told.get("types", [])
    for code, word in _BY_TYPE:
        if code in types:
            return word
    branch = str(told.get("sector", ""))[:1]
    if not branch:
        return "other" if types else ""
    return _BY_BRANCH.get(branch, "services" if branch in _IN_TRADE else "other")


def _route(file: CaseFile) -> str:
    told = file.last("exploitation")
    if told is None or not told.get("destination_state"):
        return ""
    to = _plain(told.get("destination_state"))
    if any(word in _ABROAD for word in to.split()):
        return "abroad"
    if to not in _HERE and to != _plain(told.get("source_state", "jharkhand")):
        return "other_state"
    districts = {_plain(told.get(name, "")) for name in ("source_district", "destination_district")}
    return "same_district" if len(districts) == 1 and "" not in districts else "same_state"


def _stage(file: CaseFile, today: dt.date) -> str:
    if file.is_closed:
        return "closed"
    steps = steps_of(file, today)
    current = next((step.stage.value for step in steps if step.state is StepState.CURRENT), "follow_up")
    return "follow_up" if current == "closure" else current


def _outcome(file: CaseFile) -> str:
    """How a closed case ended: where she lives, or why we see her no more."""
    closing = closing_of(file)
    request = file.find(closing.get("request")) if closing and file.is_closed else None
    if request is None:
        return ""
    if word := _OUTCOMES.get(request.get("reason", "")):
        return word
    home = file.last("restoration")
    return _HOMES.get(home.get("to", ""), "other") if home else "other"


def _plain(text: str) -> str:
    return " ".join(str(text).split()).casefold()
