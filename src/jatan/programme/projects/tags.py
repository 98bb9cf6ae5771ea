"""Puts records into a project, and takes them out again."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.bulk_acts.services import Stayed
from jatan.kernel.problems import Problem
from jatan.programme.people.reach import live
from jatan.programme.projects import events
from jatan.programme.projects.bounds import outside_ids, whole_of
from jatan.programme.projects.choices import Outside
from jatan.programme.projects.link_tables import BY_MODEL, KINDS
from jatan.programme.projects.models import (
    Project,
)
from jatan.programme.projects.services import part_of

_IN_IT = _("It belongs to this project already.")
_OUTSIDE = _("It lies outside of the project's days or places.")


def tag(*, by: Actor, project: Project, record: Any, outside: str = "") -> Any:
    """Put one record into a project, or into its organisation's part of one of the network; returns the link.

    `outside`: as in `tag_rows`. Raises gate.Forbidden; Problem("already_recorded") if it is in it already, and
    Problem("outside_project").
    """
    stayed = tag_rows(by=by, project=project, records=[record], outside=outside)
    if stayed:
        raise Problem(stayed[0].code, stayed[0].why, field="project")
    found = BY_MODEL[type(record)]
    links = live(found.table).filter(organisation_id=record.organisation_id, **{found.record: record})
    return links.get(project__common=project.common_id)


def tag_rows(*, by: Actor, project: Project, records: Sequence[Any], outside: str = "") -> list[Stayed]:
    """Put records of one kind and organisation into a project; returns those that stay: in it already, or left out.

    `outside`: what somebody says of those that lie outside of its days or places (a code of `Outside`); "": nobody was
    asked, and Problem("outside_project") is raised if there are any. Alone this is one event; inside an act on many
    records it is part of that. Raises gate.Forbidden, and Problem for a project of another member.
    """
    if not records:
        return []
    table, organisation_id = BY_MODEL[type(records[0])], records[0].organisation_id
    part = part_of(by=by, project=project, organisation_id=organisation_id)
    fresh, stayed = table.divide(part, records, _IN_IT)
    if outside != Outside.TAKE and (beyond := outside_ids(whole_of(part), table, fresh)):
        if outside != Outside.LEAVE:
            raise _outside(len(beyond))
        stayed += [Stayed(row, "outside_project", _OUTSIDE) for row in fresh if row.pk in beyond]
        fresh = [row for row in fresh if row.pk not in beyond]
    acts.record(by=by, permission=table.permission, verb=events.RECORDS_TAGGED, rows=table.links(part, fresh))
    return stayed


def _outside(number: int) -> Problem:
    words = ngettext_lazy(
        "%(number)s record lies outside of the project's days or places. Say what is done with it.",
        "%(number)s records lie outside of the project's days or places. Say what is done with them.",
        number,
    )
    return Problem("outside_project", words % {"number": number}, field="outside")


def take_out(*, by: Actor, link: Any, reason: str) -> None:
    """Take one record out of its project; the record itself stays as it is."""
    table = next(table for table in KINDS if isinstance(link, table.table))
    table.take_out(by=by, link=link, verb=events.RECORD_UNTAGGED, reason=reason)
