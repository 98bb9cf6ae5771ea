"""Statements for tests, made by the real services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.agents.commands import RecordStatement
from jatan.programme.agents.models import Statement
from jatan.programme.agents.services import record_statement
from tests.cast import Cast

SAID = dt.date(2024, 2, 5)


def statement_command(cast: Cast, **answers: Any) -> RecordStatement:
    """What a family of Gumla says about an agent; anything may be said otherwise."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "kind": "agent",
        "name": "बिरसा महतो",
        "phones": ("9169852892",),
        "said_on": SAID,
        "source": "family",
        "reliability": "heard",
        "what_is_said": "सिलाई का काम कहकर लड़कियों को ले जाने की बात कही गई।",
    }
    return RecordStatement(**(usual | answers))


def a_statement(by: Actor, cast: Cast, **answers: Any) -> Statement:
    """One statement on record, written by `by`."""
    return record_statement(by=by, command=statement_command(cast, **answers))
