"""The numbers of a study: tables with intervals and charts, quality checks, the released tables, and the report."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.rounding_rule import BASE
from jatan.evidence.studies.estimates import Estimate
from jatan.evidence.studies.groups import FEWEST
from jatan.evidence.studies.quality import Quality, check_quality
from jatan.evidence.studies.releases import Kept, kept_release
from jatan.evidence.studies.releases import release as next_release
from jatan.evidence.studies.sample import Sample, sample_of
from jatan.evidence.studies.tables import (
    BY_DISTRICT,
    Line,
    QuestionTable,
    cross_table,
    find_question,
    tables_of,
)
from jatan.foundation.access.permissions import Permission
from jatan.kernel.numbers import format_integer
from jatan.kernel.problems import Problem
from jatan.kernel.questions import Question
from jatan.programme.library.files import LARGEST
from jatan.programme.library.selectors import materials
from jatan.programme.studies import selectors, services
from jatan.programme.studies.models import Study
from jatan.programme.studies.services import STUDY
from jatan.web.studies.questions import crumbs, designed, may_design
from jatan.web.ui.body_limits import UploadField, takes_files
from jatan.web.ui.components import charts
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, text
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_MOST_REPORTS: Final = 100
_MOST_INTERVIEWS: Final = 20_000
_STRONG: Final = 0.1  # an intraclass correlation above it is shown as something to look at
_MOST_ALIKE: Final = 50


class ReportForm(AnswerForm):
    """`about`: (choices of materials, whether the reader may add one to the library)."""

    material = choice(gettext_lazy("Report in the library"), (), empty=gettext_lazy("none of these"))
    title = text(gettext_lazy("Title of a new report"), most=200)
    upload = UploadField(
        label=gettext_lazy("Its file"), required=False, largest=LARGEST, help_text=gettext_lazy("PDF or DOCX.")
    )

    def prepare(self) -> None:
        listed, may_add = self.about
        field: Any = self.fields["material"]
        field.choices = [*field.choices[:1], *listed]
        if not may_add:
            del self.fields["title"], self.fields["upload"]


@needs(Permission.LIBRARY_SEE)
def tables(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The live tables for whoever reads all interviews; the released ones for everybody else."""
    study = STUDY.find(request.actor, pk)
    page: dict[str, Any] = {"study": study, "crumbs": crumbs(study)}
    if not selectors.may_read_all(request.actor, study):
        kept = kept_release(study)
        n = kept["n"] if kept else 0
        page |= {"kept": kept, "n": n, "base": BASE, "fewest": FEWEST}
        page["blocks"] = _released_blocks(kept["tables"]) if kept and n else []
        return render(request, "studies/released.html", page)
    sample = _sample(request, study)
    by = request.GET.get("by", "")
    groups = [(BY_DISTRICT, _("District"))]
    groups += [(one.code, str(one.label)[:60]) for one in sample.questions if one.kind == "choice"]
    if by not in dict(groups):
        by = ""
    page |= {
        "n": len(sample.interviews),
        "method": _method(sample),
        "is_one_unit": sample.design is not None and not sample.design.freedom,
        "blocks": [_block(study, table) for table in tables_of(sample)],
        "may_release": may_design(request, study) and bool(sample.interviews),
    }
    if (asked := find_question(sample, request.GET.get("question", ""))) is not None:
        page["blocks"] = [_crossed(study, sample, asked, by or BY_DISTRICT)]
        page["crossings"] = [
            (f"?question={asked.code}&by={code}", label, code == (by or BY_DISTRICT))
            for code, label in groups
            if code != asked.code
        ]
    return render(request, "studies/tables.html", page)


