"""Danger in waiting rows of the help desk's register: an urgent issue in the transaction that keeps them.

A row waits because it cannot be recorded, or because it is a changed version of a recorded one: that one's danger was
told with its record, and only what it did not say is told now. A register tells of years; what of it is danger says
`helpdesk.rules`. Where a workbook holds more of it than a desk could open one by one, one issue names all of them.
"""

import dataclasses
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow, ProposedCorrection
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE, fact_of
from jatan.intake.registers.reconcile.known_rows import NewRow
from jatan.intake.registers.reconcile.likeness import Fact, is_one_by_name
from jatan.intake.registers.repair.parked_rows import cells_of, differing_columns
from jatan.intake.registers.translate.office import Office, Translated
from jatan.kernel import clock
from jatan.programme.flows.danger import Danger, report_danger
from jatan.programme.helpdesk.choices import OPEN, IssueKind, Origin, Status
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.rules import is_danger
from jatan.programme.helpdesk.selectors import was_worked_on
from jatan.programme.helpdesk.services import ISSUE, follow_up_issue

type Waiting = ParkedRow | ProposedCorrection
type Cells = Mapping[str, Any]

ISSUES: Final = "issues"
_ONE_BY_ONE: Final = 5
_NAMED: Final = 40
_BATCH: Final = 500
_SAYS_DANGER: Final = frozenset({"issue", "status", "date", "resolved_on"})
_KINDS_OF_DANGER: Final = ("issue", "status")


def danger_of(kind: str, row: RegisterRow, office: Office, run: ImportRun) -> Danger | None:
    """The danger of a row that cannot be recorded, read as far as it can be; None where it carries none."""
    if kind != ISSUES:
        return None
    answers = office.answers(kind, row)
    stated, status = answers.code("issue", "issue"), answers.code("status", "status")
    day = answers.day("date")
    if not is_danger(stated, status or OPEN[0].value, day) or answers.other_day("resolved_on") is not None:
        return None
    return Danger(
        organisation=run.organisation_id,
        origin=Origin.DESK.value,
        kind=stated,
        name=answers.text("name", 120),
        phone=answers.phone("phone", 15),
        words=(answers.text("issue", 120), answers.text("description", 5000)),
        village=answers.text("village", 120),
        author=run.by,
    )


def is_owed(waiting: Waiting, danger: Danger, seen: NewRow, columns: Collection[str], before: Cells | None) -> bool:
    """Whether the danger of a row is still to be told: not with its record, nor of an earlier version of it.

    `columns`: those that the workbook has; `before`: the cells of its earlier version that waited and was told. The
    issue that told of an earlier version is noted in this one; where this one says something worse, it is told there.
    """
    if waiting.issue is not None:
        return before is not None and _says_more(seen.row, before)
    record = seen.changes
    if record is None:
        return True
    if not _SAYS_DANGER.intersection(differing_columns(seen.row, record), columns):
        return False
    known = _urgent_record(record)
    if known is not None and known.kind == danger.kind:
        return False
    mine = {"organisation_id": record.organisation_id, "issue__isnull": False}
    versions: list[Waiting] = [
        *ProposedCorrection.objects.filter(**mine, imported_row=record).order_by("-id"),
        *ParkedRow.objects.filter(**mine, corrects=record).order_by("-id"),
    ]
    if known is None:
        reported = [one.issue for one in versions if one.issue is not None]
        known = _open_issues(record.organisation_id).filter(pk__in=reported).first()
    if known is None:
        return True
    waiting.issue = known.pk
    waiting.save(update_fields=["issue"])
    earlier = [one.cells for one in versions if one.issue == known.pk]
    return all(_says_more(seen.row, cells) for cells in earlier)


def is_danger_on_record(row: Translated, record: Any) -> bool:
    """Whether the danger of a row was told with this record, which it may be: an urgent issue that is open, of the
    same kind and the same name.

    Many have the telephone of one, and many the given name; a danger that is told twice is less than one never told.
    """
    if not isinstance(record, Issue) or not record.is_urgent or record.status not in OPEN:
        return False
    return record.kind == row.main.kind and is_one_by_name(Fact(row.main, row.person), fact_of(record))


def is_first_of(waiting: ParkedRow, record: Any) -> bool:
    """Whether no other row is silent beside this record, which was told for one person only."""
    mine: dict[str, Any] = {"organisation_id": waiting.organisation_id}
    silent = ParkedRow.objects.filter(**mine, status=ParkedStatus.OPEN, code=LOOKS_ALIKE, issue__isnull=True)
    silent = silent.filter(problems__contains=[{"candidates": [str(record.pk)]}]).exclude(pk=waiting.pk)
    joined = ImportedRow.objects.filter(**mine, record_id=record.pk, is_joined=True)
    return not silent.exists() and not joined.exists()


def _says_more(row: RegisterRow, before: Cells) -> bool:
    """Whether a row says another danger, or another state of it, than its earlier version."""
    now = cells_of(row)
    return any(now.get(name) != before.get(name) for name in _KINDS_OF_DANGER)


