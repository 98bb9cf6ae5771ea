"""The record pages of curricula (with phases, modules and questions), phased trainings and facilitators."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.library.choices import MaterialLanguage
from jatan.programme.training import commands, curricula, selectors, services
from jatan.programme.training.choices import Audience
from jatan.programme.training.models import Curriculum, Facilitator, Module, Phase, Question, Series, Session, Trainee
from jatan.programme.training.sessions import is_held
from jatan.web.training.record_forms import (
    CurriculumForm,
    EndedForm,
    FacilitatorForm,
    ModuleForm,
    NamesForm,
    PhaseForm,
    QuestionForm,
    SeriesForm,
    StoppedForm,
    TraineeForm,
    curriculum_label,
)
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import PLACE, by_choice, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, OpenedRecord, Part, Step
from jatan.web.ui.records.withdrawal import child_withdraw_step, kind_withdraw_step


def _is_draft(row: Any) -> bool:
    curriculum: Curriculum = row if isinstance(row, Curriculum) else row.curriculum
    return curriculum.published_on is None


def _state(row: Curriculum) -> states.Badge:
    if row.published_on is None:
        return states.normal(_("draft"))
    return states.done(_("published"))


def _part_steps(form: Any, *names: str) -> tuple[Step, ...]:
    """Change and withdraw, while the curriculum is a draft."""
    gone = child_withdraw_step(
        P.LIBRARY_RECORD,
        P.LIBRARY_RECORD,
        lambda by, row, reason: curricula.withdraw_part(by=by, part=row, reason=reason),
        _("It leaves this draft. Published versions keep theirs."),
    )
    change = Step(
        slug="change",
        label=_("Change"),
        needs=P.LIBRARY_RECORD,
        act=lambda by, row, a: curricula.amend_part(by=by, part=row, changes=a),
        form=form,
        is_open=_is_draft,
        initial=lambda row: {name: getattr(row, name) for name in names},
    )
    return change, Step(
        slug=gone.slug,
        label=gone.label,
        needs=gone.needs,
        act=gone.act,
        form=gone.form,
        sentence=gone.sentence,
        is_open=_is_draft,
        is_for=gone.is_for,
        is_final=True,
    )


def _languages(row: Curriculum | Facilitator) -> str:
    """The names of the languages, in the reader's."""
    return ", ".join(str(label) for code, label in MaterialLanguage.choices if code in row.languages)


_TITLE = DisplayField(_("Title"), "title")

_PHASES = Part(
    slug="phases",
    title=_("Phases"),
    see=P.LIBRARY_SEE,
    rows=lambda by, curriculum: selectors.phases(curriculum),
    columns=(*display_fields(Phase, "number"), _TITLE, *display_fields(Phase, "after_weeks")),
    add_label=_("Add a phase"),
    record=P.LIBRARY_RECORD,
    form=PhaseForm,
    add=lambda by, curriculum, a: curricula.add_phase(by=by, command=commands.AddPhase(curriculum=curriculum, **a)),
    steps=_part_steps(PhaseForm, "title_hi", "title_en", "after_weeks"),
    is_open=_is_draft,
)


def _material(row: Module) -> Any:
    if row.material_id is None:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("library_detail", args=[row.material_id]), _("in the library"))


_MODULES = Part(
    slug="modules",
    title=_("What is taught"),
    see=P.LIBRARY_SEE,
    rows=lambda by, curriculum: selectors.modules(curriculum),
    columns=(
        DisplayField(_("Title"), "title"),
        *display_fields(Module, "phase", "minutes", "how"),
        DisplayField(_("Material"), _material),
    ),
    add_label=_("Add what is taught"),
    record=P.LIBRARY_RECORD,
    form=ModuleForm,
    add=lambda by, curriculum, a: curricula.add_module(by=by, command=commands.AddModule(curriculum=curriculum, **a)),
    steps=_part_steps(ModuleForm, "phase", "title_hi", "title_en", "minutes", "how", "material_id"),
    is_open=_is_draft,
)


def _options(row: Question) -> str:
    """The answers with their numbers, the right one marked."""
    return " · ".join(
        f"{number}. {option}{' ✓' if number == row.right else ''}" for number, option in enumerate(row.options, start=1)
    )


