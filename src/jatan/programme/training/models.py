"""Models of training.

Curricula, with phases, modules and questions, are of the library's family: every member reads those of the others and
of the secretariat. Series and what happens in them are of the activities' family and stay in their organisation. A
series therefore names a version of a curriculum by its id, across organisations and without a foreign key; a published
version is never changed, so that what a series was taught by stays what it was.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.kernel.localised import Localised
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.programme.library.choices import MaterialLanguage
from jatan.programme.people.choices import Sex
from jatan.programme.people.models import Person
from jatan.programme.training.choices import Audience, Stage


class Curriculum(Guarded):
    """One version of a curriculum. `root`: what all versions of one curriculum share, in whichever organisation.

    `published_on` NULL: a draft, which no series follows yet and which may still be changed. `shipped`: the code and
    version of the curriculum in this package that it was taken from, or "".
    """

    FAMILY = "library"
    VILLAGE_PRIVACY = "open"

    root = open_(models.UUIDField(editable=False))
    version = open_(models.PositiveSmallIntegerField(_("version"), default=1, editable=False))
    title_hi = open_(models.CharField(_("title in Hindi"), max_length=200, blank=True))
    title_en = open_(models.CharField(_("title in English"), max_length=200, blank=True))
    audience = open_(models.CharField(_("for whom"), max_length=12, choices=Audience))
    languages = open_(
        ArrayField(
            models.CharField(max_length=16, choices=MaterialLanguage),
            default=list,
            blank=True,
            verbose_name=_("languages"),
        )
    )
    about = open_(models.TextField(_("what it is about"), blank=True))
    published_on = open_(models.DateField(_("published on"), null=True, blank=True, editable=False))
    shipped = open_(models.CharField(max_length=60, blank=True, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("curriculum")
        verbose_name_plural = _("curricula")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "root", "version"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="curriculum_version_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="curriculum_newest")]

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return Localised(hi=self.title_hi, en=self.title_en).in_language()


class Phase(Guarded):
    """One phase of a curriculum. `after_weeks`: how many weeks after the phase before it should begin."""

    FAMILY = "library"
    VILLAGE_PRIVACY = "open"

    curriculum = open_(
        models.ForeignKey(
            Curriculum, models.PROTECT, related_name="phases", verbose_name=_("curriculum"), db_constraint=False
        )
    )
    number = open_(models.PositiveSmallIntegerField(_("phase")))
    title_hi = open_(models.CharField(_("title in Hindi"), max_length=200, blank=True))
    title_en = open_(models.CharField(_("title in English"), max_length=200, blank=True))
    after_weeks = open_(models.PositiveSmallIntegerField(_("weeks after the phase before"), default=0))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "curriculum", "number"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="phase_once",
            )
        ]

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return Localised(hi=self.title_hi, en=self.title_en).in_language()


class Module(Guarded):
    """What is taught in a phase, in its order, in `minutes`. `number` counts through the curriculum.

    `material_id`: a material of the library, of whichever organisation.
    """

    FAMILY = "library"
    VILLAGE_PRIVACY = "open"

    curriculum = open_(
        models.ForeignKey(
            Curriculum, models.PROTECT, related_name="modules", verbose_name=_("curriculum"), db_constraint=False
        )
    )
    phase = open_(models.PositiveSmallIntegerField(_("phase")))
    number = open_(models.PositiveSmallIntegerField(_("number"), editable=False))
    title_hi = open_(models.CharField(_("title in Hindi"), max_length=200, blank=True))
    title_en = open_(models.CharField(_("title in English"), max_length=200, blank=True))
    minutes = open_(models.PositiveSmallIntegerField(pgettext_lazy("time", "minutes")))
    how = open_(models.TextField(_("how it is done"), blank=True))
    material_id = open_(models.UUIDField(_("material of the library"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "curriculum", "number"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="module_once",
            )
        ]

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return Localised(hi=self.title_hi, en=self.title_en).in_language()


class Question(Guarded):
    """A question of the bank of a curriculum, asked before and after a phase. One option is right.

    `options_hi`, `options_en`: an option a line, the same number in both languages where both are written. `right`: the
    number of the right one, from 1.
    """

    FAMILY = "library"
    VILLAGE_PRIVACY = "open"

    curriculum = open_(
        models.ForeignKey(
            Curriculum, models.PROTECT, related_name="questions", verbose_name=_("curriculum"), db_constraint=False
        )
    )
    phase = open_(models.PositiveSmallIntegerField(_("phase")))
    number = open_(models.PositiveSmallIntegerField(_("number"), editable=False))
    text_hi = open_(models.CharField(_("question in Hindi"), max_length=300, blank=True))
    text_en = open_(models.CharField(_("question in English"), max_length=300, blank=True))
    options_hi = open_(models.TextField(_("answers in Hindi"), blank=True))
    options_en = open_(models.TextField(_("answers in English"), blank=True))
    right = open_(models.PositiveSmallIntegerField(_("which answer is right")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "curriculum", "number"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="question_once",
            )
        ]

    @property
    def text(self) -> str:
        """The question in the reader's language."""
        return Localised(hi=self.text_hi, en=self.text_en).in_language()

    @property
    def options(self) -> tuple[str, ...]:
        """The answers in the reader's language, in their order."""
        return self.options_in(translation.get_language() or "hi")

    def options_in(self, language: str) -> tuple[str, ...]:
        """The answers in one language, in the other where there are none in it."""
        own, other = (
            (self.options_en, self.options_hi) if language.startswith("en") else (self.options_hi, self.options_en)
        )
        return tuple(line.strip() for line in (own or other).splitlines() if line.strip())


