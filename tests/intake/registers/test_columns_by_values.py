"""What the values of single columns are taken for, and what is asked or left alone instead."""

import datetime as dt
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.ledger.models import Event
from jatan.intake.registers import events
from jatan.intake.registers.models import ImportedRow, ImportRun, LearnedMapping
from jatan.intake.registers.run import import_paths
from jatan.kernel.text.aadhaar import holds_aadhaar
from jatan.programme.journeys.models import Journey
from tests.cast import Cast
from tests.intake.registers.test_legacy_fonts import FONT, typed
from tests.intake.registers.test_legacy_fonts import write as write_in_font
from tests.intake.registers.workbooks import write

pytestmark = pytest.mark.django_db
MIGRANTS = "Migrant register"
TOWNS = ("दिल्ली", "पणजी", "मुंबई", "Surat", "Chennai")
PEOPLE = ("सुनीता उराँव", "बिरसा मुंडा", "Anita Toppo", "Somra Mahto", "फूलमनी लकड़ा")
FATHERS = ("एतवा उराँव", "सोमरा मुंडा", "Mangra Toppo", "Lakhan Mahto", "जोहन लकड़ा")
# Twelve digits with a valid check digit, and the same with a slip of the pen.
AADHAAR, WITH_A_SLIP = "234123412346", "234123412347"

type Propose = Callable[..., dict[str, dict[str, Any]]]
type Column = Callable[[int], Any]


def sheet(size: int, **columns: Any) -> list[list[Any]]:
    """Rows under headings; a column is a sequence to repeat, or a function of the row's number."""
    rows: list[list[Any]] = [list(columns)]
    for number in range(size):
        rows.append([cells(number) if callable(cells) else cells[number % len(cells)] for cells in columns.values()])
    return rows


def day(number: int) -> str:
    return f"{dt.date(2022, 4, 1) + dt.timedelta(days=3 * number):%d/%m/%Y}"


