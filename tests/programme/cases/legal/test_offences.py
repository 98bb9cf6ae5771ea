"""Every offence row: its days, its years, what follows from it, and both languages; vectors in offences.csv."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import KINDS, kind_of
from jatan.programme.cases.entries.legal_facts import chosen_offences, chosen_sections, facts_of_file, offered_offences
from jatan.programme.cases.entries.legal_words import section_choices
from jatan.programme.cases.legal.books import book, looked_up
from jatan.programme.cases.legal.offences import (
    Offence,
    all_offences,
    facts_from_offences,
    offence_named,
    offences_on,
)
from jatan.programme.laws.citations import cited
from tests.programme.cases.legal.paper import A_WOMAN, TODAY, Paper, codes_of

VECTORS = list(csv.DictReader((Path(__file__).parent / "offences.csv").read_text("utf-8").splitlines()))
BEFORE, AFTER = dt.date(2024, 6, 30), dt.date(2024, 7, 1)
GIRL_OF_13 = {"sex": "f", "born_on": dt.date(2013, 5, 1), "age_basis": "birth_record"}
FAMILY_OF_RAPE = {
    "BNS": {"64", "64(2)", "65(1)", "65(2)", "66", "67", "68", "70(1)", "70(2)", "71"},
    "IPC": {"376", "376(3)", "376A", "376AB", "376B", "376C", "376D", "376DA", "376DB", "376E"},
}
# BNSS 173(1), 179, 183(6): 64-71, 74-79, 124, and what they were in the IPC.
WOMAN_OFFICER = {
    "BNS": FAMILY_OF_RAPE["BNS"]
    | {"69", "74", "75(2)", "75(3)", "76", "77", "77/again", "78", "78/again", "79", "124(1)", "124(2)"},
    "IPC": FAMILY_OF_RAPE["IPC"]
    | {"354", "354A", "354A/remarks", "354B", "354C", "354C/again", "354D", "354D/again", "509", "326A"},
}
TRAFFICKING = {
    "BNS": {*(f"143({number})" for number in range(2, 8)), "144(1)", "144(2)"},
    "IPC": {*(f"370({number})" for number in range(2, 8)), "370A(1)", "370A(2)"},
}
# The whole list of the first version of the book, with a day for each code.
EARLIER = (
    (
        [
            "BNS 143(2)",
            "BNS 143(3)",
            "BNS 143(4)",
            "BNS 143(5)",
            "BNS 143(6)",
            "BNS 143(7)",
            "BNS 144(1)",
            "BNS 144(2)",
            "BNS 137",
            "BNS 96",
            "BNS 87",
            "BNS 142",
            "BNS 98",
            "BNS 99",
            "BNS 146",
            "BNS 64",
        ],
        "2026-08-01",
    ),
    (
        [
            "IPC 370(2)",
            "IPC 370(3)",
            "IPC 370(4)",
            "IPC 370(5)",
            "IPC 370(6)",
            "IPC 370(7)",
            "IPC 370A(1)",
            "IPC 370A(2)",
            "IPC 363",
            "IPC 366A",
            "IPC 366",
            "IPC 368",
            "IPC 372",
            "IPC 373",
            "IPC 374",
            "IPC 376",
        ],
        "2024-06-01",
    ),
)
OF_ONE_FACT = {
    "sexual_offence": FAMILY_OF_RAPE,
    "woman_officer_offence": WOMAN_OFFICER,
    "trafficking_offence": TRAFFICKING,
    "acid_offence": {"BNS": {"124(1)"}, "IPC": {"326A"}},
    "acid_attempt": {"BNS": {"124(2)"}},
    "sex_by_deceit_offence": {"BNS": {"69"}},
    "pocso_grave": {"POCSO": {"4", "4(2)", "6", "8", "10"}},
    "pocso": {"POCSO": {"4", "4(2)", "6", "8", "10", "12", "14(1)", "15"}},
    "poa_offence": {"PoA Act": {"3(1)(h)", "3(1)(zb)", "3(2)(v)", "3(2)(va)"}},
    "itpa_offence": {
        "ITPA": {"3", "4", "4/child", "5", "5/will", "5/minor", "5/child", "6", "7(1A)", "9"},
    },
}  # fmt: skip


def named(key: str, day: dt.date = TODAY) -> Offence:
    found = offence_named(key, day)
    assert found is not None, key
    return found


def years(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['section']} {row['day']}")
def test_every_section_has_the_years_of_its_day(row: dict[str, str]) -> None:
    day = dt.date.fromisoformat(row["day"])
    found = [one for one in offences_on(day) if one.key == row["section"]]
    if row["least"] == "none":
        assert found == []
        return
    (one,) = found
    assert (one.least_years, one.most_years) == (years(row["least"]), years(row["most"]))
    assert one.is_confirmed == (row["tag"] == "C")
    ten = "ten_years_or_more" in facts_from_offences([one])
    assert ten == (row["ninety"] == "yes")


def test_the_vectors_name_every_section_on_a_day_it_is_in_force() -> None:
    named_there = {(row["section"], row["least"] == "none") for row in VECTORS}
    assert {key for key, is_absent in named_there if not is_absent} == {one.key for one in all_offences()}
    assert len(VECTORS) >= 150


@pytest.mark.parametrize("offence", all_offences(), ids=lambda one: f"{one.key} {one.first}")
def test_a_section_begins_and_ends_on_its_day_and_is_said_in_both_languages(offence: Offence) -> None:
    one_day = dt.timedelta(days=1)
    for edge, outside in ((offence.first, -one_day), (offence.last, one_day)):
        if edge in (dt.date.min, dt.date.max):
            continue
        assert offence.is_in_force(edge)
        assert not offence.is_in_force(edge + outside)
        assert offence.code in {one.code for one in offences_on(edge)}
        on_the_other_side = {(one.code, one.key) for one in offences_on(edge + outside)}
        assert (offence.code, offence.key) not in on_the_other_side
    assert re.search("[\u0900-\u097f]", offence.text.hi)
    assert not re.search("[\u0900-\u097f]", offence.text.en)
    assert not re.search("[A-Za-z]{3,}", f"{cited(offence.section).hi} {offence.text.hi}")


@pytest.mark.parametrize("row", book("offences")["offence"], ids=lambda row: row["code"])
def test_every_row_says_where_it_was_read_or_that_it_is_unverified(row: dict[str, str]) -> None:
    texts = book("offences")["texts"]
    sides = [(row["tag"], row.get("read"))] if {"new", "act"} & set(row) else []
    sides += [(row["old_tag"], row.get("old_read"))] if "old" in row else []
    assert sides
    for tag, read in sides:
        assert tag in {"C", "P", "U", "I"}
        assert (read in texts) == (tag == "C")


def test_what_is_unverified_names_no_text_and_has_no_years_unless_they_were_read() -> None:
    unverified = {one.key for one in all_offences() if one.read is None}
    assert unverified >= {"IPC 376(3)", "IPC 228A", "POCSO 6", "POCSO 14(1)", "POCSO 15", "Daain Act 3"}
    assert all(one.is_confirmed == (one.read is not None) for one in all_offences())
    assert looked_up("offences").on == dt.date(2026, 11, 27)


@pytest.mark.parametrize("fact", OF_ONE_FACT)
def test_a_fact_follows_from_exactly_its_sections_in_each_law(fact: str) -> None:
    yielding = {one.key for one in all_offences() if fact in facts_from_offences([one])}
    assert yielding == {f"{law} {number}" for law, numbers in OF_ONE_FACT[fact].items() for number in numbers}


def test_no_other_fact_follows_from_a_section() -> None:
    every = {fact for one in all_offences() for fact in facts_from_offences([one])}
    assert every == {*OF_ONE_FACT, "ten_years_or_more", "may_reach_ten_years", "seven_years_or_more"}


def test_deceit_is_no_rape_for_the_clocks_but_a_woman_officer_writes_it() -> None:
    facts = facts_from_offences([named("BNS 69")])
    assert facts - {"may_reach_ten_years", "seven_years_or_more"} == {"woman_officer_offence", "sex_by_deceit_offence"}


@pytest.mark.parametrize(
    ("keys", "day", "others", "expected"),
    [
        (["JJ Act 75"], "2022-08-31", False, False),
        (["JJ Act 75"], "2022-09-01", False, True),
        (["JJ Act 76"], "2022-08-31", False, False),
        (["JJ Act 76"], "2022-09-01", False, True),
        (["JJ Act 79"], "2022-09-01", False, True),
        (["JJ Act 81"], "2022-09-01", False, True),
        (["JJ Act 75/staff", "JJ Act 81/custodian"], "2026-11-24", False, True),
        (["JJ Act 75", "JJ Act 76", "JJ Act 79", "JJ Act 81"], "2026-11-24", False, True),
        (["JJ Act 75/grave"], "2026-11-24", False, False),
        (["JJ Act 76/grave"], "2026-11-24", False, False),
        (["JJ Act 75", "JJ Act 75/grave"], "2026-11-24", False, False),
        (["JJ Act 79", "BNS 143(4)"], "2026-11-24", False, False),
        (["JJ Act 79", "Child Labour Act 14(1)"], "2026-11-24", False, False),
        (["JJ Act 75"], "2026-11-24", True, False),
        (["JJ Act 74"], "2026-11-24", False, False),
        ([], "2026-11-24", False, False),
    ],
)
def test_sections_of_the_juvenile_justice_act_are_no_ground_for_an_fir_by_themselves_since_september_2022(
    keys: list[str], day: str, others: bool, expected: bool
) -> None:
    chosen = [named(key, dt.date.fromisoformat(day)) for key in keys]
    assert ("jj_non_cognizable_alone" in facts_from_offences(chosen, others=others)) == expected


def test_in_a_file_one_further_section_in_her_own_words_ends_what_holds_of_these_alone() -> None:
    paper = Paper(card=GIRL_OF_13)
    first = paper.write("offence", day="01/10/2022", offences=["JJ Act 75"])
    assert "jj_non_cognizable_alone" in facts_of_file(paper.file, TODAY)
    other = paper.write("offence", day="01/10/2022", others="BNS 115(2)")
    assert "jj_non_cognizable_alone" not in facts_of_file(paper.file, TODAY)
    paper.take_back(other)
    paper.write("offence", row=first.row, day="31/08/2022", offences=["JJ Act 75"])
    assert "jj_non_cognizable_alone" not in facts_of_file(paper.file, TODAY)


def test_a_maximum_of_ten_years_alone_is_sixty_days_as_the_high_courts_read_it() -> None:
    for key in ("BNS 143(2)", "BNS 144(1)", "BNS 69", "BNS 98", "JJ Act 75/grave"):
        assert "ten_years_or_more" not in facts_from_offences([named(key)])
    for key in ("BNS 143(3)", "BNS 140(1)", "BNS 145", "BNS 139(1)", "ITPA 6", "POCSO 6", "PoA Act 3(2)(v)"):
        assert "ten_years_or_more" in facts_from_offences([named(key)])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["BNS 137"], True),
        (["BNS 144(2)"], True),
        (["BNS 143(2)"], True),
        (["BNS 74", "BNS 75(2)", "POCSO 8"], False),
        (["BNS 74", "BNS 142", "BNS 137"], True),
        (["IPC 370A(2)"], False),
        (["BNS 65(2)"], True),
    ],
)
def test_a_preliminary_enquiry_is_for_less_than_seven_years_at_the_longest(keys: list[str], expected: bool) -> None:
    assert ("seven_years_or_more" in facts_from_offences([named(key) for key in keys])) is expected


def test_hiding_somebody_is_punished_as_her_kidnapping_was() -> None:
    hiding = named("BNS 142")
    assert (hiding.least_years, hiding.most_years, hiding.years_like) == (None, None, "kidnapping")
    assert "ten_years_or_more" not in facts_from_offences([hiding, named("BNS 137")])
    assert "ten_years_or_more" in facts_from_offences([hiding, named("BNS 139(1)")])


@pytest.mark.parametrize("day", [BEFORE, AFTER, dt.date(2019, 8, 15), dt.date(2019, 8, 16), TODAY])
def test_every_offence_of_the_day_can_be_written_whatever_is_known(day: dt.date) -> None:
    paper = Paper(card=A_WOMAN)
    keys = [one.key for one in offences_on(day)]
    assert len(keys) == len(set(keys))
    written = paper.write("offence", day=day, offences=keys)
    assert [key for key, _offence in chosen_sections(written)] == keys
    assert all(offence is not None and offence.is_in_force(day) for _key, offence in chosen_sections(written))


def test_what_fits_is_offered_first_and_gravest_first() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["trafficked", "rape"])
    offered = offered_offences(paper.file, dt.date(2026, 8, 1))
    fits = [one.fits for one in offered]
    assert fits == sorted(fits, reverse=True)
    suggested = [one.key for one in offered if one.fits]
    assert suggested[:3] == ["POCSO 6", "POCSO 4(2)", "BNS 65(1)"]
    assert {"BNS 64", "BNS 143(4)", "BNS 144(1)", "POCSO 4", "POCSO 4(2)", "POCSO 6", "ITPA 5/child"} <= set(suggested)
    assert not {"BNS 65(2)", "BNS 70(1)", "BNS 144(2)", "ITPA 5/minor", "BNS 124(1)"} & set(suggested)
    assert {one.key for one in offered} == {one.key for one in offences_on(dt.date(2026, 8, 1))}


def test_nothing_known_suggests_nothing() -> None:
    assert [one.key for one in offered_offences(Paper(card=A_WOMAN).file, TODAY) if one.fits] == []


@pytest.mark.parametrize(
    ("sex", "age", "day", "section", "expected"),
    [
        ("m", 15, BEFORE, "IPC 363", True),
        ("m", 17, BEFORE, "IPC 363", False),
        ("f", 17, BEFORE, "IPC 363", True),
        ("m", 17, AFTER, "BNS 137", True),
        ("m", 13, BEFORE, "IPC 366A", False),
        ("f", 13, BEFORE, "IPC 366A", True),
        ("m", 13, AFTER, "BNS 96", True),
    ],
)
def test_the_old_code_protected_boys_to_sixteen_and_girls_alone_from_procuration(
    sex: str, age: int, day: dt.date, section: str, expected: bool
) -> None:
    born = dt.date(day.year - age, 1, 1)
    paper = Paper(card={"sex": sex, "born_on": born, "age_basis": "school"})
    paper.write("situation", facts=["trafficked", "sexual"])
    fitting = {one.key for one in offered_offences(paper.file, day) if one.fits}
    assert (section in fitting) == expected
    paper.write("offence", day=day, offences=[section])


@pytest.mark.parametrize(
    ("facts", "section"),
    [
        (["gang_rape"], "BNS 70(1)"),
        (["rape", "died"], "BNS 66"),
        (["sexual_harassment"], "BNS 75(2)"),
        (["acid"], "BNS 124(1)"),
        (["bonded"], "Bonded Labour Act 16"),
        (["forced_labour"], "BNS 146"),
        (["confined"], "BNS 142"),
        (["forced_marriage"], "BNS 87"),
        (["sc_st", "forced_labour"], "PoA Act 3(1)(h)"),
        (["trafficked", "sexual"], "ITPA 5"),
    ],
)
def test_what_is_known_of_a_woman_suggests_its_section(facts: list[str], section: str) -> None:
    paper = Paper(card=A_WOMAN)
    assert section not in {one.key for one in offered_offences(paper.file, TODAY) if one.fits}
    paper.write("situation", facts=facts)
    assert section in {one.key for one in offered_offences(paper.file, TODAY) if one.fits}


def test_a_section_of_another_day_is_refused_and_may_be_written_in_words() -> None:
    paper = Paper(card=GIRL_OF_13)
    with pytest.raises(Problems) as refused:
        paper.write("offence", day="15/08/2019", offences=["POCSO 4(2)"])
    assert codes_of(refused.value) == {("not_in_force", "offences")}
    written = paper.write("offence", day="15/08/2019", others="POCSO 4(2)")
    assert chosen_offences(paper.file) == []
    assert written.get("others") == "POCSO 4(2)"


def test_an_offence_without_any_section_is_refused() -> None:
    for answers in ({}, {"offences": [], "others": "  "}):
        with pytest.raises(Problems) as refused:
            Paper().write("offence", day="01/08/2026", **answers)
        assert codes_of(refused.value) == {("missing_required", "offences")}


@pytest.mark.parametrize(
    "text", ["BNS 115(2), 3(5)", "भा.न्या.सं. ०११५(२)", "Arms Act 025(1-b)a/27", "रेलवे अधिनियम धारा ००१४५", "0"]
)
def test_another_section_is_kept_as_it_was_written_and_nothing_follows(text: str) -> None:
    paper = Paper(card=A_WOMAN)
    without = facts_of_file(paper.file, TODAY)
    assert paper.write("offence", day="01/08/2026", others=text).get("others") == text
    assert facts_of_file(paper.file, TODAY) == without


@pytest.mark.parametrize(
    ("section", "day"),
    [(section, day) for sections, day in EARLIER for section in sections],
)
def test_a_section_of_an_earlier_file_is_read_shown_and_saved_again(section: str, day: str) -> None:
    paper = Paper(card=A_WOMAN)
    entry = paper.lay("offence", {"day": dt.date.fromisoformat(day), "offences": [section]})
    ((key, offence),) = chosen_sections(entry)
    assert key == section
    assert offence is not None
    with override("hi"):
        label = str(kind_of("offence").field("offences").words(section))
    assert offence.text.hi in label or named(section).text.hi in label
    paper.write("offence", row=entry.row, day=entry.get("day"), offences=[section], note="x")


def test_a_section_that_no_list_knows_any_more_does_not_stop_a_file() -> None:
    paper = Paper(card=A_WOMAN)
    paper.lay("offence", {"day": TODAY, "offences": ["BNS 999", "BNS 64"]})
    assert [one.key for one in chosen_offences(paper.file)] == ["BNS 64"]
    assert "sexual_offence" in facts_of_file(paper.file, TODAY)


def test_a_section_keeps_the_years_of_each_entrys_own_day() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("offence", day="15/08/2019", offences=["POCSO 4"])
    paper.write("offence", day="16/08/2019", offences=["POCSO 4"])
    assert [one.least_years for one in chosen_offences(paper.file)] == [7, 10]


def test_the_list_offers_each_section_once_and_in_words_that_differ() -> None:
    for language in ("hi", "en"):
        with override(language):
            labels = [str(label) for _key, label in section_choices()]
        assert len(labels) == len(set(labels))
    assert {key for key, _label in section_choices()} == {one.key for one in all_offences()}
    assert not KINDS["offence"].field("offences").needed
