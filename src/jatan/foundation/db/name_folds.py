"""Refolds stored names after the folding rules or the installation's spellings changed, in batches of spellings.

A fold is derived: no recorded value changes, so no revision is written and `changed_at` stays.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from jatan_names import names

LONGEST_FOLD = 600


def refold(rows: QuerySet[Any], *, written: Sequence[str], folded: str, most: int, longest: int = LONGEST_FOLD) -> int:
    """Refold at most `most` spellings wherever they occur; returns how many rows, 0 when none is left.

    `written`: the columns of the name, folded as one with a space between them; `folded`: the column of the fold, of at
    most so many characters (`longest`).
    """
    spellings = rows.order_by(*written, folded).values_list(*written, folded).distinct()
    outdated = (
        (texts, before, after)
        for *texts, before in spellings.iterator()
        if before != (after := names.fold(" ".join(filter(None, texts)))[:longest])
    )
    count = 0
    for texts, before, after in list(islice(outdated, most)):
        same = dict(zip(written, texts, strict=True)) | {folded: before}
        count += rows.filter(**same).order_by().update(**{folded: after})
    return count
