"""Workbooks whose headings are unknown to the mapping, taken in with their proposals accepted."""

import datetime as dt
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.network.services import load_network
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.run import import_paths
from jatan.intake.registers.sheets import recognise_sheets
from jatan.intake.registers.workbook.reader import open_workbook
from tests.cast import Cast
from tests.intake.registers.unknown_headings import Sheet, make_sheet
from tests.intake.registers.workbooks import write

pytestmark = pytest.mark.django_db
WORDS = Vocabulary()
# The headings that are unknown: what the register needs, and a few that it may have.
HELD_OUT = {
    "shg_meeting": ["date", "total", "block", "topic"],
    "awareness": ["date", "total"],
    "adolescent_meeting": ["date", "group_name"],
    "block_training": ["total", "block", "serial"],
    "group_reach": ["date", "category", "total"],
    "forums": ["forum", "block"],
    "forum_members": ["forum", "name", "sex"],
    "issues": ["date", "issue", "status", "resolved_on"],
    "cases": ["case_code", "date", "status"],
    "beneficiaries": ["name", "scheme", "age"],
    "journeys": ["name", "destination", "work", "block"],
}
TITLES_ABOVE = (["हमारी संस्था, गुमला"], ["Register kept at the office"], ["मासिक पंजी"])
UNKNOWN_BLOCK = "Xyzabad"
TOTALS = ("कुल", "योग", "Grand total", "Sub total", "कुल योग")

type Manifest = dict[str, dict[str, Any]]


def number(cell: Any) -> int:
    return int(cell)  # in digits of either script


def office(rng: random.Random) -> tuple[dict[str, list[list[Any]]], Manifest]:
    """The sheets of one office in its own habits, and what a careful clerk reads in them."""
    sheets: dict[str, list[list[Any]]] = {}
    manifest: Manifest = {}
    chosen = {"forums", *rng.sample(sorted(HELD_OUT), 6)}
    forums: list[str] = []
    for kind in (code for code in kinds() if code in chosen):
        records = rng.randint(15, 70)
        # Another column of numbers beside a lone count, or of codes beside those of cases, is asked about.
        strangers = 0 if kind in ("group_reach", "cases") else 1
        sheet = make_sheet(
            rng, kind, WORDS, hold_out=HELD_OUT[kind], records=records, strangers=strangers, number=rng.randint(1, 9)
        )
        at = {name: column for column, name in enumerate(sheet.fields) if name}
        if kind == "forum_members":
            for row in sheet.rows[1:]:
                row[at["forum"]] = rng.choice(forums)
        sheets[sheet.title], manifest[kind] = written(rng, sheet, at)
        if kind == "forums":
            forums = [row[at["forum"]] for row in sheet.rows[1:] if row[at["block"]] != UNKNOWN_BLOCK]
    return sheets, manifest


def written(rng: random.Random, sheet: Sheet, at: dict[str, int]) -> tuple[list[list[Any]], dict[str, Any]]:
    """The rows of a sheet with titles, totals, blank rows and impossible rows, and the counts of a right import."""
    refused: Counter[str] = Counter()
    people = resolved = 0
    rows: list[list[Any]] = [list(title) for title in rng.sample(TITLES_ABOVE, rng.randrange(3))]
    rows.append(sheet.rows[0])
    since = 0
    for row in sheet.rows[1:]:
        if code := _make_impossible(rng, sheet.kind, row, at):
            refused[code] += 1
        else:
            since += number(row[at["total"]]) if "total" in at else 0
            people += number(row[at["total"]]) if "total" in at else 0
            resolved += "resolved_on" in at and row[at["resolved_on"]] != ""
        rows.append(row)
        if "total" in at and rng.random() < 0.08:
            rows.append(_total(rng.choice(TOTALS), len(row), at, since))
            since = 0
        rows.extend([[]] * (rng.random() < 0.05))
    imported = len(sheet.rows) - 1 - refused.total()
    found = {"imported": imported, "participants": people, "duplicates": 0, "refused": dict(sorted(refused.items()))}
    return rows, found | ({"resolved": resolved} if resolved else {})


def _make_impossible(rng: random.Random, kind: str, row: list[Any], at: dict[str, int]) -> str:
    """Make one row in twenty-five impossible; the reason, or ""."""
    if rng.random() > 0.04:
        return ""
    if "block" in at:
        row[at["block"]] = UNKNOWN_BLOCK
        return "unknown_place"
    if kinds()[kind].anchor == "date":
        row[at["date"]] = dt.date(2055, 1, 1)
        return "date_in_future"
    return ""


def _total(word: str, width: int, at: dict[str, int], people: int) -> list[Any]:
    row: list[Any] = [""] * width
    row[at["date"]] = word
    row[at["total"]] = people
    return row


@pytest.mark.parametrize("seed", range(12))
def test_workbooks_with_other_headings_come_in_as_their_manifests_say(cast: Cast, tmp_path: Path, seed: int) -> None:
    sheets, manifest = office(random.Random(seed))
    path = write(tmp_path / "office.xlsx", sheets)
    document = import_paths([path], organisation=cast.gumla, accept_proposals=True)
    found = document["workbooks"]["office.xlsx"]
    wanted = {kind: {name: counts.get(name, 0) for name in manifest[kind]} for kind, counts in found.items()}
    assert wanted == manifest, document.get("unknown_sheets")
    assert "unknown_sheets" not in document


@pytest.mark.shared
@pytest.mark.parametrize("number", ["03", "08"])
def test_workbooks_of_the_network_under_other_headings_come_in_as_before(
    shared: Path, tmp_path: Path, number: str
) -> None:
    registers = shared / "registers"
    load_network(registers / "network.json")
    path = next(registers.glob(f"{number}-*.xlsx"))
    renamed, held_out = with_other_headings(path, tmp_path / path.name)
    assert held_out >= 15
    manifest = json.loads((registers / "manifest.json").read_text(encoding="utf-8"))["workbooks"][path.name]
    document = import_paths([renamed], dry_run=True, accept_proposals=True)
    found = {
        kind: (counts["imported"], counts["participants"], counts["duplicates"], sum(counts["refused"].values()))
        for kind, counts in document["workbooks"][path.name].items()
    }
    assert found == {
        kind: (counts["valid"], counts["participants"], counts["exact_duplicates"], len(counts["refused"]))
        for kind, counts in manifest.items()
    }, document.get("unknown_sheets")


def with_other_headings(path: Path, copy: Path) -> tuple[Path, int]:
    """A copy whose sheets have an unknown heading above a needed column each; (its path, how many were renamed)."""
    sheets: dict[str, list[list[Any]]] = {}
    renamed = 0
    with open_workbook(path) as book:
        layouts = {layout.sheet: layout for layout in recognise_sheets(book, WORDS)[0]}
        for name in book.names:
            rows = [list(row) for row in book.rows(name)]
            layout = layouts[name]
            header = rows[layout.header_rows - 1]
            # Of a few rows, some of them impossible, nothing is proposed.
            is_short = len(rows) - layout.header_rows < 15
            for field in () if is_short else HELD_OUT.get(layout.kind.code, ["date"]):
                column = layout.columns.get(field)
                if column is not None and isinstance(header[column], str):
                    header[column] = f"Qwrt {'abcdefgh'[column % 8]}{'klmnpqrt'[column // 8]}z"
                    renamed += 1
            sheets[name] = rows
    return write(copy, sheets), renamed
