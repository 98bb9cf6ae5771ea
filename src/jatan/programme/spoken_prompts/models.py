"""One question or text, spoken and written in one language. It is public: phones load it without an account."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.spoken_prompts.choices import SpokenLanguage


class SpokenPrompt(Guarded):
    """One version of a recording and of the words beside it. A newer recording is a new row; the former is withdrawn.

    `code`: of the question or text. `asked`: what stood on the page when it was recorded, in Hindi; where that differs
    from today's text the recording waits until somebody has heard it again. `text`: the words in `language`. `file`,
    `format`, `file_size` (bytes), `file_digest` (SHA-256): the recording, empty while there are only words.
    `is_placeholder`: spoken by a machine. The network office's rows are for all; a member's come before them on the
    phones of that member.
    """

    FAMILY = "library"

    code = open_(models.CharField(_("question"), max_length=80, editable=False))
    language = open_(models.CharField(_("language"), max_length=16, choices=SpokenLanguage))
    asked = open_(models.TextField(_("in Hindi when it was recorded"), editable=False))
    text = open_(models.TextField(_("in this language"), blank=True))
    file = open_(models.CharField(max_length=80, blank=True, editable=False))
    format = open_(models.CharField(max_length=8, blank=True, editable=False))
    file_size = open_(models.PositiveIntegerField(null=True, editable=False))
    file_digest = open_(models.CharField(max_length=64, blank=True, editable=False))
    is_placeholder = open_(models.BooleanField(_("spoken by a machine"), default=False, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("recording of a question")
        verbose_name_plural = _("recordings of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code", "language"],
                condition=Q(withdrawn_at__isnull=True),
                name="spokenprompt_one",
            ),
            models.CheckConstraint(condition=~Q(file="", text=""), name="spokenprompt_says_something"),
            models.CheckConstraint(
                condition=Q(file="", file_digest="", file_size__isnull=True)
                | (~Q(file="") & ~Q(file_digest="") & Q(file_size__gt=0)),
                name="spokenprompt_file_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "language"], condition=Q(withdrawn_at__isnull=True), name="spokenprompt_heard")
        ]
