"""Models of allies: allies, meetings, requests, promises and their outcome, media mentions.

Everybody in the network sees them; only the organisation that recorded a row changes it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.allies.choices import AllyKind, AllyLevel, ClippingKind, Medium, Outcome, Tone
from jatan.programme.laws.choices import LawTopic


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
    """A report about the network or its work in a newspaper, a broadcast or on a web page.

    What of ours it carried: `ask` and `material`, ids of rows of any organisation, and `campaign` as written.
    """

    FAMILY = "allies"
    FACT_DATES = ("published_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "published_on": "open",
        "outlet": "open",
        "title": "open",
        "url": "open",
        "medium": "open",
        "reach": "open",
        "tone": "open",
        "about": "shared",
        "spokesperson": "personal",
        "ask": "open",
        "material": "open",
        "campaign": "open",
        "law_topic": "open",
        "panchayat": "open",
        "village": "open",
    }

    published_on = models.DateField(_("published on"))
    outlet = models.CharField(_("newspaper or channel"), max_length=160)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address of the page"), max_length=500, blank=True)
    tone = models.CharField(_("tone"), max_length=12, choices=Tone, blank=True)
    medium = models.CharField(_("medium"), max_length=12, choices=Medium, blank=True, default="", db_default="")
    reach = models.PositiveIntegerField(_("readers or viewers"), null=True, blank=True)
    about = models.TextField(_("what it is about"), blank=True)
    spokesperson = models.CharField(_("who spoke for us"), max_length=120, blank=True, default="", db_default="")
    ask = models.UUIDField(null=True, blank=True, editable=False)
    material = models.UUIDField(null=True, blank=True, editable=False)
    campaign = models.CharField(
        _("words of a campaign it carried"), max_length=200, blank=True, default="", db_default=""
    )
    law_topic = models.CharField(
        _("law concerned"), max_length=20, choices=LawTopic, blank=True, default="", db_default=""
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("media mention")
        verbose_name_plural = _("media mentions")
        indexes = [models.Index(fields=["organisation", "published_on"], name="mediamention_published")]


class Clipping(Guarded):
    """A copy of a report: a cutting, a picture of a screen, a saved page. `file`: an opaque name under MEDIA_ROOT."""

    FAMILY = "allies"
    FACT_DATES = ("copied_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "mention": "open",
        "kind": "open",
        "copied_on": "open",
        "note": "open",
        "file": "open",
        "file_name": "open",
        "format": "open",
        "file_size": "open",
        "file_digest": "open",
        "panchayat": "open",
        "village": "open",
    }

    mention = models.ForeignKey(
        MediaMention, models.PROTECT, related_name="clippings", verbose_name=_("media mention"), db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ClippingKind)
    copied_on = models.DateField(_("copied on"))
    note = models.CharField(_("remark"), max_length=200, blank=True)
    file = models.CharField(_("file"), max_length=80, editable=False)
    file_name = models.CharField(_("file name"), max_length=120, editable=False)
    format = models.CharField(max_length=8, editable=False)
    file_size = models.PositiveIntegerField(editable=False)
    file_digest = models.CharField(max_length=64, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("clipping")
        verbose_name_plural = _("clippings")
