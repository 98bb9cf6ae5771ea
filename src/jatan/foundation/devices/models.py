"""Tables of enrolled phones. No name and no place: a phone belongs to an account, and a forum is an id."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.models import Account
from jatan.foundation.db.privacy import personal
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id


class Device(models.Model):
    """A phone that may send what was written on it and, under its PIN, read the bundle of its person.

    `token_digest`: keyed digest of the token. `sending_key`, `reading_key`: public keys (P-256, SPKI); the private one
    of `reading_key` exists on the phone only under the PIN. `share`: what the server adds to the PIN, b"" without.
    `proof_digest`: keyed digest of what shows that somebody knows the PIN; the share is given for it only, and ends
    with the tenth of `wrong_proofs` in a row. `next_proof_digest`: of the PIN that shall replace it, until one of the
    two is used.
    `next_token_digest`: of a token that was given out and not used yet; until then the one before it still works, for
    an answer may get lost on the way. `unsent`, `oldest_unsent_at`, `app_version`, `skew_seconds` (its clock less
    ours): what the phone last said. `asked_at`: when its person was last asked why it is silent.
    """

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="devices")
    group = models.UUIDField(null=True)
    token_digest = personal(models.CharField(max_length=64))
    next_token_digest = personal(models.CharField(max_length=64, blank=True))
    sending_key = models.BinaryField(max_length=200)
    reading_key = models.BinaryField(max_length=200)
    share = personal(models.BinaryField(max_length=32, default=b""))
    proof_digest = personal(models.CharField(max_length=64, blank=True))
    next_proof_digest = personal(models.CharField(max_length=64, blank=True))
    wrong_proofs = models.PositiveSmallIntegerField(default=0)
    enrolled_at = models.DateTimeField(_("enrolled"), default=clock.now)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.UUIDField(null=True)
    seen_at = models.DateTimeField(_("last seen"), null=True)
    sent_at = models.DateTimeField(_("last sent something"), null=True)
    app_version = models.CharField(_("version"), max_length=24, blank=True)
    unsent = models.PositiveIntegerField(_("not sent yet"), default=0)
    oldest_unsent_at = models.DateTimeField(_("the oldest of them"), null=True)
    skew_seconds = models.IntegerField(_("clock differs by"), default=0)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        indexes = [models.Index(fields=["organisation", "seen_at"], name="device_seen")]


class Enrolment(models.Model):
    """A code with which one phone can be enrolled once. Only the keyed digest of the code is stored."""

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    group = models.UUIDField(null=True)
    code_digest = personal(models.CharField(max_length=64, unique=True))
    needs_share = models.BooleanField(_("the PIN works only with the network"), default=False)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    device = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("code for a phone")
        verbose_name_plural = _("codes for phones")


class History(models.Model):
    """A beginning of this database's history: the first one, and one for each backup that was brought back."""

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    began_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("beginning of the database")
        verbose_name_plural = _("beginnings of the database")