class Facilitator(Guarded):
    """Who teaches, and which curricula she may teach (`may_teach`: their roots, as text)."""

    FAMILY = "activities"

    name = personal(models.CharField(_("name"), max_length=200))
    phone = personal(models.CharField(_("phone"), max_length=40, blank=True))
    languages = open_(
        ArrayField(
            models.CharField(max_length=16, choices=MaterialLanguage),
            default=list,
            blank=True,
            verbose_name=_("languages"),
        )
    )
    may_teach = open_(
        ArrayField(models.CharField(max_length=36), default=list, blank=True, verbose_name=_("may teach"))
    )
    since = open_(models.DateField(_("since"), null=True, blank=True))
    until = open_(models.DateField(_("until"), null=True, blank=True))
    note = personal(models.CharField(_("where she learnt it"), max_length=300, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("training", "facilitator")
        verbose_name_plural = _("facilitators")
        indexes = [models.Index(fields=["organisation", "-id"], name="facilitator_newest")]


class Series(Guarded):
    """One run through a published version of a curriculum (`curriculum_id`) by a forum or other learners."""

    FAMILY = "activities"

    curriculum_id = open_(models.UUIDField(_("curriculum")))
    title = open_(models.CharField(_("name of the training"), max_length=200))
    audience = open_(models.CharField(_("for whom"), max_length=12, choices=Audience))
    group = open_(
        models.ForeignKey(
            Group,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="series",
            verbose_name=_("group"),
            db_constraint=False,
        )
    )
    language = open_(models.CharField(_("taught in"), max_length=16, choices=MaterialLanguage, blank=True))
    begins_on = open_(models.DateField(_("begins on")))
    ended_on = open_(models.DateField(_("ended on"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("phased training")
        verbose_name_plural = _("phased trainings")
        indexes = [
            models.Index(fields=["organisation", "-begins_on", "-id"], name="series_newest"),
            models.Index(fields=["organisation", "group"], name="series_group"),
        ]


class Trainee(Guarded):
    """A learner of a series: a recorded person, or somebody named who is on no register (staff, a ward member)."""

    FAMILY = "activities"

    series = open_(
        models.ForeignKey(
            Series, models.PROTECT, related_name="trainees", verbose_name=_("phased training"), db_constraint=False
        )
    )
    person = personal(
        models.ForeignKey(
            Person,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="trainings",
            verbose_name=_("person"),
            db_constraint=False,
        )
    )
    name = personal(models.CharField(_("name"), max_length=200, blank=True))
    sex = open_(models.CharField(_("sex"), max_length=1, choices=Sex, blank=True))
    from_where = personal(models.CharField(_("work or office"), max_length=200, blank=True))
    stopped_on = open_(models.DateField(_("left the training on"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant of a training")
        verbose_name_plural = _("participants of a training")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "series", "person"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="trainee_once",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(name=""), name="trainee_person_or_name"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "series"], name="trainee_series")]

    @property
    def called(self) -> str:
        """The name, of the recorded person or as written."""
        return self.person.name if self.person is not None else self.name

    @property
    def of_sex(self) -> str:
        """The sex, of the recorded person or as written; "" where it is not known."""
        return self.person.sex if self.person is not None else self.sex


class Session(Guarded):
    """One sitting of a phase: planned for a day, then held as an activity, whose day and numbers are the counted ones.

    `covers`: numbers of the modules taught. `others_*`: people present who are not on the list. `made_activity`: the
    activity was recorded from the list of attendance; otherwise the session was joined to one already on record.
    """

    FAMILY = "activities"

    series = open_(
        models.ForeignKey(
            Series, models.PROTECT, related_name="sessions", verbose_name=_("phased training"), db_constraint=False
        )
    )
    phase = open_(models.PositiveSmallIntegerField(_("phase")))
    planned_on = open_(models.DateField(_("planned for")))
    covers = open_(
        ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("what is taught"))
    )
    facilitator = open_(
        models.ForeignKey(
            Facilitator,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="sessions",
            verbose_name=pgettext_lazy("training", "facilitator"),
            db_constraint=False,
        )
    )
    activity = open_(
        models.ForeignKey(
            Activity,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="training_sessions",
            verbose_name=_("activity"),
            db_constraint=False,
        )
    )
    made_activity = open_(models.BooleanField(default=False, editable=False))
    others_women = open_(models.PositiveIntegerField(_("other women"), default=0))
    others_men = open_(models.PositiveIntegerField(_("other men"), default=0))
    others_girls = open_(models.PositiveIntegerField(_("other girls"), default=0))
    others_boys = open_(models.PositiveIntegerField(_("other boys"), default=0))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "activity"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="session_activity_once",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "series", "phase"], name="session_series"),
            models.Index(
                fields=["organisation", "planned_on"],
                condition=models.Q(withdrawn_at__isnull=True, activity__isnull=True),
                name="session_planned",
            ),
        ]


class Attendance(Guarded):
    """Whether a trainee was at a held session. Who was absent has a row too."""

    FAMILY = "activities"

    session = open_(
        models.ForeignKey(
            Session, models.PROTECT, related_name="attendances", verbose_name=_("session"), db_constraint=False
        )
    )
    trainee = personal(
        models.ForeignKey(
            Trainee,
            models.PROTECT,
            related_name="attendances",
            verbose_name=_("participant of a training"),
            db_constraint=False,
        )
    )
    is_present = personal(models.BooleanField(_("present")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "session", "trainee"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="attendance_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "trainee"], name="attendance_trainee")]


class AnswerSheet(Guarded):
    """What was answered to the questions of a phase, in the order of their numbers.

    Of one trainee: `answers` are the numbers of the options chosen, 0 where nothing was. Of the group together
    (`trainee` NULL, by show of hands): how many answered each question rightly, of `people` asked.
    """

    FAMILY = "activities"

    series = open_(
        models.ForeignKey(
            Series, models.PROTECT, related_name="answer_sheets", verbose_name=_("phased training"), db_constraint=False
        )
    )
    phase = open_(models.PositiveSmallIntegerField(_("phase")))
    stage = open_(models.CharField(_("when it was asked"), max_length=8, choices=Stage))
    trainee = personal(
        models.ForeignKey(
            Trainee,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="answer_sheets",
            verbose_name=_("participant of a training"),
            db_constraint=False,
        )
    )
    people = open_(models.PositiveIntegerField(_("how many answered"), default=1))
    answers = personal(ArrayField(models.PositiveIntegerField(), verbose_name=_("answers")))
    asked_on = open_(models.DateField(pgettext_lazy("questions", "asked on")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("answers to the questions")
        verbose_name_plural = _("answers to the questions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "series", "phase", "stage", "trainee"],
                condition=models.Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="answer_sheet_once",
            )
        ]


class Completion(Guarded):
    """Somebody completed a phase on a day: said by whoever led the training, never worked out from answers."""

    FAMILY = "activities"
    FACT_DATES = ("completed_on",)

    series = open_(
        models.ForeignKey(
            Series, models.PROTECT, related_name="completions", verbose_name=_("phased training"), db_constraint=False
        )
    )
    trainee = personal(
        models.ForeignKey(
            Trainee,
            models.PROTECT,
            related_name="completions",
            verbose_name=_("participant of a training"),
            db_constraint=False,
        )
    )
    phase = open_(models.PositiveSmallIntegerField(_("phase")))
    completed_on = open_(models.DateField(_("completed on")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("completed phase")
        verbose_name_plural = _("completed phases")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "trainee", "phase"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="completion_once",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "completed_on"], name="completion_day"),
            models.Index(fields=["organisation", "series", "phase"], name="completion_series"),
        ]