def report_waiting(found: Sequence[tuple[Waiting, Danger]]) -> None:
    """Tell of these rows, which wait since just now: each by itself, or all at once where there are many; what an
    issue has told of already, in that issue.

    Each row is marked with the issue that tells of it, so that no later import tells of it again.
    """
    again = [(row, danger) for row, danger in found if row.issue is not None]
    found = [(row, danger) for row, danger in found if row.issue is None]
    with translation.override(settings.LANGUAGE_CODE):
        waits = _("It stands in a register that was taken in, in a row that waits for repair.")
        for row, danger in again:
            row.issue = report_danger(dataclasses.replace(danger, words=(*danger.words, waits)), known=row.issue)
            row.save(update_fields=["issue"])
        if len(found) <= _ONE_BY_ONE:
            for row, danger in found:
                row.issue = report_danger(dataclasses.replace(danger, words=(*danger.words, waits)))
                row.save(update_fields=["issue"])
            return
        issue_id = report_danger(_joint([danger for _row, danger in found], waits))
    for row, _danger in found:
        row.issue = issue_id
    parked = [row for row, _danger in found if isinstance(row, ParkedRow)]
    changed = [row for row, _danger in found if isinstance(row, ProposedCorrection)]
    ParkedRow.objects.bulk_update(parked, ["issue"], batch_size=_BATCH)
    ProposedCorrection.objects.bulk_update(changed, ["issue"], batch_size=_BATCH)


def _joint(dangers: Sequence[Danger], waits: str) -> Danger:
    """One danger that names all of these, in the active language."""
    names = [danger.name or "–" for danger in dangers[:_NAMED]]
    many = _("%(n)s rows of a register with danger wait for repair.") % {"n": len(dangers)}
    more = [_("and %(n)s more") % {"n": len(dangers) - _NAMED}] if len(dangers) > _NAMED else []
    return Danger(
        organisation=dangers[0].organisation,
        origin=dangers[0].origin,
        kind=IssueKind.OTHER.value,
        name=names[0],
        words=(many, ", ".join([*names, *more]), waits),
        author=dangers[0].author,
    )


def own_issue(row: Waiting) -> uuid.UUID | None:
    """The issue that told of this row alone, in all its versions, which takes the row over when it becomes a record of
    its own: once."""
    if row.issue is None or _is_record(row.organisation_id, row.issue):
        return None
    mine = {"organisation_id": row.organisation_id, "issue": row.issue}
    corrections = dict(ProposedCorrection.objects.filter(**mine).values_list("id", "imported_row_id"))
    rows = set(corrections.values())
    for parked in ParkedRow.objects.filter(**mine):
        # A row that was proposed as a correction when it could be read is closed by that one.
        carried = corrections.get(parked.closed_by_record) if parked.closed_by_record is not None else None
        rows.add(parked.corrects_id or carried or parked.pk)
    return row.issue if len(rows) == 1 else None


def withdraw_doubles(by: Actor, rows: Iterable[Waiting]) -> None:
    """Withdraw the issues that told of these rows once none of their rows waits: each has an issue of its own now.

    The issue stays that became the record of its row, and one whose row has changed a record that is not urgent. What
    somebody has worked on stays too, and says so.
    """
    rows = list(rows)
    found: set[tuple[uuid.UUID, uuid.UUID]] = set()
    kept: set[uuid.UUID] = set()
    for row in rows:
        record = row.imported_row if isinstance(row, ProposedCorrection) else row.corrects
        if row.issue is not None:
            found.add((row.organisation_id, row.issue))
            if record is not None and _urgent_record(record) is None:
                kept.add(row.issue)
    for organisation_id, issue_id in sorted(one for one in found if one[1] not in kept):
        parked, corrections = _of_issue(organisation_id, issue_id)
        waits = ParkedStatus.OPEN in parked or CorrectionStatus.OPEN in corrections
        issue = _open_issues(organisation_id).filter(pk=issue_id).first()
        if issue is None or waits or _is_record(organisation_id, issue_id) or _was_joined(issue, rows):
            continue
        with translation.override(settings.LANGUAGE_CODE):
            reason = _("Each row that it told of has an issue of its own now.")
        if issue.status == Status.RECEIVED and not was_worked_on(issue):
            ISSUE.withdraw(by=by, row=issue, reason=reason)
        else:
            ask_on = issue.next_follow_up_on
            follow_up_issue(by=by, issue=issue, on=clock.today(), note=reason, next_follow_up_on=ask_on)


def _of_issue(organisation_id: uuid.UUID, issue_id: uuid.UUID) -> tuple[list[str], list[str]]:
    """The states of the rows of which this issue tells: of those parked, and of changed versions."""
    mine = {"organisation_id": organisation_id, "issue": issue_id}
    parked = ParkedRow.objects.filter(**mine).values_list("status", flat=True)
    return list(parked), list(ProposedCorrection.objects.filter(**mine).values_list("status", flat=True))


def _was_joined(issue: Issue, rows: Sequence[Waiting]) -> bool:
    """Whether the issue tells of another row than these, which was joined to a record: nobody else may tell of it."""
    mine: dict[str, Any] = {"organisation_id": issue.organisation_id}
    joined = ImportedRow.objects.filter(**mine, record_id=OuterRef("closed_by_record"), is_joined=True)
    others = ParkedRow.objects.filter(**mine, issue=issue.pk, status=ParkedStatus.CLOSED)
    return others.exclude(pk__in=[row.pk for row in rows]).filter(Exists(joined)).exists()


def _is_record(organisation_id: uuid.UUID, issue_id: uuid.UUID) -> bool:
    return ImportedRow.objects.filter(organisation_id=organisation_id, record_id=issue_id).exists()


def _urgent_record(record: ImportedRow) -> Issue | None:
    return _open_issues(record.organisation_id).filter(pk=record.record_id, is_urgent=True).first()


def _open_issues(organisation_id: uuid.UUID) -> QuerySet[Issue]:
    return Issue.objects.live().filter(organisation_id=organisation_id, status__in=[*OPEN])
