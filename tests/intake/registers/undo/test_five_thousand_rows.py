"""Undoing a run of 5,000 rows leaves tables, facts and report as before, and the ledger extended."""

import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jatan.evidence.indicators.models import CountSnapshot
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.verify import verify
from jatan.evidence.reports.impact import as_json
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.verify import verify_chain
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.intake.registers.undo.office_workbook import office_workbook

PERIOD = Period(dt.date(2021, 1, 1), dt.date(2025, 3, 31))
REGISTERS = 8


def _report(cast: Cast) -> bytes:
    recount_pending([cast.gumla.id])
    with acting_as(cast.actor("coordinator")) as by:
        return json.dumps(as_json(impact_report(PERIOD, by=by, annex=True))).encode()


def _events(cast: Cast) -> list[bytes]:
    with acting_as(machine_for([cast.gumla.id])):
        return [bytes(one.digest) for one in Event.objects.filter(organisation=cast.gumla).order_by("sequence")]


def _is_as_before(cast: Cast, folder: Path, seeds: range, take_in: Any, undo: Any, newest: Any, rows: Any) -> str:
    take_in(office_workbook(folder / "first.xlsx", range(10_000, 10_010)))
    CountSnapshot.objects.create(month=dt.date(2025, 3, 1))
    before, report, chain = rows(), _report(cast), _events(cast)
    begun = time.process_time(), time.monotonic()
    take_in(office_workbook(folder / "large.xlsx", seeds))
    taken_in = time.process_time() - begun[0], time.monotonic() - begun[1]
    assert _report(cast) != report
    begun = time.process_time(), time.monotonic()
    plan = undo(newest())
    undone = time.process_time() - begun[0], time.monotonic() - begun[1]
    assert plan.counts() == {"rows": len(seeds) * REGISTERS}
    assert rows() == before
    assert _report(cast) == report
    with acting_as(machine_for([cast.gumla.id])):
        assert verify([cast.gumla.id]) == []
        assert not verify_chain(cast.gumla.id).faults
    after = _events(cast)
    assert after[: len(chain)] == chain
    assert len(after) > len(chain)
    return (
        f"{len(seeds) * REGISTERS} rows: taken in {taken_in[0]:.1f} s CPU, {taken_in[1]:.1f} s;"
        f" undone {undone[0]:.1f} s CPU, {undone[1]:.1f} s"
    )


def test_tables_facts_and_report_are_as_before(
    cast: Cast, tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, rows_of_gumla: Any
) -> None:
    _is_as_before(cast, tmp_path, range(12), take_in, undo, newest_run, rows_of_gumla)


@pytest.mark.long
def test_five_thousand_rows_are_as_before(
    cast: Cast, tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, rows_of_gumla: Any
) -> None:
    figures = _is_as_before(cast, tmp_path, range(625), take_in, undo, newest_run, rows_of_gumla)
    sys.stdout.write(f"{figures}\n")
