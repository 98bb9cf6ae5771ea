"""Builders of campaigns and camps for tests; they call the services."""

import datetime as dt
import uuid
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.campaigns.commands import BeginCampaign, KeepLine
from jatan.programme.campaigns.models import Camp, Campaign
from jatan.programme.campaigns.services import begin_campaign
from jatan.programme.flows.camps import hold_camp
from tests.cast import Cast

HELD = 7  # days before today


def a_campaign(by: Actor, cast: Cast, **answers: Any) -> Campaign:
    """A running campaign of Gumla; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_district,
        "name_hi": "सुरक्षित प्रवास अभियान",
        "name_en": "Safe migration drive",
        "begins_on": clock.today() - dt.timedelta(days=60),
    }
    return begin_campaign(by=by, command=BeginCampaign(**(usual | answers)))


def a_camp(by: Actor, cast: Cast, campaign: Campaign | None = None, **answers: Any) -> Camp:
    """A camp a week ago in Gumla, forty people; `answers` override fields of its activity."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "panchayat": "टोटो",
        "village": "टोटो",
        "kind": "camp",
        "held_on": clock.today() - dt.timedelta(days=HELD),
        "women": 25,
        "men": 15,
    }
    topics = answers.pop("topics", ["rights", "help"])
    return hold_camp(by=by, activity=RecordActivity(**(usual | answers)), topics=topics, campaign=campaign)


def a_line(camp: Camp, name: str, **answers: Any) -> KeepLine:
    """A line of a list as typed; `answers` override fields."""
    return KeepLine(**({"camp": camp, "id": new_id(), "name": name} | answers))


def again(command: KeepLine, **answers: Any) -> KeepLine:
    """The same line sent once more, with other answers."""
    return command.changed(answers)


def leaving(days: int = 10) -> dict[str, Any]:
    """Fields of a line of somebody who leaves after `days`."""
    day = clock.today() + dt.timedelta(days=days)
    return {
        "is_leaving": True,
        "leaves_on_as_written": f"{day:%d/%m/%Y}",
        "destination_as_written": "बेंगलुरु",
        "work": "garment",
    }


def chosen(person_id: uuid.UUID) -> dict[str, Any]:
    """The decision that it is this person."""
    return {"choice": str(person_id)}
