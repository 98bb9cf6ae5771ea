"""URLs of the public account. They hold ids only."""

from django.urls import path

from jatan.web.public.account import stick, views

urlpatterns = [
    path("about/", views.account, name="about"),
    path("about/numbers.csv", views.numbers, name="about_numbers"),
    path("library/public/", views.public_library, name="library_public"),
    path("library/memory-stick/", stick.memory_stick, name="library_stick"),
]
