"""URLs of the stops of a journey. They hold ids only."""

from django.urls import path

from jatan.web.journeys import stops

urlpatterns = [path("journeys/<uuid:pk>/stops/", stops.name_journey_stops, name="journey_stops")]
