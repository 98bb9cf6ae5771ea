"""Invitation links: a new account chooses its password, once. The token stays out of logs, referrers and tables.

The link never answers with an error, because errors are logged with their URL. It puts the token into a short-lived
cookie and redirects to a page whose URL does not contain it.
"""

import re
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jatan.foundation.access import rate_limits, selectors
from jatan.foundation.access.client_address import client_address
from jatan.foundation.access.invitations import accept_invitation
from jatan.foundation.access.models import Account
from jatan.foundation.access.sign_in_limits import INVITATION
from jatan.kernel.problems import Problem
from jatan.web.accounts.access import entrance, too_many
from jatan.web.accounts.forms import NewPasswordForm
from jatan.web.ui.cookies import path_cookie_name

COOKIE: Final = "invitation"
PATH: Final = "/invitation/"
_MINUTES: Final = 30
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")


@entrance("an invited account cannot sign in yet")
def open_invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Move the token from the URL to a cookie. Valid and invalid links get the same response."""
    response = redirect("invitation_answer")
    response.set_cookie(
        path_cookie_name(COOKIE),
        token if _SECRET.fullmatch(token) else "-",
        max_age=_MINUTES * 60,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    response["Referrer-Policy"] = "no-referrer"
    return response


@entrance("an invited account cannot sign in yet")
def answer_invitation(request: HttpRequest) -> HttpResponseBase:
    """Choose a password; the account is then signed in."""
    token = request.COOKIES.get(path_cookie_name(COOKIE), "")
    invitation = selectors.open_invitation(token) if token else None
    if invitation is None:
        if token and not rate_limits.allows(INVITATION, rate_limits.address_key(client_address(request.META))):
            return too_many(request)
        is_waiting = bool(token) and selectors.is_waiting_invitation(token)
        return render(request, "accounts/no_invitation.html", {"is_waiting": is_waiting})
    data = request.POST if request.method == "POST" else None
    form = NewPasswordForm(data, account=invitation.account, with_code=bool(invitation.code_digest))
    return (form.is_valid() and _accepted(request, token, form)) or _form_page(request, invitation.account, form)


def _form_page(request: HttpRequest, account: Account, form: NewPasswordForm) -> HttpResponseBase:
    page = {"form": form, "account": account}
    return render(request, "accounts/invitation.html", page, status=422 if form.is_bound else 200)


def _accepted(request: HttpRequest, token: str, form: NewPasswordForm) -> HttpResponseBase | None:
    """The account is signed in; None if the code of the second person is not right."""
    answers = form.cleaned_data
    try:
        account = accept_invitation(token=token, password=answers["password1"], code=answers.get("code", ""))
    except Problem as problem:
        if problem.field == "code":
            form.add_error("code", str(problem.message))
            return None
        # The invitation was used meanwhile, for example in another window.
        return render(request, "accounts/no_invitation.html")
    messages.success(request, _("Your password is set. Next time you sign in with it."))
    response: Any = perform_login(request, account, email_verification="none", redirect_url="/")
    record_authentication(request, account, "password")
    response.delete_cookie(path_cookie_name(COOKIE), path=PATH)
    return response  # type: ignore[no-any-return]
