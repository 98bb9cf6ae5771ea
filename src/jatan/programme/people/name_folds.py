"""Refolds stored names after the folding rules or the installation's spellings changed, in batches of spellings.

A fold is derived: no recorded value changes, so no revision is written and `changed_at` stays.
"""

from itertools import islice
from typing import Any

from django.db.models import QuerySet

from jatan_names import names

__all__ = ["LONGEST_FOLD", "refold"]

LONGEST_FOLD = 600


def refold(rows: QuerySet[Any], *, written: str, folded: str, most: int) -> int:
    """Refold at most `most` spellings wherever they occur; returns how many rows, 0 when none is left.

    `written` and `folded` are the names of the two columns.
    """
    spellings = rows.exclude(**{written: ""}).order_by(written, folded).values_list(written, folded).distinct()
    outdated = (
        (name, before, after)
        for name, before in spellings.iterator()
        if before != (after := names.fold(name)[:LONGEST_FOLD])
    )
    count = 0
    for name, before, after in list(islice(outdated, most)):
        count += rows.filter(**{written: name, folded: before}).order_by().update(**{folded: after})
    return count
