"""What is mine to do, as one list: the most urgent kinds first, at most a few lines of each, nothing twice.

A kind with more rows than lines ends with a line that opens the list of exactly those rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.count_together import count_together
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.programme.safeguarding.stand_ins import with_lent_postings
from jatan.web.home.kinds import KINDS
from jatan.web.home.work import Kind, Rows, WorkLine
from jatan.web.ui.components.words import Text
from jatan.web.ui.rooms import is_shown_at_home

# Lines of rows on the whole page. A kind for which none is left over stands there with its number.
MOST_LINES = 6
# More are not counted: "99+".
MOST_COUNTED = 99


@dataclass(frozen=True)
class Part:
    """One kind of work on the home page: its lines, and how many rows there are, at most MOST_COUNTED + 1."""

    kind: Kind
    count: int
    lines: list[WorkLine] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The count in words: 12, or 99+."""
        return f"{format_integer(MOST_COUNTED)}+" if self.count > MOST_COUNTED else format_integer(self.count)

    @property
    def words(self) -> Text:
        """What stands before the number where none of the rows is shown."""
        return self.kind.counted or self.kind.title

    @property
    def is_cut(self) -> bool:
        """Whether the list has more than stands here."""
        return self.count > len(self.lines) > 0


def my_work(by: Actor) -> list[Part]:
    """Every kind of work that waits for this user, the most urgent first.

    One query counts all kinds; then one for each kind that has rows, while lines are left.
    """
    today = clock.today()
    kinds = [kind for kind in KINDS if by.may(kind.needs) and is_shown_at_home(by, kind.slug)]
    # Looked up once for all kinds of work that stand-ins take over.
    lent = with_lent_postings(by) if by.may(Permission.PEOPLE_RECORD) else by
    found = {kind.slug: kind.rows(lent if kind.for_stand_ins else by, today) for kind in kinds}
    counts = _counts(by, found)
    parts: list[Part] = []
    left, taken = MOST_LINES, set[str]()
    for kind in kinds:
        if not counts[kind.slug]:
            continue
        wanted = min(kind.shown, left) if kind.line is not None else 0
        rows = kind.first_rows(found[kind.slug], wanted) if wanted else []
        lines = [line for line in kind.lines(rows, today) if line.url not in taken]
        taken.update(line.url for line in lines)
        left -= len(lines)
        parts.append(Part(kind, counts[kind.slug], lines))
    return parts


def waiting_in(by: Actor, slugs: Collection[str]) -> list[Part]:
    """How much of these kinds of work waits for this user, the most urgent first. One query."""
    kinds = [kind for kind in KINDS if kind.slug in slugs and by.may(kind.needs)]
    counts = _counts(by, {kind.slug: rows_of(by, kind) for kind in kinds})
    return [Part(kind, counts[kind.slug]) for kind in kinds if counts[kind.slug]]


def find_kind(by: Actor, slug: str) -> Kind | None:
    """A kind of work of which this user sees rows one by one; None for any other name."""
    return next((kind for kind in KINDS if kind.slug == slug and kind.line is not None and by.may(kind.needs)), None)


def rows_of(by: Actor, kind: Kind) -> Rows:
    """All rows of one kind, as the home page counts them."""
    lent = with_lent_postings(by) if kind.for_stand_ins else by
    return kind.rows(lent, clock.today())


def work_lines(by: Actor, part: Kind, most: int) -> Part:
    """One kind of work by itself, for a page that shows it beside other things."""
    rows = rows_of(by, part)
    shown: Sequence[Any] = list(rows[: MOST_COUNTED + 1])
    return Part(part, len(shown), part.lines(shown[:most], clock.today()))


def _counts(by: Actor, found: dict[str, Rows]) -> dict[str, int]:
    """{slug: how many rows, at most MOST_COUNTED + 1}. One query for all that are querysets."""
    asked = {slug: rows for slug, rows in found.items() if isinstance(rows, QuerySet)}
    return {slug: min(len(rows), MOST_COUNTED + 1) for slug, rows in found.items() if slug not in asked} | (
        count_together(asked, MOST_COUNTED + 1)
    )
