"""Middleware that keeps nothing of a POST that needs reauthentication: no passphrase, no code, no cookie.

allauth would store the whole request, body and cookies, in the session and replay it afterwards. Here the body is
dropped, and after reauthentication the page is shown again, empty.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

_READING: Final = ("GET", "HEAD")


class DropPostOnReauthentication:
    """Must be listed after allauth's middleware, so that it handles the exception first. Leaves GET to allauth."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Redirect to reauthentication, with `next` back to this page."""
        if not isinstance(exception, ReauthenticationRequired) or request.method in _READING:
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        address = ways[0]["url"] if ways else reverse("account_login")
        messages.warning(request, _("We ask once more that it is you. Nothing was made; send it again then."))
        return redirect(f"{address}?{urlencode({'next': request.get_full_path()})}")
