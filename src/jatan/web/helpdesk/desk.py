"""The record pages of issues: from received to resolved, refused, withdrawn or unreachable."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.flows import no_news
from jatan.programme.helpdesk import commands, selectors, services
from jatan.programme.helpdesk.choices import CLOSED, OPEN, IssueKind, SentTo, Status
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.journeys.journey_search import find_caller, is_pass_code, matching_people
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.selectors import letters
from jatan.web.helpdesk import record_forms as forms
from jatan.web.helpdesk.head import issue_head
from jatan.web.helpdesk.issue_links import issue_also, linked_people, name_of
from jatan.web.ui.issue_words import is_open, kind_words, status_badge, urgency, waiting_words
from jatan.web.ui.records.bulk import bulk_step
from jatan.web.ui.records.columns import BY_BLOCK, PLACE, by_choice, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Filter, Part, Step
from jatan.web.ui.records.history import SHOWN
from jatan.web.ui.records.history_entry import HistoryEntry
from jatan.web.ui.records.projects import BY_PROJECT, project_act, project_part
from jatan.web.ui.register_columns import REGISTER_COLUMNS


def _search(by: Actor, text: str) -> Any:
    """Search by the issue's own fields and, if the user may see people, by the person it is about."""
    if not by.may(P.PEOPLE_SEE):
        return selectors.search(by, text)
    caller = find_caller(by, text)
    people = matching_people(by, text, caller)
    is_code = is_pass_code(text)
    return selectors.search(by, text, people=people, journeys=caller.journeys, has_names=not is_code)


def _resolve(by: Actor, row: Issue, a: Any) -> object:
    if a["is_partly"] == Status.PARTLY:
        return services.resolve_issue(
            by=by, issue=row, on=a["on"], money_recovered=a["money_recovered"], is_partly=True
        )
    return services.resolve_issue(by=by, issue=row, on=a["on"], money_recovered=a["money_recovered"])


def _is_lost(row: Issue) -> bool:
    return is_open(row) and row.kind == IssueKind.MISSING_CONTACT


_STEPS = (
    Step(
        slug="found",
        label=_("She is found"),
        needs=P.HELPDESK_RECORD,
        act=lambda by, row, a: no_news.record_found(by=by, issue=row, **a),
        form=forms.FoundForm,
        is_open=_is_lost,
        initial=lambda row: {"on": clock.today()},
        done=_("Found: the issue is closed."),
    ),
    Step(
        slug="send",
        label=_("Send to an office"),
        needs=P.HELPDESK_RECORD,
        act=lambda by, row, a: services.send_issue(by=by, issue=row, **a),
        form=forms.SendForm,
        is_open=is_open,
        initial=lambda row: {"sent_on": clock.today(), "next_follow_up_on": row.next_follow_up_on},
    ),
    Step(
        slug="reply",
        label=_("Reply received"),
        needs=P.HELPDESK_RECORD,
        act=lambda by, row, a: services.record_reply(by=by, issue=row, reply=a["reply"], on=a["replied_on"]),
        form=forms.ReplyForm,
        is_open=lambda row: row.status in (Status.SENT, Status.REPLIED),
        initial=lambda row: {"replied_on": clock.today()},
    ),
    Step(
        slug="resolve",
        label=_("Resolved"),
        needs=P.HELPDESK_RECORD,
        act=_resolve,
        form=forms.ResolveForm,
        is_open=lambda row: is_open(row) and not _is_lost(row),
        initial=lambda row: {"on": clock.today(), "is_partly": "resolved"},
    ),
    Step(
        slug="refuse",
        label=_("Refused"),
        needs=P.HELPDESK_RECORD,
        act=lambda by, row, a: services.refuse_issue(by=by, issue=row, on=a["on"], reply=a["reply"]),
        form=forms.RefuseForm,
        is_open=is_open,
        initial=lambda row: {"on": clock.today()},
    ),
    Step(
        slug="close",
        label=_("Withdrawn or unreachable"),
        needs=P.HELPDESK_RECORD,
        act=lambda by, row, a: services.close_issue(by=by, issue=row, status=a["status"]),
        form=forms.CloseForm,
        is_open=is_open,
    ),
    Step(
        slug="reopen",
        label=_("Open it again"),
        needs=P.HELPDESK_RECORD,
        act=lambda by, row, a: services.reopen_issue(by=by, issue=row, **a),
        form=forms.ReopenForm,
        is_open=lambda row: row.status in CLOSED,
    ),
)

