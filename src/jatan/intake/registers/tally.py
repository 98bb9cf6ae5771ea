"""Counts of one workbook's import: printed by the command, shown on the page, stored in the run."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.hidden_answers import HiddenPart
from jatan.intake.registers.recognise.column_values import sample_values
from jatan.intake.registers.recognise.layout import Layout, Unknown
from jatan.intake.registers.recognise.legacy_text import ConvertedText
from jatan.intake.registers.recognise.month_columns import MonthLayout
from jatan.intake.registers.recognise.proposals import HeadingProposal
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS
from jatan.intake.registers.row_account import RowAccount
from jatan.intake.registers.workbook.hidden_parts import Hidden

_MAX_HEADINGS = 60
_MAX_CONVERTED = 6
# One or two days that fit both orders are no column of which something could be said.
_MIN_UNDECIDED = 3
# Only cells that name no person: a run's counts are stored in the open.
_SHOWN_CONVERTED = ("block", "panchayat", "village", "destination", "group_name", "forum")


@dataclass(slots=True)
class Tally:
    """Counts of one register of one workbook. Every record of its sheets is counted under exactly one of:

    imported + duplicates + refused + already_in + proposed + dismissed = records.
    """

    imported: int = 0
    duplicates: int = 0
    already_in: int = 0
    proposed: int = 0
    dismissed: int = 0
    repaired: int = 0
    still_parked: int = 0
    still_proposed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    oddities: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    unknown_columns: list[str] = field(default_factory=list)
    repeated_sheets: dict[str, int] = field(default_factory=dict)
    hidden: dict[str, dict[str, int]] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    month_sheets: dict[str, dict[str, Any]] = field(default_factory=dict)
    converted: dict[str, str] = field(default_factory=dict)
    undecided: list[list[Any]] = field(default_factory=list)
    opened_rooms: list[str] = field(default_factory=list)

    def note_converted(self, row: RegisterRow) -> None:
        """Keep a few cells of a Hindi font older than Unicode as {written: shown}, for a person to look at."""
        for name in _SHOWN_CONVERTED:
            if len(self.converted) < _MAX_CONVERTED and name in row.converted:
                self.converted[row.converted[name]] = str(row.cells.get(name, ""))

    def note_sheet(self, layout: Layout, hidden: Hidden) -> None:
        """Add a sheet, what is hidden in it, and which field each heading was recognised as, so that a person can
        correct it.
        """
        if isinstance(layout.sheet, ConvertedText):
            self.converted[layout.sheet.written] = str(layout.sheet)
        if any(hidden):
            self.hidden[layout.sheet] = {
                "rows": len(hidden.rows),
                "columns": len(hidden.columns),
                "sheet": int(hidden.is_sheet),
            }
        if layout.sheet not in self.sheets:
            self.sheets.append(layout.sheet)
        if isinstance(layout, MonthLayout):
            self.month_sheets[layout.sheet] = dict(layout.details)
        fields = {column: name for name, column in layout.columns.items()}
        for column, heading in enumerate(layout.headings):
            if heading and (heading in self.headings or len(self.headings) < _MAX_HEADINGS):
                self.headings[heading] = fields.get(column) or self.headings.get(heading, "")
        for column, one in layout.undecided.items():
            if not one.is_asked and one.count >= _MIN_UNDECIDED:
                self.undecided.append([layout.sheet[:120], layout.headings[column], one.count])
        self.unknown_columns.extend(name for name in layout.unknown if name not in self.unknown_columns)

    def kept(self) -> dict[str, Any]:
        """What the run stores for the page: `document()`, sheet names, {heading: field or ""}, converted cells, and
        {sheet: what it looks like} of those with a column for each month."""
        shown: dict[str, Any] = {"sheets": self.sheets, "headings": self.headings, "converted": self.converted}
        if self.undecided:
            shown["undecided"] = self.undecided
        return self.document() | shown | ({"month_sheets": self.month_sheets} if self.month_sheets else {})

    def document(self) -> dict[str, Any]:
        """The register's part of the command's JSON: four counts always, the others where not empty."""
        counts: dict[str, Any] = {
            "imported": self.imported,
            "participants": self.figures["participants"],
            "duplicates": self.duplicates,
            "refused": dict(sorted(self.refused.items())),
        }
        others: dict[str, Any] = {
            "resolved": self.figures["resolved"],
            "received": self.figures["received"],
            "unlinked_groups": self.figures["unlinked_groups"],
            "already_in": self.already_in,
            "proposed": self.proposed,
            "dismissed": self.dismissed,
            "mended": self.repaired,
            "still_parked": self.still_parked,
            "still_proposed": self.still_proposed,
            "warnings": dict(sorted(self.oddities.items())),
            "skipped": dict(sorted(self.skipped.items())),
            "unknown_columns": self.unknown_columns,
            "repeated_sheets": self.repeated_sheets,
            "hidden": self.hidden,
            "opened_rooms": self.opened_rooms,
        }
        return counts | {name: value for name, value in others.items() if value}


def has_news(counts: Mapping[str, Any]) -> bool:
    """True where taking in would change something, by the counts of a register as `Tally.document` gives them.

    Rows that are in already, written twice or dismissed change nothing; rows that wait, to be mended or for a decision,
    count unless all waited before.
    """
    waiting = sum(counts.get("refused", {}).values()) - counts.get("still_parked", 0)
    proposed = counts.get("proposed", 0) - counts.get("still_proposed", 0)
    return bool(counts.get("imported") or counts.get("mended") or proposed > 0 or waiting > 0)


@dataclass(slots=True)
class WorkbookTally:
    """Counts of one workbook: its registers in import order, and the sheets that were not recognised.

    `hidden`: what is hidden in it, with the answers. `samples`: {kind: sample rows} of a dry run. `rows`: what became
    of every row. `tables`: those that were recognised; `proposals`: what columns with unknown headings may mean;
    `accepted`: what of it was.
    """

    kinds: dict[str, Tally] = field(default_factory=dict)
    tables: list[Layout] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    proposals: list[HeadingProposal] = field(default_factory=list)
    accepted: list[HeadingProposal] = field(default_factory=list)
    months: dict[str, set[str]] = field(default_factory=dict)
    hidden: list[HiddenPart] = field(default_factory=list)
    samples: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: RowAccount = field(default_factory=RowAccount)

    def of(self, kind: str) -> Tally:
        return self.kinds.setdefault(kind, Tally())

    def has_news(self) -> bool:
        """True where some register of the workbook has rows that were not known."""
        return any(has_news(counts) for counts in self.document().values())

    def counted_months(self) -> dict[str, list[str]]:
        """{model label: months in which its new rows are counted, "2025-07"}."""
        return {label: sorted(months) for label, months in sorted(self.months.items())}

    def document(self) -> dict[str, Any]:
        return {kind: tally.document() for kind, tally in self.kinds.items()}

    def kept(self) -> dict[str, Any]:
        """What the run stores: {kind: counts, sheet names and {heading: field, "" where not imported}}."""
        return {kind: tally.kept() for kind, tally in self.kinds.items()}

    def proposed(self) -> list[dict[str, Any]]:
        """The proposals, accepted ones first, without any value of the workbook."""
        return [
            *(one.document() | {"is_accepted": True} for one in self.accepted),
            *(one.document() | {"is_accepted": False} for one in self.proposals),
        ]

    def account(self) -> list[dict[str, Any]]:
        """What became of every row of every sheet (`RowAccount.document`)."""
        return self.rows.document(self.tables, self.unknown)

    def undecided_dates(self) -> list[dict[str, Any]]:
        """[{sheet, heading, count, is_asked}] of the columns whose days all fit both orders: nothing proves theirs."""
        return [
            {
                "sheet": table.sheet[:120],
                "heading": table.headings[column],
                "count": one.count,
                "is_asked": one.is_asked,
            }
            for table in self.tables
            for column, one in sorted(table.undecided.items())
        ]

    def headings(self) -> dict[str, dict[str, list[str]]]:
        """{kind: {heading: up to three values}} of every table of which the register is known, sealed kinds aside."""
        found: dict[str, dict[str, list[str]]] = {}
        unread = (one for sheet in self.unknown if sheet.reason != "kind_unclear" for one in sheet.candidates)
        for layout in (*self.tables, *unread):
            if layout.kind.code in SEALED_KINDS:
                continue
            samples = found.setdefault(layout.kind.code, {})
            for column, heading in enumerate(layout.headings[:_MAX_HEADINGS]):
                if heading and heading not in samples and (values := sample_values(layout.first_rows, column)):
                    samples[heading] = list(values)
        for proposal in self.proposals:  # of more rows than those a layout keeps
            if proposal.kind not in SEALED_KINDS and proposal.samples:
                found.setdefault(proposal.kind, {})[proposal.heading] = list(proposal.samples)
        return found

    def unknown_sheets(self) -> list[dict[str, Any]]:
        """The sheets that were not imported, with the reason and the missing columns."""
        return [
            {
                "sheet": sheet.sheet,
                "reason": sheet.reason,
                "kind": sheet.kind,
                "missing": list(sheet.missing),
                "headings": list(sheet.headings)[:40],
                "fields": list(sheet.fields)[:40],
            }
            | ({"details": dict(sheet.details)} if sheet.details else {})
            for sheet in self.unknown
            if sheet.reason != "empty"
        ]
