"""An imported record is exported again without loss, and never overrides our own entries."""

import datetime as dt
import json
from typing import Any

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.received import FROM_HOUSE
from jatan.programme.cases.exchange.levels import has_agreed_to
from jatan.programme.cases.exchange.of_file import Cover, record_of, restrict_to_parts
from jatan.programme.cases.exchange.records import Record, single_row, validate_record
from jatan.programme.cases.exchange.standard import FIELDS
from jatan.programme.cases.file.access import OpenCaseFile, open_identity
from jatan.programme.cases.file.closure import decide_closure
from jatan.programme.cases.file.entry_store import withdraw_entry
from jatan.programme.cases.sharing.case_import import import_record
from tests.programme.cases.case_office import AGREED, OF_SIXTEEN, CaseHouse
from tests.programme.cases.exchange.samples import every_code, whole_record
from tests.programme.cases.exchange.test_born_here import AGENCY, FURTHER, HARM, HOUSE
from tests.programme.cases.exchange.test_born_here import CARD as BORN_CARD
from tests.programme.cases.two_offices import CARD

pytestmark = pytest.mark.django_db
TODAY = clock.today()
# What only we can say of our own case, and what follows from it.
OURS = {"x_case_id", "x_case_code", "x_registration_date", "x_person_code", "x_consent_scope", "x_consent_override"}
OURS |= {"cas_CaseOwner", "x_case_kind"}


def filled(house: CaseHouse, record: Record, **more: Any) -> OpenCaseFile:
    found = house.open_case(agreed=False, **more)
    return import_record(**house.mine(), case_file=found, record=record, source="खूँटी", card={})


def again(house: CaseHouse, case_file: OpenCaseFile, cover: Cover | None = None) -> Record:
    """As another colleague reads and exports it."""
    opened = open_identity(**house.mine(), case_file=house.read(case_file.case.pk))
    return record_of(opened.file, TODAY, cover)


def imported_values(record: Record) -> dict[str, list[dict[str, Any]]]:
    """A record without what is ours, rows that repeat in an order that does not matter."""
    plain = {
        section: [{name: value for name, value in row.items() if name not in OURS} for row in rows]
        for section, rows in record.items()
    }
    return {section: sorted(filter(None, rows), key=repr) for section, rows in plain.items() if any(rows)}


def test_every_field_of_the_standard_comes_out_again(house: CaseHouse) -> None:
    record = validate_record(whole_record())
    out = again(house, filled(house, record))
    assert len([name for name in FIELDS if not name.startswith("x_")]) == 84
    assert imported_values(out) == imported_values(record)


def test_every_code_comes_out_again(house: CaseHouse) -> None:
    """One record for each place in the longest list: every code stands in one of them."""
    longest = max(len(field.codes) for field in FIELDS.values())
    seen: set[tuple[str, str]] = set()
    for place in range(longest):
        record: dict[str, list[dict[str, Any]]] = {}
        for name, field in FIELDS.items():
            if field.codes and name not in OURS:
                code = field.codes[place % len(field.codes)]
                value = (code,) if field.holds_many else code
                record.setdefault(field.section, [{}])[0][name] = value
                seen.add((name, code))
        whole = validate_record({section: tuple(rows) for section, rows in record.items()})
        assert imported_values(again(house, filled(house, whole))) == imported_values(whole)
    assert seen == {(name, code) for name, code in every_code() if name not in OURS}


def test_the_codes_of_harm_become_answers_that_the_page_asks(house: CaseHouse) -> None:
    record = {
        "victim": (
            {
                "vic_TypeOfExploitation": ("ForcedLabour", "SexualExploitation"),
                "vic_MethodsOfControl": ("DebtBondage",),
                "x_RestrictsMovement": True,
                "vic_ForcedLabourIndustry": "T_ActivitiesOfHouseholdsAsEmployers",
            },
        )
    }
    (entry,) = filled(house, record).file.all("exploitation")
    assert entry.get("types") == ["ForcedLabour", "SexualExploitation"]
    assert entry.get("controls") == ["DebtBondage", "RestrictsMovement"]
    assert entry.get("sector") == "T_ActivitiesOfHouseholdsAsEmployers"


def test_what_found_its_place_is_not_kept_a_second_time(house: CaseHouse) -> None:
    case_file = filled(
        house, {"person": ({"prs_FirstName": "बुधनी", "prs_SecondName": "उराँव", "prs_Gender": "Feminine"},)}
    )
    assert case_file.file.all("imported", "imported_person") == []


def test_the_record_has_no_person_before_her_card_is_opened(house: CaseHouse) -> None:
    case_file = filled(house, validate_record(whole_record()))
    closed = house.read(case_file.case.pk)
    assert "person" not in record_of(closed.file, TODAY)
    person = single_row(again(house, case_file), "person")
    personal = [str(person[name]) for name in ("prs_Email", "prs_IdentityNumber", "prs_MailingStreet")]
    stored = "".join(str(dict(entry.answers)) for entry in closed.file.entries if entry.kind == "imported")
    assert '"person"' not in stored
    assert all(personal)


