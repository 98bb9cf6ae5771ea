"""A heading may be taught to mean an own question of the office: its cells become answers, as on a page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access import gate
from jatan.intake.registers import selectors
from jatan.intake.registers.models import ImportRun, OtherCell, ParkedRow
from jatan.intake.registers.own_columns import read_own_answer
from jatan.intake.registers.repair.actions import accept_same_columns, repair_row
from jatan.intake.registers.repair.lessons import learn_mapping
from jatan.intake.registers.repair.other_answers import answer_from_other_cells
from jatan.intake.registers.undo.services import undo_run
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.flows.acts_on_many import undo_act
from jatan.programme.own_fields.commands import MakeOwnField
from jatan.programme.own_fields.models import ActivityAnswer, OwnField
from jatan.programme.own_fields.selectors import answers_by_field
from jatan.programme.own_fields.services import keep_answers, make_own_field, retire_own_field
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, write

WORDS = (("चाय", "Tea"), ("कुछ नहीं", "Nothing"))


@pytest.fixture
def question(cast: Cast, as_: Any) -> OwnField:
    """Which refreshment there was at a meeting."""
    return _ask(cast, as_, sort="choice", words=WORDS)


def _ask(cast: Cast, as_: Any, *, sort: str, words: Any = (), label: str = "नाश्ता") -> OwnField:
    with as_("coordinator") as by:
        command = MakeOwnField(
            organisation=cast.gumla.id,
            place=cast.gumla_district,
            kind="activities",
            sort=sort,
            label_hi=label,
            words=words,
        )
        return make_own_field(by=by, command=command)


@pytest.fixture
def taught(cast: Cast, as_: Any, question: OwnField) -> OwnField:
    with as_("coordinator") as by:
        _teach(by, cast, question)
    return question


def _teach(by: Any, cast: Cast, question: OwnField) -> None:
    what = {"what": "header", "kind": "shg_meeting", "written": "Qq xx zz", "meaning": question.question.code}
    learn_mapping(by=by, organisation_id=cast.gumla.id, **what)


def _book(path: Path, *rows: tuple[list[Any], Any]) -> Path:
    return write(path, {SHG: [[*HEADER, "Qq xx zz"], *([*row, cell] for row, cell in rows)]})


def _answers() -> dict[str, str]:
    rows = ActivityAnswer.objects.live().select_related("record")
    return {one.record.village: one.code for one in rows}


ROWS: Sequence[tuple[list[Any], Any]] = (
    (meeting(1, village="Kemte"), "चाय"),
    (meeting(2, village="Toto"), "nothing"),
    (meeting(3, village="Navapur"), ""),
    (meeting(4, village="Palkot"), "समोसा"),
)


def test_cells_become_answers_and_what_is_no_word_of_the_question_waits(
    tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any, taught: OwnField
) -> None:
    counts = take_in(_book(tmp_path / "a.xlsx", *ROWS))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (3, {"unreadable": 1})
    assert "unknown_columns" not in counts
    with behind_gumla():
        assert _answers() == {"Kemte": "1", "Toto": "2"}
        (parked,) = ParkedRow.objects.all()
        (problem,) = parked.problems
        assert (problem["field"], problem["candidates"]) == (taught.question.code, ["चाय", "कुछ नहीं"])
        assert problem["cell"] == "L5"
    with as_("coordinator") as by:
        repair_row(by=by, parked=parked, cells={taught.question.code: "चाय"})
    with behind_gumla():
        assert _answers() == {"Kemte": "1", "Toto": "2", "Palkot": "1"}
    assert take_in(tmp_path / "a.xlsx")["shg_meeting"]["already_in"] == 4


def test_an_undone_import_takes_its_answers_along_and_leaves_what_a_person_answered(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any, taught: OwnField
) -> None:
    take_in(_book(tmp_path / "a.xlsx", *ROWS))
    with as_("coordinator") as by:
        navapur = Activity.objects.select_related("place").get(village="Navapur")
        keep_answers(by=by, record=navapur, answers={taught: "1"})
    with behind_gumla():
        run = ImportRun.objects.get()
    plan = undo_run(run, by=cast.accounts["coordinator"].id, reason="wrong workbook")
    assert plan.counts() == {"rows": 2, "stayed": 1, "parked": 1}
    with behind_gumla():
        assert _answers() == {"Navapur": "1"}
        assert [one.village for one in Activity.objects.live()] == ["Navapur"]
    assert take_in(tmp_path / "a.xlsx")["shg_meeting"]["imported"] == 2


def test_a_heading_that_is_taught_later_proposes_the_answers_of_rows_that_are_in(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any, question: OwnField
) -> None:
    path = _book(tmp_path / "a.xlsx", *ROWS[:3])
    assert take_in(path)["shg_meeting"]["unknown_columns"] == ["Qq xx zz"]
    with as_("coordinator") as by:
        _teach(by, cast, question)
    assert take_in(path)["shg_meeting"]["proposed"] == 2
    with as_("coordinator") as by:
        columns = [question.question.code]
        assert {tuple(one["fields"]) for one in selectors.corrections_by_columns(by)} == {tuple(columns)}
        done = accept_same_columns(by=by, organisation_id=cast.gumla.id, kind="shg_meeting", columns=columns)
        assert done == (2, 0)
    with behind_gumla():
        assert _answers() == {"Kemte": "1", "Toto": "2"}


def test_a_question_that_is_asked_no_longer_leaves_an_unknown_column(
    tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any, taught: OwnField
) -> None:
    with as_("coordinator") as by:
        retire_own_field(by=by, own_field=taught)
    assert take_in(_book(tmp_path / "a.xlsx", *ROWS))["shg_meeting"]["imported"] == 4
    with behind_gumla():
        assert sorted(OtherCell.objects.values_list("value", flat=True)) == ["nothing", "चाय", "समोसा"]
        assert not ActivityAnswer.objects.exists()


@pytest.mark.parametrize(
    ("sort", "cell", "answer"),
    [
        ("number", "१२", 12), ("number", 12.0, 12), ("number", "twelve-ish", None), ("number", -4, None),
        ("day", "१२/०३/२०२२", "2022-03-12"), ("day", "31/02/2022", None),
        ("yes", "हाँ", True), ("yes", "No", False), ("yes", "शायद", None), ("yes", True, True),
        ("text", "कोई भी बात", "कोई भी बात"), ("text", "x" * 10_000, None), ("text", "2341 2341 2346", None),
    ],
)  # fmt: skip
def test_every_sort_of_answer(cast: Cast, as_: Any, sort: str, cell: Any, answer: Any) -> None:
    question = _ask(cast, as_, sort=sort)
    if answer is None:
        with pytest.raises(Problem) as refused:
            read_own_answer(question, cell)
        assert refused.value.field == question.question.code
    else:
        read = read_own_answer(question, cell)
        assert (read.isoformat() if sort == "day" else read) == answer  # type: ignore[union-attr]


def test_a_column_that_was_kept_becomes_answers_in_one_act_that_is_undone_once(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any, question: OwnField
) -> None:
    take_in(_book(tmp_path / "a.xlsx", *ROWS, (meeting(5, village="Basia"), "चाय")))
    column: dict[str, Any] = {"own_field": question, "kind": "shg_meeting", "heading": "Qq xx zz"}
    with as_("coordinator") as by:
        basia = Activity.objects.select_related("place").get(village="Basia")
        keep_answers(by=by, record=basia, answers={question: "2"})
        trial = answer_from_other_cells(by=by, **column, is_trial=True)
        assert (trial.rows, sorted(one.code for one in trial.stayed)) == (2, ["answered", "unreadable"])
        assert ActivityAnswer.objects.count() == 1
        (done,) = answer_from_other_cells(by=by, **column).done
        assert _answers() == {"Kemte": "1", "Toto": "2", "Basia": "2"}
        assert answer_from_other_cells(by=by, **column).rows == 0
        undo_act(by=by, done=done)
        assert _answers() == {"Basia": "2"}
        kemte = Activity.objects.select_related("place").get(village="Kemte")
        assert answers_by_field(by, kemte) == {}
        # What was taken back leaves room for another answer, and the column can be taken again.
        keep_answers(by=by, record=kemte, answers={question: "2"})
        assert answer_from_other_cells(by=by, **column).rows == 1
        assert _answers() == {"Kemte": "2", "Toto": "2", "Basia": "2"}
        assert OtherCell.objects.count() == 4
    other = _ask(cast, as_, sort="text", label="कुछ और")
    with as_("khunti_coordinator") as by, pytest.raises(gate.Forbidden):
        answer_from_other_cells(by=by, own_field=other, kind="shg_meeting", heading="Qq xx zz")
    with as_("coordinator") as by, pytest.raises(Problem, match="not_at_this_stage"):
        answer_from_other_cells(by=by, own_field=other, kind="forums", heading="Qq xx zz")
