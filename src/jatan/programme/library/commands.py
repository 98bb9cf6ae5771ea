"""Commands of the library: a material, and copies given out. A file is passed to the service as a separate argument."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import ClassVar

from jatan.kernel.problems import Problem
from jatan.programme.library.choices import MaterialKind, MaterialLanguage, Topic
from jatan.programme.library.models import Material
from jatan.programme.people.base_command import Command

__all__ = ["AddMaterial", "RecordDistribution"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddMaterial(Command):
    """One material in one language and version. At least one of the two titles is required."""

    REQUIRED: ClassVar = ("kind", "language")
    CHOICES: ClassVar = {
        "kind": frozenset(MaterialKind.values),
        "topic": frozenset(Topic.values),
        "language": frozenset(MaterialLanguage.values),
    }
    LIMITS: ClassVar = {"version": 20}

    kind: str
    title_hi: str = ""
    title_en: str = ""
    topic: str = ""
    language: str = MaterialLanguage.HINDI.value
    version: str = ""
    published_on: dt.date | None = None
    is_public: bool = False

    def _problems(self) -> Iterator[Problem]:
        if not self.title_hi and not self.title_en:
            yield Problem("missing_required", field="title_hi")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordDistribution(Command):
    """`copies` of a material given out on a day that is not in the future."""

    REQUIRED: ClassVar = ("material", "given_on", "copies")
    COUNTS: ClassVar = ("copies",)
    OWN_DAYS: ClassVar = ("given_on",)
    LINKS: ClassVar = ("material",)

    material: Material
    given_on: dt.date
    copies: int
    to_whom: str = ""
    activity_note: str = ""
