"""Photographs of pages of paper registers, beside which somebody keys the lines in.

A keyed line passes what a row of a workbook passes: it is recorded, parked with a reason, or known already. Its origin
is the run of the photograph and the number of the line. The picture is re-encoded like every other (no place, no
device), stored under an opaque name, and deleted when the page is done, or KEPT_FOR after it came.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import has_left, members
from jatan.foundation.places.services import save_localities
from jatan.intake.registers import events
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.models import ImportedRow, ImportRun, PagePhotograph, ParkedRow, ProposedCorrection
from jatan.intake.registers.office import load_office
from jatan.intake.registers.recognise.repeated_cells import replace_ditto_marks
from jatan.intake.registers.recognise.rows import RegisterRow, cell_to_json, row_from_json, serial_of
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER, kinds
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS
from jatan.intake.registers.run import lock_imports, record_workbook_event
from jatan.intake.registers.sheets import KindImport
from jatan.intake.registers.tally import WorkbookTally
from jatan.intake.registers.uploads import shown_name
from jatan.kernel import clock
from jatan.kernel.file_store import open_file, read_file, remove_file, write_file
from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.ids import new_id
from jatan.kernel.pictures import clean_picture, turned
from jatan.kernel.problems import Problem

LINES: Final = 10
KEPT_FOR: Final = dt.timedelta(days=30)
# The case register is not photographed: its days would lie readable in the picture.
KEYED_KINDS: Final = tuple(kind for kind in ORDER if kind not in SEALED_KINDS)
_MOST_OPEN = 60  # of one organisation
_LONGEST_SIDE = 2000  # pixels: handwriting of a whole page can still be read
_LONGEST_CELL = 2000
_IMPORT = Permission.REGISTER_IMPORT


@dataclass(frozen=True)
class KeyedLine:
    """What became of a line. `state`: recorded, parked, proposed or known; `about`: the parked row or correction."""

    number: int
    state: str
    about: uuid.UUID | None = None


def add_photograph(
    *, by: Actor, organisation_id: uuid.UUID, kind: str, file_name: str, content: bytes
) -> PagePhotograph:
    """Store a photograph of a page of this register. Raises Problem for other files, another register, or too many."""
    gate.require(by, _IMPORT, organisation_id=organisation_id)
    if kind not in KEYED_KINDS:
        raise Problem("unreadable", field="register")
    _refuse_leaver(organisation_id)
    picture = clean_picture(content, longest_side=_LONGEST_SIDE)
    name = f"pages/{new_id().hex}.jpg"
    with acting_as(importer_for(organisation_id, account_id=by.account_id)):
        lock_imports(organisation_id)
        if _open(organisation_id).count() >= _MOST_OPEN:
            raise Problem("too_many", _("Too many photographs wait. Finish some of them first."), field="photographs")
        try:
            write_file(name, picture.content)
        except StoreProblem as away:
            raise away.at("photographs") from away
        try:
            return PagePhotograph.objects.create(
                organisation_id=organisation_id,
                kind=kind,
                file_name=shown_name(file_name),
                stored=name,
                by=by.account_id,
            )
        except BaseException:
            remove_file(name)
            raise


def open_photographs(by: Actor) -> QuerySet[PagePhotograph]:
    """Photographs that are being keyed in, the latest first."""
    rows = PagePhotograph.objects.filter(closed_at__isnull=True).select_related("organisation")
    return gate.within_reach(rows, by=by, permission=_IMPORT).order_by("-added_at", "-id")


def find_photograph(by: Actor, photograph_id: uuid.UUID) -> PagePhotograph:
    """One open photograph. Raises DoesNotExist, also out of reach."""
    return open_photographs(by).get(pk=photograph_id)


def open_picture(photograph: PagePhotograph) -> BinaryIO:
    """The stored picture. Raises FileNotFoundError, StoreProblem."""
    return open_file(photograph.stored)


def turn_photograph(*, by: Actor, photograph: PagePhotograph) -> None:
    """Turn the picture by a quarter clockwise. Raises FileNotFoundError, StoreProblem."""
    gate.require(by, _IMPORT, organisation_id=photograph.organisation_id)
    write_file(photograph.stored, turned(read_file(photograph.stored)), replaces=True)


def keep_lines(*, by: Actor, photograph: PagePhotograph, lines: Sequence[Mapping[str, str]]) -> None:
    """Keep what is typed, without recording it: at most LINES lines of columns of the register."""
    gate.require(by, _IMPORT, organisation_id=photograph.organisation_id)
    with acting_as(importer_for(photograph.organisation_id, account_id=by.account_id)):
        current = _locked(photograph)
        current.lines = _kept(current, lines)
        current.save(update_fields=["lines"])
    photograph.lines = current.lines


def record_lines(*, by: Actor, photograph: PagePhotograph, lines: Sequence[Mapping[str, str]]) -> list[KeyedLine]:
    """Record every filled line like a row of a workbook; nothing stays kept. Raises Problem when already done."""
    organisation_id = photograph.organisation_id
    gate.require(by, _IMPORT, organisation_id=organisation_id)
    _refuse_leaver(organisation_id)
    importer = importer_for(organisation_id, account_id=by.account_id)
    with acting_as(importer):
        lock_imports(organisation_id)
        current = _locked(photograph)
        rows = _rows(current, _kept(current, lines))
        if rows:
            run = current.run or _new_run(current, by)
            _import_rows(run, current.kind, rows, importer)
            current.run, current.recorded = run, current.recorded + len(rows)
        current.lines = []
        current.save(update_fields=["lines", "run", "recorded"])
        found = [] if current.run is None else _outcomes(current.run, rows)
    photograph.lines, photograph.recorded, photograph.run = current.lines, current.recorded, current.run
    return found


def close_photograph(*, by: Actor, photograph: PagePhotograph) -> None:
    """The page is done: its picture is deleted. Raises Problem while a typed line is not recorded."""
    gate.require(by, _IMPORT, organisation_id=photograph.organisation_id)
    with acting_as(importer_for(photograph.organisation_id, account_id=by.account_id)):
        current = _locked(photograph)
        if current.lines:
            raise Problem("unfinished", _("Some lines are typed and not recorded. Record them, or empty them first."))
        _close(current)


def delete_old_photographs() -> int:
    """Close every photograph older than KEPT_FOR. Run several times a day. Returns how many."""
    closed = 0
    for organisation in members():
        with acting_as(importer_for(organisation.pk)):
            old = _open(organisation.pk).filter(added_at__lt=clock.now() - KEPT_FOR).select_for_update()
            for photograph in old.order_by("id"):
                _close(photograph)
                closed += 1
    return closed


def _refuse_leaver(organisation_id: uuid.UUID) -> None:
    if has_left(organisation_id, clock.today()):
        raise Problem("left", _("This organisation has left the network. Nothing more is recorded for it."))


def _open(organisation_id: uuid.UUID) -> QuerySet[PagePhotograph]:
    return PagePhotograph.objects.filter(organisation_id=organisation_id, closed_at__isnull=True)


def _locked(photograph: PagePhotograph) -> PagePhotograph:
    """The current row, locked. Raises Problem("not_waiting") when it is done already."""
    rows = PagePhotograph.objects.select_for_update(of=("self",)).select_related("run")
    current = rows.get(organisation_id=photograph.organisation_id, pk=photograph.pk)
    if current.closed_at is not None:
        raise Problem("not_waiting", _("Somebody has finished this page already."))
    return current


def _close(photograph: PagePhotograph) -> None:
    stored, photograph.stored, photograph.lines = photograph.stored, "", []
    photograph.closed_at = clock.now()
    photograph.save(update_fields=["stored", "lines", "closed_at"])
    if stored:
        transaction.on_commit(lambda: remove_file(stored))


def _kept(photograph: PagePhotograph, lines: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Tidied and masked lines of columns of the register; empty ones stay as empty, so that lines keep their places."""
    columns = kinds()[photograph.kind].fields
    kept: list[dict[str, Any]] = []
    for line in lines[:LINES]:
        texts = {name: line[name][:_LONGEST_CELL] for name in columns if line.get(name, "").strip()}
        cells = row_from_json("", 0, "", texts).cells
        serial = {"serial": texts["serial"][:40]} if "serial" in texts else {}
        kept.append(serial | {name: cell_to_json(cell) for name, cell in cells.items()})
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _rows(photograph: PagePhotograph, lines: Sequence[Mapping[str, Any]]) -> list[RegisterRow]:
    """The filled lines as rows, numbered through all lines of the page; ditto marks say what the line above says."""
    rows: list[RegisterRow] = []
    above: dict[str, Any] = {}
    for line in lines:
        if not any(name != "serial" for name in line):
            continue
        number = photograph.recorded + len(rows) + 1
        row = row_from_json(str(_("photograph")), number, serial_of(line.get("serial")), line)
        row.repeated = replace_ditto_marks(row.cells, above)
        above = row.cells
        rows.append(row)
    return rows


