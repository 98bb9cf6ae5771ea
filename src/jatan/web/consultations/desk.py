"""The record pages of consultations, with who was invited, what was recommended and shown, and their files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.consultations import commands, records, selectors, services
from jatan.programme.consultations.choices import ConsultationLevel, EvidenceKind, RecommendationOutcome, Reply
from jatan.programme.consultations.models import (
    Consultation,
    ConsultationFile,
    Evidence,
    Invitation,
    Recommendation,
)
from jatan.programme.laws.choices import LawTopic
from jatan.web.consultations.record_forms import (
    AttendanceForm,
    CancelForm,
    ConsultationForm,
    EvidenceForm,
    FileForm,
    FollowForm,
    HeldForm,
    InviteForm,
    PlanAgainForm,
    RecommendationForm,
    RepliesForm,
)
from jatan.web.ui.components import charts, states
from jatan.web.ui.records.columns import PLACE, by_choice, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Filter, OpenedRecord, Part, Step, Words
from jatan.web.ui.records.withdrawal import kind_withdraw_step


def _state(row: Consultation) -> states.Badge:
    if row.is_held:
        return states.done(pgettext_lazy("consultation", "held"))
    if row.cancelled_on is not None:
        return states.plain(pgettext_lazy("consultation", "cancelled"))
    is_past = row.planned_on < clock.today()
    return (
        states.late(pgettext_lazy("consultation", "held? Record it"))
        if is_past
        else states.normal(pgettext_lazy("consultation", "planned"))
    )


def _agenda(row: Consultation) -> str:
    """The lines of the agenda, numbered, in one text."""
    lines = [line.strip() for line in row.agenda.splitlines() if line.strip()]
    return "; ".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _present(row: Consultation) -> int | None:
    return row.activity.total if row.activity is not None and row.is_held else None


def _linked(opened: OpenedRecord) -> Sequence[tuple[Words, Any]]:
    """The meeting by which it counts, and how many of the invited said yes and came."""
    by, row = opened.by, opened.row
    found: list[tuple[Words, Any]] = []
    if row.activity is not None and row.is_held:
        url = reverse("activities_detail", args=[row.activity.pk])
        present = ngettext("%(count)s person there", "%(count)s people there", row.activity.total)
        words = present % {"count": row.activity.total}
        found.append((_("Counted as"), format_html('<a href="{}">{}</a>', url, words)))
    invited = list(selectors.invitations(by, row))
    if invited:
        points = [
            charts.Point(pgettext_lazy("consultation", "invited"), len(invited)),
            charts.Point(_("said they come or send somebody"), sum(_says_yes(one) for one in invited)),
            charts.Point(pgettext_lazy("consultation", "came"), sum(one.came for one in invited)),
        ]
        if row.organisation_id in by.home_organisations:
            url = reverse("consultation_sheet", args=[row.pk])
            found.append((_("To be signed"), format_html('<a href="{}">{}</a>', url, _("Attendance sheet"))))
        found.append((_("Those invited"), charts.bars(points, title=_("Those invited"))))
    return found


def _says_yes(row: Invitation) -> bool:
    return row.reply in (Reply.COMES, Reply.SENDS)


def _reply(row: Invitation) -> states.Badge:
    label = Reply(row.reply).label
    if _says_yes(row):
        return states.done(label)
    return states.plain(label) if row.reply or row.came else states.soon(label)


def _outcome(row: Recommendation) -> states.Badge:
    label = RecommendationOutcome(row.outcome).label
    if row.outcome == RecommendationOutcome.OPEN:
        is_late = clock.is_past(row.due_on)
        return states.late(_("overdue")) if is_late else states.soon(label)
    return states.plain(label) if row.outcome == RecommendationOutcome.REFUSED else states.done(label)


def _shown(row: Evidence) -> Any:
    """What was shown, as a link to where it stands."""
    if row.kind == EvidenceKind.MATERIAL:
        return format_html('<a href="{}">{}</a>', reverse("library_detail", args=[row.material]), row.shown)
    if row.kind == EvidenceKind.NUMBER and row.since and row.until:
        url = reverse("report_rows", args=[row.indicator, row.value])
        period = f"?from={row.since.isoformat()}&to={row.until.isoformat()}"
        return format_html('<a href="{}{}">{}</a>', url, period, row.shown)
    return row.shown


def _file(row: ConsultationFile) -> Any:
    return format_html('<a href="{}">{}</a>', reverse("consultation_file", args=[row.pk]), row.file_name)


def _invite(by: Actor, row: Consultation, answers: Mapping[str, Any]) -> object:
    return services.invite(by=by, commands=[commands.Invite(consultation=row, **one) for one in answers["invitees"]])


_STEPS = (
    Step(
        slug="invite",
        label=_("Invite"),
        needs=P.ACTIVITIES_RECORD,
        act=_invite,
        form=InviteForm,
        initial=lambda row: {"invited_on": clock.today()},
        is_open=lambda row: row.cancelled_on is None,
    ),
    Step(
        slug="replies",
        label=_("Note replies"),
        needs=P.ACTIVITIES_RECORD,
        act=lambda by, row, a: services.note_replies(by=by, consultation=row, **a),
        form=RepliesForm,
        is_open=lambda row: row.cancelled_on is None and not row.is_held,
        initial=lambda row: {"replied_on": clock.today()},
    ),
    Step(
        slug="held",
        label=_("It was held"),
        needs=P.ACTIVITIES_RECORD,
        act=lambda by, row, a: services.hold_consultation(
            by=by, command=commands.HoldConsultation(consultation=row, **a)
        ),
        form=HeldForm,
        is_open=lambda row: not row.is_held,
        initial=lambda row: {"held_on": min(row.planned_on, clock.today())},
        done=_("It is recorded as held, and counts."),
    ),
    Step(
        slug="attendance",
        label=_("Correct who came"),
        needs=P.ACTIVITIES_RECORD,
        act=lambda by, row, a: services.note_attendance(by=by, consultation=row, came=a["came"]),
        form=AttendanceForm,
        is_open=lambda row: row.is_held,
    ),
    Step(
        slug="cancel",
        label=_("It will not be held"),
        needs=P.ACTIVITIES_RECORD,
        act=lambda by, row, a: services.cancel_consultation(by=by, consultation=row, on=clock.today(), **a),
        form=CancelForm,
        is_open=lambda row: not row.is_held and row.cancelled_on is None,
    ),
    Step(
        slug="again",
        label=_("Plan it again"),
        needs=P.ACTIVITIES_RECORD,
        act=lambda by, row, a: services.plan_again(by=by, consultation=row, **a),
        form=PlanAgainForm,
        is_open=lambda row: not row.is_held and row.cancelled_on is not None,
    ),
)


_RECOMMENDATIONS = Part(
    slug="recommendations",
    title=_("What was recommended"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.recommendations,
    columns=(
        *display_fields(Recommendation, "what", "addressed_to", "due_on"),
        DisplayField(pgettext_lazy("recommendation", "What became of it"), _outcome, "badge"),
        *display_fields(Recommendation, "what_became"),
    ),
    add_label=_("Record a recommendation"),
    record=P.ACTIVITIES_RECORD,
    form=RecommendationForm,
    add=lambda by, row, a: records.RECOMMENDATION.record(by=by, command=commands.Recommend(consultation=row, **a)),
    initial=lambda row: {"made_on": row.activity.held_on if row.is_held else min(row.planned_on, clock.today())},
    steps=(
        Step(
            slug="outcome",
            label=pgettext_lazy("recommendation", "What became of it"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: records.follow_recommendation(by=by, recommendation=row, **a),
            form=FollowForm,
            initial=lambda row: {"outcome_on": clock.today(), "outcome": row.outcome, "what_became": row.what_became},
        ),
        kind_withdraw_step(records.RECOMMENDATION),
    ),
)

_INVITATIONS = Part(
    slug="invitations",
    title=_("Who was invited"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.invitations,
    columns=(
        DisplayField(_("Office or organisation"), "institution"),
        *display_fields(Invitation, "post", "name", "kind", "invited_on"),
        DisplayField(_("Reply"), _reply, "badge"),
        DisplayField(_("Came"), lambda row: _("yes") if row.came else ""),
    ),
    add_label=_("Invite"),
    record=P.ACTIVITIES_RECORD,
    add_link=lambda row: reverse("consultations_invite", args=[row.pk]) if row.cancelled_on is None else "",
    steps=(
        kind_withdraw_step(
            services.INVITATION,
            _("This invitation leaves the list. It stays readable with your reason."),
        ),
    ),
    empty=_("Nobody is invited yet."),
)

_EVIDENCE = Part(
    slug="evidence",
    title=_("What was shown"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.evidence,
    columns=(DisplayField(_("What was shown"), _shown), *display_fields(Evidence, "kind", "since", "until")),
    add_label=_("Record what was shown"),
    record=P.ACTIVITIES_RECORD,
    form=EvidenceForm,
    add=lambda by, row, a: records.EVIDENCE.record(by=by, command=commands.ShowEvidence(consultation=row, **a)),
    steps=(kind_withdraw_step(records.EVIDENCE),),
    empty=_("Studies and numbers that were laid on the table are listed here."),
)

_FILES = Part(
    slug="files",
    title=_("Minutes and papers"),
    see=P.ACTIVITIES_SEE,
    rows=selectors.files,
    columns=(DisplayField(_("File"), _file), *display_fields(ConsultationFile, "kind", "note")),
    add_label=_("Add minutes or a paper"),
    record=P.ACTIVITIES_RECORD,
    form=FileForm,
    add=lambda by, row, a: records.add_file(
        by=by, command=commands.AddFile(consultation=row, kind=a["kind"], note=a["note"]), upload=a["upload"]
    ),
    initial=lambda row: {"kind": "minutes" if row.is_held else "invitation"},
    steps=(kind_withdraw_step(records.FILE),),
    empty=_("No paper is kept here yet. Only our own office opens them."),
)

CONSULTATIONS = Desk(
    slug="consultations",
    kind=services.CONSULTATION,
    title=_("Consultations"),
    icon="consultation",
    label=lambda row: row.title,
    form=ConsultationForm,
    add_label=_("Plan a consultation"),
    columns=(
        *display_fields(Consultation, "title", "level", "planned_on", sorts=["planned_on"]),
        DisplayField(_("State"), _state, "badge"),
        DisplayField(_("People there"), _present, "number"),
        PLACE,
        DisplayField(_("Recorded by"), "organisation.name"),
    ),
    facts=(
        DisplayField(_("State"), lambda row: _state(row).text),
        *display_fields(Consultation, "level", "planned_on"),
        DisplayField(
            pgettext_lazy("consultation", "Held on"), lambda row: row.activity.held if row.is_held else None, "day"
        ),
        *display_fields(Consultation, "cancelled_because"),
        PLACE,
        *display_fields(Consultation, "venue", "law_topics", "purpose"),
        DisplayField(_("Agenda"), _agenda),
        DisplayField(_("Agreed there"), lambda row: row.activity.decisions if row.is_held else ""),
        DisplayField(_("Recorded by"), "organisation.name"),
    ),
    filters=(
        by_choice("level", _("Level"), ConsultationLevel),
        Filter(
            "law_topic", _("Law concerned"), lambda code: Q(law_topics__contains=[code]), lambda by: LawTopic.choices
        ),
        *by_period("planned_on"),
    ),
    steps=_STEPS,
    parts=(_RECOMMENDATIONS, _INVITATIONS, _EVIDENCE, _FILES),
    linked=_linked,
    order=("-planned_on", "-id"),
    related=("place", "organisation", "activity"),
    prefill=("level",),
    work_lists=(("consultation_numbers", _("In numbers"), P.REPORTS_SEE), ("laws", _("Laws"), P.LIBRARY_SEE)),
    empty=_("No consultation is on record yet. Plan the first."),
)

DESKS = (CONSULTATIONS,)
