"""Export of rows as a workbook for a stated purpose. The ledger keeps who exported how many rows, and why."""

import tempfile
import uuid
from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import secretariat
from jatan.kernel import clock
from jatan.web.ui.downloads import send_open_file
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, View, needs
from jatan.web.ui.own_questions.asked import with_own_questions
from jatan.web.ui.papers import makes_paper_on_post
from jatan.web.ui.records import list_page, submission
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.impersonal_conditions import impersonal_conditions
from jatan.web.ui.workbooks.columns import columns_of
from jatan.web.ui.workbooks.exported import write_list

ROWS_EXPORTED = "web.rows_exported"
MOST_ROWS = 50_000
_CHUNK = 500
PURPOSES = (
    ("donor_report", gettext_lazy("report to a donor")),
    ("office_report", gettext_lazy("report to a government office")),
    ("checking", gettext_lazy("checking our own records")),
    ("evaluation", gettext_lazy("evaluation or study")),
    ("follow_up", gettext_lazy("follow-up in the field")),
)
_ASKED = gettext_lazy("What do you need the rows for?")
# What goes to somebody outside of the house: personal columns are left out.
IMPERSONAL = frozenset({"donor_report", "office_report"})


class PurposeForm(AnswerForm):
    """The purpose of an export: a code, because it is written into the ledger."""

    purpose = choice(_ASKED, PURPOSES, needed=True, few=True)


class RowsPurposeForm(PurposeForm):
    """The purpose of the rows of a list, by which personal columns go out or not."""

    purpose = choice(
        _ASKED,
        PURPOSES,
        needed=True,
        few=True,
        hint=gettext_lazy(
            "For a report to a donor or to a government office everything personal is left out: names, telephone"
            " numbers, villages of people, what was told. For the other purposes it is there."
        ),
    )


class InHousePurposeForm(PurposeForm):
    """The purpose of rows that hold names, and so stay in the house."""

    purpose = choice(_ASKED, [one for one in PURPOSES if one[0] not in IMPERSONAL], needed=True, few=True)


def export_page(desk: Desk) -> View[[]]:
    """The view: GET asks for the purpose, POST answers with the workbook of the filtered list."""

    @makes_paper_on_post
    @needs(desk.exports, fresh_second_step=True)
    def export_rows(request: StaffRequest) -> HttpResponseBase:
        form = submission.bind_form(RowsPurposeForm, request)
        own = with_own_questions(desk, request.actor)
        bar = _bar(own, request)
        rows = rows_to_export(own, request, bar)
        if not form.is_bound or not form.is_valid():
            page = {"desk": desk, "form": form, "count": rows.count(), "most": MOST_ROWS}
            page["back"] = reverse(desk.url_name("list"))
            return render(request, "records/export.html", page)
        return send_workbook(request, own, rows[:MOST_ROWS].iterator(_CHUNK), form.cleaned_data["purpose"], bar=bar)

    return export_rows


def send_workbook(
    request: StaffRequest,
    desk: Desk,
    rows: Iterable[Any],
    purpose: str,
    *,
    are_ticked: bool = False,
    bar: forms.Form | None = None,
) -> HttpResponseBase:
    """The workbook of these rows as a download, noted in the ledger with what it is for.

    `desk`: with the own questions of the office (`with_own_questions`). What the user may not read on a page is not in
    the workbook either. `are_ticked`: they are not all of the list, but those that somebody ticked.
    `bar`: that of the list, where it is known.
    """
    by, found = request.actor, iter(rows)
    first = list(islice(found, 1))
    corrected = columns_of(desk, by, first[0]) if first and _may_correct(desk, by) else ()
    target = tempfile.TemporaryFile(prefix="jatan-")  # noqa: SIM115 - closed with the answer
    try:
        counts = write_list(
            target,
            desk,
            chain(first, found),
            by,
            corrected=corrected,
            provenance=_provenance(request, desk, purpose, bar or _bar(desk, request), are_ticked=are_ticked),
            is_impersonal=purpose in IMPERSONAL,
        )
        record_export(request, desk, counts, purpose)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return send_open_file(target, f"{desk.slug}-{clock.today():%Y-%m-%d}.xlsx")


def _may_correct(desk: Desk, by: Actor) -> bool:
    return desk.amend is not None and by.may(desk.door)


def _provenance(
    request: StaffRequest, desk: Desk, purpose: str, bar: forms.Form, *, are_ticked: bool
) -> list[tuple[str, str]]:
    """(what, words): house, day, who, what for, filters and language of a list that goes out."""
    shown = impersonal_conditions(desk, request.actor, bar.cleaned_data) if purpose in IMPERSONAL else None
    conditions = [*([_("rows that were ticked")] if are_ticked else []), *list_page.conditions_in_words(bar, shown)]
    house = secretariat()
    offices = Organisation.objects.filter(id__in=request.actor.home_organisations).order_by("code")
    language = get_language() or "hi"
    return [
        (_("List"), str(desk.title)),
        (_("House"), house.name if house is not None else ""),
        (_("Office"), ", ".join(office.name for office in offices)),
        (_("Taken on"), formats.date_format(clock.now().astimezone(clock.INDIA), "j E Y, H:i")),
        (_("Taken by"), request.account.name),
        (_("Purpose"), str(dict(PURPOSES)[purpose])),
        (_("Narrowed by"), "; ".join(conditions) or _("nothing: the whole list")),
        (_("Language"), str(dict(settings.LANGUAGES).get(language, language))),
    ]


def _bar(desk: Desk, request: StaffRequest) -> forms.Form:
    """The filter bar with what the address says."""
    return list_page.filter_bar(desk, request.actor, QueryDict(request.META.get("QUERY_STRING", "")))


def rows_to_export(desk: Desk, request: StaffRequest, bar: forms.Form | None = None) -> Any:
    """The filtered rows within the reach of `desk.exports`, which may be narrower than that of seeing."""
    bar = bar if bar is not None else _bar(desk, request)
    rows = list_page.filtered_rows(desk, request.actor, bar)
    return rows if desk.IS_DIRECTORY else gate.within_reach(rows, by=request.actor, permission=desk.exports)


def record_export(request: StaffRequest, desk: Desk, counts: Mapping[uuid.UUID, int], purpose: str) -> None:
    """Write into the ledger of every member concerned who took how many of its rows, and what for (a code).

    `counts`: rows by organisation. To be called when the file is made: from here on nobody of these members can save
    until the request ends.
    """
    reach = request.actor.reach(desk.exports).organisations
    # A directory is nobody's alone: who took it says so in her own chain, and so does who took no row at all.
    written: dict[Any, int] = dict(counts)
    if desk.IS_DIRECTORY or not counts:
        written = {request.actor.first_home_organisation(reach): sum(counts.values())}
    with transaction.atomic():
        for organisation_id, count in written.items():
            record_event(
                organisation_id=organisation_id,
                by=request.actor.account_id,
                verb=ROWS_EXPORTED,
                about_type=desk.model._meta.label_lower,
                payload={"rows": {desk.model._meta.label_lower: count}, "purpose": purpose},
            )
