"""Models of the booklet: stories in their changed form, and editions.

No row names a case or a person. What a story was before its names, places, days and trades were changed stands nowhere
here, and the paper with her signature stays in the office (docs/adr/0039-stories-and-the-public-account.md).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.db.privacy import open_, personal, shared
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.kernel.ages import ADULT
from jatan.kernel.localised import Localised
from jatan.programme.booklet.choices import EditionLanguage, StoryState, StoryUse
from jatan.programme.library.choices import Topic
from jatan.programme.library.models import Material


def booklet_alone() -> list[str]:
    """What a story may be used for of which nothing else is written: the text of 2026-1 spoke of a booklet only."""
    return [StoryUse.BOOKLET.value]


class Story(Guarded):
    """A story in the form in which it is printed, in Hindi, English or both.

    `uses`: codes of StoryUse to which she said yes; whether one counts says `uses.may_be_used`.
    `age`: of the person who tells it, on the day she agreed. `authors`: ids of all accounts that wrote in it.
    `published_on`: the day of the first edition that holds it.
    """

    FAMILY = "booklet"
    FACT_DATES = ("published_on",)
    VILLAGE_PRIVACY = "open"

    title_hi = shared(models.CharField(_("title in Hindi"), max_length=200, blank=True))
    title_en = shared(models.CharField(_("title in English"), max_length=200, blank=True))
    body_hi = shared(models.TextField(_("the story in Hindi, as it will be printed"), blank=True))
    body_en = shared(models.TextField(_("the story in English, as it will be printed"), blank=True))
    topic = open_(models.CharField(_("topic"), max_length=20, choices=Topic, blank=True))
    age = personal(models.PositiveSmallIntegerField(_("her age when she agreed")))
    consent_version = open_(models.CharField(_("text that was read to her"), max_length=12))
    consented_on = personal(models.DateField(_("signed on")))
    consent_kept = personal(models.CharField(_("where the signed paper lies"), max_length=200))
    uses = open_(
        ArrayField(
            models.CharField(max_length=8, choices=StoryUse),
            default=booklet_alone,
            verbose_name=_("she said yes to"),
        )
    )
    names_changed = shared(models.TextField(_("names: what stands there now"), blank=True))
    places_changed = shared(models.TextField(_("places: what stands there now"), blank=True))
    dates_changed = shared(models.TextField(_("days and years: what stands there now"), blank=True))
    trades_changed = shared(models.TextField(_("trades and employers: what stands there now"), blank=True))
    other_changed = shared(models.TextField(_("anything else that was changed or left out"), blank=True))
    state = open_(
        models.CharField(pgettext_lazy("story", "state"), max_length=10, choices=StoryState, default=StoryState.DRAFT)
    )
    authors = open_(ArrayField(models.UUIDField(), default=list, editable=False))
    reviewed_by = open_(models.UUIDField(null=True, editable=False))
    reviewed_on = open_(models.DateField(_("looked at on"), null=True, blank=True))
    review_note = shared(models.TextField(_("what the second person says"), blank=True))
    consent_withdrawn_on = open_(models.DateField(_("taken back on"), null=True, blank=True))
    published_on = open_(models.DateField(_("first printed on"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [models.CheckConstraint(condition=Q(age__gte=ADULT), name="story_of_an_adult")]
        indexes = [
            models.Index(fields=["organisation", "state"], name="story_state"),
            models.Index(fields=["organisation", "published_on"], name="story_published"),
        ]

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return Localised(hi=self.title_hi, en=self.title_en).in_language()

    @property
    def is_agreed(self) -> bool:
        """False once she has taken her consent back."""
        return self.consent_withdrawn_on is None

    def has_language(self, language: str) -> bool:
        """True if title and text are there in that language ("hi" or "en")."""
        return bool(getattr(self, f"title_{language}") and getattr(self, f"body_{language}"))


class Edition(Guarded):
    """A printed booklet in one language. `chosen`: ids of its stories, in order, while it is prepared.

    From `published_on` its `content` is fixed: [{"story": id, "organisation": id, "title": …, "body": …}]. Its file is
    the library's `material`.
    """

    FAMILY = "booklet"
    FACT_DATES = ("published_on",)
    VILLAGE_PRIVACY = "open"

    number = open_(models.PositiveSmallIntegerField(_("number of the edition"), null=True, blank=True))
    language = open_(models.CharField(_("language"), max_length=2, choices=EditionLanguage))
    title = open_(models.CharField(_("title on the cover"), max_length=120))
    foreword = open_(models.TextField(_("foreword"), blank=True))
    chosen = open_(ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("stories")))
    content = shared(models.JSONField(default=list, editable=False))
    published_on = open_(models.DateField(_("day of the edition"), null=True, blank=True))
    material = open_(
        models.ForeignKey(
            Material,
            models.PROTECT,
            null=True,
            editable=False,
            related_name="+",
            verbose_name=_("in the library"),
            db_constraint=False,
        )
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "language", "number"],
                condition=Q(number__isnull=False),
                name="edition_number_once",
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(number__isnull=False, material__isnull=False),
                name="edition_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "published_on"], name="edition_published")]

    @property
    def is_fixed(self) -> bool:
        """True once it is typeset and numbered: nothing of it changes any more."""
        return self.published_on is not None

    @property
    def story_ids(self) -> list[str]:
        """Ids of its stories as text, in order."""
        return [row["story"] for row in self.content] if self.is_fixed else [str(pk) for pk in self.chosen]
