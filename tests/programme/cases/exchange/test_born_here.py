"""A file written in this house fills the standard's fields, and comes back from another house with the same answers."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import KINDS, kind_of
from jatan.programme.cases.entries.fields import Field
from jatan.programme.cases.entries.identity import IDENTITY
from jatan.programme.cases.entries.kinds import Writer, validate_answers
from jatan.programme.cases.entries.place_choices import state_of
from jatan.programme.cases.exchange import of_harm, of_person
from jatan.programme.cases.exchange.csv_form import from_csv, to_csv
from jatan.programme.cases.exchange.json_form import from_json, to_json
from jatan.programme.cases.exchange.of_file import record_of, restrict_to_parts
from jatan.programme.cases.exchange.records import Record, single_row
from jatan.programme.cases.exchange.standard import FIELDS, field_places, standard_book
from jatan.programme.cases.exchange.to_entries import entries_of
from tests.programme.cases.entries.paper import DAY, CasePaper

STANDARD = [name for name in FIELDS if not name.startswith("x_")]
# Stays in the house: what no other office needs to know of her, and marks that rules of this house set.
NEVER_SENT = {"community", "has_aadhaar", "papers_held", "age_papers"}
# Question -> list of the standard or of our profile that its codes are.
LISTS = {
    ("identity", "marital"): "V3",
    ("identity", "education"): "V4",
    ("identity", "age_basis"): "XB",
    ("identity", "whereabouts"): "XZ",
    ("identity", "first_language"): "XL",
    ("identity", "second_language"): "XL",
    ("identity", "safe_ways"): "XW",
    ("exploitation", "known_before"): "V7",
    ("exploitation", "recruited_on"): "V8",
    ("exploitation", "used_online"): "V8",
    ("exploitation", "way_out"): "XO",
    ("exploitation", "transit_kinds"): "XH",
    ("involved_organisation", "type"): "V1",
    ("involved_organisation", "roles"): "XQ",
    ("place_of_harm", "type"): "V18",
    ("alleged_offender", "roles"): "V15",
    ("goal", "state"): "XT",
    ("service", "state"): "XS",
    ("service", "kind"): "XK",
}

CARD: Mapping[str, Any] = {
    "name": "बुधनी कुमारी उराँव",
    "other_names": "सोनी",
    "guardian": "पिता मंगरा उराँव",
    "sex": "t",
    "gender": "TransgenderFeminine",
    "born_on": dt.date(2001, 2, 3),
    "age": 25,
    "age_on": dt.date(2026, 10, 5),
    "age_basis": "school",
    "phone": "9835102030",
    "home_phone": "9835102031",
    "safe_ways": ["through", "office"],
    "not_to_tell": "चाचा को नहीं",
    "village": "चैनपुर",
    "panchayat": "मालम",
    "block": "चैनपुर",
    "district_code": "331",
    "languages": "कुड़ुख, सादरी",
    "first_language": "sck",
    "second_language": "hin",
    "marital": "Separated",
    "children_count": 2,
    "education": "LowerSecondaryEducation",
    "citizenship": "IN",
    "other_citizenship": "NP",
    "street": "ऊपर टोला",
    "pincode": "835206",
    "country": "IN",
    "email": "b@example.org",
}
HARM: Mapping[str, Any] = {
    "status": "ActualVictimOfTrafficking",
    "decided_by": "Police",
    "types": ["ForcedLabour", "SexualExploitation"],
    "sector": "A_AgricultureForestryAndFishing",
    "division": "01",
    "sex_types": ["PrivateSexualServices"],
    "recruited": ["ThroughOnlineSocialNetworks"],
    "recruited_on": ["WhatsApp"],
    "used_online": ["Facebook", "Other"],
    "relation": "PlacementAgent",
    "known_before": "Acquainted",
    "controls": ["DebtBondage", "RestrictsMovement"],
    "age_when_taken": 16,
    "source_state": "Jharkhand",
    "source_district": "गुमला",
    "transit": "राँची",
    "transit_kinds": ["railway_station"],
    "destination_state": "Delhi",
    "destination_district": "South",
    "destination_country": "IN",
    "left_on": dt.date(2024, 1, 5),
    "arrived_on": dt.date(2024, 1, 7),
    "months_held": 20,
    "out_on": dt.date(2026, 9, 1),
    "way_out": "herself",
}
AGENCY: Mapping[str, Any] = {
    "name": "सेवा एजेंसी",
    "roles": ["recruited"],
    "type": "CorporateBusiness",
    "phone": "9811111111",
    "town": "Gumla",
    "street": "बस पड़ाव",
    "pincode": "835207",
    "district_code": "331",
    "country": "IN",
}
HOUSE: Mapping[str, Any] = {"name": "शर्मा जी का घर", "roles": ["exploited"], "state": "7"}
FURTHER: Mapping[str, Any] = {
    "type": "Exploitation",
    "on": dt.date(2025, 3, 1),
    "town": "Noida",
    "street": "सेक्टर 15",
    "pincode": "201301",
    "state": "9",
    "country": "IN",
    "words": "यहाँ चार महीने",
}
ACCUSED: Mapping[str, Any] = {
    "accused_of": "काम के बहाने ले गया",
    "said_by": ["her"],
    "roles": ["RecruiterOrIntermediary"],
    "works_for": "सेवा एजेंसी",
    "outcome": "said",
}


def whole_file() -> CasePaper:
    """A file with an answer to every question that fills a field of the standard."""
    paper = CasePaper()
    paper.lay("register", {"opened_on": dt.date(2026, 10, 5)}, None)
    paper.write("identity", **CARD)
    paper.write("exploitation", **HARM)
    paper.write("involved_organisation", **AGENCY)
    paper.write("involved_organisation", **HOUSE)
    paper.write("place_of_harm", **FURTHER)
    paper.write("alleged_offender", **ACCUSED)
    goal = paper.write("goal", words="सिलाई सीखना", first_step="केंद्र", helper="दीदी", by_on=DAY, state="open")
    paper.write("goal", words="घर जाना", state="reached", state_on=dt.date(2026, 11, 1), what_came="पहुँच गई", by_on=DAY)
    paper.write(
        "service", kind="shelter", state="received", received_on=dt.date(2026, 10, 9), provider="सखी", outcome="ठीक",
        note_back="जगह मिली", goal=goal.row, offered_on=dt.date(2026, 10, 6), goes_along="दीदी",
        appointment_at=dt.datetime(2026, 10, 8, 11, 30, tzinfo=clock.INDIA),
    )  # fmt: skip
    paper.write("service", kind="psychosocial", state="declined", what="समूह", her_reason="अभी नहीं")
    paper.write("note", about="फ़ोन", text="माँ से बात")
    paper.lay("incoming", _incoming(), None)
    paper.lay("referral", _outgoing(), None)
    request = paper.lay("closure_request", {"reason": "died", "remains": "मुआवज़ा"}, None)
    paper.lay("closure_decision", {"decision": "approved", "request": request.row}, None)
    paper.close()
    return paper


def _incoming() -> dict[str, Any]:
    return {"way": "referral", "sender": "थाना", "service": "legal", "request": "मदद", "asked_by": "x", "taken_on": DAY}


def _outgoing() -> dict[str, Any]:
    return {"way": "referral", "recipient": "DLSA", "service": "legal", "request": "वकील", "sent_on": DAY}


def record_here(paper: CasePaper) -> Record:
    """The record of a file that "सरोज" works on."""
    return record_of(replace(paper.file, owner="सरोज"), DAY)


def test_a_file_born_here_fills_every_field_that_has_a_place() -> None:
    record = record_here(whole_file())
    filled = {name for rows in record.values() for row in rows for name in row}
    assert filled & set(STANDARD) == {place.name for place in field_places() if place.questions}
    assert len(filled & set(STANDARD)) >= 70


def test_every_field_has_a_place_or_a_reason() -> None:
    assert [place.name for place in field_places()] == STANDARD
    for place in field_places():
        assert bool(place.reason) != place.is_taken_in, place
        assert place.questions or not place.is_taken_in, place
        for question in place.questions.split() if "." in place.questions else ():
            kind, _dot, name = question.partition(".")
            assert not name or KINDS[kind].field(name), place


@pytest.mark.parametrize(("kind", "name"), LISTS)
def test_the_codes_of_a_question_are_those_of_its_list(kind: str, name: str) -> None:
    codes = {code for code, _label in kind_of(kind).field(name).choices}
    assert codes == set(standard_book()["codes"][LISTS[kind, name]])


def test_the_gender_is_the_standard_s_own_for_whoever_is_transgender() -> None:
    choices = {code for code, _label in IDENTITY.field("gender").choices}
    assert choices == {"TransgenderFeminine", "TransgenderMasculine"}
    for code in choices:
        paper = CasePaper()
        paper.write("identity", name="गुड़िया", sex="t", gender=code)
        assert single_row(record_here(paper), "person")["prs_Gender"] == code
        assert of_person.card(record_here(paper))["gender"] == code
    assert CasePaper().refusals("identity", name="अ", sex="f", gender="TransgenderFeminine") == {
        ("contradiction", "gender")
    }


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_whole_file_comes_back_with_the_answers_it_left_with(form: str) -> None:
    paper = whole_file()
    record = record_here(paper)
    taken = from_json(to_json([record], "full")) if form == "json" else from_csv(to_csv([record], "full"))
    assert taken.parked == ()
    (came,) = taken.records
    expected = {name: answer for name, answer in CARD.items() if name not in NEVER_SENT}
    assert of_person.card(came) == expected
    assert of_harm.answers(came) == dict(HARM)
    entries = list(entries_of(came, "खूँटी"))
    answers = [(one.kind, dict(one.answers)) for one in entries]
    from_elsewhere = {"said_by": ["office"], "said_by_whom": "खूँटी"}
    assert ("involved_organisation", dict(AGENCY)) in answers
    assert ("involved_organisation", dict(HOUSE)) in answers
    assert ("place_of_harm", dict(FURTHER)) in answers
    assert ("alleged_offender", {**ACCUSED, **from_elsewhere}) in answers
    for kind in ("goal", "service"):
        mine = [{name: one for name, one in entry.answers.items() if name != "goal" and one not in (None, "", [])}
                for entry in paper.file.all(kind)]  # fmt: skip
        assert [found for code, found in answers if code == kind] == mine
    (with_goal,) = [one for one in entries if one.links]
    assert (with_goal.kind, with_goal.links) == ("service", {"goal": ("plan", 0)})
    assert came["plan"][0]["spl_Objectives"] == "सिलाई सीखना"


WORDS = st.sampled_from(["राँची", "ऊपर टोला, दूसरी गली", "B-12", "=सखी", "-", "चाचा के घर; माँ"])
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2026, 11, 20))


def answer_to(field: Field) -> st.SearchStrategy[Any]:
    """An answer that the question could get."""
    if field.kind == "choice":
        return st.sampled_from([code for code, _label in field.choices])
    if field.kind == "choices":
        return st.lists(st.sampled_from([code for code, _label in field.choices]), min_size=1, max_size=4, unique=True)
    if field.kind in ("day", "past_day"):
        return DAYS
    if field.kind in ("instant", "past_instant"):
        return st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2027, 1, 1)).map(  # noqa: DTZ001
            lambda moment: moment.replace(microsecond=0, tzinfo=clock.INDIA)
        )
    if field.kind == "count":
        return st.integers(0, 30)
    if field.kind == "phone":
        return st.integers(6_000_000_000, 9_999_999_999).map(str)
    return WORDS if field.kind == "line" else WORDS.map(lambda text: f"{text}\nदूसरी पंक्ति")


def valid(kind: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that the kind's rules let stand together."""
    writer, remaining = Writer(uuid.UUID(int=1), False, DAY), dict(answers)
    while True:
        try:
            return dict(validate_answers(kind_of(kind), CasePaper().file, remaining, writer))
        except Problems as problems:
            wrong = {problem.field for problem in problems.problems}
            # An answer that needs another one goes, where nobody gave that one.
            missing = {"age": "age_on", "state": "received_on"}
            gone = (wrong & remaining.keys()) | {name for name, other in missing.items() if other in wrong}
            assume(gone & remaining.keys())
            remaining = {name: one for name, one in remaining.items() if name not in gone}


