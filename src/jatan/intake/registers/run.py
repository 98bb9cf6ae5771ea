"""Imports workbooks, each in one transaction. Used by the command, the background task and the demo."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import has_left, organisation_for_workbook
from jatan.foundation.places.models import Place
from jatan.foundation.places.selectors import locality_folds
from jatan.foundation.places.services import save_localities
from jatan.intake.registers import events
from jatan.intake.registers.choices import (
    DATES,
    QUESTIONS,
    AboveAnswer,
    DateAnswer,
    HiddenAnswer,
    HiddenSort,
    RunStatus,
)
from jatan.intake.registers.hidden_answers import (
    HiddenAnswers,
    WithoutHiddenColumns,
    is_answered,
    parts_of,
    stored_parts,
)
from jatan.intake.registers.models import ImportedRow, ImportRun, RunPreview
from jatan.intake.registers.office import load_office
from jatan.intake.registers.proposed_headings import WorkbookProposals
from jatan.intake.registers.recognise.date_columns import ask_about_dates, read_month_first
from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.left_empty import may_leave_empty, read_left_empty, with_left_empty
from jatan.intake.registers.recognise.legacy_text import LegacyFontBook
from jatan.intake.registers.recognise.rows import read_records
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS
from jatan.intake.registers.repair import lessons
from jatan.intake.registers.samples import KindSamples
from jatan.intake.registers.sheet_names import KnownNames, with_sheet_names
from jatan.intake.registers.sheets import KindImport, recognise_sheets
from jatan.intake.registers.tally import Tally, WorkbookTally
from jatan.intake.registers.translate.office import Office
from jatan.intake.registers.workbook.book_view import Workbook
from jatan.intake.registers.workbook.endings import ENDINGS
from jatan.intake.registers.workbook.reader import digest_of, open_workbook
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem

_WORKBOOKS = frozenset(ENDINGS)
_OTHER_SHEETS = frozenset({".xltx", ".xlt", ".ots", ".fods", ".numbers", ".et"})
# Lock files of office programs, and hidden files.
_IGNORED_PREFIXES = ("~$", ".")

# A sheet that became readable by what was accepted may have more columns to judge.
_MAX_ROUNDS = 3

type Progress = Callable[[str], None]
type SheetProgress = Callable[[str, int], None]


def hidden_unanswered() -> Problem:
    """The refusal to take in a workbook before somebody said what is done with its hidden parts."""
    message = _("Something is hidden in this workbook. Say first whether it is taken in or left out.")
    return Problem("hidden_unanswered", message, field="hidden")


class _RollBackDryRun(Exception):
    """Raised to roll a dry run back."""


def workbooks_in(paths: Iterable[Path]) -> list[Path]:
    """The given workbooks, and those directly in each given folder, sorted by name within a folder."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.iterdir() if one.suffix.lower() in _WORKBOOKS and one.is_file())
            found.extend(sorted(one for one in inside if not one.name.startswith(_IGNORED_PREFIXES)))
        else:
            found.append(path)
    return found


def ignored_spreadsheets(paths: Iterable[Path]) -> dict[str, Problem]:
    """Other spreadsheets in the given folders: {path within the folder: why it is not imported}."""
    found: dict[str, Problem] = {}
    for folder in (path for path in paths if path.is_dir()):
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            inside = path.relative_to(folder)
            if any(part.startswith(_IGNORED_PREFIXES) for part in inside.parts):
                continue
            if path.suffix.lower() in _OTHER_SHEETS:
                found[inside.as_posix()] = Problem("not_a_workbook", _("Save this file as .xlsx."), field="file")
            elif path.suffix.lower() in _WORKBOOKS and path.parent != folder:
                message = _("This workbook lies in a folder within the folder. Name that folder too.")
                found[inside.as_posix()] = Problem("in_another_folder", message, field="file")
    return found


