"""The places of the papers where a paragraph can stand: versioned with the code, in `places.toml`."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

from jatan.kernel.localised import Localised


@dataclass(frozen=True)
class Place:
    """A place for a paragraph. `paper`: "account", "donor", "studio" or "grant"; `asks`: what may be written there."""

    code: str
    paper: str
    label: Localised
    asks: Localised


def find_place(code: str) -> Place | None:
    """The place of that code; None where there is none."""
    return _places().get(code)


def places_of(paper: str) -> tuple[Place, ...]:
    """The places of a paper, in its order."""
    return tuple(place for place in _places().values() if place.paper == paper)


@functools.cache
def _places() -> dict[str, Place]:
    text = resources.files(__package__).joinpath("places.toml").read_text(encoding="utf-8")
    found = [
        Place(
            row["code"],
            row["paper"],
            Localised(hi=row["hi"], en=row["en"]),
            Localised(hi=row["asks_hi"], en=row["asks_en"]),
        )
        for row in tomllib.loads(text)["place"]
    ]
    if len({place.code for place in found}) != len(found):
        raise ValueError("places.toml names a place twice")
    return {place.code: place for place in found}
