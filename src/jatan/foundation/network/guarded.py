"""`Guarded`: abstract model of rows that belong to an organisation and a place. They are withdrawn, never deleted."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ids import new_id


class GuardedQuerySet[M: models.Model](models.QuerySet[M]):
    def live(self) -> Self:
        """Rows that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Guarded(models.Model):
    """A row of one organisation.

    `place` is the finest place known (a block, else the district); `panchayat` and `village` are as written.
    FAMILY is the row-security family in PostgreSQL (`db.row_walls.FAMILIES`); FACT_DATES names the date fields by which
    a row is counted in a month. TELLS_DAYS False: neither the row nor its revisions may reveal a day, so timestamps are
    stored as the first instant of their quarter. KEEPS_RECORDS False: a row says something about another record (that
    it belongs to a project), and does not keep that record from being withdrawn. OF_GROUP, OF_PERSON: the way from a
    row to the id of its group and of its person ("journey__person_id"), by which whoever leads a group reaches it
    (`access.group_rows`); "" in both: she reaches no such row but her own. VILLAGE_PRIVACY: what the village gives
    away: "personal" where somebody lives there, "open" where something stands or happens there, "" where the table
    says nothing of its own by it. Every field of a table says its privacy itself (`db.privacy`).
    """

    FAMILY: ClassVar[str]
    FACT_DATES: ClassVar[tuple[str, ...]] = ()
    KEEPS_EXACT_DAYS: ClassVar[bool] = True
    KEEPS_RECORDS: ClassVar[bool] = True
    OF_GROUP: ClassVar[str] = ""
    OF_PERSON: ClassVar[str] = ""
    VILLAGE_PRIVACY: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("block or district"))
    panchayat = models.CharField(_("panchayat"), max_length=120, blank=True)
    village = models.CharField(_("village"), max_length=120, blank=True)
    recorded_by = models.UUIDField(null=True, editable=False)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.UUIDField(null=True, editable=False)
    withdrawn_reason = models.CharField(_("reason for withdrawing"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def written_fields(cls) -> tuple[str, ...]:
        """Names of the editable text fields without choices: those that hold free text."""
        return _written_fields(cls)

    def history_family(self, before: Mapping[str, Any]) -> str:
        """The row-security family of the history of a change; `before`: the former values of what it changed."""
        return self.FAMILY

    def moment(self, at: dt.datetime) -> dt.datetime:
        """`at` as this table stores it: unchanged, or the start of its quarter where TELLS_DAYS is False."""
        return at if self.KEEPS_EXACT_DAYS else clock.quarter_start(at)


def indexes_of_lists(
    table: str, *fields: str, include: Mapping[str, Sequence[str]] | None = None
) -> list[models.Index]:
    """One index for each field by which a long list is sorted or narrowed: (organisation, field, id).

    Of the rows that are not withdrawn, so that lists are counted and walked without reading the rows themselves. The id
    is in it because it decides between equal values, and because a page is found by the id of its neighbour. `include`:
    field -> what is read from its index besides.
    """
    return [
        models.Index(
            fields=["organisation", *dict.fromkeys((field, "id"))],
            condition=models.Q(withdrawn_at__isnull=True),
            name=f"{table}_list_{field}"[:30].rstrip("_"),
            include=(include or {}).get(field),
        )
        for field in fields
    ]


@cache
def _written_fields(model: type[Guarded]) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and field.editable and not field.choices
    )
