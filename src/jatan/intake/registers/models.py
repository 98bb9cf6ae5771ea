"""Tables of register imports: runs, which row became which record, and rows that wait for a person.

`ImportedRow` lets the same workbook be imported again without duplicates. It keeps no content, only digests of the
row and of each cell.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.models import Organisation
from jatan.intake.registers.choices import CorrectionStatus, LookAlikeDecision, ParkedStatus, RunStatus
from jatan.kernel import clock
from jatan.kernel.ids import new_id


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
    "handed_on", "parked", "proposed", "localities"} of its undoing; until its end also how far it is (`undo`).
    `row_account`: what became of every row of every sheet (`RowAccount.document`).
    `proposed`: what columns with unknown headings may mean, without their values (`recognise.proposals`).
    """

    file_name = personal(models.CharField(_("file"), max_length=255))
    file_digest = open_(models.CharField(max_length=64, blank=True))
    stored_as = open_(models.CharField(max_length=80, blank=True))
    by = open_(models.UUIDField(null=True, editable=False))
    started_at = open_(models.DateTimeField(default=clock.now))
    finished_at = open_(models.DateTimeField(null=True))
    is_dry_run = open_(models.BooleanField(default=False))
    status = open_(models.CharField(max_length=10, choices=RunStatus, default=RunStatus.RUNNING))
    problem = open_(models.CharField(max_length=40, blank=True))
    counts = open_(models.JSONField(default=dict))
    unknown_sheets = open_(models.JSONField(default=list))
    hidden_parts = open_(models.JSONField(default=list))
    proposed = open_(models.JSONField(default=list))
    row_account = open_(models.JSONField(default=list))
    sheet_now = open_(models.CharField(max_length=120, blank=True))
    rows_done = open_(models.PositiveIntegerField(default=0))
    months = open_(models.JSONField(default=dict))
    undone_at = open_(models.DateTimeField(null=True))
    undone_by = open_(models.UUIDField(null=True, editable=False))
    undo_reason = personal(models.CharField(_("reason for undoing"), max_length=300, blank=True))
    undo_counts = open_(models.JSONField(default=dict))

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["organisation", "-started_at"], name="importrun_latest")]


class RunPreview(ImportRow):
    """Sample rows of a run that was only looked at: {kind: `KindSamples.document()`}.

    `headings`: {kind: {heading: a few values of its column}}.
    Names stand in it, so it is deleted when the workbook is taken in, thrown away or forgotten.
    """

    run = open_(models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_constraint=False))
    samples = personal(models.JSONField(default=dict))
    headings = personal(models.JSONField(default=dict))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "run"], name="runpreview_once")]


class Placed(ImportRow):
    """A row of a workbook: its position, and a digest of its content as `identity`."""

    kind = open_(models.CharField(max_length=24))
    identity = open_(models.BinaryField(max_length=16))
    occurrence = open_(models.PositiveIntegerField(default=0))
    serial = open_(models.CharField(max_length=40, blank=True))
    sheet = open_(models.CharField(max_length=120))
    row_number = open_(models.PositiveIntegerField())
    run = open_(models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_constraint=False))

    class Meta:
        abstract = True


