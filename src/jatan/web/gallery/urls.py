"""URLs below /gallery/."""

from django.urls import path

from jatan.web.gallery.views import gallery, places

urlpatterns = [
    path("", gallery, name="gallery"),
    path("places/", places, name="gallery_places"),
]