def import_paths(
    paths: Iterable[Path],
    *,
    dry_run: bool = False,
    progress: Progress = lambda _text: None,
    by: uuid.UUID | None = None,
    organisation: Organisation | None = None,
    password: str = "",
    hidden: str = "",
    accept_proposals: bool = False,
) -> dict[str, Any]:
    """Import every workbook. Its organisation is found by the workbook's file name, unless given.

    `password` opens the protected ones. `hidden`: what is done with hidden parts ("take" or "leave"); they are taken
    in where nothing is said. `accept_proposals`: learn what columns with unknown headings are proposed to mean, and
    read them so. Returns {"workbooks": {name: {kind: counts}}, "unknown_sheets": {...}, "proposed": {name: [proposal]},
    "nothing_new": [name], "hidden_parts": {name: {"answer", "was_said", "parts"}}, "undecided_dates": {name: columns
    whose days fit both orders}, "rows": {name: what became of every row (`RowAccount.document`)}, "errors": {name:
    {code, message}}}.
    A workbook that cannot be imported, or another kind of spreadsheet, is listed in "errors"; the others go on.
    "nothing_new": workbooks of which no row was taken in.
    """
    document: dict[str, Any] = {name: {} for name in ("workbooks", "unknown_sheets", "proposed")}
    document |= {"nothing_new": [], "hidden_parts": {}, "undecided_dates": {}, "rows": {}, "errors": {}}
    named = list(paths)
    for name, problem in ignored_spreadsheets(named).items():
        document["errors"][name] = {"code": problem.code, "message": str(problem.message)}
    for path in workbooks_in(named):
        name = path.name
        progress(name)
        try:
            owner = organisation or organisation_for_workbook(name)
            if owner is None:
                raise Problem("unknown_workbook", _("We do not know whose workbook this is."), field="file")
            tally = import_workbook(
                path,
                owner,
                by=by,
                dry_run=dry_run,
                progress=lambda sheet, n: progress(f"  {sheet}: {n}"),
                password=password,
                hidden=hidden,
                accept_proposals=accept_proposals,
            )
        except (Problem, OSError) as trouble:
            code = trouble.code if isinstance(trouble, Problem) else "not_a_workbook"
            message = str(trouble.message) if isinstance(trouble, Problem) else ""
            document["errors"][name] = {"code": code, "message": message}
            continue
        document["workbooks"][name] = tally.document()
        if not tally.has_news():
            document["nothing_new"].append(name)
        if any(part.sort not in QUESTIONS for part in tally.hidden):
            document["hidden_parts"][name] = _hidden_document(tally, hidden)
        if tally.unknown_sheets():
            document["unknown_sheets"][name] = tally.unknown_sheets()
        if undecided := tally.undecided_dates():
            document["undecided_dates"][name] = undecided
        document["rows"][name] = tally.account()
        if tally.proposed():
            document["proposed"][name] = tally.proposed()
    return {key: value for key, value in document.items() if value or key == "workbooks"}


def _hidden_document(tally: WorkbookTally, hidden: str) -> dict[str, Any]:
    """What a workbook hides and what was done with it. `hidden`: the answer that was given, if any."""
    parts = [
        {"sheet": part.sheet, "sort": part.sort, "count": part.count}
        for part in tally.hidden
        if part.sort not in QUESTIONS
    ]
    return {"answer": hidden or HiddenAnswer.TAKE.value, "was_said": bool(hidden), "parts": parts}


def import_workbook(
    path: Path,
    organisation: Organisation,
    *,
    by: uuid.UUID | None = None,
    dry_run: bool = False,
    progress: SheetProgress = lambda _sheet, _rows: None,
    run: ImportRun | None = None,
    file_name: str = "",
    password: str = "",
    hidden: str = "",
    accept_proposals: bool = False,
) -> WorkbookTally:
    """Import one workbook for an organisation, in one transaction. `by`: the account that asked for it.

    `run`: a row created beforehand by the page, with what was said about hidden parts; otherwise one is created.
    `password` opens a protected workbook. `hidden`: the answer about hidden parts that nobody spoke about; without
    it and without a run, where nobody can be asked, they are taken in and told (`WorkbookTally.hidden`).
    `accept_proposals`: what is proposed for unknown headings is learned and read, in the same transaction. A dry run
    rolls everything back and collects sample rows (`WorkbookTally.samples`).
    Raises Problem for an unreadable workbook, with code `left` when the organisation has left the network and
    `hidden_unanswered` when rows would be taken in before somebody spoke about the hidden parts.
    """
    if has_left(organisation.id, clock.today()):
        raise Problem(
            "left", _("This organisation has left the network. Nothing more is recorded for it."), field="file"
        )
    importer = importer_for(organisation.id, account_id=by)
    tally = WorkbookTally()
    name = run.file_name if run else file_name or path.name
    with open_workbook(path, name=name, password=password, keeps_formulas=True) as book:
        try:
            with acting_as(importer):
                lock_imports(organisation.id)
                current = run or _new_run(organisation, path, name, by)
                answers = HiddenAnswers(parts_of(current.hidden_parts), hidden or ("" if run else HiddenAnswer.TAKE))
                _import_book(
                    book, current, importer, tally, progress, answers, is_dry_run=dry_run, accept=accept_proposals
                )
                _discard_plans()
                if dry_run:
                    raise _RollBackDryRun
                _finish(current, tally)
        except _RollBackDryRun:
            pass
    return tally


