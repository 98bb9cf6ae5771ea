"""An import of many sheets writes into the chain at its end only: until then no colleague waits for it."""

from pathlib import Path

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.verify import verify_chain
from jatan.intake.registers import events
from jatan.intake.registers.run import import_workbook
from tests.cast import Cast
from tests.intake.registers.undo.office_workbook import office_workbook


def test_the_chain_is_left_alone_until_the_last_sheet_is_read(cast: Cast, tmp_path: Path) -> None:
    written: list[int] = []

    def progress(_sheet: str, _rows: int) -> None:
        written.append(Event.objects.filter(verb=events.SHEET_IMPORTED).count())

    import_workbook(office_workbook(tmp_path / "a.xlsx", range(3)), cast.gumla, progress=progress)
    assert len(written) >= 8
    assert set(written) == {0}
    with acting_as(machine_for([cast.gumla.id])):
        verbs = list(Event.objects.filter(organisation=cast.gumla).order_by("sequence").values_list("verb", flat=True))
        assert verbs[-9:] == [events.SHEET_IMPORTED] * 8 + [events.WORKBOOK_IMPORTED]
        assert not verify_chain(cast.gumla.id).faults
