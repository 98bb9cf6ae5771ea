"""The record pages of projects and grants, with their targets and report."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission as P
from jatan.programme.projects import commands, selectors, services
from jatan.programme.projects.models import Project, ProjectTarget
from jatan.web.projects.record_forms import AmountForm, ProjectForm, TargetForm
from jatan.web.projects.report import project_context
from jatan.web.ui.records.columns import PLACE, by_period, days_words, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Part, Step
from jatan.web.ui.records.withdrawal import child_withdraw_step

__all__ = ["DESKS", "PROJECTS"]

_TARGETS = Part(
    slug="targets",
    title=_("Targets"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.project_targets,
    columns=display_fields(ProjectTarget, "counted", "amount"),
    add_label=_("Set a target"),
    record=P.ACTIVITIES_RECORD,
    form=TargetForm,
    add=lambda by, project, a: services.set_target(by=by, command=commands.SetTarget(project=project, **a)),
    steps=(
        Step(
            slug="amount",
            label=_("Change"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: services.amend_target(by=by, target=row, amount=a["amount"]),
            form=AmountForm,
            initial=lambda row: {"amount": row.amount},
        ),
        child_withdraw_step(
            P.ACTIVITIES_RECORD,
            P.RECORDS_CORRECT,
            lambda by, row, reason: services.withdraw_target(by=by, target=row, reason=reason),
        ),
    ),
)

PROJECTS = Desk(
    slug="projects",
    model=Project,
    title=_("Projects and grants"),
    icon="activity",
    see=P.ACTIVITIES_SEE,
    record=P.ACTIVITIES_RECORD,
    correct=P.RECORDS_CORRECT,
    rows=selectors.projects,
    find=selectors.find_project,
    label=lambda row: row.name,
    form=ProjectForm,
    add_label=_("Begin a project"),
    register=lambda by, a: services.begin_project(by=by, command=commands.BeginProject(**a)),
    amend=lambda by, row, changes: services.amend_project(by=by, project=row, changes=changes),
    withdraw=lambda by, row, reason: services.withdraw_project(by=by, project=row, reason=reason),
    columns=(
        DisplayField(capfirst(_("name")), "name"),
        *display_fields(Project, "donor"),
        DisplayField(_("Days"), days_words),
        DisplayField(_("Organisation"), "organisation.name"),
    ),
    facts=(
        *display_fields(Project, "donor"),
        DisplayField(_("Days"), days_words),
        PLACE,
        DisplayField(_("Organisation"), "organisation.name"),
    ),
    filters=by_period("begins_on"),
    parts=(_TARGETS,),
    order=("-begins_on", "-id"),
    empty=_("No project is on record yet. Begin the first."),
    template="projects/project.html",
    context=project_context,
)

DESKS = (PROJECTS,)
