"""Where numbers come from: one source is one table read by one of its days.

A source names its model by label, so that the case register stays closed to imports and the table of sources is data.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.apps import apps
from django.db.models import QuerySet

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded

__all__ = ["SOURCES", "Source", "live_rows"]


@dataclass(frozen=True)
class Source:
    """Rows of `model` that have a `day`.

    `key`: look-up whose value tells which indicator a row belongs to ("" = all rows alike). `amount`: field summed for
    values that count people and not rows. `sexes`: where sex and age stand: "counts" (women, men, girls, boys of the
    row), "row" (sex, age of the row) or the name of the foreign key to a person. `cuts`: further dimension -> look-up.
    `parents`: label -> foreign key of rows whose correction changes these cells.
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
    owner: str = "recorded_by"

    @functools.cached_property
    def table(self) -> type[Guarded]:
        """The model class."""
        found: type[Guarded] = apps.get_model(self.model)
        return found

    @property
    def opens_with(self) -> tuple[Permission, ...]:
        """What a reader needs to open the rows: rows that name a person are opened by readers of people only."""
        return (self.permission, Permission.PEOPLE_SEE) if self.sexes == "person" else (self.permission,)


_ACTIVITIES, _HELPDESK = Permission.ACTIVITIES_SEE, Permission.HELPDESK_SEE

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
        Source(
            "cases",
            "cases.case",
            "opened_on",
            Permission.CASES_SEE,
            cuts={"kind": "kind"},
            owner="assigned_to",
        ),
        Source(
            "linkages",
            "schemes.linkage",
            "received_on",
            Permission.SCHEMES_SEE,
            sexes="person",
            cuts={"kind": "scheme"},
            parents={"people.person": "person"},
        ),
    )
}


def live_rows(source: Source) -> QuerySet[Any]:
    """Rows that count: not withdrawn, and with the day they count by."""
    return source.table._default_manager.filter(
        withdrawn_at__isnull=True, **{f"{source.day}__isnull": False}
    ).order_by()
