"""Tables of acts on many records: ids and codes, never a name or a reason (reasons stand in the records' histories)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id


class Change(models.TextChoices):
    WITHDRAWN = "withdrawn", _("withdrawn")
    AMENDED = "amended", _("corrected")
    RECORDED = "recorded", _("recorded")


class DoneTogether(models.Model):
    """One act on many records of an organisation, with the event of the same id as its subject.

    `act`: code of what was done; `about_type`: label of the model whose records were chosen; `rows`: how many of them
    it was done to; `stayed`: {code of the reason: how many were left as they are}.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "ledger"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    act = models.CharField(max_length=16)
    about_type = models.CharField(max_length=48)
    rows = models.PositiveIntegerField()
    stayed = models.JSONField(default=dict)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_stayed = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-at"], name="donetogether_newest")]


class RowsDone(models.Model):
    """Rows of one model to which an act did the same: `rows` are their ids in the order of writing.

    `permission`, `correct`: what is needed to do such a thing to one's own row and to a colleague's, as codes.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "ledger"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    act = models.ForeignKey(DoneTogether, models.PROTECT, related_name="parts", db_constraint=False)
    about_type = models.CharField(max_length=48)
    change = models.CharField(max_length=16, choices=Change)
    permission = models.CharField(max_length=32)
    correct = models.CharField(max_length=32)
    rows = ArrayField(models.UUIDField())

    class Meta:
        indexes = [models.Index(fields=["organisation", "act"], name="rowsdone_act")]


class BegunWork(models.Model):
    """Work on many rows between two steps: where its owner goes on when an answer was lost or the house ended.

    `work`: code of the list and what is done to it; `of` how many rows, `worked_at` so many of them: `done` and
    `stayed`. `rest`: ids of the rows to come; `acts`: ids of what is kept of the steps so far. Of a workbook both are
    empty, because its lines are kept nowhere, and `mark` is the SHA-256 of the file, by which it is known when it is
    brought again.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "lists"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    owner = models.UUIDField(editable=False)
    work = models.CharField(max_length=80)
    mark = models.CharField(max_length=64, blank=True)
    of = models.PositiveIntegerField()
    worked_at = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    rest = ArrayField(models.UUIDField(), default=list)
    acts = ArrayField(models.UUIDField(), default=list)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["organisation", "owner"], name="begunwork_of")]
