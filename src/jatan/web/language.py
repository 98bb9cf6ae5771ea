"""The language of a page: the one the user chose, else Hindi. `Accept-Language` is ignored.

Cheap phones are sold with English menus; that says nothing about their owners.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware:
    """Runs after AuthenticationMiddleware: the account's language first, then the cookie, then Hindi."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._known = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(self._chosen(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie",))
        return response

    def _chosen(self, request: HttpRequest) -> str:
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        for language in (getattr(request.user, "language", ""), cookie):
            if language in self._known:
                return str(language)
        return settings.LANGUAGE_CODE
