"""The record pages of journeys: list, detail with parts, short form, return."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.foundation.places.destinations import destination_named
from jatan.kernel import clock
from jatan.programme.agents.models import Statement
from jatan.programme.agents.selectors import statements
from jatan.programme.campaigns.choices import TakeInKind
from jatan.programme.campaigns.selectors import links_of
from jatan.programme.flows import corrections, departures
from jatan.programme.helpdesk import selectors as issues
from jatan.programme.journeys import attachments, commands, journey_search, selectors, services
from jatan.programme.journeys.choices import Paper, Work
from jatan.programme.journeys.conversation import close_action
from jatan.programme.journeys.models import Action, Attachment, Companion, Journey, Outcome, Pass, Trigger
from jatan.programme.journeys.rules import has_begun
from jatan.programme.landmarks.models import Landmark
from jatan.programme.landmarks.selectors import landmarks_in_order
from jatan.programme.safeguarding import selectors as safeguarding
from jatan.programme.safeguarding.models import Contact
from jatan.web.agents.words import label_of
from jatan.web.journeys.files import as_html
from jatan.web.journeys.head import journey_also, journey_head
from jatan.web.journeys.record_forms import AttachmentForm, JourneyForm, ReturnedForm, TaskDoneForm
from jatan.web.safeguarding.display import reason_words
from jatan.web.ui.case_prefill import case_prefill_fields
from jatan.web.ui.issue_words import ISSUE_COLUMNS
from jatan.web.ui.journey_words import contact_badge, destination_of
from jatan.web.ui.no_news import no_news_act
from jatan.web.ui.records.campaigns import campaign_act
from jatan.web.ui.records.columns import BY_BLOCK, PLACE, by_choice, by_period, display_fields, record_link
from jatan.web.ui.records.desk import Desk, DisplayField, Filter, OpenedRecord, Part, Step
from jatan.web.ui.records.head import Act
from jatan.web.ui.records.projects import BY_PROJECT, project_act, project_part
from jatan.web.ui.records.withdrawal import kind_withdraw_step
from jatan.web.ui.register_columns import REGISTER_COLUMNS


def _with_destination(answers: Any) -> dict[str, Any]:
    """The answers with `destination` set to the place that matches `destination_as_written`, or None.

    A correction contains changed answers only: without `destination_as_written` the place stays as it is.
    """
    if "destination_as_written" not in answers:
        return dict(answers)
    return dict(answers) | {"destination": destination_named(answers["destination_as_written"])}


def _register(by: Actor, answers: Any) -> Journey:
    """Register the journey of somebody who has left already."""
    answers = dict(answers)
    waived = {name: answers.pop(name) for name in ("no_talk_because", "despite_open")}
    command = commands.RegisterJourney(**_with_destination(answers))
    return departures.register_journey(by=by, command=command, **waived)


def _papers(row: Journey) -> str:
    return ", ".join(str(label) for code, label in Paper.choices if code in row.papers_in_hand)


def _companion(row: Companion) -> str:
    return row.person.name if row.person else row.name


def _attach(by: Actor, row: Journey, answers: Any) -> Attachment:
    values = dict(answers)
    upload = values.pop("upload")
    return attachments.add_attachment(by=by, command=commands.AddAttachment(journey=row, **values), upload=upload)


def _linked(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    """Who travels, as a link; and why there was no talk before leaving, if somebody said so."""
    lines: list[tuple[Any, Any]] = [
        (capfirst(_("person")), record_link("people_detail", person.pk, person.name))
        for person in opened.rows("person")
    ]
    check = next(iter(opened.rows("checks")), None)
    because = check.get_no_talk_because_display() if check is not None else ""
    return [*lines, (_("Why there was no talk before leaving"), because)]


_HARD_STOPS = Part(
    slug="hard-stops",
    title=_("Hard stops"),
    see=P.PEOPLE_SEE,
    rows=lambda by, row: selectors.triggers_of(by, [row]),
    columns=display_fields(Trigger, "code", "noted_at", "acknowledged_at", "what_was_done"),
    link=lambda trigger: reverse("hard_stop", args=[trigger.pk]),
    empty=_("None is on record."),
)
_STATEMENTS = Part(
    slug="said",
    title=_("What is said about agent and employer"),
    see=P.AGENTS_SEE,
    rows=lambda by, row: statements(by).filter(journey=row),
    columns=(
        DisplayField(_("Who is meant"), label_of),
        *display_fields(Statement, "kind", "source", "reliability", "said_on"),
    ),
    add_label=_("Write down what is said about an agent"),
    record=P.AGENTS_RECORD,
    add_link=lambda row: f"{reverse('agents_new')}?journey={row.pk}",
    link=lambda row: reverse("agents_detail", args=[row.pk]),
)
_TASKS = Part(
    slug="tasks",
    title=_("To do before leaving"),
    see=P.PEOPLE_SEE,
    rows=lambda by, row: row.actions.live().select_related("place").order_by(F("done_on").desc(nulls_first=True), "id"),
    columns=display_fields(Action, "what", "due_on", "done_on", "done_note"),
    steps=(
        Step(
            slug="done",
            label=_("Done"),
            needs=P.PEOPLE_RECORD,
            act=lambda by, row, a: close_action(by=by, action=row, on=a["on"], note=a["note"]),
            form=TaskDoneForm,
            is_open=lambda row: row.done_on is None,
            initial=lambda row: {"on": clock.today()},
        ),
    ),
    empty=_("Nothing is left to do."),
)
_ALONG = Part(
    slug="companions",
    title=_("Who travels along"),
    see=P.PEOPLE_SEE,
    rows=lambda by, row: selectors.companions_of(by, [row]),
    columns=(DisplayField(_("Name"), _companion), *display_fields(Companion, "age", "under_18", "relation")),
    link=lambda row: reverse("people_detail", args=[row.person_id]) if row.person_id else "",
    empty=_("Nobody is noted."),
)
_STOPS = Part(
    slug="stops",
    title=_("Stops on the way"),
    see=P.PEOPLE_SEE,
    record=P.PEOPLE_RECORD,
    rows=lambda by, row: landmarks_in_order(by, row.stops),  # type: ignore[arg-type, return-value]
    columns=(DisplayField(_("Name"), "label"), *display_fields(Landmark, "kind", "phone")),
    add_label=_("Name the stops"),
    add_link=lambda row: reverse("journey_stops", args=[row.pk]),
    link=lambda landmark: reverse("landmarks_detail", args=[landmark.pk]),
    empty=_("No place on the map is named yet."),
)
_PASS = Part(
    slug="pass",
    title=_("Pass for the journey"),
    see=P.PEOPLE_SEE,
    record=P.PEOPLE_RECORD,
    rows=lambda by, row: row.passes.live().order_by("-issued_at"),
    columns=display_fields(Pass, "issued_at", "revoked_at"),
    add_label=_("Make or print"),
    add_link=lambda row: reverse("pass", args=[row.pk]),
    empty=_("No pass yet."),
)
_CONTACTS = Part(
    slug="contacts",
    title=_("Agreed contacts"),
    see=P.PEOPLE_SEE,
    rows=lambda by, row: safeguarding.contacts(by).filter(journey=row),
    columns=(
        *display_fields(Contact, "due_on"),
        DisplayField(_("Why on this day"), reason_words),
        DisplayField(_("State"), contact_badge, "badge"),
        *display_fields(Contact, "note"),
    ),
    link=lambda contact: reverse("contact", args=[contact.pk]),
    empty=_("None has fallen due yet."),
)
_OUTCOME = Part(
    slug="outcome",
    title=_("Promise and outcome"),
    see=P.PEOPLE_SEE,
    record=P.PEOPLE_RECORD,
    rows=lambda by, row: row.outcomes.live().order_by("-id"),
    columns=display_fields(Outcome, "returned_on", "wage_actual", "hours_actual", "dues", "injury", "papers_back"),
    add_label=_("Came home: what came of it"),
    add_link=lambda row: reverse("outcome_tell", args=[row.pk]),
    is_single=True,
    is_open=lambda row: row.returned_on is not None,
    link=lambda outcome: reverse("outcome", args=[outcome.journey_id]),
    empty=_("Nothing is told yet."),
)
_ATTACHMENTS = Part(
    slug="attachments",
    title=_("Photographs and spoken notes"),
    see=P.PEOPLE_SEE,
    record=P.PEOPLE_RECORD,
    rows=selectors.attachments,
    columns=(
        *display_fields(Attachment, "kind"),
        DisplayField(_("Kept"), as_html),
        *display_fields(Attachment, "note"),
    ),
    add_label=_("Keep a photograph or a spoken note"),
    form=AttachmentForm,
    add=_attach,
    steps=(
        kind_withdraw_step(
            attachments.ATTACHMENT,
            _("It will no longer be shown to anybody."),
        ),
    ),
    empty=_("None yet: a card of the agent, a ticket, a contract, or what she says in her own voice."),
)
_ISSUES = Part(
    slug="issues",
    title=_("Help desk"),
    see=P.HELPDESK_SEE,
    rows=lambda by, row: issues.issues(by).filter(about_journey=row.pk),
    columns=ISSUE_COLUMNS,
    add_label=_("Record an issue"),
    record=P.HELPDESK_RECORD,
    add_link=lambda row: f"{reverse('issues_new')}?journey={row.pk}",
    link=lambda issue: reverse("issues_detail", args=[issue.pk]),
    empty=_("No issue is on record."),
)
_CAMPAIGNS = Part(
    slug="campaigns",
    title=_("Part of campaigns"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, row: links_of(by, TakeInKind.JOURNEYS, row),
    columns=(DisplayField(_("Campaign"), "campaign.name"),),
    link=lambda link: reverse("campaigns_detail", args=[link.campaign_id]),
    empty=_("It is part of no campaign."),
)
# No rows: the journey must not reveal whether there is a case.
_CASE = Part(
    slug="case",
    title=_("If it went wrong"),
    see=P.CASES_RECORD,
    record=P.CASES_RECORD,
    rows=lambda by, row: Journey.objects.none(),
    columns=(),
    add_label=_("Open a sealed case"),
    add_link=lambda row: reverse("case_new"),
    sends=lambda row: case_prefill_fields(row.pk),
    empty=_("Her file is sealed. Nothing here says whether there is one."),
)


class _Journeys(Desk):
    @property
    def more_columns(self) -> Sequence[DisplayField]:
        return display_fields(
            Journey,
            "registered_on",
            "expected_return_on",
            "employer",
            "wage_promised",
            "agent_name",
            sorts=["registered_on", "expected_return_on"],
        )

    def acts(self, opened: OpenedRecord) -> Sequence[Act]:
        """That there is no news of her, until she is home."""
        row: Journey = opened.row
        if row.returned_on is not None:
            return []
        return no_news_act(opened.by, row, f"journey={row.pk}")


JOURNEYS = _Journeys(
    slug="journeys",
    kind=services.JOURNEY,
    is_merged=True,
    title=_("Journeys"),
    icon="journey",
    search=journey_search.search_journeys,
    search_label=_("Name, village, number, or the code on the pass"),
    label=lambda row: row.person.name,
    form=JourneyForm,
    add_label=_("Register somebody who has left already"),
    register=_register,
    amend=lambda by, row, changes: corrections.amend_journey(by=by, journey=row, changes=_with_destination(changes)),
    withdraws_alone=True,
    columns=(
        DisplayField(_("Person"), "person.name"),
        PLACE,
        DisplayField(_("Where to"), destination_of),
        *display_fields(Journey, "work", "leaves_on", "returned_on", sorts=["leaves_on", "returned_on"]),
    ),
    head=journey_head,
    also=journey_also,
    linked=_linked,
    facts=(
        *display_fields(Journey, "wage_promised", "hours_promised", "advance", "agent_name", "agent_phone", "employer"),
        *display_fields(Journey, "work"),
        PLACE,
    ),
    more=(
        *display_fields(Journey, "registered_on", "under_18", "transit"),
        DisplayField(_("Where to"), destination_of),
        *display_fields(Journey, "work_as_written", "leaves_on", "expected_return_on", "returned_on"),
        *display_fields(Journey, "contact_at_destination", "phone_at_destination"),
        *display_fields(Journey, "family_contact_name", "family_contact_relation", "family_contact_phone"),
        *display_fields(Journey, "health_note"),
        DisplayField(_("Papers in own hand"), _papers),
        *display_fields(Journey, "exempt_because"),
    ),
    bulk=(project_act(Journey), campaign_act(TakeInKind.JOURNEYS)),
    filters=(
        by_choice("work", _("Work"), Work),
        BY_BLOCK,
        BY_PROJECT,
        Filter(
            "away",
            _("Where now"),
            lambda value: Q(returned_on__isnull=value == "away"),
            lambda by: [("away", _("away")), ("back", _("came back"))],
        ),
        *by_period("leaves_on", _("Leaves from"), _("Leaves until")),
    ),
    steps=(
        Step(
            slug="returned",
            label=_("Came back"),
            needs=P.PEOPLE_RECORD,
            act=lambda by, row, a: services.record_return(by=by, journey=row, on=a["on"]),
            form=ReturnedForm,
            is_open=lambda row: row.returned_on is None and has_begun(row.leaves_on, clock.today()),
            initial=lambda row: {"on": clock.today()},
        ),
    ),
    parts=(
        *(_HARD_STOPS, _TASKS, _CONTACTS, _ISSUES, _OUTCOME, _ALONG, _STOPS, _PASS, _ATTACHMENTS),
        *(_STATEMENTS, _CAMPAIGNS, _CASE, project_part(Journey), REGISTER_COLUMNS),
    ),
    work_lists=(
        ("departures", _("Register before leaving"), P.PEOPLE_RECORD),
        ("open_tasks", _("To do before leaving"), P.PEOPLE_RECORD),
    ),
    related=("place", "organisation", "person", "destination"),
    prefill=("person",),
    empty=_("No journey is registered yet. Register the first."),
)

DESKS = (JOURNEYS,)
