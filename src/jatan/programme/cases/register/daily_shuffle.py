"""Daily task (settings/periodic.py): rewrite tables so that the physical row order shows no order of entry."""

from jatan.programme.cases.register.facts import shuffle_facts
from jatan.programme.cases.register.waiting_dates import rewrite_tables


def shuffle() -> int:
    """Shuffle the fact rows and rewrite the tables. Returns the number of rows. Idempotent."""
    rows = shuffle_facts()
    rewrite_tables()
    return rows
