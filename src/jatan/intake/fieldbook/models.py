"""Tables of what arrives from phones: rows and files as they were sealed there, never in clear.

Behind the wall of imports: a coordinator reads them, and the importer that receives them.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal, sealed_
from jatan.foundation.network.models import Organisation
from jatan.intake.fieldbook.choices import WAITING, FlowKind, State
from jatan.kernel import clock
from jatan.kernel.ids import new_id

LARGEST_ROW = 384 * 1024
LARGEST_PIECE = 64 * 1024
# Photographs that one row may name.
MOST_FILES = 12


class ReceivedRow(models.Model):
    """One row as a phone sealed it. `row`: its id on the phone; `variant`: 2, 3 … for other bytes under the same id.

    `kind`, `definitions` and `written_at` (corrected by `skew_seconds`, the phone's clock less ours) are known once it
    was opened. `problems`: [{code, field, …}] without any value. `recorded`: {word: ids} of the records made of it.
    `corrected`: the answers as the office put them right, sealed like the row itself. `number`, `server_seen`: its
    place in the phone's own order, and the last time of the server that the phone knew then; null where the phone
    says neither. `issues`: {path of its answers: urgent issue that told of its danger}; null: not looked at for
    danger yet; `untold_at`: when telling of it failed last, null where nothing is owed.
    """

    FAMILY: ClassVar[str] = "imports"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    row = open_(models.UUIDField())
    variant = open_(models.PositiveSmallIntegerField(default=1))
    device = open_(models.UUIDField())
    account = open_(models.UUIDField())
    sealed = sealed_(models.BinaryField(max_length=LARGEST_ROW))
    corrected = sealed_(models.BinaryField(max_length=LARGEST_ROW, default=b""))
    sha256 = open_(models.CharField(max_length=64))
    app = open_(models.CharField(max_length=24, blank=True))
    received_at = open_(models.DateTimeField(_("arrived"), default=clock.now))
    skew_seconds = open_(models.IntegerField(_("clock differs by"), default=0))
    kind = open_(models.CharField(_("kind"), max_length=8, choices=FlowKind, blank=True))
    definitions = open_(models.CharField(max_length=24, blank=True))
    written_at = open_(models.DateTimeField(_("written"), null=True))
    number = open_(models.PositiveBigIntegerField(null=True))
    server_seen = open_(models.DateTimeField(null=True))
    issues = open_(models.JSONField(null=True, default=None))
    untold_at = open_(models.DateTimeField(null=True))
    state = open_(models.CharField(_("state"), max_length=12, choices=State))
    problems = open_(models.JSONField(default=list))
    recorded = open_(models.JSONField(default=dict))
    decided_at = open_(models.DateTimeField(null=True))
    decided_by = open_(models.UUIDField(null=True))
    reason = personal(models.CharField(_("reason"), max_length=300, blank=True))

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
            models.Index(
                fields=["organisation", "device", "number"],
                condition=Q(server_seen__isnull=False),
                name="receivedrow_order",
            ),
            models.Index(
                fields=["organisation", "received_at"],
                condition=Q(issues__isnull=True, state__in=[state.value for state in WAITING]),
                name="receivedrow_unlooked",
            ),
            models.Index(
                fields=["organisation", "untold_at"],
                condition=Q(untold_at__isnull=False),
                name="receivedrow_untold",
            ),
        ]


class ReceivedFile(models.Model):
    """A photograph as a phone sealed it. `file`, `row`: ids on the phone; `account`: whose phone, for somebody whose
    phone was enrolled anew sends on. `sha256` (of the sealed bytes) is empty until the row that names it has arrived.

    `received`: so many bytes of `size` are here; the pieces become one file on the disk (`stored_as`) when all are.
    `attached`: what was made of it, {word: id}; `problem`: why nothing was.
    """

    FAMILY: ClassVar[str] = "imports"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    file = open_(models.UUIDField())
    row = open_(models.UUIDField())
    account = open_(models.UUIDField())
    sha256 = open_(models.CharField(max_length=64, blank=True))
    size = open_(models.PositiveIntegerField())
    received = open_(models.PositiveIntegerField(default=0))
    first_at = open_(models.DateTimeField(default=clock.now))
    complete_at = open_(models.DateTimeField(null=True))
    stored_as = open_(models.CharField(max_length=64, blank=True))
    attached = open_(models.JSONField(default=dict))
    problem = open_(models.CharField(max_length=24, blank=True))

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

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    file = open_(
        models.ForeignKey(ReceivedFile, models.PROTECT, related_name="pieces", db_constraint=False, db_index=False)
    )
    offset = open_(models.PositiveIntegerField())
    content = sealed_(models.BinaryField(max_length=LARGEST_PIECE))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "file", "offset"], name="receivedpiece_once"),
        ]
