"""Generated workbooks in many styles are imported with the expected counts."""

import datetime as dt
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jatan.intake.registers.run import import_paths, import_workbook
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, meetings, write

DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
MONTHS = ("January", "Feb", "मार्च", "April", "मई", "June", "July", "अगस्त", "Sept", "October", "November", "दिसंबर")
HEADINGS = {
    "serial": ("S.No.", "क्र.सं.", "Sl. No.", "क्रमांक / No."),
    "date": ("Date", "दिनांक", "Date / तिथि", "Held on", "Date of meeting"),
    "block": ("Block", "प्रखंड", "Block / प्रखण्ड", "Name of block"),
    "village": ("Village", "ग्राम", "गांव का नाम"),
    "women": ("Women", "महिला", "Female", "Women (18+)"),
    "men": ("Men", "पुरुष", "Male", "No. of men"),
    "girls": ("Girls (<18)", "किशोरी", "Girls / बालिका"),
    "boys": ("Boys", "किशोर (<18)", "लड़के"),
    "total": ("Total", "कुल प्रतिभागी", "No. of participants", "Total participants / कुल"),
    "remarks": ("Colour of the register", "हस्ताक्षर"),
}
BLOCKS = ("Basia", "बसिया", "Palkot", "पालकोट", "BASIA ", "Raidih")
TITLES = {
    "shg_meeting": ("SHG meetings", "स्वयं सहायता समूह बैठक", "SHG 2022-23", "1. SHG Meetings"),
    "awareness": ("Awareness programmes", "जागरूकता", "जागरुकता कार्यक्रम २०२२"),
    "block_training": ("Block trainings", "प्रखंड स्तरीय प्रशिक्षण"),
}


def _date(rng: random.Random, style: int, day: dt.date) -> Any:
    styles: list[Any] = [
        day,
        dt.datetime.combine(day, dt.time(10, 30)),
        f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day:%y}",
        f"{day:%d.%m.%Y}".translate(DEVANAGARI),
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{day:%Y-%m-%d}",
    ]
    return styles[style % len(styles)]


def _number(rng: random.Random, number: int) -> Any:
    return rng.choice([number, float(number), str(number), f" {number:,} ", str(number).translate(DEVANAGARI)])


# The most people of one part; all four together stay plausible.
_MOST = {"shg_meeting": 75, "adolescent_meeting": 75, "forum_meeting": 75, "frontline_meeting": 75} | dict.fromkeys(
    ("quarterly_training", "panchayat_workshop", "block_training", "district_workshop"), 250
)


def _register(rng: random.Random, kind: str, size: int) -> tuple[list[list[Any]], dict[str, Any]]:
    """One sheet in one office's habits, and what a right import finds in it."""
    parts = ["women", "men", "girls", "boys"]
    people = rng.choice([[*parts, "total"], parts, ["total"], ["women", "men", "total"]])
    columns = ["serial", "date", "block", "village", *people, "remarks"]
    rng.shuffle(columns)
    style, spread = rng.randrange(7), rng.random() < 0.3
    rows: list[list[Any]] = [["हमारी संस्था"], [kind, "2021-24"]][: rng.randrange(3)]
    header = [rng.choice(HEADINGS[name]) for name in columns]
    rows.append(header)
    found: dict[str, Any] = {"imported": 0, "participants": 0, "duplicates": 0, "refused": {}}
    subtotal = 0
    for serial in range(1, size + 1):
        counts = {name: rng.randrange(1, _MOST.get(kind, 1500)) for name in parts}
        total = sum(counts[name] for name in parts if name in people) or counts["women"]
        day = dt.date(2021, 4, 1) + dt.timedelta(days=rng.randrange(1000))
        row: dict[str, Any] = {
            "serial": serial,
            "date": _date(rng, rng.randrange(7) if spread else style, day),
            "block": rng.choice(BLOCKS),
            "village": f"Village {rng.randrange(10**6)}",
            "remarks": "blue",
            "total": _number(rng, total),
            **{name: _number(rng, number) for name, number in counts.items()},
        }
        code = _make_invalid(rng, row, people)
        written = [row[name] for name in columns]
        rows.append(written)
        if code:
            found["refused"][code] = found["refused"].get(code, 0) + 1
        else:
            found["imported"] += 1
            found["participants"] += total
            subtotal += total
        if rng.random() < 0.1:
            rows.append(written)
            found["duplicates"] += 1
        rows.extend(_non_records(rng, columns, header, subtotal))
    return rows, found


