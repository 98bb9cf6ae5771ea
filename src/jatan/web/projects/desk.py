"""The record pages of projects and grants, with their targets and report."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.programme.projects import commands, selectors, services
from jatan.programme.projects.models import Project, ProjectTarget
from jatan.web.projects.logframe_page import logframe_context
from jatan.web.projects.logframe_parts import LOGFRAME_PARTS
from jatan.web.projects.outside import outside_context
from jatan.web.projects.record_forms import AmountForm, ProjectForm, TargetForm
from jatan.web.projects.report import project_context
from jatan.web.ui.records.columns import PLACE, by_period, days_words, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Part, Step
from jatan.web.ui.records.withdrawal import kind_withdraw_step

_TARGETS = Part(
    slug="targets",
    title=_("Targets"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.project_targets,
    columns=display_fields(ProjectTarget, "counted", "amount"),
    add_label=_("Set a target"),
    record=P.ACTIVITIES_RECORD,
    form=TargetForm,
    add=lambda by, project, a: services.TARGET.record(by=by, command=commands.SetTarget(project=project, **a)),
    steps=(
        Step(
            slug="amount",
            label=_("Change"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: services.TARGET.amend(by, row, {"amount": a["amount"]}),
            form=AmountForm,
            initial=lambda row: {"amount": row.amount},
        ),
        kind_withdraw_step(
            services.TARGET,
        ),
    ),
)


class _Projects(Desk):
    TEMPLATE = "projects/project.html"

    def context(self, by: Actor, row: Any) -> Mapping[str, Any]:
        return {**project_context(by, row), **logframe_context(by, row), **outside_context(by, row)}


PROJECTS = _Projects(
    slug="projects",
    kind=services.PROJECT,
    title=_("Projects and grants"),
    icon="project",
    label=lambda row: row.name,
    form=ProjectForm,
    add_label=_("Begin a project"),
    record_row=lambda by, command: services.begin_project(by=by, command=command),
    register=lambda by, a: services.begin_project(by=by, command=commands.BeginProject(**a)),
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
    parts=(*LOGFRAME_PARTS, _TARGETS),
    order=("-begins_on", "-id"),
    empty=_("No project is on record yet. Begin the first."),
)

DESKS = (PROJECTS,)
