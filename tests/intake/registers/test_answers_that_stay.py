"""What somebody answered of an own question stays, whatever a register says; what the register says is kept beside."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.places.models import Place
from jatan.intake.registers.models import ImportedRow, ImportRun, OtherCell, ParkedRow, ProposedCorrection
from jatan.intake.registers.repair.actions import accept_correction, accept_same_columns, repair_row
from jatan.intake.registers.repair.joined_rows import join_rows
from jatan.intake.registers.repair.lessons import learn_mapping
from jatan.intake.registers.translate.recorded_values import values_of_record
from jatan.intake.registers.undo.plan import Reason
from jatan.intake.registers.undo.services import plan_of, undo_run
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from jatan.programme.own_fields.commands import MakeOwnField
from jatan.programme.own_fields.models import ActivityAnswer, IssueAnswer, OwnField
from jatan.programme.own_fields.services import keep_answers, make_own_field, retire_own_field
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, write
from tests.programme.activities.builders import an_activity

HEADING = "Qq xx zz"
DESK = ["Date", "Name", "Phone", "Block", "Village", "Issue", "Status", HEADING]


def _ask(cast: Cast, as_: Any, kind: str, register: str, *, is_taught: bool = True) -> OwnField:
    with as_("coordinator") as by:
        command = MakeOwnField(
            organisation=cast.gumla.id, place=cast.gumla_district, kind=kind, sort="text", label_hi="नाश्ता"
        )
        own_field = make_own_field(by=by, command=command)
        if is_taught:
            _teach(by, cast, register, own_field)
        return own_field


def _teach(by: Any, cast: Cast, register: str, own_field: OwnField) -> None:
    what = {"what": "header", "kind": register, "written": HEADING, "meaning": own_field.question.code}
    learn_mapping(by=by, organisation_id=cast.gumla.id, **what)


def _desk(path: Path, block: str = "Xyzabad", answer: str = "चाय") -> Path:
    day = f"{clock.today() - dt.timedelta(days=4):%d/%m/%Y}"
    row = [day, "Phulmani Toppo", "9835012345", block, "Karondi", "Violence", "Pending", answer]
    return write(path, {"Help desk": [DESK, row]})


def _meetings(path: Path, *rows: Any) -> Path:
    return write(path, {SHG: [[*HEADER, HEADING], *([*row, cell] for row, cell in rows)]})


def _kept() -> list[tuple[str, str]]:
    return sorted(OtherCell.objects.values_list("heading", "value"))


@pytest.mark.parametrize("door", ["repair", "import"])
def test_an_answer_on_the_urgent_issue_of_a_row_stays_when_the_row_is_put_right(
    door: str, cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    question = _ask(cast, as_, "issues", "issues")
    take_in(_desk(tmp_path / "a.xlsx"))
    with behind_gumla():
        (parked,) = ParkedRow.objects.select_related("run")
        issue = Issue.objects.select_related("place").get(is_urgent=True)
    with as_("coordinator") as by:
        keep_answers(by=by, record=issue, answers={question: "कुछ नहीं"})
        if door == "repair":
            repair_row(by=by, parked=parked, cells={"block": cast.gumla_block.name_en})
    if door == "import":
        take_in(_desk(tmp_path / "a.xlsx", cast.gumla_block.name_en))
    with behind_gumla():
        parked.refresh_from_db()
        assert parked.closed_by_record == issue.pk
        assert [one.text for one in IssueAnswer.objects.live()] == ["कुछ नहीं"]
        assert _kept() == [("नाश्ता", "चाय")]
    with as_("coordinator") as by:
        # Undoing the import would leave what she answered, and so the issue about which she did.
        plans = [plan_of(by, run) for run in ImportRun.objects.all()]
        (row,) = [row for plan in plans for row in plan.staying]
        assert "own_fields.issueanswer" not in dict(row.records())
        assert Reason("built_on", "own_fields.issueanswer", 1) in row.reasons


def test_a_correction_shows_the_present_answer_and_many_at_once_leave_it(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    question = _ask(cast, as_, "activities", "shg_meeting", is_taught=False)
    code = question.question.code
    rows = [(meeting(number, village=village), "चाय") for number, village in enumerate(("Kemte", "Toto", "Basia"), 1)]
    take_in(_meetings(tmp_path / "a.xlsx", *rows))
    with as_("coordinator") as by:
        kemte = Activity.objects.select_related("place").get(village="Kemte")
        keep_answers(by=by, record=kemte, answers={question: "कुछ नहीं"})
        _teach(by, cast, "shg_meeting", question)
    assert take_in(tmp_path / "a.xlsx")["shg_meeting"]["proposed"] == 3
    same: dict[str, Any] = {"organisation_id": cast.gumla.id, "kind": "shg_meeting", "columns": [code]}
    with as_("coordinator") as by:
        assert values_of_record("shg_meeting", kemte, [code]) == {code: ["text", "कुछ नहीं"]}
        assert accept_same_columns(by=by, **same) == (2, 1)
        assert ActivityAnswer.objects.get(record=kemte).text == "कुछ नहीं"
        toto = Activity.objects.select_related("place").get(village="Toto")
        keep_answers(by=by, record=toto, answers={question: "हलवा"})
    changed = [(row, "दूध") for row, _cell in rows]
    take_in(_meetings(tmp_path / "a.xlsx", *changed))
    with as_("coordinator") as by:
        assert accept_same_columns(by=by, **same)[0] == 1
        of_toto = ActivityAnswer.objects.get(record=toto)
        assert of_toto.text == "हलवा"
        # One that she looks at, she may accept.
        correction = ProposedCorrection.objects.get(imported_row__record_id=toto.pk, status="open")
        accept_correction(by=by, correction=correction)
        of_toto.refresh_from_db()
        assert of_toto.text == "दूध"


def test_a_waiting_row_that_changes_a_record_leaves_what_somebody_answered(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    question = _ask(cast, as_, "activities", "shg_meeting")
    take_in(_meetings(tmp_path / "a.xlsx", (meeting(1, village="Kemte"), "चाय"), (meeting(2, village="Toto"), "चाय")))
    with as_("coordinator") as by:
        kemte = Activity.objects.select_related("place").get(village="Kemte")
        keep_answers(by=by, record=kemte, answers={question: "कुछ नहीं"})
    bad = meeting(1, village="Kemte", block="Xyzabad")
    take_in(_meetings(tmp_path / "a.xlsx", (bad, "दूध"), (meeting(2, village="Toto"), "चाय")))
    with as_("coordinator") as by:
        (parked,) = ParkedRow.objects.all()
        assert parked.corrects is not None
        repair_row(by=by, parked=parked, cells={"block": "Basia"})
        assert ActivityAnswer.objects.get(record=kemte).text == "कुछ नहीं"
        assert _kept() == [("नाश्ता", "दूध")]


@pytest.mark.parametrize("what", ["waiting", "proposed"])
def test_what_a_row_answered_is_kept_when_the_question_is_asked_no_longer(
    what: str, cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    question = _ask(cast, as_, "activities", "shg_meeting")
    row = meeting(1, block="Xyzabad" if what == "waiting" else "Basia")
    take_in(_meetings(tmp_path / "a.xlsx", (row, "चाय")))
    if what == "proposed":
        take_in(_meetings(tmp_path / "a.xlsx", (meeting(1, topic="Health"), "दूध")))
    with as_("coordinator") as by:
        retire_own_field(by=by, own_field=question)
        if what == "waiting":
            repair_row(by=by, parked=ParkedRow.objects.get(), cells={"block": "Basia"})
        else:
            accept_correction(by=by, correction=ProposedCorrection.objects.get())
        assert _kept() == [("नाश्ता", "चाय" if what == "waiting" else "दूध")]
        assert [one.text for one in ActivityAnswer.objects.live()] == ([] if what == "waiting" else ["चाय"])


def test_cells_of_an_accepted_correction_stay_as_it_does_when_its_workbook_is_undone(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    take_in(_meetings(tmp_path / "a.xlsx", (meeting(1), "चाय")))
    take_in(_meetings(tmp_path / "a.xlsx", (meeting(1, topic="Health"), "दूध"), (meeting(2, village="Toto"), "हलवा")))
    with as_("coordinator") as by:
        accept_correction(by=by, correction=ProposedCorrection.objects.get())
        assert {value for _heading, value in _kept()} == {"चाय", "दूध", "हलवा"}
    with behind_gumla():
        run = ImportRun.objects.latest("started_at")
    undo_run(run, by=cast.accounts["coordinator"].id, reason="wrong workbook")
    with behind_gumla():
        row = ImportedRow.objects.get()
        assert Activity.objects.get(pk=row.record_id).topic == "Health"
        assert set(OtherCell.objects.filter(row=row.pk).values_list("value", flat=True)) == {"चाय", "दूध"}
        assert not OtherCell.objects.filter(value="हलवा").exists()


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_joined_row_answers_where_nobody_has(
    is_answered: bool, cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    question = _ask(cast, as_, "activities", "shg_meeting")
    basia = Place.objects.get(level="block", name_en="Basia", district__name_en="Gumla")
    with as_("coordinator") as by:
        group: dict[str, Any] = {"village": "Navapur", "group": None, "group_name": "Navapur Mahila Mandal"}
        numbers = {"women": 10, "men": 0, "girls": 0, "boys": 0, "total": 10}
        day = dt.date(2022, 3, 12)
        record = an_activity(by, cast, kind="shg_meeting", held_on=day, place=basia, **group, **numbers)
        if is_answered:
            keep_answers(by=by, record=record, answers={question: "कुछ नहीं"})
    take_in(_meetings(tmp_path / "a.xlsx", (meeting(1), "चाय")))
    with as_("coordinator") as by:
        join_rows(by=by, parked=ParkedRow.objects.get())
        assert [one.text for one in ActivityAnswer.objects.live()] == ["कुछ नहीं" if is_answered else "चाय"]
        assert _kept() == ([("नाश्ता", "चाय")] if is_answered else [])
