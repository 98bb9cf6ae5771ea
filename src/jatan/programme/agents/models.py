"""Models of the register: statements, and sets of statements that two people consider to concern the same agent.

The inherited `place` and `village` are where people are recruited. A statement is never changed (a database trigger
refuses it): a wrong one is withdrawn and recorded again, so that every source stays as it was.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.agents.choices import CORROBORATED, Kind, Reliability, Reply, Source

_LIVE = Q(withdrawn_at__isnull=True)


class Statement(Guarded):
    """One statement about one agent, contractor, agency or employer, with source and day. Never a finding."""

    FAMILY = "agents"
    VILLAGE_PRIVACY = "personal"

    kind = open_(models.CharField(_("about"), max_length=12, choices=Kind))
    name = personal(models.CharField(_("name or nickname"), max_length=160, blank=True))
    name_fold = personal(models.CharField(max_length=600, blank=True, editable=False))
    name_key = personal(models.CharField(max_length=600, blank=True, editable=False))
    fold_version = open_(models.CharField(max_length=24, editable=False))
    phones = personal(
        ArrayField(models.CharField(max_length=15), default=list, blank=True, verbose_name=_("phone numbers"))
    )
    vehicle = personal(models.CharField(_("vehicle"), max_length=60, blank=True))
    route = personal(models.CharField(_("route"), max_length=200, blank=True))
    destination = open_(
        models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("destination"))
    )
    destination_as_written = personal(models.CharField(_("destination as written"), max_length=120, blank=True))
    journey = personal(
        models.ForeignKey(
            "journeys.Journey",
            models.PROTECT,
            null=True,
            blank=True,
            related_name="+",
            verbose_name=_("journey"),
            db_constraint=False,
        )
    )
    is_from_journey = open_(
        models.BooleanField(_("taken from the journey's registration"), default=False, editable=False)
    )
    said_on = open_(models.DateField(_("said on")))
    source = open_(models.CharField(_("who says so"), max_length=12, choices=Source))
    reliability = open_(models.CharField(_("how it is known"), max_length=10, choices=Reliability))
    what_is_said = personal(models.TextField(_("what is said"), blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "journey", "kind"],
                condition=Q(is_from_journey=True) & _LIVE,
                name="statement_once_a_journey",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "said_on"], name="statement_said"),
            models.Index(fields=["organisation", "name_key"], name="statement_key"),
            models.Index(fields=["organisation", "journey"], name="statement_journey"),
        ]

    @property
    def is_corroborated(self) -> bool:
        """True if it is based on a document, or several people state the same."""
        return self.reliability in CORROBORATED


class Profile(Guarded):
    """A set of statements that two people consider to concern the same agent. `seed`: the first statement."""

    FAMILY = "agents"
    VILLAGE_PRIVACY = "personal"

    seed = open_(
        models.ForeignKey(
            Statement, models.PROTECT, related_name="+", verbose_name=_("first statement"), db_constraint=False
        )
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("statements that belong together")
        verbose_name_plural = _("statements that belong together")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "seed"], condition=_LIVE, name="profile_seed_once")
        ]


class Joining(Guarded):
    """A further statement in a set: proposed with a reason, confirmed by a second person, undone by either."""

    FAMILY = "agents"
    VILLAGE_PRIVACY = "personal"

    profile = open_(
        models.ForeignKey(Profile, models.PROTECT, related_name="joinings", verbose_name=_("set"), db_constraint=False)
    )
    statement = open_(
        models.ForeignKey(
            Statement, models.PROTECT, related_name="joinings", verbose_name=_("statement"), db_constraint=False
        )
    )
    reason = personal(models.TextField(_("why they belong together")))
    confirmed_by = open_(models.UUIDField(null=True, editable=False))
    confirmed_at = open_(models.DateTimeField(_("confirmed on"), null=True, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("joining")
        verbose_name_plural = _("joinings")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "statement"], condition=_LIVE, name="joining_once")
        ]
        indexes = [models.Index(fields=["organisation", "profile"], name="joining_profile")]


class EntryRequest(models.Model):
    """An account of the secretariat (`asked_by`, of `asked_from`) asks one member for one entry.

    `organisation` is the member, `number` the entry's number as given to the secretariat: whether it exists only the
    member can know. `statement` is the entry once the answer is yes; it can be read up to and including `until`.
    """

    FAMILY = "asks"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("member"), db_index=False
    )
    number = open_(models.CharField(_("number of the entry"), max_length=10))
    reason = personal(models.CharField(_("what it is needed for"), max_length=500))
    asked_from = open_(models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False))
    asked_by = open_(models.UUIDField(editable=False))
    asked_at = open_(models.DateTimeField(_("asked on"), default=clock.now, editable=False))
    reply = open_(models.CharField(_("answer"), max_length=3, choices=Reply, blank=True))
    statement = open_(
        models.ForeignKey(Statement, models.PROTECT, null=True, related_name="+", editable=False, db_constraint=False)
    )
    until = open_(models.DateField(_("may be read until"), null=True, blank=True))
    note = personal(models.CharField(_("note"), max_length=500, blank=True))
    answered_by = open_(models.UUIDField(null=True, editable=False))
    answered_at = open_(models.DateTimeField(_("answered on"), null=True, editable=False))

    class Meta:
        verbose_name = _("request for one entry")
        verbose_name_plural = _("requests for one entry")
        indexes = [
            models.Index(fields=["organisation", "asked_at"], name="entryrequest_asked"),
            models.Index(fields=["asked_by", "asked_at"], name="entryrequest_by"),
        ]
