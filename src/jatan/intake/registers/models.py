"""Tables of register imports: runs, which row became which record, and rows that wait for a person.

`ImportedRow` lets the same workbook be imported again without duplicates. It keeps no content, only digests of the
row and of each cell.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.models import Organisation
from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus, RunStatus
from jatan.kernel import clock
from jatan.kernel.ids import new_id

__all__ = [
    "ImportRun",
    "ImportedRow",
    "LearnedMapping",
    "PagePhotograph",
    "ParkedRow",
    "ProposedCorrection",
    "RepeatedRow",
    "RowWarning",
    "RunPreview",
]


class ImportRow(models.Model):
    """Base of the import tables: belongs to one organisation, under row-level security of the family `imports`."""

    FAMILY: ClassVar[str] = "imports"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class ImportRun(ImportRow):
    """One workbook imported or previewed. `counts`: {kind: {imported, participants, duplicates, refused, ...}}.

    `hidden_parts`: [{sheet, sort, count, answer}], what is hidden in the workbook and what was said about it
    (`hidden_answers`).
    `months`: {model label: ["2025-07", ...]} in which its rows are counted. `undo_counts`: {"rows", "stayed",
    "handed_on", "parked", "proposed", "localities"} of the latest undoing.
    `proposed`: what columns with unknown headings may mean, without their values (`recognise.proposals`).
    """

    PRIVACY: ClassVar[dict[str, str]] = {
        "file_name": "personal",
        "stored_as": "open",
        "counts": "open",
        "hidden_parts": "open",
        "undo_reason": "personal",
        "proposed": "open",
    }

    file_name = models.CharField(_("file"), max_length=255)
    file_digest = models.CharField(max_length=64, blank=True)
    stored_as = models.CharField(max_length=80, blank=True)
    by = models.UUIDField(null=True, editable=False)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    is_dry_run = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.RUNNING)
    problem = models.CharField(max_length=40, blank=True)
    counts = models.JSONField(default=dict)
    unknown_sheets = models.JSONField(default=list)
    hidden_parts = models.JSONField(default=list)
    proposed = models.JSONField(default=list)
    sheet_now = models.CharField(max_length=120, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    months = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True, editable=False)
    undo_reason = models.CharField(_("reason for undoing"), max_length=300, blank=True)
    undo_counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["organisation", "-started_at"], name="importrun_latest")]


class RunPreview(ImportRow):
    """Sample rows of a run that was only looked at: {kind: `KindSamples.document()`}.

    `headings`: {kind: {heading: a few values of its column}}.
    Names stand in it, so it is deleted when the workbook is taken in, thrown away or forgotten.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"samples": "personal", "headings": "personal"}

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_constraint=False)
    samples = models.JSONField(default=dict)
    headings = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "run"], name="runpreview_once")]


class Placed(ImportRow):
    """A row of a workbook: its position, and a digest of its content as `identity`."""

    kind = models.CharField(max_length=24)
    identity = models.BinaryField(max_length=16)
    occurrence = models.PositiveIntegerField(default=0)
    serial = models.CharField(max_length=40, blank=True)
    sheet = models.CharField(max_length=120)
    row_number = models.PositiveIntegerField()
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        abstract = True


class ImportedRow(Placed):
    """An imported row and the record it became."""

    PRIVACY: ClassVar[dict[str, str]] = {"identity": "open", "marks": "open", "record_id": "open"}

    marks = models.JSONField(default=dict)
    record_label = models.CharField(max_length=40)
    record_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "identity", "occurrence"], name="importedrow_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "kind", "serial"], name="importedrow_serial"),
            models.Index(fields=["organisation", "record_id"], name="importedrow_record"),
        ]


