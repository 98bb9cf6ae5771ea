"""Convert a case file to one coded incident of the GBVIMS Incident Recorder. Unknown columns stay empty.

The type of violence is the first that fits, in the order of the inter-agency classification tool; "rape" is never
used, because our codes do not distinguish it from other sexual violence.
"""

import datetime as dt
from typing import Any, Final

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent import valid_consents

_SEX: Final = {"f": "F", "m": "M"}
# In the tool's order: type, kinds of exploitation and methods of control that indicate it.
_TYPES: Final[tuple[tuple[str, frozenset[str], frozenset[str]], ...]] = (
    ("Sexual Assault", frozenset({"SexualExploitation"}), frozenset({"SexualAbuse"})),
    ("Physical Assault", frozenset({"OrganRemoval"}), frozenset({"PhysicalAbuse"})),
    ("Forced Marriage", frozenset({"ForcedMarriage"}), frozenset()),
    (
        "Denial of Resources, Opportunities or Services",
        frozenset(),
        frozenset({"WithholdsNecessities", "RestrictsMedicalCare", "RestrictsFinancialAccess", "TakesEarnings"}),
    ),
    (
        "Psychological / Emotional Abuse",
        frozenset(),
        frozenset({"PsychologicalAbuse", "PhysicalThreats", "ThreatensChildrenFamily", "ThreatsLawEnforcement"}),
    ),
)
_RELATIONS: Final = {
    "IntimatePartner": "Intimate Partner / Former Partner",
    "Relative": "Family other than spouse or caregiver",
    "Friend": "Family Friend/Neighbor",
    "CoVillager": "Family Friend/Neighbor",
    "PlacementAgent": "Service Provider",
    "Contractor": "Supervisor / Employer",
    "Employer": "Supervisor / Employer",
    "Smuggler": "Other",
    "OtherPerson": "Other",
    "Unknown": "Unknown",
}
_OCCUPATIONS: Final = {"PlacementAgent": "Placement Agent", "Contractor": "Contractor"}
_SERVICES: Final = {
    "shelter": "shelter",
    "health": "medical",
    "psychosocial": "psychosocial",
    "legal": "legal",
    "livelihoods": "livelihood",
}
_SERVICE_STATES: Final = {
    "received": "Service provided by your agency",
    "declined": "Referral declined by survivor",
    "unavailable": "Service unavailable",
}


def incident(file: CaseFile, on: dt.date) -> dict[str, Any]:
    """Values for `incidents.columns`, without empty ones."""
    register, profile, harm = file.last("register"), file.last("profile"), file.last("exploitation")
    found: dict[str, Any] = {
        "incident": file.case_id,
        "survivor": file.case_id,
        "agency": file.organisation_id,
        "interviewed_on": register.get("opened_on") if register else None,
        "sex": _SEX.get(profile.get("sex")) if profile else None,
        "born_on": _born(profile),
        "reported_before": "Yes-GBVIMS Org / Agency" if is_counted_elsewhere(file) else "No",
        "consent": "Yes" if valid_consents(file, "statistics", on) else "No",
    }
    if harm is not None:
        found |= _harm(harm)
    found |= {column: _service(file, kind) for column, kind in _SERVICES.items()}
    return {column: value for column, value in found.items() if value not in (None, "")}


def is_counted_elsewhere(file: CaseFile) -> bool:
    """Whether the referring member counts the case: incoming referrals are not counted twice."""
    return any(entry.get("member") for entry in file.all("incoming"))


def _harm(harm: Entry) -> dict[str, Any]:
    types, controls = set(harm.get("types", [])), set(harm.get("controls", []))
    fits = (name for name, kinds, means in _TYPES if types & kinds or controls & means)
    trafficked = harm.get("status") in ("PossibleVictimOfTrafficking", "ActualVictimOfTrafficking")
    return {
        "happened_on": harm.get("arrived_on") or harm.get("left_on"),
        "gbv_type": next(fits, "Non-GBV" if types or controls else None),
        "exchanged": "Yes" if "Prostitution" in harm.get("sex_types", []) else None,
        "abduction": "Trafficked" if trafficked else None,
        "perpetrator_relationship": _RELATIONS.get(harm.get("relation")),
        "perpetrator_occupation": _OCCUPATIONS.get(harm.get("relation")),
    }


def _service(file: CaseFile, kind: str) -> str | None:
    if any(entry.get("service") == kind for entry in file.all("referral")):
        return "Referred"
    mine = [entry for entry in file.all("service") if entry.get("kind") == kind]
    states = {_SERVICE_STATES.get(entry.get("state"), "") for entry in mine}
    return next((words for words in _SERVICE_STATES.values() if words in states), None)


def _born(profile: Entry | None) -> dt.date | None:
    """The date of birth, if its whole known range lies in one year; only the year is exported."""
    first, last = (profile.get("born_from"), profile.get("born_to")) if profile else (None, None)
    return first if first is not None and last is not None and first.year == last.year else None
