"""Files of the toolkits and of hostile hands: variants are understood, the unknown is parked with its reason."""

import datetime as dt

import polib
import pytest
from django.utils import translation

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.csv_form import from_csv
from jatan.programme.cases.exchange.headings import fields_of
from jatan.programme.cases.exchange.json_form import from_json
from jatan.programme.cases.exchange.records import Taken, single_row
from jatan.runtime import catalogues


def _in_hindi(message: object) -> str:
    """As the Hindi catalogue says it."""
    with translation.override(None):
        text = str(message)
    book = next(path for path in catalogues.catalogues() if path.parents[1].name == "hi")
    entry = polib.pofile(str(book)).find(text)
    return entry.msgstr if entry else ""


def one(content: str) -> Taken:
    taken = from_csv(content)
    assert len(taken.records) == 1
    return taken


def test_headings_and_codes_of_the_survey_form_are_understood() -> None:
    taken = one(
        "start,group/prs_First_Name,prs_Second_Name,vic_Methods_of_Control,vic_ForcedLabourIndustry,con_Consent,__version__\n"
        "2026-01-01,A,B,DebtBondage  TakesEarnings,F_Construction,TRUE,v1\n"
    )
    assert taken.parked == ()
    assert single_row(taken.records[0], "person") == {"prs_FirstName": "A", "prs_SecondName": "B"}
    assert single_row(taken.records[0], "victim") == {
        "vic_MethodsOfControl": ("DebtBondage", "TakesEarnings"),
        "vic_ForcedLabourIndustry": "F_Construction",
    }
    assert single_row(taken.records[0], "consent") == {"con_Consent": True}


def test_a_trailing_blank_is_no_other_code() -> None:
    taken = one('vic_MethodsOfControl\n"DebtBondage "\n')
    assert single_row(taken.records[0], "victim")["vic_MethodsOfControl"] == ("DebtBondage",)


def test_two_industries_where_one_may_stand_are_parked_with_both() -> None:
    taken = from_csv("vic_ForcedLabourIndustry,prs_Gender\nF_Construction C_Manufacturing,Feminine\n")
    assert [(parked.field, parked.problem.code) for parked in taken.parked] == [
        ("vic_ForcedLabourIndustry", "one_only")
    ]
    assert taken.parked[0].problem.candidates == ("F_Construction", "C_Manufacturing")
    assert single_row(taken.records[0], "person") == {"prs_Gender": "Feminine"}


def test_the_workbook_s_misspelt_heading_is_understood() -> None:
    taken = one("vic_TraffickinStatusDecisionMakingOrg\nPolice\n")
    assert single_row(taken.records[0], "victim") == {"vic_TraffickingStatusDecisionMakingOrg": "Police"}


def test_where_the_row_of_names_lacks_one_the_labels_put_the_columns_right() -> None:
    taken = one(
        "cas_ReferredOrganisation,cas_OutgoingReferralDate,cas_OutgoingReferralDetails,cco_CaseComment\n"
        "Referred Organisation,Outgoing Referral Date,Reason For Outgoing Referral,"
        "Outgoing Referral Details,Case Comment\n"
        "CWC,2026-02-01,Other,went along,spoke well\n"
    )
    assert taken.parked == ()
    assert taken.records[0]["referral"] == (
        {
            "cas_ReferredOrganisation": "CWC",
            "cas_OutgoingReferralDate": dt.date(2026, 2, 1),
            "cas_ReasonForOutgoingReferral": "Other",
            "cas_OutgoingReferralDetails": "went along",
        },
    )
    assert taken.records[0]["comment"] == ({"cco_CaseComment": "spoke well"},)


def test_address_labels_in_another_order_than_the_names_are_followed() -> None:
    names = ["prs_FirstName", "prs_MailingCity", "prs_MailingState", "prs_MailingStreet", "prs_MailingPostalCode"]
    labels = ["First Name", "Mailing Street", "Mailing City", "Mailing State/Province", "Mailing Zip/Postal Code"]
    found = [field.name if field else "" for field in fields_of(names, labels)]
    assert found == [
        "prs_FirstName",
        "prs_MailingStreet",
        "prs_MailingCity",
        "prs_MailingState",
        "prs_MailingPostalCode",
    ]


def test_a_position_labelled_second_name_stays_a_position() -> None:
    names = ["prs_FirstName", "prs_SecondName", "prs_Title", "prs_Email"]
    found = fields_of(names, ["First Name", "Second Name", "Second Name", "Email"])
    assert [field.name if field else "" for field in found] == names


def test_labels_alone_are_headings_too() -> None:
    taken = one('First Name,Methods of Control\nA,"Debt bondage; Threatens children/family"\n')
    assert single_row(taken.records[0], "victim")["vic_MethodsOfControl"] == ("DebtBondage", "ThreatensChildrenFamily")


def test_confinement_defined_without_a_code_becomes_the_extension() -> None:
    taken = one("vic_MethodsOfControl\nDebtBondage RestrictsMovement MethodsOfControlUsesChildren\n")
    assert taken.parked == ()
    assert single_row(taken.records[0], "victim") == {
        "vic_MethodsOfControl": ("DebtBondage",),
        "x_RestrictsMovement": True,
        "x_UsesChildren": True,
    }


