"""Builders of statements for tests; they call the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.agents.commands import RecordStatement
from jatan.programme.agents.models import Statement
from jatan.programme.agents.services import STATEMENT
from tests.cast import Cast

SAID_ON = dt.date(2024, 2, 5)


def statement_command(cast: Cast, **answers: Any) -> RecordStatement:
    """A statement of a family in Gumla about an agent; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "kind": "agent",
        "name": "बिरसा महतो",
        "phones": ("9169852892",),
        "said_on": SAID_ON,
        "source": "family",
        "reliability": "heard",
        "what_is_said": "सिलाई का काम कहकर लड़कियों को ले जाने की बात कही गई।",
    }
    return RecordStatement(**(usual | answers))


def a_statement(by: Actor, cast: Cast, **answers: Any) -> Statement:
    """One recorded statement, written by `by`."""
    return STATEMENT.record(by=by, command=statement_command(cast, **answers))
