"""URLs of the field book, below `fieldbook/`."""

from django.urls import URLPattern, URLResolver, path

from jatan.web.fieldbook import phone_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/challenge", phone_api.challenge, name="phone_challenge"),
    path("api/share", phone_api.share, name="phone_share"),
    path("api/renew", phone_api.renew, name="phone_renew"),
]
