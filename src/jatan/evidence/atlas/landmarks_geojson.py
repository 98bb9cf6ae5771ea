"""Landmarks and routes as GeoJSON (RFC 7946). A shelter is in no layer of it, and nothing is drawn through one."""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from jatan.programme.landmarks.choices import LandmarkKind
from jatan.programme.landmarks.models import Landmark, Route

_TEXTS = ("name_hi", "name_en", "kind", "layer", "address", "phone", "second_phone", "opening_hours", "source")


def landmarks_geojson(
    rows: Iterable[Landmark], routes: Iterable[Route], stops: Mapping[uuid.UUID, Landmark], *, note: str
) -> bytes:
    """A FeatureCollection in UTF-8: points of landmarks (geometry null without coordinates of their own) and lines of
    routes through those stops that have coordinates. `stops`: the landmarks that the routes name. `note`: what is left
    out, kept with the file.
    """
    features = [_point(row) for row in rows if row.kind != LandmarkKind.SHELTER]
    features += [_line(route, stops) for route in routes]
    document = {"type": "FeatureCollection", "note": note, "features": features}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _point(row: Landmark) -> dict[str, Any]:
    district = row.place if row.place.level == "district" else row.place.district
    properties = {name: getattr(row, name) for name in _TEXTS if getattr(row, name)}
    properties |= {
        "place": row.place.name_en,
        "district": district.name_en if district else "",
        "mapped_on": row.mapped_on.isoformat(),
        "checked_on": row.checked.isoformat(),  # type: ignore[attr-defined]  # filled by `selectors.landmarks`
    }
    return {"type": "Feature", "id": str(row.pk), "geometry": _geometry(row), "properties": properties}


def _geometry(row: Landmark) -> dict[str, Any] | None:
    spot = _spot(row)
    return {"type": "Point", "coordinates": spot} if spot else None


def _line(route: Route, stops: Mapping[uuid.UUID, Landmark]) -> dict[str, Any]:
    passed = [stops[stop] for stop in route.stops if stop in stops]
    spots = [spot for row in passed if row.kind != LandmarkKind.SHELTER and (spot := _spot(row))]
    properties = {
        "name_hi": route.name_hi,
        "name_en": route.name_en,
        "mode": route.mode,
        "stops": [str(stop) for stop in route.stops],
    }
    geometry = {"type": "LineString", "coordinates": spots} if len(spots) > 1 else None
    return {"type": "Feature", "id": str(route.pk), "geometry": geometry, "properties": properties}


def _spot(row: Landmark) -> list[float] | None:
    """East and north, in this order, as the standard says."""
    if row.latitude is None or row.longitude is None:
        return None
    return [float(row.longitude), float(row.latitude)]
