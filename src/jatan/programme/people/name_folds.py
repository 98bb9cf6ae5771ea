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
    said = rows.exclude(**{written: ""}).order_by(written, folded).values_list(written, folded).distinct()
    old = ((name, was, now) for name, was in said.iterator() if was != (now := names.fold(name)[:LONGEST_FOLD]))
    count = 0
    for name, was, now in list(islice(old, most)):
        count += rows.filter(**{written: name, folded: was}).order_by().update(**{folded: now})
    return count
