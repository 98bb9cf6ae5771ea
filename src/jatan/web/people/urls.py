"""URLs of the search of people and of suggested duplicates. They contain ids only."""

from django.urls import path

from jatan.web.people import review, suggestions, villages

urlpatterns = [
    path("suggest/", suggestions.people_suggest, name="people_suggest"),
    path("villages/", villages.villages, name="villages"),
    path("villages/<uuid:pk>/back/", villages.village_back, name="village_back"),
    path("duplicates/", review.duplicates, name="duplicates"),
    path("duplicates/<uuid:pk>/", review.duplicate, name="duplicate"),
]