def _make_invalid(rng: random.Random, row: dict[str, Any], people: list[str]) -> str:
    """Make about one row in ten invalid; return the expected reason, or ""."""
    if rng.random() > 0.1:
        return ""
    choices = {
        "date_in_future": {"date": dt.date(2055, 1, 1)},
        "no_such_date": {"date": "31/02/2023"},
        "unknown_place": {"block": "Xyzabad"},
        "missing_required": {"date": ""},
        "unreadable": {people[0]: "many"},
        "negative_number": {people[0]: -3},
    }
    if "women" in people and "total" in people:
        choices["parts_exceed_total"] = {"women": 10**6}
    code = rng.choice(sorted(choices))
    row.update(choices[code])
    return code


def _non_records(rng: random.Random, columns: list[str], header: list[str], subtotal: int) -> list[list[Any]]:
    """Rows that are no records: blank rows, sub-totals, notes, repeated headers."""
    total = [""] * len(columns)
    total[rng.randrange(len(columns))] = rng.choice(["Sub total", "योग", "कुल", "Total", "उप योग"])
    place = columns.index("total") if "total" in columns else columns.index("women")
    if total[place] == "":
        total[place] = str(subtotal)
    return [
        *([[]] if rng.random() < 0.1 else []),
        *([total] if rng.random() < 0.1 else []),
        *([header] if rng.random() < 0.05 else []),
        *([["", "अप्रैल 2022"]] if rng.random() < 0.03 else []),
    ]


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
@example(seed=469)  # a row whose parts exceed a total column between them
def test_generated_registers_are_imported_with_the_expected_counts(cast: Cast, seed: int) -> None:
    rng = random.Random(seed)
    sheets: dict[str, list[list[Any]]] = {"Contents": [["Our registers"], ["see below"]]}
    expected = {}
    for kind in rng.sample(sorted(TITLES), rng.randrange(1, len(TITLES) + 1)):
        title = rng.choice(TITLES[kind])
        sheets[title], expected[kind] = _register(rng, kind, rng.randrange(0, 30))
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "office.xlsx", sheets)
        found = import_workbook(path, cast.gumla, dry_run=True).document()
    assert {kind: {name: counts[name] for name in expected[kind]} for kind, counts in found.items()} == expected


def test_two_sheets_of_one_register_are_one_register(tmp_path: Path, take_in: Any) -> None:
    path = write(
        tmp_path / "a.xlsx",
        {"SHG 2021-22": [HEADER, meeting(1, women=1)], "SHG 2022-23": [HEADER, meeting(1, "12/03/2023", women=2)]},
    )
    assert take_in(path)["shg_meeting"]["participants"] == 3


def test_unknown_sheets_are_reported_beside_imported_ones(tmp_path: Path, cast: Cast) -> None:
    path = write(tmp_path / "a.xlsx", {SHG: [HEADER, meeting(1)], "Budget": [["Item", "Rupees"], ["Tea", 40]]})
    document = import_paths([path], organisation=cast.gumla)
    assert document["workbooks"]["a.xlsx"]["shg_meeting"]["imported"] == 1
    assert [sheet["sheet"] for sheet in document["unknown_sheets"]["a.xlsx"]] == ["Budget"]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, cast: Cast) -> None:
    meetings(tmp_path / "b.xlsx", meeting(1))
    (tmp_path / "a.xlsx").write_bytes(b"not a workbook")
    (tmp_path / "~$b.xlsx").write_bytes(b"lock")
    document = import_paths([tmp_path], organisation=cast.gumla)
    assert list(document["workbooks"]) == ["b.xlsx"]
    assert document["errors"]["a.xlsx"]["code"] == "not_a_workbook"


def test_workbook_of_unknown_organisation_is_an_error(tmp_path: Path, cast: Cast) -> None:
    document = import_paths([meetings(tmp_path / "a.xlsx", meeting(1))])
    assert document["errors"]["a.xlsx"]["code"] == "unknown_workbook"
    assert document["errors"]["a.xlsx"]["message"]


def test_empty_workbook_imports_nothing(tmp_path: Path, take_in: Any) -> None:
    assert take_in(write(tmp_path / "a.xlsx", {"Sheet1": []})) == {}


def test_formula_is_read_by_its_cached_value(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    row = meeting(1, women=4)
    row[-1] = ("=SUM(G2:J2)", 9)
    assert take_in(meetings(tmp_path / "a.xlsx", row))["shg_meeting"]["participants"] == 9
    with behind_gumla():
        assert Activity.objects.get().women == 4


def test_streamed_workbook_gives_the_same_counts(tmp_path: Path, take_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = meetings(
        tmp_path / "a.xlsx", *(meeting(n, dt.date(2022, 1, 1) + dt.timedelta(days=n)) for n in range(1, 60))
    )
    at_once = take_in(path, dry_run=True)
    monkeypatch.setattr("jatan.intake.registers.workbook.safety._BIG_XML", 10)
    assert take_in(path, dry_run=True) == at_once
    assert at_once["shg_meeting"]["imported"] == 59
