"""URLs of the one list of asks and promises, the tally by level, and minutes of meetings."""

from django.urls import path

from jatan.web.allies import asked, levels, minutes

urlpatterns = [
    path("allies/asked/", asked.asked, name="asked"),
    path("allies/levels/", levels.by_level, name="allies_by_level"),
    path("ally-meetings/<uuid:pk>/minutes/", minutes.ally_minutes, name="ally_minutes"),
]
