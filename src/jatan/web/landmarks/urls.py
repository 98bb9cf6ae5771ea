"""URLs of the map and of work lists of landmarks; the record pages come from the desks. They hold ids only."""

from django.urls import path

from jatan.web.landmarks import geojson, map_page, work_lists

urlpatterns = [
    path("map/", map_page.landmark_map, name="landmark_map"),
    path("suggest/", work_lists.suggest, name="suggest_landmarks"),
    path("unchecked/", work_lists.unchecked, name="landmarks_unchecked"),
    path("unchecked/<uuid:pk>/", work_lists.confirm, name="landmark_confirm"),
    path("alike/", work_lists.alike, name="landmarks_alike"),
    path("geojson/", geojson.download, name="landmarks_geojson"),
    path("<uuid:pk>/journeys/", map_page.journeys_of_landmark, name="landmark_journeys"),
]
