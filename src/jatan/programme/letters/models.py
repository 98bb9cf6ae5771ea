"""The model of applications to offices: the text as it was typed and printed, to whom, and when it was given."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.allies.models import Ally
from jatan.programme.helpdesk.models import Issue
from jatan.programme.letters.choices import LetterKind, LetterLanguage, LetterOffice


class OfficeLetter(Guarded):
    """One application. The text is kept as typed: lines by line ends, paragraphs by an empty line.

    `template`: code and version of the text it began with. Once it was given to the office it is not changed any more.
    """

    FAMILY = "helpdesk"
    VILLAGE_PRIVACY = "personal"

    issue = open_(
        models.ForeignKey(Issue, models.PROTECT, related_name="letters", verbose_name=_("issue"), db_constraint=False)
    )
    kind = open_(models.CharField(_("application for"), max_length=16, choices=LetterKind))
    office = open_(models.CharField(_("to which office"), max_length=16, choices=LetterOffice))
    ally = open_(
        models.ForeignKey(
            Ally, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office in the directory")
        )
    )
    language = open_(models.CharField(_("language of the application"), max_length=2, choices=LetterLanguage))
    template = open_(models.CharField(_("version of the text"), max_length=40, editable=False))
    written_on = open_(models.DateField(_("date of the application")))
    addressee = personal(models.TextField(_("to")))
    subject = personal(models.CharField(_("subject"), max_length=200))
    body = personal(models.TextField(_("text")))
    enclosures = personal(models.TextField(_("papers enclosed"), blank=True))
    sender = personal(models.TextField(_("who signs")))
    given_on = open_(models.DateField(_("given on"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("application to an office")
        verbose_name_plural = _("applications to offices")
        indexes = [
            models.Index(fields=["organisation", "issue"], name="officeletter_issue"),
            models.Index(fields=["organisation", "-written_on"], name="officeletter_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_on__isnull=True) | Q(given_on__gte=F("written_on")), name="officeletter_days"
            )
        ]

    @property
    def office_name(self) -> str:
        """The name of the institution where one was chosen, else the kind of office in words."""
        return self.ally.name if self.ally is not None else str(self.get_office_display())