@pytest.fixture
def propose(cast: Cast, tmp_path: Path) -> Propose:
    """Look at sheets; returns {heading: proposal}."""

    def look(**sheets: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
        path = write(tmp_path / "w.xlsx", {name.replace("_", " "): rows for name, rows in sheets.items()})
        found = import_paths([path], organisation=cast.gumla, dry_run=True).get("proposed", {}).get("w.xlsx", ())
        return {one["heading"]: one for one in found}

    return look


def meaning(found: dict[str, Any] | None) -> tuple[bool, list[str]] | None:
    return None if found is None else (found["is_sure"], found["fields"])


def test_the_place_of_work_of_migrants_is_their_destination(propose: Propose) -> None:
    rows = sheet(40, Date=day, Name=PEOPLE, **{"काम की जगह": TOWNS})
    rows[7][2] = rows[9][2] = "मालिक के घर"
    found = propose(Migrant_register=rows)
    assert found == {
        "काम की जगह": {
            "sheet": MIGRANTS, "kind": "journeys", "heading": "काम की जगह", "fields": ["destination"],
            "is_sure": True, "is_needed": True, "content": "places", "agreeing": 38, "values": 40, "is_accepted": False,
        }
    }  # fmt: skip


def test_three_rows_prove_nothing(propose: Propose) -> None:
    assert propose(Migrant_register=sheet(3, Date=day, Name=PEOPLE, Kya=TOWNS)) == {}
    assert meaning(propose(Migrant_register=sheet(5, Date=day, Name=PEOPLE, Kya=TOWNS))["Kya"]) == (
        True,
        ["destination"],
    )


def test_names_of_persons_and_of_fathers_are_asked_about(propose: Propose) -> None:
    rows = sheet(20, Date=day, Destination=TOWNS, Qwrt=PEOPLE, Zxcv=FATHERS)
    found = propose(Migrant_register=rows)
    assert [one["is_sure"] for one in found.values()] == [False, False]
    assert all({"name", "guardian"} <= {*one["fields"]} for one in found.values())


def test_names_are_told_apart_by_a_word_of_one_heading(propose: Propose) -> None:
    rows = sheet(20, Date=day, Destination=TOWNS, Qwrt=PEOPLE, **{"किसके पिता": FATHERS})
    found = propose(Migrant_register=rows)
    assert {heading: meaning(one) for heading, one in found.items()} == {
        "किसके पिता": (True, ["guardian"]),
        "Qwrt": (True, ["name"]),
    }


def test_two_columns_of_days_are_asked_about(propose: Propose) -> None:
    rows = sheet(20, Women=[8, 9, 12], Village=["Saltoli"], Qwrt=day, Zxcv=lambda number: day(number + 1))
    found = propose(SHG_meeting=rows)
    assert {heading: meaning(one) for heading, one in found.items()} == {
        "Qwrt": (False, ["date"]),
        "Zxcv": (False, ["date"]),
    }


def test_a_day_that_closes_the_matter_is_told_by_the_status(propose: Propose) -> None:
    status = ["Resolved", "Pending", "Resolved"]
    rows = sheet(
        24,
        Name=PEOPLE,
        Issue=["Fraud", "Accident"],
        Status=status,
        Qwrt=day,
        Zxcv=lambda number: day(number + 5) if status[number % 3] == "Resolved" else "",
    )
    found = propose(Help_desk=rows)
    assert {heading: meaning(one) for heading, one in found.items()} == {
        "Qwrt": (True, ["date"]),
        "Zxcv": (True, ["resolved_on"]),
    }


def test_numbers_are_told_apart(propose: Propose) -> None:
    rng = random.Random(3)
    rows = sheet(
        30,
        Qwrt=lambda number: number + 1,
        Date=day,
        Name=PEOPLE,
        Destination=TOWNS,
        Zxcv=lambda _number: rng.randint(18, 58),
        Asdf=lambda _number: rng.randrange(6000, 18_000, 500),
        Fghj=lambda _number: rng.randint(1, 9),
        Tyui=lambda _number: 835_200 + rng.randrange(30),
        Bnml=lambda _number: rng.randint(1990, 2005),
    )
    found = propose(Migrant_register=rows)
    assert {heading: meaning(one) for heading, one in found.items()} == {
        "Qwrt": (True, ["serial"]),
        "Zxcv": (True, ["age"]),
        "Asdf": (False, ["wage"]),  # an advance, an income: somebody has to say
    }


def test_the_sum_of_the_other_columns_counts_everybody(propose: Propose) -> None:
    parts = [(12, 2, 1), (8, 0, 3), (15, 1, 0), (9, 4, 2)]
    rows = sheet(
        20,
        Date=day,
        Qwrt=lambda number: parts[number % 4][0],
        Zxcv=lambda number: parts[number % 4][1],
        Asdf=lambda number: str(sum(parts[number % 4])).translate(str.maketrans("0123456789", "०१२३४५६७८९")),
        Fghj=lambda number: parts[number % 4][2],
    )
    found = propose(SHG_meeting=rows)
    assert meaning(found.pop("Asdf")) == (True, ["total"])
    assert {meaning(one)[0] for one in found.values() if (meaning(one))} == {False}
    assert all(set(one["fields"]) == {"women", "men", "girls", "boys"} for one in found.values())


@pytest.mark.parametrize("number", [AADHAAR, WITH_A_SLIP, int(AADHAAR), "2341 2341 2346", "२३४१२३४१२३४७"])
def test_numbers_of_twelve_digits_are_never_proposed_nor_shown(
    cast: Cast, tmp_path: Path, behind_gumla: Any, number: Any
) -> None:
    assert holds_aadhaar(AADHAAR)
    phones = [f"94311000{number:02d}" for number in range(20)]
    rows = sheet(20, Date=day, Name=PEOPLE, Qwrt=TOWNS, Zxcv=[*phones[:19], number], Asdf=[number])
    document = import_paths([write(tmp_path / "w.xlsx", {MIGRANTS: rows})], organisation=cast.gumla)
    assert [one["heading"] for one in document["proposed"]["w.xlsx"]] == ["Qwrt"]
    with behind_gumla():
        stored = json.dumps([*ImportRun.objects.values("proposed", "unknown_sheets", "counts")], ensure_ascii=False)
    written = json.dumps(document, ensure_ascii=False) + stored
    assert not any(text in written for text in (AADHAAR, WITH_A_SLIP, "2341", "२३४१"))


def test_no_value_is_in_the_document_the_run_or_the_ledger(cast: Cast, tmp_path: Path, behind_gumla: Any) -> None:
    rows = sheet(20, Date=day, Destination=TOWNS, **{"किसका नाम है": PEOPLE})
    path = write(tmp_path / "w.xlsx", {MIGRANTS: rows})
    document = import_paths([path], organisation=cast.gumla, accept_proposals=True)
    assert document["workbooks"]["w.xlsx"]["journeys"]["imported"] == 20
    with behind_gumla():
        run = ImportRun.objects.get()
        lessons = [*LearnedMapping.objects.values_list("what", "kind", "as_written", "meaning")]
        learned = [*Event.objects.filter(verb=events.MAPPING_LEARNED).values_list("payload", flat=True)]
        ledger = json.dumps([*Event.objects.values_list("payload", flat=True)], ensure_ascii=False)
    assert lessons == [("header", "journeys", "किसका नाम है", "name")]
    assert learned == [{"what": "header", "kind": "journeys"}]
    written = json.dumps([document, run.proposed, run.counts, run.unknown_sheets], ensure_ascii=False) + ledger
    assert not any(name in written for name in PEOPLE)
    assert "किसका" not in ledger


def test_what_was_accepted_is_known_the_next_time(cast: Cast, tmp_path: Path, behind_gumla: Any) -> None:
    rows = sheet(20, Date=day, Name=PEOPLE, **{"काम की जगह": TOWNS})
    path = write(tmp_path / "w.xlsx", {MIGRANTS: rows})
    first = import_paths([path], organisation=cast.gumla, dry_run=True, accept_proposals=True)
    assert first["workbooks"]["w.xlsx"]["journeys"]["imported"] == 20
    with behind_gumla():
        assert not LearnedMapping.objects.exists()  # a dry run keeps nothing
    assert "journeys" not in import_paths([path], organisation=cast.gumla)["workbooks"]["w.xlsx"]
    import_paths([path], organisation=cast.gumla, accept_proposals=True)
    again = import_paths([path], organisation=cast.gumla)
    assert again["workbooks"]["w.xlsx"]["journeys"]["already_in"] == 20
    assert "proposed" not in again
    with behind_gumla():
        assert {journey.destination_as_written for journey in Journey.objects.all()} == {*TOWNS}


def test_a_question_is_not_accepted(cast: Cast, tmp_path: Path, behind_gumla: Any) -> None:
    rows = sheet(20, Women=[8, 9, 12], Village=["Saltoli"], Qwrt=day, Zxcv=lambda number: day(number + 1))
    document = import_paths([write(tmp_path / "w.xlsx", {"SHG": rows})], organisation=cast.gumla, accept_proposals=True)
    assert document["unknown_sheets"]["w.xlsx"][0]["missing"] == ["date"]
    with behind_gumla():
        assert not LearnedMapping.objects.exists()
        assert not ImportedRow.objects.exists()


def test_a_list_of_names_and_towns_without_a_title_is_no_register_of_migrants(propose: Propose) -> None:
    rows = sheet(20, Name=PEOPLE, Mobile=["9431100001", "9431100002"], Qwrt=TOWNS)
    assert {heading: meaning(one) for heading, one in propose(Sheet1=rows).items()} in (
        {},
        {"Qwrt": (False, ["destination"])},
    )
    rows = sheet(20, Name=PEOPLE, Mobile=["9431100001", "9431100002"], Qwrt=TOWNS, **{"Promised wage": [9000, 12_000]})
    assert meaning(propose(Sheet1=rows)["Qwrt"]) == (True, ["destination"])


def test_a_heading_above_different_things_in_two_sheets_is_a_question(propose: Propose) -> None:
    first = sheet(20, Date=day, Name=PEOPLE, Qwrt=TOWNS)
    second = sheet(20, Date=day, Destination=TOWNS, Qwrt=PEOPLE)
    path = {"Migrant_register_2021": first, "Migrant_register_2022": second}
    assert not propose(**path)["Qwrt"]["is_sure"]


def test_headings_of_what_no_register_keeps_are_left_alone(propose: Propose) -> None:
    rows = sheet(
        20, Date=day, Destination=TOWNS, **{"माता का नाम": FATHERS, "Date of birth": day, "Bank branch": TOWNS}
    )
    assert propose(Migrant_register=rows) == {}


def test_a_column_typed_in_a_font_like_kruti_dev_is_judged_as_it_is_shown(cast: Cast, tmp_path: Path) -> None:
    rows = sheet(12, **{"दिनांक": day, "नाम": ["सुनीता उराँव", "बिरसा मुंडा"], "काम की जगह": ["दिल्ली", "पणजी", "मुंबई"]})
    path = write_in_font(tmp_path / "w.xlsx", typed([["प्रवासी पंजी"], *rows]), font=FONT)
    document = import_paths([path], organisation=cast.gumla, accept_proposals=True)
    assert [(one["heading"], one["fields"]) for one in document["proposed"]["w.xlsx"]] == [
        ("काम की जगह", ["destination"])
    ]
    assert document["workbooks"]["w.xlsx"]["journeys"]["imported"] == 12
    assert "destination_unknown" not in document["workbooks"]["w.xlsx"]["journeys"].get("warnings", {})


def test_a_sheet_keeps_the_register_that_its_title_names(cast: Cast, tmp_path: Path) -> None:
    rows = sheet(20, Name=PEOPLE, Sex=["F", "M"], Age=[22, 31, 40], Destination=TOWNS, Qwrt=day, Zxcv=day)
    document = import_paths([write(tmp_path / "w.xlsx", {"Help desk": rows})], organisation=cast.gumla)
    assert document["workbooks"]["w.xlsx"] == {}
    assert document["unknown_sheets"]["w.xlsx"][0]["kind"] == "issues"


def test_a_second_table_in_a_sheet_is_judged_by_its_own_rows(propose: Propose) -> None:
    meetings = sheet(8, Date=day, Village=["Saltoli"], Women=[9, 12])
    migrants = sheet(12, Date=day, Name=PEOPLE, Age=[22, 31, 19], Qwrt=TOWNS)
    found = propose(SHG_meeting=[*meetings, [], ["Migrant register"], *migrants])
    assert meaning(found.get("Qwrt")) == (True, ["destination"])


def test_a_sheet_of_members_is_no_list_of_forums(cast: Cast, tmp_path: Path) -> None:
    rows = sheet(
        12, **{"मंच कौन सा": ["Saltoli Pravasi Forum"]}, Name=PEOPLE, Father=FATHERS, Age=[22, 31], Sex=["F", "M"]
    )
    document = import_paths([write(tmp_path / "w.xlsx", {"Forum members": rows})], organisation=cast.gumla)
    assert document["workbooks"]["w.xlsx"] == {}
    assert document["unknown_sheets"]["w.xlsx"][0]["missing"] == ["forum"]


def test_a_record_whose_words_are_headings_is_no_row_of_headings(cast: Cast, tmp_path: Path) -> None:
    rows = sheet(12, Abcd=day, Qwrt=["महिला", "पुरुष"], Zxcv=["योजना", "पुलिस", "मजदूरी"], Fghj=[22, 35, 41])
    document = import_paths([write(tmp_path / "w.xlsx", {"Help desk": rows})], organisation=cast.gumla, dry_run=True)
    assert document["unknown_sheets"]["w.xlsx"][0]["headings"] == ["Abcd", "Qwrt", "Zxcv", "Fghj"]
