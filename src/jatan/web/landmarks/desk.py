"""The record pages of landmarks (with checks, look-alikes, routes and journeys) and of routes."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import journeys_through
from jatan.programme.landmarks import selectors, services
from jatan.programme.landmarks.choices import Finding, LandmarkKind, Layer, Mode
from jatan.programme.landmarks.models import Landmark, Route, Verification
from jatan.web.landmarks.record_forms import DifferentForm, LandmarkForm, RouteForm
from jatan.web.landmarks.words import check_badge, check_notice, drawn_where, hours_words, open_badge
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import PLACE, by_choice, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Part, Step
from jatan.web.ui.records.withdrawal import kind_withdraw_step


def _may_verify(by: Actor, row: Landmark) -> bool:
    return selectors.verifying_organisation(by, row) is not None


def _finding(row: Verification) -> states.Badge:
    is_right = row.finding == Finding.AS_RECORDED
    return states.done(row.get_finding_display()) if is_right else states.late(row.get_finding_display())


def _open_words(row: Landmark) -> str:
    badge = open_badge(row)
    return str(badge.text) if isinstance(badge, states.Badge) else ""


_CHECKS = Part(
    slug="checks",
    title=_("Checked by"),
    see=P.ALLIES_SEE,
    rows=selectors.verifications,
    columns=(
        *display_fields(Verification, "verified_on"),
        DisplayField(_("What was found"), _finding, "badge"),
        *display_fields(Verification, "note"),
        DisplayField(_("Who"), "checked_by"),
        DisplayField(_("Organisation"), "organisation.name"),
    ),
    steps=(kind_withdraw_step(services.VERIFICATION, door=P.ALLIES_SEE),),
    empty=_("Nobody has looked again since it was put on the map."),
)
_ALIKE = Part(
    slug="alike",
    title=_("May be the same place"),
    see=P.ALLIES_SEE,
    rows=lambda by, row: selectors.likely_duplicates(by, row),  # type: ignore[arg-type, return-value]
    columns=(
        DisplayField(_("Name"), lambda pair: pair.other.label),
        DisplayField(_("Why"), lambda pair: ", ".join(map(str, pair.reasons))),
        DisplayField(_("Recorded by"), lambda pair: pair.other.organisation.name),
    ),
    link=lambda pair: reverse("landmarks_detail", args=[pair.other.pk]),
    empty=_("None looks like it."),
)
_ROUTES = Part(
    slug="routes",
    title=_("Routes that pass here"),
    see=P.ALLIES_SEE,
    rows=lambda by, row: selectors.routes(by).filter(stops__contains=[row.pk]),
    columns=(*display_fields(Route, "name_hi", "mode"), DisplayField(_("Where to"), "destination.name")),
    link=lambda route: reverse("routes_detail", args=[route.pk]),
    empty=_("None is on the map."),
)
_JOURNEYS = Part(
    slug="journeys",
    title=_("Journeys that name it"),
    see=P.PEOPLE_SEE,
    rows=lambda by, row: journeys_through(by, row.pk),
    columns=(DisplayField(_("Person"), "person.name"), PLACE, *display_fields(Journey, "registered_on", "leaves_on")),
    link=lambda journey: reverse("journeys_detail", args=[journey.pk]),
    empty=_("None within your reach."),
)


class _OnTheMap(Desk):
    @property
    def door(self) -> P:
        """The secretariat corrects the rows of every member, and records none."""
        return P.ALLIES_SEE


class _Landmarks(_OnTheMap):
    def notice(self, row: Landmark) -> Any:
        return check_notice(row)


LANDMARKS = _Landmarks(
    slug="landmarks",
    kind=services.LANDMARK,
    title=_("Places on the map"),
    icon="place",
    search=selectors.search,
    label=lambda row: row.name,
    form=LandmarkForm,
    add_label=_("Put a place on the map"),
    withdraws_alone=True,
    columns=(
        DisplayField(_("Name"), "name"),
        *display_fields(Landmark, "kind"),
        PLACE,
        *display_fields(Landmark, "phone"),
        DisplayField(_("Checked"), check_badge, "badge"),
    ),
    facts=(
        *display_fields(Landmark, "kind", "name_hi", "name_en"),
        PLACE,
        *display_fields(Landmark, "address"),
        DisplayField(_("Coordinates"), drawn_where),
        *display_fields(Landmark, "phone", "second_phone"),
        DisplayField(_("Opening hours"), hours_words),
        DisplayField(_("Now"), _open_words),
        *display_fields(Landmark, "note", "source", "source_on", "source_note", "mapped_on", "is_public"),
        DisplayField(_("Last found as written"), "checked", "day"),
        DisplayField(_("Recorded by"), "organisation.name"),
    ),
    filters=(
        by_choice("layer", _("Layer"), Layer),
        by_choice("kind", _("Kind"), LandmarkKind),
    ),
    steps=(
        Step(
            slug="verify",
            label=_("It is as written: confirm"),
            needs=P.ALLIES_SEE,
            act=lambda by, row, a: services.verify_landmark(by=by, landmark=row),
            sentence=_("Your name and today's date are kept with it."),
            is_for=_may_verify,
            is_one_press=True,
            done=_("Confirmed, with today's date and your name."),
        ),
        Step(
            slug="different",
            label=_("Something is different"),
            needs=P.ALLIES_SEE,
            act=lambda by, row, a: services.verify_landmark(by=by, landmark=row, finding="different", **a),
            form=DifferentForm,
            is_for=_may_verify,
            done=_("Thank you. It is asked to be checked until somebody has corrected it."),
        ),
    ),
    parts=(_CHECKS, _ALIKE, _JOURNEYS, _ROUTES),
    order=("name_fold", "id"),
    work_lists=(
        ("landmark_map", _("Map of places and ways"), P.ALLIES_SEE),
        ("landmarks_unchecked", _("Ask to be checked"), P.ALLIES_SEE),
        ("landmarks_alike", _("May be the same"), P.ALLIES_SEE),
    ),
    related=("place", "place__district", "organisation"),
    empty=_("No place is on the map yet. Begin with the bus stand and the police station."),
)

_STOPS = Part(
    slug="stops",
    title=_("Stops on the way"),
    see=P.ALLIES_SEE,
    rows=lambda by, row: selectors.landmarks_in_order(by, row.stops),  # type: ignore[arg-type, return-value]
    columns=(DisplayField(_("Name"), "label"), *display_fields(Landmark, "kind", "phone")),
    link=lambda landmark: reverse("landmarks_detail", args=[landmark.pk]),
)


def _route_end(row: Route) -> str:
    return row.destination.name if row.destination else ""


ROUTES = _OnTheMap(
    slug="routes",
    kind=services.ROUTE,
    title=_("Routes"),
    icon="route",
    label=lambda row: row.name,
    form=RouteForm,
    add_label=_("Put a route on the map"),
    withdraws_alone=True,
    columns=(
        DisplayField(_("Name"), "name"),
        *display_fields(Route, "mode"),
        DisplayField(_("From"), "place.name"),
        DisplayField(_("Where to"), _route_end),
        DisplayField(_("Stops"), lambda row: len(row.stops), "number", name="stops"),
    ),
    facts=(
        *display_fields(Route, "name_hi", "name_en", "mode"),
        DisplayField(_("From"), lambda row: row.place.name),
        DisplayField(_("Where to"), _route_end),
        *display_fields(Route, "note", "mapped_on"),
        DisplayField(_("Recorded by"), "organisation.name"),
    ),
    filters=(by_choice("mode", _("How people travel"), Mode),),
    parts=(_STOPS,),
    order=("name_fold", "id"),
    work_lists=(("landmark_map", _("Map of places and ways"), P.ALLIES_SEE),),
    related=("place", "organisation", "destination"),
    empty=_("No route is on the map yet."),
)

DESKS: tuple[Desk, ...] = (LANDMARKS, ROUTES)
