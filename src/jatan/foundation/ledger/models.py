"""Tables of the ledger. All three have row-level security; `Event` is append-only for every database role."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.models import Organisation
from jatan.kernel.ids import new_id


class Chain(models.Model):
    """The head of one organisation's chain. Writers lock this row, so events of one organisation are serialised."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "ledger"

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    sequence = models.BigIntegerField(default=0)
    digest = models.BinaryField(default=b"")

    # Read with the lock (`services.lock_chain`): the rooms that its organisation has closed.
    closed_rooms: Sequence[str] | None = None


class Event(models.Model):
    """One recorded change. `payload` holds codes, counts, months and digests, never a name."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "ledger"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    verb = models.CharField(max_length=64)
    about_type = models.CharField(max_length=48, blank=True)
    about = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    previous = models.BinaryField()
    digest = models.BinaryField()

    # Of an event that was written just now: the rooms that its organisation had closed.
    closed_rooms: Sequence[str] = ()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "sequence"], name="event_one_per_sequence")]
        indexes = [
            models.Index(fields=["organisation", "about"], name="event_about"),
            models.Index(fields=["at"], name="event_newest"),
        ]


class Revision(models.Model):
    """Field values of a row before and after one change. `family` is the row-security family of that row."""

    FAMILY: ClassVar[str] = "by row"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    family = open_(models.CharField(max_length=16))
    about_type = open_(models.CharField(max_length=48))
    about = open_(models.UUIDField())
    at = open_(models.DateTimeField())
    by = open_(models.UUIDField(null=True))
    verb = open_(models.CharField(max_length=64))
    before = personal(models.JSONField(default=dict))
    after = personal(models.JSONField(default=dict))
    reason = personal(models.CharField(max_length=300, blank=True))

    class Meta:
        indexes = [models.Index(fields=["organisation", "about", "at"], name="revision_about")]
