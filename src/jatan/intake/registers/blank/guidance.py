"""The sheets of a blank workbook that hold no register: how to fill it, and the words to choose from.

The reader leaves out every sheet whose first cell is the mark; it is written in both languages, so that it is known
whatever the workbook's language is.
"""

from collections.abc import Sequence
from typing import Any, Final

MARK: Final = "यह पन्ना पढ़ा नहीं जाता / This sheet is not read"


def is_guidance(first_row: Sequence[Any]) -> bool:
    """True for the first row of a sheet of ours that holds no register."""
    return bool(first_row) and isinstance(first_row[0], str) and " ".join(first_row[0].split()) == MARK
