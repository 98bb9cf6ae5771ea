"""Badge, steps and totals of an import; tabs of the import pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.intake.registers import tally
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.tasks import FILE_NOT_HERE
from jatan.intake.registers.undo.services import OF
from jatan.web.ui.components import states
from jatan.web.ui.components.states import Badge

_TABS = (
    ("import_desk", _("Workbooks"), "import"),
    ("parked_rows", _("Rows that wait"), "clock"),
    ("row_corrections", _("Proposed corrections"), "edit"),
    ("look_alikes", _("What looks alike"), "search"),
    ("row_oddities", _("Oddities"), "alert"),
    ("other_columns", _("Other columns"), "file"),
    ("learned_words", _("What the office taught"), "check"),
    ("page_photographs", _("Photographs"), "photo"),
    ("blank_registers", _("Blank registers"), "download"),
)


def tabs(current: str) -> list[tuple[str, Any, bool, str]]:
    """The tabs: (url, label, is current, icon)."""
    return [(reverse(name), label, name == current, icon) for name, label, icon in _TABS]


def badge(run: ImportRun) -> Badge:
    """The run's status as a badge."""
    status = RunStatus(run.status)
    if status == RunStatus.DONE:
        return states.done(status.label) if has_news(run) else states.plain(_("nothing new in it"))
    if status == RunStatus.FAILED:
        return states.late(status.label)
    if status == RunStatus.UNDONE:
        return states.plain(status.label)
    if status == RunStatus.PREVIEWED and not run.stored_as:
        return states.plain(_("looked at, thrown away"))
    return states.soon(status.label)


def is_under_way(run: ImportRun) -> bool:
    """True until the background task has finished."""
    return run.status in (RunStatus.WAITING, RunStatus.RUNNING, RunStatus.UNDOING)


def may_confirm(run: ImportRun) -> bool:
    """True for a preview whose file is still stored."""
    return run.status == RunStatus.PREVIEWED and bool(run.stored_as)


def has_news(run: ImportRun) -> bool:
    """True where some row of the workbook was not known."""
    return any(tally.has_news(counts) for counts in run.counts.values())


def steps(run: ImportRun) -> list[tuple[str, Any, Any]]:
    """The steps of an import: (state, label, note) for received, previewed, imported."""
    note = _("%(sheet)s: %(rows)s rows") % {"sheet": run.sheet_now, "rows": run.rows_done} if run.sheet_now else ""
    if run.status == RunStatus.UNDOING:
        done, of = run.rows_done, run.undo_counts.get(OF, 0)
        far = _("%(done)s of %(of)s rows are taken back.") % {"done": done, "of": of} if of else ""
        return [("done", _("Taken in"), ""), ("now", _("Taking it back"), far)]
    if run.status == RunStatus.WAITING and run.problem == FILE_NOT_HERE:
        return [("now", _("The file is not on this server just now. It is tried again by itself."), "")]
    received = ("done", _("The file is here"), "")
    if run.is_dry_run:
        looking = "now" if is_under_way(run) else "done"
        return [received, (looking, _("Looking what is in it"), note), ("", _("You decide"), "")]
    taking = "now" if is_under_way(run) else "failed" if run.status == RunStatus.FAILED else "done"
    return [received, ("done", _("Looked at"), ""), (taking, _("Taking it in"), note)]


def totals(run: ImportRun) -> dict[str, int]:
    """Sums over all registers of the workbook: imported, refused, already_in, duplicates, proposed."""
    sums = dict.fromkeys(("imported", "already_in", "duplicates", "proposed", "dismissed", "mended"), 0)
    refused = 0
    for counts in run.counts.values():
        for name in sums:
            sums[name] += counts.get(name, 0)
        refused += sum(counts.get("refused", {}).values())
    return sums | {"refused": refused}
