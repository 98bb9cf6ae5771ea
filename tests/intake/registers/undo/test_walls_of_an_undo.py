"""PostgreSQL lets rows of an import be deleted only while that run is being undone, and records never."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jatan.foundation.access.actors import undoer_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.transaction_settings import set_local
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.tasks import ask_to_undo
from jatan.intake.registers.undo.services import plan_of
from jatan.kernel.ids import new_id
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings

_IMPORTS = ["registers_rowwarning", "registers_parkedrow", "registers_importedrow"]


@pytest.fixture
def run(tmp_path: Path, take_in: Any, newest_run: Any) -> ImportRun:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1, women="~7", total=""), meeting(2, block="Xyzabad")))
    found: ImportRun = newest_run()
    return found


def _deleted(organisation_id: Any, table: str, run_id: Any = None) -> int:
    with acting_as(undoer_for(organisation_id)), connection.cursor() as cursor:
        set_local(cursor, {"jatan.undone_run": str(run_id) if run_id else ""})
        cursor.execute(f"DELETE FROM {table}")
        return int(cursor.rowcount)


def test_rows_of_an_import_go_with_their_run_only(cast: Cast, run: ImportRun) -> None:
    for table in _IMPORTS:  # in the order of their foreign keys
        assert _deleted(cast.gumla.id, table) == 0
        assert _deleted(cast.gumla.id, table, new_id()) == 0
        assert _deleted(cast.khunti.id, table, run.pk) == 0
        assert _deleted(cast.gumla.id, table, run.pk) == 1


@pytest.mark.parametrize("table", ["activities_activity", "registers_importrun", "people_person"])
def test_records_and_runs_are_never_deleted(cast: Cast, run: ImportRun, table: str) -> None:
    assert _deleted(cast.gumla.id, table, run.pk) == 0


@pytest.mark.parametrize("part", ["khunti_coordinator", "field_worker", "secretariat", "stranger"])
def test_nobody_else_may_ask(cast: Cast, run: ImportRun, part: str) -> None:
    with pytest.raises(Forbidden):
        plan_of(cast.actor(part), run)
    with pytest.raises(Forbidden):
        ask_to_undo(by=cast.actor(part), run=run, reason="attack")
