"""Models of the booklet: stories in their changed form, and editions.

No row names a case or a person. What a story was before its names, places, days and trades were changed stands nowhere
here, and the paper with her signature stays in the office (docs/adr/0039-stories-and-the-public-account.md).
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.kernel.localised import Localised
from jatan.programme.booklet.choices import ADULT, EditionLanguage, StoryState
from jatan.programme.library.choices import Topic
from jatan.programme.library.models import Material


class Story(Guarded):
    """A story in the form in which it is printed, in Hindi, English or both.

    `age`: of the person who tells it, on the day she agreed. `authors`: ids of all accounts that wrote in it.
    `published_on`: the day of the first edition that holds it.
    """

    FAMILY = "booklet"
    FACT_DATES = ("published_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "title_hi": "shared",
        "title_en": "shared",
        "body_hi": "shared",
        "body_en": "shared",
        "topic": "open",
        "age": "personal",
        "consent_version": "open",
        "consented_on": "personal",
        "consent_kept": "personal",
        "names_changed": "shared",
        "places_changed": "shared",
        "dates_changed": "shared",
        "trades_changed": "shared",
        "other_changed": "shared",
        "state": "open",
        "authors": "open",
        "reviewed_by": "open",
        "reviewed_on": "open",
        "review_note": "shared",
        "consent_withdrawn_on": "open",
        "published_on": "open",
        "panchayat": "open",
        "village": "open",
    }

    title_hi = models.CharField(_("title in Hindi"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    body_hi = models.TextField(_("the story in Hindi, as it will be printed"), blank=True)
    body_en = models.TextField(_("the story in English, as it will be printed"), blank=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic, blank=True)
    age = models.PositiveSmallIntegerField(_("her age when she agreed"))
    consent_version = models.CharField(_("text that was read to her"), max_length=12)
    consented_on = models.DateField(_("signed on"))
    consent_kept = models.CharField(_("where the signed paper lies"), max_length=200)
    names_changed = models.TextField(_("names: what stands there now"), blank=True)
    places_changed = models.TextField(_("places: what stands there now"), blank=True)
    dates_changed = models.TextField(_("days and years: what stands there now"), blank=True)
    trades_changed = models.TextField(_("trades and employers: what stands there now"), blank=True)
    other_changed = models.TextField(_("anything else that was changed or left out"), blank=True)
    state = models.CharField(
        pgettext_lazy("story", "state"), max_length=10, choices=StoryState, default=StoryState.DRAFT
    )
    authors = ArrayField(models.UUIDField(), default=list, editable=False)
    reviewed_by = models.UUIDField(null=True, editable=False)
    reviewed_on = models.DateField(_("looked at on"), null=True, blank=True)
    review_note = models.TextField(_("what the second person says"), blank=True)
    consent_withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)
    published_on = models.DateField(_("first printed on"), null=True, blank=True)

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
    PRIVACY: ClassVar[dict[str, str]] = {
        "number": "open",
        "language": "open",
        "title": "open",
        "foreword": "open",
        "chosen": "open",
        "content": "shared",
        "published_on": "open",
        "material": "open",
        "panchayat": "open",
        "village": "open",
    }

    number = models.PositiveSmallIntegerField(_("number of the edition"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=EditionLanguage)
    title = models.CharField(_("title on the cover"), max_length=120)
    foreword = models.TextField(_("foreword"), blank=True)
    chosen = ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("stories"))
    content = models.JSONField(default=list, editable=False)
    published_on = models.DateField(_("day of the edition"), null=True, blank=True)
    material = models.ForeignKey(
        Material,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("in the library"),
        db_constraint=False,
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
