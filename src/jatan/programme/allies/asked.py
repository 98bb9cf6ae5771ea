"""The one list of all asks and promises, with what became of them; and the tally of the work by level."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.allies.choices import AllyLevel, Answer, Outcome
from jatan.programme.allies.models import Ask, Commitment
from jatan.programme.allies.selectors import (
    agreements,
    allies,
    asks,
    commitments,
    countable_rows,
    current_name,
    in_force,
    joint_work,
    meetings,
)

_SOON = dt.timedelta(days=14)


class Sort(TextChoices):
    ASK = "ask", _("ask")
    PROMISE = "promise", _("promise")


class State(TextChoices):
    """Where an ask or a promise stands today. Overdue: its day has passed and nothing is written down."""

    OVERDUE = "overdue", pgettext_lazy("ask or promise", "overdue")
    SOON = "soon", _("due within two weeks")
    OPEN = "open", pgettext_lazy("ask or promise", "open")
    PROMISED = "promised", pgettext_lazy("ask or promise", "promised")
    KEPT = "kept", pgettext_lazy("ask or promise", "kept")
    PARTLY = "partly", pgettext_lazy("ask or promise", "partly kept")
    BROKEN = "broken", pgettext_lazy("ask or promise", "not kept")
    REFUSED = "refused", pgettext_lazy("ask or promise", "refused")


@dataclass(frozen=True, kw_only=True)
class AskedFor:
    """What to show of the list; None and "" ask for everything. `period`: by the day asked or promised."""

    ally: uuid.UUID | None = None
    kind: str = ""
    level: str = ""
    members: Collection[uuid.UUID] = ()
    sort: str = ""
    state: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def asked_rows(by: Actor, wanted: AskedFor) -> QuerySet[Any, dict[str, Any]]:
    """The list as dicts, what needs somebody first: overdue, due soon, open, then the rest from the newest.

    Keys: sort, id, ally_id, ally_name, organisation_id, member_hi, member_en, what, whom, on, due, state, rank,
    is_confidential. One query. An ask that a promise answers is a line of its own.
    """
    parts = []
    if wanted.sort != Sort.PROMISE:
        parts.append(_columns(_narrowed(_asks(by), wanted, "asked_on"), Sort.ASK, "of_whom", "asked_on", "answer_by"))
    if wanted.sort != Sort.ASK:
        rows = _narrowed(_promises(by), wanted, "promised_on")
        parts.append(_columns(rows, Sort.PROMISE, "promised_by", "promised_on", "due_on"))
    whole = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return whole.order_by("rank", "due", "-on", "id")


def due_rows(by: Actor, organisations: Collection[uuid.UUID], *, most: int) -> list[dict[str, Any]]:
    """What is overdue or due within two weeks to these organisations (none: to all within reach), the longest due
    first. One query.

    Keys: sort, id, ally_name, what, due.
    """
    until = clock.today() + _SOON
    whose = {"organisation_id__in": organisations} if organisations else {}
    asked = countable_rows(Ask, by, answer=Answer.WAITING, answer_by__lte=until, **whose)
    promised = countable_rows(Commitment, by, outcome=Outcome.OPEN, due_on__lte=until, **whose)
    both = _due_columns(asked, Sort.ASK, "answer_by").union(_due_columns(promised, Sort.PROMISE, "due_on"), all=True)
    return list(both.order_by("due", "id")[:most])


def has_dated(by: Actor, organisations: Collection[uuid.UUID]) -> bool:
    """Whether an ask or a promise to these organisations waits for a day, past or to come. One query."""
    found = asked_rows(by, AskedFor(members=organisations))[:1]  # what is open and has a day comes first
    return any(row["due"] and row["state"] in (State.OVERDUE, State.SOON, State.OPEN) for row in found)


def count_states(by: Actor, wanted: AskedFor) -> Mapping[str, int]:
    """How many asks and promises stand where, without regard to `wanted.state`. Two queries."""
    found = Counter[str]()
    for rows, day, sort in ((_asks(by), "asked_on", Sort.ASK), (_promises(by), "promised_on", Sort.PROMISE)):
        if wanted.sort in ("", sort):
            counted = _narrowed(rows, wanted, day, any_state=True).order_by().values("state").annotate(n=Count("id"))
            found.update({row["state"]: row["n"] for row in counted})
    return found


@dataclass(frozen=True)
class Tally:
    """The work on one level in a period. `institutions` and `agreements` (in force) are those of today."""

    level: AllyLevel
    institutions: int
    meetings: int
    asks: int
    promises: int
    kept: int
    agreements: int
    joint_work: int


def tally_by_level(by: Actor, period: Period, *, member: uuid.UUID | None = None) -> list[Tally]:
    """What this actor may see of the work, by the level of the institution, from the panchayat up. Seven queries.

    `member` narrows the work, not the directory.
    """
    inside = (period.start, period.end)
    of_member = Q(organisation_id=member) if member else Q()
    promised = commitments(by).filter(of_member)
    met = meetings(by).filter(of_member, held_on__range=inside)
    counts = {
        "institutions": _by_level(allies(by), "level"),
        "meetings": _by_level(met),
        "asks": _by_level(asks(by).filter(of_member, asked_on__range=inside)),
        "promises": _by_level(promised.filter(promised_on__range=inside)),
        "kept": _by_level(promised.filter(outcome=Outcome.KEPT, settled_on__range=inside)),
        "agreements": _by_level(agreements(by).filter(of_member, in_force(clock.today()))),
        "joint_work": _by_level(joint_work(by).filter(of_member, held_on__range=inside)),
    }
    return [Tally(level, **{name: found.get(level.value, 0) for name, found in counts.items()}) for level in AllyLevel]


def _by_level(rows: QuerySet[Any], path: str = "ally__level") -> dict[str, int]:
    return dict(rows.order_by().values_list(path).annotate(n=Count("id")))


def _asks(by: Actor) -> QuerySet[Ask]:
    answered = {Answer.PROMISED: State.PROMISED, Answer.GRANTED: State.KEPT, Answer.REFUSED: State.REFUSED}
    whens = [When(answer=answer, then=Value(state.value)) for answer, state in answered.items()]
    return asks(by).annotate(state=_state(whens, "answer_by"))


def _promises(by: Actor) -> QuerySet[Commitment]:
    states = {Outcome.KEPT: State.KEPT, Outcome.PARTLY: State.PARTLY, Outcome.BROKEN: State.BROKEN}
    whens = [When(outcome=outcome, then=Value(state.value)) for outcome, state in states.items()]
    return commitments(by).annotate(state=_state(whens, "due_on"))


def _state(known: list[When], due: str) -> Case:
    today = clock.today()
    return Case(
        *known,
        When(**{f"{due}__lt": today}, then=Value(State.OVERDUE.value)),
        When(**{f"{due}__lte": today + _SOON}, then=Value(State.SOON.value)),
        default=Value(State.OPEN.value),
        output_field=CharField(),
    )


def _narrowed(rows: QuerySet[Any], wanted: AskedFor, day: str, *, any_state: bool = False) -> QuerySet[Any]:
    conditions: dict[str, Any] = {
        "ally__kind": wanted.kind,
        "ally__level": wanted.level,
        "organisation_id__in": wanted.members,
        "state": "" if any_state else wanted.state,
        f"{day}__gte": wanted.since,
        f"{day}__lte": wanted.until,
    }
    rows = rows.filter(Q(**{name: value for name, value in conditions.items() if value}))
    if wanted.ally is not None:
        rows = rows.filter(Q(ally=wanted.ally) | Q(ally__merged_into=wanted.ally))
    return rows


def _due_columns(rows: QuerySet[Any], sort: Sort, due: str) -> QuerySet[Any, dict[str, Any]]:
    return rows.order_by().values(
        "id",
        "what",
        sort=Value(sort.value, output_field=CharField()),
        ally_name=current_name(),
        due=F(due),
    )


def _columns(rows: QuerySet[Any], sort: Sort, whom: str, on: str, due: str) -> QuerySet[Any, dict[str, Any]]:
    ranks = [
        When(state=state.value, then=Value(rank)) for rank, state in enumerate((State.OVERDUE, State.SOON, State.OPEN))
    ]
    return rows.order_by().values(
        "id",
        "what",
        "state",
        "organisation_id",
        "is_confidential",
        sort=Value(sort.value, output_field=CharField()),
        shown_ally=Coalesce("ally__merged_into_id", "ally_id"),
        ally_name=current_name(),
        member_hi=F("organisation__name_hi"),
        member_en=F("organisation__name_en"),
        whom=F(whom),
        on=F(on),
        due=F(due),
        rank=Case(*ranks, default=Value(len(ranks)), output_field=IntegerField()),
    )
