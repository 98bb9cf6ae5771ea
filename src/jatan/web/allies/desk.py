"""The record pages of the directory and of the work with its institutions; media mentions are in `mentions`."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.allies import commands, parts, selectors, services
from jatan.programme.allies.choices import AgreementKind, AllyKind, AllyLevel, Answer, JointKind, Outcome
from jatan.programme.allies.duplicates import similar_allies
from jatan.programme.allies.models import (
    Agreement,
    Ally,
    Ask,
    Commitment,
    Contact,
    JointWork,
    Meeting,
    Note,
)
from jatan.programme.laws.choices import LawTopic
from jatan.programme.people.record_kind import OrdinaryKind
from jatan.web.allies.badges import answer_badge, force_badge, outcome_badge
from jatan.web.allies.head import ally_head
from jatan.web.allies.mentions import MENTIONS
from jatan.web.allies.record_forms import (
    AgreementForm,
    AllyForm,
    AnswerToAskForm,
    AskCorrectionForm,
    AskForm,
    CommitmentOutcomeForm,
    ContactForm,
    JointWorkForm,
    MeetingForm,
    MergeForm,
    NoteForm,
    PromiseCorrectionForm,
    PromiseForm,
    PromiseOfAskForm,
    reasons_line,
)
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import PLACE, by_choice, by_period, display_fields, equals, since, until
from jatan.web.ui.records.desk import Desk, DisplayField, Filter, OpenedRecord, Part, Step
from jatan.web.ui.records.withdrawal import kind_withdraw_step

_MEMBER = DisplayField(_("Recorded by"), "organisation.name")
_ALLY = DisplayField(_("Institution"), lambda row: row.ally.current.name, name="ally")
_RELATED = ("place", "organisation", "ally", "ally__merged_into")


def _houses_ahtu(row: Ally) -> Any:
    """Said only of another office, such as a police station, in which the unit sits."""
    return _("is here") if row.is_ahtu and row.kind != AllyKind.AHTU else ""


def _confidential(row: Any) -> Any:
    return states.plain(_("confidential"), "lock") if row.is_confidential else ""


_CONFIDENTIAL = DisplayField(_("Who reads it"), _confidential, "badge")


def _whose(row: Any) -> Any:
    """The member, and whether only she reads it: lists have no column that is mostly empty."""
    name = row.organisation.name
    return f"{name} · {_('confidential')}" if row.is_confidential else name


_WHOSE = DisplayField(_("Recorded by"), _whose)


def _minutes(row: Meeting) -> Any:
    if not row.file:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("ally_minutes", args=[row.pk]), row.file_name)


def _own(by: Actor, ally: Ally, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a command about this institution, for the actor's own office."""
    return {"organisation": parts.own_office(by), "place": ally.place, "ally": ally, **answers}


def _add_meeting(by: Actor, ally: Ally, answers: Mapping[str, Any]) -> Meeting:
    values = dict(answers)
    minutes = values.pop("upload")
    return parts.record_meeting(by=by, command=commands.RecordMeeting(**_own(by, ally, values)), minutes=minutes)


def _amend_meeting(by: Actor, row: Meeting, changes: dict[str, Any]) -> object:
    minutes = changes.pop("upload", None)
    if minutes:
        parts.keep_minutes(by=by, meeting=row, minutes=minutes)
    return parts.MEETING.amend(by, row, changes)


def _held_today(ally: Ally) -> dict[str, Any]:
    return {"held_on": clock.today()}


def _correction(kind: OrdinaryKind[Any, Any], form: type[Any]) -> Step:
    """Corrects a child row that has no page of its own."""
    names = list(form.base_fields)
    return Step(
        slug="correct",
        label=_("Correct"),
        needs=P.ALLIES_RECORD,
        act=lambda by, row, a: kind.amend(
            by, row, {name: value for name, value in a.items() if getattr(row, name) != value}
        ),
        form=form,
        initial=lambda row: {name: getattr(row, name) for name in names},
    )


def _outcome_step() -> Step:
    return Step(
        slug="settle",
        label=_("What became of it"),
        needs=P.ALLIES_RECORD,
        act=lambda by, row, a: parts.record_commitment_outcome(by=by, commitment=row, **a),
        form=CommitmentOutcomeForm,
        is_open=lambda row: row.outcome == Outcome.OPEN,
        initial=lambda row: {"settled_on": clock.today()},
    )


