"""Folding written names anew after a change of rules or of the house's spellings, a batch of spellings at a time.

A fold is derived: nothing that was said changes, so no revision is written and `changed_at` stays.
"""

from itertools import islice
from typing import Any

from django.db.models import QuerySet

from jatan_names import names

__all__ = ["LONGEST_FOLD", "refold"]

LONGEST_FOLD = 600


def refold(rows: QuerySet[Any], *, written: str, folded: str, most: int) -> int:
    """Fold at most so many spellings anew, each wherever it stands; answers how many rows, 0 when none is left."""
    said = rows.exclude(**{written: ""}).order_by(written, folded).values_list(written, folded).distinct()
    old = ((name, was, now) for name, was in said.iterator() if was != (now := names.fold(name)[:LONGEST_FOLD]))
    count = 0
    for name, was, now in list(islice(old, most)):
        count += rows.filter(**{written: name, folded: was}).order_by().update(**{folded: now})
    return count
