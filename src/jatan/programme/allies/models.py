"""Models of allies: the network's directory of institutions, and each member's own work with them.

`Ally` is one row for one institution, whoever entered it: every member reads it, its author and the secretariat correct
it. Contacts, notes, meetings, asks, promises, agreements and joint work are rows of the member that recorded them and
point at that one row. Others read them too, except those that are confidential: these stay with their organisation,
by the gate and by a policy of the table (docs/adr/0034-one-directory-of-institutions.md).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.network.models import Organisation
from jatan.programme.allies.choices import (
    AgreementKind,
    AllyKind,
    AllyLevel,
    Answer,
    ClippingKind,
    JointKind,
    Medium,
    Outcome,
    Tone,
)
from jatan.programme.laws.choices import LawTopic

CONFIDENTIAL = "confidential"


class Ally(Guarded):
    """One institution of the directory. `organisation` is the member that entered it, in the column `entered_by_id`.

    The table is reference data, as places are: its key is the id alone, so that rows of every member can point at it.
    `merged_into`: the row that stands for the same institution; rows that point here are shown there. `contact_person`,
    phone and e-mail are those of the office; people of a member's own acquaintance are `Contact` rows.
    """

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
        "address": "open",
        "role_text": "open",
        "merged_into": "open",
        "panchayat": "open",
        "village": "open",
    }

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", db_index=False, db_column="entered_by_id"
    )
    name = models.CharField(_("name"), max_length=200)
    name_fold = models.CharField(max_length=600, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=24, choices=AllyKind)
    level = models.CharField(_("level"), max_length=14, choices=AllyLevel)
    is_ahtu = models.BooleanField(_("is an Anti-Human-Trafficking Unit"), default=False)
    contact_person = models.CharField(_("contact person"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    role_text = models.TextField(_("what they do for us"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged", verbose_name=_("same as")
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ally")
        verbose_name_plural = _("allies")
        indexes = [
            models.Index(fields=["name_fold"], name="ally_name"),
            models.Index(fields=["level", "kind"], name="ally_level"),
            models.Index(fields=["organisation"], name="ally_entered_by"),
        ]

    @property
    def current(self) -> "Ally":
        """The institution that stands for this one: the one it was merged into, else itself."""
        return self.merged_into or self


def _ally(related_name: str) -> Any:
    return models.ForeignKey(Ally, models.PROTECT, related_name=related_name, verbose_name=_("ally"))


def _confidential() -> Any:
    return models.BooleanField(_("confidential: only for our own organisation"), default=False)


def _history_family(row: Any, before: Mapping[str, Any]) -> str:
    """Behind the narrower wall, if the row is confidential or was so until this change."""
    return CONFIDENTIAL if row.is_confidential or before.get("is_confidential") else row.FAMILY


class Contact(Guarded):
    """A person whom a member knows in an institution. `until`: the last day in that post; officers are transferred."""

    FAMILY = "allies"
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "name": "shared",
        "post": "open",
        "phone": "shared",
        "email": "shared",
        "until": "open",
        "is_confidential": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = _ally("contacts")
    name = models.CharField(_("name"), max_length=120)
    post = models.CharField(_("post"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    until = models.DateField(_("in this post until"), null=True, blank=True)
    is_confidential = _confidential()

    history_family = _history_family
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [models.Index(fields=["organisation", "ally"], name="allycontact_ally")]


class Note(Guarded):
    """What a member wants to remember about an institution."""

    FAMILY = "allies"
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "noted_on": "open",
        "text": "shared",
        "is_confidential": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = _ally("notes")
    noted_on = models.DateField(_("noted on"))
    text = models.TextField(_("note"))
    is_confidential = _confidential()

    history_family = _history_family
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["organisation", "ally", "noted_on"], name="allynote_ally")]


class Meeting(Guarded):
    """A meeting held with an ally. `purpose` is its agenda, `outcome` what was decided, `participants` one a line.

    `file` is the minutes under an opaque name, kept by the library's rules for files, or empty.
    """

    FAMILY = "allies"
    FACT_DATES = ("held_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "held_on": "open",
        "purpose": "open",
        "participants": "shared",
        "outcome": "open",
        "law_topic": "open",
        "is_confidential": "open",
        "file": "open",
        "file_name": "open",
        "file_size": "open",
        "file_digest": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = _ally("meetings")
    held_on = models.DateField(_("held on"))
    purpose = models.TextField(_("agenda"), blank=True)
    participants = models.TextField(_("who took part"), blank=True)
    outcome = models.TextField(_("what was decided"), blank=True)
    law_topic = models.CharField(
        _("law concerned"), max_length=20, choices=LawTopic, blank=True, default="", db_default=""
    )
    is_confidential = _confidential()
    file = models.CharField(_("minutes"), max_length=80, blank=True, editable=False)
    file_name = models.CharField(_("file name"), max_length=120, blank=True, editable=False)
    file_size = models.PositiveIntegerField(null=True, editable=False)
    file_digest = models.CharField(max_length=64, blank=True, editable=False)

    history_family = _history_family
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            models.Index(fields=["organisation", "ally", "held_on"], name="meeting_ally"),
            models.Index(fields=["held_on"], name="meeting_held"),
        ]


class Ask(Guarded):
    """A request to an ally, at a meeting or in a letter, and what was answered. `answer_by`: when we want to know."""

    FAMILY = "allies"
    FACT_DATES = ("asked_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "meeting": "open",
        "asked_on": "open",
        "what": "open",
        "law_topic": "open",
        "of_whom": "shared",
        "answer_by": "open",
        "answer": "open",
        "answered_on": "open",
        "answer_text": "open",
        "is_confidential": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = _ally("asks")
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
    law_topic = models.CharField(
        _("law concerned"), max_length=20, choices=LawTopic, blank=True, default="", db_default=""
    )
    of_whom = models.CharField(_("asked of whom"), max_length=120, blank=True)
    answer_by = models.DateField(_("answer awaited by"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer_text = models.TextField(_("what they answered"), blank=True)
    is_confidential = _confidential()

    history_family = _history_family
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        indexes = [
            models.Index(fields=["organisation", "ally", "asked_on"], name="ask_ally"),
            models.Index(
                fields=["organisation", "answer_by"],
                name="ask_waiting",
                condition=Q(answer="waiting", withdrawn_at__isnull=True),
            ),
        ]


class Commitment(Guarded):
    """A promise with who made it, its due day and its outcome."""

    FAMILY = "allies"
    FACT_DATES = ("promised_on", "settled_on")
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "ask": "open",
        "promised_on": "open",
        "what": "open",
        "promised_by": "shared",
        "due_on": "open",
        "outcome": "open",
        "settled_on": "open",
        "what_became": "open",
        "is_confidential": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = _ally("commitments")
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
    promised_by = models.CharField(_("who promised"), max_length=120, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    outcome = models.CharField(_("what became of it"), max_length=8, choices=Outcome, default=Outcome.OPEN)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    what_became = models.TextField(_("how it ended"), blank=True)
    is_confidential = _confidential()

    history_family = _history_family
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


class Agreement(Guarded):
    """A written agreement. In force from `signed_on` to `ends_on` (both days included), or until `ended_on`.

    `renew_by`: the day by which its renewal should be asked for.
    """

    FAMILY = "allies"
    FACT_DATES = ("signed_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "kind": "open",
        "title": "open",
        "signed_on": "open",
        "ends_on": "open",
        "renew_by": "open",
        "ended_on": "open",
        "they_do": "open",
        "we_do": "open",
        "is_confidential": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = _ally("agreements")
    kind = models.CharField(_("kind of agreement"), max_length=12, choices=AgreementKind)
    title = models.CharField(_("title"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    ends_on = models.DateField(_("runs until"), null=True, blank=True)
    renew_by = models.DateField(_("renewal due on"), null=True, blank=True)
    ended_on = models.DateField(_("ended early on"), null=True, blank=True)
    they_do = models.TextField(_("what they do"), blank=True)
    we_do = models.TextField(_("what we do"), blank=True)
    is_confidential = _confidential()

    history_family = _history_family
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = [
            models.Index(fields=["organisation", "ally"], name="agreement_ally"),
            models.Index(fields=["organisation", "renew_by"], name="agreement_renewal"),
        ]


class JointWork(Guarded):
    """An operation, a watch or a training held together with an ally. It names nobody who was found or freed."""

    FAMILY = "allies"
    FACT_DATES = ("held_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "ally": "open",
        "kind": "open",
        "held_on": "open",
        "what": "open",
        "officers": "open",
        "is_confidential": "open",
        "panchayat": "open",
        "village": "open",
    }

    ally = _ally("joint_work")
    kind = models.CharField(_("kind of joint work"), max_length=12, choices=JointKind)
    held_on = models.DateField(_("held on"))
    what = models.TextField(_("what was done"))
    officers = models.PositiveIntegerField(_("their people who took part"), null=True, blank=True)
    is_confidential = _confidential()

    history_family = _history_family
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint work")
        verbose_name_plural = _("joint work")
        indexes = [models.Index(fields=["organisation", "ally", "held_on"], name="jointwork_ally")]


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
