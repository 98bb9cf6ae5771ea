"""Views for passkeys, as second factor or instead of the password: allauth's views with our forms and texts."""

from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import rate_limits
from jatan.foundation.access.client_address import client_address
from jatan.foundation.access.sign_in_limits import PASSKEY
from jatan.web.accounts import key_forms
from jatan.web.accounts.access import entrance, own_again_page, own_second_step_page, too_many
from jatan.web.accounts.adapter import ERROR_MESSAGES
from jatan.web.accounts.second_step import REAUTHENTICATION_LEAD
from jatan.web.accounts.sessions import choose_computer
from jatan.web.ui.second_step import note_second_step

_ASK: Final = "accounts/ask.html"
_ADD_KEY: Final = _("Add a passkey")


class Keys(webauthn.ListWebAuthnView):  # type: ignore[misc]
    """The passkeys of this account."""


class AddKey(webauthn.AddWebAuthnView):  # type: ignore[misc]
    form_class = key_forms.AddForm
    template_name = "mfa/webauthn/ceremony.html"
    extra_context = {
        "title": _ADD_KEY,
        "lead": _("Your telephone or computer keeps the key. Its own lock is asked when you sign in."),
        "submit": _ADD_KEY,
        "act": "create",
    }

    def form_valid(self, form: Any) -> HttpResponse:
        """The device has just shown its key: that is the second step of this session."""
        response: HttpResponse = super().form_valid(form)
        added = Authenticator.objects.filter(user=self.request.account, type=Authenticator.Type.WEBAUTHN).latest("pk")
        note_second_step(self.request, self.request.account, added)
        return response


class SignInByKey(webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """Sign-in with a passkey alone."""

    form_class = key_forms.SignInForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rate_limits.allows(PASSKEY, rate_limits.address_key(client_address(request.META))):
            return too_many(request)
        choose_computer(request, is_shared="is_shared" in request.POST)
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response


class KeyAgain(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    form_class = key_forms.AgainForm
    template_name = "mfa/webauthn/ceremony.html"
    extra_context = {
        "title": _("Show your passkey"),
        "lead": REAUTHENTICATION_LEAD,
        "submit": _("Use the passkey"),
        "act": "get",
    }


class RenameKey(webauthn.EditWebAuthnView):  # type: ignore[misc]
    form_class = key_forms.RenameForm
    template_name = _ASK
    extra_context = {"title": _("Name of the passkey"), "submit": _("Save")}


class RemoveKey(webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    template_name = _ASK
    extra_context = {
        "title": _("Take the passkey away"),
        "lead": _("This device will not be able to sign you in any more."),
        "submit": _("Take the passkey away"),
        "kind": "danger",
    }

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove the key, unless it is the last second step of somebody whose role needs one."""
        if not get_adapter().can_delete_authenticator(self.get_object()):
            form.add_error(None, ERROR_MESSAGES["cannot_delete_authenticator"])
            refused: HttpResponse = self.form_invalid(form)
            return refused
        response: HttpResponse = super().form_valid(form)
        return response


VIEWS: Final = {
    "list": own_second_step_page(Keys.as_view()),
    "add": own_second_step_page(AddKey.as_view()),
    "again": own_again_page(KeyAgain.as_view()),
    "rename": own_second_step_page(RenameKey.as_view()),
    "remove": own_second_step_page(RemoveKey.as_view()),
    "sign_in": entrance("a passkey signs in without a password")(SignInByKey.as_view()),
}
