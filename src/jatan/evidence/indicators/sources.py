"""Where numbers come from: one source is one table read by one of its days.

A source names its model by label, so that the case register stays closed to imports and the table of sources is data.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.apps import apps
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded

__all__ = ["CONDITIONS", "SOURCES", "Source", "live_rows"]


@dataclass(frozen=True)
class Source:
    """Rows of `model` that have a `day`.

    `key`: look-up whose value tells which indicator a row belongs to ("" = all rows alike). `amount`: field summed for
    values that count people and not rows. `sexes`: where sex and age stand: "counts" (women, men, girls, boys of the
    row), "row" (sex, age of the row) or the name of the foreign key to a person. `cuts`: further dimension -> look-up.
    `parents`: label -> foreign key of rows whose correction changes these cells. `children`: label -> look-up of the
    day of rows that hang on these and decide whether they count. `where`: name of a further condition (`CONDITIONS`).
    `place`: foreign key of the place. `by_quarter`: rows know no finer day than the first of their quarter. `told_by`:
    label of rows whose acts, and not their own, name the months to count again. `opens`: what stands behind a number:
    these rows, the rows of another source, or (None) nothing but counts.
    """

    code: str
    model: str
    day: str
    permission: Permission
    key: str = ""
    amount: str = ""
    sexes: Literal["", "counts", "row", "person"] = ""
    cuts: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    children: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    owner: str = "recorded_by"
    place: str = "place"
    by_quarter: bool = False
    told_by: str = ""
    opens: "Source | Literal['itself'] | None" = "itself"

    @functools.cached_property
    def table(self) -> type[Model]:
        """The model class."""
        return apps.get_model(self.model)

    @property
    def behind(self) -> "Source | None":
        """Where the rows behind a number are; None where there are only counts."""
        return self if self.opens == "itself" else self.opens

    @property
    def opens_with(self) -> tuple[Permission, ...]:
        """What a reader needs to open the rows: rows that name a person are opened by readers of people only."""
        return (self.permission, Permission.PEOPLE_SEE) if self.sexes == "person" else (self.permission,)

    @property
    def condition(self) -> Q:
        """What a row must meet besides its day."""
        return CONDITIONS[self.where]() if self.where else Q()


_OF_JOURNEY = {"journeys.journey": "journey"}
_ACTIVITIES, _HELPDESK, _PEOPLE = Permission.ACTIVITIES_SEE, Permission.HELPDESK_SEE, Permission.PEOPLE_SEE
_JOURNEYS, _OUTCOMES, _CONTACTS = "journeys.journey", "journeys.outcome", "safeguarding.contact"


def _counselled() -> Q:
    rows = apps.get_model("journeys.counselling")._default_manager.filter(withdrawn_at__isnull=True)
    return Q(Exists(rows.filter(journey=OuterRef("pk"), held_on__lte=OuterRef("leaves_on"))))


# Another rule needs another name: the name is what tells the stored cells that they were counted by the old one.
CONDITIONS: dict[str, Callable[[], Q]] = {
    "registered before leaving": lambda: Q(registered_on__lte=F("leaves_on")),
    "counselled before leaving": _counselled,
    "asked for by the plan": lambda: ~Q(rule="unasked"),
    "heard in time": lambda: (
        ~Q(rule="unasked") & Q(outcome__in=("safe", "unsafe", "returned"), contacted_at__lte=F("answer_by"))
    ),
    "both wages": lambda: Q(wage_actual__isnull=False, journey__wage_promised__isnull=False),
    "paid less": lambda: Q(wage_actual__lt=F("journey__wage_promised")),
    "money recovered": lambda: Q(money_recovered__gt=0),
    "closed": lambda: Q(is_closed=True),
}

_CASES = Permission.CASES_SEE
_REGISTER = Source("register", "cases.case", "opened_quarter", _CASES, owner="assigned_to", by_quarter=True)
# Cases are counted from their facts, which nobody can lay beside a case; who reaches the register opens it instead.
_FACTS = Source(
    "cases",
    "cases.casefact",
    "quarter",
    _CASES,
    cuts={"kind": "kind"},
    owner="assigned_to",
    place="district",
    by_quarter=True,
    told_by="cases.case",
    opens=_REGISTER,
)

SOURCES: dict[str, Source] = {
    source.code: source
    for source in (
        Source(
            "activities",
            "activities.activity",
            "held_on",
            _ACTIVITIES,
            key="kind",
            amount="total",
            sexes="counts",
            cuts={"theme": "theme", "category": "category"},
        ),
        Source("groups", "groups.group", "formed_on", _ACTIVITIES, key="kind"),
        Source(
            "members",
            "groups.membership",
            "joined_on",
            _ACTIVITIES,
            key="group__kind",
            sexes="person",
            parents={"groups.group": "group", "people.person": "person"},
        ),
        Source("received", "helpdesk.issue", "received_on", _HELPDESK, sexes="row", cuts={"kind": "kind"}),
        Source("resolved", "helpdesk.issue", "resolved_on", _HELPDESK, sexes="row", cuts={"kind": "kind"}),
        _FACTS,
        replace(_FACTS, code="case_stages", key="stage", cuts={}, opens=None),
        replace(_FACTS, code="case_outcomes", key="outcome", cuts={}, opens=None),
        replace(_REGISTER, code="closed_cases", where="closed"),
        Source(
            "linkages",
            "schemes.linkage",
            "received_on",
            Permission.SCHEMES_SEE,
            sexes="person",
            cuts={"kind": "scheme"},
            parents={"people.person": "person"},
        ),
        Source("leaving", _JOURNEYS, "leaves_on", _PEOPLE),
        Source("leaving_registered", _JOURNEYS, "leaves_on", _PEOPLE, where="registered before leaving"),
        Source(
            "leaving_counselled",
            _JOURNEYS,
            "leaves_on",
            _PEOPLE,
            children={"journeys.counselling": "counsellings__held_on"},
            where="counselled before leaving",
        ),
        Source("contacts", _CONTACTS, "due_on", _PEOPLE, where="asked for by the plan"),
        Source("contacts_heard", _CONTACTS, "due_on", _PEOPLE, where="heard in time"),
        Source("returned", _JOURNEYS, "returned_on", _PEOPLE),
        Source(
            "wages_promised",
            _OUTCOMES,
            "returned_on",
            _PEOPLE,
            amount="journey__wage_promised",
            parents=_OF_JOURNEY,
            where="both wages",
        ),
        Source(
            "wages_paid",
            _OUTCOMES,
            "returned_on",
            _PEOPLE,
            amount="wage_actual",
            parents=_OF_JOURNEY,
            where="both wages",
        ),
        Source("wages_less", _OUTCOMES, "returned_on", _PEOPLE, parents=_OF_JOURNEY, where="paid less"),
        Source(
            "recovered", "helpdesk.issue", "resolved_on", _HELPDESK, amount="money_recovered", where="money recovered"
        ),
    )
}


def live_rows(source: Source) -> QuerySet[Any]:
    """Rows that count: not withdrawn, and with the day they count by."""
    rows = source.table._default_manager.filter(source.condition, **{f"{source.day}__isnull": False}).order_by()
    return rows.filter(withdrawn_at__isnull=True) if issubclass(source.table, Guarded) else rows