def _new_run(organisation: Organisation, path: Path, file_name: str, by: uuid.UUID | None) -> ImportRun:
    return ImportRun.objects.create(
        id=new_id(), organisation=organisation, file_name=file_name[:255], file_digest=digest_of(path), by=by
    )


def _finish(run: ImportRun, tally: WorkbookTally) -> None:
    run.status, run.finished_at = RunStatus.DONE, clock.now()
    run.counts, run.unknown_sheets, run.proposed = tally.kept(), tally.unknown_sheets(), tally.proposed()
    run.hidden_parts, run.months, run.row_account = stored_parts(tally.hidden), tally.counted_months(), tally.account()
    kept = ("counts", "unknown_sheets", "proposed", "hidden_parts", "months", "row_account")
    run.save(update_fields=["status", "finished_at", *kept])
    RunPreview.objects.filter(organisation_id=run.organisation_id, run=run).delete()


def lock_imports(organisation_id: uuid.UUID) -> None:
    """Serialise imports of one organisation and their undoing; different organisations import in parallel."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"registers:{organisation_id}"])


def _discard_plans() -> None:
    """Discard cached query plans before the commit checks the foreign keys.

    A plan cached while the tables were empty scans them in full for every row: measured, 8 s for ten thousand rows
    instead of 0.2 s, and four times that for twice as many.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def _import_book(
    book: Workbook,
    run: ImportRun,
    importer: Actor,
    tally: WorkbookTally,
    progress: SheetProgress,
    answers: HiddenAnswers,
    *,
    is_dry_run: bool,
    accept: bool,
) -> None:
    office = load_office(run.organisation_id)
    places = office.places
    book = WithoutHiddenColumns(LegacyFontBook(book, lambda: places.names), answers)
    asked_names = _recognise(book, office, tally, answers)
    for _round in range(_MAX_ROUNDS if accept else 0):
        if not (sure := [one for one in tally.proposals if one.is_sure and one not in tally.accepted]):
            break
        lessons.accept_proposals(by=importer, organisation_id=run.organisation_id, proposals=sure)
        tally.accepted.extend(sure)
        office = load_office(run.organisation_id)
        asked_names = _recognise(book, office, tally, answers)
    hidden = {layout.sheet: book.hidden(layout.sheet) for layout in tally.tables}
    # A blank workbook of the house that was filled in asks for every cell of every row.
    if not tally.rows.holds("guidance"):
        tally.tables = [_with_left_empty(book, layout, office) for layout in tally.tables]
    if office.words.last_answer(DATES) == DateAnswer.MONTH_FIRST:
        tally.tables = [ask_about_dates(layout) for layout in tally.tables]
    questions = [*answers.about_dates(tally.tables), *answers.about_left_empty(tally.tables)]
    tally.hidden = [*answers.about(hidden), *questions, *answers.about_sheet_names(asked_names)]
    if answer := answers.about_empty:
        tally.tables = [
            read_left_empty(layout, repeats_above=answer == AboveAnswer.AS_ABOVE) for layout in tally.tables
        ]
    if answers.is_month_first:
        tally.tables = [read_month_first(layout) for layout in tally.tables]
    if not is_dry_run and not is_answered(tally.hidden):
        raise hidden_unanswered()
    by_kind: dict[str, list[Layout]] = {}
    for layout in tally.tables:
        if hidden[layout.sheet].is_sheet and answers.leaves(layout.sheet, HiddenSort.SHEET):
            tally.rows.note_sheet(layout.sheet, "hidden")
        else:
            by_kind.setdefault(layout.kind.code, []).append(layout)
    localities: set[tuple[Place, str, str]] = set()
    of_sheets: list[tuple[Tally, acts.HeldAct]] = []
    for kind, sheets in by_kind.items():
        kind_import = KindImport(
            run=run,
            kind=kind,
            by=importer,
            office=office,
            tally=tally.of(kind),
            hidden=hidden,
            answers=answers,
            samples=KindSamples(kind) if is_dry_run and kind not in SEALED_KINDS else None,
            account=tally.rows,
        )
        _import_kind(book, kind, sheets, run, importer, kind_import, tally, progress, of_sheets)
        localities |= kind_import.localities
    save_localities(run.organisation_id, sorted(localities, key=lambda one: (str(one[0].pk), *one[1:])))
    acts.write_held([held for _tally, held in of_sheets], by=importer)
    for of_kind, held in of_sheets:
        of_kind.opened_rooms += [room.value for room in held.act.opened_rooms]
    record_workbook_event(run, importer, tally)


