"""Which sections are suggested: by the day of the act, her age and sex on that day. Worked by hand in sections.csv."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.identity import profile_of
from jatan.programme.cases.entries.legal_facts import offered_offences, sections_to_look_at
from jatan.programme.cases.legal.offences import all_offences
from tests.programme.cases.legal.paper import Paper

VECTORS = list(csv.DictReader((Path(__file__).parent / "sections.csv").read_text("utf-8").splitlines()))
KEYS = {one.key for one in all_offences()}


def listed(text: str) -> set[str]:
    return {part.strip() for part in text.split(",") if part.strip()}


def card_of(row: dict[str, str]) -> dict[str, Any]:
    """Her card, of somebody who was of that age on the day of the act."""
    day = dt.date.fromisoformat(row["day"])
    card: dict[str, Any] = {"sex": row["sex"]} if row["sex"] else {}
    if row["age"]:
        card |= {"born_on": dt.date(day.year - int(row["age"]), day.month, 1), "age_basis": "birth_record"}
    return card


def suggested(paper: Paper, day: dt.date) -> set[str]:
    return {one.key for one in offered_offences(paper.file, day) if one.fits}


def test_more_than_sixty_cases_were_worked_by_hand_and_name_sections_that_there_are() -> None:
    assert len(VECTORS) > 60
    for row in VECTORS:
        assert row["source"]
        assert listed(row["offered"]) | listed(row["not_offered"]) <= KEYS
    assert {row["sex"] for row in VECTORS} == {"f", "m", "t", ""}


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['day']} {row['sex']}{row['age']} {row['facts']}")
def test_sections_fit_the_day_of_the_act_and_who_she_was_then(row: dict[str, str]) -> None:
    """The file is written in November 2026: what she is today changes nothing."""
    paper = Paper(card=card_of(row))
    paper.write("situation", facts=row["facts"].split())
    found = suggested(paper, dt.date.fromisoformat(row["day"]))
    assert listed(row["offered"]) <= found
    assert not listed(row["not_offered"]) & found


def test_a_corrected_age_or_sex_changes_what_is_suggested() -> None:
    day = dt.date(2024, 9, 10)
    girl: dict[str, Any] = {"sex": "f", "age_basis": "birth_record", "born_on": dt.date(2009, 3, 1)}
    found = {}
    for name, changed in (("girl", {}), ("grown", {"born_on": dt.date(2000, 3, 1)}), ("boy", {"sex": "m"})):
        paper = Paper(card={**girl, **changed})
        paper.write("situation", facts=["rape"])
        found[name] = suggested(paper, day)
    assert {"BNS 65(1)", "POCSO 4(2)"} <= found["girl"]
    assert "BNS 64" in found["grown"]
    assert not {"BNS 65(1)", "POCSO 4(2)"} & found["grown"]
    assert "POCSO 4(2)" in found["boy"]
    assert not {"BNS 64", "BNS 65(1)"} & found["boy"]


def test_a_written_section_of_ten_years_brings_the_grave_one_of_the_atrocities_act() -> None:
    paper = Paper()
    paper.write("situation", facts=["sc_st"])
    day = dt.date(2025, 3, 2)
    assert "PoA Act 3(2)(v)" not in suggested(paper, day)
    # A section of another Act does not: the words are of the penal code.
    paper.write("offence", day=day, offences=["ITPA 6"])
    assert "PoA Act 3(2)(v)" not in suggested(paper, day)
    paper.write("offence", day=day, offences=["BNS 64"])
    assert "PoA Act 3(2)(v)" in suggested(paper, day)


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_grave_one_says_its_condition(language: str) -> None:
    (grave,) = (one for one in all_offences() if one.key == "PoA Act 3(2)(v)")
    assert {"hi": "दस साल", "en": "ten years"}[language] in getattr(grave.text, language)


GROWN: dict[str, Any] = {"sex": "f", "born_on": dt.date(2000, 1, 1), "age_basis": "card"}


def later(paper: Paper, kind: str, **answers: Any) -> None:
    """An entry, or the next revision of the only one of its kind, an hour after what stands."""
    paper.hour += 1
    with clock.frozen_at(paper._now()):
        given = profile_of(answers) if kind == "profile" else answers
        paper.lay(kind, given, paper.file.last(kind))


@pytest.mark.parametrize(
    ("kind", "answers", "fits_now"),
    [
        ("profile", {**GROWN, "born_on": dt.date(2010, 3, 1)}, {"POCSO 4(2)", "BNS 65(1)"}),
        ("situation", {"facts": ["rape", "trafficked"]}, {"BNS 143(2)"}),
        ("profile", {**GROWN, "born_on": dt.date(1999, 1, 1)}, set()),
    ],
)
def test_what_is_known_later_asks_to_look_at_written_sections_again(
    kind: str, answers: dict[str, Any], fits_now: set[str]
) -> None:
    day = dt.date(2025, 9, 10)
    paper = Paper(card=GROWN)
    later(paper, "situation", facts=["rape"])
    paper.hour += 1
    entry = paper.write("offence", day=day, offences=sorted(suggested(paper, day)))
    assert sections_to_look_at(paper.file, entry) == []
    later(paper, kind, **answers)
    found = {one.key for one in sections_to_look_at(paper.file, entry)}
    assert fits_now <= found
    assert found == suggested(paper, day) - set(entry.get("offences"))
    paper.hour += 1
    entry = paper.write("offence", entry.row, day=day, offences=["BNS 64"])
    assert sections_to_look_at(paper.file, entry) == []


def test_what_was_not_ticked_when_it_was_offered_is_not_asked_about() -> None:
    day = dt.date(2025, 9, 10)
    paper = Paper(card=GROWN)
    later(paper, "situation", facts=["rape", "trafficked"])
    paper.hour += 1
    entry = paper.write("offence", day=day, offences=["BNS 64"])
    assert suggested(paper, day) > {"BNS 64"}
    assert sections_to_look_at(paper.file, entry) == []
