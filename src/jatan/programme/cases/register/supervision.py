"""Numbers for a supervisor about the work of her office, from open columns alone: nothing is decrypted.

The finest time is a quarter: that in which a case was opened (its row) and that in which it was closed (the ledger).
How far a case has come stands in the facts for statistics, only with her consent and without a link to the case. When
the first service was given, what is overdue and what she says of our work are sealed: `file.summary.progress_of` reads
them with open keys.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.kernel.periods import quarter
from jatan.programme.cases import events
from jatan.programme.cases.models import Case, CaseFact

# After so many days without a new line an open file counts as quiet.
_QUIET_DAYS: Final = 30
_LONG_QUIET_DAYS: Final = 90
_AT_SERVICES: Final = ("services", "follow_up", "closed")


@dataclass(frozen=True)
class Workload:
    """Cases of one colleague (`account` None: of nobody). `quiet`, `long_quiet`: open cases in whose file nobody wrote
    for 30 and for 90 days."""

    account: uuid.UUID | None
    open: int
    closed: int
    quiet: int
    long_quiet: int


@dataclass(frozen=True)
class Closings:
    """Closed cases by the quarters between opening and closing. `unknown`: closed before the ledger says when."""

    by_quarters: Mapping[int, int]
    unknown: int


@dataclass(frozen=True)
class Progress:
    """Cases opened in one quarter whose women agreed to statistics: all, and those at services or further."""

    quarter: dt.date
    counted: int
    at_services: int
    closed: int


def supervised(by: Actor) -> QuerySet[Case]:
    """Cases of the organisations that the actor supervises, without withdrawn ones; none for anybody else."""
    return Case.objects.live().filter(organisation_id__in=by.reach(Permission.CASES_RECORD).organisations)


def quiet_cases(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Those of the cases in whose file nobody wrote for `_QUIET_DAYS`."""
    return rows.exclude(_written_within(_QUIET_DAYS))


def workloads(by: Actor) -> list[Workload]:
    """Cases by colleague, in no order: one query."""
    rows = supervised(by).annotate(
        is_written=_written_within(_QUIET_DAYS), is_written_lately=_written_within(_LONG_QUIET_DAYS)
    )
    is_open = Q(is_closed=False)
    found = rows.order_by().values_list("assigned_to").annotate(
        open=Count("pk", filter=is_open),
        closed=Count("pk", filter=~is_open),
        quiet=Count("pk", filter=is_open & Q(is_written=False)),
        long_quiet=Count("pk", filter=is_open & Q(is_written_lately=False)),
    )  # fmt: skip
    return [Workload(*row) for row in found]


def open_by_quarter(by: Actor) -> dict[dt.date, int]:
    """Open cases by the quarter in which they were opened, the oldest first: one query."""
    rows = supervised(by).filter(is_closed=False).order_by("opened_quarter").values_list("opened_quarter")
    return dict(rows.annotate(Count("pk")))


def closings(by: Actor) -> Closings:
    """Closed cases by how many quarters they were open: one query."""
    closed_events = Event.objects.filter(
        organisation=OuterRef("organisation"), about=OuterRef("pk"), verb=events.CASE_CLOSED
    )
    last = Subquery(closed_events.order_by("-sequence").values("at")[:1])
    rows = supervised(by).filter(is_closed=True).order_by().annotate(closed_at=last)
    found = list(rows.values_list("opened_quarter", "closed_at"))
    spans = Counter(_quarters_between(first, at.astimezone(clock.INDIA).date()) for first, at in found if at)
    return Closings(dict(sorted(spans.items())), sum(1 for _first, at in found if at is None))


def progress_by_quarter(by: Actor) -> list[Progress]:
    """How far cases have come, by the quarter in which they were opened, the latest first: one query."""
    rows = CaseFact.objects.filter(organisation_id__in=by.reach(Permission.CASES_RECORD).organisations)
    found = rows.exclude(stage="").values("quarter").annotate(
        counted=Count("pk"),
        at_services=Count("pk", filter=Q(stage__in=_AT_SERVICES)),
        closed=Count("pk", filter=Q(stage="closed")),
    )  # fmt: skip
    return [Progress(**row) for row in found.order_by("-quarter")]


def _quarters_between(first: dt.date, last: dt.date) -> int:
    """Whole quarters from the quarter that begins on `first` to that of `last`; 0 within the same one."""
    end = quarter(last).start
    return max(0, (end.year - first.year) * 4 + (end.month - first.month) // 3)


def _written_within(days: int) -> Exists:
    """Whether somebody wrote in the file of a case within so many days."""
    since = clock.now() - dt.timedelta(days=days)
    written = Section.objects.filter(organisation=OuterRef("organisation"), case=OuterRef("pk"))
    return Exists(written.filter(written_at__gte=since))
