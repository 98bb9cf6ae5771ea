"""Texts and totals that are proposed by one person and released by another. They are the network's, of no organisation.

Nothing of them is public before its outcome is `released`. Rows are kept: what was public when can be read afterwards.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jatan.evidence.releases.choices import Outcome, Section
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.localised import Localised

__all__ = ["PublicText", "Release"]

_TWO_PEOPLE = ~Q(outcome=Outcome.RELEASED) | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))


class _Proposal(models.Model):
    """Who proposed it and who decided, with the times. `outcome` empty: it waits for the second person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.outcome == ""


class PublicText(_Proposal):
    """One version of one section of the network's own words, in Hindi and English. Empty lines part paragraphs."""

    PRIVACY = "open"

    section = models.CharField(_("part of the page"), max_length=8, choices=Section)
    version = models.PositiveIntegerField(_("version"))
    text_hi = models.TextField(_("text in Hindi"))
    text_en = models.TextField(_("text in English"))

    class Meta:
        verbose_name = _("text of the public page")
        verbose_name_plural = _("texts of the public page")
        constraints = [
            models.UniqueConstraint(fields=["section", "version"], name="publictext_version_once"),
            models.UniqueConstraint(fields=["section"], condition=Q(outcome=""), name="publictext_waits_once"),
            models.UniqueConstraint(fields=["section"], condition=Q(outcome="released"), name="publictext_public_once"),
            models.CheckConstraint(condition=_TWO_PEOPLE, name="publictext_two_people"),
        ]

    @property
    def text(self) -> Localised:
        return Localised(hi=self.text_hi, en=self.text_en)


class Release(_Proposal):
    """The network's totals of one financial year (`year` is its first day).

    `numbers`: [{"indicator": code, "value": name, "amount": number, "about": true where it is a rounded one}], as they
    were when they were proposed.
    """

    PRIVACY = "open"

    year = models.DateField(_("financial year"))
    numbers = models.JSONField(default=list)

    class Meta:
        verbose_name = _("release of totals")
        verbose_name_plural = _("releases of totals")
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=Q(outcome=""), name="release_waits_once"),
            models.UniqueConstraint(fields=["year"], condition=Q(outcome="released"), name="release_public_once"),
            models.CheckConstraint(condition=_TWO_PEOPLE, name="release_two_people"),
        ]
