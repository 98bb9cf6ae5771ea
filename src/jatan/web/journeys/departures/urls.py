"""URLs of the registration before departure. They contain only ids of drafts and journeys."""

from django.urls import path

from jatan.web.journeys.departures import done, views, who

urlpatterns = [
    path("departures/", who.departures, name="departures"),
    path("departures/find/", who.find, name="departure_find"),
    path("departures/<uuid:pk>/who/", who.who, name="departure_who"),
    path("departures/<uuid:pk>/review/", views.review, name="departure_review"),
    path("departures/<uuid:pk>/done/", done.done, name="departure_done"),
    path("departures/<uuid:pk>/<slug:code>/<int:value>/", views.step, name="departure_step"),
    path("hard-stops/<uuid:pk>/", done.hard_stop, name="hard_stop"),
]
