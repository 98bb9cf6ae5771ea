"""The record pages of people, with papers, consents, journeys and schemes as parts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Value
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.foundation.bulk_acts.services import Stayed
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.programme.activities import selectors as activities
from jatan.programme.activities.models import Participation
from jatan.programme.flows import corrections
from jatan.programme.flows.acts_on_many import withdraw_people_together
from jatan.programme.groups import selectors as groups
from jatan.programme.groups.models import Membership
from jatan.programme.helpdesk import selectors as issues
from jatan.programme.journeys import selectors as journeys
from jatan.programme.journeys.journey_search import find_caller, matching_people
from jatan.programme.journeys.models import Companion, Journey
from jatan.programme.people import commands, duplicates, same_person, selectors, services
from jatan.programme.people.choices import Scope, Sex
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.lookups import log_lookup
from jatan.programme.people.models import Consent, Identifier, Person
from jatan.programme.people.other_members import ask_other_members
from jatan.programme.schemes import selectors as schemes
from jatan.programme.schemes.models import Linkage
from jatan.web.people.head import person_also, person_head
from jatan.web.people.record_forms import ConsentBackForm, ConsentForm, IdentifierForm, PersonForm
from jatan.web.ui.issue_words import ISSUE_COLUMNS
from jatan.web.ui.no_news import no_news_act
from jatan.web.ui.records.columns import BY_BLOCK, PLACE, by_choice, by_period, display_fields, place_line
from jatan.web.ui.records.desk import Desk, DisplayField, OpenedRecord, Part, Step
from jatan.web.ui.records.head import Act
from jatan.web.ui.records.projects import BY_PROJECT, project_act, project_part
from jatan.web.ui.records.withdrawal import kind_withdraw_step
from jatan.web.ui.register_columns import REGISTER_COLUMNS
from jatan.web.ui.scheme_labels import scheme_name, stage_badge


def _age_given_on(person: Person) -> Any:
    """The day an age refers to; "not known" for ages imported without a day."""
    return person.age_on or (_("not known") if person.age is not None else None)


def _recorded_on(person: Person) -> Any:
    return person.recorded_at.astimezone(clock.INDIA).date()


def _consent(by: Any, person: Person, answers: Any) -> Consent:
    heard = current_text(answers["purpose"], get_language() or "hi")
    command = commands.GiveConsent(person=person, text_version=heard.version, language=heard.language, **answers)
    return services.give_consent(by=by, command=command)


def _other(link: Any) -> Person:
    """The other person of a link, seen from the page of `link.seen_from`."""
    far: Person = link.second if link.first_id == link.seen_from else link.first
    return far


def _search(by: Any, text: str) -> Any:
    """Search the list; it is counted as a look-up (people.lookups)."""
    rows = selectors.people_in_order(by, matching_people(by, text, find_caller(by, text)))
    log_lookup(by, Scope.ORGANISATION, rows.count())
    return rows


def _register(by: Any, answers: Any) -> Person:
    """Register a new person, or return the one on record that was chosen instead."""
    known: Person | None = answers.get("known")
    asked = {name: value for name, value in answers.items() if name not in ("known", "shown")}
    command = commands.RegisterPerson(**asked)
    return known or services.register_person(by=by, command=command, shown=answers["shown"])


def _answer_of_members(members: Sequence[Organisation]) -> Any:
    """The names of the members found; nothing else about her."""
    if not members:
        return _("No other member has a record that agrees with hers.")
    names = ", ".join(member.name for member in members)
    return format_lazy(_("Possibly known to {members} too. Ask there."), members=names)


_ASK = Step(
    slug="other-members",
    label=_("Ask whether another member knows her"),
    needs=P.MEMBERS_ASK,
    act=lambda by, person, answers: _answer_of_members(ask_other_members(by=by, person=person)),
    sentence=_(
        "You learn at most the name of a member to call, nothing about the person. Your ledger and the other member's"
        " ledger keep that you asked. You can ask about 10 people a day."
    ),
    done=lambda sentence: sentence,
)

_PAPERS = Part(
    slug="papers",
    title=_("Identity papers"),
    see=P.PEOPLE_SEE,
    rows=lambda by, person: selectors.identifiers(by, person),
    columns=display_fields(Identifier, "kind", "number"),
    add_label=_("Add a paper"),
    record=P.PEOPLE_RECORD,
    form=IdentifierForm,
    add=lambda by, person, answers: services.IDENTIFIER.record(
        by=by, command=commands.AddIdentifier(person=person, **answers)
    ),
    steps=(
        kind_withdraw_step(
            services.IDENTIFIER,
            _("This paper will no longer be shown with the person."),
        ),
    ),
)

_CONSENTS = Part(
    slug="consents",
    title=_("Consents"),
    see=P.PEOPLE_SEE,
    rows=lambda by, person: selectors.consents(by, person),
    columns=display_fields(Consent, "purpose", "given_on", "how", "text_version", "withdrawn_on"),
    add_label=_("Write down a consent"),
    record=P.PEOPLE_RECORD,
    form=ConsentForm,
    add=_consent,
    initial=lambda person: {"given_on": clock.today()},
    steps=(
        Step(
            slug="back",
            label=_("Taken back"),
            needs=P.PEOPLE_RECORD,
            act=lambda by, row, a: services.withdraw_consent(by=by, command=commands.WithdrawConsent(consent=row, **a)),
            form=ConsentBackForm,
            sentence=_("From this day on the consent no longer holds. That it once held stays written."),
            is_open=lambda row: row.withdrawn_on is None,
            initial=lambda row: {"withdrawn_on": clock.today()},
        ),
    ),
)

_JOURNEYS = Part(
    slug="journeys",
    title=_("Journeys"),
    see=P.PEOPLE_SEE,
    rows=lambda by, person: journeys.journeys(by).filter(person=person),
    columns=display_fields(Journey, "registered_on", "destination_as_written", "work", "leaves_on", "returned_on"),
    add_label=_("Register before leaving"),
    record=P.PEOPLE_RECORD,
    add_link=lambda person: reverse("departures"),
    sends=lambda person: {"person": str(person.pk)},
    link=lambda row: reverse("journeys_detail", args=[row.pk]),
)

_SAME = Part(
    slug="same",
    title=_("Other records of the same person"),
    see=P.PEOPLE_SEE,
    rows=lambda by, person: duplicates.links_of(by, person).annotate(seen_from=Value(person.pk)),
    columns=(
        DisplayField(_("Person"), lambda link: _other(link).name),
        DisplayField(_("Place"), lambda link: place_line(_other(link))),
    ),
    steps=(
        Step(
            slug="unlink",
            label=_("Unlink"),
            needs=P.PEOPLE_RECORD,
            act=lambda by, row, a: same_person.unlink_people(by=by, link=row),
            sentence=_("The two records count as two people again. Both stay as they are."),
            done=_("The link is taken back."),
        ),
    ),
    link=lambda link: reverse("people_detail", args=[_other(link).pk]),
    empty=_("No other record is linked."),
)

_SCHEMES = Part(
    slug="schemes",
    title=_("Government schemes"),
    see=P.SCHEMES_SEE,
    rows=lambda by, person: schemes.linkages(by).filter(person=person),
    columns=(
        DisplayField(_("Scheme"), scheme_name),
        DisplayField(_("Stage"), stage_badge, "badge"),
        *display_fields(Linkage, "received_on"),
    ),
    add_label=_("Record a scheme"),
    record=P.SCHEMES_RECORD,
    add_link=lambda person: f"{reverse('linkages_new')}?person={person.pk}",
    link=lambda row: reverse("linkages_detail", args=[row.pk]),
)

_ALONG = Part(
    slug="along",
    title=_("Travelled along"),
    see=P.PEOPLE_SEE,
    rows=lambda by, person: journeys.companionships(by, person),
    columns=(DisplayField(_("Journey of"), "journey.person.name"), *display_fields(Companion, "relation")),
    link=lambda row: reverse("journeys_detail", args=[row.journey_id]),
    empty=_("With nobody, as far as is on record."),
)

_ISSUES = Part(
    slug="issues",
    title=_("Help desk"),
    see=P.HELPDESK_SEE,
    rows=lambda by, person: issues.issues(by).filter(person=person),
    columns=ISSUE_COLUMNS,
    add_label=_("Record an issue"),
    record=P.HELPDESK_RECORD,
    add_link=lambda row: f"{reverse('issues_new')}?person={row.pk}",
    link=lambda row: reverse("issues_detail", args=[row.pk]),
    empty=_("No issue is on record."),
)

_GROUPS = Part(
    slug="groups",
    title=_("Groups and forums"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, person: groups.memberships(by).filter(person=person),
    columns=(
        DisplayField(_("Group"), "group.name"),
        *display_fields(Membership, "office", "joined_on", "left_on"),
    ),
    link=lambda row: reverse("groups_detail", args=[row.group_id]),
    empty=_("Member of no group."),
)

_MEETINGS = Part(
    slug="meetings",
    title=_("Meetings she was at"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, person: activities.participations(by).filter(person=person).order_by("-activity__held_on", "-id"),
    columns=(
        DisplayField(_("Kind of activity"), "activity.kind"),
        DisplayField(_("Held on"), lambda row: row.activity.held, "day"),
        *display_fields(Participation, "role"),
    ),
    link=lambda row: reverse("activities_detail", args=[row.activity_id]),
    empty=_("Named at no meeting."),
)


class _People(Desk):
    def withdraw_many(self, by: Actor, rows: Sequence[Any], reason: str) -> Sequence[Stayed]:
        return withdraw_people_together(by=by, people=rows, reason=reason)

    @property
    def more_columns(self) -> Sequence[DisplayField]:
        return (
            *display_fields(Person, "phone", "birth_year"),
            DisplayField(_("Recorded on"), _recorded_on, "day", name="recorded_on"),
        )

    def acts(self, opened: OpenedRecord) -> Sequence[Act]:
        return no_news_act(opened.by, opened.row, f"person={opened.row.pk}")


PEOPLE = _People(
    slug="people",
    kind=services.PERSON,
    is_merged=True,
    title=_("People"),
    icon="people",
    search=_search,
    search_label=_("Name, village, number, or the code on the pass"),
    label=lambda row: row.name,
    form=PersonForm,
    add_label=_("Register a person"),
    register=_register,
    steps=(_ASK,),
    amend=lambda by, row, changes: corrections.amend_person(by=by, person=row, changes=changes),
    withdraw=lambda by, row, reason: services.withdraw_person(by=by, person=row, reason=reason),
    withdraws_alone=True,
    columns=(
        *display_fields(Person, "name", "guardian_name", "sex", "age", sorts={"name": "name_fold", "age": "age"}),
        replace(PLACE, sort="village"),
    ),
    head=person_head,
    also=person_also,
    facts=(*display_fields(Person, "guardian_name", "sex", "age", "birth_year", "phone"), PLACE),
    more=(DisplayField(_("Age said on"), _age_given_on), *display_fields(Person, "age_basis")),
    work_lists=(
        ("duplicates", _("May be one person"), P.PEOPLE_RECORD),
        ("villages", _("Villages written differently"), P.PEOPLE_RECORD),
    ),
    bulk=(project_act(Person),),
    filters=(BY_BLOCK, BY_PROJECT, by_choice("sex", _("Sex"), Sex), *by_period("recorded_at__date")),
    parts=(
        _JOURNEYS,
        _ISSUES,
        _SCHEMES,
        _GROUPS,
        _MEETINGS,
        _PAPERS,
        _CONSENTS,
        _ALONG,
        _SAME,
        project_part(Person),
        REGISTER_COLUMNS,
    ),
    empty=_("Nobody is registered yet. Register the first person."),
)

DESKS = (PEOPLE,)