def test_version_one_and_right_spelling_are_understood() -> None:
    taken = one("prs_Gender,prs_Nationality,vic_RelationshipToTrafficker\nFemale,IND,Unacquainted\n")
    assert single_row(taken.records[0], "person") == {"prs_Gender": "Feminine", "prs_Citizenship": ("IN",)}
    assert single_row(taken.records[0], "victim") == {"vic_RelationshipToTrafficker": "Unaquainted"}


def test_an_unknown_code_is_parked_with_a_reason_in_hindi_and_the_rest_is_taken() -> None:
    taken = one("vic_TypeOfExploitation,prs_Gender\nForcedLabour Slavery,पता नहीं\n")
    assert single_row(taken.records[0], "victim") == {"vic_TypeOfExploitation": ("ForcedLabour",)}
    parked = {one.field: one for one in taken.parked}
    assert parked["vic_TypeOfExploitation"].text == "Slavery"
    assert parked["prs_Gender"].text == "पता नहीं"
    assert any("\u0900" <= letter <= "\u097f" for letter in _in_hindi(parked["prs_Gender"].problem.message))
    assert "पता नहीं" not in repr(taken.parked)


def test_a_column_that_nobody_knows_is_parked_and_not_dropped() -> None:
    taken = one("prs_FirstName,shoe size,\nA,39,loose\n")
    assert [(one.field, one.text, one.problem.code) for one in taken.parked] == [
        ("shoe size", "39", "unknown_field"),
        ("", "loose", "unknown_field"),
    ]


def test_digits_dates_and_answers_in_hindi_are_read() -> None:
    taken = one("prs_Birthdate,prs_NumberOfChildren,prs_Deceased,prs_HomePhone\n२८/०२/२००९,३,नहीं,०९८७६५४३२१०\n")
    assert taken.parked == ()
    assert single_row(taken.records[0], "person") == {
        "prs_Birthdate": dt.date(2009, 2, 28),
        "prs_NumberOfChildren": 3,
        "prs_Deceased": False,
        "prs_HomePhone": "+919876543210",
    }


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("prs_Birthdate", "31/02/2009", "no_such_date"),
        ("prs_HomePhone", "call Sita", "no_phone"),
        ("prs_NumberOfChildren", "-1", "negative_number"),
        ("vic_AgeWhenTrafficked", "4000", "too_large"),
        ("hte_Latitude", "nan", "no_such_point"),
        ("hte_Longitude", "180.1", "no_such_point"),
        ("prs_PrimaryLanguage", "Mundari", "unknown_language"),
        ("hte_Country", "Atlantis", "unknown_country"),
        ("prs_FirstName", "x" * 501, "too_long"),
        ("prs_FirstName", "a\u202eb", "unreadable"),
        ("con_Consent", "maybe", "yes_or_no"),
        ("x_source_district", "378421", "unknown_place"),
    ],
)
def test_an_invalid_value_is_parked(name: str, text: str, code: str) -> None:
    taken = from_csv(f"{name}\n{text}\n")
    assert [(parked.field, parked.problem.code) for parked in taken.parked] == [(name, code)]
    assert taken.records == ()


def test_lines_of_one_case_are_one_record_and_a_contradiction_is_parked() -> None:
    case = "0198f0a4-5b1e-7c3d-8f00-0123456789ab"
    taken = one(
        f"x_case_id,prs_FirstName,hte_Type\n{case},A,Recruitment\n{case.upper()},B,Exploitation\n{case},,Transit\n"
    )
    assert [row["hte_Type"] for row in taken.records[0]["event"]] == ["Recruitment", "Exploitation", "Transit"]
    assert [(parked.record, parked.field, parked.problem.code) for parked in taken.parked] == [
        (2, "prs_FirstName", "contradiction")
    ]


@pytest.mark.parametrize("content", ["", "\n\n", "colour,size\nred,1\n", b"\xff\xfe\x00", '"open', "x" * 200_000])
def test_what_is_no_table_of_the_standard_is_refused(content: str | bytes) -> None:
    with pytest.raises(Problem, match="unreadable"):
        from_csv(content)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "7",
        "{}",
        '{"records": 7}',
        "[" * 200_000,
        '[{"person": {"prs_FirstName": NaN}}]',
        '[{"a": 1, "a": 2}]',
        b"\xff",
    ],
)
def test_what_is_no_document_of_the_standard_is_refused(content: str | bytes) -> None:
    with pytest.raises(Problem, match="unreadable"):
        from_json(content)


def test_a_document_with_strange_shapes_parks_them_and_takes_the_rest() -> None:
    taken = from_json(
        '[5, {"person": {"prs_FirstName": {"deep": 1}, "prs_Gender": "Masculine"}, "event": 7, "magic": {}},'
        ' {"prs_First_Name": "A", "_id": 4, "vic_MethodsOfControl": ["DebtBondage", "Magic"]}]'
    )
    assert [single_row(record, "person") for record in taken.records] == [
        {"prs_Gender": "Masculine"},
        {"prs_FirstName": "A"},
    ]
    assert sorted((parked.record, parked.field) for parked in taken.parked) == [
        (1, ""),
        (2, "event"),
        (2, "magic"),
        (2, "prs_FirstName"),
        (3, "vic_MethodsOfControl"),
    ]
