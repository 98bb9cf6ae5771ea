"""Builders of landmarks and routes for tests; they call the services."""

import datetime as dt
from decimal import Decimal
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.landmarks.commands import RecordLandmark, RecordRoute
from jatan.programme.landmarks.models import Landmark, Route
from jatan.programme.landmarks.services import LANDMARK, ROUTE
from tests.cast import Cast

MAPPED = dt.date(2023, 7, 10)
# Gumla's bus stand, about; inside the district.
GUMLA = {"latitude": Decimal("23.044000"), "longitude": Decimal("84.541000")}


def landmark_command(cast: Cast, **answers: Any) -> RecordLandmark:
    """The bus stand of Gumla, seen by us; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "kind": "bus_stand",
        "name_hi": "गुमला बस स्टैंड",
        "mapped_on": MAPPED,
        "source": "seen",
    }
    return RecordLandmark(**(usual | answers))


def a_landmark(by: Actor, cast: Cast, **answers: Any) -> Landmark:
    """One recorded landmark."""
    return LANDMARK.record(by=by, command=landmark_command(cast, **answers))


def a_route(by: Actor, cast: Cast, *stops: Landmark, **answers: Any) -> Route:
    """A route through these stops, by bus."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "name_hi": "गुमला से दिल्ली",
        "mode": "bus",
        "stops": [stop.pk for stop in stops],
        "mapped_on": MAPPED,
    }
    return ROUTE.record(by=by, command=RecordRoute(**(usual | answers)))
