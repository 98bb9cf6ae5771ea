"""URLs of the field book, below `fieldbook/`."""

from django.urls import URLPattern, URLResolver, path

from jatan.web.fieldbook import app

urlpatterns: list[URLPattern | URLResolver] = [
    path("", app.app, name="field_book"),
    path("definitions/<slug:language>.json", app.app_definitions, name="field_book_definitions"),
    path("<str:name>", app.app_part, name="field_book_part"),
]
