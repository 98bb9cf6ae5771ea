"""Commands of the coded register. They have no field for a name or a narrative."""

import dataclasses
import datetime as dt
import uuid
from typing import Any, ClassVar

from jatan.foundation.network.selectors import districts_of
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.periods import quarter
from jatan.programme.cases.models import Case
from jatan.programme.people.base_command import Command
from jatan.programme.people.commands import NO_PLACE


@dataclasses.dataclass(frozen=True, kw_only=True)
class OpenCase(Command):
    """A case as entered by a user or imported. `follow_ups_reported`: a number of follow-ups without dates.

    Without a place the case gets its organisation's first district (one query). `open_values` go into the open
    row; the rest goes to the sealed file.
    """

    MODEL: ClassVar = Case
    REQUIRED: ClassVar = ("opened_on",)
    COUNTS: ClassVar = ("follow_ups_reported",)
    OWN_DAYS: ClassVar = ("opened_on", "closed_on")

    place: Place = NO_PLACE
    code: str
    kind: str
    opened_on: dt.date
    is_closed: bool = False
    closed_on: dt.date | None = None
    follow_ups_reported: int | None = None
    assigned_to: uuid.UUID | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.place is None and self.organisation is not None:
            self._set("place", next(iter(districts_of(self.organisation, clock.today())), None))

    def open_values(self) -> dict[str, Any]:
        """Values of the `Case` row: the district for the place, the quarter for the day."""
        return {
            "organisation_id": self.organisation,
            "place_id": self.place.district_id or self.place.pk,
            "code": self.code,
            "kind": self.kind,
            "opened_quarter": quarter(self.opened_on).start,
            "is_closed": self.is_closed,
            "assigned_to": self.assigned_to,
        }
