"""URLs of saved lists. They hold ids and codes: never a name, and no word that was searched for."""

from django.urls import path

from jatan.web.lists import pages

urlpatterns = [
    path("lists/<uuid:pk>/", pages.open_list, name="saved_list"),
    path("lists/<uuid:pk>/change/", pages.change_list, name="saved_list_change"),
    path("lists/<slug:kind>/save/", pages.save_list, name="saved_list_new"),
    path("lists/<slug:kind>/columns/", pages.choose_columns, name="list_columns"),
]
