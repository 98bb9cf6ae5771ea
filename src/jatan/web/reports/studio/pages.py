"""The page of the studio, and the report as a file."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jatan.evidence.narrative.models import Paragraph
from jatan.evidence.narrative.places import places_of
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.parts import SENTENCES, Built, build
from jatan.evidence.studio.written import WRITERS
from jatan.foundation.access.permissions import Permission
from jatan.web.reports.changed import Line, changed_lines
from jatan.web.reports.recount_state import changes_waiting
from jatan.web.reports.report_request import offices_of, parse_request, presets
from jatan.web.reports.studio.asked import Asked, parse_asked
from jatan.web.reports.studio.display import shown_parts
from jatan.web.reports.studio.form import choosing_form, part_lines, shortcuts
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.papers import makes_paper

_LONGEST_NAME = 60
_ONLY_IN = {
    "hi": _("Written in Hindi only, so it is not in this report."),
    "en": _("Written in English only, so it is not in this report."),
}


@needs(Permission.REPORTS_SEE, counts=True)
def studio(request: StaffRequest) -> HttpResponseBase:
    """The report that is chosen, under the form with which it is chosen."""
    asked = parse_asked(request.GET)
    built = build(request.actor, asked.choice, request.build_absolute_uri(request.path + asked.query()))
    offices = built.facts.report.offices or offices_of(request.actor)
    own_words = _own_words(request, asked, built)
    page: dict[str, Any] = {
        "report": built.report,
        "asked": asked,
        "question": asked.question,
        "form": choosing_form(asked, offices, request.actor),
        "lines": part_lines(asked),
        "presets": _presets(asked),
        "audiences": [(asked.for_audience(one), one.label, one is asked.choice.audience) for one in Audience],
        "shortcuts": shortcuts(asked),
        "files": [(kind, reverse("studio_file", args=[kind]) + asked.query()) for kind in WRITERS],
        "annex_url": reverse("report_annex") + asked.question.query(),
        "own_words": own_words,
        "has_hint": any(hint for _place, _url, hint in own_words),
        "changed": _changed(request, asked, built),
        "waiting": changes_waiting(built.facts.report.counted_in),
    }
    with override(asked.choice.language):
        page["parts"] = shown_parts(built.report, asked, devanagari=request.account.uses_devanagari_digits)
    return render(request, "reports/studio/studio.html", page)


@makes_paper
@needs(Permission.REPORTS_SEE, counts=True)
def studio_file(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The same report as PDF, DOCX, XLSX or JSON."""
    if kind not in WRITERS:
        raise Http404
    asked = parse_asked(request.GET)
    address = request.build_absolute_uri(reverse("studio") + asked.query())
    built = build(request.actor, asked.choice, address, is_whole=True)
    return send_file(WRITERS[kind](built), _file_name(built, kind))


def _changed(request: StaffRequest, asked: Asked, built: Built) -> list[Line]:
    """Published figures that changed since, for the house itself: each opens onto its rows."""
    if not asked.choice.audience.is_house:
        return []
    return changed_lines(built.facts.report, asked.question, request.actor)


def _own_words(request: StaffRequest, asked: Asked, built: Built) -> list[tuple[Any, str, Any]]:
    """(place, address, hint) where whoever may write the words of this report writes them. The hint: that they are
    written in the other language alone, and so left out of this paper; "" otherwise."""
    choice, teller, grant = asked.choice, built.facts.teller, built.facts.project
    if len(choice.themes) > 1 or teller not in request.actor.reach(Permission.NARRATIVE_WRITE).organisations:
        return []
    days = {"from": choice.period.start, "to": choice.period.end}
    theme = {"theme": choice.themes[0]} if choice.themes else {}
    about = {"about": grant.id} if grant is not None and grant.organisation_id == teller else {}
    found: list[tuple[Any, dict[str, Any]]] = [
        (place, days | {"organisation": teller} | theme | about) for place in places_of("studio")
    ]
    if grant is None:  # the others are of no grant, and of whoever the report is about
        whose = {"organisation": asked.question.organisation} if asked.question.organisation else {}
        found += [
            (place, days | whose) for place in places_of("account") if {*SENTENCES} & {*choice.parts} - {"method"}
        ]
        found += [(place, days | whose | theme) for place in places_of("donor") if choice.audience is Audience.DONOR]
    return [
        (
            place,
            f"{reverse('report_words', args=[place.code])}?{urlencode(query)}",
            _only_elsewhere(built.facts.written.get(place.code), choice.language),
        )
        for place, query in found
    ]


def _only_elsewhere(paragraph: Paragraph | None, language: str) -> Any:
    if paragraph is None or paragraph.is_taken_back or getattr(paragraph, f"text_{language}"):
        return ""
    return _ONLY_IN["en" if language == "hi" else "hi"]


def _presets(asked: Asked) -> list[tuple[str, Any, bool]]:
    """The usual periods, each with everything else that is chosen."""
    found = []
    for query, words, is_current in presets(asked.question):
        period = parse_request(QueryDict(query.removeprefix("?"))).period
        found.append((asked.query(period=period), words, is_current))
    return found


def _file_name(built: Built, kind: str) -> str:
    """In plain letters, because old computers and e-mail break others: for whom, whose, from when to when."""
    report, subject = built.facts.report, built.facts.report.subject
    whose = slugify(subject.name.en or subject.code)[:_LONGEST_NAME].strip("-") if subject.is_narrowed else ""
    parts = (
        "jatan-report",
        built.facts.choice.audience.value,
        whose,
        f"{report.period.start}",
        f"{report.period.end}",
        built.report.language,
    )
    return f"{'-'.join(part for part in parts if part)}.{kind}"