def answers_to(kind: str, names: set[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Answers to any of these questions of a kind."""
    fields = [field for field in kind_of(kind).fields if field.name in names]
    needed = {field.name: answer_to(field) for field in fields if field.needed}
    free = {field.name: answer_to(field) for field in fields if not field.needed}
    return st.fixed_dictionaries(needed, optional=free).map(lambda answers: valid(kind, answers))


SENT = {field.name for field in IDENTITY.fields} - NEVER_SENT - {"name"}
HARM_QUESTIONS = {*of_harm.COLUMNS, "known_before", *HARM}
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(answers_to("identity", SENT | {"name"}))
def test_any_identity_card_comes_back(card: dict[str, Any]) -> None:
    card = {name: answer for name, answer in card.items() if name not in NEVER_SENT} | {"name": "बुधनी उराँव"}
    assume(not ({"other_citizenship"} <= card.keys() and "citizenship" not in card))
    assume(card.get("citizenship") != card.get("other_citizenship") or "citizenship" not in card)
    if "age" in card:  # the day it was told is kept with it
        card.setdefault("age_on", DAY)
    paper = CasePaper()
    paper.write("identity", **card)
    came = of_person.card(from_json(to_json([record_of(paper.file, DAY)], "full")).records[0])
    if "phone" not in card and "home_phone" in card:
        card["phone"] = card.pop("home_phone")
    if came.get("state") != card.get("state"):
        # A state that the district says already is not said twice.
        assert card.pop("state") == "20"
        assert state_of(came["district_code"]) == "20"
    if "district_code" not in card and "district_code" in came:
        assert card["district"]
        came.pop("district_code")
    assert came == card


@MANY
@given(answers_to("exploitation", HARM_QUESTIONS))
def test_any_codes_of_harm_come_back(harm: dict[str, Any]) -> None:
    assume(harm)
    paper = CasePaper()
    paper.write("exploitation", **harm)
    came = of_harm.answers(from_json(to_json([record_of(paper.file, DAY)], "full")).records[0])
    if harm.get("known_before") and "known_before" not in came:
        # What the finer relation says already is not said twice.
        assert harm["relation"] in ("Relative", "Friend", "CoVillager")
        came["known_before"] = harm["known_before"]
    for controls in (harm.get("controls"), came.get("controls")):
        if controls:
            controls.sort()
    assert came == harm


@pytest.mark.parametrize("kind", ["involved_organisation", "place_of_harm", "goal", "service"])
@MANY
@given(data=st.data())
def test_any_further_entry_comes_back(kind: str, data: st.DataObject) -> None:
    names = {field.name for field in kind_of(kind).fields if field.kind not in ("machine", "link")}
    answers = data.draw(answers_to(kind, names))
    assume("\n" not in str(answers.get("what", "")))
    paper = CasePaper()
    if kind == "place_of_harm":
        # Her way says what is no more than a leg; an address is an entry of its own.
        answers["street"] = "गली 1"
    paper.write(kind, **answers)
    record = from_json(to_json([record_of(paper.file, DAY)], "full")).records[0]
    (came,) = [dict(one.answers) for one in entries_of(record, "खूँटी") if one.kind == kind]
    if answers.get("district_code") and answers.get("state") == "20":
        answers.pop("state")
    assert came == {name: answer for name, answer in answers.items() if answer not in (None, "", [])}


def test_an_age_without_day_and_basis_comes_back_without_them() -> None:
    card = of_person.card({"person": ({"prs_FirstName": "अ", "x_age_years": 15},)})
    assert card == {"name": "अ"}
    dated = {"person": ({"prs_FirstName": "अ", "x_age_years": 15},), "case": ({"x_registration_date": DAY},)}
    assert of_person.card(dated) == {"name": "अ", "age": 15, "age_on": DAY}


def test_a_plan_of_another_house_says_no_more_than_its_row() -> None:
    plan = (
        {"spl_Objectives": "घर जाना", "spl_ActionPlan": "टिकट", "spl_PlannedEndDate": dt.date(2027, 1, 15)},
        {"spl_Type": "SocialCare", "spl_Objectives": "आश्रय", "spl_PlannedEndDate": dt.date(2027, 1, 15)},
        {"spl_Type": "Health", "spl_ActualEndDate": dt.date(2026, 10, 1)},
    )
    found = [(one.kind, dict(one.answers)) for one in entries_of({"plan": plan}, "x")]
    assert found == [
        ("goal", {"words": "घर जाना", "first_step": "टिकट", "by_on": dt.date(2027, 1, 15), "state": "open"}),
        ("service", {"kind": "other", "what": "आश्रय", "state": "offered"}),
        ("service", {"kind": "medical", "state": "received", "received_on": dt.date(2026, 10, 1)}),
    ]


def test_words_and_the_district_go_only_with_the_parts_that_promise_them() -> None:
    record = record_here(whole_file())
    harm = restrict_to_parts(record, ["harm"])
    fields = {name for rows in harm.values() for row in rows for name in row}
    assert not fields & {"hte_Description", "per_RoleDetails", "x_source_district", "x_not_to_tell", "x_guardian"}
    assert {"org_Name", "vic_LocationOfExploitation", "per_RoleInProcess", "x_exit_date"} <= fields
    who = set(single_row(restrict_to_parts(record, ["who"]), "person"))
    assert {"x_other_names", "prs_Citizenship", "prs_MaritalStatus", "prs_Gender"} <= who
    assert not who & {"x_guardian", "x_safe_ways", "x_not_to_tell", "x_block", "prs_MailingStreet", "prs_Email"}
    contact = restrict_to_parts(record, ["contact"])
    assert single_row(contact, "case")["x_source_district"] == "331"
    assert {"x_guardian", "x_not_to_tell", "x_block"} <= set(single_row(contact, "person"))


def test_an_older_card_shows_its_typed_district_and_tells_it_by_code() -> None:
    paper = CasePaper()
    paper.lay("identity", {"name": "अ", "district": "गुमला"}, None)
    record = record_of(paper.file, DAY)
    assert single_row(record, "case")["x_source_district"] == "331"
    assert single_row(record, "person")["x_district"] == "गुमला"
    assert of_person.card(record) == {"name": "अ", "district": "गुमला"}
    paper.lay("identity", {"name": "अ", "district": "कहीं और"}, None)
    assert "x_source_district" not in single_row(record_of(paper.file, DAY), "case")