def without_house(entry: Entry) -> dict[str, Any]:
    """The answers of an entry without the house that it came from."""
    return {name: value for name, value in entry.answers.items() if name != FROM_HOUSE}


def test_our_own_work_is_not_overruled(house: CaseHouse) -> None:
    record = validate_record(whole_record())
    case_file = filled(house, record)
    case_file = house.write(case_file, "consent", {**AGREED, **OF_SIXTEEN})
    opened = open_identity(**house.mine(), case_file=case_file)
    card = {name: one for name, one in opened.file.identity.answers.items() if not name.startswith("folded")}  # type: ignore[union-attr]
    house.write(opened, "identity", {**card, "name": "सुगनी मुंडा"})
    harm, kinds = case_file.file.all("exploitation")[0], ["ForcedLabour", "SexualExploitation", "ForcedBegging"]
    answers = without_house(harm) | {"types": kinds}
    now = house.write(house.read(case_file.case.pk), "exploitation", answers, row=harm.row)
    assert now.file.all("exploitation")[0].get(FROM_HOUSE) == harm.get(FROM_HOUSE) == "खूँटी"
    out = again(house, case_file)
    assert single_row(out, "person")["prs_FirstName"] == "सुगनी"
    assert single_row(out, "person")["prs_Email"] == single_row(record, "person")["prs_Email"]
    assert single_row(out, "victim")["vic_TypeOfExploitation"] == tuple(kinds)
    assert single_row(out, "case")["cas_Status"] == "Active"


def test_imported_consent_is_not_our_consent(house: CaseHouse) -> None:
    case_file = filled(house, validate_record(whole_record()))
    out = again(house, case_file)
    for purpose in ("CaseWork", "Sharing", "Statistics", "Story", "PoliceCourt"):
        assert not has_agreed_to(out, purpose)
    assert "x_consent_override" not in single_row(out, "consent")
    assert single_row(out, "case")["x_case_id"] == str(case_file.case.pk)


def test_a_service_that_is_taken_back_takes_its_row_along(house: CaseHouse) -> None:
    record = {"plan": ({"spl_Type": "Legal", "spl_Objectives": "FIR"}, {"spl_Type": "SocialCare"})}
    case_file = filled(house, record)
    first_service = case_file.file.all("service")[0]
    withdraw_entry(**house.mine(), case_file=case_file, row=first_service.row, reason="ग़लती")
    assert again(house, case_file)["plan"] == ({"spl_Type": "SocialCare"},)


def test_an_aadhaar_number_of_another_house_is_not_kept(house: CaseHouse) -> None:
    record = {"person": ({"prs_FirstName": "बुधनी", "prs_IdentityNumber": "2341 2341 2346"},)}
    out = again(house, filled(house, record))
    assert single_row(out, "person")["prs_IdentityNumber"] == "XXXX XXXX XXXX"


def test_only_the_chosen_parts_are_in_the_record(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "identity", CARD)
    found = house.write(found, "note", {"about": "कहानी", "text": "निजी"})
    found = house.write(found, "service", {"kind": "legal", "state": "agreed", "what": "FIR"})
    record = record_of(open_identity(**house.mine(), case_file=found).file, TODAY)
    who = restrict_to_parts(record, ["who"])
    assert set(who) == {"case", "consent", "person"}
    assert "prs_MobilePhone" not in single_row(who, "person")
    contact = {"prs_MobilePhone", "prs_MailingCity", "x_not_to_tell", "x_safe_ways"}
    assert set(restrict_to_parts(record, ["contact"])["person"][0]) == contact
    assert set(restrict_to_parts(record, ["support"])) == {"case", "consent", "plan"}
    assert restrict_to_parts(record, ["notes"])["comment"] == ({"cco_CaseComment": "कहानी\nनिजी"},)
    assert set(restrict_to_parts(record, [])) == {"case", "consent"}


def test_status_and_registration_are_those_of_our_own_case(house: CaseHouse) -> None:
    case_file = house.open_case()
    case = single_row(record_of(case_file.file, TODAY), "case")
    assert case == {
        "cas_Status": "Active",
        "x_case_id": str(case_file.case.pk),
        "x_case_code": case_file.case.code,
        "x_case_kind": "Trafficking",
        "x_registration_date": dt.date(2026, 10, 5),
    }


