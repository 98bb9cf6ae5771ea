"""Texts, totals and records that are proposed by one person and released by another; the network's, of no organisation.

Nothing of them is public before its outcome is `released`. Rows are kept: what was public when can be read afterwards.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jatan.evidence.releases.choices import Outcome, PieceKind, Section
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.localised import Localised

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


class PublicPiece(_Proposal):
    """A record that everybody may read: a story, a consultation that was held, a PDF of the library as the report, or a
    photograph, which stands in reports for the press and for everybody.

    `record`: its id. `content`: what is shown, as it was when the second person agreed (`pieces.content_of`); empty
    before and afterwards, so that nothing of a story stays here that nobody may read.
    """

    PRIVACY = "open"

    kind = models.CharField(_("kind"), max_length=12, choices=PieceKind)
    record = models.UUIDField()
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("record of the public page")
        verbose_name_plural = _("records of the public page")
        constraints = [
            models.UniqueConstraint(fields=["record"], condition=Q(outcome=""), name="publicpiece_waits_once"),
            models.UniqueConstraint(fields=["record"], condition=Q(outcome="released"), name="publicpiece_public_once"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(outcome="released", kind="report"), name="publicpiece_one_report"
            ),
            models.CheckConstraint(condition=_TWO_PEOPLE, name="publicpiece_two_people"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.RELEASED) | Q(content={}), name="publicpiece_kept_while_public"
            ),
        ]
