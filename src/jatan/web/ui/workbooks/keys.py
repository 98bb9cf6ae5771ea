"""Keys and marks of rows in a workbook to correct: whose row a line is, and which of its cells are as they went out."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings

from jatan.foundation.network.marks import mark
from jatan.intake.registers.repair.row_keys import LIST_CODE, signed_key

VERSION: Final = "changed_at"  # the name under which the last change of the row is marked
_KIND: Final = "row_to_correct"
SUMS: Final = "jatan-sums"  # stands where the key would: the line holds the sums of a list, and is no row
_DEMO: Final = "demo"
_SHORT: Final = 6


class Marked(NamedTuple):
    """`key`: names the row; `marks`: of its cells, in one text. The key covers the marks."""

    key: str
    marks: str


def mark_of_row(slug: str, row: Any, answers: Mapping[str, str]) -> Marked:
    """Key and marks of a row of the list `slug`. `answers`: {column: what stands in its cell}."""
    marks = [mark_of_answer(row.pk, name, answer) for name, answer in answers.items()]
    marks.append(mark_of_answer(row.pk, VERSION, row.changed_at.isoformat()))
    text = " ".join(marks)
    return Marked(key_of_row(slug, row, text), text)


def key_of_row(slug: str, row: Any, marks: str) -> str:
    """The key that a line of this row has beside these marks."""
    return signed_key(_KIND, row.pk, f"{slug}:{row.organisation_id}:{row.pk}:{marks}")


def mark_of_answer(pk: UUID, name: str, answer: str) -> str:
    """Six letters that are the same only for the same answer of the same row."""
    return mark(_KIND, f"{pk}:{name}:{answer}").hex()[:_SHORT]


def code_of_list(slug: str, count: int) -> str:
    """What stands in the first cell: of which list the rows are, whether they are a demo's, and how many went out."""
    return f"{LIST_CODE} {slug} {_DEMO} {count}" if settings.JATAN_DEMO else f"{LIST_CODE} {slug} {count}"


def is_code_of_demo(cell: Any) -> bool:
    """Whether a cell is `code_of_list` of a demo or a practice house, whose rows are invented."""
    return isinstance(cell, str) and _DEMO in cell.split()[2:]


def is_code_of_list(cell: Any, slug: str) -> bool:
    """Whether a cell is `code_of_list` of this list."""
    return isinstance(cell, str) and cell.split()[:2] == [LIST_CODE, slug]


def rows_of_code(cell: str) -> int:
    """How many rows went out, by the code; 0 where somebody has changed it."""
    last = cell.split()[-1]
    return int(last) if last.isascii() and last.isdecimal() and len(last) < 7 else 0
