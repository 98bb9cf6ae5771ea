"""What an address of a phase means: the series within reach, the phase of its curriculum, and whether she may write."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access import gate
from jatan.foundation.access.permissions import Permission
from jatan.programme.training.models import Curriculum, Phase, Series
from jatan.programme.training.selectors import followed, phases
from jatan.programme.training.services import SERIES
from jatan.web.ui.needs import StaffRequest


@dataclass(frozen=True)
class AskedPhase:
    """`all_phases`: those of the curriculum, in their order. `may_write`: sessions, answers and completions."""

    series: Series
    curriculum: Curriculum
    phase: Phase
    all_phases: Sequence[Phase]
    may_write: bool

    @property
    def number(self) -> int:
        return self.phase.number

    @property
    def address(self) -> str:
        """The page of this phase."""
        return reverse("training_phase", args=[self.series.pk, self.number])

    @property
    def crumbs(self) -> list[tuple[str, Any]]:
        """The way to a page below the phase."""
        return [
            (reverse("training"), _("Training")),
            (reverse("trainings_detail", args=[self.series.pk]), self.series.title),
            (self.address, self.heading),
        ]

    @property
    def heading(self) -> str:
        return _("Phase %(number)s: %(title)s") % {"number": self.number, "title": self.phase.title}


def asked_phase(request: StaffRequest, pk: uuid.UUID, number: int, *, writes: bool = False) -> AskedPhase:
    """Raises Http404 or DoesNotExist for what is not there, and with `writes` for who may not write in the series."""
    series = SERIES.find(request.actor, pk)
    found = list(phases(series.curriculum_id))
    phase = next((row for row in found if row.number == number), None)
    may_write = gate.allows(
        request.actor, Permission.ACTIVITIES_RECORD, organisation_id=series.organisation_id, place=series.place
    )
    if phase is None or (writes and not may_write):
        raise Http404
    return AskedPhase(series, followed(series), phase, found, may_write)
