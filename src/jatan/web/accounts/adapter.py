"""The allauth adapter: no public sign-up, `next` only to this host, our error messages.

Guessing is limited twice: axes counts failures of one sign-in name from one IP address, allauth those of one IP
address. Failures are never counted by name alone, so nobody can lock out a worker from elsewhere.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.models import Account
from jatan.web.accounts.sessions import begin

_MISMATCH = _("The sign-in name or the password is not right. Please write both again.")
_PATIENCE = _("Too many attempts. Please wait a quarter of an hour, then try again.")
ERROR_MESSAGES = {
    "email_password_mismatch": _MISMATCH,
    "invalid_login": _MISMATCH,
    "too_many_login_attempts": _PATIENCE,
    "rate_limited": _PATIENCE,
    "incorrect_code": _("This code is not right. Please write the newest one."),
    "incorrect_password": _("This password is not right."),
    "enter_current_password": _("This is not your present password."),
    "same_as_current": _("This is the old password. Choose a new one."),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | ERROR_MESSAGES

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always False: accounts are made by invitation only."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only the host of this request, whatever else is in ALLOWED_HOSTS."""
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth would count failures by name from any address: then a stranger could keep a worker locked out.
        name = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{name}@{self.get_client_ip(request)}"

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in under a new session key and start the session limits (see `sessions`)."""
        super().login(request, user)
        begin(request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Set the language cookie, so that pages are in her language on every device."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if isinstance(user, Account):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response
