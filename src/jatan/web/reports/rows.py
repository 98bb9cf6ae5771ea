"""The page of rows behind a number, within the reader's reach; readers of counts see which roles may open them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.evidence.indicators.definitions import BY_QUARTER, INDICATORS, indicator, value_of
from jatan.evidence.indicators.scope import may_open_rows, roles_with_rows, scope_of
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.reports.labels import number_label
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.facts import read_facts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.consultations.models import Recommendation
from jatan.programme.groups.models import Membership
from jatan.programme.journeys.models import Outcome
from jatan.programme.landmarks.models import Verification
from jatan.programme.library.models import Distribution
from jatan.programme.safeguarding.models import Contact
from jatan.programme.studies.models import Interview, SharedCopy
from jatan.programme.training.models import Completion
from jatan.web.cases.register import state_of
from jatan.web.desk_registry import DESKS
from jatan.web.reports.by_quarter import quarters_table
from jatan.web.reports.studio.asked import Asked, parse_asked
from jatan.web.ui.components.tables import Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import Page, paginate
from jatan.web.ui.records.columns import PLACE, display_fields, quarter_words, row_values
from jatan.web.ui.records.desk import Desk, DisplayField
from jatan.web.ui.records.list_page import build_columns

_CASE = "cases.case"
_BY_LABEL: dict[str, Desk] = {desk.model._meta.label_lower: desk for desk in DESKS}
_ORGANISATION = DisplayField(_("Organisation"), "organisation.name")
_CENTRES: tuple[DisplayField, ...] = (
    DisplayField(_("Name"), "name"),
    DisplayField(_("District"), "district.name"),
    _ORGANISATION,
    DisplayField(_("Opened on"), "opened_on", "day"),
    DisplayField(_("Closed on"), "closed_on", "day"),
)


@dataclass(frozen=True)
class _ChildRows:
    """How to list rows without a page of their own: each links to its parent record, by the field `on`."""

    desk: str
    on: str
    columns: tuple[DisplayField, ...]
    related: tuple[str, ...]


_WHO = DisplayField(_("Name"), "journey.person.name")
_OF_JOURNEY = ("place", "journey", "journey__person")
_CHILD_ROWS: dict[str, _ChildRows] = {
    "groups.membership": _ChildRows(
        "groups.group",
        "group_id",
        (
            DisplayField(_("Name"), "person.name"),
            DisplayField(_("Forum"), "group.name"),
            *display_fields(Membership, "joined_on"),
            PLACE,
        ),
        ("place", "group", "person"),
    ),
    "consultations.recommendation": _ChildRows(
        "consultations.consultation",
        "consultation_id",
        (*display_fields(Recommendation, "what", "addressed_to", "made_on", "outcome"), PLACE),
        ("place", "consultation"),
    ),
    "journeys.outcome": _ChildRows(
        "journeys.journey",
        "journey_id",
        (
            _WHO,
            *display_fields(Outcome, "returned_on"),
            DisplayField(capfirst(_("wage promised (₹ a month)")), "journey.wage_promised", "number"),
            *display_fields(Outcome, "wage_actual"),
            PLACE,
        ),
        _OF_JOURNEY,
    ),
    "library.distribution": _ChildRows(
        "library.material",
        "material_id",
        (
            DisplayField(_("Title"), "material.title"),
            *display_fields(Distribution, "given_on", "kind", "copies"),
            PLACE,
        ),
        ("place", "material"),
    ),
    "landmarks.verification": _ChildRows(
        "landmarks.landmark",
        "landmark",
        (*display_fields(Verification, "verified_on", "finding"), PLACE, _ORGANISATION),
        ("place", "organisation"),
    ),
    "studies.interview": _ChildRows(
        "studies.study", "study_ref", (*display_fields(Interview, "number", "held_on"), PLACE), ("place",)
    ),
    "studies.sharedcopy": _ChildRows(
        "studies.study",
        "study_id",
        (
            DisplayField(_("Study"), "study.title"),
            *display_fields(SharedCopy, "to_whom", "given_on", "copies", "what_changed"),
        ),
        ("place", "study"),
    ),
    # Who completed it stands on the page of the training, for those who may read her name.
    "training.completion": _ChildRows(
        "training.series",
        "series_id",
        (DisplayField(_("Training"), "series.title"), *display_fields(Completion, "phase", "completed_on"), PLACE),
        ("place", "series"),
    ),
    "safeguarding.contact": _ChildRows(
        "journeys.journey",
        "journey_id",
        (_WHO, *display_fields(Contact, "due_on", "by_whom", "outcome"), PLACE),
        _OF_JOURNEY,
    ),
}


# Pages that name themselves (`?back=`), so that the rows lead back to where the number stood.
_WAYS_BACK = {
    "studio": _("Report"),
    "report_annex": _("Annex: safe migration"),
}
# Cases have pages of their own; the list shows only their unsealed fields.
_CASES: tuple[DisplayField, ...] = (
    DisplayField(_("Code"), "code"),
    DisplayField(_("Kind"), "kind"),
    DisplayField(_("Quarter"), lambda row: quarter_words(row.opened_quarter)),
    DisplayField(_("State"), lambda row: state_of(row.is_closed), "badge"),
)


@needs(Permission.REPORTS_SEE, counts=True)
def report_rows(request: StaffRequest, code: str, value: str) -> HttpResponseBase:
    """The rows behind one number, paginated."""
    try:
        one, (number, source) = indicator(code), value_of(code, value)
    except KeyError:
        raise Http404 from None
    asked = parse_asked(request.GET)
    question, chosen = asked.question, asked.choice
    scope_of(request.actor, organisations=chosen.organisations, districts=chosen.districts)
    page = {
        "indicator": one,
        "value": number,
        "question": question,
    } | _way_back(request.GET.get("back", ""), asked, is_published=one in INDICATORS)
    if not may_open_rows(request.actor, code, value):
        return render(request, "reports/numbers_only.html", page | _counts_context(request, chosen, code, value))
    listed = _page_of_rows(request, chosen, code, value)
    page |= {
        "page": listed,
        "table": _table(one.label.in_language(), listed, source and source.rows_source, request.actor),
    }
    return render(request, "reports/rows.html", page)


def _way_back(named: str, asked: Asked, *, is_published: bool) -> dict[str, Any]:
    """Address and name of the page on which the number stood; the report or its annex unless another is named."""
    name = named if named in _WAYS_BACK else "studio" if is_published else "report_annex"
    query = asked.query() if name == "studio" else asked.question.query()
    return {"back": reverse(name) + query, "back_label": _WAYS_BACK[name]}


def _page_of_rows(request: StaffRequest, chosen: Choice, code: str, value: str) -> Page:
    rows = rows_behind(
        code,
        value,
        chosen.period,
        by=request.actor,
        organisations=chosen.organisations,
        districts=chosen.districts,
        themes=chosen.themes,
        project=chosen.project,
        block=_block(request.GET.get("block", "")),
    )
    source = value_of(code, value)[1]
    return paginate(rows.select_related(*_related(source and source.rows_source)), request.GET)


def _counts_context(request: StaffRequest, chosen: Choice, code: str, value: str) -> dict[str, Any]:
    report = read_facts(request.actor, replace(chosen, audience=Audience.OWN, compared=None), ()).report
    one, block = indicator(code), _block(request.GET.get("block", ""))
    line = next((line for line in report.by_block if line.id == block), None) if block is not None else None
    if line is None and block is not None:
        raise Http404
    numbers = line or report
    found: dict[str, Any] = {
        "number": numbers.number(code, value),
        "words": numbers.words(code, value),
        "label": number_label(report, one, one.value(value), is_of_lines=line is not None),
        "where": line.label if line else None,
        "rounding_note": report.rounding_note,
    }
    if code in BY_QUARTER and line is None:
        found |= {"note": report.quarter_note, "quarters": quarters_table(report, one, value)}
    return found | {"roles": [role.label for role in roles_with_rows(code, value)]}


def _table(caption: str, listed: Page, source: Any, by: Actor) -> Table:
    if source is None:
        return Table(caption, build_columns(_CENTRES), [row_values(_CENTRES, row, by) for row in listed.rows])
    rows_with_id = [(row, row.pk) for row in listed.rows]
    if source.model == _CASE:
        return _linked(caption, (*_CASES, _ORGANISATION), rows_with_id, "case", by)
    desk = _BY_LABEL.get(source.model)
    if desk is not None:
        return _linked(caption, (*desk.columns, _ORGANISATION), rows_with_id, desk.url_name("detail"), by)
    child_rows = _CHILD_ROWS[source.model]
    rows = [(row, getattr(row, child_rows.on)) for row in listed.rows]
    address = _BY_LABEL[child_rows.desk].url_name("detail")
    return _linked(caption, (*child_rows.columns, _ORGANISATION), rows, address, by)


def _linked(
    caption: str, columns: Sequence[DisplayField], rows: list[tuple[Any, uuid.UUID]], address: str, by: Actor
) -> Table:
    lines = [row_values(columns, row, by) | {"url": reverse(address, args=[pk])} for row, pk in rows]
    return Table(caption, build_columns(columns), lines, link="url")


def _related(source: Any) -> tuple[str, ...]:
    if source is None:
        return ("district", "organisation")
    if source.model == _CASE:
        return ("organisation",)
    desk = _BY_LABEL.get(source.model)
    return (*(desk.related if desk is not None else _CHILD_ROWS[source.model].related), "organisation")


def _block(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