def test_a_case_handed_over_and_closed_says_so(house: CaseHouse) -> None:
    answers = {"reason": "referred", "goes_on_at": "खूँटी", "review_on": TODAY + dt.timedelta(days=90)}
    asking = {"consent_state": "agrees", "feedback_asked": "refused", "remains": "मुआवज़ा बाक़ी"}
    case_file = house.write(house.open_case(), "closure_request", answers | asking)
    (request,) = case_file.file.all("closure_request")
    with house.acting("supervisor"):
        decide_closure(
            by=house.by("supervisor"),
            keyring=house.ring("supervisor"),
            case_file=case_file,
            decision="approved",
            request=request.row,
            seen=request.revision,
        )
    case = single_row(record_of(house.read(case_file.case.pk).file, TODAY), "case")
    assert case["cas_Status"] == "ClosedReferred"
    assert case["cas_ReasonForCaseClosure"] == "another office took her case over\nमुआवज़ा बाक़ी"


def test_harm_goals_and_services_become_events_and_plan(house: CaseHouse) -> None:
    harm = {"types": ["ForcedLabour"], "relation": "Relative", "controls": ["RestrictsMovement", "DebtBondage"]}
    where = {"source_district": "गुमला", "left_on": "01/02/2026", "destination_state": "Delhi", "transit": "राँची"}
    case_file = house.write(house.open_case(), "exploitation", harm | where)
    case_file = house.write(case_file, "goal", {"words": "सिलाई सीखना", "first_step": "केंद्र जाना", "state": "open"})
    service = {"kind": "compensation", "state": "received", "received_on": "01/11/2026", "provider": "DLSA"}
    case_file = house.write(case_file, "service", service)
    house.write(case_file, "service", {"kind": "medical", "state": "declined"})
    record = record_of(house.read(case_file.case.pk).file, TODAY)
    assert single_row(record, "victim") == {
        "vic_RelationshipToTrafficker": "Familial",
        "vic_MethodsOfControl": ("DebtBondage",),
        "vic_TypeOfExploitation": ("ForcedLabour",),
        "x_relationship": "Relative",
        "x_RestrictsMovement": True,
    }
    assert [row["hte_Type"] for row in record["event"]] == ["Recruitment", "Transit", "Exploitation"]
    assert record["event"][0]["hte_Date"] == dt.date(2026, 2, 1)
    goal, received, declined = record["plan"]
    assert goal == {
        "spl_Objectives": "सिलाई सीखना",
        "spl_ActionPlan": "केंद्र जाना",
        "x_plan_kind": "Goal",
        "x_goal_state": "open",
        "x_first_step": "केंद्र जाना",
    }
    assert (received["spl_Type"], received["spl_ActualEndDate"]) == ("Financial", dt.date(2026, 11, 1))
    assert (declined["spl_Type"], declined["x_service_state"]) == ("Health", "declined")
    assert "spl_ActualEndDate" not in declined


# Kind of entry -> what its answers were, in a file that another house takes in.
BORN: dict[str, list[dict[str, Any]]] = {
    "exploitation": [{name: one for name, one in HARM.items() if name != "known_before"}],
    "involved_organisation": [dict(AGENCY), dict(HOUSE)],
    "place_of_harm": [dict(FURTHER)],
    "goal": [{"words": "सिलाई सीखना", "first_step": "केंद्र जाना", "by_on": TODAY, "state": "open"}],
    "service": [
        {"kind": "shelter", "state": "received", "received_on": dt.date(2026, 10, 9), "provider": "सखी"},
        {"kind": "psychosocial", "state": "declined", "what": "समूह", "her_reason": "अभी नहीं"},
    ],
}


def test_a_file_written_here_is_the_same_file_in_the_house_that_takes_it_in(house: CaseHouse) -> None:
    first = house.write(house.open_case(), "identity", BORN_CARD)
    for kind, entries in BORN.items():
        for answers in entries:
            first = house.write(first, kind, answers)
    second = filled(house, again(house, first))
    opened = open_identity(**house.mine(), case_file=house.read(second.case.pk)).file
    assert opened.identity is not None
    assert {name: opened.identity.get(name) for name in BORN_CARD} == dict(BORN_CARD)
    for kind, entries in BORN.items():
        assert [without_house(entry) for entry in opened.all(kind)] == entries
    (kept,) = opened.all("imported", "imported_person")
    # Her consent to the first house is no consent to the second, and the first one's colleague is none of its own.
    fields = {"consent": {"con_Consent": [True, None]}, "case": {"cas_CaseOwner": ["Test counsellor", None]}}
    assert json.loads(str(kept.get("document"))) == {"fields": fields, "rows": [], "parked": []}


def test_an_age_without_a_day_does_not_cost_her_the_card(house: CaseHouse) -> None:
    record = {"person": ({"prs_FirstName": "बुधनी", "x_age_years": 15},)}
    out = again(house, filled(house, record))
    person = single_row(out, "person")
    assert (person["prs_FirstName"], person["x_age_years"]) == ("बुधनी", 15)
