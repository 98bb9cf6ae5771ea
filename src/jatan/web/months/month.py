"""One month of one member: its registers beside what is usual, what waits, what was said and decided."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jatan.evidence.indicators.results import cell_of
from jatan.evidence.months import events, selectors
from jatan.evidence.months.choices import Status
from jatan.evidence.months.models import MonthEnd
from jatan.evidence.months.services import OpenWork, complete_months, send_back
from jatan.evidence.reports.labels import about_words
from jatan.evidence.reports.register_check import RegisterLine, check_registers
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import members
from jatan.intake.registers.look_alikes.pairs import pairs_of_month
from jatan.intake.registers.selectors import corrections, parked_rows
from jatan.kernel.periods import Period, month_of, months_before
from jatan.programme.journeys.drafts import count_drafts
from jatan.web.months.forms import CompleteForm, SendBackForm
from jatan.web.months.overview import seen_text
from jatan.web.ui.components import states
from jatan.web.ui.components.months import month_badge, month_url
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.records.history_entry import HistoryEntry

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class _Month:
    """A month of a member as this reader sees it. `row` None: nothing was said of it yet."""

    member: Organisation
    month: dt.date
    row: MonthEnd | None

    @property
    def status(self) -> Status:
        return self.row.status if self.row is not None else Status.NOT_YET


@needs(Permission.REPORTS_SEE)
def month_page(request: StaffRequest, pk: uuid.UUID, code: str) -> HttpResponseBase:
    """The page; POST calls the month complete."""
    found = _month(request, pk, code)
    may_complete = _may_complete(request, found)
    if request.method == "POST" and not may_complete:
        raise Http404
    lines = check_registers(request.actor, found.member.id, found.month)
    work = _open_work(request, found, lines) if may_complete else None
    earlier = _earlier_months(request, found) if may_complete else []
    form = submission.bind_form(CompleteForm, request, about=len(earlier)) if may_complete else None

    def act(answers: Any) -> object:
        chosen = [*earlier, found.month] if answers.get("earlier") else [found.month]
        return complete_months(
            by=request.actor,
            organisation_id=found.member.id,
            months=chosen,
            missing=answers["missing"],
            open_work=work or OpenWork(),
        )

    if form is not None and submission.submit_form(form, act) is not None:
        messages.success(request, _("The secretariat now sees that this month is complete."))
        return redirect(month_url(pk, found.month))
    page = _page(request, found, lines, work) | {"form": form}
    page["alike"], page["alike_url"] = _look_alikes(request, found) if may_complete else (0, "")
    return render(request, "months/month.html", page, status=422 if form is not None and form.errors else 200)


@needs(Permission.MONTHS_ACCEPT)
def send_back_page(request: StaffRequest, pk: uuid.UUID, code: str) -> HttpResponseBase:
    """Ask for the sentence with which a month goes back to the member."""
    found = _month(request, pk, code)
    if found.row is None:
        raise Http404
    row = found.row
    form = submission.bind_form(SendBackForm, request)
    if submission.submit_form(form, lambda answers: send_back(by=request.actor, month_end=row, **answers)) is not None:
        messages.success(request, _("Sent back. The member sees your sentence on its first page."))
        return redirect(month_url(pk, found.month))
    page = {"form": form, "back": month_url(pk, found.month)} | _heading(found)
    return render(request, "months/send_back.html", page, status=422 if form.errors else 200)


def _month(request: StaffRequest, pk: uuid.UUID, code: str) -> _Month:
    """The month asked for ("2026-03"). Raises Http404 for one that is not over, or of a member not read as a whole."""
    reach = request.actor.reach(Permission.REPORTS_SEE).organisations
    member = members().filter(id__in=reach, id=pk).first()
    asked = _MONTH.fullmatch(code)
    if member is None or asked is None:
        raise Http404
    first = dt.date(int(asked[1]), int(asked[2]), 1)
    if not (selectors.is_over(first) and selectors.is_of_member(member, first)):
        raise Http404
    return _Month(member, first, selectors.find_month_end(request.actor, pk, first))


def _may_complete(request: StaffRequest, found: _Month) -> bool:
    reach = request.actor.reach(Permission.MONTHS_COMPLETE).organisations
    return found.member.id in reach and found.status in (Status.NOT_YET, Status.SENT_BACK, Status.COMPLETE)


def _heading(found: _Month) -> dict[str, Any]:
    code = f"{found.month:%Y-%m}"
    return {
        "member": found.member,
        "month": found.month,
        "code": code,
        "badge": month_badge(found.status),
        "row": found.row,
    }


def _page(request: StaffRequest, found: _Month, lines: Sequence[RegisterLine], work: OpenWork | None) -> dict[str, Any]:
    row = found.row
    history = selectors.history_of(row) if row is not None else []
    people = {entry.by for entry in history if entry.by is not None}
    names = dict(Account.objects.filter(id__in=people).values_list("id", "name")) if people else {}
    may_decide = found.member.id in request.actor.reach(Permission.MONTHS_ACCEPT).organisations
    return _heading(found) | {
        "registers": _register_table(found, lines),
        "unused": ", ".join(line.indicator.label.in_language() for line in lines if _is_unused(line)),
        "open": _open_lines(work) if work is not None else None,
        "stated": _stated_lines(row) if row is not None else [],
        "is_changed": found.status == Status.CHANGED,
        "is_sent_back": found.status == Status.SENT_BACK,
        "seen": seen_text(row) if row is not None else "",
        "may_accept": may_decide and found.status in (Status.COMPLETE, Status.CHANGED),
        "may_send_back": may_decide and found.status in (Status.COMPLETE, Status.CHANGED, Status.ACCEPTED),
        "history": [_history_entry(entry, names) for entry in history],
    }


def _register_table(found: _Month, lines: Sequence[RegisterLine]) -> Table:
    columns = (
        Column("what", _("Register")),
        Column("number", date_format(found.month, "E Y"), "number"),
        Column("usual", _("Usually"), "number"),
        Column("badge", _("Note"), "badge"),
    )
    note = _("Usual is the median of the six months before.")
    rows = [_register_row(found, line) for line in lines if not _is_unused(line)]
    return Table(_("What this month recorded"), columns, rows, link="url", note=note)


def _is_unused(line: RegisterLine) -> bool:
    """True if there is nothing in the month and nothing usual."""
    return line.number == 0 and not line.usual


def _register_row(found: _Month, line: RegisterLine) -> dict[str, Any]:
    label = about_words(line.value.label.in_language(), is_about=line.is_rounded)
    badge = None
    if line.is_silent:
        badge = states.late(_("nothing this time"))
    elif line.is_low:
        badge = states.soon(_("less than usual"))
    period = month_of(found.month)
    address = reverse("report_rows", args=[line.indicator.code, line.value.name])
    query = f"?from={period.start}&to={period.end}&organisation={found.member.id}"
    return {
        "what": f"{line.indicator.label.in_language()}: {label}",
        "number": cell_of(line.number),
        "usual": cell_of(line.usual),
        "badge": badge,
        "url": address + query if line.number else "",
    }


def _open_work(request: StaffRequest, found: _Month, lines: Sequence[RegisterLine]) -> OpenWork:
    by, member = request.actor, found.member.id
    return OpenWork(
        parked=parked_rows(by).filter(organisation_id=member).order_by().count(),
        corrections=corrections(by).filter(organisation_id=member).order_by().count(),
        drafts=count_drafts(by, member),
        silent=sum(line.is_silent for line in lines),
    )


def _look_alikes(request: StaffRequest, found: _Month) -> tuple[int, str]:
    """How many pairs of records look alike in this month, and where they are decided; (0, "") for who may not."""
    if found.member.id not in request.actor.reach(Permission.REGISTER_IMPORT).organisations:
        return 0, ""
    query = urlencode({"month": f"{found.month:%Y-%m}", "organisation": str(found.member.id)})
    return len(pairs_of_month(request.actor, found.member.id, found.month)), f"{reverse('look_alikes')}?{query}"


def _open_lines(work: OpenWork) -> list[tuple[str, int, str]]:
    """(what, how many, address) of what waits, of all months."""
    lines = (
        (_("Rows of registers that wait for repair"), work.parked, reverse("parked_rows")),
        (_("Proposed corrections"), work.corrections, reverse("row_corrections")),
        (_("Registrations that were begun and not finished"), work.drafts, ""),
    )
    return [line for line in lines if line[1]]


def _stated_lines(row: MonthEnd) -> list[tuple[Any, Any]]:
    """What the member said, and what was open then."""
    counts = (
        (_("Rows of registers that waited for repair"), row.parked),
        (_("Proposed corrections"), row.corrections),
        (_("Registrations that were begun and not finished"), row.drafts),
        (_("Registers usually kept, without a row"), row.silent),
    )
    return [
        (_("Called complete on"), date_format(row.completed_at, "j E Y")),
        (_("What is missing"), row.missing or _("nothing")),
        *((label, number) for label, number in counts if number),
    ]


def _earlier_months(request: StaffRequest, found: _Month) -> list[dt.date]:
    """Earlier months of the member that it has not called complete; of the last five years."""
    last = months_before(found.month, 1)
    period = Period(months_before(found.month, selectors.LONGEST), month_of(last).end)
    known = selectors.completeness_of(request.actor, [found.member], period)
    asked = (Status.NOT_YET, Status.SENT_BACK)
    return [month for month in known.months if known.status(found.member, month) in asked]


def _history_entry(entry: Any, names: dict[uuid.UUID, str]) -> HistoryEntry:
    words = {
        events.MONTHS_COMPLETED: (_("Called complete"), _("What is missing")),
        events.MONTHS_ACCEPTED: (_("Accepted"), ""),
        events.MONTH_SENT_BACK: (_("Sent back"), _("What should be done")),
    }
    what, label = words[entry.verb]
    changes = ((label, "", entry.reason),) if entry.reason else ()
    return HistoryEntry(entry.at, what, names.get(entry.by, ""), changes=changes)