class ImportedRow(Placed):
    """An imported row and the record it became.

    `is_joined`: the record was there before, and somebody said that the row tells of it.
    """

    is_joined = open_(models.BooleanField(default=False, db_default=False))
    marks = open_(models.JSONField(default=dict))
    record_label = open_(models.CharField(max_length=40))
    record_id = open_(models.UUIDField())

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

    `confirmed`: the columns whose implausible figure somebody said is right. `columns`: {field: column}, from 0, of its
    sheet. `issue`: the urgent issue that told of the row's danger; where it tells of this row alone, it takes the row
    over when that is repaired.
    """

    cells = personal(models.JSONField(default=dict))
    problems = personal(models.JSONField(default=list))
    confirmed = open_(models.JSONField(default=list))
    columns = open_(models.JSONField(default=dict))
    code = open_(models.CharField(_("reason"), max_length=24))
    corrects = open_(models.ForeignKey(ImportedRow, models.PROTECT, null=True, related_name="+", db_constraint=False))
    issue = open_(models.UUIDField(null=True))
    status = open_(models.CharField(max_length=10, choices=ParkedStatus, default=ParkedStatus.OPEN))
    closed_by_record = open_(models.UUIDField(null=True))
    closed_at = open_(models.DateTimeField(null=True))
    closed_by = open_(models.UUIDField(null=True))
    reason = personal(models.CharField(_("reason for dismissing"), max_length=300, blank=True))

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
    """An imported row whose content differs when imported again. The record changes only when a person accepts it.

    `issue`: the urgent issue that told of the danger which only the changed row carries.
    """

    imported_row = open_(
        models.ForeignKey(ImportedRow, models.PROTECT, related_name="corrections", db_constraint=False)
    )
    cells = personal(models.JSONField(default=dict))
    fields = open_(models.JSONField(default=list))
    issue = open_(models.UUIDField(null=True))
    status = open_(models.CharField(max_length=10, choices=CorrectionStatus, default=CorrectionStatus.OPEN))
    decided_at = open_(models.DateTimeField(null=True))
    decided_by = open_(models.UUIDField(null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "identity", "occurrence"], name="correction_once")
        ]
        indexes = [models.Index(fields=["organisation", "status"], name="correction_waiting")]


class LookAlike(ImportRow):
    """What somebody said of two records that look alike, whichever door they came by.

    `what`: the kind of record (likeness.py); `first` < `second`: their ids. Of one and the same: `stays` is the one
    that was kept, `act` the act that withdrew the other; `handed_on`: the rows of workbooks that told of the other and
    tell of the kept one now, {id of an ImportedRow: whether it was joined before}.
    """

    what = open_(models.CharField(max_length=12))
    first = open_(models.UUIDField())
    second = open_(models.UUIDField())
    decision = open_(models.CharField(_("decision"), max_length=10, choices=LookAlikeDecision))
    stays = open_(models.UUIDField(null=True))
    act = open_(models.UUIDField(null=True))
    handed_on = open_(models.JSONField(default=dict))
    by = open_(models.UUIDField(null=True, editable=False))
    at = open_(models.DateTimeField(default=clock.now))
    undone_at = open_(models.DateTimeField(null=True))
    undone_by = open_(models.UUIDField(null=True, editable=False))

    class Meta:
        verbose_name = _("decision about records that look alike")
        verbose_name_plural = _("decisions about records that look alike")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "first", "second"],
                condition=models.Q(decision="different", undone_at__isnull=True),
                name="lookalike_once",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "at"], name="lookalike_latest"),
            models.Index(
                fields=["organisation", "stays"], condition=models.Q(stays__isnull=False), name="lookalike_stays"
            ),
        ]


class RowWarning(ImportRow):
    """An oddity of an imported row. `detail`: the cell as written, where the record does not keep it."""

    run = open_(models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_constraint=False))
    imported_row = open_(models.ForeignKey(ImportedRow, models.PROTECT, related_name="warnings", db_constraint=False))
    code = open_(models.CharField(max_length=32))
    field = open_(models.CharField(max_length=32, blank=True))
    detail = personal(models.TextField(blank=True))

    class Meta:
        indexes = [models.Index(fields=["organisation", "run", "code"], name="rowwarning_run")]


class OtherCell(ImportRow):
    """A cell of a column that no field takes. `row`: the id of the imported row, the parked row or the proposed
    correction that its row is; `column`: where it stood, from 0."""

    row = open_(models.UUIDField())
    kind = open_(models.CharField(max_length=24))
    column = open_(models.PositiveIntegerField())
    heading = personal(models.CharField(_("column"), max_length=200))
    value = personal(models.TextField(_("what is written")))

    class Meta:
        verbose_name = _("cell of another column")
        verbose_name_plural = _("cells of other columns")
        indexes = [
            models.Index(fields=["organisation", "row"], name="othercell_row"),
            models.Index(fields=["organisation", "kind", "heading"], name="othercell_heading"),
        ]


class PagePhotograph(ImportRow):
    """A photograph of a page of a paper register, kept while somebody keys its lines in.

    `lines`: what is typed and not recorded yet, one {column: text} for each line; `recorded`: how many lines were
    recorded; `run`: set with the first of them; `stored`: the picture's name in the store, "" once it is deleted.
    """

    kind = open_(models.CharField(max_length=24))
    file_name = personal(models.CharField(_("file"), max_length=255))
    stored = open_(models.CharField(max_length=80, blank=True))
    lines = personal(models.JSONField(default=list))
    recorded = open_(models.PositiveIntegerField(default=0))
    run = open_(models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+", db_constraint=False))
    by = open_(models.UUIDField(null=True, editable=False))
    added_at = open_(models.DateTimeField(default=clock.now))
    closed_at = open_(models.DateTimeField(null=True))

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

    run = open_(models.ForeignKey(ImportRun, models.PROTECT, related_name="+", db_constraint=False))
    kind = open_(models.CharField(max_length=24))
    identity = open_(models.BinaryField(max_length=16))
    occurrence = open_(models.PositiveIntegerField(default=0))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "identity", "occurrence", "run"], name="repeatedrow_once"
            )
        ]


class LearnedMapping(ImportRow):
    """A word as an office uses it, and its meaning. `word` is normalised for comparison, `as_written` is displayed."""

    what = open_(models.CharField(max_length=32))
    kind = open_(models.CharField(max_length=24, blank=True))
    word = personal(models.CharField(max_length=200))
    as_written = personal(models.CharField(max_length=200))
    meaning = personal(models.CharField(max_length=64))
    by = open_(models.UUIDField(null=True))
    at = open_(models.DateTimeField(default=clock.now))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "what", "kind", "word"], name="learnedmapping_once")
        ]
