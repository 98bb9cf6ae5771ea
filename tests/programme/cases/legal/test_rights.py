"""What may be asked for without a date: shown by the facts, the steps taken and the code of the FIR's day."""

import datetime as dt

import pytest

from jatan.programme.cases.entries.legal_words import WHERE_ASKED
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.rights import rights_for

TODAY = dt.date(2026, 11, 28)
BEFORE = dt.date(2024, 6, 30)


def codes(facts: str = "", steps: str = "", *fir_days: dt.date, today: dt.date = TODAY) -> set[str]:
    return {one.code for one in rights_for(facts.split(), steps.split(), today, fir_days=fir_days)}


def test_a_free_lawyer_is_told_in_every_case() -> None:
    assert "free_lawyer" in codes()


@pytest.mark.parametrize(
    ("facts", "steps", "shown", "not_shown"),
    [
        ("sexual_offence", "", "in_camera rape_statement identity_printed", "in_camera_trafficking"),
        ("woman_officer_offence", "", "woman_officer", "rape_statement"),
        ("trafficking_offence", "", "in_camera_trafficking", "in_camera rape_statement"),
        (
            "pocso",
            "",
            "child_statement child_medical magistrate_manner lawyer_of_choice pocso_interim",
            "bonded_release",
        ),
        ("maybe_child", "", "who_produces dm_hears own_record", "child_medical"),
        ("woman", "", "several_schemes", "who_produces"),
        ("child_marriage trafficked", "", "marriage_void", ""),
        ("child_marriage sold_for_marriage", "", "marriage_void", ""),
        ("child_marriage", "", "", "marriage_void"),
        ("bonded forced_labour", "", "bonded_release bonded_burden debt_ends wages_claim", ""),
        ("sc_st", "", "poa_notice", ""),
        ("rape", "", "hospital_tells_police woman_officer", "disabled_statement"),
        ("acid_offence", "", "hospital_tells_police", ""),
        ("acid_attempt woman_officer_offence", "", "woman_officer", "hospital_tells_police"),
        ("trafficked disabled", "", "", "hospital_tells_police disabled_statement"),
        ("woman_officer_offence disabled", "", "disabled_statement", ""),
        ("jj_non_cognizable_alone", "", "jj_alone", ""),
        ("", "child_missing_reported", "missing_is_trafficked", ""),
        ("", "itpa_rescue", "itpa_women itpa_home", "missing_is_trafficked"),
        ("", "itpa_produced", "itpa_home", "itpa_women"),
        ("", "", "testimony_who_goes testimony_screen", "testimony_pocso_accused bail_informant_heard"),
        ("pocso", "", "testimony_pocso_accused testimony_pocso_support", "bail_informant_heard bail_before_arrest"),
        ("pocso rape", "", "bail_informant_heard bail_before_arrest", ""),
        ("rape woman", "", "", "bail_informant_heard testimony_pocso_questions"),
        ("maybe_child", "", "child_labour_fund", "transgender_offence"),
        ("transgender", "", "transgender_offence", "child_labour_fund"),
        ("bonded", "", "wages_before_code", ""),
        ("", "child_missing_reported", "missing_child_list missing_child_found", ""),
    ],
)
def test_lines_follow_from_facts_and_steps(facts: str, steps: str, shown: str, not_shown: str) -> None:
    found = codes(facts, steps)
    assert {*shown.split()} <= found
    assert not {*not_shown.split()} & found


@pytest.mark.parametrize(
    "row",
    [row for row in book("rights")["right"] if row.get("by_fir") and "effective_from" in row],
    ids=lambda row: row["code"],
)
def test_what_the_new_code_gives_is_not_promised_in_a_case_of_the_old(row: dict[str, str]) -> None:
    facts = " ".join((*row.get("needs", ()), *row.get("needs_one_of", ())))
    if row["code"] != "in_camera_trafficking":
        assert row["code"] in codes(facts, "", dt.date(2024, 7, 1))
        assert row["code"] in codes(facts, "", BEFORE, dt.date(2024, 7, 1))
    assert row["code"] not in codes(facts, "", BEFORE)


@pytest.mark.parametrize(
    "row", [row for row in book("rights")["right"] if "effective_to" in row], ids=lambda row: row["code"]
)
def test_what_the_old_code_gave_is_shown_in_a_case_of_the_old_alone(row: dict[str, str]) -> None:
    facts = " ".join((*row.get("needs", ()), *row.get("needs_one_of", ())))
    assert row["code"] in codes(facts, "", BEFORE)
    assert row["code"] not in codes(facts, "", dt.date(2024, 7, 1))


UNREAD = [
    "testimony_pocso_questions",
    "testimony_pocso_accused",
    "testimony_pocso_language",
    "testimony_pocso_support",
    "bail_informant_heard",
    "bail_informant_heard_old",
    "bail_before_arrest",
    "child_labour_fund",
    "transgender_offence",
    "wages_before_code",
    "missing_child_list",
]


@pytest.mark.parametrize("code", UNREAD)
def test_what_nobody_read_says_so_and_asks_instead_of_claiming(code: str) -> None:
    row = next(row for row in book("rights")["right"] if row["code"] == code)
    facts = [*row.get("needs", ()), *row.get("needs_one_of", ())]
    steps, day = row.get("after", ()), row.get("effective_to", TODAY)
    line = next(one for one in rights_for(facts, steps, TODAY, fir_days=[day]) if one.code == code)
    assert line.is_unverified
    assert not line.is_confirmed
    assert any(word in line.text.en.lower() for word in ("ask ", "ask:")), line.text.en


def test_the_debt_ends_with_the_work_only_under_the_code_of_2025() -> None:
    assert "debt_ends" in codes("bonded", today=dt.date(2025, 11, 21))
    assert "debt_ends" not in codes("bonded", today=dt.date(2025, 11, 20))


def test_delhis_practice_says_that_it_is_no_law_here() -> None:
    (line,) = (one for one in rights_for(["bonded"], [], TODAY) if one.code == "bonded_release")
    assert "no law here" in line.text.en
    assert "दिल्ली" in line.text.hi
    assert not line.is_confirmed


def test_every_line_has_its_place_on_the_page() -> None:
    assert {row["about"] for row in book("rights")["right"]} == set(WHERE_ASKED)
