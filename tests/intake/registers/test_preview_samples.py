"""The look at a workbook collects sample rows of each sort, as they would be recorded, within bounds."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jatan.intake.registers.models import ParkedRow, ProposedCorrection
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.tally import WorkbookTally
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, meeting, meetings, write
from tests.kernel.text.legacy_typing import type_legacy

pytestmark = pytest.mark.django_db

type Look = Callable[[Path], WorkbookTally]
MIGRANTS = ["S.No.", "Registered on", "Name", "Sex", "Age", "Block", "Destination", "Work", "Promised wage"]


@pytest.fixture
def look(cast: Cast) -> Look:
    return lambda path: import_workbook(path, cast.gumla, dry_run=True)


@pytest.fixture
def samples(look: Look, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """The samples of a workbook of SHG meetings."""
    return lambda *rows: look(meetings(tmp_path / "m.xlsx", *rows)).samples["shg_meeting"]


def lines(samples: dict[str, Any], sort: str, code: str = "") -> list[dict[str, Any]]:
    return [line for line in samples["lines"] if (line["sort"], line["code"]) == (sort, code)]


def test_new_rows_are_shown_as_they_will_be_recorded(samples: Any) -> None:
    found = samples(meeting(1, date="12.3.22", block="BASIA", women="१२०", men="-", total="120"))
    (row,) = found["new"]
    assert (row["sheet"], row["row"]) == ("SHG meetings", 2)
    assert row["values"]["date"] == ["day", "2022-03-12"]
    assert row["values"]["block"] == ["place", "बसिया", "Basia"]
    assert row["values"]["women"] == ["number", 120]
    assert "men" not in row["values"]
    assert row["written"] == {"men": "-"}
    assert found["columns"][:4] == ["date", "block", "village", "group_name"]


def test_a_group_is_shown_by_the_name_of_the_recorded_group(samples: Any, cast: Cast, behind_gumla: Any) -> None:
    with behind_gumla():
        place = cast.gumla_block
        Group.objects.create(
            organisation=cast.gumla, place=place, kind="shg", name="Navapur Mahila Mandal", name_fold=""
        )
    values = samples(meeting(1, group="NAVAPUR MAHILA MANDAL"))["new"][0]["values"]
    assert values["group_name"] == ["text", "Navapur Mahila Mandal"]


def test_rows_about_people_show_choices_and_destinations_as_found(look: Look, tmp_path: Path) -> None:
    row = [1, dt.date(2022, 3, 12), "Etwa Oraon", "पुरुष", 22, "Basia", "KERALA ", "ईंट भट्ठा", 9000]
    other = [2, dt.date(2022, 3, 12), "Sita Devi", "Female", 31, "Basia", "Nowhere Town", "astronaut", 9000]
    found = look(write(tmp_path / "m.xlsx", {"Migration register": [MIGRANTS, row, other]})).samples["journeys"]
    values, unknown = (one["values"] for one in found["new"])
    assert values["name"] == ["text", "Etwa Oraon"]
    assert values["sex"] == ["code", "people.person.sex", "m"]
    assert values["destination"] == ["place", "केरल", "Kerala"]
    assert values["work"] == ["code", "journeys.journey.work", "brick_kiln"]
    assert values["age"] == ["number", 22]
    assert unknown["destination"] == ["text", "Nowhere Town"]
    assert unknown["work"] == ["text", "astronaut"]
    (odd,) = lines(found, "odd", "destination_unknown")
    assert (odd["row"], odd["field"], odd["written"]) == (3, "destination", "Nowhere Town")
    assert ["text", "Sita Devi"] in odd["about"]


def test_what_a_hindi_font_shows_stands_beside_what_the_file_holds(samples: Any) -> None:
    villages = ["नवाडीह", "कुरुमगढ़", "पतराटोली"]
    found = samples(*(meeting(n, village=type_legacy(name)) for n, name in enumerate(villages, start=1)))
    assert [row["values"]["village"] for row in found["new"]] == [["text", name] for name in villages]
    assert [row["written"]["village"] for row in found["new"]] == [type_legacy(name) for name in villages]


def test_odd_and_waiting_rows_are_kept_with_what_is_written(samples: Any) -> None:
    found = samples(
        meeting(1),
        meeting(2, women="लगभग 40", total=40),
        meeting(3, date="31/04/2022"),
        meeting(4, block="Xyzabad"),
        meeting(5, date="12-15/03/2022"),
    )
    (odd,) = lines(found, "odd", "number_not_exact")
    assert (odd["row"], odd["field"], odd["written"]) == (3, "women", "लगभग 40")
    (day,) = lines(found, "waits", "no_such_date")
    assert (day["row"], day["field"], day["written"]) == (4, "date", "31/04/2022")
    assert ["text", "Navapur Mahila Mandal"] in day["about"]
    (place,) = lines(found, "waits", "unknown_place")
    assert place["about"][0] == ["day", "2022-03-12"]
    assert place["written"] == "Xyzabad"
    several = next(row for row in found["new"] if row["row"] == 6)
    assert (several["values"]["date"], several["written"]["date"]) == (["day", "2022-03-12"], "12-15/03/2022")


def test_a_changed_row_shows_the_record_beside_the_workbook(
    look: Look, take_in: Any, behind_gumla: Any, tmp_path: Path
) -> None:
    rows = [meeting(n, village=f"V{n}", group=f"Mandal {n}") for n in range(1, 5)]
    take_in(meetings(tmp_path / "m.xlsx", *rows))
    with behind_gumla():
        Activity.objects.filter(group_name="Mandal 2").update(women=7, total=7)  # corrected on a page meanwhile
    changed = [*rows[:1], meeting(2, village="V2", group="Mandal 2", women=14), *rows[2:]]
    changed[2] = meeting(3, village="V3", group="Mandal Three")
    found = look(meetings(tmp_path / "m.xlsx", *changed)).samples["shg_meeting"]
    pairs = [{column: (old, new) for column, old, new in one["columns"]} for one in found["changes"]]
    assert pairs[0] == {
        "women": (["number", 7], ["number", 14]),
        "total": (["number", 7], ["number", 14]),
    }
    assert pairs[1] == {"group_name": (["text", "Mandal 3"], ["text", "Mandal Three"])}
    assert [line["row"] for line in lines(found, "already_in")] == [2, 5]
    with behind_gumla():
        assert not ProposedCorrection.objects.exists()


def test_rows_that_change_nothing_are_kept_apart(look: Look, take_in: Any, samples: Any, tmp_path: Path) -> None:
    take_in(meetings(tmp_path / "m.xlsx", meeting(1)))
    found = samples(meeting(1), meeting(1), meeting(2, village="Tengra", group="Other", date="13/03/2022"))
    assert [line["row"] for line in lines(found, "already_in")] == [2]
    assert [line["row"] for line in lines(found, "duplicates")] == [3]
    assert [row["row"] for row in found["new"]] == [4]


def test_every_table_of_a_register_shows_rows(look: Look, tmp_path: Path) -> None:
    sheets = {f"SHG {month}": [HEADER, *(meeting(n, date=f"{n:02d}/{month:02d}/2022") for n in range(1, 9))]
              for month in (1, 2, 3)}  # fmt: skip
    found = look(write(tmp_path / "m.xlsx", sheets)).samples["shg_meeting"]
    assert [(row["sheet"], row["row"]) for row in found["new"]] == [
        *(("SHG 1", n) for n in range(2, 7)), ("SHG 2", 2), ("SHG 2", 3), ("SHG 3", 2), ("SHG 3", 3),
    ]  # fmt: skip


def test_nothing_is_kept_and_nothing_collected_when_rows_are_taken_in(
    look: Look, cast: Cast, behind_gumla: Any, tmp_path: Path
) -> None:
    path = meetings(tmp_path / "m.xlsx", meeting(1), meeting(2, block="Xyzabad"))
    look(path)
    with behind_gumla():
        assert not Activity.objects.exists()
        assert not ParkedRow.objects.exists()
    assert import_workbook(path, cast.gumla).samples == {}


def test_case_rows_are_never_collected(look: Look, tmp_path: Path) -> None:
    head = ["S.No.", "Case code", "Date", "Type", "Follow-ups", "Status", "Block"]
    cases = [
        head,
        [1, "GUM-1", "22/12/2022", "हिंसा", 1, "Closed", "Palkot"],
        [2, "GUM-2", "31/04/2022", "x", 1, "", ""],
    ]
    tally = look(write(tmp_path / "m.xlsx", {"Case work": cases, "SHG meetings": [HEADER, meeting(1)]}))
    assert tally.kinds["cases"].imported == 1
    assert list(tally.samples) == ["shg_meeting"]


def test_a_hostile_workbook_leaves_few_samples(look: Look, tmp_path: Path) -> None:
    """Ten sheets of rows that are odd in many ways, with texts as long as a cell can be."""
    long = "अ" * 30_000
    sheets: dict[str, list[Sequence[Any]]] = {}
    for sheet in range(10):
        texts = {"women": "लगभग 40", "village": long, "topic": long}
        rows = [
            meeting(n, f"{1 + n % 28}/{1 + sheet}/2022", ["Basia", "Xyzabad"][n % 2], group=f"{n} {long}", **texts)
            for n in range(1, 40)
        ]
        sheets[f"SHG {sheet}"] = [HEADER, *rows]
    found = look(write(tmp_path / "m.xlsx", sheets)).samples["shg_meeting"]
    assert len(found["new"]) <= 12
    assert len(found["lines"]) <= 60
    assert len(json.dumps(found, ensure_ascii=False)) < 60_000


def test_hidden_rows_and_columns_are_marked(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("SHG meetings")
    for number, cells in enumerate([HEADER, *(meeting(n, village=f"V{n}") for n in range(1, 5))]):
        sheet.write_row(number, 0, cells)
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column(5, 5, None, None, {"hidden": True})
    book.close()
    found = look(path).samples["shg_meeting"]
    assert (found["hidden"], found["hidden_columns"]) == (1, ["topic"])
    assert [line["row"] for line in lines(found, "hidden")] == [4]
