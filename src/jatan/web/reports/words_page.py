"""Own words of a paper or report: written here by whoever may speak for the organisation, with all their versions."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.evidence.indicators.scope import scope_of
from jatan.evidence.narrative.models import LONGEST_TEXT, Paragraph
from jatan.evidence.narrative.places import Place, find_place
from jatan.evidence.narrative.selectors import other_periods, versions_of
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.evidence.narrative.teller import find_teller
from jatan.evidence.reports.period_layout import days_in_words
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.grant_frame import line_label
from jatan.evidence.studio.parts import PAPERS
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.kernel.periods import Period
from jatan.programme.activities.choices import Theme
from jatan.programme.projects.models import Project, ProjectIndicator
from jatan.programme.projects.selectors import find_indicator, readable_projects
from jatan.web.reports.report_request import ReportRequest, parse_request
from jatan.web.reports.studio.asked import parse_asked
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import long_text
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

# What the report that carries the words is called, and the part in which they stand.
_REPORTS: Mapping[str, tuple[Any, str]] = {
    "account": (gettext_lazy("Account of our work"), "#part-strategies"),
    "donor": (Audience.DONOR.title, "#part-words"),
    "studio": (gettext_lazy("Reports"), ""),
}
_PAPERS = ("account", "donor")  # of no grant
_GRANTS = gettext_lazy("Projects and grants")
_EMPTY_LINE = gettext_lazy(
    "An empty line begins a new paragraph. Write no name of anybody without her written consent."
)


class WordsForm(AnswerForm):
    text_hi = long_text(gettext_lazy("In Hindi"), most=LONGEST_TEXT, hint=_EMPTY_LINE)
    text_en = long_text(gettext_lazy("In English"), most=LONGEST_TEXT, hint=gettext_lazy("For the English paper."))


@dataclass(frozen=True)
class _Question:
    """Which words are asked for: of whose report, where in it, over which days, about which grant or line."""

    where: Place
    organisation: uuid.UUID
    asked: ReportRequest
    theme: str
    about: uuid.UUID | None

    @property
    def period(self) -> Period:
        return self.asked.period

    def query(self, period: Period) -> str:
        """The query string of the same words for these days."""
        more = {name: str(value) for name, value in (("theme", self.theme), ("about", self.about)) if value}
        return self.asked.within(period).query(**more)

    def url(self, period: Period) -> str:
        """The address of the same words for other days."""
        return reverse("report_words", args=[self.where.code]) + self.query(period)


@needs(Permission.REPORTS_SEE)
def words_page(request: StaffRequest, code: str) -> HttpResponseBase:
    """The words of one place and period with their versions. POST writes a new version."""
    question = _asked(request, code)
    grant, subject = _grant(request.actor, question)
    may_write = question.organisation in request.actor.reach(Permission.NARRATIVE_WRITE).organisations
    if request.method == "POST" and not may_write:
        raise Http404
    versions = versions_of(request.actor, question.organisation, code, question.period, question.theme, question.about)
    current = next((row for row in versions if row.replaced_at is None), None)
    back, back_label = _back(request, question, grant)
    initial = {"text_hi": current.text_hi, "text_en": current.text_en} if current else {}
    form = submission.bind_form(WordsForm, request, initial=initial) if may_write else None
    if form is not None and submission.submit_form(form, lambda answers: _write(request, question, answers)):
        messages.success(request, _("Saved. The former text is kept with its versions."))
        return redirect(back + (_REPORTS[question.where.paper][1] if grant is None else ""))
    page = _page(request.actor, question, versions) | {
        "form": form,
        "back": back,
        "back_label": back_label,
        "subject": subject,
        "current": current,
        "before": str(current.id) if current else "",
    }
    return render(request, "reports/words.html", page, status=422 if form and form.errors else 200)


def _asked(request: StaffRequest, code: str) -> _Question:
    """The question of an address, by itself for the last quarter that is over.

    Raises Http404 where a part of it cannot be read.
    """
    query, asked, where = request.GET, parse_request(request.GET), find_place(code)
    try:
        about = uuid.UUID(query["about"]) if query.get("about") else None
    except ValueError as unreadable:
        raise Http404 from unreadable
    if where is None or not asked.is_readable or (query.get("organisation") and asked.organisation is None):
        raise Http404
    theme = query.get("theme", "") if where.paper != "account" else ""  # the account has none
    is_about_right = about is None if where.paper in _PAPERS else about is not None or where.paper != "grant"
    if theme not in Theme.values or not is_about_right:
        raise Http404
    return _Question(where, _whose(request, where, asked), asked, theme, about)


def _whose(request: StaffRequest, where: Place, asked: ReportRequest) -> uuid.UUID:
    """The organisation that speaks: of the account and to a donor whoever those papers are of, else her own office.

    Raises Http404 where nobody speaks, or somebody whom she may not read.
    """
    by = request.actor
    if where.paper in _PAPERS:
        teller = find_teller(by, scope_of(by, organisation=asked.organisation, district=asked.district))
    else:
        teller = asked.organisation or getattr(request.home_organisation, "id", None)
        teller = teller if teller in by.reach(Permission.REPORTS_SEE).row_organisations else None
    if teller is None:
        raise Http404
    return teller


def _grant(by: Actor, question: _Question) -> tuple[Project | None, str]:
    """The grant that the words are about, and what they are about in words. Raises Http404 for what she may not see."""
    if question.about is None:
        return None, ""
    mine = readable_projects(by).filter(organisation_id=question.organisation)
    if (grant := mine.filter(pk=question.about).first()) is not None:
        return grant, grant.name
    line: ProjectIndicator = find_indicator(by, question.about)
    if line.organisation_id != question.organisation:
        raise Http404
    return line.objective.project, line_label(line).in_language()


def _write(request: StaffRequest, question: _Question, answers: Any) -> bool:
    before = request.POST.get("before", "")
    command = WriteParagraph(
        organisation=question.organisation,
        place=question.where.code,
        first=question.period.start,
        last=question.period.end,
        theme=question.theme,
        about=question.about,
        text_hi=answers["text_hi"],
        text_en=answers["text_en"],
        before=_id(before),
    )
    write_paragraph(by=request.actor, command=command)
    return True


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _page(by: Actor, question: _Question, versions: list[Paragraph]) -> dict[str, Any]:
    writers = {row.written_by for row in versions if row.written_by}
    names = dict(Account.objects.filter(id__in=writers).values_list("id", "name"))
    elsewhere = other_periods(
        by, question.organisation, question.where.code, question.period, question.theme, question.about
    )
    return {
        "place": question.where,
        "whose": Organisation.objects.get(id=question.organisation).name,
        "period": days_in_words(question.period),
        "theme": str(Theme(question.theme).label) if question.theme else "",
        "versions": [(row, names.get(row.written_by, "") if row.written_by else "") for row in versions],
        "elsewhere": [(question.url(row.period), days_in_words(row.period)) for row in elsewhere],
    }


def _back(request: StaffRequest, question: _Question, grant: Project | None) -> tuple[str, Any]:
    """(address, name) of the page of the grant, or of the paper or report of these days."""
    if grant is not None:
        return reverse("projects_detail", args=[grant.pk]), _GRANTS
    label, _part = _REPORTS[question.where.paper]
    report = parse_asked(request.GET).query(period=question.period, **PAPERS[question.where.paper])
    return reverse("studio") + report, label
