"""The record pages of studies, with findings and shared copies as parts, and links to what belongs to a study."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.programme.studies import commands, selectors, services
from jatan.programme.studies.models import Finding, SharedCopy, Study
from jatan.web.studies.record_forms import CopyForm, FindingForm, FinishForm, StudyForm
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, OpenedRecord, Part, Step
from jatan.web.ui.records.withdrawal import kind_withdraw_step


def _state(row: Study) -> states.Badge:
    if row.finished_on is not None:
        return states.done(_("finished"))
    if row.begins_on is not None and row.begins_on <= clock.today():
        return states.normal(_("in the villages"))
    return states.plain(_("being prepared"))


def _about(study: Study, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {"organisation": study.organisation_id, "place": study.place, "study": study, **answers}


def _links(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    """What belongs to a study, each with where it stands and a link to its page."""
    by, study = opened.by, opened.row
    instrument = selectors.current_instrument(study)
    draw = selectors.draw_of(study)
    sites = list(selectors.sites_of(study))
    reads_all = selectors.may_read_all(by, study)
    lines = [
        (
            _("Questions"),
            "study_questions",
            _("%(number)s, version %(version)s") % {"number": len(instrument.questions), "version": instrument.version},
        ),
        (
            _("Villages"),
            "study_villages",
            _("%(drawn)s of %(all)s") % {"drawn": len(sites), "all": len(draw.frame)} if draw else _("not drawn yet"),
        ),
    ]
    if by.reach(P.INTERVIEWS_SEE).has_rows:
        held = sum(selectors.interview_counts(by, study).values())
        mine = sites if reads_all or by.home is None else selectors.sites_for(study, by.home.pk)
        meant = study.interviews_in_village * sum(site.times for site in mine)
        words = _("%(held)s of %(meant)s") % {"held": format_integer(held), "meant": format_integer(meant)}
        lines.append((_("Interviews"), "study_interviews", words if meant else format_integer(held)))
    if reads_all:
        lines += [(_("Tables"), "study_tables", _("n, shares and intervals"))]
        lines += [(_("Quality of the answers"), "study_quality", _("missing, out of range, enumerators"))]
    else:
        is_released = study.released_on is not None
        lines += [(_("Tables"), "study_tables", _("released") if is_released else _("not released yet"))]
    found = [
        (label, format_html('<a href="{}">{}</a>', reverse(name, args=[study.pk]), words))
        for label, name, words in lines
    ]
    return [*found, (_("Report"), _report(by, study))]


def _report(by: Actor, study: Study) -> Any:
    words: Any = study.report.title if study.report is not None else _("none yet")
    if study.report is not None and study.report.file:
        words = format_html('<a href="{}">{}</a>', reverse("material_file", args=[study.report_id]), words)
    if study.organisation_id in by.reach(P.STUDIES_DESIGN).organisations:
        address = reverse("study_report", args=[study.pk])
        return format_html('{} · <a href="{}">{}</a>', words, address, _("Add or change the report"))
    return words


def _basis(row: Finding) -> Any:
    """The question that a finding rests on, as a link to its table."""
    if not row.basis:
        return _("no single question")
    address = f"{reverse('study_tables', args=[row.study_id])}#{row.basis}"
    return format_html('<a href="{}">{}</a>', address, row.basis)


_FINDINGS = Part(
    slug="findings",
    title=_("Findings"),
    see=P.LIBRARY_SEE,
    rows=lambda by, study: selectors.findings_of(study),
    columns=(
        *display_fields(Finding, "text"),
        DisplayField(_("Rests on"), _basis),
    ),
    add_label=_("Write a finding"),
    record=P.STUDIES_DESIGN,
    form=FindingForm,
    add=lambda by, study, a: services.FINDING.record(by=by, command=commands.RecordFinding(**_about(study, a))),
    steps=(
        Step(
            slug="change",
            label=_("Change"),
            needs=P.STUDIES_DESIGN,
            act=lambda by, row, a: services.FINDING.amend(by=by, row=row, changes=a),
            form=FindingForm,
            initial=lambda row: {"text": row.text, "basis": row.basis},
        ),
        kind_withdraw_step(
            services.FINDING,
        ),
    ),
    empty=_("Nothing is written as a finding yet."),
)
_COPIES = Part(
    slug="copies",
    title=_("Who received it, and what it changed"),
    see=P.LIBRARY_SEE,
    rows=lambda by, study: selectors.shared_copies_of(study),
    columns=display_fields(SharedCopy, "to_whom", "given_on", "copies", "what_changed", "changed_on"),
    add_label=_("Record copies given"),
    record=P.STUDIES_DESIGN,
    form=CopyForm,
    add=lambda by, study, a: services.COPY.record(by=by, command=commands.ShareCopy(**_about(study, a))),
    initial=lambda study: {"given_on": clock.today(), "copies": 1},
    steps=(
        Step(
            slug="change",
            label=_("What it changed"),
            needs=P.STUDIES_DESIGN,
            act=lambda by, row, a: services.COPY.amend(by=by, row=row, changes=a),
            form=CopyForm,
            initial=lambda row: {
                name: getattr(row, name) for name in ("given_on", "to_whom", "copies", "what_changed", "changed_on")
            },
        ),
        kind_withdraw_step(
            services.COPY,
        ),
    ),
)

STUDIES = Desk(
    slug="studies",
    kind=services.STUDY,
    title=_("Studies"),
    icon="study",
    label=lambda row: row.title,
    form=StudyForm,
    add_label=_("Begin a study"),
    register=lambda by, a: services.begin_study(by=by, command=commands.BeginStudy(**a)),
    columns=(
        *display_fields(Study, "title"),
        DisplayField(_("How far it is"), _state, "badge"),
        *display_fields(Study, "begins_on", "finished_on", sorts=["begins_on", "finished_on"]),
    ),
    facts=display_fields(
        Study, "question", "consent_text", "interviews_in_village", "begins_on", "ends_on", "released_on", "finished_on"
    ),
    linked=_links,
    related=("place", "organisation", "report"),
    filters=by_period("finished_on"),
    steps=(
        Step(
            slug="finish",
            label=_("The study is finished"),
            needs=P.STUDIES_DESIGN,
            act=lambda by, row, a: services.finish_study(by=by, study=row, finished_on=a["finished_on"]),
            form=FinishForm,
            sentence=_("No interview can be added afterwards. The study counts on that day."),
            is_open=lambda row: row.finished_on is None,
        ),
    ),
    parts=(_FINDINGS, _COPIES),
    empty=_("No study yet. Begin the first."),
    is_exportable=False,
)

DESKS = (STUDIES,)