def _page(slug: str) -> Any:
    return lambda row: reverse(f"{slug}_detail", args=[row.pk])


def _about(slug: str) -> Any:
    """A child part of the institution's page: its rows are of every member that may be read here."""
    return functools.partial(Part, slug=slug, see=P.ALLIES_SEE, record=P.ALLIES_RECORD, is_own=True)


_PROMISES = _about("promises")(
    title=_("What was promised"),
    rows=lambda by, ally: selectors.commitments(by).filter(selectors.of_ally(ally)),
    columns=(
        *display_fields(Commitment, "what", "promised_on", "due_on"),
        DisplayField(_("What became of it"), outcome_badge, "badge"),
        _WHOSE,
    ),
    add_label=_("Record a promise"),
    form=PromiseForm,
    add=lambda by, ally, a: parts.COMMITMENT.record(by=by, command=commands.RecordCommitment(**_own(by, ally, a))),
    initial=lambda ally: {"promised_on": clock.today()},
    link=_page("promises"),
    steps=(_outcome_step(), kind_withdraw_step(parts.COMMITMENT)),
)
_ASKS = _about("asks")(
    title=_("What we asked"),
    rows=lambda by, ally: selectors.asks(by).filter(selectors.of_ally(ally)),
    columns=(
        *display_fields(Ask, "what", "asked_on", "answer_by"),
        DisplayField(_("Answer"), answer_badge, "badge"),
        _WHOSE,
    ),
    add_label=_("Record an ask"),
    form=AskForm,
    add=lambda by, ally, a: parts.ASK.record(by=by, command=commands.RecordAsk(**_own(by, ally, a))),
    initial=lambda ally: {"asked_on": clock.today()},
    link=_page("ally-asks"),
    steps=(kind_withdraw_step(parts.ASK),),
)
_MEETINGS = _about("meetings")(
    title=_("Meetings"),
    rows=lambda by, ally: selectors.meetings(by).filter(selectors.of_ally(ally)),
    columns=(*display_fields(Meeting, "held_on", "purpose", "outcome"), _WHOSE),
    add_label=_("Record a meeting"),
    form=MeetingForm,
    add=_add_meeting,
    initial=_held_today,
    link=_page("ally-meetings"),
    steps=(kind_withdraw_step(parts.MEETING),),
)
_AGREEMENTS = _about("agreements")(
    title=_("Agreements"),
    rows=lambda by, ally: selectors.agreements(by).filter(selectors.of_ally(ally)),
    columns=(
        *display_fields(Agreement, "title", "kind", "signed_on", "ends_on"),
        DisplayField(_("State"), force_badge, "badge"),
        _WHOSE,
    ),
    add_label=_("Record an agreement"),
    form=AgreementForm,
    add=lambda by, ally, a: parts.AGREEMENT.record(by=by, command=commands.RecordAgreement(**_own(by, ally, a))),
    link=_page("agreements"),
)
_JOINT_WORK = _about("joint-work")(
    title=_("Work together"),
    rows=lambda by, ally: selectors.joint_work(by).filter(selectors.of_ally(ally)),
    columns=(*display_fields(JointWork, "kind", "held_on", "what", "officers"), _WHOSE),
    add_label=_("Record an operation, a watch or a training"),
    form=JointWorkForm,
    add=lambda by, ally, a: parts.JOINT_WORK.record(by=by, command=commands.RecordJointWork(**_own(by, ally, a))),
    initial=_held_today,
    link=_page("joint-work"),
)
_CONTACTS = _about("contacts")(
    title=_("People"),
    rows=lambda by, ally: selectors.contacts(by).filter(selectors.of_ally(ally)),
    columns=(*display_fields(Contact, "name", "post", "phone", "email", "until"), _WHOSE),
    add_label=_("Add a person"),
    form=ContactForm,
    add=lambda by, ally, a: parts.CONTACT.record(by=by, command=commands.RecordContact(**_own(by, ally, a))),
    steps=(_correction(parts.CONTACT, ContactForm), kind_withdraw_step(parts.CONTACT)),
)
_NOTES = _about("notes")(
    title=_("Notes"),
    rows=lambda by, ally: selectors.notes(by).filter(selectors.of_ally(ally)),
    columns=(*display_fields(Note, "text", "noted_on"), _WHOSE),
    add_label=_("Add a note"),
    form=NoteForm,
    add=lambda by, ally, a: parts.NOTE.record(by=by, command=commands.RecordNote(**_own(by, ally, a))),
    initial=lambda ally: {"noted_on": clock.today()},
    steps=(_correction(parts.NOTE, NoteForm), kind_withdraw_step(parts.NOTE)),
)


