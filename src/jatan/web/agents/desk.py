"""The record pages of statements about agents and employers. A statement has a source and is never a finding."""

import dataclasses
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.foundation.places.destinations import destination_named
from jatan.programme.agents import selectors, services, shared_numbers, statement_sets
from jatan.programme.agents.choices import Kind, Reliability, Source
from jatan.programme.agents.commands import RecordStatement
from jatan.programme.agents.entry_requests import entry_number
from jatan.programme.agents.models import Statement
from jatan.programme.agents.services import STATEMENT
from jatan.programme.journeys.models import Journey
from jatan.web.agents.record_forms import SameForm, StatementForm
from jatan.web.agents.words import asked_line, grouped_number, label_of, set_line, why_line
from jatan.web.ui.records.columns import BY_BLOCK, PLACE, by_choice, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Part, Step


def _destination(row: Any) -> Any:
    return row.destination.name if row.destination else row.destination_as_written


def _register(by: Actor, answers: Any) -> Statement:
    destination = destination_named(answers["destination_as_written"])
    return services.STATEMENT.record(by=by, command=RecordStatement(**dict(answers), destination=destination))


def _record_row(by: Actor, command: RecordStatement) -> Statement:
    """A statement of a workbook: a destination that is only written is found by its words, as on the page."""
    if command.destination is None:
        command = dataclasses.replace(command, destination=destination_named(command.destination_as_written))
    return STATEMENT.record(by=by, command=command)


def _propose(by: Actor, row: Any, answers: Any) -> object:
    about = STATEMENT.find(by, row.beside)
    return statement_sets.propose_same(by=by, statement=about, other=row, reason=answers["reason"])


_ALIKE = Part(
    slug="alike",
    title=_("May speak of the same"),
    see=P.AGENTS_SEE,
    rows=selectors.similar_statements,
    columns=(
        DisplayField(_("Who is meant"), label_of),
        DisplayField(_("Why shown"), why_line),
        *display_fields(Statement, "kind"),
        PLACE,
        *display_fields(Statement, "said_on", "source"),
    ),
    link=lambda row: reverse("agents_detail", args=[row.pk]),
    steps=(
        Step(
            slug="same",
            label=_("Say that it is the same"),
            needs=P.AGENTS_RECORD,
            act=_propose,
            form=SameForm,
            is_for=lambda by, row: by.may(P.AGENTS_SEE),
            done=_("It is proposed. A second person must confirm it."),
        ),
    ),
    empty=_("No other statement has this number or such a name."),
)

_JOURNEYS = Part(
    slug="journeys",
    title=_("Journeys with this number or name"),
    see=P.AGENTS_SEE,
    rows=shared_numbers.journeys_about,
    columns=(
        DisplayField(_("Person"), "person.name"),
        PLACE,
        DisplayField(_("Where to"), _destination),
        *display_fields(Journey, "agent_name", "registered_on"),
    ),
    link=lambda row: reverse("journeys_detail", args=[row.pk]),
    empty=_("No journey names this number or name."),
)

_SETS = Part(
    slug="sets",
    title=_("Statements that belong together"),
    see=P.AGENTS_SEE,
    rows=selectors.profiles_with,
    columns=(DisplayField(_("How many"), set_line),),
    link=lambda row: reverse("agent_set", args=[row.pk]),
    empty=_("This statement stands alone."),
)


class _Agents(Desk):
    STAYS_INSIDE = _(
        "What is said about people is never handed out as a list: the police get it case by case. "
        "A statement is not corrected either: it is withdrawn and said anew."
    )

    def notice(self, row: Statement) -> Any:
        return (
            asked_line(selectors.members_to_ask(row.organisation_id, *row.phones)) if row.withdrawn_at is None else ""
        )


AGENTS = _Agents(
    slug="agents",
    kind=services.STATEMENT,
    title=_("Statements about agents and employers"),
    icon="agent",
    search=selectors.search,
    label=label_of,
    form=StatementForm,
    add_label=_("Write down what is said about an agent"),
    register=_register,
    record_row=_record_row,
    columns=(
        DisplayField(_("Who is meant"), label_of),
        *display_fields(Statement, "kind"),
        PLACE,
        DisplayField(_("Where to"), _destination),
        *display_fields(Statement, "source", "reliability", "said_on", sorts=["said_on"]),
    ),
    facts=(
        *display_fields(Statement, "kind", "name"),
        DisplayField(_("Phone numbers"), lambda row: ", ".join(row.phones)),
        *display_fields(Statement, "vehicle"),
        DisplayField(_("Where people are taken from"), PLACE.source),
        *display_fields(Statement, "route"),
        DisplayField(_("Where people are taken to"), _destination),
        *display_fields(Statement, "said_on", "source", "reliability", "what_is_said"),
        DisplayField(_("At the registration of the journey of"), "journey.person.name"),
        DisplayField(_("Number of the entry"), lambda row: grouped_number(entry_number(row.pk))),
    ),
    filters=(
        by_choice("kind", pgettext_lazy("statement", "About"), Kind),
        by_choice("source", _("Who says so"), Source),
        by_choice("reliability", _("How it is known"), Reliability),
        BY_BLOCK,
        *by_period("said_on"),
    ),
    parts=(_SETS, _ALIKE, _JOURNEYS),
    order=("-said_on", "-id"),
    related=("place", "organisation", "destination", "journey", "journey__person"),
    prefill=("journey",),
    work_lists=(
        ("agent_numbers", _("Same number on several journeys"), P.AGENTS_SEE),
        ("agent_sets", _("Statements that belong together"), P.AGENTS_SEE),
        ("agent_requests", _("Requests of the secretariat"), P.AGENTS_SEE),
    ),
    empty=_("Nothing is written down yet about agents or employers."),
    is_exportable=False,
)

DESKS = (AGENTS,)