def _new_run(photograph: PagePhotograph, by: Actor) -> ImportRun:
    return ImportRun.objects.create(
        organisation_id=photograph.organisation_id,
        file_name=photograph.file_name,
        by=by.account_id,
        status=RunStatus.DONE,
        finished_at=clock.now(),
    )


def _import_rows(run: ImportRun, kind: str, rows: Sequence[RegisterRow], importer: Actor) -> None:
    tally = WorkbookTally()
    about: dict[str, Any] = {"about_type": "registers.importrun", "about": run.pk, "kind": kind}
    keyed = KindImport(
        run=run,
        kind=kind,
        by=importer,
        office=load_office(run.organisation_id),
        tally=tally.of(kind),
        is_whole=False,
    )
    with acts.one_act(by=importer, organisation_id=run.organisation_id, verb=events.SHEET_IMPORTED, **about) as act:
        keyed.take_rows(rows)
        keyed.finish()
    for label, months in act.months.items():
        tally.months.setdefault(label, set()).update(months)
    save_localities(run.organisation_id, sorted(keyed.localities, key=lambda one: (str(one[0].pk), *one[1:])))
    record_workbook_event(run, importer, tally)
    run.counts = {kind: _added(run.counts.get(kind, {}), tally.of(kind).kept())}
    for label, named in tally.counted_months().items():
        run.months[label] = sorted({*run.months.get(label, ()), *named})
    run.finished_at = clock.now()
    run.save(update_fields=["counts", "months", "finished_at"])


