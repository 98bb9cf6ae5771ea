"""Cells of columns that no field takes: they are kept with their row as they are written."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from jatan.intake.registers.recognise.normalised import tidy
from jatan.kernel.text.aadhaar import without_aadhaar

LONGEST_HEADING: Final = 200


class OtherText(NamedTuple):
    """A filled cell of such a column. `column`: from 0, as two columns may have one heading."""

    column: int
    heading: str
    text: str


def other_cells(others: Mapping[int, str], raw: Sequence[Any]) -> tuple[OtherText, ...]:
    """The filled cells of a row in these columns ({column: heading}), masked as all cells are."""
    found = ((column, heading, kept_text(raw[column])) for column, heading in others.items() if column < len(raw))
    return tuple(OtherText(column, heading, text) for column, heading, text in found if text)


def shown_heading(heading: str) -> str:
    """A heading as it is kept: tidied and masked, at most 200 characters."""
    return without_aadhaar(tidy(heading), shown=4)[:LONGEST_HEADING]


def kept_text(cell: Any) -> str:
    """A cell as it is kept: tidied and masked."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, float) and cell.is_integer():
        return without_aadhaar(f"{cell:.0f}", shown=4)
    return without_aadhaar(tidy(str(cell)), shown=4)
