"""What is done once a day, so that the raw files of the database tell no order: settings/periodic.py calls it."""

from jatan.programme.cases.register.facts import shuffle_facts
from jatan.programme.cases.register.waiting import forget_clear_pages

__all__ = ["shuffle"]


def shuffle() -> int:
    """Lay the facts in another order and write the tables anew; answers for how many rows. Harmless when run twice."""
    rows = shuffle_facts()
    forget_clear_pages()
    return rows
