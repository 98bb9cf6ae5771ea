"""Whether the second step of signing in was taken anew just now, and where it is asked for: a code or a passkey.

The password alone is not enough. A page that was asked for is come back to; what was sent is not sent again by itself.
"""

import time
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.web.ui.needs import StaffRequest

__all__ = ["ask_step", "has_step", "is_step_fresh"]

_CODES: Final = (Authenticator.Type.TOTP,)
_KEYS: Final = (Authenticator.Type.WEBAUTHN,)


def has_step(request: StaffRequest) -> bool:
    """Whether she has a second step at all: codes of a telephone, or a passkey."""
    return bool(is_mfa_enabled(request.account, [*_CODES, *_KEYS]))


def is_step_fresh(request: StaffRequest) -> bool:
    """Whether the second step was taken anew within the last minutes (allauth's five)."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.account)
    taken = [one["at"] for one in records if one.get("method") == "mfa" and one.get("reauthenticated")]
    return bool(taken) and time.time() - max(taken) < app_settings.REAUTHENTICATION_TIMEOUT


def ask_step(request: StaffRequest) -> HttpResponseBase:
    """Lead her to it. What she sent is dropped: she is led back to the page, empty."""
    if request.method == "POST":
        messages.warning(request, _("We ask once more that it is you. Nothing was made; send it again then."))
        return redirect(request.path)
    again = "mfa_reauthenticate" if is_mfa_enabled(request.account, _CODES) else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(again)}?{urlencode({'next': request.get_full_path()})}")
