"""The page of a camp with what became of everybody on its list, and the page on which the list is entered."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem, Problems
from jatan.programme.campaigns import selectors
from jatan.programme.campaigns.camps import CAMP, set_line_aside
from jatan.programme.campaigns.choices import LineState
from jatan.programme.campaigns.commands import KeepLine
from jatan.programme.campaigns.models import Camp, CampLine
from jatan.programme.campaigns.outcomes import CampOutcome, camp_outcome
from jatan.programme.campaigns.pasted import read_pasted
from jatan.programme.flows.camps import keep_for_later, take_lines
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.people.list_lines import MOST_PASTED
from jatan.programme.people.selectors import people
from jatan.web.campaigns.record_forms import CampLineForm, consent_notes
from jatan.web.ui.components import charts, states
from jatan.web.ui.components.figures import Figure, Stat
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.who import candidate_label
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.records.withdrawal import WithdrawForm
from jatan.web.ui.scheme_labels import scheme_name, stage_badge

EMPTY_LINES, MOST_ON_PAGE = 10, 60


def camp_context(by: Actor, row: Camp) -> Mapping[str, Any]:
    """What became of the camp, for its page."""
    found = camp_outcome(by, row)
    may_list = gate.allows(by, Permission.PEOPLE_RECORD, organisation_id=row.organisation_id, place=row.place)
    links = selectors.links_of(by, "activities", row.activity)
    return {
        "outcome": found,
        "stats": _stats(found) if found.shows_people else [],
        "list": _list_table(found) if found.lines else None,
        "too_many": max(len(found.lines) - found.came, 0),
        "activity_url": reverse("activities_detail", args=[row.activity_id]),
        "lines_url": reverse("camp_lines", args=[row.pk]) if may_list and row.withdrawn_at is None else "",
        "campaigns": [(reverse("campaigns_detail", args=[link.campaign_id]), link.campaign.name) for link in links],
    }


@needs(Permission.PEOPLE_RECORD)
def camp_lines(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """GET shows the lines that wait and empty ones; POST records them line by line, or reads a pasted list."""
    camp = CAMP.find(request.actor, pk)
    gate.require(request.actor, Permission.PEOPLE_RECORD, organisation_id=camp.organisation_id, place=camp.place)
    invalid: list[CampLineForm] = []
    pasted = ""
    if request.method == "POST" and request.POST.get("do") == "paste":
        pasted = request.POST.get("pasted", "")
        if _paste(request, camp, pasted):
            return redirect("camp_lines", camp.pk)
    elif request.method == "POST":
        invalid = _record(request, camp)
        if not invalid:
            waits = selectors.lines(request.actor, camp).filter(state=LineState.WAITING).exists()
            return redirect("camp_lines" if waits else "camps_detail", camp.pk)
    page = {
        "camp": camp,
        "entries": _entries(request, camp, invalid),
        "pasted": pasted,
        "notes": consent_notes(request.actor.home.name if request.actor.home is not None else ""),
        "crumbs": [
            (reverse("camps"), _("Camps")),
            (reverse("camps_detail", args=[camp.pk]), camp.panchayat),
        ],
        "most": MOST_PASTED,
    }
    return render(request, "campaigns/lines.html", page, status=422 if invalid or pasted else 200)


@needs(Permission.PEOPLE_RECORD)
def line_aside(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Set a line of the list aside."""
    camp = CAMP.find(request.actor, pk)
    line = selectors.find_line(request.actor, camp, row)
    form = submission.bind_form(WithdrawForm, request, about=line)
    back = reverse("camp_lines", args=[camp.pk])
    done = submission.submit_form(
        form, lambda answers: set_line_aside(by=request.actor, line=line, reason=answers["reason"])
    )
    if done:
        messages.success(request, _("The line is set aside."))
        return redirect(back)
    page = {
        "desk": {"title": _("Camps")},
        "title": _("Set the line aside"),
        "sentence": _("The line leaves the list. What is recorded of it already stays on record."),
        "label": line.name,
        "form": form,
        "back": back,
        "is_final": False,
    }
    return render(request, "records/confirm.html", page, status=422 if form.errors else 200)


