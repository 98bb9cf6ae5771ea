"""Models of allies: allies, meetings, requests, promises and their outcome, media mentions.

Everybody in the network sees them; only the organisation that recorded a row changes it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.allies.choices import AllyKind, AllyLevel, Outcome, Tone


class Ally(Guarded):
    """An office or organisation. `contact_person`, phone and e-mail are those of its representative."""

    FAMILY = "allies"
    PRIVACY: ClassVar[dict[str, str]] = {
        "name": "open",
        "name_fold": "open",
        "kind": "open",
        "level": "open",
        "is_ahtu": "open",
        "contact_person": "shared",
        "phone": "shared",
        "email": "shared",
        "role_text": "open",
        "panchayat": "open",
        "village": "open",
    }

    name = models.CharField(_("name"), max_length=200)
    name_fold = models.CharField(max_length=600, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=AllyKind)
    level = models.CharField(_("level"), max_length=14, choices=AllyLevel)
    is_ahtu = models.BooleanField(_("is an Anti-Human-Trafficking Unit"), default=False)
    contact_person = models.CharField(_("contact person"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    role_text = models.TextField(_("what they do for us"), blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ally")
        verbose_name_plural = _("allies")
        indexes = [
            models.Index(fields=["organisation", "name_fold"], name="ally_name"),
            models.Index(fields=["organisation", "level", "kind"], name="ally_level"),
        ]


class Meeting(Guarded):
    """A meeting held with an ally."""

    FAMILY = "allies"
    FACT_DATES = ("held_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "held_on": "open",
        "purpose": "open",
        "outcome": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = models.ForeignKey(Ally, models.PROTECT, related_name="meetings", verbose_name=_("ally"), db_constraint=False)
    held_on = models.DateField(_("held on"))
    purpose = models.TextField(_("purpose"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [models.Index(fields=["organisation", "ally", "held_on"], name="meeting_ally")]


class Ask(Guarded):
    """A request to an ally, at a meeting or in a letter."""

    FAMILY = "allies"
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "meeting": "open",
        "asked_on": "open",
        "what": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = models.ForeignKey(Ally, models.PROTECT, related_name="asks", verbose_name=_("ally"), db_constraint=False)
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="asks",
        verbose_name=_("meeting"),
        db_constraint=False,
    )
    asked_on = models.DateField(_("asked on"))
    what = models.TextField(_("what was asked"))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        indexes = [models.Index(fields=["organisation", "ally", "asked_on"], name="ask_ally")]


class Commitment(Guarded):
    """A promise with its due day and its outcome."""

    FAMILY = "allies"
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "ask": "open",
        "promised_on": "open",
        "what": "open",
        "due_on": "open",
        "outcome": "open",
        "settled_on": "open",
        "what_became": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = models.ForeignKey(
        Ally, models.PROTECT, related_name="commitments", verbose_name=_("ally"), db_constraint=False
    )
    ask = models.ForeignKey(
        Ask,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("ask"),
        db_constraint=False,
    )
    promised_on = models.DateField(_("promised on"))
    what = models.TextField(_("what was promised"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    outcome = models.CharField(_("what became of it"), max_length=8, choices=Outcome, default=Outcome.OPEN)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    what_became = models.TextField(_("how it ended"), blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(fields=["organisation", "ally"], name="commitment_ally"),
            models.Index(
                fields=["organisation", "due_on"],
                name="commitment_due",
                condition=Q(outcome="open", withdrawn_at__isnull=True),
            ),
        ]


class MediaMention(Guarded):
    """A report about the network or its work in a newspaper, a broadcast or on a web page."""

    FAMILY = "allies"
    FACT_DATES = ("published_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "published_on": "open",
        "outlet": "open",
        "title": "open",
        "url": "open",
        "tone": "open",
        "about": "shared",
        "panchayat": "open",
        "village": "open",
    }

    published_on = models.DateField(_("published on"))
    outlet = models.CharField(_("newspaper or channel"), max_length=160)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address of the page"), max_length=500, blank=True)
    tone = models.CharField(_("tone"), max_length=12, choices=Tone, blank=True)
    about = models.TextField(_("what it is about"), blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("media mention")
        verbose_name_plural = _("media mentions")
        indexes = [models.Index(fields=["organisation", "published_on"], name="mediamention_published")]