def _register(by: Actor, answers: Mapping[str, Any]) -> Ally:
    values = dict(answers)
    is_another = bool(values.pop("is_another", False))
    return services.register_ally(by=by, command=commands.RegisterAlly(**values), is_another=is_another)


def _linked(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    """What may be the same institution, for whoever may put it right."""
    by, row = opened.by, opened.row
    if row.merged_into_id is not None or not acts.may_change(by, P.ALLIES_RECORD, P.ALLIES_RECORD, row):
        return ()
    similar = similar_allies(by, row, but=row.pk)
    return [(_("Perhaps the same"), format_html("{}", reasons_line(similar)))] if similar else ()


def _places(by: Actor) -> list[tuple[str, Any]]:
    """The districts, states and countries in which an institution of the directory lies."""
    used = selectors.allies(by).order_by().annotate(area=F("place__district_id")).values_list("place_id", "area")
    ids = {area or place for place, area in used}
    return sorted(((str(place.pk), place.name) for place in Place.objects.filter(pk__in=ids)), key=lambda pair: pair[1])


def _members(by: Actor) -> list[tuple[str, Any]]:
    rows = Organisation.objects.filter(id__in=by.reach(P.ALLIES_SEE).organisations).order_by("code")
    return [(str(row.pk), row.name) for row in rows]


_BY_MEMBER = Filter("member", _("Recorded by"), equals("organisation_id"), _members)
_OF_ALLY = (
    by_choice("kind", _("Kind of institution"), AllyKind, "ally__kind"),
    by_choice("level", _("Level"), AllyLevel, "ally__level"),
    _BY_MEMBER,
)
_BY_LAW = by_choice("law_topic", _("Law concerned"), LawTopic)


class _Allies(Desk):
    IS_DIRECTORY = True


ALLIES = _Allies(
    slug="allies",
    kind=services.ALLY,
    title=_("Allies and offices"),
    icon="allies",
    search=selectors.search,
    search_label=_("Name of the institution or of a person there"),
    label=lambda row: row.name,
    form=AllyForm,
    add_label=_("Enter an institution"),
    register=_register,
    record_row=lambda by, command: services.register_ally(by=by, command=command),
    columns=(
        *display_fields(Ally, "name", "kind", "level", sorts={"name": "name_fold"}),
        PLACE,
        DisplayField(_("Entered by"), "organisation.name"),
    ),
    facts=(
        *display_fields(Ally, "kind", "level"),
        DisplayField(_("Anti-Human-Trafficking Unit (AHTU)"), _houses_ahtu),
        *display_fields(Ally, "phone", "address"),
        PLACE,
    ),
    more=(
        *display_fields(Ally, "contact_person", "email", "role_text"),
        DisplayField(_("Entered by"), "organisation.name"),
    ),
    head=ally_head,
    linked=_linked,
    filters=(
        by_choice("kind", _("Kind"), AllyKind),
        by_choice("level", _("Level"), AllyLevel),
        Filter("place", _("Place"), lambda value: Q(place_id=value) | Q(place__district_id=value), _places),
    ),
    steps=(
        Step(
            slug="merge",
            label=_("It is in the list twice"),
            needs=P.ALLIES_RECORD,
            act=lambda by, row, a: services.merge_ally(by=by, ally=row, into=a["into"]),
            form=MergeForm,
            is_open=lambda row: row.merged_into_id is None,
            done=_("Both are shown as one now. It can be taken back on the page of this one."),
        ),
        Step(
            slug="part",
            label=_("They are two after all"),
            needs=P.ALLIES_RECORD,
            act=lambda by, row, a: services.part_ally(by=by, ally=row),
            sentence=_("Both will stand in the list again, each with its own meetings, asks and promises."),
            is_open=lambda row: row.merged_into_id is not None,
        ),
    ),
    parts=(_PROMISES, _ASKS, _MEETINGS, _AGREEMENTS, _JOINT_WORK, _CONTACTS, _NOTES),
    work_lists=(
        ("asked", _("All asks and promises"), P.ALLIES_SEE),
        ("allies_by_level", _("By level"), P.ALLIES_SEE),
    ),
    order=("name_fold", "id"),
    exports=P.SHARED_EXPORT,
)


def _work_desk(kind: OrdinaryKind[Any, Any], **fields: Any) -> Desk:
    """A member's own work with institutions: added on the page of an institution or of other work."""
    usual: dict[str, Any] = {
        "label": lambda row: row.ally.current.name,
        "is_added_elsewhere": True,
        "withdraws_alone": True,
        "related": _RELATED,
        "exports": P.SHARED_EXPORT,
    }
    return Desk(kind=kind, **{**usual, **fields})


MEETINGS = _work_desk(
    parts.MEETING,
    slug="ally-meetings",
    record_row=lambda by, command: parts.record_meeting(by=by, command=command),
    title=_("Meetings with allies"),
    icon="meeting",
    form=MeetingForm,
    add_label=_("Record a meeting"),
    amend=_amend_meeting,
    columns=(_ALLY, *display_fields(Meeting, "held_on", "purpose", sorts=["held_on"]), _WHOSE),
    facts=(
        *display_fields(Meeting, "held_on", "purpose", "law_topic", "participants", "outcome"),
        DisplayField(_("Minutes"), _minutes),
        _MEMBER,
        _CONFIDENTIAL,
    ),
    filters=(*_OF_ALLY, _BY_LAW, *by_period("held_on")),
    parts=(
        Part(
            slug="asks",
            title=_("What we asked there"),
            see=P.ALLIES_SEE,
            rows=lambda by, meeting: selectors.asks(by).filter(meeting=meeting),
            columns=(*display_fields(Ask, "what", "answer_by"), DisplayField(_("Answer"), answer_badge, "badge")),
            add_label=_("Record an ask"),
            record=P.ALLIES_RECORD,
            form=AskForm,
            add=lambda by, meeting, a: parts.ASK.record(
                by=by,
                command=commands.RecordAsk(
                    organisation=meeting.organisation_id, place=meeting.place, ally=meeting.ally, meeting=meeting, **a
                ),
            ),
            initial=lambda meeting: {"asked_on": meeting.held_on, "is_confidential": meeting.is_confidential},
            link=_page("ally-asks"),
        ),
    ),
    order=("-held_on", "-id"),
)

ASKS = _work_desk(
    parts.ASK,
    slug="ally-asks",
    title=_("What we asked"),
    icon="ask",
    form=AskCorrectionForm,
    add_label=_("Record an ask"),
    related=(*_RELATED, "meeting"),
    columns=(
        _ALLY,
        *display_fields(Ask, "what", "asked_on", "answer_by", sorts=["asked_on", "answer_by"]),
        DisplayField(_("Answer"), answer_badge, "badge"),
        _WHOSE,
    ),
    facts=(
        *display_fields(Ask, "what", "law_topic", "of_whom", "asked_on"),
        DisplayField(_("At the meeting of"), "meeting.held_on", "day"),
        *display_fields(Ask, "answer_by"),
        DisplayField(_("Answer"), "answer"),
        *display_fields(Ask, "answered_on", "answer_text"),
        _MEMBER,
        _CONFIDENTIAL,
    ),
    filters=(by_choice("answer", _("Answer"), Answer), *_OF_ALLY, _BY_LAW, *by_period("asked_on")),
    steps=(
        Step(
            slug="answer",
            label=_("What they answered"),
            needs=P.ALLIES_RECORD,
            act=lambda by, row, a: parts.answer_ask(by=by, ask=row, **a),
            form=AnswerToAskForm,
            is_open=lambda row: row.answer == Answer.WAITING,
            initial=lambda row: {"answered_on": clock.today()},
        ),
    ),
    parts=(
        Part(
            slug="promises",
            title=_("What was promised"),
            see=P.ALLIES_SEE,
            rows=lambda by, ask: selectors.commitments(by).filter(ask=ask),
            columns=(
                *display_fields(Commitment, "what", "due_on"),
                DisplayField(_("What became of it"), outcome_badge, "badge"),
            ),
            add_label=_("Record a promise"),
            record=P.ALLIES_RECORD,
            form=PromiseOfAskForm,
            add=lambda by, ask, a: parts.COMMITMENT.record(
                by=by,
                command=commands.RecordCommitment(
                    organisation=ask.organisation_id, place=ask.place, ally=ask.ally, ask=ask, **a
                ),
            ),
            initial=lambda ask: {"promised_on": clock.today(), "is_confidential": ask.is_confidential},
            link=_page("promises"),
        ),
    ),
    order=("-asked_on", "-id"),
)

PROMISES = _work_desk(
    parts.COMMITMENT,
    slug="promises",
    title=_("What was promised"),
    icon="check",
    form=PromiseCorrectionForm,
    add_label=_("Record a promise"),
    related=(*_RELATED, "ask"),
    columns=(
        _ALLY,
        *display_fields(Commitment, "what", "promised_on", "due_on", sorts=["promised_on", "due_on"]),
        DisplayField(_("What became of it"), outcome_badge, "badge"),
        _WHOSE,
    ),
    facts=(
        *display_fields(Commitment, "what", "promised_by", "promised_on", "due_on"),
        DisplayField(_("In answer to"), "ask.what"),
        DisplayField(_("What became of it"), "outcome"),
        *display_fields(Commitment, "settled_on", "what_became"),
        _MEMBER,
        _CONFIDENTIAL,
    ),
    filters=(
        by_choice("outcome", _("What became of it"), Outcome),
        *_OF_ALLY,
        *by_period("promised_on"),
        Filter("settled_from", _("Settled from"), since("settled_on"), kind="day"),
        Filter("settled_to", _("Settled until"), until("settled_on"), kind="day"),
    ),
    steps=(_outcome_step(),),
    order=("-promised_on", "-id"),
)

AGREEMENTS = _work_desk(
    parts.AGREEMENT,
    slug="agreements",
    title=_("Agreements"),
    icon="agreement",
    form=AgreementForm,
    add_label=_("Record an agreement"),
    columns=(
        _ALLY,
        *display_fields(Agreement, "title", "kind", "signed_on", "ends_on", sorts=["signed_on", "ends_on"]),
        DisplayField(_("State"), force_badge, "badge"),
        _WHOSE,
    ),
    facts=(
        *display_fields(Agreement, "title", "kind", "signed_on", "ends_on", "renew_by", "ended_on", "they_do", "we_do"),
        _MEMBER,
        _CONFIDENTIAL,
    ),
    filters=(
        Filter(
            "state",
            _("State"),
            lambda value: selectors.in_force(clock.today()) if value == "now" else ~selectors.in_force(clock.today()),
            lambda by: [("now", _("in force")), ("ended", _("ended"))],
        ),
        by_choice("agreement", _("Kind of agreement"), AgreementKind, "kind"),
        *_OF_ALLY,
        *by_period("signed_on"),
    ),
    order=("-signed_on", "-id"),
)

JOINT_WORK = _work_desk(
    parts.JOINT_WORK,
    slug="joint-work",
    title=_("Work together with offices"),
    icon="joint",
    form=JointWorkForm,
    add_label=_("Record an operation, a watch or a training"),
    columns=(_ALLY, *display_fields(JointWork, "kind", "held_on", "what", sorts=["held_on"]), _WHOSE),
    facts=(*display_fields(JointWork, "kind", "held_on", "what", "officers"), _MEMBER, _CONFIDENTIAL),
    filters=(by_choice("work", _("Kind of joint work"), JointKind, "kind"), *_OF_ALLY, *by_period("held_on")),
    order=("-held_on", "-id"),
)

DESKS = (ALLIES, MEETINGS, ASKS, PROMISES, AGREEMENTS, JOINT_WORK, MENTIONS)
