"""Columns with unknown headings: what is proposed for them, measured over generated registers of every kind."""

import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.office import load_office
from jatan.intake.registers.proposed_headings import WorkbookProposals
from jatan.intake.registers.recognise.proposals import HeadingProposal
from jatan.intake.registers.recognise.vocabulary.contents import content_of
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.sheets import recognise_sheets
from jatan.intake.registers.workbook.reader import open_workbook
from tests.cast import Cast
from tests.intake.registers.unknown_headings import Sheet, make_sheet
from tests.intake.registers.workbooks import write

pytestmark = pytest.mark.django_db
WORDS = Vocabulary()
MOST_SHEETS = 24


@dataclass
class Measure:
    """What was proposed for columns whose field is known: by field, and what was taken for what."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    needed: Counter[bool] = field(default_factory=Counter)

    def add(self, sheet: Sheet, proposals: Collection[HeadingProposal]) -> None:
        by_heading = {one.heading: one for one in proposals}
        assert len(by_heading) == len(proposals), "one proposal for a column"
        sure = [one.fields[0] for one in proposals if one.is_sure]
        assert len({*sure}) == len(sure), "one column for a field"
        for heading in by_heading.keys() - {*sheet.held_out.values()}:
            self.wrong[sheet.kind, f"known heading {heading}", by_heading[heading].fields[0]] += by_heading[
                heading
            ].is_sure
        for column, heading in sheet.held_out.items():
            name, found = sheet.fields[column], by_heading.get(heading)
            if name in needed_fields(sheet.kind):
                self.needed[found is not None and found.is_sure and found.fields == (name,)] += 1
            if found is None:
                self.silent[name] += 1
            elif found.is_sure and found.fields == (name,):
                self.right[name] += 1
            elif found.is_sure:
                self.wrong[sheet.kind, f"{name} “{heading}”", found.fields[0]] += 1
            else:
                self.asked[name] += name in found.fields
                self.silent[name] += name not in found.fields

    @property
    def precision(self) -> float:
        return self.right.total() / max(self.right.total() + self.wrong.total(), 1)

    @property
    def recall(self) -> float:
        """Of the needed columns, the share that was proposed rightly."""
        return self.needed[True] / max(self.needed.total(), 1)

    def report(self, title: str) -> None:
        """Print the figures of every field, and what was taken for what."""
        shares = f"precision {self.precision:.4f} ({self.right.total()} right, {self.wrong.total()} wrong)"
        lines = [f"{title}: {shares}, of needed columns {self.recall:.3f} proposed"]
        for name in sorted({*self.right, *self.asked, *self.silent}):
            figures = f"proposed {self.right[name]:4}  asked {self.asked[name]:4}  silent {self.silent[name]:4}"
            lines.append(f"  {name or '(none of the register)':24} {figures}")
        lines += [f"  WRONG in {kind}: {name} taken for {taken}" for kind, name, taken in self.wrong.elements()]
        sys.stdout.write("\n".join(["", *lines, ""]))


def measured(cast: Cast, sheets: Iterator[Sheet]) -> Measure:
    """Judge the sheets, written into real workbooks."""
    measure = Measure()
    batch: list[Sheet] = []

    def judge() -> None:
        with tempfile.TemporaryDirectory() as folder, acting_as(importer_for(cast.gumla.id)):
            path = write(Path(folder) / "office.xlsx", {sheet.title: sheet.rows for sheet in batch})
            office = load_office(cast.gumla.id)
            with open_workbook(path) as book:
                found = WorkbookProposals(book, office).find(*recognise_sheets(book, office.words))
        by_sheet: dict[str, list[HeadingProposal]] = defaultdict(list)
        for one in found:
            by_sheet[one.sheet].append(one)
        for sheet in batch:
            measure.add(sheet, by_sheet[sheet.title])

    for sheet in sheets:
        batch.append(sheet)
        if len(batch) == MOST_SHEETS:
            judge()
            batch.clear()
    if batch:
        judge()
    return measure


def judged_fields(kind: str) -> list[str]:
    """The fields of a register of which the values can say something without an office's own villages."""
    return [
        name for name in kinds()[kind].fields if content_of(name) not in ("", "villages", "panchayats", "districts")
    ]


def needed_fields(kind: str) -> set[str]:
    """The fields without which the register cannot be read, a head-count as the total."""
    return {name for group in kinds()[kind].needs for name in group} - {"women", "men", "girls", "boys"}


def test_one_unknown_heading(cast: Cast) -> None:
    rng = random.Random(7)
    pairs = [(kind, name) for kind in kinds() for name in judged_fields(kind) for _again in range(2)]
    sheets = (
        make_sheet(rng, kind, WORDS, hold_out=[name], records=rng.randint(12, 60), number=at)
        for at, (kind, name) in enumerate(pairs)
    )
    measure = measured(cast, sheets)
    measure.report("One unknown heading beside known ones")
    assert measure.precision >= 0.99
    assert measure.recall >= 0.9


def test_all_headings_unknown(cast: Cast) -> None:
    rng = random.Random(11)
    sheets = (
        make_sheet(rng, kind, WORDS, hold_out=None, records=rng.randint(12, 60), strangers=rng.randrange(3), number=at)
        for at, kind in enumerate([*kinds()] * 6)
    )
    measure = measured(cast, sheets)
    measure.report("All headings unknown")
    assert measure.precision >= 0.99


def test_two_columns_of_one_content(cast: Cast) -> None:
    rng = random.Random(13)
    pairs = [(kind, name) for kind in kinds() for name in judged_fields(kind)]
    sheets = (
        make_sheet(rng, kind, WORDS, hold_out=[name], records=rng.randint(12, 60), rival=name, number=at)
        for at, (kind, name) in enumerate(pairs)
    )
    measure = measured(cast, sheets)
    measure.report("Two columns of one content, both with unknown headings")
    assert measure.precision >= 0.99
