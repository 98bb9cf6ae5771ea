"""Completeness and targets of a report in one language, as plain tables: page and files are made from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from jatan.evidence.indicators.definitions import indicator
from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.months.choices import DECLARED, Status
from jatan.evidence.months.selectors import Completeness
from jatan.evidence.reports.labels import about_words
from jatan.evidence.targets.lines import Owner, TargetComparison, TargetLine
from jatan.kernel.periods import Period, month_of


@dataclass(frozen=True)
class CompletenessTable:
    """Months by members. A cell is the status (its code, "" where the organisation was no member) and its word."""

    title: str
    corner: str
    members: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    note: str


@dataclass(frozen=True)
class TargetRow:
    """One target. `achieved`, `percent` None: not given."""

    indicator: str
    unit: str
    owner: str
    target: int
    achieved: int | None
    percent: int | None


@dataclass(frozen=True)
class TargetTable:
    """The targets of the report's period. `headings`: what, whose, target, achieved, share. `notes` may stand alone."""

    title: str
    headings: tuple[str, str, str, str, str]
    rows: tuple[TargetRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PeriodSections:
    """What a report says of its period. `sentence`: how complete it is, to stand beside the figures; "" if unknown."""

    sentence: str
    completeness: CompletenessTable | None
    targets: TargetTable | None


def build_sections(report: ImpactReport) -> PeriodSections:
    """The sections in the active language."""
    found, targets = report.completeness, report.targets
    is_shown = found is not None and bool(found.reporting)
    return PeriodSections(
        completeness_sentence(found) if found is not None else "",
        _completeness_table(found) if found is not None and is_shown and not found.is_silent else None,
        _target_table(report, targets) if targets is not None and targets != TargetComparison() else None,
    )


def completeness_sentence(found: Completeness) -> str:
    """How complete the figures are; "" where no month is over or no member is read as a whole."""
    if not found.reporting:
        return ""
    if found.is_silent or month_of(found.months[-1]).end >= found.period.end:
        return _completeness_words(found)
    until = gettext("Months up to %(month)s.") % {"month": date_format(found.months[-1], "E Y")}
    return f"{_completeness_words(found)} {until}"


def _completeness_words(found: Completeness) -> str:
    if found.is_silent:
        return gettext("No month of this period has been called complete yet.")
    if len(found.reporting) == 1:
        statuses = [status for status in found.statuses(found.reporting[0]) if status is not None]
        words = ngettext(
            "%(complete)s of %(months)s month complete, %(accepted)s of them accepted.",
            "%(complete)s of %(months)s months complete, %(accepted)s of them accepted.",
            len(statuses),
        )
        return words % {
            "complete": sum(status in DECLARED for status in statuses),
            "months": len(statuses),
            "accepted": statuses.count(Status.ACCEPTED),
        }
    return gettext("%(complete)s of %(members)s members complete, %(accepted)s of them accepted.") % {
        "complete": found.complete,
        "members": len(found.reporting),
        "accepted": found.accepted,
    }


def days_in_words(period: Period) -> str:
    """A period of any days in words: "1 April 2026 – 15 May 2026", in the active language."""
    return f"{date_format(period.start, 'j E Y')} – {date_format(period.end, 'j E Y')}"


def period_words(period: Period) -> str:
    """A period of whole months in words: "April 2026 – March 2027"."""
    return f"{date_format(period.start, 'E Y')} – {date_format(period.end, 'E Y')}"


def owner_words(line: TargetLine) -> str:
    """Whose target a line shows."""
    name = line.name.in_language()
    return name if line.owner is not Owner.MEMBERS else f"{name} ({line.members})"


def unit_words(line: TargetLine) -> str:
    """What a line counts, marked where the number is rounded."""
    label = indicator(line.indicator).value(line.value).label.in_language()
    return about_words(label, is_about=line.is_rounded)


def target_notes(report: ImpactReport, targets: TargetComparison) -> list[str]:
    """What has to be said beside the table of targets."""
    notes = []
    if targets.is_narrowed:
        notes.append(
            gettext("Targets are set for whole members, so none is compared with the numbers of one district.")
        )
    if targets.of(Owner.NETWORK) and targets.of(Owner.MEMBER):
        notes.append(gettext("The network's target is set for itself: it is not the sum of the members' targets."))
    for period, number in targets.others:
        words = ngettext(
            "%(number)s target is for another period (%(period)s) and is not compared with this one.",
            "%(number)s targets are for another period (%(period)s) and are not compared with this one.",
            number,
        )
        notes.append(words % {"number": number, "period": period_words(period)})
    return notes


def _completeness_table(found: Completeness) -> CompletenessTable:
    shown = found.reporting
    labels = {status: str(status.label) for status in Status}
    rows = tuple(
        (
            date_format(month, "E Y"),
            tuple(_cell(found.status(member, month), labels) for member in shown),
        )
        for month in reversed(found.months)
    )
    note = ""
    if found.left_out:
        words = ngettext(
            "%(months)s earlier month is not listed.", "%(months)s earlier months are not listed.", found.left_out
        )
        note = words % {"months": found.left_out}
    return CompletenessTable(
        gettext("Which months are complete"),
        gettext("Month"),
        tuple(member.name for member in shown),
        rows,
        note,
    )


def _cell(status: Status | None, labels: dict[Status, str]) -> tuple[str, str]:
    return ("", "") if status is None else (status.value, labels[status])


def _target_table(report: ImpactReport, targets: TargetComparison) -> TargetTable:
    return TargetTable(
        gettext("Targets"),
        (gettext("What"), gettext("Whose target"), gettext("Target"), gettext("Achieved"), gettext("Of the target")),
        tuple(_target_rows(targets)),
        tuple(target_notes(report, targets)),
    )


def _target_rows(targets: TargetComparison) -> Iterator[TargetRow]:
    for line in targets.lines:
        yield TargetRow(
            indicator(line.indicator).label.in_language(),
            unit_words(line),
            owner_words(line),
            line.amount,
            line.achieved,
            line.percent,
        )