@require_POST
@needs(Permission.STUDIES_DESIGN)
def release(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the network the tables, from rounded groups of interviews."""
    study = designed(request, pk)
    if not selectors.may_read_all(request.actor, study):
        raise Http404

    def make(study: Study) -> Kept:
        return next_release(_sample(request, study, most=None), kept_release(study))

    try:
        is_new = services.release_tables(by=request.actor, study=study, make=make)
    except Problem as problem:
        messages.error(request, str(problem.message))
    else:
        messages.success(
            request,
            _("The tables are released, in rounded numbers.")
            if is_new
            else _("Nothing is new: numbers come in when the same person has asked ten more people of one district."),
        )
    return redirect("study_tables", study.pk)


@needs(Permission.INTERVIEWS_SEE)
def quality(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Quality checks over the interviews within reach."""
    study = selectors.find_asked_study(request.actor, pk)
    sample = _sample(request, study)
    found = check_quality(sample)
    page = {
        "study": study,
        "crumbs": crumbs(study),
        "n": len(sample.interviews),
        "gaps": _gap_table(study, found),
        "effects": _effect_table(found),
        "alike": _links([pk for group in found.alike for pk in group]),
        "short": _links(list(found.short)),
        "outside": _links([pk for gap in found.gaps for pk in gap.out_of_range]),
        "minutes": found.minutes,
        "timed": found.timed,
        "picture": _gap_picture(found),
    }
    return render(request, "studies/quality.html", page)


@takes_files(LARGEST)
@needs(Permission.STUDIES_DESIGN)
def report(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Name the report: a material of the library, or a new one that is added to it."""
    study = designed(request, pk)
    may_add = study.organisation_id in request.actor.reach(Permission.LIBRARY_RECORD).organisations
    rows = materials(request.actor).filter(organisation_id=study.organisation_id)
    listed = [(str(row.pk), row.title) for row in rows[:_MOST_REPORTS]]
    initial = {"material": str(study.report_id or "")}
    form = submission.bind_form(ReportForm, request, about=(listed, may_add), initial=initial)

    def act(answers: Any) -> object:
        if answers.get("upload"):
            title = answers["title"] or study.title
            return services.add_report(by=request.actor, study=study, title=title, upload=answers["upload"])
        chosen = rows.get(pk=answers["material"]) if answers["material"] else None
        services.link_report(by=request.actor, study=study, report=chosen)
        return True

    if submission.submit_form(form, act) is not None:
        messages.success(request, _("The report is named. It lies in the library."))
        return redirect("studies_detail", study.pk)
    page = {"study": study, "crumbs": crumbs(study), "form": form, "title": _("Report of the study")}
    return render(request, "studies/form.html", page, status=422 if form.errors else 200)


def _sample(request: StaffRequest, study: Study, *, most: int | None = _MOST_INTERVIEWS) -> Sample:
    return sample_of(
        list(selectors.instruments_of(study)),
        selectors.draw_of(study),
        list(selectors.sites_of(study)),
        list(selectors.interviews_of(request.actor, study)[:most]),
    )


def _method(sample: Sample) -> str:
    """How shares and intervals were computed, in a sentence."""
    if sample.design is None:
        return _(
            "Villages were not drawn at random: shares are those of the people asked. Intervals: Wilson, Student's t."
        )
    if sample.has_sizes:
        return _(
            "Weighted by the chance of each village and its size; 95 % intervals by Taylor linearisation over villages."
        )
    return _("Weighted by the chance of each village; 95 % intervals by Taylor linearisation over villages.")


def _block(study: Study, table: QuestionTable) -> dict[str, Any]:
    address = reverse("study_interviews", args=[study.pk])
    question = table.question
    rows = [_line(line, f"{address}?question={question.code}&choice={line.choice}") for line in table.lines]
    note = _("%(n)s of %(asked)s who were asked answered") % {
        "n": format_integer(table.n),
        "asked": format_integer(table.asked),
    }
    return {
        "code": question.code,
        "title": question.label,
        "table": Table(note, _columns(question), rows, link="url"),
        "picture": _share_picture(
            question, [(line.label, line.estimate) for line in table.lines if line.estimate and line.label]
        ),
        "picture_title": _("Shares in per cent"),
        "by_url": f"?question={question.code}" if table.lines and table.lines[0].estimate else "",
    }


def _columns(question: Question) -> list[Column]:
    value = (
        _("Mean or share")
        if question.kind == "scale"
        else _("Mean")
        if question.is_number
        else pgettext("statistics", "Share")
    )
    return [
        Column("label", _("Answer")),
        Column("count", _("n"), "number"),
        Column("value", value),
        Column("interval", _("95 % interval")),
    ]


def _line(line: Line, url: str) -> dict[str, Any]:
    is_mean = not line.label
    return {
        "label": _("Mean") if is_mean else line.label,
        "count": line.count,
        "value": _value(line.estimate, is_mean),
        "interval": _interval(line.estimate, is_mean),
        "url": url if line.count else "",
    }


def _value(estimate: Estimate | None, is_mean: bool) -> str:
    if estimate is None or estimate.value is None:
        return ""
    return f"{estimate.value:.1f}" if is_mean else f"{estimate.value * 100:.1f} %"


def _interval(estimate: Estimate | None, is_mean: bool) -> str:
    if estimate is None or estimate.low is None or estimate.high is None:
        return ""
    scale = 1 if is_mean else 100
    return f"{estimate.low * scale:.1f} – {estimate.high * scale:.1f}" + ("" if is_mean else " %")


def _share_picture(question: Question, shares: list[tuple[str, Estimate | None]]) -> Any:
    if not shares:
        return None
    points = [(label, None if one is None or one.value is None else round(one.value * 100)) for label, one in shares]
    return charts.bars(points, title=question.label, summary=_("Shares in per cent"))


def _crossed(study: Study, sample: Sample, question: Question, by: str) -> dict[str, Any]:
    """One question by district or by another: a line for each group and choice."""
    address = reverse("study_interviews", args=[study.pk])
    rows: list[dict[str, Any]] = []
    points: list[tuple[str, int | None]] = []
    for group, lines in cross_table(sample, question, by):
        for line in lines:
            url = f"{address}?question={question.code}&choice={line.choice}&district={group.group}"
            row = _line(line, url if by == BY_DISTRICT else "")
            rows.append(row | {"label": f"{group.label} · {row['label']}"})
        first = lines[0].estimate if lines else None
        if first is not None and first.value is not None:
            points.append((group.label, round(first.value if question.is_number else first.value * 100)))
    title = question.label
    label = _("Mean") if question.is_number else (question.choices[0][1] if question.choices else "")
    return {
        "code": question.code,
        "title": title,
        "table": Table(_("n, shares and intervals"), _columns(question), rows, link="url"),
        "picture": charts.bars(points, title=label, summary=label) if points else None,
        "picture_title": label if question.is_number else f"{label}: {_('Shares in per cent')}",
        "by_url": "",
    }


def _released_blocks(tables: Sequence[Any]) -> list[dict[str, Any]]:
    found = []
    for table in tables:
        rows = [_released_line(one["label"], one["count"], one["estimate"]) for one in table["lines"]]
        if table["mean"] is not None:
            rows.insert(0, _released_line(_("Mean"), table["n"], table["mean"], is_mean=True))
        points = [
            (one["label"], None if one["estimate"] is None else round(one["estimate"][0] * 100))
            for one in table["lines"]
        ]
        columns = [
            Column("label", _("Answer")),
            Column("count", _("About how many")),
            Column("value", _("Mean or share")),
            Column("interval", _("95 % interval")),
        ]
        found.append(
            {
                "code": table["code"],
                "title": table["text"],
                "table": Table(_("Rounded numbers, shares and intervals"), columns, rows),
                "picture": charts.bars(points, title=table["text"]) if points else None,
                "picture_title": _("Shares in per cent"),
                "districts": _district_table(table),
            }
        )
    return found


def _released_line(label: str, count: int, numbers: Any, *, is_mean: bool = False) -> dict[str, Any]:
    value, low, high = numbers or (None, None, None)
    estimate = Estimate(0, value, None, low, high)
    return {
        "label": label,
        "count": _about(count),
        "value": _value(estimate, is_mean),
        "interval": _interval(estimate, is_mean),
    }


def _about(count: int) -> str:
    return format_integer(count) if count else Absence.FEW.words.in_language()


def _district_table(kept: dict[str, Any]) -> Table:
    means = [_("Mean")] if kept["mean"] is not None else []
    labels = means + [one["label"] for one in kept["lines"]]
    columns = [Column("label", _("District")), Column("n", _("About how many"))]
    columns += [Column(f"c{place}", label) for place, label in enumerate(labels)]
    rows = []
    for one in kept["districts"]:
        row = {"label": one["label"], "n": _about(one["n"])}
        for place, numbers in enumerate(one["estimates"]):
            row[f"c{place}"] = _value(Estimate(0, numbers[0]) if numbers else None, place < len(means))
        rows.append(row)
    return Table(_("By district"), columns, rows)


def _gap_table(study: Study, found: Quality) -> Table:
    address = reverse("study_interviews", args=[study.pk])
    columns = [
        Column("text", _("Question")),
        Column("asked", _("Asked"), "number"),
        Column("missing", _("Not answered"), "number"),
        Column("share", pgettext("statistics", "Share")),
        Column("outside", _("Out of range"), "number"),
    ]
    rows = [
        {
            "text": f"{gap.question.code} · {gap.question.label}",
            "asked": gap.asked,
            "missing": gap.missing,
            "share": f"{gap.missing / gap.asked * 100:.0f} %" if gap.asked else "",
            "outside": len(gap.out_of_range),
            "url": f"{address}?question={gap.question.code}&missing=1" if gap.missing else "",
        }
        for gap in found.gaps
    ]
    return Table(_("What is missing"), columns, rows, link="url")


def _gap_picture(found: Quality) -> Any:
    points = [(f"{gap.question.code} · {gap.question.label}"[:60], gap.missing) for gap in found.gaps if gap.missing]
    return charts.bars(points[:12], title=_("Not answered")) if points else None


def _effect_table(found: Quality) -> Table:
    columns = [
        Column("text", _("Question")),
        Column("icc", _("Goes with the enumerator")),
        Column("enumerators", _("Enumerators"), "number"),
        Column("n", _("n"), "number"),
    ]
    rows = [
        {
            "text": f"{one.question.code} · {one.question.label}",
            "icc": f"{one.correlation:.2f}" + (f" – {_('look at it')}" if one.correlation > _STRONG else ""),
            "enumerators": one.enumerators,
            "n": one.n,
        }
        for one in found.effects
    ]
    return Table(_("How much answers go with who asked"), columns, rows)


def _links(found: list[uuid.UUID]) -> list[tuple[str, str]]:
    return [
        (reverse("interview", args=[pk]), _("Interview %(number)s") % {"number": place})
        for place, pk in enumerate(found[:_MOST_ALIKE], start=1)
    ]
