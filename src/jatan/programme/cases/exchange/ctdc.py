"""The statistical level: the 27 variables of the Counter-Trafficking Data Collaborative, counted.

A yes-variable is None or 1, never 0: blank means "not recorded", never "no".
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from jatan.kernel.small_counts import rounded_down
from jatan.programme.cases.exchange.levels import age_at_registration, age_band
from jatan.programme.cases.exchange.records import Record, Row, single_row, validate_record
from jatan.programme.cases.exchange.standard import code_table, standard_book

type Cell = str | int | None

_GENDER: Final = {
    "Feminine": "Woman",
    "Masculine": "Man",
    "TransgenderFeminine": "Trans/Transgender/NonConforming",
    "TransgenderMasculine": "Trans/Transgender/NonConforming",
    "NonConforming": "Trans/Transgender/NonConforming",
}
# Variable -> (field, codes of it that set the variable to 1).
_BINARY: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "meansDebtBondageEarnings": ("vic_MethodsOfControl", frozenset({"DebtBondage", "TakesEarnings"})),
    "meansThreats": (
        "vic_MethodsOfControl",
        frozenset({"PhysicalThreats", "ThreatsLawEnforcement", "ThreatensChildrenFamily"}),
    ),
    "meansAbusePsyPhySex": (
        "vic_MethodsOfControl",
        frozenset({"PsychologicalAbuse", "PhysicalAbuse", "SexualAbuse"}),
    ),
    "meansFalsePromises": ("vic_MethodsOfControl", frozenset({"FalsePromises"})),
    "meansDrugsAlcohol": ("vic_MethodsOfControl", frozenset({"PsychoactiveSubstance"})),
    "meansDenyBasicNeeds": (
        "vic_MethodsOfControl",
        frozenset({"RestrictsFinancialAccess", "RestrictsMedicalCare", "WithholdsNecessities"}),
    ),
    "meansExcessiveWorkHours": ("vic_MethodsOfControl", frozenset({"ExcessiveWorkingHours"})),
    "meansWithholdDocs": ("vic_MethodsOfControl", frozenset({"WithholdsDocuments"})),
    "isForcedLabour": ("vic_TypeOfExploitation", frozenset({"ForcedLabour"})),
    "isSexualExploit": ("vic_TypeOfExploitation", frozenset({"SexualExploitation"})),
    "isOtherExploit": (
        "vic_TypeOfExploitation",
        frozenset({"ForcedMarriage", "ForcedMilitaryByNonStateActors", "OrganRemoval"}),
    ),
    "typeOfLabourAgriculture": ("x_industry_division", frozenset({"01"})),
    "typeOfLabourConstruction": ("vic_ForcedLabourIndustry", frozenset({"F_Construction"})),
    "typeOfLabourDomesticWork": ("vic_ForcedLabourIndustry", frozenset({"T_ActivitiesOfHouseholdsAsEmployers"})),
    "typeOfLabourHospitality": ("vic_ForcedLabourIndustry", frozenset({"I_AccommodationAndFoodServiceActivities"})),
    "typeOfSexProstitution": ("vic_TypeOfSexExploitation", frozenset({"Prostitution"})),
    "typeOfSexPornography": ("vic_TypeOfSexExploitation", frozenset({"Pornography"})),
    "recruiterRelationIntimatePartner": ("x_relationship", frozenset({"IntimatePartner"})),
    "recruiterRelationFriend": ("x_relationship", frozenset({"Friend"})),
    "recruiterRelationFamily": ("x_relationship", frozenset({"Relative"})),
    # All other relationships of list XR (codes.toml), without "unknown".
    "recruiterRelationOther": (
        "x_relationship",
        frozenset(standard_book()["codes"]["XR"]) - {"IntimatePartner", "Friend", "Relative", "Unknown"},
    ),
}
VARIABLES: Final = (
    "yearOfRegistration",
    "gender",
    "ageBroad",
    "citizenship",
    "CountryOfExploitation",
    "traffickMonths",
    *_BINARY,
)


def ctdc_variables(record: Record) -> dict[str, Cell]:
    """The 27 variables of a record. Raises Problem for a record that does not follow the standard."""
    record = validate_record(record)
    victim, person = single_row(record, "victim"), single_row(record, "person")
    day = single_row(record, "case").get("x_registration_date")
    gender = person.get("prs_Gender")
    row: dict[str, Cell] = {
        "yearOfRegistration": day.year if isinstance(day, dt.date) else None,
        "gender": _GENDER.get(gender) if isinstance(gender, str) else None,
        "ageBroad": age_band(age_at_registration(record)) or None,
        "citizenship": _alpha_3(person.get("prs_Citizenship")),
        "CountryOfExploitation": _alpha_3(_last_country(record)),
        "traffickMonths": _duration(record),
    }
    row |= {variable: 1 if _codes(victim, name) & codes else None for variable, (name, codes) in _BINARY.items()}
    if victim.get("x_RestrictsMovement") is True:
        row["meansDenyBasicNeeds"] = 1
    if victim.get("vic_RelationshipToTrafficker") == "Familial" and "x_relationship" not in victim:
        row["recruiterRelationFamily"] = 1
    return row


def ctdc_counts(records: Iterable[Record]) -> list[tuple[str, str, int]]:
    """(variable, value, people) over many survivors: how many have each value, everybody first as ("all", "").

    Each number is rounded down (`kernel.small_counts`), and a value of fewer than five is not named at all. No line is
    a survivor, and no line joins two variables. Empty if there are fewer than five.
    """
    found = Counter[tuple[str, str]]()
    for record in records:
        found["all", ""] += 1
        found.update((name, str(cell)) for name, cell in ctdc_variables(record).items() if cell is not None)
    places = {"all": -1} | {name: place for place, name in enumerate(VARIABLES)}
    lines = [(*named, rounded_down(count)) for named, count in found.items()]
    return sorted((line for line in lines if line[2]), key=lambda line: (places[line[0]], line[1]))


def _codes(row: Row, name: str) -> frozenset[str]:
    value = row.get(name, ())
    return frozenset(value) if isinstance(value, tuple) else frozenset({str(value)})


def _alpha_3(value: object) -> str | None:
    """The alpha-3 code of a country, or of the first of several."""
    code = value[0] if isinstance(value, tuple) and value else value
    return code_table("countries").get(code) if isinstance(code, str) else None


def _exploited(record: Record) -> list[Row]:
    """Events of exploitation, by date; undated ones first."""
    rows = [row for row in record.get("event", ()) if row.get("hte_Type") == "Exploitation"]
    return sorted(rows, key=lambda row: str(row.get("hte_Date", "")))


def _last_country(record: Record) -> object:
    return next((row["hte_Country"] for row in reversed(_exploited(record)) if "hte_Country" in row), None)


def _duration(record: Record) -> str | None:
    """Duration band: as recorded, else from the first to the last dated event of exploitation."""
    months = single_row(record, "victim").get("x_exploitation_months")
    if not isinstance(months, int):
        days = [day for row in _exploited(record) if isinstance(day := row.get("hte_Date"), dt.date)]
        if len(days) < 2:
            return None
        months = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month
    if months <= 12:
        return "0--12 (0-1 yr)"
    return "13--24 (1-2 yrs)" if months <= 24 else "25+ (2+ yrs)"