def _stats(found: CampOutcome) -> list[Stat]:
    url = "#list"

    def figure(number: int, unit: Any) -> Figure:
        return Figure(number, unit, url if number else "")

    def shares(*parts: tuple[Any, int]) -> Any:
        return (
            charts.shares([(label, number) for label, number in parts if number]) if any(n for _l, n in parts) else None
        )

    still = found.registered - found.away - found.returned
    open_applications = found.applied - found.received - found.refused
    other_issues = found.issues - found.issues_open - found.issues_resolved
    return [
        Stat(_("On the list"), [figure(found.taken, _("recorded")), figure(found.waiting, _("waiting"))]),
        Stat(
            _("Registered before leaving"),
            [figure(found.registered, _("registrations")), figure(found.open_stops, _("hard stops open"))],
            picture=shares((_("at home"), still), (_("away"), found.away), (_("came back"), found.returned)),
        ),
        Stat(
            _("Scheme applications"),
            [figure(found.applied, _("applied")), figure(found.received, _("benefits received"))],
            picture=shares(
                (_("benefits received"), found.received),
                (_("in progress"), open_applications),
                (_("refused"), found.refused),
            ),
        ),
        Stat(
            _("Issues"),
            [figure(found.issues, _("brought")), figure(found.issues_resolved, _("resolved"))],
            picture=shares(
                (_("resolved"), found.issues_resolved), (_("open"), found.issues_open), (_("closed"), other_issues)
            ),
        ),
        Stat(_("Follow-up due"), [Figure(found.due, _("due by today"), url if found.due else "")]),
    ]


def _list_table(found: CampOutcome) -> Table:
    columns = [
        Column("name", _("Name")),
        Column("state", _("State"), "badge"),
        Column("results", _("What came of it"), "html"),
    ]
    rows = [
        {
            "name": line.name,
            "url": reverse("people_detail", args=[line.person_id]) if line.person_id and line.state == "taken" else "",
            "state": states.late(_("waiting")) if line.state == LineState.WAITING else states.done(_("recorded")),
            "results": _results(line),
        }
        for line in found.lines
    ]
    return Table(_("The list, and what became of everybody"), columns, rows, link="url")


def _results(line: CampLine) -> Any:
    """Links to the journey, the application and the issue of a line, with their state; "only came" without any."""
    found = [link for link in (_journey_link(line), _scheme_link(line), _issue_link(line)) if link]
    if not found:
        return "" if line.state == LineState.WAITING else _("came")
    return format_html_join(" · ", "{}", [(link,) for link in found])


def _linked(url: str, *words: Any) -> Any:
    text = ", ".join(str(word) for word in words if word)
    return format_html_join("", '<a href="{}">{}</a>', [(url, text)])


def _journey_link(line: CampLine) -> Any:
    journey = line.journey
    if journey is None or journey.withdrawn_at is not None:
        return ""
    if journey.returned_on is not None:
        words = _("came back")
    elif journey.leaves_on is not None and journey.leaves_on <= clock.today():
        words = _("away")
    else:
        words = _("registered")
    return _linked(reverse("journeys_detail", args=[journey.pk]), words)


def _scheme_link(line: CampLine) -> Any:
    linkage = line.linkage
    if linkage is None or linkage.withdrawn_at is not None:
        return ""
    return _linked(reverse("linkages_detail", args=[linkage.pk]), scheme_name(linkage), stage_badge(linkage).text)


def _issue_link(line: CampLine) -> Any:
    issue = line.issue
    if issue is None or issue.withdrawn_at is not None:
        return ""
    due = issue.next_follow_up_on
    is_due = issue.status in OPEN and due is not None and due <= clock.today()
    url = reverse("issues_detail", args=[issue.pk])
    return _linked(url, issue.get_kind_display(), issue.get_status_display(), _("follow-up due") if is_due else "")


def _record(request: StaffRequest, camp: Camp) -> list[CampLineForm]:
    """Record all lines that were filled in; returns the forms that are invalid, with what was typed in them."""
    known = _Waiting(request.actor, camp)
    valid, invalid = list[KeepLine](), list[CampLineForm]()
    for number in range(_count(request)):
        form = _bound(known, request.POST, f"l{number}")
        if form is None or form.is_empty():
            continue
        command = _command(form, camp)
        if command is None:
            invalid.append(form)
        else:
            valid.append(command)
    try:
        found = take_lines(by=request.actor, camp=camp, commands=valid)
    except Problem as wrong:
        messages.error(request, str(wrong.message))
        return invalid
    _report(request, found["taken"], found["waiting"] + len(invalid), has_any=bool(valid or invalid))
    return invalid


def _command(form: CampLineForm, camp: Camp) -> KeepLine | None:
    """The line as a command; None where the form then shows what is wrong."""
    if not form.is_valid():
        return None
    try:
        return KeepLine(camp=camp, **form.line())
    except (Problem, Problems) as wrong:
        form.show(wrong)
        return None


