"""Tables of the vault: public keys and encrypted bytes only, so a copy of all tables cannot be decrypted.

Rows refer to accounts, teams and cases by id, without foreign keys to tables of packages above.
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
    "KeyCheck",
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
    """Common fields of the vault's tables."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class DirectoryKey(Sealing):
    """A public key, signed by its organisation. Nothing is wrapped to a key without a valid signature.

    Readable for every organisation, because a referral is encrypted to another member's team.
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
    """A holder's private key, sealed under her passphrase or a recovery code, or to the recovery officers (escrow)."""

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
    """People of one organisation who share case files. One team (`is_receiving`) receives letters from outside."""

    name = models.CharField(_("name"), max_length=120)
    epoch = models.PositiveIntegerField(default=0)
    is_receiving = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]


class TeamMember(Sealing):
    """Membership in a team, with dates."""

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
    """A team's private key of one epoch, encrypted to one member or to the recovery officers."""

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
    """The organisation's signing key, encrypted to one supervisor, who certifies colleagues' keys and teams' next
    epochs with it. The officers' shares restore the same key (docs/adr/0010).
    """

    holder = models.UUIDField()
    epoch = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "holder", "epoch"], name="signer_gift_once")]


class Wrap(Sealing):
    """A case's key of one version, encrypted to one reader. This table alone determines who can read which case."""

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
    """One encrypted part of a case file. A new revision is a new row; earlier revisions stay readable for readers."""

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
    """Storage of a sealed file. Its name, type and key are in its card, a sealed section."""

    case = models.UUIDField()
    stored_as = models.CharField(max_length=64)
    length = models.BigIntegerField()
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "stored_as"], name="sealed_file_once")]
        indexes = [models.Index(fields=["organisation", "case"], name="sealed_file_of_case")]


class Letter(Sealing):
    """A message encrypted to a team by a sender who needs no key: dates of a register, a referral, a reply.

    `organisation` receives it; `about` is the receiver's own case, if known. The row is deleted when the letter is
    accepted, and its id is random and not a UUIDv7: both would otherwise link a case of the sender to one of the
    receiver by time.
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
    """Records that an account's keys are open in one browser. The key itself is encrypted in that browser's cookie.

    Without row-level security: like a session, it is looked up before the actor is known, and reveals no more than one.
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


class KeyCheck(models.Model):
    """Check value of a key that lies beside the database (`runtime.key_checks`): an HMAC under the key itself.

    `name`: `secret`, `marks`, `pepper`, or `authority <organisation's id>`.
    """

    PRIVACY = "open"

    name = models.CharField(primary_key=True, max_length=50)
    value = models.CharField(max_length=64)
