"""Export of rows as a workbook for a stated purpose. The ledger keeps who exported how many rows, and why."""

import html
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.services import record_event
from jatan.kernel import clock
from jatan.kernel.dates import MonthOnly
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, View, needs
from jatan.web.ui.own_questions.asked import fetch_own_answers, with_own_questions
from jatan.web.ui.records import list_page, submission
from jatan.web.ui.records.columns import may_read
from jatan.web.ui.records.desk import Desk, DisplayField

ROWS_EXPORTED = "web.rows_exported"
MOST_ROWS = 50_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins with one of these may be read as a formula: strings are written as such and also quoted.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class PurposeForm(AnswerForm):
    """The purpose of an export: a code, because it is written into the ledger."""

    purpose = choice(
        _("What do you need the rows for?"),
        [
            ("donor_report", _("report to a donor")),
            ("office_report", _("report to a government office")),
            ("checking", _("checking our own records")),
            ("evaluation", _("evaluation or study")),
            ("follow_up", _("follow-up in the field")),
        ],
        needed=True,
        few=True,
    )


def export_page(desk: Desk) -> View[[]]:
    """The view: GET asks for the purpose, POST answers with the workbook of the filtered list."""

    @needs(desk.exports, fresh_second_step=True)
    def export_rows(request: StaffRequest) -> HttpResponseBase:
        form = submission.bind_form(PurposeForm, request)
        own = with_own_questions(desk, request.actor)
        rows = rows_to_export(own, request)
        if not form.is_bound or not form.is_valid():
            page = {"desk": desk, "form": form, "count": rows.count(), "most": MOST_ROWS}
            page["back"] = reverse(desk.url_name("list"))
            return render(request, "records/export.html", page)
        return send_workbook(request, own, list(rows[:MOST_ROWS]), form.answers()["purpose"])

    return export_rows


def send_workbook(request: StaffRequest, desk: Desk, rows: Sequence[Any], purpose: str) -> HttpResponse:
    """The workbook of these rows as a download, noted in the ledger with what it is for.

    `desk`: with the own questions of the office (`with_own_questions`).
    """
    record_export(request, desk, rows, purpose)
    fetch_own_answers(desk, rows)
    answer = HttpResponse(build_workbook(desk, rows, request.actor), content_type=XLSX)
    name = f"{desk.slug}-{clock.today():%Y-%m-%d}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def build_workbook(desk: Desk, rows: Sequence[Any], by: Actor | None = None) -> bytes:
    """An .xlsx with one sheet: columns of the list and lines of the detail page; text as strings, days as dates.

    What `by` may not read on a page is not in the workbook either.
    """
    shows = shown_columns(desk)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, days = book.add_worksheet(), book.add_format({"num_format": "dd-mm-yyyy"})
    for place, show in enumerate(shows):
        sheet.write_string(0, place, str(show.label))
    for line, row in enumerate(rows, start=1):
        for place, show in enumerate(shows):
            if by is None or may_read(by, show, row):
                write_shown(sheet, line, place, show, row, days=days)
    book.close()
    return target.getvalue()


def write_shown(sheet: Worksheet, line: int, place: int, show: DisplayField, row: Any, *, days: Format) -> None:
    """Write one value of a row into a cell: numbers and days as such, anything else as text. `days`: their format."""
    value = show.of(row)
    if value is None or value == "":
        return
    if show.kind == "number":
        sheet.write_number(line, place, value)
    elif isinstance(value, MonthOnly):
        sheet.write_string(line, place, formats.date_format(value, "E Y"))
    elif show.kind == "day":
        sheet.write_datetime(line, place, value, days)
    else:
        sheet.write_string(line, place, safe_text(_plain(value)))


def _plain(value: Any) -> str:
    """The text of a value: of a badge its words, of a link what it says."""
    text = getattr(value, "text", value)
    return html.unescape(strip_tags(text)) if isinstance(text, SafeString) else str(text)


def safe_text(text: str) -> str:
    """The text, quoted if needed so that no spreadsheet reads it as a formula, even after saving as CSV."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def shown_columns(desk: Desk) -> list[DisplayField]:
    """The columns of the list, then the lines of the page that the list has not."""
    labels = {str(show.label) for show in desk.columns}
    return [*desk.columns, *(show for show in desk.facts if str(show.label) not in labels)]


def rows_to_export(desk: Desk, request: StaffRequest) -> Any:
    """The filtered rows within the reach of `desk.exports`, which may be narrower than that of seeing."""
    bar = list_page.filter_bar(desk, request.actor, QueryDict(request.META.get("QUERY_STRING", "")))
    rows = list_page.filtered_rows(desk, request.actor, bar)
    return rows if desk.is_directory else gate.within_reach(rows, by=request.actor, permission=desk.exports)


def record_export(request: StaffRequest, desk: Desk, rows: Sequence[Any], purpose: str) -> None:
    """Write into the ledger of every member concerned who took how many of its rows, and what for (a code)."""
    reach = request.actor.reach(desk.exports).organisations
    counts = Counter(row.organisation_id for row in rows)
    # A directory is nobody's alone: who took it says so in her own chain, and so does who took no row at all.
    if desk.is_directory or not counts:
        counts = Counter({request.actor.first_home_organisation(reach): len(rows)})
    with transaction.atomic():
        for organisation_id, count in counts.items():
            record_event(
                organisation_id=organisation_id,
                by=request.actor.account_id,
                verb=ROWS_EXPORTED,
                about_type=desk.model._meta.label_lower,
                payload={"rows": {desk.model._meta.label_lower: count}, "purpose": purpose},
            )
