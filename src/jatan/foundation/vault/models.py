"""Tables of the vault: public keys and encrypted bytes only, so a copy of all tables cannot be decrypted.

Rows refer to accounts, teams and cases by id, without foreign keys to tables of packages above.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal, sealed_
from jatan.foundation.network.models import Organisation
from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.kernel import clock
from jatan.kernel.ids import new_id


class Sealing(models.Model):
    """Common fields of the vault's tables."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class DirectoryKey(Sealing):
    """A public key, signed by its organisation. Nothing is wrapped to a key without a valid signature.

    Readable for every organisation, because a referral is encrypted to another member's team. `signing`: the key that a
    person's signatures are verified with. `proof`: what shows a certifier whose it is, where it was added later.
    """

    kind = open_(models.CharField(max_length=10, choices=Kind))
    principal = open_(models.UUIDField())
    epoch = open_(models.PositiveIntegerField())
    public = open_(models.BinaryField())
    signing = open_(models.BinaryField(default=b""))
    proof = sealed_(models.BinaryField(default=b""))
    signature = open_(models.BinaryField(default=b""))
    is_receiving = open_(models.BooleanField(default=False))
    made_at = open_(models.DateTimeField(default=clock.now))
    retired_at = open_(models.DateTimeField(null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "principal", "epoch"], name="directory_key_once")
        ]


class Slot(Sealing):
    """A holder's private key, sealed under her passphrase or a recovery code, or to the recovery officers (escrow).

    `memory_kib`, `passes`: what Argon2id took for a passphrase (`slots.PasswordSlot`).
    """

    holder = open_(models.UUIDField())
    epoch = open_(models.PositiveIntegerField())
    kind = open_(models.CharField(max_length=6, choices=SlotKind))
    number = open_(models.PositiveSmallIntegerField(default=0))
    salt = personal(models.BinaryField(default=b""))
    verifier = personal(models.BinaryField(default=b""))
    sealed = sealed_(models.BinaryField())
    memory_kib = open_(models.PositiveIntegerField(default=0))
    passes = open_(models.PositiveSmallIntegerField(default=0))
    used_at = open_(models.DateTimeField(null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "holder", "epoch", "kind", "number"], name="slot_once")
        ]


class Team(Sealing):
    """People of one organisation who share case files. One team (`is_receiving`) receives letters from outside."""

    name = open_(models.CharField(_("name"), max_length=120))
    epoch = open_(models.PositiveIntegerField(default=0))
    is_receiving = open_(models.BooleanField(default=False))
    closed_at = open_(models.DateTimeField(null=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]


class TeamMember(Sealing):
    """Membership in a team, with dates."""

    team = open_(models.ForeignKey(Team, models.PROTECT, related_name="members", db_constraint=False))
    holder = open_(models.UUIDField())
    since = open_(models.DateTimeField(default=clock.now))
    until = open_(models.DateTimeField(null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "team", "holder"],
                condition=models.Q(until__isnull=True),
                name="team_member_once",
            )
        ]


class TeamRoster(Sealing):
    """Who is in a team, signed by the organisation (`rosters`). A change is a new row, in one chain for each team."""

    team = open_(models.UUIDField())
    number = open_(models.PositiveIntegerField())
    body = open_(models.BinaryField())
    signature = open_(models.BinaryField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "team", "number"], name="team_roster_once"),
        ]


class TeamGift(Sealing):
    """A team's private key of one epoch, encrypted to one member or to the recovery officers."""

    team = open_(models.ForeignKey(Team, models.PROTECT, related_name="gifts", db_constraint=False))
    epoch = open_(models.PositiveIntegerField())
    kind = open_(models.CharField(max_length=10, choices=Kind))
    principal = open_(models.UUIDField())
    sealed = sealed_(models.BinaryField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "team", "epoch", "principal"], name="team_gift_once")
        ]


