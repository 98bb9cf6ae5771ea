"""Sign-in, sign-out, password and account page: allauth's views with our forms and templates."""

from typing import Any, Final

from allauth.account import views as allauth
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from jatan.foundation.access.emergency_lock import may_close_office
from jatan.foundation.access.models import Account
from jatan.foundation.access.selectors import demo_accounts
from jatan.foundation.access.services import set_own_phone
from jatan.foundation.access.session_store import end_other_sessions
from jatan.foundation.access.walls import acting_as
from jatan.web.accounts import forms
from jatan.web.accounts.access import (
    entrance,
    own_again_page,
    own_page,
    own_proven_page,
    own_sign_in_page,
    too_many,
)
from jatan.web.accounts.demo import offers
from jatan.web.accounts.sessions import choose_computer, open_sessions
from jatan.web.ui.needs import StaffRequest

_ENTRY: Final = "users are not signed in yet on the sign-in page"


class _SignIn(allauth.LoginView):  # type: ignore[misc]
    form_class = forms.SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page: dict[str, Any] = super().get_context_data(**kwargs)
        return page | {"demo": offers(demo_accounts()) if settings.JATAN_DEMO else []}

    def form_valid(self, form: Any) -> HttpResponseBase:
        choose_computer(self.request, is_shared=form.cleaned_data["is_shared"])
        response: HttpResponseBase = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponseBase:
        """The form again, or the page for too many attempts."""
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            return too_many(self.request)
        response: HttpResponseBase = super().form_invalid(form)
        return response


class _SignOut(allauth.LogoutView):  # type: ignore[misc]
    """GET shows a button; only POST signs out."""


class _PasswordAgain(allauth.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.PasswordAgainForm
    template_name = "accounts/ask.html"
    extra_context = {
        "title": _("Your password once more"),
        "lead": _("Before something important is changed we make sure that it is you."),
        "submit": _("Go on"),
    }


class _ChangePassword(allauth.PasswordChangeView):  # type: ignore[misc]
    form_class = forms.OtherPasswordForm
    template_name = "accounts/ask.html"
    success_url = reverse_lazy("account_settings")
    extra_context = {
        "title": _("Change the password"),
        "lead": _("All your other devices are signed out when you change it."),
        "submit": _("Change the password"),
    }

    def get_default_success_url(self) -> str:
        return str(self.success_url)

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Change it, and end the sessions that were opened with the old one."""
        response: HttpResponseBase = super().form_valid(form)
        end_other_sessions(self.request.user, str(self.request.session.session_key))
        return response


class _NoAccess(TemplateView):
    """Explains how to get access and what to do about a forgotten password."""

    template_name = "accounts/no_access.html"


@own_page
def my_account(request: StaffRequest) -> HttpResponseBase:
    """The account page: postings, and links to password, second factor and sessions."""
    postings = request.account.postings.select_related("organisation", "place").order_by("-since", "id")
    page = {"account": request.account, "postings": postings, "may_close": may_close_office(request.actor)}
    return render(request, "accounts/my_account.html", page)


@own_proven_page
def own_phone(request: StaffRequest) -> HttpResponseBase:
    """The own telephone number, which gets texts about urgent work. Accounts without a posting are redirected."""
    if not request.actor.home_organisations:
        return redirect("account_settings")
    form = forms.OwnPhoneForm(
        request.POST if request.method == "POST" else None, initial={"phone": request.account.phone}
    )
    if form.is_bound and form.is_valid():
        with acting_as(request.actor):
            set_own_phone(by=request.actor, account=request.account, phone=form.cleaned_data["phone"])
        messages.success(request, _("Saved."))
        return redirect("account_settings")
    page = {
        "form": form,
        "title": _("My number for urgent work"),
        "lead": _("When somebody calls for help, a text comes to this number. It says only that something waits."),
        "submit": _("Save"),
    }
    return render(request, "accounts/ask.html", page, status=422 if form.is_bound else 200)


@own_proven_page
def devices(request: StaffRequest) -> HttpResponseBase:
    """The sessions of this account, with a button to end all others."""
    if request.method == "POST":
        end_other_sessions(request.account, str(request.session.session_key))
        messages.success(request, _("All other devices are signed out."))
        return redirect("devices")
    found = open_sessions(request.account, str(request.session.session_key))
    return render(request, "accounts/devices.html", {"sessions": found})


@entrance("an account that is closed cannot be signed in")
def closed(request: HttpRequest) -> HttpResponseBase:
    """Shown after the correct password of a closed account."""
    return render(request, "accounts/closed.html")


@entrance("only says whether this browser is still signed in")
@require_safe
def still_signed_in(request: HttpRequest) -> HttpResponseBase:
    """For scripts of a page with an open form (cases/sealed-forms.js): 401, or a fresh CSRF token as text."""
    if not isinstance(request.user, Account):
        return HttpResponse(status=401)
    return HttpResponse(get_token(request), content_type="text/plain")


@entrance("only redirects to the page that explains how to get access")
def to_no_access(request: HttpRequest) -> HttpResponseBase:
    """Replaces allauth's sign-up and password-reset pages."""
    return redirect("no_access")


sign_in = entrance(_ENTRY)(_SignIn.as_view())
sign_out = entrance("signing out twice must not redirect to sign-in")(_SignOut.as_view())
no_access = entrance(_ENTRY)(_NoAccess.as_view())
password_again = own_again_page(_PasswordAgain.as_view())
change_password = own_sign_in_page(_ChangePassword.as_view())
