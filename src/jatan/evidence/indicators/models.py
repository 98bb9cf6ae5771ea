"""Fact tables. Derived from records, deletable, behind row security of the family `facts`; no person is in them."""

from typing import ClassVar

from django.db import models

from jatan.foundation.network.models import Organisation
from jatan.kernel import clock

__all__ = ["MonthlyCell", "RecountCursor"]


class MonthlyCell(models.Model):
    """One number of one month: an indicator's value, in all ("total") or for one member of one dimension.

    Dimensions are marginals and not a cube, so that a report reads few rows. `member` is a place id, a code, or
    "sex:band" ("female:child"); empty is "not recorded". Cells of zero are not kept.
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
        # The report's question touches few of the cells: it is answered from this small index alone.
        indexes = [
            models.Index(
                fields=["dimension", "month"],
                include=["organisation", "indicator", "value", "member", "amount"],
                condition=models.Q(dimension__in=["total", "district"]),
                name="monthlycell_question",
            )
        ]


class RecountCursor(models.Model):
    """How far an organisation's ledger has been counted, and by which definitions."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "facts"

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    sequence = models.BigIntegerField(default=0)
    definitions = models.CharField(max_length=16)
    counted_at = models.DateTimeField(default=clock.now)
