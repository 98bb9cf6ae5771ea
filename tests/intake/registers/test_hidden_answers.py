"""Hidden rows, columns and sheets are taken in or left out as somebody said, and never before somebody said it."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import LazySettings

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.run import import_paths, import_workbook
from jatan.intake.registers.selectors import find_run
from jatan.intake.registers.tasks import import_upload
from jatan.intake.registers.uploads import answer_hidden_parts, confirm_preview, receive_upload
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: LazySettings) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}


def workbook(
    path: Path, rows: Sequence[Sequence[Any]], hidden_rows: Sequence[int] = (), columns: Sequence[int] = ()
) -> Path:
    """A sheet "SHG" with these rows below the headings and a hidden sheet "SHG old" with one meeting.

    `hidden_rows`: numbers from 1, the headings are 1; `columns`: numbers from 0.
    """
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("SHG")
    for number, cells in enumerate([HEADER, *rows]):
        sheet.write_row(number, 0, cells)
    for number in hidden_rows:
        sheet.set_row(number - 1, None, None, {"hidden": True})
    for number in columns:
        sheet.set_column(number, number, None, None, {"hidden": True})
    old = book.add_worksheet("SHG old")
    for number, cells in enumerate([HEADER, meeting(1, date="1/2/2021", women=99)]):
        old.write_row(number, 0, cells)
    old.hide()
    book.close()
    return path


FOUR = [meeting(n, date=f"1{n}/03/2022", women=10 * n, topic=f"Topic {n}") for n in range(1, 5)]


@pytest.fixture
def women(behind_gumla: Any) -> Callable[[], list[int]]:
    def read() -> list[int]:
        with behind_gumla():
            return sorted(Activity.objects.values_list("women", flat=True))

    return read


@pytest.fixture
def upload(tmp_path: Path, as_: Any, cast: Cast) -> Callable[[], ImportRun]:
    """Upload the workbook of four meetings of which two, a column and a sheet are hidden, and look at it."""

    def send() -> ImportRun:
        path = workbook(tmp_path / "w.xlsx", FOUR, hidden_rows=[3, 4], columns=[5])
        with as_("coordinator") as by:
            run = receive_upload(by=by, organisation_id=cast.gumla.id, file_name="w.xlsx", chunks=[path.read_bytes()])
        assert work(run) == "previewed"
        return run

    return send


def work(run: ImportRun) -> str:
    return str(import_upload.func(str(run.pk), str(run.organisation_id)))


ROWS, COLUMNS, SHEET = ("SHG", "rows"), ("SHG", "columns"), ("SHG old", "sheet")


def test_the_look_asks_about_every_part_and_reads_it(upload: Any, as_: Any) -> None:
    run = upload()
    with as_("coordinator") as by:
        seen = find_run(by, run.pk)
    asked = [(part["sheet"], part["sort"], part["count"], part["answer"]) for part in seen.hidden_parts]
    assert asked == [("SHG", "rows", 2, ""), ("SHG", "columns", 1, ""), ("SHG old", "sheet", 1, "")]
    assert seen.counts["shg_meeting"]["imported"] == 5


def test_nothing_is_taken_in_before_everything_is_answered(upload: Any, as_: Any, women: Any) -> None:
    run = upload()
    with as_("coordinator") as by:
        for answers in ({}, {ROWS: "take"}, {COLUMNS: "take"}):
            answer_hidden_parts(by=by, run=run, answers=answers)
            with pytest.raises(Problem, match="hidden_unanswered"):
                confirm_preview(by=by, run=run)
    assert women() == []


def test_the_task_itself_takes_in_nothing_unanswered(upload: Any, behind_gumla: Any, women: Any) -> None:
    """Also where a row of a run was written by something else than the page."""
    run = upload()
    with behind_gumla():
        ImportRun.objects.filter(pk=run.pk).update(is_dry_run=False, status="waiting")
    assert work(run) == "failed"
    assert women() == []
    with behind_gumla():
        assert ImportRun.objects.get(pk=run.pk).problem == "hidden_unanswered"


def test_what_was_seen_and_is_to_be_taken_goes_in_at_once(upload: Any, as_: Any, women: Any) -> None:
    run = upload()
    with as_("coordinator") as by:
        assert not answer_hidden_parts(by=by, run=run, answers=dict.fromkeys((ROWS, COLUMNS, SHEET), "take"))
        confirm_preview(by=by, run=run)
    assert work(run) == "done"
    assert women() == [10, 20, 30, 40, 99]


def test_what_is_left_out_is_looked_at_again_first(upload: Any, as_: Any, women: Any, behind_gumla: Any) -> None:
    run = upload()
    answers = {ROWS: "leave", COLUMNS: "leave", SHEET: "leave"}
    with as_("coordinator") as by:
        assert answer_hidden_parts(by=by, run=run, answers=answers)
        with pytest.raises(Problem, match="not_waiting"):
            confirm_preview(by=by, run=run)
    assert work(run) == "previewed"
    with as_("coordinator") as by:
        seen = find_run(by, run.pk)
        assert seen.counts["shg_meeting"]["imported"] == 2
        assert seen.counts["shg_meeting"]["skipped"] == {"hidden": 2}
        assert {(part["sheet"], part["sort"]): part["answer"] for part in seen.hidden_parts} == answers
        assert not answer_hidden_parts(by=by, run=run, answers=answers)
        confirm_preview(by=by, run=run)
    assert work(run) == "done"
    assert women() == [10, 40]
    with behind_gumla():
        assert set(Activity.objects.values_list("topic", flat=True)) == {""}
        assert {part["answer"] for part in ImportRun.objects.get(pk=run.pk).hidden_parts} == {"leave"}


def test_an_answer_can_be_changed_before_taking_in(upload: Any, as_: Any, women: Any) -> None:
    run = upload()
    for answer in ("leave", "take"):
        with as_("coordinator") as by:
            assert answer_hidden_parts(by=by, run=run, answers={SHEET: answer, ROWS: "take", COLUMNS: "take"})
        work(run)
    with as_("coordinator") as by:
        confirm_preview(by=by, run=run)
    work(run)
    assert women() == [10, 20, 30, 40, 99]


@pytest.mark.parametrize("answer", ["", "maybe", "TAKE"])
def test_another_word_is_no_answer(upload: Any, as_: Any, answer: str) -> None:
    run = upload()
    with as_("coordinator") as by, pytest.raises(Problem, match="unreadable"):
        answer_hidden_parts(by=by, run=run, answers={ROWS: answer})


def test_a_part_that_the_workbook_has_not_is_not_stored(upload: Any, as_: Any) -> None:
    run = upload()
    with as_("coordinator") as by:
        answer_hidden_parts(by=by, run=run, answers={("Elsewhere", "rows"): "leave"})
        assert len(find_run(by, run.pk).hidden_parts) == 3


def test_a_row_below_a_hidden_one_keeps_what_it_takes_from_it(cast: Cast, tmp_path: Path, behind_gumla: Any) -> None:
    """The hidden first row holds the value of a merged cell and of a ditto mark, and counts in the total below."""
    path = tmp_path / "w.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("SHG")
    rows = [meeting(1, women=10, village="", group="G1"), meeting(2, women=20, village="", group="G2"),
            meeting(3, women=5, village='"', group="G3")]  # fmt: skip
    total = ["", "", "", "", "", "", 35, 0, 0, 0, 35]
    for number, cells in enumerate([HEADER, *rows, total]):
        sheet.write_row(number, 0, cells)
    sheet.merge_range(1, 3, 2, 3, "Kumhari")
    sheet.set_row(1, None, None, {"hidden": True})
    book.close()
    counts = import_workbook(path, cast.gumla, hidden="leave").document()["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (2, {})
    assert counts["skipped"] == {"hidden": 1, "totals": 1}
    with behind_gumla():
        assert sorted(Activity.objects.values_list("group_name", "village")) == [("G2", "Kumhari"), ("G3", "Kumhari")]


def test_a_sheet_without_its_hidden_needed_column_is_told_as_not_understood(cast: Cast, tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", FOUR, columns=[1])  # the date
    tally = import_workbook(path, cast.gumla, hidden="leave")
    assert tally.document() == {}
    assert [one["sheet"] for one in tally.unknown_sheets()] == ["SHG"]


@pytest.mark.parametrize(
    ("hidden", "expected"), [("", [10, 20, 30, 40, 99]), ("take", [10, 20, 30, 40, 99]), ("leave", [10, 30, 40])]
)
def test_the_command_says_in_its_json_what_it_did(
    cast: Cast, tmp_path: Path, women: Any, hidden: str, expected: list[int]
) -> None:
    workbook(tmp_path / "w.xlsx", FOUR, hidden_rows=[3])
    document = import_paths([tmp_path / "w.xlsx"], organisation=cast.gumla, hidden=hidden)
    assert women() == expected
    assert document["hidden_parts"]["w.xlsx"] == {
        "answer": hidden or "take",
        "was_said": bool(hidden),
        "parts": [{"sheet": "SHG", "sort": "rows", "count": 1}, {"sheet": "SHG old", "sort": "sheet", "count": 1}],
    }
    json.dumps(document)
    with acting_as(cast.actor("coordinator")):
        assert {part["answer"] for part in ImportRun.objects.get().hidden_parts} == {hidden or "take"}


def test_a_workbook_with_nothing_hidden_is_not_asked_about(cast: Cast, tmp_path: Path, take_in: Any) -> None:
    path = tmp_path / "w.xlsx"
    book = xlsxwriter.Workbook(path)
    for number, cells in enumerate([HEADER, *FOUR]):
        (book.get_worksheet_by_name("SHG") or book.add_worksheet("SHG")).write_row(number, 0, cells)
    book.close()
    assert "hidden_parts" not in import_paths([path], organisation=cast.gumla)
