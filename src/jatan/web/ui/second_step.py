"""The second step of sign-in: who needs it, whether this session has taken it, and for how long it counts as fresh.

allauth keeps in the session when and how somebody proved who she is; these functions read its records and make no query
unless they redirect. Accounts of a demo enter without a password and are asked for nothing.
"""

import time
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.selectors import has_second_step
from jatan.web.ui.form_page import READING, page_of_form

# Session key: so few codes are left on the printed sheet, her only second step, that a new one has to be made first.
SHEET_IS_LOW: Final = "second_step_sheet_is_low"


def is_exempt(account: Account) -> bool:
    """True for the accounts of a demo, which have neither password nor second step."""
    return bool(settings.JATAN_DEMO and account.is_demo)


def is_taken(request: HttpRequest, account: Account) -> bool:
    """True if a second step was given in this session, at sign-in or later."""
    return bool(_times(request, account))


def is_fresh(request: HttpRequest, account: Account) -> bool:
    """True if a second step was given within `ACCOUNT_REAUTHENTICATION_TIMEOUT` (ten minutes)."""
    return _is_recent(_times(request, account))


def was_password_given(request: HttpRequest, account: Account) -> bool:
    """True if the password was given or chosen within `ACCOUNT_REAUTHENTICATION_TIMEOUT`."""
    return _is_recent(_times(request, account, method="password"))


def note_second_step(request: HttpRequest, account: Account, row: Authenticator) -> None:
    """Record in the session that this second step was given just now, for example because it was just set up."""
    record_authentication(request, account, "mfa", id=row.pk, type=row.type, reauthenticated=True)


def redirect_unless_taken(request: HttpRequest, account: Account, actor: Actor) -> HttpResponseBase | None:
    """For an actor who needs a second step: the redirect to its page if this session has not taken it; else None."""
    if not actor.needs_second_step or is_exempt(account):
        return None
    if not is_taken(request, account):
        return redirect_to_second_step(request, account) if has_second_step(account) else redirect("mfa_index")
    return redirect("mfa_generate_recovery_codes") if request.session.get(SHEET_IS_LOW) else None


def redirect_unless_fresh(request: HttpRequest, account: Account) -> HttpResponseBase | None:
    """The redirect to the second step if it was not given within ten minutes; else None.

    Somebody without a second step is led to set one up.
    """
    if is_exempt(account) or is_fresh(request, account):
        return None
    return redirect_to_second_step(request, account) if has_second_step(account) else redirect("mfa_index")


def redirect_to_second_step(request: HttpRequest, account: Account) -> HttpResponseBase:
    """Redirect to the second step, and from there back to this page. The body of a POST is not kept on the server: the
    way back is the page of the form, where the browser has kept what was typed (js/drafts.js).
    """
    back = request.get_full_path() if request.method in READING else page_of_form(request)
    if request.method not in READING:
        messages.warning(request, _("We ask once more that it is you. Nothing was made; send it again then."))
    has_codes = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.WEBAUTHN).exists()
    again = "mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(again)}?{urlencode({'next': back})}")


def _times(request: HttpRequest, account: Account, method: str = "mfa") -> list[float]:
    """When this session's proofs by this method were given (seconds since 1970)."""
    records: list[dict[str, Any]] = get_authentication_records(request, account)
    return [one["at"] for one in records if one.get("method") == method]


def _is_recent(times: list[float]) -> bool:
    return bool(times) and time.time() - max(times) < app_settings.REAUTHENTICATION_TIMEOUT
