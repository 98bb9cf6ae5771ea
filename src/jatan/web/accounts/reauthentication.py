"""Where it is asked once more that it is she, nothing of what was sent is kept: no passphrase, no code, no cookie.

allauth would write the whole request, body and cookies, into the session and send it again by itself afterwards. Here
the body is dropped, and after her answer the page is shown anew.
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

__all__ = ["KeepNothingSent"]

_READING: Final = ("GET", "HEAD")


class KeepNothingSent:
    """Middleware, inside allauth's own so that it answers first. A page that was only read is left to allauth."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Where she shows that it is she, and from there back to the page, empty."""
        if not isinstance(exception, ReauthenticationRequired) or request.method in _READING:
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        address = ways[0]["url"] if ways else reverse("account_login")
        messages.warning(request, _("We ask once more that it is you. Nothing was made; send it again then."))
        return redirect(f"{address}?{urlencode({'next': request.get_full_path()})}")
