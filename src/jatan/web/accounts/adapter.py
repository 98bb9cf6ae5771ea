"""The allauth adapter: no public sign-up, `next` only to this host, our error messages.

allauth's own rate limits are off (ACCOUNT_RATE_LIMITS): they keep counts in a cache, by name from any address.
Passwords and codes are limited by `foundation/access/sign_in_limits.py`.
"""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.client_address import client_address
from jatan.foundation.access.models import Account
from jatan.foundation.access.selectors import has_second_step
from jatan.foundation.access.sign_in_limits import OwnPasswordAttempt, PasswordAttempt
from jatan.web.accounts.known_devices import device_of, is_own_device, remember_device
from jatan.web.accounts.sessions import begin, choose_computer, has_chosen_computer, shared_idle_seconds
from jatan.web.ui.second_step import is_fresh, was_password_given

# By account id: what somebody typed as a name may be her password.
_log = logging.getLogger(__name__)

_MISMATCH = _("The sign-in name or the password is not right. Please write both again.")
_PATIENCE = _("Too many attempts. Please wait a quarter of an hour, then try again.")
ERROR_MESSAGES = {
    "email_password_mismatch": _MISMATCH,
    "invalid_login": _MISMATCH,
    "too_many_login_attempts": _PATIENCE,
    "rate_limited": _PATIENCE,
    "incorrect_code": _("This code is not right. Please write the newest one."),
    "incorrect_password": _("This password is not right."),
    "cannot_delete_authenticator": _("Your work here needs a second step. Add another one first, then take this away."),
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

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address by which every limit counts."""
        return client_address(request.META)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The account with these credentials, or None. Raises ValidationError after too many attempts."""
        name = str(credentials.get("email", ""))
        attempt = PasswordAttempt(name, self.get_client_ip(request), device_of(request, name))
        if not attempt.is_allowed():
            _log.warning("sign-in refused: too many attempts")
            raise self.validation_error("too_many_login_attempts")
        account: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if account is not None:
            attempt.succeeded()
        else:
            _log.warning("sign-in failed: wrong name or password")
            _hash_as_for_two_accounts(name, str(credentials.get("password", "")))
        return account

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether this is the password of a signed-in account. Raises ValidationError after too many attempts."""
        attempt = OwnPasswordAttempt(user.pk)
        if not attempt.is_allowed():
            raise self.validation_error("rate_limited")
        is_right = user.check_password(password)
        if is_right:
            attempt.succeeded()
        else:
            _log.warning("account %s: wrong password when asked again", user.pk)
        return is_right

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in under a new session key and start the session limits (see `sessions`)."""
        super().login(request, user)
        _log.info("account %s: signed in", user.pk)
        begin(request)
        if not has_chosen_computer(request):
            choose_computer(request, is_shared=not is_own_device(request))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """False if the second step was given within ten minutes; for who has none yet, the password."""
        request, account = self.request, self.request.user
        if is_fresh(request, account):
            return False
        return has_second_step(account) or not was_password_given(request, account)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show that it is still her. The password alone is none for who has a second step."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        guarded = [way for way in ways if way["id"] != "reauthenticate"]
        return guarded or ways

    def logout(self, request: HttpRequest) -> None:
        """End the session."""
        _log.info("account %s: signed out", request.user.pk)
        super().logout(request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Set the cookies of her language, so that pages are in it on every device, and of a known device."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if isinstance(user, Account):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
            remember_device(request, response, user.email, is_own=not shared_idle_seconds(request))
        return response


def _hash_as_for_two_accounts(name: str, password: str) -> None:
    """Make a refusal take equally long whether no, one or two accounts sign in with a name.

    allauth has hashed once for each of them, and once where there is none.
    """
    found = Account.objects.filter(email=name.strip().lower()).count()
    for _time in range(2 - max(found, 1)):
        make_password(password)
