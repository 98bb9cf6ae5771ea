"""Accounts and postings. A posting is account × role × organisation × place, with dates."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Role
from jatan.foundation.db.dated import DatedQuerySet
from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Create an account; without a password one can sign in only after accepting an invitation."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A user. Permissions come from postings only; there is no superuser.

    `email`, the sign-in name, is not unique: see invitations.invite_account.
    """

    PRIVACY = "personal"  # of password and last_login, which Django declares

    id = open_(models.UUIDField(primary_key=True, default=new_id, editable=False))
    email = personal(models.EmailField(_("e-mail or sign-in name"), db_index=True))
    name = personal(models.CharField(_("name"), max_length=120))
    phone = personal(models.CharField(_("phone"), max_length=15, blank=True))
    language = open_(models.CharField(_("language"), max_length=16, default="hi"))
    uses_devanagari_digits = open_(models.BooleanField(_("show Devanagari digits"), default=False))
    # URL names of pages that stand first in this account's menu, in the order in which they were pinned.
    pinned = open_(
        ArrayField(
            models.CharField(max_length=40), verbose_name=_("pinned pages"), default=list, db_default=[], blank=True
        )
    )
    is_active = open_(models.BooleanField(_("active"), default=True))
    is_demo = open_(models.BooleanField(default=False, editable=False))
    created_at = open_(models.DateTimeField(default=clock.now, editable=False))

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")


class Posting(models.Model):
    """A role in an organisation, with dates. `place` limits a field worker to a block, panchayat or village.

    `group`: id of the group that a forum leader leads, null for every other role.
    """

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    role = models.CharField(_("role"), max_length=20, choices=Role.assignable())
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"), db_index=False
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("block or village")
    )
    group = models.UUIDField(_("forum"), null=True, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet["Posting"].as_manager()

    class Meta:
        verbose_name = _("posting")
        indexes = [models.Index(fields=["account", "since"], name="posting_account")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role=Role.FORUM_LEADER, group__isnull=False, place__isnull=False)
                | (~models.Q(role=Role.FORUM_LEADER) & models.Q(group__isnull=True)),
                name="posting_group_of_leader",
            )
        ]


class Invitation(models.Model):
    """A one-time token to set an account's password; only its digest is stored.

    `code_digest`: keyed digest of the code that a second person gave her; "" if none is asked for.
    """

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="invitations")
    token_digest = personal(models.CharField(max_length=64, unique=True))
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    code_digest = personal(models.CharField(max_length=64, blank=True))


class RequestKind(models.TextChoices):
    """What a second person is asked to agree to."""

    POSTING = "posting", _("new posting")
    LINK = "link", _("new link to choose a password")
    SECOND_STEP = "second_step", _("second step taken away")
    REOPEN = "reopen", _("access opened again")


class Outcome(models.TextChoices):
    APPROVED = "approved", _("agreed")
    REFUSED = "refused", _("refused")


class AccessRequest(models.Model):
    """An act on somebody's access that waits for a second person, or that was decided (second_person.py).

    `asked_by` None: from the server's command line. `decided_by` None with an outcome: nobody had to agree.
    """

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=RequestKind)
    account = models.ForeignKey(Account, models.PROTECT, related_name="access_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, choices=Role.assignable(), blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    group = models.UUIDField(null=True)
    since = models.DateField(null=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("request for access")
        indexes = [models.Index(fields=["organisation", "decided_at"], name="access_request_open")]


class Session(models.Model):
    """A session of a browser, for session_store.py. `session_key` is a digest of the cookie.

    `account` is empty before sign-in.
    """

    session_key = personal(models.CharField(max_length=64, primary_key=True))
    session_data = personal(models.TextField())
    expire_date = open_(models.DateTimeField(db_index=True))
    account = open_(models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions"))


class Attempts(models.Model):
    """Number of attempts since an instant, for rate_limits.py. `mark` is a keyed hash of what is counted."""

    PRIVACY = "open"

    mark = models.BinaryField(max_length=32, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["since"], name="attempts_since")]


class SentForm(models.Model):
    """A form that was accepted, for sent_forms.py: sent once more it is not recorded a second time.

    `mark` is a keyed hash of all that was sent, `goes_to` the address that the answer led to. `answers`: that of the
    answers alone, of a form that has made a record, whose address is `goes_to`.
    """

    PRIVACY = "open"

    mark = models.BinaryField(max_length=32, primary_key=True)
    accepted_at = models.DateTimeField()
    goes_to = models.TextField(blank=True)
    answers = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["accepted_at"], name="sent_form_accepted_at"),
            models.Index(fields=["answers"], condition=models.Q(answers__isnull=False), name="sent_form_answers"),
        ]
