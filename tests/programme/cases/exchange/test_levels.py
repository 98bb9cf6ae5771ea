"""What each level may tell, and that no record can make it tell more."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.exchange import ctdc, levels, of_incident
from jatan.programme.cases.exchange.json_form import to_json
from jatan.programme.cases.exchange.records import Record, single_row, validate_record
from jatan.programme.cases.exchange.standard import FIELDS, REPEATED, SECTIONS, standard_book
from tests.programme.cases.exchange.samples import whole_record

KEY = b"k" * 32
NAMED = ("name", "phone", "birthdate", "street", "city", "village", "email", "identity", "title", "details", "comment")


def record_of(**values: object) -> Record:
    record: dict[str, dict[str, object]] = {}
    for name, value in values.items():
        record.setdefault(FIELDS[name].section, {})[name] = value
    return {section: (row,) for section, row in record.items()}  # type: ignore[misc]


def field_names(record: Record) -> set[str]:
    return {name for rows in record.values() for row in rows for name in row}


def test_the_coded_level_of_a_whole_record_holds_no_forbidden_field() -> None:
    found = field_names(levels.coded_record(whole_record(), KEY))
    assert not [name for name in found if any(word in name.casefold() for word in NAMED)]
    assert not [name for name in found if "Date" in name or name.endswith(("tude", "State", "PostalCode", "CaseOwner"))]
    assert {"x_age_band", "x_registration_quarter", "x_source_district", "prs_Gender", "vic_MethodsOfControl"} <= found
    assert {FIELDS[name].kind for name in found} <= levels.CODED_KINDS | {"uuid"}


def _statistics_of(record: object) -> str:
    """What the statistical level says of a record, or the text of its refusal."""
    try:
        return json.dumps(ctdc.ctdc_variables(record), ensure_ascii=False)  # type: ignore[arg-type]
    except Problem as problem:
        return f"{problem!r} {problem} {problem.field}"


SECRET = st.text(alphabet="सोनीरामABCxyz", min_size=4, max_size=12).map(lambda text: f"गुप्त{text}")


@given(SECRET, st.data())
def test_a_word_written_anywhere_never_reaches_coded_or_statistical(secret: str, data: st.DataObject) -> None:
    record = {
        section: tuple(
            {
                name: data.draw(st.sampled_from([secret, (secret,), *field.codes[:1]]))
                for name, field in FIELDS.items()
                if field.section == section
            }
            for _ in range(2 if section in REPEATED else 1)
        )
        for section in SECTIONS
    }
    assert secret not in to_json([levels.coded_record(record, KEY)], "coded")  # type: ignore[arg-type]
    assert secret not in _statistics_of(record)


@given(born=st.dates(dt.date(1950, 1, 1), dt.date(2020, 1, 1)), number=st.integers(6_000_000_000, 9_999_999_999))
def test_no_day_of_birth_and_no_number_reaches_coded_or_statistical(born: dt.date, number: int) -> None:
    record = record_of(
        prs_Birthdate=born,
        prs_MobilePhone=f"+91{number}",
        prs_IdentityNumber=str(number),
        x_registration_date=dt.date(2026, 5, 1),
        x_source_village=str(number)[:6],
        x_case_id="0198f0a4-5b1e-7c3d-8f00-0123456789ab",
    )
    for content in (
        to_json([levels.coded_record(record, KEY)], "coded"),
        json.dumps(ctdc.ctdc_variables(record)),
    ):
        assert born.isoformat() not in content
        assert str(number) not in content
        assert "0198f0a4" not in content
        assert '"x_source_village"' not in content


def test_an_id_is_blinded_the_same_way_under_one_key_and_otherwise_under_another() -> None:
    record = record_of(x_case_id="0198f0a4-5b1e-7c3d-8f00-0123456789ab", x_registration_date=dt.date(2026, 11, 24))
    one, again, other = (single_row(levels.coded_record(record, key), "case") for key in (KEY, KEY, b"o" * 32))
    assert one == again
    assert one["x_case_id"] != other["x_case_id"]
    assert one["x_registration_quarter"] == "2026-Q4"


def test_the_whole_file_goes_only_with_consent_or_a_reviewed_override() -> None:
    with pytest.raises(Problem, match="no_consent"):
        levels.full_record(record_of(prs_FirstName="A", con_Consent=True, x_consent_scope=("CaseWork",)))
    for given_by in ({"x_consent_scope": ("Sharing",)}, {"x_consent_override": True}):
        record = record_of(prs_FirstName="A", **given_by)
        assert levels.full_record(record) == validate_record(record)


@pytest.mark.parametrize(
    ("years", "band"),
    [(0, "0--8"), (8, "0--8"), (9, "9--17"), (17, "9--17"), (18, "18--20"), (23, "21--23"), (26, "24--26"),
     (29, "27--29"), (30, "30--38"), (47, "39--47"), (48, "48+"), (None, ""), (-1, ""), (131, "")],
)  # fmt: skip
def test_bands_of_age_are_those_of_the_codebook(years: int | None, band: str) -> None:
    assert levels.age_band(years) == band


def test_age_counts_birthdays_and_falls_back_on_the_estimate() -> None:
    day = dt.date(2026, 11, 24)
    assert levels.age_at_registration(record_of(prs_Birthdate=dt.date(2008, 11, 25), x_registration_date=day)) == 17
    assert levels.age_at_registration(record_of(prs_Birthdate=dt.date(2008, 11, 24), x_registration_date=day)) == 18
    assert levels.age_at_registration(record_of(prs_Birthdate=dt.date(2030, 1, 1), x_registration_date=day)) is None
    assert levels.age_at_registration(record_of(x_age_years=16)) == 16


def test_the_statistical_level_has_27_variables_and_yes_is_none_or_one() -> None:
    assert len(ctdc.VARIABLES) == 27
    for record in (whole_record(), {}):
        row = ctdc.ctdc_variables(record)  # type: ignore[arg-type]
        assert tuple(row) == ctdc.VARIABLES
        binary = [value for name, value in row.items() if name.startswith(("means", "is", "typeOf", "recruiter"))]
        assert len(binary) == 21
        assert all(value is None or (value == 1 and value is not True) for value in binary)
    assert set(ctdc.ctdc_variables({}).values()) == {None}


@pytest.mark.parametrize(
    ("values", "ones"),
    [
        ({"vic_MethodsOfControl": ("TakesEarnings",)}, {"meansDebtBondageEarnings"}),
        ({"vic_MethodsOfControl": ("ThreatensChildrenFamily",)}, {"meansThreats"}),
        ({"vic_MethodsOfControl": ("SexualAbuse", "Other")}, {"meansAbusePsyPhySex"}),
        ({"vic_MethodsOfControl": ("PsychoactiveSubstance",)}, {"meansDrugsAlcohol"}),
        ({"x_RestrictsMovement": True}, {"meansDenyBasicNeeds"}),
        ({"x_RestrictsMovement": False}, set()),
        ({"vic_TypeOfExploitation": ("ForcedMarriage", "ForcedLabour")}, {"isOtherExploit", "isForcedLabour"}),
        ({"vic_TypeOfExploitation": ("ChildLabour", "Servitude")}, set()),
        ({"vic_ForcedLabourIndustry": "A_AgricultureForestryAndFishing"}, set()),
        (
            {"vic_ForcedLabourIndustry": "A_AgricultureForestryAndFishing", "x_industry_division": "01"},
            {"typeOfLabourAgriculture"},
        ),
        ({"vic_ForcedLabourIndustry": "T_ActivitiesOfHouseholdsAsEmployers"}, {"typeOfLabourDomesticWork"}),
        ({"vic_TypeOfSexExploitation": ("Pornography",)}, {"typeOfSexPornography"}),
        ({"x_relationship": "PlacementAgent"}, {"recruiterRelationOther"}),
        ({"x_relationship": "Unknown"}, set()),
        ({"vic_RelationshipToTrafficker": "Familial"}, {"recruiterRelationFamily"}),
        ({"vic_RelationshipToTrafficker": "Acquainted"}, set()),
    ],
)
def test_codes_become_the_variables_of_the_table(values: dict[str, object], ones: set[str]) -> None:
    row = ctdc.ctdc_variables(record_of(**values))
    assert {name for name, value in row.items() if value == 1} == ones


def test_every_kind_of_recruiter_of_the_one_list_is_asked_counted_and_handed_on() -> None:
    """XR in codes.toml is that list: the questions, the count and the incident sheet follow it."""
    listed = standard_book()["codes"]["XR"]
    asked = [code for code, _label in KINDS["exploitation"].field("relation").choices]
    assert asked == list(listed) == list(of_incident._RELATIONS)
    counted = {
        code: {name for name, value in ctdc.ctdc_variables(record_of(x_relationship=code)).items() if value == 1}
        for code in listed
    }
    assert {code for code, names in counted.items() if len(names) != 1} == {"Unknown"}


def test_countries_have_three_letters_and_the_last_place_of_exploitation_counts() -> None:
    record = {
        **record_of(prs_Citizenship=("NP", "IN"), prs_Gender="NonSpecifiedUnknown"),
        "event": (
            {"hte_Type": "Exploitation", "hte_Country": "AE", "hte_Date": dt.date(2024, 8, 1)},
            {"hte_Type": "Exploitation", "hte_Country": "IN", "hte_Date": dt.date(2022, 6, 1)},
            {"hte_Type": "Transit", "hte_Country": "BD", "hte_Date": dt.date(2025, 1, 1)},
        ),
    }
    row = ctdc.ctdc_variables(record)
    assert (row["citizenship"], row["CountryOfExploitation"], row["gender"]) == ("NPL", "ARE", None)
    assert row["traffickMonths"] == "25+ (2+ yrs)"


@pytest.mark.parametrize(("months", "band"), [(0, "0--12 (0-1 yr)"), (12, "0--12 (0-1 yr)"), (13, "13--24 (1-2 yrs)"),
                                              (24, "13--24 (1-2 yrs)"), (25, "25+ (2+ yrs)")])  # fmt: skip
def test_months_of_exploitation_fall_into_three_bands(months: int, band: str) -> None:
    assert ctdc.ctdc_variables(record_of(x_exploitation_months=months))["traffickMonths"] == band
