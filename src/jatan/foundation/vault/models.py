"""Tables of the vault. They hold public keys and sealed bytes: whoever takes them all away can open none.

Rows name holders, teams and cases by their ids alone; what those are, the floors above know.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.models import Organisation
from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.kernel import clock
from jatan.kernel.ids import new_id

__all__ = [
    "DirectoryKey",
    "Letter",
    "SealedFile",
    "Section",
    "SignerGift",
    "Slot",
    "Team",
    "TeamGift",
    "TeamMember",
    "Unlock",
    "Wrap",
]


class Sealing(models.Model):
    """What every table of the vault has."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class DirectoryKey(Sealing):
    """A public key, signed by its organisation. Keys without a valid signature are never wrapped to.

    Everybody may read the directory: a referral to another member wraps to that member's team.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    principal = models.UUIDField()
    epoch = models.PositiveIntegerField()
    public = models.BinaryField()
    signature = models.BinaryField(default=b"")
    is_receiving = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "principal", "epoch"], name="directory_key_once")
        ]


class Slot(Sealing):
    """A holder's private key, sealed under what she knows, or to the recovery officers."""

    holder = models.UUIDField()
    epoch = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=SlotKind)
    number = models.PositiveSmallIntegerField(default=0)
    salt = models.BinaryField(default=b"")
    verifier = models.BinaryField(default=b"")
    sealed = models.BinaryField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "holder", "epoch", "kind", "number"], name="slot_once")
        ]


class Team(Sealing):
    """People of one organisation who share the files of their cases. One of them receives letters from outside."""

    name = models.CharField(_("name"), max_length=120)
    epoch = models.PositiveIntegerField(default=0)
    is_receiving = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]


class TeamMember(Sealing):
    """Who belongs to a team now, or did."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members", db_constraint=False)
    holder = models.UUIDField()
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "team", "holder"],
                condition=models.Q(until__isnull=True),
                name="team_member_once",
            )
        ]


class TeamGift(Sealing):
    """A team's private key of one epoch, sealed to one member, or to the recovery officers."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="gifts", db_constraint=False)
    epoch = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    principal = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "team", "epoch", "principal"], name="team_gift_once")
        ]


class SignerGift(Sealing):
    """The organisation's signing key, sealed to one supervisor: in her own session she vouches for a new colleague's
    key or a team's next epoch. The offline copy lies with the officers (docs/adr/0010).
    """

    holder = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "holder", "epoch"], name="signer_gift_once")]


class Wrap(Sealing):
    """A case's key of one version, sealed to one reader. Who can read which case is told by this table alone."""

    case = models.UUIDField()
    dek_version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    principal = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sealed = models.BinaryField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "case", "dek_version", "principal"], name="wrap_once")
        ]
        indexes = [models.Index(fields=["organisation", "principal", "case"], name="wrap_reader")]


class Section(Sealing):
    """One sealed part of a case file. A new revision is a new row; earlier ones stay readable to those who may."""

    PRIVACY: ClassVar[dict[str, str]] = {"sealed": "sealed"}

    case = models.UUIDField()
    name = models.CharField(max_length=20)
    row = models.UUIDField()
    revision = models.PositiveIntegerField()
    dek_version = models.PositiveIntegerField()
    schema = models.PositiveSmallIntegerField(default=1)
    sealed = models.BinaryField()
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "case", "row", "revision"], name="section_revision_once")
        ]
        indexes = [models.Index(fields=["organisation", "case", "name"], name="section_of_case")]


class SealedFile(Sealing):
    """Where the sealed bytes of a file lie. Name, kind and the file's own key lie in its card, a sealed section."""

    case = models.UUIDField()
    stored_as = models.CharField(max_length=64)
    length = models.BigIntegerField()
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "stored_as"], name="sealed_file_once")]
        indexes = [models.Index(fields=["organisation", "case"], name="sealed_file_of_case")]


class Letter(Sealing):
    """Something sealed to a team by somebody who need not hold any key: a register's days, a referral, an answer.

    `organisation` receives it. `about` is the receiver's own case, where the letter belongs to one already.
    The row goes when the letter is taken in, and its id is random where a UUIDv7 would tell the instant: kept, either
    would tie a case of the sender's, by the minute it was written in, to one of the receiver's.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"sealed": "sealed"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.UUIDField()
    epoch = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    about = models.UUIDField(null=True)
    sealed = models.BinaryField()
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["organisation", "team", "kind"], name="letter_waits")]


class Unlock(Sealing):
    """That somebody's keys are open in one browser, and since when. The key lies sealed in that browser's cookie.

    No wall stands around it: it is looked up before an actor is known, as a session is, and says no more than one.
    """

    account = models.UUIDField()
    epoch = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account"], condition=models.Q(ended_at__isnull=True), name="unlock_open"),
        ]
