"""Builders of allies for tests; they call the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.allies.commands import RecordCommitment, RegisterAlly
from jatan.programme.allies.models import Ally, Commitment
from jatan.programme.allies.services import record_commitment, register_ally
from tests.cast import Cast


def ally_command(cast: Cast, **answers: Any) -> RegisterAlly:
    """The labour office of Gumla; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_district,
        "name": "श्रम अधीक्षक कार्यालय गुमला",
        "kind": "government",
        "level": "district",
    }
    return RegisterAlly(**(usual | answers))


def an_ally(by: Actor, cast: Cast, **answers: Any) -> Ally:
    """One recorded ally, written by `by`."""
    return register_ally(by=by, command=ally_command(cast, **answers))


def a_promise(by: Actor, ally: Ally, **answers: Any) -> Commitment:
    """One promise of `ally`."""
    usual: dict[str, Any] = {
        "organisation": ally.organisation_id,
        "place": ally.place,
        "ally": ally,
        "promised_on": dt.date(2024, 1, 5),
        "what": "हर पंचायत में पंजीकरण शिविर",
    }
    return record_commitment(by=by, command=RecordCommitment(**(usual | answers)))
