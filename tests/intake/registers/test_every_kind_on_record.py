"""What a workbook brings waits where the same is on record already: generated over every register."""

from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import LearnedMapping, ParkedRow
from jatan.intake.registers.office import load_office
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE, alike_of
from jatan.intake.registers.reconcile.likeness import LIKENESS
from jatan.intake.registers.reconcile.record_rows import create_records
from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.repair.joined_rows import Joined, join_rows
from jatan.intake.registers.repair.remembered import REMEMBERED
from jatan.intake.registers.selectors import parked_rows
from jatan.intake.registers.translate.table import register, translate
from jatan.programme.groups.models import Group
from tests.cast import Cast
from tests.intake.registers.blank.filled_workbook import fill_workbook, read_workbook, words_of

ROWS = 3


def test_every_register_brings_records_that_have_a_rule_of_likeness() -> None:
    assert {register(kind).record for kind in ORDER} == LIKENESS.keys()


@pytest.fixture
def on_record(cast: Cast, tmp_path: Path) -> tuple[Path, dict[str, list[Any]]]:
    """A filled workbook of every register, and {kind: records}: what it says, recorded by no workbook."""
    path = tmp_path / "filled.xlsx"
    fill_workbook(path, words_of(cast.gumla), ROWS)
    read = read_workbook(path, cast.gumla)
    made: dict[str, list[Any]] = {}
    importer = importer_for(cast.gumla.id)
    with acting_as(importer):
        office = load_office(cast.gumla.id)
        for kind in ORDER:
            rows = [translate(kind, row, office) for row in read[kind]]
            made[kind] = list(create_records(importer, register(kind).record, rows))
            for one in made[kind]:
                if isinstance(one, Group):
                    office.groups.add(one)
    return path, made


def test_every_row_of_every_register_waits_beside_its_record(on_record: Any, take_in: Any, behind_gumla: Any) -> None:
    path, made = on_record
    counts = take_in(path)
    assert {kind: (one["imported"], one["refused"]) for kind, one in counts.items()} == {
        kind: (0, {LOOKS_ALIKE: ROWS}) for kind in ORDER
    }
    with behind_gumla():
        waiting: dict[str, list[Any]] = {}
        for row in ParkedRow.objects.order_by("row_number"):
            waiting.setdefault(row.kind, []).append(alike_of(row.problems))
    assert waiting == {kind: [one.pk for one in records] for kind, records in made.items()}
    assert {kind: one["still_parked"] for kind, one in take_in(path).items()} == dict.fromkeys(ORDER, ROWS)


@pytest.mark.parametrize("kind", ORDER)
def test_it_is_one_with_its_record_or_another_one(
    kind: str, on_record: Any, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    path, made = on_record
    take_in(path)
    model = type(made[kind][0])
    with behind_gumla():
        before = model.objects.live().count()
    with as_("coordinator") as by:
        first, second, third = parked_rows(by).filter(kind=kind).order_by("row_number")
        assert join_rows(by=by, parked=first) == Joined(1)
        first.refresh_from_db()
        assert first.closed_by_record == made[kind][0].pk
        repair_row(by=by, parked=second, cells={}, confirmed=[LOOKS_ALIKE])
        assert join_rows(by=by, parked=third, is_for_all=True) == Joined(1)
    with behind_gumla():
        assert model.objects.live().count() == before + 1
    again = take_in(path)[kind]
    assert (again["imported"], again["already_in"], again["refused"]) == (0, ROWS, {})


def test_a_remembered_spelling_is_not_put_before_the_record(
    on_record: Any, take_in: Any, behind_gumla: Any, cast: Cast
) -> None:
    """Every name of every row was mended once: what looks alike has one candidate, its record."""
    path, made = on_record
    rows = [(kind, row.cells) for kind, found in read_workbook(path, cast.gumla).items() for row in found]
    with behind_gumla():
        spellings = {(name, plain(text)) for _kind, cells in rows for name, text in cells.items() if name in REMEMBERED}
        LearnedMapping.objects.bulk_create(
            LearnedMapping(
                organisation=cast.gumla, what=f"repaired:{name}", word=word, as_written=word, meaning=f"{word} toli"
            )
            for name, word in sorted(spellings)
        )
    take_in(path)
    with behind_gumla():
        waiting = {alike_of(row.problems) for row in ParkedRow.objects.filter(code=LOOKS_ALIKE)}
    assert waiting == {one.pk for records in made.values() for one in records}
