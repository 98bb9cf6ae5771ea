"""A blank workbook filled in by a careful clerk, and the rows that are read from it."""

from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import override

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.intake.registers.blank.columns import BlankRegister, OfficeWords, blank_register, office_words
from jatan.intake.registers.blank.workbook import HEADER_ROWS, blank_workbook
from jatan.intake.registers.office import load_office
from jatan.intake.registers.recognise.rows import RegisterRow, read_records
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.sheets import recognise_sheets
from jatan.intake.registers.workbook.reader import open_workbook
from tests.intake.registers.blank.filled_rows import filled_rows

ROWS = 12


def words_of(organisation: Organisation) -> OfficeWords:
    """What the blank workbooks of an office say."""
    with acting_as(importer_for(organisation.id)), override("hi"):
        return office_words(organisation)


def registers_of(words: OfficeWords) -> list[BlankRegister]:
    """Every register, blank."""
    with override("hi"):
        return [blank_register(kind, words) for kind in ORDER]


def fill_workbook(path: Path, words: OfficeWords, count: int = ROWS) -> dict[str, list[dict[str, Any]]]:
    """Write rows into every register of a blank workbook. Returns them by kind, in the order of the sheets."""
    written: dict[str, list[dict[str, Any]]] = {}
    forums: list[str] = []
    for register in registers_of(words):
        rows = written[register.kind] = filled_rows(register, count, forums)
        forums = forums or [row["forum"] for row in rows if "forum" in row]
    write_rows(path, words, written)
    return written


def write_rows(path: Path, words: OfficeWords, written: dict[str, list[dict[str, Any]]]) -> None:
    """Write {kind: rows as {column: value}} into a blank workbook."""
    with override("hi"):
        path.write_bytes(blank_workbook(ORDER, words))
    book = openpyxl.load_workbook(path)
    for sheet, register in zip(book.worksheets, registers_of(words), strict=False):
        for number, row in enumerate(written.get(register.kind, ()), start=HEADER_ROWS + 1):
            for at, column in enumerate(register.columns, start=1):
                if column.field in row:
                    sheet.cell(number, at, row[column.field])
    book.save(path)


def read_workbook(path: Path, organisation: Organisation) -> dict[str, list[RegisterRow]]:
    """{kind: its rows, as they are read}."""
    with acting_as(importer_for(organisation.id)), open_workbook(path) as book:
        office = load_office(organisation.id)
        known, unknown = recognise_sheets(book, office.words)
        assert unknown == []
        assert all(layout.unknown == () for layout in known)
        return {
            layout.kind.code: list(read_records(layout, book.rows(layout.sheet), office.words, Counter()))
            for layout in known
        }
