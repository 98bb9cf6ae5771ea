"""Fact tables: derived from records, deletable, without persons; under row-level security of the family `facts`."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ids import new_id


class MonthlyCell(models.Model):
    """One monthly number: an indicator's value, as a total or for one member of one dimension.

    Dimensions ("total", "district", "block", "sex_age") are not combined with each other, so that a report reads few
    rows. `member` is a place id, or "sex:band" ("female:child"); empty means "not recorded". Zeros are not stored.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "facts"

    pk = models.CompositePrimaryKey("organisation", "dimension", "month", "indicator", "value", "member")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    indicator = models.CharField(max_length=32)
    value = models.CharField(max_length=16)
    dimension = models.CharField(max_length=20)
    member = models.CharField(max_length=60, blank=True)
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


class PlaceMonth(models.Model):
    """All numbers of an organisation in one district or block and month: the cells of both dimensions, in rows.

    `dimension`, `member` as in the cells. `keys`: the names of `amounts` in their order, "indicator.value", parted by
    spaces; most rows have the same text.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "facts"

    pk = models.CompositePrimaryKey("organisation", "dimension", "month", "member")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    dimension = models.CharField(max_length=20)
    member = models.CharField(max_length=60, blank=True)
    keys = models.TextField()
    amounts = ArrayField(models.BigIntegerField())


class RecountCursor(models.Model):
    """The last ledger event that an organisation's cells include, and the digest of the definitions used."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "facts"

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    sequence = models.BigIntegerField(default=0)
    definitions = models.CharField(max_length=16)
    counted_at = models.DateTimeField(default=clock.now)


class CountSnapshot(models.Model):
    """One taking of the counts of persons, up to the end of `month`; at most one for each month."""

    PRIVACY = "open"

    month = models.DateField(primary_key=True)
    taken_at = models.DateTimeField(default=clock.now)


class PublishedChange(models.Model):
    """A number that changed after its month was published (the first snapshot of that month had been taken).

    `dimension` is "total" or "district", `member` the district's id as text. `causes`: [{"how": import, undo, page or
    upgrade; "run": id of the import or ""; "on": day}] of the acts that the recount took in, and of a new version that
    counts otherwise. Never changed or deleted.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "facts"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    indicator = models.CharField(max_length=32)
    value = models.CharField(max_length=16)
    dimension = models.CharField(max_length=10)
    member = models.CharField(max_length=40, blank=True)
    before = models.BigIntegerField()
    after = models.BigIntegerField()
    at = models.DateTimeField(default=clock.now)
    causes = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["organisation", "month"], name="publishedchange_month")]


class PublishedCount(models.Model):
    """One month's count of persons of one organisation in one district, rounded, as readers of counts see it.

    Only sums over these rows are shown. `district` is a place id, empty where not recorded. Zeros are not stored.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "facts"

    pk = models.CompositePrimaryKey("organisation", "month", "indicator", "value", "district")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    indicator = models.CharField(max_length=32)
    value = models.CharField(max_length=16)
    district = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["month"],
                include=["organisation", "indicator", "value", "district", "amount"],
                name="publishedcount_question",
            )
        ]


class RoundingOffset(models.Model):
    """The random offset of one series (rounding_rule.draw_offset). `number`: "indicator.value"."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "facts"

    pk = models.CompositePrimaryKey("organisation", "year", "number", "district")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    year = models.DateField()
    number = models.CharField(max_length=50)
    district = models.CharField(max_length=40, blank=True)
    offset = models.PositiveSmallIntegerField()


class NetworkYear(models.Model):
    """The exact count (or sum of money) of the whole network in one financial year; `year` is its first day.

    Only where no organisation's number can be derived from it; no row otherwise.
    """

    PRIVACY = "open"

    pk = models.CompositePrimaryKey("year", "indicator", "value")
    year = models.DateField()
    indicator = models.CharField(max_length=32)
    value = models.CharField(max_length=16)
    amount = models.BigIntegerField()


class PublishedCorridor(models.Model):
    """One month's journeys of the whole network from one district to one destination, rounded, for readers of counts.

    `destination` None: not a recorded place. Lines of zeros are not stored.
    """

    PRIVACY = "open"

    month = models.DateField(db_index=True)
    origin = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    destination = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    count = models.BigIntegerField()
    women = models.BigIntegerField()
    minors = models.BigIntegerField()
