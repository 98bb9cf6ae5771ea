"""Whatever is taken in and undone in whichever order: what is there is what the remaining runs bring in alone."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.undo import parts
from jatan.intake.registers.undo.services import undo_run
from jatan.kernel.problems import Problem
from tests.cast import Cast
from tests.intake.registers.undo.conftest import Rows, all_rows
from tests.intake.registers.undo.office_workbook import office_workbook

# Far enough apart that no row is a changed version of another one.
_SEEDS = [8 * number + number for number in range(1, 9)]

type Workbook = tuple[int, ...]
type Step = tuple[str, Any]

workbooks = st.lists(st.sampled_from(_SEEDS), min_size=1, max_size=4, unique=True).map(tuple)
steps = st.lists(
    st.one_of(st.tuples(st.just("in"), workbooks), st.tuples(st.just("undo"), st.integers(0, 7))),
    min_size=2,
    max_size=7,
)


class _Rolled(Exception):
    """Ends an example, so that the next one begins with an empty office."""


class _Office:
    def __init__(self, cast: Cast, folder: Path) -> None:
        self.cast, self.folder, self.number = cast, folder, 0

    def take_in(self, seeds: Workbook) -> ImportRun:
        self.number += 1
        bad = [seed + 1 for seed in seeds[:2]]
        path = office_workbook(self.folder / f"book{self.number}.xlsx", seeds, bad=bad)
        import_workbook(path, self.cast.gumla)
        with acting_as(importer_for(self.cast.gumla.id)):
            return ImportRun.objects.order_by("-id")[0]

    def rows(self) -> Rows:
        return all_rows(self.cast.gumla.id)


@contextmanager
def _rolled_back() -> Iterator[None]:
    with suppress(_Rolled), transaction.atomic():
        yield
        raise _Rolled


def _played(office: _Office, played: list[Step]) -> list[Workbook]:
    """Play the steps; returns the workbooks whose runs remain, in order."""
    runs: list[tuple[ImportRun, Workbook]] = []
    for what, value in played:
        if what == "in":
            runs.append((office.take_in(value), value))
        elif runs:
            run, _seeds = runs.pop(value % len(runs))
            with suppress(Problem), pytest.MonkeyPatch.context() as patch:  # all of it was known before
                patch.setattr(parts, "MOST_ROWS", 1 + value)
                undo_run(run, by=None, reason="random")
    return [seeds for _run, seeds in runs]


@given(played=steps)
# Two people of one run are suggested as the same; only the row of one of them is in the other run, too.
@example(played=[("in", (36, 72, 54, 63)), ("in", (54, 72)), ("undo", 0)])
# Of two people who are suggested as the same, the one recorded first stays through a later run, and would come second.
@example(played=[("in", (63,)), ("in", (72,)), ("in", (63,)), ("undo", 0)])
# Without shrinking: an example takes seconds, and the steps that failed are printed.
@settings(max_examples=10, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
def test_the_remaining_runs_are_what_is_there(cast: Cast, tmp_path: Path, played: list[Step]) -> None:
    office = _Office(cast, tmp_path)
    with _rolled_back():
        remaining = _played(office, played)
        found = office.rows()
    with _rolled_back():
        for seeds in remaining:
            office.take_in(seeds)
        assert office.rows() == found
