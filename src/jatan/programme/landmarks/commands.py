"""Commands of the register: a landmark, a route, and what somebody found who looked again."""

import contextlib
import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits
from jatan.programme.landmarks.choices import Finding, LandmarkKind
from jatan.programme.landmarks.coordinates import kilometres
from jatan.programme.landmarks.models import Landmark, Route, Verification
from jatan.programme.landmarks.opening_hours import parse_hours
from jatan.programme.people.base_command import Command

MOST_STOPS = 12
# A landmark lies in its block, district, state or city. Wider apart, north and east were mixed up or a digit is wrong.
_FURTHEST = {Level.BLOCK: 80, Level.DISTRICT: 150, Level.CITY: 150}
_SHORT_NUMBER = re.compile(r"1\d{2,4}", re.ASCII)  # 112, 139, 181, 1098, 15100
_NUMBERS = ("phone", "second_phone")
_NEEDS_NAME = _("One of the two names is needed.")


def phone_of(text: str) -> str:
    """Ten digits of a telephone, a national short number (112, 1098), or "". Raises Problem("unreadable")."""
    tidy = ascii_digits(text).strip().replace(" ", "").replace("-", "")
    if not tidy or _SHORT_NUMBER.fullmatch(tidy):
        return tidy
    found = parse_phone(text)
    if found is None:
        raise Problem("unreadable")
    return found


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordLandmark(Command):
    """One landmark. At least one of the two names; of a place of risk also when it was said or seen; of a shelter the
    district and nothing finer.
    """

    MODEL: ClassVar = Landmark
    OWN_DAYS: ClassVar = ("mapped_on", "source_on")

    kind: str
    name_hi: str = ""
    name_en: str = ""
    address: str = ""
    phone: str = ""
    second_phone: str = ""
    opening_hours: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    mapped_on: dt.date
    source: str
    source_on: dt.date | None = None
    source_note: str = ""
    note: str = ""
    is_public: bool = False

    def _complete(self) -> None:
        super()._complete()
        for name in _NUMBERS:
            with contextlib.suppress(Problem):
                self._set(name, phone_of(getattr(self, name) or ""))

    def _problems(self) -> Iterator[Problem]:
        if not self.name_hi and not self.name_en:
            yield Problem("missing_required", _NEEDS_NAME, field="name_hi")
        for name in _NUMBERS:
            try:
                phone_of(getattr(self, name))
            except Problem as problem:
                yield problem.at(name)
        try:
            parse_hours(self.opening_hours)
        except Problem as problem:
            yield problem.at("opening_hours")
        if self.kind == LandmarkKind.RISK and self.source_on is None:
            yield Problem(
                "missing_required", _("Of a place of risk write when it was said or seen."), field="source_on"
            )
        yield from self._location_problems()

    def _location_problems(self) -> Iterator[Problem]:
        if (self.latitude is None) != (self.longitude is None):
            yield Problem("missing_required", field="coordinates")
            return
        if self.kind == LandmarkKind.SHELTER:
            yield from self._shelter_problems()
        elif self.latitude is not None and self.longitude is not None:
            yield from _too_far(self.place, (float(self.latitude), float(self.longitude)))

    def _shelter_problems(self) -> Iterator[Problem]:
        finer = [name for name in ("address", "village", "panchayat") if getattr(self, name)]
        if self.latitude is not None:
            finer.append("coordinates")
        if self.place is not None and self.place.level == Level.BLOCK:
            finer.append("place")
        words = _("Of a shelter only the district is written down, so that nobody finds those who live there.")
        for name in finer:
            yield Problem("shelter_located", words, field=name)
        if self.is_public:
            yield Problem("shelter_located", words, field="is_public")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordRoute(Command):
    """A route: two stops at least, in the order in which they are passed, each once."""

    MODEL: ClassVar = Route
    OWN_DAYS: ClassVar = ("mapped_on",)

    name_hi: str = ""
    name_en: str = ""
    mode: str
    destination: Place | None = None
    stops: list[uuid.UUID] = dataclasses.field(default_factory=list)
    mapped_on: dt.date
    note: str = ""

    def _problems(self) -> Iterator[Problem]:
        if not self.name_hi and not self.name_en:
            yield Problem("missing_required", _NEEDS_NAME, field="name_hi")
        if len(self.stops) < 2:
            yield Problem("missing_required", _("A route has two stops at least."), field="stops")
        yield from stop_problems(self.stops)


@dataclasses.dataclass(frozen=True, kw_only=True)
class VerifyLandmark(Command):
    """What somebody found on a day: as written, or different; then she says what."""

    MODEL: ClassVar = Verification
    OWN_DAYS: ClassVar = ("verified_on",)

    landmark: uuid.UUID
    verified_on: dt.date
    finding: str = Finding.AS_RECORDED.value
    note: str = ""

    def _problems(self) -> Iterator[Problem]:
        if self.finding == Finding.DIFFERENT and not self.note:
            yield Problem("missing_required", field="note")


def stop_problems(stops: list[uuid.UUID]) -> Iterator[Problem]:
    """What is wrong with a list of stops: too many, or one that follows itself."""
    if len(stops) > MOST_STOPS:
        yield Problem("unreadable", field="stops")
    if len(stops) != len(set(stops)):
        yield Problem("unreadable", _("A stop is named twice."), field="stops")


def _too_far(place: Place | None, point: tuple[float, float]) -> Iterator[Problem]:
    if place is not None and place.lat is None:  # newer blocks have no published coordinates: their district has
        place = place.district
    if place is None or place.lat is None or place.lon is None:
        return
    furthest = _FURTHEST.get(Level(place.level))
    away = kilometres((float(place.lat), float(place.lon)), point)
    if furthest is not None and away > furthest:
        words = _("This point lies %(km)d km from %(place)s. Look at both again: first north, then east.")
        yield Problem("far_from_place", words % {"km": round(away), "place": place.name}, field="coordinates")
