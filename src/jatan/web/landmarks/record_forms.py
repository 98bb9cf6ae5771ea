"""Forms of landmarks and routes, and of what somebody found who looked again."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.choices import Level
from jatan.foundation.places.destinations import destination_named
from jatan.foundation.places.models import Place
from jatan.foundation.places.selectors import reference_places
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.landmarks.commands import phone_of
from jatan.programme.landmarks.coordinates import parse_coordinates
from jatan.programme.landmarks.models import Landmark, Route, Verification
from jatan.programme.landmarks.opening_hours import ALWAYS, DAYS, Span, parse_clock, parse_hours, write_hours
from jatan.programme.landmarks.selectors import landmarks_in_order
from jatan.web.ui.components.fields import PhoneField
from jatan.web.ui.components.widgets import CompactTicks
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import text, written_place, yes
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.forms.stops import StopsForm, labels_of

_LINES = (1, 2)
_NUMBER_HINT = _("Ten digits, or a short number such as 112. No private number of a person.")
_OUTSIDE = (
    (Level.DISTRICT, _("Districts")),
    (Level.CITY, _("Cities where people go")),
    (Level.STATE, _("States")),
    (Level.COUNTRY, _("Countries")),
)


class OfficePhoneField(PhoneField):
    """A telephone number or a national short number such as 112."""

    def to_python(self, value: Any) -> str:
        try:
            return phone_of(str(value or ""))
        except Problem as problem:
            raise ValidationError(str(problem.message), code=problem.code) from problem


class LandmarkForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD
    PLACE_AFTER = "name_en"

    kind = model_field(Landmark, "kind")
    name_hi = model_field(Landmark, "name_hi", hint=_("One of the two names is needed. No names of persons."))
    name_en = model_field(Landmark, "name_en")
    address = model_field(Landmark, "address", hint=_("Not for shelters, and never where survivors live."))
    coordinates = text(
        _("Coordinates"), most=60, hint=_("As a telephone's map shows them, for example 23.3441, 85.3096.")
    )
    phone = OfficePhoneField(label=_("Telephone"), required=False, max_length=40, help_text=_NUMBER_HINT)
    second_phone = OfficePhoneField(label=_("Second telephone"), required=False, max_length=40)
    always_open = yes(_("Open day and night"))
    source = model_field(Landmark, "source", few=True)
    source_on = model_field(Landmark, "source_on", hint=_("Needed for a place of risk."))
    source_note = model_field(Landmark, "source_note")
    note = model_field(Landmark, "note", hint=_("What happens here, whom to ask for. No names of survivors."))
    is_public = model_field(
        Landmark,
        "is_public",
        hint=_("Only services, never shelters: the page for travellers may show name, number and hours."),
    )
    mapped_on = model_field(Landmark, "mapped_on")

    def prepare(self) -> None:
        super().prepare()
        self._offer_places_outside()
        for line in _LINES:
            self.fields[f"days_{line}"] = forms.MultipleChoiceField(
                label=_("Open on") if line == 1 else _("Other hours on"),
                choices=list(enumerate(DAYS)),
                required=False,
                widget=CompactTicks,
            )
            self.fields[f"opens_{line}"] = text(_("Opens at"), most=10)
            self.fields[f"closes_{line}"] = text(_("Closes at"), most=10)
        hours = [f"{name}_{line}" for line in _LINES for name in ("days", "opens", "closes")]
        names = list(self.fields)
        before = names[: names.index("always_open") + 1]
        self.order_fields([*before, *hours])
        self.initial = {"mapped_on": clock.today(), **self.initial}
        if self.about is not None:
            self.initial = {**self.initial, **_hours_on_record(self.about.opening_hours)}

    def clean_coordinates(self) -> Any:
        try:
            return parse_coordinates(self.cleaned_data["coordinates"])
        except Problem as problem:
            raise ValidationError(str(problem.message), code=problem.code) from problem

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        spans = [span for line in _LINES if (span := self._span(line)) is not None]
        answers["opening_hours"] = ALWAYS if answers.get("always_open") else write_hours(spans)
        return answers

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        point = given.pop("coordinates", None)
        given["latitude"], given["longitude"] = (point.latitude, point.longitude) if point else (None, None)
        asked = {"always_open", *(f"{name}_{line}" for line in _LINES for name in ("days", "opens", "closes"))}
        return {name: value for name, value in given.items() if name not in asked}

    def _asked_as(self, field: str | None) -> str | None:
        return "opens_1" if field == "opening_hours" else super()._asked_as(field)

    def _span(self, line: int) -> Span | None:
        """One line of opening hours; None if it is empty. Adds errors where it is half filled in."""
        days = self.cleaned_data.get(f"days_{line}") or []
        typed = {name: self.cleaned_data.get(f"{name}_{line}", "") for name in ("opens", "closes")}
        if not days and not any(typed.values()):
            return None
        if not days:
            self.add_error(f"days_{line}", ValidationError(_("Tick the days too."), code="missing_required"))
        minutes: dict[str, int] = {}
        for name, value in typed.items():
            try:
                minutes[name] = parse_clock(value)
            except Problem as problem:
                self.add_error(f"{name}_{line}", ValidationError(str(problem.message), code=problem.code))
        if not days or len(minutes) < 2:
            return None
        if minutes["opens"] == minutes["closes"]:
            words = _("It closes when it opens. Is it open day and night?")
            self.add_error(f"closes_{line}", ValidationError(words, code="unreadable"))
            return None
        return Span(tuple(sorted(map(int, days))), minutes["opens"], minutes["closes"])

    def _offer_places_outside(self) -> None:
        """Whoever records for the whole organisation also maps stations at destinations, in any district or city."""
        if not self.actor.reach(self.PERMISSION).organisations:
            return
        field: Any = self.fields["place"]
        own, listed = list(field.choices), {place.pk for place in field.queryset}
        levels = [level for level, _label in _OUTSIDE]
        others = [row for row in reference_places().filter(level__in=levels) if row.pk not in listed]
        offered = [*listed, *(row.pk for row in others)]
        field.queryset = Place.objects.filter(pk__in=offered).select_related("district")
        field.choices = [*own, *_grouped(others)]


class RouteForm(StopsForm, RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD
    PLACE_AFTER = "mode"

    name_hi = model_field(
        Route, "name_hi", hint=_("One of the two names is needed, for example: Gumla to Delhi by train.")
    )
    name_en = model_field(Route, "name_en")
    mode = model_field(Route, "mode", few=True)
    destination = written_place(
        _("Where to"), "/places/destinations/", hint=_("City or state, in Hindi or English letters.")
    )
    note = model_field(Route, "note")
    mapped_on = model_field(Route, "mapped_on")

    def prepare(self) -> None:
        super().prepare()
        del self.fields["village"], self.fields["panchayat"]
        self.fields["place"].label = capfirst(_("starts in"))
        names = list(self.fields)
        stops = [name for name in names if name.startswith("stop_")]
        self.order_fields([*(name for name in names if name not in (*stops, "note", "mapped_on")), *stops])
        self.initial = {"mapped_on": clock.today(), **self.initial}
        if self.about is not None:
            stop_labels = labels_of(landmarks_in_order(self.actor, self.about.stops))
            destination = self.about.destination.name if self.about.destination else ""
            self.initial = {**self.initial, **stop_labels, "destination": destination}

    def clean_destination(self) -> Place | None:
        typed = self.cleaned_data["destination"]
        found = destination_named(typed)
        if typed.strip() and found is None:
            raise ValidationError(_("We do not know this place. Choose it from the list."), code="unknown_place")
        return found


class DifferentForm(AnswerForm):
    """What is different from what is written."""

    note = model_field(
        Verification, "note", needed=True, hint=_("For example: the number rings nowhere; it has moved.")
    )


def _hours_on_record(written: str) -> dict[str, Any]:
    if written == ALWAYS:
        return {"always_open": True}
    found: dict[str, Any] = {}
    for line, span in zip(_LINES, parse_hours(written), strict=False):
        found[f"days_{line}"] = [str(day) for day in span.days]
        for name, minute in (("opens", span.opens), ("closes", span.closes)):
            found[f"{name}_{line}"] = f"{minute // 60:02d}:{minute % 60:02d}"
    return found


def _grouped(places: Sequence[Place]) -> Iterator[tuple[Any, Any]]:
    for level, label in _OUTSIDE:
        of_level = sorted((place.name, place.pk) for place in places if place.level == level)
        if of_level:
            yield label, [(pk, name) for name, pk in of_level]
