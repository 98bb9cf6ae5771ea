"""URLs of the search of people and of suggested duplicates. They contain ids only."""

from django.urls import path

from jatan.web.people import duplicate_groups, review, suggestions, villages

urlpatterns = [
    path("suggest/", suggestions.people_suggest, name="people_suggest"),
    path("villages/", villages.villages, name="villages"),
    path("villages/<uuid:pk>/back/", villages.village_back, name="village_back"),
    path("duplicates/", duplicate_groups.duplicate_list, name="duplicates"),
    path("duplicates/group/<uuid:pk>/", duplicate_groups.duplicate_group, name="duplicate_group"),
    path("duplicates/<uuid:pk>/", review.duplicate, name="duplicate"),
]