class SignerGift(Sealing):
    """The organisation's signing key, encrypted to one supervisor, who certifies colleagues' keys and teams' next
    epochs with it. The officers' shares restore the same key (docs/adr/0010).
    """

    holder = open_(models.UUIDField())
    epoch = open_(models.PositiveIntegerField())
    sealed = sealed_(models.BinaryField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "holder", "epoch"], name="signer_gift_once")]


class Wrap(Sealing):
    """A case's key of one version, encrypted to one reader. This table alone determines who can read which case."""

    case = open_(models.UUIDField())
    dek_version = open_(models.PositiveIntegerField())
    kind = open_(models.CharField(max_length=10, choices=Kind))
    principal = open_(models.UUIDField())
    epoch = open_(models.PositiveIntegerField())
    sealed = sealed_(models.BinaryField())
    until = open_(models.DateField(null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "case", "dek_version", "principal"], name="wrap_once")
        ]
        indexes = [models.Index(fields=["organisation", "principal", "case"], name="wrap_reader")]


class CaseStatement(Sealing):
    """Who may read a case, signed by whoever decided it (`statements`). A change is a new row, in one chain for each
    case."""

    case = open_(models.UUIDField())
    number = open_(models.PositiveIntegerField())
    body = open_(models.BinaryField())
    signature = open_(models.BinaryField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "case", "number"], name="case_statement_once"),
        ]


class Section(Sealing):
    """One encrypted part of a case file. A new revision is a new row; earlier revisions stay readable for readers.

    `schema` 2: author, time and `statement` are authenticated too, as in every file whose readers are signed.
    `statement`: number of the statement by which it was sealed, whose digest is authenticated.
    """

    case = open_(models.UUIDField())
    name = open_(models.CharField(max_length=20))
    row = open_(models.UUIDField())
    revision = open_(models.PositiveIntegerField())
    dek_version = open_(models.PositiveIntegerField())
    schema = open_(models.PositiveSmallIntegerField(default=1))
    statement = open_(models.PositiveIntegerField(default=0))
    sealed = sealed_(models.BinaryField())
    written_at = open_(models.DateTimeField(default=clock.now))
    written_by = open_(models.UUIDField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "case", "row", "revision"], name="section_revision_once")
        ]
        indexes = [models.Index(fields=["organisation", "case", "name"], name="section_of_case")]


class SealedFile(Sealing):
    """Storage of a sealed file. Its name, type, real length and key are in its card, a sealed section; `length` is the
    padded one (of files of before: the real one)."""

    case = open_(models.UUIDField())
    stored_as = open_(models.CharField(max_length=64))
    length = open_(models.BigIntegerField())
    written_at = open_(models.DateTimeField(default=clock.now))
    written_by = open_(models.UUIDField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "stored_as"], name="sealed_file_once")]
        indexes = [models.Index(fields=["organisation", "case"], name="sealed_file_of_case")]


class Letter(Sealing):
    """A message encrypted to a team by a sender who needs no key: dates of a register, a referral, a reply.

    `organisation` receives it; `about` is the receiver's own case, if known. The row is deleted when the letter is
    accepted, and its id is random and not a UUIDv7: both would otherwise link a case of the sender to one of the
    receiver by time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = open_(models.ForeignKey(Organisation, models.PROTECT, related_name="+"))
    team = open_(models.UUIDField())
    epoch = open_(models.PositiveIntegerField())
    kind = open_(models.CharField(max_length=12))
    about = open_(models.UUIDField(null=True))
    sealed = sealed_(models.BinaryField())
    sent_at = open_(models.DateTimeField(default=clock.now))

    class Meta:
        indexes = [models.Index(fields=["organisation", "team", "kind"], name="letter_waits")]


class Unlock(Sealing):
    """Records that an account's keys are open in one browser. The key itself is in the key agent.

    Without row-level security: like a session, it is looked up before the actor is known, and reveals no more than one.
    """

    account = open_(models.UUIDField())
    epoch = open_(models.PositiveIntegerField())
    started_at = open_(models.DateTimeField(default=clock.now))
    last_used_at = open_(models.DateTimeField(default=clock.now))
    ended_at = open_(models.DateTimeField(null=True))

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
