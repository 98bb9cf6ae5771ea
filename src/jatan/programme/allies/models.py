"""Models of allies: the network's directory of institutions, and each member's own work with them.

`Ally` is one row for one institution, whoever entered it: every member reads it, its author and the secretariat correct
it. Contacts, notes, meetings, asks, promises, agreements and joint work are rows of the member that recorded them and
point at that one row. Others read them too, except those that are confidential: these stay with their organisation,
by the gate and by a policy of the table (docs/adr/0034-one-directory-of-institutions.md).
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal, shared
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
    VILLAGE_PRIVACY = "open"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", db_index=False, db_column="entered_by_id"
    )
    name = open_(models.CharField(_("name"), max_length=200))
    name_fold = open_(models.CharField(max_length=600, blank=True, editable=False))
    kind = open_(models.CharField(_("kind"), max_length=24, choices=AllyKind))
    level = open_(models.CharField(_("level"), max_length=14, choices=AllyLevel))
    is_ahtu = open_(models.BooleanField(_("is an Anti-Human-Trafficking Unit"), default=False))
    contact_person = shared(models.CharField(_("contact person"), max_length=120, blank=True))
    phone = shared(models.CharField(_("phone"), max_length=20, blank=True))
    email = shared(models.EmailField(_("e-mail"), blank=True))
    address = open_(models.CharField(_("address"), max_length=300, blank=True))
    role_text = open_(models.TextField(_("what they do for us"), blank=True))
    merged_into = open_(
        models.ForeignKey(
            "self",
            models.PROTECT,
            null=True,
            blank=True,
            editable=False,
            related_name="merged",
            verbose_name=_("same as"),
        )
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
    VILLAGE_PRIVACY = "open"

    ally = open_(_ally("contacts"))
    name = shared(models.CharField(_("name"), max_length=120))
    post = open_(models.CharField(_("post"), max_length=120, blank=True))
    phone = shared(models.CharField(_("phone"), max_length=20, blank=True))
    email = shared(models.EmailField(_("e-mail"), blank=True))
    until = open_(models.DateField(_("in this post until"), null=True, blank=True))
    is_confidential = open_(_confidential())

    history_family = _history_family
    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [models.Index(fields=["organisation", "ally"], name="allycontact_ally")]


class Note(Guarded):
    """What a member wants to remember about an institution."""

    FAMILY = "allies"
    VILLAGE_PRIVACY = "open"

    ally = open_(_ally("notes"))
    noted_on = open_(models.DateField(_("noted on")))
    text = shared(models.TextField(_("note")))
    is_confidential = open_(_confidential())

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
    VILLAGE_PRIVACY = "open"

    ally = open_(_ally("meetings"))
    held_on = open_(models.DateField(_("held on")))
    purpose = open_(models.TextField(_("agenda"), blank=True))
    participants = shared(models.TextField(_("who took part"), blank=True))
    outcome = open_(models.TextField(_("what was decided"), blank=True))
    law_topic = open_(
        models.CharField(_("law concerned"), max_length=20, choices=LawTopic, blank=True, default="", db_default="")
    )
    is_confidential = open_(_confidential())
    file = open_(models.CharField(_("minutes"), max_length=80, blank=True, editable=False))
    file_name = open_(models.CharField(_("file name"), max_length=120, blank=True, editable=False))
    file_size = open_(models.PositiveIntegerField(null=True, editable=False))
    file_digest = open_(models.CharField(max_length=64, blank=True, editable=False))

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
    VILLAGE_PRIVACY = "open"

    ally = open_(_ally("asks"))
    meeting = open_(
        models.ForeignKey(
            Meeting,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="asks",
            verbose_name=_("meeting"),
            db_constraint=False,
        )
    )
    asked_on = open_(models.DateField(_("asked on")))
    what = open_(models.TextField(_("what was asked")))
    law_topic = open_(
        models.CharField(_("law concerned"), max_length=20, choices=LawTopic, blank=True, default="", db_default="")
    )
    of_whom = shared(models.CharField(_("asked of whom"), max_length=120, blank=True))
    answer_by = open_(models.DateField(_("answer awaited by"), null=True, blank=True))
    answer = open_(models.CharField(_("answer"), max_length=8, choices=Answer, default=Answer.WAITING))
    answered_on = open_(models.DateField(_("answered on"), null=True, blank=True))
    answer_text = open_(models.TextField(_("what they answered"), blank=True))
    is_confidential = open_(_confidential())

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
    VILLAGE_PRIVACY = "open"

    ally = open_(_ally("commitments"))
    ask = open_(
        models.ForeignKey(
            Ask,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="commitments",
            verbose_name=_("ask"),
            db_constraint=False,
        )
    )
    promised_on = open_(models.DateField(_("promised on")))
    what = open_(models.TextField(_("what was promised")))
    promised_by = shared(models.CharField(_("who promised"), max_length=120, blank=True))
    due_on = open_(models.DateField(_("due on"), null=True, blank=True))
    outcome = open_(models.CharField(_("what became of it"), max_length=8, choices=Outcome, default=Outcome.OPEN))
    settled_on = open_(models.DateField(_("settled on"), null=True, blank=True))
    what_became = open_(models.TextField(_("how it ended"), blank=True))
    is_confidential = open_(_confidential())

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
    VILLAGE_PRIVACY = "open"

    ally = open_(_ally("agreements"))
    kind = open_(models.CharField(_("kind of agreement"), max_length=12, choices=AgreementKind))
    title = open_(models.CharField(_("title"), max_length=200))
    signed_on = open_(models.DateField(_("signed on")))
    ends_on = open_(models.DateField(_("runs until"), null=True, blank=True))
    renew_by = open_(models.DateField(_("renewal due on"), null=True, blank=True))
    ended_on = open_(models.DateField(_("ended early on"), null=True, blank=True))
    they_do = open_(models.TextField(_("what they do"), blank=True))
    we_do = open_(models.TextField(_("what we do"), blank=True))
    is_confidential = open_(_confidential())

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
    VILLAGE_PRIVACY = "open"

    ally = open_(_ally("joint_work"))
    kind = open_(models.CharField(_("kind of joint work"), max_length=12, choices=JointKind))
    held_on = open_(models.DateField(_("held on")))
    what = open_(models.TextField(_("what was done")))
    officers = open_(models.PositiveIntegerField(_("their people who took part"), null=True, blank=True))
    is_confidential = open_(_confidential())

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
    VILLAGE_PRIVACY = "open"

    published_on = open_(models.DateField(_("published on")))
    outlet = open_(models.CharField(_("newspaper or channel"), max_length=160))
    title = open_(models.CharField(_("title"), max_length=300))
    url = open_(models.URLField(_("address of the page"), max_length=500, blank=True))
    tone = open_(models.CharField(_("tone"), max_length=12, choices=Tone, blank=True))
    medium = open_(models.CharField(_("medium"), max_length=12, choices=Medium, blank=True, default="", db_default=""))
    reach = open_(models.PositiveIntegerField(_("readers or viewers"), null=True, blank=True))
    about = shared(models.TextField(_("what it is about"), blank=True))
    spokesperson = personal(
        models.CharField(_("who spoke for us"), max_length=120, blank=True, default="", db_default="")
    )
    ask = open_(models.UUIDField(null=True, blank=True, editable=False))
    material = open_(models.UUIDField(null=True, blank=True, editable=False))
    campaign = open_(
        models.CharField(_("words of a campaign it carried"), max_length=200, blank=True, default="", db_default="")
    )
    law_topic = open_(
        models.CharField(_("law concerned"), max_length=20, choices=LawTopic, blank=True, default="", db_default="")
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("media mention")
        verbose_name_plural = _("media mentions")
        indexes = [models.Index(fields=["organisation", "published_on"], name="mediamention_published")]


class Clipping(Guarded):
    """A copy of a report: a cutting, a picture of a screen, a saved page. `file`: an opaque name in the store."""

    FAMILY = "allies"
    FACT_DATES = ("copied_on",)
    VILLAGE_PRIVACY = "open"

    mention = open_(
        models.ForeignKey(
            MediaMention, models.PROTECT, related_name="clippings", verbose_name=_("media mention"), db_constraint=False
        )
    )
    kind = open_(models.CharField(_("kind"), max_length=8, choices=ClippingKind))
    copied_on = open_(models.DateField(_("copied on")))
    note = open_(models.CharField(_("remark"), max_length=200, blank=True))
    file = open_(models.CharField(_("file"), max_length=80, editable=False))
    file_name = open_(models.CharField(_("file name"), max_length=120, editable=False))
    format = open_(models.CharField(max_length=8, editable=False))
    file_size = open_(models.PositiveIntegerField(editable=False))
    file_digest = open_(models.CharField(max_length=64, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("clipping")
        verbose_name_plural = _("clippings")