class ParkedRow(Placed):
    """A row that could not be imported and waits. `problems`: list of {code, field, message, candidates}.

    `confirmed`: the columns whose implausible figure somebody said is right.
    """

    PRIVACY: ClassVar[dict[str, str]] = {
        "cells": "personal",
        "problems": "personal",
        "confirmed": "open",
        "reason": "personal",
    }

    cells = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    confirmed = models.JSONField(default=list)
    code = models.CharField(_("reason"), max_length=24)
    corrects = models.ForeignKey(ImportedRow, models.PROTECT, null=True, related_name="+", db_constraint=False)
    status = models.CharField(max_length=10, choices=ParkedStatus, default=ParkedStatus.OPEN)
    closed_by_record = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    reason = models.CharField(_("reason for dismissing"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("parked row")
        verbose_name_plural = _("parked rows")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "identity", "occurrence"], name="parkedrow_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "status", "kind"], name="parkedrow_waiting"),
            models.Index(fields=["organisation", "kind", "serial"], name="parkedrow_serial"),
        ]


class ProposedCorrection(Placed):
    """An imported row whose content differs when imported again. The record changes only when a person accepts it."""

    PRIVACY: ClassVar[dict[str, str]] = {"cells": "personal", "fields": "open"}

    imported_row = models.ForeignKey(ImportedRow, models.PROTECT, related_name="corrections", db_constraint=False)
    cells = models.JSONField(default=dict)
    fields = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=CorrectionStatus, default=CorrectionStatus.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "identity", "occurrence"], name="correction_once")
        ]
        indexes = [models.Index(fields=["organisation", "status"], name="correction_waiting")]


class RowWarning(ImportRow):
    """An oddity of an imported row. `detail`: the cell as written, where the record does not keep it."""

    PRIVACY: ClassVar[dict[str, str]] = {"code": "open", "field": "open", "detail": "personal"}

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_constraint=False)
    imported_row = models.ForeignKey(ImportedRow, models.PROTECT, related_name="warnings", db_constraint=False)
    code = models.CharField(max_length=32)
    field = models.CharField(max_length=32, blank=True)
    detail = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "run", "code"], name="rowwarning_run")]


class PagePhotograph(ImportRow):
    """A photograph of a page of a paper register, kept while somebody keys its lines in.

    `lines`: what is typed and not recorded yet, one {column: text} for each line; `recorded`: how many lines were
    recorded; `run`: set with the first of them; `stored`: the picture's path in MEDIA_ROOT, "" once it is deleted.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"file_name": "personal", "stored": "open", "kind": "open", "lines": "personal"}

    kind = models.CharField(max_length=24)
    file_name = models.CharField(_("file"), max_length=255)
    stored = models.CharField(max_length=80, blank=True)
    lines = models.JSONField(default=list)
    recorded = models.PositiveIntegerField(default=0)
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+", db_constraint=False)
    by = models.UUIDField(null=True, editable=False)
    added_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("photograph of a page")
        verbose_name_plural = _("photographs of pages")
        indexes = [
            models.Index(
                fields=["organisation", "added_at"],
                condition=models.Q(closed_at__isnull=True),
                name="pagephotograph_open",
            )
        ]


class RepeatedRow(ImportRow):
    """A row of an earlier run that this run's workbook has too: undoing that one hands the row on to this one."""

    PRIVACY: ClassVar[dict[str, str]] = {"identity": "open"}

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=24)
    identity = models.BinaryField(max_length=16)
    occurrence = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "identity", "occurrence", "run"], name="repeatedrow_once"
            )
        ]


class LearnedMapping(ImportRow):
    """A word as an office uses it, and its meaning. `word` is normalised for comparison, `as_written` is displayed."""

    PRIVACY: ClassVar[dict[str, str]] = {"as_written": "personal", "word": "personal", "meaning": "open"}

    what = models.CharField(max_length=32)
    kind = models.CharField(max_length=24, blank=True)
    word = models.CharField(max_length=200)
    as_written = models.CharField(max_length=200)
    meaning = models.CharField(max_length=64)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "what", "kind", "word"], name="learnedmapping_once")
        ]