def _with_left_empty(book: Workbook, layout: Layout, office: Office) -> Layout:
    """The table, with the cells that seem to be as in the row above."""
    if not may_leave_empty(layout):
        return layout
    rows, merged = book.rows(layout.sheet), book.merged(layout.sheet)
    return with_left_empty(layout, read_records(layout, rows, office.words, Counter(), merged))


def _recognise(book: Workbook, office: Office, tally: WorkbookTally, answers: HiddenAnswers) -> int:
    """Recognise the tables of the workbook by the office's words, and what its unknown headings may mean. Returns of
    how many sheets it is asked whether their names are places."""
    tally.tables, tally.unknown = recognise_sheets(book, office.words, tally.rows)
    villages = locality_folds(office.organisation_id)
    known = KnownNames(
        office.words,
        office.places,
        frozenset().union(*villages.values()),
        partial(_came_without, office.organisation_id),
        answers.are_names_places,
    )
    tally.tables, asked = with_sheet_names(tally.tables, known)
    tally.proposals = WorkbookProposals(book, office).find(tally.tables, tally.unknown)
    return asked


def _came_without(organisation_id: uuid.UUID, kind: str, sheet: str, field: str) -> bool:
    """Whether rows of a register came in from a sheet of this name before, and none of them with this field."""
    rows = ImportedRow.objects.filter(organisation=organisation_id, kind=kind, sheet=sheet[:120])
    return rows.exists() and not rows.filter(marks__has_key=field).exists()


def _import_kind(
    book: Workbook,
    kind: str,
    sheets: list[Layout],
    run: ImportRun,
    importer: Actor,
    kind_import: KindImport,
    tally: WorkbookTally,
    progress: SheetProgress,
    of_sheets: list[tuple[Tally, acts.HeldAct]],
) -> None:
    held: list[acts.HeldAct] = []
    about: Mapping[str, Any] = {"about_type": "registers.importrun", "about": run.pk, "kind": kind, "held": held}
    for number, layout in enumerate(sheets, start=1):
        with acts.one_act(by=importer, organisation_id=run.organisation_id, verb=events.SHEET_IMPORTED, **about) as act:
            kind_import.take(book, layout, progress)
            if number == len(sheets):
                kind_import.finish()
        for label, months in act.months.items():
            tally.months.setdefault(label, set()).update(months)
    of_sheets.extend((tally.of(kind), one) for one in held)
    if kind_import.samples is not None:
        tally.samples[kind] = kind_import.samples.document()


def record_workbook_event(run: ImportRun, importer: Actor, tally: WorkbookTally) -> None:
    """Record in the ledger how many rows of each register came in, and the months that they touch."""
    counted = {
        kind: {"imported": one.imported, "refused": sum(one.refused.values())} for kind, one in tally.kinds.items()
    }
    record_event(
        organisation_id=run.organisation_id,
        by=importer.account_id,
        verb=events.WORKBOOK_IMPORTED,
        about_type="registers.importrun",
        about=run.pk,
        payload={
            "counts": counted,
            "file_digest": run.file_digest,
            "months": tally.counted_months(),
        },
    )
