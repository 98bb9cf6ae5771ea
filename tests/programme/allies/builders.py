"""Builders of allies for tests; they call the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.allies.commands import RecordAsk, RecordCommitment, RecordMeeting, RegisterAlly
from jatan.programme.allies.models import Ally, Ask, Commitment, Meeting
from jatan.programme.allies.parts import ASK, COMMITMENT, own_office, record_meeting
from jatan.programme.allies.services import register_ally
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
    """One institution of the directory, entered by `by`, who says that it is none of those alike."""
    return register_ally(by=by, command=ally_command(cast, **answers), is_another=True)


def a_promise(by: Actor, ally: Ally, **answers: Any) -> Commitment:
    """One promise of `ally` to the office of `by`."""
    usual: dict[str, Any] = {
        "organisation": own_office(by),
        "place": ally.place,
        "ally": ally,
        "promised_on": dt.date(2024, 1, 5),
        "what": "हर पंचायत में पंजीकरण शिविर",
    }
    return COMMITMENT.record(by=by, command=RecordCommitment(**(usual | answers)))


def an_ask(by: Actor, ally: Ally, **answers: Any) -> Ask:
    """One ask of `ally` by the office of `by`."""
    usual: dict[str, Any] = {
        "organisation": own_office(by),
        "place": ally.place,
        "ally": ally,
        "asked_on": dt.date(2024, 1, 5),
        "what": "पंचायत में पंजीकरण का दिन तय करें",
    }
    return ASK.record(by=by, command=RecordAsk(**(usual | answers)))


def a_meeting(by: Actor, ally: Ally, **answers: Any) -> Meeting:
    """One meeting of the office of `by` with `ally`."""
    usual: dict[str, Any] = {
        "organisation": own_office(by),
        "place": ally.place,
        "ally": ally,
        "held_on": dt.date(2024, 1, 5),
        "purpose": "सुरक्षित प्रवास",
    }
    return record_meeting(by=by, command=RecordMeeting(**(usual | answers)))
