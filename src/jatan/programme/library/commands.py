"""Commands of the library: a material, its trial in a village, and lines of the stock book.

A file is passed to the service as a separate argument.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.library.choices import IN_MAKING, MaterialLanguage, Stage, StockLine
from jatan.programme.library.models import Distribution, Material, Trial
from jatan.programme.people.base_command import Command

LONGEST_TEXT = 2000


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddMaterial(Command):
    """One material in one language and version. At least one of the two titles is required.

    What is being made (`stage`) is never public.
    """

    MODEL: ClassVar = Material
    LIMITS: ClassVar = {"message": LONGEST_TEXT}

    kind: str
    title_hi: str = ""
    title_en: str = ""
    topic: str = ""
    language: str = MaterialLanguage.HINDI.value
    version: str = ""
    published_on: dt.date | None = None
    is_public: bool = False
    stays_inside: bool = False
    stage: str = Stage.IN_USE.value
    audience: str = ""
    message: str = ""

    def _problems(self) -> Iterator[Problem]:
        if not self.title_hi and not self.title_en:
            yield Problem("missing_required", field="title_hi")
        if self.is_public and self.stays_inside:
            message = _("A story is in it of somebody who did not agree that anybody may read it.")
            yield Problem("stays_inside", message, field="is_public")
        if self.is_public and self.stage in IN_MAKING:
            yield Problem("not_yet", _("Only what is approved can be public."), field="is_public")
        if self.stage == Stage.BRIEF and not self.message:
            yield Problem("missing_required", field="message")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordTrial(Command):
    """A material was shown to `listeners` people of a village; `understood` of them understood it as it was meant."""

    MODEL: ClassVar = Trial
    REQUIRED: ClassVar = ("village",)
    OWN_DAYS: ClassVar = ("tried_on",)
    LIMITS: ClassVar = {"what_understood": LONGEST_TEXT, "what_not": LONGEST_TEXT, "to_change": LONGEST_TEXT}

    material: Material
    tried_on: dt.date
    listeners: int
    understood: int
    what_understood: str
    what_not: str = ""
    to_change: str = ""
    tried_by: str = ""

    def _problems(self) -> Iterator[Problem]:
        if self.listeners == 0:
            yield Problem("missing_required", field="listeners")
        elif None not in (self.listeners, self.understood) and self.understood > self.listeners:
            yield Problem("more_than_all", _("More people understood it than saw or heard it."), field="understood")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordDistribution(Command):
    """A line of the stock book: `copies` of a material, on a day that is not in the future.

    The material may belong to another organisation of the network.
    """

    MODEL: ClassVar = Distribution
    REQUIRED: ClassVar = ("material",)
    OWN_DAYS: ClassVar = ("given_on",)

    material: Material
    given_on: dt.date
    copies: int
    kind: str = StockLine.GIVEN.value
    to_whom: str = ""
    activity_note: str = ""

    def _problems(self) -> Iterator[Problem]:
        if self.copies == 0:
            yield Problem("missing_required", field="copies")
