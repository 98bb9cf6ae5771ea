"""Tables of what arrives from phones: rows and files as they were sealed there, never in clear.

Behind the wall of imports: a coordinator reads them, and the importer that receives them.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.models import Organisation
from jatan.intake.fieldbook.choices import WAITING, FlowKind, State
from jatan.kernel import clock
from jatan.kernel.ids import new_id

__all__ = ["LARGEST_PIECE", "LARGEST_ROW", "MOST_FILES", "ReceivedFile", "ReceivedPiece", "ReceivedRow"]

LARGEST_ROW = 384 * 1024
LARGEST_PIECE = 64 * 1024
# Photographs that one row may name.
MOST_FILES = 12


class ReceivedRow(models.Model):
    """One row as a phone sealed it. `row`: its id on the phone; `variant`: 2, 3 … for other bytes under the same id.

    `kind`, `definitions` and `written_at` (corrected by `skew_seconds`, the phone's clock less ours) are known once it
    was opened. `problems`: [{code, field, …}] without any value. `recorded`: {word: ids} of the records made of it.
    `corrected`: the answers as the office put them right, sealed like the row itself.
    """

    FAMILY: ClassVar[str] = "imports"
    PRIVACY: ClassVar[dict[str, str]] = {
        "row": "open",
        "variant": "open",
        "device": "open",
        "account": "open",
        "sealed": "sealed",
        "corrected": "sealed",
        "sha256": "open",
        "app": "open",
        "received_at": "open",
        "skew_seconds": "open",
        "kind": "open",
        "definitions": "open",
        "written_at": "open",
        "state": "open",
        "problems": "open",
        "recorded": "open",
        "decided_at": "open",
        "decided_by": "open",
        "reason": "personal",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    row = models.UUIDField()
    variant = models.PositiveSmallIntegerField(default=1)
    device = models.UUIDField()
    account = models.UUIDField()
    sealed = models.BinaryField(max_length=LARGEST_ROW)
    corrected = models.BinaryField(max_length=LARGEST_ROW, default=b"")
    sha256 = models.CharField(max_length=64)
    app = models.CharField(max_length=24, blank=True)
    received_at = models.DateTimeField(_("arrived"), default=clock.now)
    skew_seconds = models.IntegerField(_("clock differs by"), default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=FlowKind, blank=True)
    definitions = models.CharField(max_length=24, blank=True)
    written_at = models.DateTimeField(_("written"), null=True)
    state = models.CharField(_("state"), max_length=12, choices=State)
    problems = models.JSONField(default=list)
    recorded = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("row of a phone")
        verbose_name_plural = _("rows of phones")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "row", "variant"], name="receivedrow_once"),
            models.UniqueConstraint(fields=["organisation", "row", "sha256"], name="receivedrow_bytes_once"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "received_at"],
                condition=Q(state__in=[state.value for state in WAITING]),
                name="receivedrow_waiting",
            ),
            models.Index(fields=["organisation", "device", "-received_at"], name="receivedrow_device"),
        ]


class ReceivedFile(models.Model):
    """A photograph as a phone sealed it. `file`, `row`: ids on the phone; `account`: whose phone, for somebody whose
    phone was enrolled anew sends on. `sha256` (of the sealed bytes) is empty until the row that names it has arrived.

    `received`: so many bytes of `size` are here; the pieces become one file on the disk (`stored_as`) when all are.
    `attached`: what was made of it, {word: id}; `problem`: why nothing was.
    """

    FAMILY: ClassVar[str] = "imports"
    PRIVACY: ClassVar[dict[str, str]] = {
        "file": "open",
        "row": "open",
        "account": "open",
        "sha256": "open",
        "size": "open",
        "received": "open",
        "first_at": "open",
        "complete_at": "open",
        "stored_as": "open",
        "attached": "open",
        "problem": "open",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    file = models.UUIDField()
    row = models.UUIDField()
    account = models.UUIDField()
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(default=clock.now)
    complete_at = models.DateTimeField(null=True)
    stored_as = models.CharField(max_length=64, blank=True)
    attached = models.JSONField(default=dict)
    problem = models.CharField(max_length=24, blank=True)

    class Meta:
        verbose_name = _("photo of a phone")
        verbose_name_plural = _("photos of phones")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "account", "file", "sha256"], name="receivedfile_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "row"], name="receivedfile_row"),
            models.Index(fields=["organisation", "complete_at"], condition=~Q(problem=""), name="receivedfile_problem"),
        ]


class ReceivedPiece(models.Model):
    """A piece of a file that is not complete yet. Deleted when the whole file is on the disk."""

    FAMILY: ClassVar[str] = "imports"
    PRIVACY: ClassVar[dict[str, str]] = {"file": "open", "offset": "open", "content": "sealed"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(ReceivedFile, models.PROTECT, related_name="pieces", db_constraint=False, db_index=False)
    offset = models.PositiveIntegerField()
    content = models.BinaryField(max_length=LARGEST_PIECE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "file", "offset"], name="receivedpiece_once"),
        ]
