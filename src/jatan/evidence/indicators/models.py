"""Fact tables: derived from records, deletable, without persons; under row-level security of the family `facts`."""

from typing import ClassVar

from django.db import models

from jatan.foundation.network.models import Organisation
from jatan.kernel import clock

__all__ = ["MonthlyCell", "RecountCursor"]


class MonthlyCell(models.Model):
    """One monthly number: an indicator's value, as a total or for one member of one dimension.

    Dimensions are not combined with each other, so that a report reads few rows. `member` is a place id, a code, or
    "sex:band" ("female:child"); empty means "not recorded". Zeros are not stored.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "facts"

    pk = models.CompositePrimaryKey("organisation", "dimension", "month", "indicator", "value", "member")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    indicator = models.CharField(max_length=32)
    value = models.CharField(max_length=16)
    dimension = models.CharField(max_length=10)
    member = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField()
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        # Covers the report's query, which reads few of the cells, by an index-only scan.
        indexes = [
            models.Index(
                fields=["dimension", "month"],
                include=["organisation", "indicator", "value", "member", "amount"],
                condition=models.Q(dimension__in=["total", "district"]),
                name="monthlycell_question",
            )
        ]


class RecountCursor(models.Model):
    """The last ledger event that an organisation's cells include, and the digest of the definitions used."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "facts"

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    sequence = models.BigIntegerField(default=0)
    definitions = models.CharField(max_length=16)
    counted_at = models.DateTimeField(default=clock.now)
