"""Tables of studies.

What a study is (its questions, drawn villages, findings, recipients) belongs to the office that leads it and is read by
the network. Interviews belong to the member whose people held them, and name the study by its id: a link between rows
of two organisations is no foreign key (docs/adr/0038-studies.md). No table has room for the name of a respondent.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal, shared
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.kernel.questions import Question
from jatan.programme.library.models import Material
from jatan.programme.studies.choices import ConsentKind
from jatan.programme.studies.draws import DrawPlan, FrameVillage
from jatan.programme.studies.questions import question_of


class Study(Guarded):
    """One piece of research. `released_tables`: the tables as they were released to the network, from rounded groups of
    interviews (`evidence.studies.releases`); None before. Those of an earlier rule are not shown any more."""

    FAMILY = "studies"
    FACT_DATES = ("finished_on",)
    VILLAGE_PRIVACY = "open"

    title = open_(models.CharField(_("title of the study"), max_length=200))
    question = open_(models.TextField(_("what the study wants to know"), max_length=2000))
    consent_text = open_(models.TextField(_("what is read aloud before consent"), max_length=2000))
    interviews_in_village = open_(models.PositiveSmallIntegerField(_("interviews in each village"), default=10))
    begins_on = open_(models.DateField(_("interviews begin on"), null=True, blank=True))
    ends_on = open_(models.DateField(_("interviews end on"), null=True, blank=True))
    finished_on = open_(models.DateField(_("study finished on"), null=True, blank=True))
    report = open_(
        models.ForeignKey(
            Material, models.PROTECT, null=True, related_name="+", verbose_name=_("report"), db_constraint=False
        )
    )
    released_on = open_(models.DateField(_("tables released on"), null=True, editable=False))
    released_tables = open_(models.JSONField(_("released tables"), null=True, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        indexes = [models.Index(fields=["organisation", "finished_on"], name="study_finished")]


class Instrument(Guarded):
    """The questions of a study in one version; fixed once an interview names it."""

    FAMILY = "studies"

    study = open_(
        models.ForeignKey(
            Study, models.PROTECT, related_name="instruments", verbose_name=_("study"), db_constraint=False
        )
    )
    version = open_(models.PositiveSmallIntegerField(_("version")))
    questions = open_(models.JSONField(_("questions"), default=list))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("questions of a study")
        verbose_name_plural = _("questions of studies")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "study", "version"], name="instrument_once"),
        ]

    def asked(self) -> list[Question]:
        """The questions in their order."""
        return [question_of(kept) for kept in self.questions]


class Draw(Guarded):
    """One draw of villages: list, rule and seed as they were, so that it can be drawn again."""

    FAMILY = "studies"

    study = open_(
        models.ForeignKey(Study, models.PROTECT, related_name="draws", verbose_name=_("study"), db_constraint=False)
    )
    drawn_on = open_(models.DateField(_("drawn on")))
    plan = open_(models.JSONField(_("rule and seed")))
    frame = open_(models.JSONField(_("list of villages")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw of villages")
        verbose_name_plural = _("draws of villages")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "study"], condition=Q(withdrawn_at__isnull=True), name="draw_one_of_study"
            )
        ]

    def rule(self) -> DrawPlan:
        """The plan that villages were drawn by."""
        return DrawPlan(**self.plan)

    def villages(self) -> list[FrameVillage]:
        """The list that was drawn from."""
        return [FrameVillage(*line) for line in self.frame]


class Site(Guarded):
    """A drawn village. `weight`: how many villages of the list it stands for; `times`: how often it was drawn."""

    FAMILY = "studies"
    VILLAGE_PRIVACY = "open"

    draw = open_(
        models.ForeignKey(Draw, models.PROTECT, related_name="sites", verbose_name=_("draw"), db_constraint=False)
    )
    position = open_(models.PositiveIntegerField(_("line of the list")))
    size = open_(models.PositiveIntegerField(_("size"), null=True))
    times = open_(models.PositiveSmallIntegerField(_("times drawn"), default=1))
    weight = open_(models.FloatField(_("weight")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawn village")
        verbose_name_plural = _("drawn villages")
        indexes = [models.Index(fields=["organisation", "draw", "position"], name="site_of_draw")]


class Finding(Guarded):
    """What a study found, in a sentence, with the question it rests on."""

    FAMILY = "studies"

    study = open_(
        models.ForeignKey(Study, models.PROTECT, related_name="findings", verbose_name=_("study"), db_constraint=False)
    )
    text = open_(models.TextField(_("what was found"), max_length=1000))
    basis = open_(models.CharField(_("rests on question"), max_length=12, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [models.Index(fields=["organisation", "study"], name="finding_of_study")]


class SharedCopy(Guarded):
    """Copies of the report given to an office or organisation, and what it changed there."""

    FAMILY = "studies"
    FACT_DATES = ("given_on",)

    study = open_(
        models.ForeignKey(
            Study, models.PROTECT, related_name="shared_copies", verbose_name=_("study"), db_constraint=False
        )
    )
    given_on = open_(models.DateField(_("given on")))
    to_whom = open_(models.CharField(_("office or organisation"), max_length=200))
    copies = open_(models.PositiveIntegerField(_("copies"), default=1))
    what_changed = open_(models.TextField(_("what it changed"), max_length=1000, blank=True))
    changed_on = open_(models.DateField(_("changed on"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared copy")
        verbose_name_plural = _("shared copies")
        indexes = [models.Index(fields=["organisation", "study", "given_on"], name="sharedcopy_study")]


class Enumerator(Guarded):
    """Somebody who holds interviews of a study for an organisation; numbered, so that effects can be compared."""

    FAMILY = "interviews"

    study_ref = open_(models.UUIDField(_("study")))
    number = open_(models.PositiveSmallIntegerField(_("number")))
    name = personal(models.CharField(_("name"), max_length=120))
    trained_on = open_(models.DateField(_("trained on"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("enumerator")
        verbose_name_plural = _("enumerators")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "study_ref", "number"], name="enumerator_number"),
        ]


class Interview(Guarded):
    """The answers of one person who agreed, under a number. Her name is asked for nowhere."""

    FAMILY = "interviews"
    FACT_DATES = ("held_on",)

    study_ref = open_(models.UUIDField(_("study")))
    site_ref = open_(models.UUIDField(_("drawn village")))
    version = open_(models.PositiveSmallIntegerField(_("version of the questions")))
    number = open_(models.PositiveIntegerField(_("number of the interview")))
    held_on = open_(models.DateField(_("held on")))
    minutes = open_(models.PositiveSmallIntegerField(_("minutes it took"), null=True, blank=True))
    enumerator = open_(
        models.ForeignKey(
            Enumerator, models.PROTECT, related_name="interviews", verbose_name=_("enumerator"), db_constraint=False
        )
    )
    consent = open_(models.CharField(_("consent"), max_length=8, choices=ConsentKind))
    answers = shared(models.JSONField(_("answers"), default=dict))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "study_ref", "number"],
                condition=Q(withdrawn_at__isnull=True),
                name="interview_number",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "study_ref", "site_ref"], name="interview_site"),
            models.Index(fields=["organisation", "held_on"], name="interview_held"),
        ]


class ParkedInterview(Guarded):
    """A row of a workbook that could not become an interview, as written, with the reason; repaired or closed."""

    FAMILY = "interviews"

    study_ref = open_(models.UUIDField(_("study")))
    version = open_(models.PositiveSmallIntegerField(_("version of the questions")))
    row = open_(models.PositiveIntegerField(_("row of the workbook")))
    cells = shared(models.JSONField(_("what stands there"), default=dict))
    code = open_(models.CharField(_("why it was parked"), max_length=40))
    field = open_(models.CharField(_("in which column"), max_length=40, blank=True))
    closed_on = open_(models.DateField(_("closed on"), null=True, blank=True))
    closed_because = open_(models.CharField(_("reason"), max_length=300, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("parked interview")
        verbose_name_plural = _("parked interviews")
        indexes = [models.Index(fields=["organisation", "study_ref", "closed_on"], name="parked_interview_open")]