def _added(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Counts of a register added to those of the lines recorded before."""
    added: dict[str, Any] = {**before}
    for name, value in now.items():
        if isinstance(value, int):
            added[name] = before.get(name, 0) + value
        elif isinstance(value, dict) and all(isinstance(number, int) for number in value.values()):
            earlier = before.get(name, {})
            added[name] = {key: earlier.get(key, 0) + value.get(key, 0) for key in earlier.keys() | value.keys()}
        else:
            added[name] = value
    return added


def _outcomes(run: ImportRun, rows: Sequence[RegisterRow]) -> list[KeyedLine]:
    numbers = [row.number for row in rows]
    where = {"organisation_id": run.organisation_id, "run": run, "row_number__in": numbers}
    recorded = set(ImportedRow.objects.filter(**where).values_list("row_number", flat=True))
    parked = dict(ParkedRow.objects.filter(**where).values_list("row_number", "pk"))
    proposed = dict(ProposedCorrection.objects.filter(**where).values_list("row_number", "pk"))
    found = []
    for number in numbers:
        if number in recorded:
            found.append(KeyedLine(number, "recorded"))
        elif number in parked:
            found.append(KeyedLine(number, "parked", parked[number]))
        elif number in proposed:
            found.append(KeyedLine(number, "proposed", proposed[number]))
        else:
            found.append(KeyedLine(number, "known"))
    return found