_QUESTIONS = Part(
    slug="questions",
    title=_("Questions before and after"),
    see=P.LIBRARY_SEE,
    rows=lambda by, curriculum: selectors.questions(curriculum),
    columns=(
        DisplayField(_("Question"), "text"),
        *display_fields(Question, "phase"),
        DisplayField(_("Answers"), _options),
    ),
    add_label=_("Add a question"),
    record=P.LIBRARY_RECORD,
    form=QuestionForm,
    add=lambda by, curriculum, a: curricula.add_question(
        by=by, command=commands.AddQuestion(curriculum=curriculum, **a)
    ),
    steps=_part_steps(QuestionForm, "phase", "text_hi", "text_en", "options_hi", "options_en", "right"),
    is_open=_is_draft,
)


def _version_link(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    by, row = opened.by, opened.row
    if row.published_on is None or not by.may(P.LIBRARY_RECORD):
        return ()
    link = format_html(
        '<a href="{}">{}</a>', reverse("curriculum_version", args=[row.pk]), _("Begin a new version of our own")
    )
    return [(_("To change it"), link)]


class _Curricula(Desk):
    def is_changeable(self, row: Any) -> bool:
        return _is_draft(row)


CURRICULA = _Curricula(
    slug="curricula",
    kind=curricula.CURRICULUM,
    title=_("Curricula"),
    icon="curriculum",
    label=lambda row: row.title,
    form=CurriculumForm,
    add_label=_("Write a curriculum"),
    register=lambda by, a: curricula.write_curriculum(by=by, command=commands.WriteCurriculum(**a)),
    columns=(
        _TITLE,
        *display_fields(Curriculum, "audience", "version"),
        DisplayField(_("State"), _state, "badge"),
        DisplayField(_("Written by"), "organisation.name"),
    ),
    facts=(
        *display_fields(Curriculum, "title_hi", "title_en", "audience"),
        DisplayField(_("Languages"), _languages),
        *display_fields(Curriculum, "about", "version", "published_on"),
        DisplayField(_("Written by"), "organisation.name"),
    ),
    filters=(by_choice("audience", _("For whom"), Audience),),
    steps=(
        Step(
            slug="publish",
            label=_("Publish"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: curricula.publish_curriculum(by=by, curriculum=row),
            sentence=_(
                "From now on trainings can follow this version, and it stays as it is. A change is a new version."
            ),
            is_open=_is_draft,
            done=_("It is published. Trainings can follow it."),
        ),
    ),
    linked=_version_link,
    parts=(_PHASES, _MODULES, _QUESTIONS),
    work_lists=(("curricula_shipped", _("Curricula that come with Jatan"), P.LIBRARY_RECORD),),
    is_exportable=False,
    empty=_("No curriculum yet. Take one that comes with Jatan, or write your own."),
)


def session_state(row: Session) -> states.Badge:
    """Held, planned, or not written down although its day is over."""
    if is_held(row):
        return states.done(pgettext("session", "held"))
    if row.planned_on < clock.today():
        return states.late(_("not written down"))
    return states.normal(_("planned"))


def _session_day(row: Session) -> Any:
    return row.activity.held if is_held(row) and row.activity is not None else row.planned_on


_SESSIONS = Part(
    slug="sessions",
    title=_("Sessions"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, series: selectors.sessions(by, series),
    columns=(
        DisplayField(_("Day"), _session_day, "day"),
        *display_fields(Session, "phase"),
        DisplayField(_("State"), session_state, "badge"),
        DisplayField(_("Total"), lambda row: row.activity.total if is_held(row) and row.activity else None, "number"),
    ),
    link=lambda row: reverse("training_session", args=[row.pk]),
    empty=_("No session is planned. Open the phase above and plan the first."),
)


def _trainee_steps() -> tuple[Step, ...]:
    return (
        Step(
            slug="stop",
            label=_("Has left"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: services.stop_trainee(by=by, trainee=row, on=a["stopped_on"]),
            form=StoppedForm,
            is_open=lambda row: row.stopped_on is None,
            initial=lambda row: {"stopped_on": clock.today()},
        ),
        kind_withdraw_step(
            services.TRAINEE,
            _("Only for somebody entered by mistake. Who has left keeps her entry with the day she left."),
        ),
    )


_PEOPLE = Part(
    slug="people",
    title=_("Participants from the register"),
    see=P.PEOPLE_SEE,
    rows=lambda by, series: selectors.trainees(by, series).filter(person__isnull=False),
    columns=(
        DisplayField(_("Name"), "called"),
        DisplayField(_("Place"), lambda row: row.person.village or row.person.place.name),
        *display_fields(Trainee, "stopped_on"),
    ),
    add_label=_("Add a person"),
    record=P.ACTIVITIES_RECORD,
    form=TraineeForm,
    add=lambda by, series, a: services.add_trainees(by=by, commands=[commands.AddTrainee(series=series, **a)]),
    steps=_trainee_steps(),
)


def _add_names(by: Actor, series: Series, answers: Mapping[str, Any]) -> object:
    return services.add_trainees(
        by=by,
        commands=[
            commands.AddTrainee(series=series, name=name, from_where=work, sex=answers["sex"])
            for name, work in answers["people"]
        ],
    )


_NAMES = Part(
    slug="names",
    title=_("Participants by name alone"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, series: selectors.trainees(by, series).filter(person__isnull=True),
    columns=(
        DisplayField(_("Name"), "called"),
        *display_fields(Trainee, "from_where", "sex", "stopped_on"),
    ),
    add_label=_("Add names"),
    record=P.ACTIVITIES_RECORD,
    form=NamesForm,
    add=_add_names,
    steps=_trainee_steps(),
)


def _phase_links(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    """The phases, each a link to its page; the curriculum, as a link to what is taught."""
    by, row = opened.by, opened.row
    links = [
        (
            _("Phase %(number)s") % {"number": phase.number},
            format_html('<a href="{}">{}</a>', reverse("training_phase", args=[row.pk, phase.number]), phase.title),
        )
        for phase in selectors.phases(row.curriculum_id)
    ]
    curriculum = selectors.followed(row)
    title = curriculum_label(curriculum)
    if by.may(P.LIBRARY_SEE):
        title = format_html('<a href="{}">{}</a>', reverse("curricula_detail", args=[row.curriculum_id]), title)
    return [*links, (_("Curriculum"), title)]


TRAININGS = Desk(
    slug="trainings",
    kind=services.SERIES,
    title=_("Phased trainings"),
    icon="training",
    search=selectors.search_series,
    search_label=_("Name of the training or of the group"),
    label=lambda row: row.title,
    form=SeriesForm,
    add_label=_("Plan a training"),
    columns=(
        *display_fields(Series, "title", "audience", "begins_on", "ended_on", sorts=["begins_on", "ended_on"]),
        PLACE,
        DisplayField(_("Organisation"), "organisation.name"),
    ),
    facts=(
        *display_fields(Series, "audience"),
        DisplayField(_("Group"), "group.name"),
        *display_fields(Series, "language", "begins_on", "ended_on"),
        PLACE,
    ),
    filters=(by_choice("audience", _("For whom"), Audience), *by_period("begins_on")),
    steps=(
        Step(
            slug="members",
            label=_("Add new members of the group"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: services.join_members(by=by, series=row),
            sentence=_("Members of the group who are not in this training yet are put on its list."),
            is_open=lambda row: row.group_id is not None and row.ended_on is None,
        ),
        Step(
            slug="end",
            label=_("The training is over"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: services.end_series(by=by, series=row, on=a["ended_on"]),
            form=EndedForm,
            is_open=lambda row: row.ended_on is None,
            initial=lambda row: {"ended_on": clock.today()},
        ),
    ),
    parts=(_SESSIONS, _PEOPLE, _NAMES),
    linked=_phase_links,
    order=("-begins_on", "-id"),
    related=("place", "organisation", "group"),
    prefill=("group", "curriculum"),
    work_lists=(("training_due", _("Who is due for the next phase"), P.ACTIVITIES_RECORD),),
    empty=_("No training is planned yet. Plan the first."),
)


def _taught(row: Facilitator) -> str:
    """The titles of the curricula she may teach, the newest version of each."""
    found: dict[str, str] = {}
    for one in (
        Curriculum.objects.live().filter(root__in=row.may_teach, published_on__isnull=False).order_by("-version")
    ):
        found.setdefault(str(one.root), one.title)
    return ", ".join(found.values())


FACILITATORS = Desk(
    slug="facilitators",
    kind=services.FACILITATOR,
    title=_("Facilitators"),
    icon="facilitator",
    label=lambda row: row.name,
    form=FacilitatorForm,
    add_label=_("Name a facilitator"),
    withdraws_alone=True,
    columns=(
        *display_fields(Facilitator, "name", "phone"),
        DisplayField(_("Languages"), _languages),
        *display_fields(Facilitator, "until"),
    ),
    facts=(
        *display_fields(Facilitator, "phone"),
        DisplayField(_("May teach"), _taught),
        DisplayField(_("Languages"), _languages),
        *display_fields(Facilitator, "since", "until", "note"),
    ),
    order=("name", "id"),
    is_exportable=False,
    empty=_("Nobody is named yet. Say who may teach which curriculum."),
)

DESKS = (TRAININGS, CURRICULA, FACILITATORS)
