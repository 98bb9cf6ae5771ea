"""Reauthentication with the second factor (code or passkey) before sensitive pages.

The password alone is not enough. Afterwards the user returns to the page; a submitted form is not sent again.
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

__all__ = ["has_second_step", "is_second_step_fresh", "redirect_to_second_step"]

_CODES: Final = (Authenticator.Type.TOTP,)
_KEYS: Final = (Authenticator.Type.WEBAUTHN,)


def has_second_step(request: StaffRequest) -> bool:
    """Whether the account has a second factor: TOTP codes or a passkey."""
    return bool(is_mfa_enabled(request.account, [*_CODES, *_KEYS]))


def is_second_step_fresh(request: StaffRequest) -> bool:
    """Whether the second factor was given within `REAUTHENTICATION_TIMEOUT` (five minutes)."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.account)
    taken = [one["at"] for one in records if one.get("method") == "mfa" and one.get("reauthenticated")]
    return bool(taken) and time.time() - max(taken) < app_settings.REAUTHENTICATION_TIMEOUT


def redirect_to_second_step(request: StaffRequest) -> HttpResponseBase:
    """Redirect to the second factor. The body of a POST is dropped: the form is shown again, empty."""
    if request.method == "POST":
        messages.warning(request, _("We ask once more that it is you. Nothing was made; send it again then."))
        return redirect(request.path)
    again = "mfa_reauthenticate" if is_mfa_enabled(request.account, _CODES) else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(again)}?{urlencode({'next': request.get_full_path()})}")
