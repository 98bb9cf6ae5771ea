"""Projects on the pages of records: the filter of a list, the act on many rows, the part of a record's page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.rooms import Room
from jatan.programme.projects.choices import Outside
from jatan.programme.projects.link_tables import BY_MODEL
from jatan.programme.projects.models import Project
from jatan.programme.projects.selectors import in_project, open_projects, projects, projects_of
from jatan.programme.projects.tags import tag, tag_rows, take_out
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.records.desk import BulkAct, Desk, DisplayField, Filter, Part
from jatan.web.ui.records.withdrawal import child_withdraw_step
from jatan.web.ui.rooms import is_closed

MOST_OFFERED = 200


class ProjectChoiceForm(AnswerForm):
    """Which project: an own one or one of the network, the latest first."""

    project = choice(_("Project or grant"), (), needed=True)
    outside = choice(
        _("What lies outside of its days or places"),
        Outside.choices,
        empty=_("ask me"),
    )

    def prepare(self) -> None:
        field = self.fields["project"]
        self._open = {str(row.pk): row for row in open_projects(self.actor)[:MOST_OFFERED]}
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((pk, row.name) for pk, row in self._open.items())]

    def answers(self) -> dict[str, Any]:
        """The project itself, and what is done with what lies outside of it."""
        return {"project": self._open[self.cleaned_data["project"]], "outside": self.cleaned_data["outside"]}


def _choices(rows: Iterable[Project]) -> list[tuple[str, str]]:
    return [(str(row.common_id), row.name) for row in rows]


BY_PROJECT = Filter("project", _("Project or grant"), in_project, lambda by: _choices(projects(by)[:MOST_OFFERED]))


def with_projects(desk: Desk, found: Sequence[Project]) -> Desk:
    """The desk whose filter offers these projects, which a page has fetched together with other rows; without any, no
    filter."""
    if not found:
        return replace(desk, filters=[one for one in desk.filters if one is not BY_PROJECT])
    offered = replace(BY_PROJECT, options=lambda by: _choices(found[:MOST_OFFERED]))
    return replace(desk, filters=[offered if one is BY_PROJECT else one for one in desk.filters])


def project_act(model: Any) -> BulkAct:
    """The act that puts many records of this model into a project."""

    def act(by: Actor, rows: Sequence[Any], answers: Any) -> Any:
        return tag_rows(by=by, records=rows, **answers)

    return BulkAct(
        slug="project",
        label=_("Put into a project"),
        needs=BY_MODEL[model].permission,
        act=act,
        form=ProjectChoiceForm,
        is_for=lambda by: not is_closed(by, Room.CAMPAIGNS),
        sentence=lambda number: ngettext(
            "%(number)s record will belong to the project. The record itself stays as it is.",
            "%(number)s records will belong to the project. The records themselves stay as they are.",
            number,
        ),
        done=lambda number: ngettext(
            "%(number)s record belongs to the project now.", "%(number)s records belong to the project now.", number
        ),
    )


def project_part(model: Any) -> Part:
    """The part of a record's page that shows its projects, and puts it into one."""
    found = BY_MODEL[model]
    return Part(
        slug="projects",
        title=_("Projects and grants"),
        see=found.see,
        rows=projects_of,
        columns=(DisplayField(_("Project or grant"), "project.name"),),
        add_label=_("Put it into a project"),
        record=found.permission,
        form=ProjectChoiceForm,
        add=lambda by, row, a: tag(by=by, record=row, **a),
        link=lambda row: reverse("projects_detail", args=[row.project_id]),
        steps=(
            child_withdraw_step(
                found.permission,
                found.correct,
                lambda by, row, reason: take_out(by=by, link=row, reason=reason),
                _("The record itself stays as it is. It is no longer counted in this project."),
            ),
        ),
        empty=_("It belongs to no project."),
    )
