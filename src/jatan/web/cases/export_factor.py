"""Before something leaves the house the second step of signing in is asked for anew: a code or a passkey.

The password alone is not enough. A page that was asked for is come back to; what was sent is not sent again by itself.
"""

import functools
import time
from collections.abc import Callable
from typing import Any, Concatenate, Final
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.web.needs import StaffRequest

__all__ = ["asks_second_step"]

_CODES: Final = (Authenticator.Type.TOTP,)
_KEYS: Final = (Authenticator.Type.WEBAUTHN,)
_FORBIDDEN: Final = 403

type _View[**P] = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def asks_second_step[**P](before: Callable[Concatenate[StaffRequest, P], Any]) -> Callable[[_View[P]], _View[P]]:
    """Stands below `needs`. `before` raises Forbidden for a row that is not hers: it looks as if it were not there."""

    def decorate(view: _View[P]) -> _View[P]:
        @functools.wraps(view)
        def asked(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            before(request, *args, **kwargs)
            return view(request, *args, **kwargs) if _is_fresh(request) else _ask(request)

        return asked

    return decorate


def _is_fresh(request: StaffRequest) -> bool:
    """Whether the second step was taken anew within the last minutes (allauth's five)."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.account)
    taken = [one["at"] for one in records if one.get("method") == "mfa" and one.get("reauthenticated")]
    return bool(taken) and time.time() - max(taken) < app_settings.REAUTHENTICATION_TIMEOUT


def _ask(request: StaffRequest) -> HttpResponseBase:
    if not is_mfa_enabled(request.account, [*_CODES, *_KEYS]):
        status = _FORBIDDEN if request.method == "POST" else 200
        return render(request, "staff/cases/export_no_step.html", status=status)
    if request.method == "POST":
        messages.warning(request, _("We ask once more that it is you. Nothing was made; send it again then."))
        return redirect(request.path)
    again = "mfa_reauthenticate" if is_mfa_enabled(request.account, _CODES) else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(again)}?{urlencode({'next': request.get_full_path()})}")