_FOLLOW_UPS = Part(
    slug="follow-ups",
    title=_("Follow-ups"),
    see=P.HELPDESK_SEE,
    rows=lambda by, issue: selectors.follow_ups(by).filter(issue=issue),
    columns=display_fields(IssueFollowUp, "on", "note"),
    add_label=_("Record a follow-up"),
    record=P.HELPDESK_RECORD,
    form=forms.LookAfterForm,
    add=lambda by, issue, a: services.follow_up_issue(by=by, issue=issue, **a),
    initial=lambda issue: {"on": clock.today()},
)

_LETTERS = Part(
    slug="applications",
    title=_("Applications to offices"),
    see=P.HELPDESK_SEE,
    rows=lambda by, issue: letters(by).filter(issue=issue),
    columns=(
        *display_fields(OfficeLetter, "kind"),
        DisplayField(_("Office"), "office_name"),
        *display_fields(OfficeLetter, "written_on", "given_on"),
    ),
    add_label=_("Write an application"),
    record=P.HELPDESK_RECORD,
    add_link=lambda issue: reverse("letter_choose", args=[issue.pk]),
    link=lambda row: reverse("letters_detail", args=[row.pk]),
    empty=_("No application is written yet."),
)


class _Issues(Desk):
    NOTES_READING = True

    @property
    def more_columns(self) -> Sequence[DisplayField]:
        return display_fields(
            Issue,
            "caller_phone",
            "sent_to",
            "sent_on",
            "next_follow_up_on",
            "resolved_on",
            "money_recovered",
            sorts=["next_follow_up_on", "resolved_on"],
        )

    def happened(self, by: Actor, row: Issue) -> list[HistoryEntry]:
        """An entry for each application written about the issue."""
        return [
            HistoryEntry(
                letter.recorded_at,
                _("Application to %(office)s, dated %(day)s")
                % {"office": letter.office_name, "day": formats.date_format(letter.written_on, "j E Y")},
                "",
            )
            for letter in letters(by).filter(issue=row)[:SHOWN]
        ]

    def note_reading(self, by: Actor, row: Any) -> None:
        services.note_reading(by=by, issue=row)

    @property
    def first(self) -> Q:
        return selectors.IS_URGENT


ISSUES = _Issues(
    slug="issues",
    kind=services.ISSUE,
    is_merged=True,
    title=_("Help desk"),
    icon="helpdesk",
    search=_search,
    search_label=_("Name, village, number, or the code on the pass"),
    work_lists=(("issue_queue", _("Waiting issues"), P.HELPDESK_SEE),),
    label=kind_words,
    head=issue_head,
    also=issue_also,
    linked=linked_people,
    form=forms.IssueForm,
    add_label=_("Record an issue"),
    register=lambda by, a: services.receive_issue(by=by, command=commands.ReceiveIssue(**a)),
    withdraws_alone=True,
    columns=(
        DisplayField(_("Issue"), kind_words),
        DisplayField(_("Who it is about"), name_of),
        *display_fields(Issue, "received_on", sorts=["received_on"]),
        DisplayField(_("Urgency"), urgency, "badge"),
        DisplayField(_("Status"), status_badge, "badge"),
        DisplayField(_("Waiting"), waiting_words),
        PLACE,
    ),
    facts=(
        *display_fields(Issue, "description", "caller_name", "sex", "age"),
        PLACE,
    ),
    more=(
        *display_fields(Issue, "kind_as_written", "origin", "received_on", "caller_phone"),
        *display_fields(Issue, "sent_to", "sent_to_as_written", "sent_on", "reference_number"),
        *display_fields(Issue, "reply", "replied_on", "resolved_on", "money_recovered", "next_follow_up_on"),
    ),
    bulk=(bulk_step(next(step for step in _STEPS if step.slug == "send")), project_act(Issue)),
    filters=(
        Filter(
            "urgent", _("Urgency"), lambda value: Q(is_urgent=True, status__in=OPEN), lambda by: [("yes", _("urgent"))]
        ),
        by_choice("status", _("Status"), Status),
        by_choice("kind", _("Issue"), IssueKind),
        by_choice("office", _("Sent to"), SentTo, "sent_to"),
        BY_BLOCK,
        BY_PROJECT,
        *by_period("received_on"),
    ),
    steps=_STEPS,
    parts=(_LETTERS, _FOLLOW_UPS, project_part(Issue), REGISTER_COLUMNS),
    prefill=("person", "journey"),
    order=("-received_on", "-id"),
    empty=_("No issue is on record yet. Record the first."),
)

DESKS = (ISSUES,)
