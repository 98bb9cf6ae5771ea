"""Money of every scheme by vectors, what a file says of percent and bondage, and each row in both languages."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.legal_facts import facts_of_file
from jatan.programme.cases.entries.legal_money import fitting_amounts, scheme_notes, taken_together
from jatan.programme.cases.entries.legal_track import money_of
from jatan.programme.cases.entries.legal_words import ASKS, BODIES, NOTES, PARTS, head_words
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.money import Amount, amounts_for, combined_values
from jatan.programme.laws.citations import cited
from tests.programme.cases.legal.paper import A_WOMAN, TODAY, Paper, codes_of
from tests.programme.cases.legal.test_legal_entries import BOY_OF_16, GIRL_OF_13, UNKNOWN

VECTORS = list(csv.DictReader((Path(__file__).parent / "money_vectors.csv").read_text("utf-8").splitlines()))
A_MAN = {"sex": "m", "born_on": dt.date(1990, 3, 1), "age_basis": "said"}
UNKNOWN_SEX = {"born_on": dt.date(1990, 3, 1), "age_basis": "school"}
ROWS = [(scheme, row) for scheme in book("money")["scheme"] for row in scheme["rows"]]


def found_in(row: dict[str, str]) -> Amount:
    amounts = amounts_for(row["facts"].split(), dt.date.fromisoformat(row["on"]))
    return next(one for one in amounts if (one.scheme, one.head) == (row["scheme"], row["head"]))


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["case"])
def test_every_vector_gives_its_amount(row: dict[str, str]) -> None:
    one = found_in(row)
    assert (str(one.least or ""), str(one.most or "")) == (row["least"], row["most"])
    assert (one.apply_to, one.tag, one.asks) == (row["apply_to"], row["tag"], row["asks"])
    assert [str(rupees) for rupees in (one.interim_least, one.annuity, one.may_be_least)] == [
        row[name] for name in ("interim", "annuity", "may_be")
    ]


def test_every_row_of_every_scheme_has_a_vector() -> None:
    assert {(row["scheme"], row["head"]) for row in VECTORS} == {(scheme["code"], row["head"]) for scheme, row in ROWS}
    assert len(VECTORS) >= 50


@pytest.mark.parametrize(
    ("scheme", "facts", "before"),
    [
        ("bonded_labour_2021", "man bonded", "2022-01-26"),
        ("poa_relief_2016", "woman sc_st rape", "2016-04-13"),
        ("pocso_court", "child sexual pocso", "2012-11-13"),
    ],
)
def test_on_the_day_before_a_scheme_began_nothing_of_it_is_shown(scheme: str, facts: str, before: str) -> None:
    day = dt.date.fromisoformat(before)
    assert scheme not in {one.scheme for one in amounts_for(facts.split(), day)}
    assert scheme in {one.scheme for one in amounts_for(facts.split(), day + dt.timedelta(days=1))}


@pytest.mark.parametrize(("scheme", "row"), ROWS, ids=lambda part: part.get("code") or part["head"])
def test_every_row_has_source_tag_and_the_day_on_which_it_was_looked_up(scheme: Any, row: Any) -> None:
    tag = row.get("tag", scheme["tag"])
    assert tag in {"C", "P", "U", "I"}
    assert row.get("source") or scheme["source"]
    looked_up = row.get("looked_up", scheme.get("looked_up"))
    assert (looked_up is None) == (tag == "U")


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["case"])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_row_is_rendered_in_both_languages(row: dict[str, str], language: str) -> None:
    one = found_in(row)
    with override(language):
        texts = [head_words(one.scheme, one.head), one.scheme_name, BODIES[one.apply_to]]
        texts += [NOTES[code] for code in (*one.notes, *one.scheme_notes)]
        texts += [PARTS[part.when] for part in one.parts] + ([ASKS[one.asks]] if one.asks else [])
        shown = [str(text) for text in texts]
        source = render_to_string("cases/legal_source.html", {"amount": one})
        amount = render_to_string("cases/legal_amount.html", {"amount": one})
    is_hindi = [any("ऀ" <= letter <= "ॿ" for letter in text) for text in (*shown, source)]
    assert is_hindi == [language == "hi"] * len(is_hindi)
    assert cited(one.source).in_language(language) in source
    assert "2026" in source
    for rupees in filter(None, (one.least, one.most, one.interim_least, one.annuity, one.may_be_least)):
        assert in_lakhs(rupees) in amount


def in_lakhs(rupees: int) -> str:
    """105000 as it is written in India: 1,05,000."""
    text = str(rupees)
    head, tail = text[:-3], text[-3:]
    pairs: list[str] = []
    while head:
        head, pairs = head[:-2], [head[-2:], *pairs]
    return ",".join([*pairs, tail])


def test_what_nobody_looked_up_says_so_and_names_no_day() -> None:
    one = Amount("x", cited("x"), "x", 1, 2, False, "dlsa", "NALSA scheme 2018", "U", None, False)
    with override("en"):
        shown = render_to_string("cases/legal_source.html", {"amount": one})
    assert "unverified" in shown
    assert "looked up" not in shown


def heads(paper: Paper, scheme: str) -> dict[str, Amount]:
    return {one.head: one for one, _other in fitting_amounts(paper.file, TODAY) if one.scheme == scheme}


@pytest.mark.parametrize(
    ("percent", "head"),
    [
        (100, "disability_80"),
        (80, "disability_80"),
        (79, "disability_40"),
        (40, "disability_40"),
        (39, "disability_20"),
        (20, "disability_20"),
        (19, "disability_less"),
        (1, "disability_less"),
    ],
)
@pytest.mark.parametrize("fact", ["permanent_disability", "partial_disability"])
def test_the_percent_of_a_disability_chooses_its_row(fact: str, percent: int, head: str) -> None:
    paper = Paper()
    paper.write("situation", facts=[fact], disability_percent=str(percent))
    assert set(heads(paper, "nalsa_2018")) == {"at_once", head}


def test_without_the_percent_all_four_rows_stand_there_with_the_question() -> None:
    paper = Paper()
    paper.write("situation", facts=["partial_disability"])
    found = heads(paper, "nalsa_2018")
    assert [one.asks for head, one in found.items() if head != "at_once"] == ["disability_percent"] * 4


@pytest.mark.parametrize(("percent", "extent"), [(51, "over_50"), (50, "under_50"), (20, "under_50"), (19, "under_20")])
@pytest.mark.parametrize(("fact", "harm"), [("burned", "burns"), ("acid", "acid")])
def test_how_much_of_the_body_is_hurt_chooses_the_row(fact: str, harm: str, percent: int, extent: str) -> None:
    paper = Paper()
    paper.write("situation", facts=[fact], hurt_percent=str(percent))
    assert set(heads(paper, "nalsa_2018")) == {"at_once", f"{harm}_{extent}"}
    paper.write("situation", facts=[fact, "hurt_face"], hurt_percent=str(percent))
    assert set(heads(paper, "nalsa_2018")) == {"at_once", f"{harm}_{extent}", f"{harm}_face"}


@pytest.mark.parametrize(("percent", "shown"), [(25, False), (26, True)])
def test_the_states_scheme_pays_for_burns_over_a_quarter_of_the_body(percent: int, shown: bool) -> None:
    paper = Paper()
    paper.write("situation", facts=["burned"], hurt_percent=str(percent))
    assert ("burns" in heads(paper, "jvcs_2016")) == shown


def test_an_entry_from_before_the_percent_was_asked_shows_every_row_that_may_be_hers() -> None:
    paper = Paper()
    paper.lay("situation", {"facts": ["burns"]})
    assert set(heads(paper, "jvcs_2016")) == {"burns"}
    found = heads(paper, "nalsa_2018")
    assert set(found) == {"at_once", "burns_face", "burns_over_50", "burns_under_50"}
    assert {one.asks for head, one in found.items() if head != "at_once"} == {"hurt_percent"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"facts": ["burned"], "hurt_percent": "101"}, "hurt_percent"),
        ({"facts": ["trafficked"], "hurt_percent": "10"}, "hurt_percent"),
        ({"facts": ["burns"], "hurt_percent": "25"}, "hurt_percent"),
        ({"facts": ["burned"], "disability_percent": "10"}, "disability_percent"),
        ({"facts": ["hurt_face"]}, "facts"),
    ],
)
def test_a_percent_that_contradicts_what_is_ticked_is_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Problems) as refused:
        Paper().write("situation", **given)
    assert field in {name for _code, name in codes_of(refused.value)}


def test_several_heads_of_one_scheme_are_taken_together_for_a_victim_of_assault_or_acid() -> None:
    paper = Paper()
    paper.write("situation", facts=["rape", "pregnancy_by_rape", "injury"])
    ((together, other),) = taken_together(paper.file, TODAY)
    assert other is None
    assert (together.scheme, together.least, together.most) == ("nalsa_2018", 800_000, 1_300_000)
    assert together.interim_least == 325_000


def test_a_head_that_lies_in_another_is_counted_once_and_an_open_one_not_at_all() -> None:
    facts = {"woman", "gang_rape", "rape", "sexual", "injury", "disability_not_known", "disability_80", "disability_40"}
    (together,) = combined_values(amounts_for(facts, TODAY), facts)
    assert together.heads == ("gang_rape", "injury_needing_rehabilitation")
    assert (together.least, together.most) == (600_000, 1_200_000)


@pytest.mark.parametrize("facts", [{"woman", "rape", "sexual"}, {"woman", "injury", "foetal_loss"}, {"man", "acid"}])
def test_one_head_another_victim_or_another_scheme_gives_nothing_together(facts: set[str]) -> None:
    assert combined_values(amounts_for(facts, TODAY), facts) == []


def test_nothing_is_added_across_schemes() -> None:
    """With every fact there is, whatever is taken together is made of heads of one scheme alone."""
    facts = {fact for _scheme, row in ROWS for side in ("needs", "needs_one_of") for fact in row.get(side, ())}
    amounts = amounts_for({*facts, "woman", "sc_st", "sexual"}, TODAY)
    for together in combined_values(amounts, {*facts, "sexual"}):
        mine = [one for one in amounts if one.scheme == together.scheme and one.head in together.heads]
        assert (together.least, together.most) == (
            sum(one.least or 0 for one in mine),
            sum(one.most or 0 for one in mine),
        )


def test_a_girls_compensation_is_ordered_by_the_special_court_and_the_scheme_is_a_measure() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["rape"])
    found = heads(paper, "nalsa_2018")
    assert {(one.is_guide, one.apply_to) for one in found.values()} == {(True, "special_court")}
    assert "at_once" not in found
    assert "by_special_court" in heads(paper, "pocso_court")


def test_a_girl_hurt_by_acid_alone_asks_the_legal_services_authority() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["acid"], hurt_percent="10")
    assert {(one.is_guide, one.apply_to) for one in heads(paper, "nalsa_2018").values()} == {(False, "dlsa")}


def test_of_a_doubtful_age_both_readings_say_where_to_go() -> None:
    paper = Paper(card=UNKNOWN)
    paper.write("situation", facts=["rape"])
    row = next(row for row in money_of(paper.file, TODAY) if row.head == "nalsa_2018:rape")
    assert row.amount is not None
    assert row.if_child is not None
    assert (row.amount.apply_to, row.if_child.apply_to) == ("dlsa", "special_court")
    courts = next(row for row in money_of(paper.file, TODAY) if row.head == "pocso_court:by_special_court")
    assert courts.amount == courts.if_child


def test_relief_after_rape_comes_in_three_parts_that_make_up_the_whole() -> None:
    paper = Paper()
    paper.write("situation", facts=["rape", "sc_st"])
    one = heads(paper, "poa_relief_2016")["rape"]
    assert [(part.when, part.rupees) for part in one.parts] == [
        ("medical", 250_000),
        ("charge_sheet", 125_000),
        ("trial_end", 125_000),
    ]


def test_without_the_tick_of_her_caste_or_tribe_there_is_no_relief() -> None:
    paper = Paper()
    paper.write("situation", facts=["rape", "bonded", "witch"])
    assert heads(paper, "poa_relief_2016") == {}


@pytest.mark.parametrize(
    ("card", "facts", "expected"),
    [
        (A_MAN, ["bonded"], {"adult_man"}),
        (A_MAN, ["bonded", "trafficked"], {"adult_man"}),
        (A_MAN, ["bonded", "permanent_disability"], {"adult_man"}),
        (A_MAN, ["bonded", "trafficked", "extreme"], {"extreme_case"}),
        (A_WOMAN, ["bonded"], {"woman_or_child"}),
        (A_WOMAN, ["bonded", "trafficked"], {"extreme_case"}),
        (BOY_OF_16, ["bonded"], {"child"}),
        (BOY_OF_16, ["bonded", "trafficked"], {"extreme_case"}),
        ({"sex": "t", "born_on": dt.date(1990, 1, 1)}, ["bonded"], {"extreme_case"}),
        (None, ["bonded"], {"adult_man_or_woman", "child"}),
    ],
)
def test_a_grown_man_is_of_the_gravest_class_only_if_the_deputy_commissioner_says_so(
    card: Any, facts: list[str], expected: set[str]
) -> None:
    paper = Paper(card=card)
    paper.write("situation", facts=facts)
    assert set(heads(paper, "bonded_labour_2021")) == {*expected, "immediate_cash"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"types": ["ForcedLabour"]}, "maybe_bonded"),
        ({"types": ["Servitude"]}, "maybe_bonded"),
        ({"types": ["ForcedMarriage"], "controls": ["DebtBondage"]}, "maybe_bonded"),
        ({"types": ["ForcedLabour"], "bondage": "unknown"}, "maybe_bonded"),
        ({"types": ["ForcedLabour"], "bondage": "yes"}, "bonded"),
        ({"types": ["ForcedLabour"], "bondage": "no"}, ""),
        ({"types": ["ForcedMarriage"]}, ""),
    ],
)
def test_bondage_is_asked_apart_from_forced_labour(answers: dict[str, Any], expected: str) -> None:
    paper = Paper(card=A_MAN)
    paper.write("exploitation", **answers)
    assert facts_of_file(paper.file, TODAY) & {"bonded", "maybe_bonded"} == {expected} - {""}
    asks = {one.asks for one in heads(paper, "bonded_labour_2021").values()}
    assert asks == {"bonded": {""}, "maybe_bonded": {"bonded"}, "": set()}[expected]


def test_what_is_ticked_for_the_law_goes_before_the_codes() -> None:
    paper = Paper(card=A_MAN)
    paper.write("exploitation", types=["ForcedLabour"], bondage="no")
    paper.write("situation", facts=["bonded"])
    assert {one.asks for one in heads(paper, "bonded_labour_2021").values()} == {""}


def test_an_old_tick_of_forced_labour_shows_the_scheme_with_the_question() -> None:
    paper = Paper(card=A_MAN)
    paper.lay("situation", {"facts": ["forced_labour"]})
    found = heads(paper, "bonded_labour_2021")
    assert {head: one.asks for head, one in found.items()} == {"adult_man": "bonded", "immediate_cash": "bonded"}


def test_bondage_without_any_work_is_refused() -> None:
    with pytest.raises(Problems) as refused:
        Paper().write("exploitation", types=["ForcedMarriage"], bondage="yes")
    assert codes_of(refused.value) == {("contradiction", "bondage")}


def test_a_claim_of_a_head_that_is_offered_no_more_keeps_its_words_and_can_be_corrected() -> None:
    paper = Paper()
    claim = paper.lay("claim", {"head": "nalsa_2018:limb", "claimed": 300_000, "claimed_on": dt.date(2026, 11, 1)})
    row = next(row for row in money_of(paper.file, TODAY) if row.head == "nalsa_2018:limb")
    assert (row.amount, len(row.claims)) == (None, 1)
    paper.write("claim", claim.row, head="nalsa_2018:limb", claimed="350000", claimed_on="01/11/2026")
    with pytest.raises(Problems):
        Paper().write("claim", head="nalsa_2018:limb", claimed="350000", claimed_on="01/11/2026")


@pytest.mark.parametrize(
    ("facts", "percent", "counted"),
    [
        (["acid", "hurt_face", "rape"], "30", {"acid_face", "rape"}),
        (["acid", "burned", "rape"], "30", {"acid_under_50", "rape"}),
        (["burned", "hurt_face", "rape"], "60", {"burns_face", "rape"}),
        (["acid", "burned", "hurt_face", "injury"], "60", {"acid_face", "injury_needing_rehabilitation"}),
    ],
)
def test_one_injury_counts_once_among_heads_taken_together(facts: list[str], percent: str, counted: set[str]) -> None:
    paper = Paper()
    paper.write("situation", facts=facts, hurt_percent=percent)
    ((together, _child),) = taken_together(paper.file, TODAY)
    assert set(together.heads) == counted


@pytest.mark.parametrize(
    ("card", "asks"),
    [
        (UNKNOWN_SEX, {"extreme_case": "identity", "adult_man_or_woman": "identity", "immediate_cash": ""}),
        (A_WOMAN, {"extreme_case": "", "immediate_cash": ""}),
        (A_MAN, {"adult_man": "", "immediate_cash": ""}),
        ({"born_on": dt.date(2013, 5, 1), "age_basis": "school"}, {"extreme_case": "", "immediate_cash": ""}),
    ],
)
def test_while_nobody_wrote_whether_it_is_a_man_three_lakh_stand_there_with_the_question(
    card: dict[str, Any], asks: dict[str, str]
) -> None:
    paper = Paper(card=card)
    paper.write("situation", facts=["trafficked", "bonded"])
    assert {head: one.asks for head, one in heads(paper, "bonded_labour_2021").items()} == asks


@pytest.mark.parametrize(
    ("section", "asks"),
    [("BNS 143(2)", "ten_years"), ("BNS 143(3)", ""), ("BNS 99", "ten_years"), ("BNS 144(2)", None)],
)
def test_where_ten_years_may_come_of_it_the_relief_is_shown_with_the_question(section: str, asks: str | None) -> None:
    paper = Paper()
    paper.write("situation", facts=["trafficked", "sc_st"])
    paper.write("offence", day="01/11/2026", offences=[section])
    found = heads(paper, "poa_relief_2016")
    assert (found["ten_years"].asks if "ten_years" in found else None) == asks


def test_with_a_release_certificate_nobody_is_asked_for_it_again() -> None:
    paper = Paper()
    paper.write("situation", facts=["bonded"])
    (amount, *_more) = [row.amount for row in money_of(paper.file, TODAY) if row.head.startswith("bonded_labour_2021:")]
    assert amount is not None
    before = scheme_notes(paper.file, amount)
    step = paper.write("legal_event", event="release_certificate", at="20/11/2026 10:00")
    assert before[1:] == scheme_notes(paper.file, amount)
    assert before[0] == NOTES["certificate"]
    paper.take_back(step)
    assert scheme_notes(paper.file, amount) == before
