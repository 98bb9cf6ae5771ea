"""The parts and open steps of a record, ready for its page."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.records.columns import row_values
from jatan.web.ui.records.desk import Desk, Part, Step

SHOWN = 100


@dataclass(frozen=True)
class StepLink:
    """A link to a step that is open now."""

    url: str
    label: Any
    is_final: bool
    is_one_press: bool = False


@dataclass(frozen=True)
class PartTable:
    """One part with its rows; the last column links to the open steps of each row."""

    part: Part
    table: Table
    add_url: str
    sends: Mapping[str, str]


def part_tables(desk: Desk, by: Actor, row: Any) -> list[PartTable]:
    """The parts this actor may see, each with at most 100 rows. One query per part."""
    return [_drawn(desk, part, by, row) for part in desk.parts if by.may(part.see)]


def may_add(part: Part, by: Actor, row: Any) -> bool:
    """True if this actor may add to the part: by the record's organisation, or by her own where `is_own` says so."""
    if part.record is None:
        return False
    if part.is_own:
        return by.may(part.record)
    return gate.allows(by, part.record, organisation_id=row.organisation_id, place=row.place)


def step_links(steps: Sequence[Step], by: Actor, row: Any, address: Callable[[Step], str]) -> list[StepLink]:
    """The steps open to this actor on this row. The service checks again when a step is taken."""
    return [
        StepLink(address(step), step.label, step.is_final, step.is_one_press)
        for step in steps
        if row.withdrawn_at is None and step.is_open(row) and _may(by, step, row)
    ]


def record_step_links(desk: Desk, by: Actor, row: Any) -> list[StepLink]:
    """The open steps of the record itself."""
    return step_links(desk.steps, by, row, lambda step: reverse(desk.url_name(step.slug), args=[row.pk]))


def find_child(part: Part, by: Actor, row: Any, child: uuid.UUID) -> Any:
    """One row of a part. Raises DoesNotExist if it belongs to another record or may not be seen."""
    return part.rows(by, row).get(pk=child)


def _drawn(desk: Desk, part: Part, by: Actor, row: Any) -> PartTable:
    columns = [Column(f"c{place}", show.label, show.kind) for place, show in enumerate(part.columns)]
    lines = []
    for child in part.rows(by, row)[:SHOWN]:
        line = row_values(part.columns, child, by) | {"url": part.link(child) if part.link else ""}
        lines.append(line | {"steps": _links(_child_steps(desk, part, by, row, child))})
    if any(line["steps"] for line in lines):
        columns.append(Column("steps", _("To do")))
    table = Table(part.title, columns, lines, link="url" if part.link else "", is_list=True)
    return PartTable(part, table, _add_url(desk, part, by, row), part.sends(row))


def _add_url(desk: Desk, part: Part, by: Actor, row: Any) -> str:
    if part.record is None or row.withdrawn_at is not None or not part.is_open(row):
        return ""
    may = may_add(part, by, row)
    if part.add_link is not None:
        return part.add_link(row) if may else ""
    return reverse(desk.url_name(f"{part.slug}_new"), args=[row.pk]) if may else ""


def _links(links_to: Sequence[StepLink]) -> SafeString:
    links = [(step.url, step.label) for step in links_to]
    return format_html_join(" · ", '<a href="{}">{}</a>', links)


def _child_steps(desk: Desk, part: Part, by: Actor, row: Any, child: Any) -> list[StepLink]:
    name = f"{part.slug}_"
    return step_links(
        part.steps, by, child, lambda step: reverse(desk.url_name(name + step.slug), args=[row.pk, child.pk])
    )


def _may(by: Actor, step: Step, row: Any) -> bool:
    allowed = gate.allows(by, step.needs, organisation_id=row.organisation_id, place=row.place)
    return allowed and step.is_for(by, row)