def _report(request: StaffRequest, taken: int, waiting: int, *, has_any: bool) -> None:
    if not has_any:
        messages.info(request, _("No line is filled yet."))
    if taken:
        text = ngettext("%(n)s line is recorded.", "%(n)s lines are recorded.", taken)
        messages.success(request, text % {"n": taken})
    if waiting:
        text = ngettext(
            "%(n)s line waits. Its reason stands in it.", "%(n)s lines wait. Their reasons stand in them.", waiting
        )
        messages.warning(request, text % {"n": waiting})


def _paste(request: StaffRequest, camp: Camp, pasted: str) -> bool:
    try:
        number = keep_for_later(by=request.actor, camp=camp, found=read_pasted(camp, pasted))
    except (Problem, Problems) as wrong:
        messages.error(request, str(wrong.problems[0].message))
        return False
    text = ngettext(
        "%(n)s line was read. Look at it, then record it.",
        "%(n)s lines were read. Look at them, then record them.",
        number,
    )
    messages.success(request, text % {"n": number})
    return True


class _Waiting:
    """The lines of a camp that wait, and all people about whom they ask: two queries."""

    def __init__(self, by: Actor, camp: Camp) -> None:
        rows = selectors.lines(by, camp).filter(state=LineState.WAITING)
        self.by = by
        self.lines = {row.pk: row for row in rows[:MOST_ON_PAGE]}
        ids = {key for line in self.lines.values() for key in line.listed}
        self.people = {row.pk: row for row in people(by).filter(id__in=ids)} if ids else {}

    def form(self, prefix: str, line: CampLine | None, sent: MultiValueDict[str, str] | None = None) -> CampLineForm:
        """The form of a line, with what was sent or else as it is kept."""
        given = CampLineForm.values_of(line) if line is not None else {}
        form = CampLineForm(sent, prefix=prefix, actor=self.by, about=line, initial=given)
        if line is not None:
            self._offer_people(line, form)
        return form

    def _offer_people(self, line: CampLine, form: CampLineForm) -> None:
        """Who may be meant, in the line that asks, and "somebody new": exactly those whom the flow asked about."""
        if "choice" in form.asked:
            alike = [self.people[key] for key in line.listed if key in self.people]
            form.offer([(str(person.pk), candidate_label(person, ())) for person in alike])


def _count(request: StaffRequest) -> int:
    text = request.POST.get("count", "")
    return min(int(text), MOST_ON_PAGE + EMPTY_LINES) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _bound(known: _Waiting, sent: MultiValueDict[str, str], prefix: str) -> CampLineForm | None:
    try:
        key = uuid.UUID(sent.get(f"{prefix}-id") or "")
    except ValueError:
        return None
    return known.form(prefix, known.lines.get(key), sent)


def _entries(request: StaffRequest, camp: Camp, invalid: Sequence[CampLineForm]) -> list[dict[str, Any]]:
    """The forms of the page, numbered from 0: invalid ones as sent, waiting ones as kept, then empty ones."""
    known = _Waiting(request.actor, camp)
    sent = {str(form["id"].value()) for form in invalid}
    entries = [_entry(camp, _again(request, camp, form, f"l{number}", known)) for number, form in enumerate(invalid)]
    for key, line in known.lines.items():
        if str(key) not in sent:
            entries.append(_entry(camp, known.form(f"l{len(entries)}", line)))
    first = len(entries)
    for number in range(first, first + EMPTY_LINES):
        form = CampLineForm(prefix=f"l{number}", actor=request.actor, initial={"id": new_id()})
        entries.append({"form": form, "label": "", "problems": [], "is_open": number == 0})
    return entries


def _again(request: StaffRequest, camp: Camp, form: CampLineForm, prefix: str, known: _Waiting) -> CampLineForm:
    """An invalid form under its new number, with what was typed and what is wrong with it."""
    old = f"{form.prefix}-"
    renamed = {f"{prefix}-{name[len(old) :]}": values for name, values in request.POST.lists() if name.startswith(old)}
    again = _bound(known, MultiValueDict(renamed), prefix)
    if again is None:
        return form
    _command(again, camp)
    return again


def _entry(camp: Camp, form: CampLineForm) -> dict[str, Any]:
    """A form that waits, with the reasons of the line it is about."""
    line: CampLine | None = form.about
    return {
        "form": form,
        "label": form["name"].value() or _("new line"),
        "problems": [words for _field, _code, words in line.problems] if line is not None else [],
        "aside_url": reverse("line_aside", args=[camp.pk, line.pk]) if line is not None else "",
        "is_open": True,
    }
