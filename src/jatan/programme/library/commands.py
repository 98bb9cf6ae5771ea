"""Commands of the library: a material with or without its file, and copies given out."""

import uuid
from dataclasses import dataclass
from datetime import date

from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.library import rules
from jatan.programme.library.models import Distribution, Material


@dataclass(frozen=True, kw_only=True)
class AddMaterial:
    """One of the two titles is needed. The file is handed to the service beside this: bytes are not an answer."""

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""
    kind: str
    title_hi: str = ""
    title_en: str = ""
    topic: str = ""
    language: str = "hi"
    version: str = ""
    published_on: date | None = None
    is_public: bool = False

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Material)
        if not (self.title_hi or self.title_en):
            raise Problem("missing_required", field="title_hi")


@dataclass(frozen=True, kw_only=True)
class RecordDistribution:
    """`copies` given out on a day that has come."""

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""
    material: Material
    given_on: date
    copies: int
    to_whom: str = ""
    activity_note: str = ""

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Distribution, not_future=("given_on",))
