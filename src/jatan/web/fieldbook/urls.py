"""URLs of the field book, below `fieldbook/`."""

from django.urls import URLPattern, URLResolver, path

from jatan.web.fieldbook import app, bundle_api, phone_api, phones

urlpatterns: list[URLPattern | URLResolver] = [
    path("", app.app, name="field_book"),
    path("definitions/<slug:language>.json", app.app_definitions, name="field_book_definitions"),
    path("api/enrol", phone_api.enrol, name="phone_enrol"),
    path("api/bundle", bundle_api.changed_buckets, name="phone_bundle"),
    path("api/challenge", phone_api.challenge, name="phone_challenge"),
    path("api/share", phone_api.share, name="phone_share"),
    path("api/renew", phone_api.renew, name="phone_renew"),
    path("phones/", phones.board, name="phones"),
    path("phones/new/<uuid:pk>/", phones.new_phone, name="phone_new"),
    path("phones/<uuid:pk>/back/", phones.take_back, name="phone_back"),
    path("<str:name>", app.app_part, name="field_book_part"),
]
