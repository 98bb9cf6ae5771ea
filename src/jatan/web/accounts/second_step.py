"""The second step of signing in: codes of a telephone, recovery codes on paper, passkeys. allauth does the work."""

from typing import Any, Final

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.utils.translation import gettext_lazy as _

from jatan.web.accounts import forms
from jatan.web.accounts.doors import entrance, own

_ASK: Final = "accounts/ask.html"
_HALFWAY: Final = "the password was right, the second step is still to come"
_ADD_KEY: Final = _("Add a passkey")
_AGAIN: Final = _("Before something important is changed we make sure that it is you.")


class Overview(base.IndexView):  # type: ignore[misc]
    template_name = "mfa/index.html"


class Code(base.AuthenticateView):  # type: ignore[misc]
    """After the password: a code, or a passkey."""

    form_class = forms.CodeForm


class CodeAgain(base.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.CodeAgainForm
    template_name = _ASK
    extra_context = {"title": _("A code from your telephone"), "lead": _AGAIN, "submit": _("Go on")}


class TakeTelephone(totp.ActivateTOTPView):  # type: ignore[misc]
    form_class = forms.FirstCodeForm


class LeaveTelephone(totp.DeactivateTOTPView):  # type: ignore[misc]
    template_name = _ASK
    extra_context = {
        "title": _("Sign in without telephone codes"),
        "lead": _("After this, whoever knows your password can sign in."),
        "submit": _("Stop asking for codes"),
        "kind": "danger",
    }


class Recovery(recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes that are left, to be written on paper."""


class NewRecovery(recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = _ASK
    extra_context = {
        "title": _("New recovery codes"),
        "lead": _("The old codes stop working at once. Write the new ones on paper."),
        "submit": _("Make new codes"),
    }


class Keys(webauthn.ListWebAuthnView):  # type: ignore[misc]
    """The passkeys of this account."""


class AddKey(webauthn.AddWebAuthnView):  # type: ignore[misc]
    form_class = forms.AddKeyForm
    template_name = "mfa/webauthn/ceremony.html"
    extra_context = {
        "title": _ADD_KEY,
        "lead": _("Your telephone or computer keeps the key. Its own lock is asked when you sign in."),
        "submit": _ADD_KEY,
        "act": "create",
    }


class KeyAgain(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "mfa/webauthn/ceremony.html"
    extra_context = {"title": _("Show your passkey"), "lead": _AGAIN, "submit": _("Use the passkey"), "act": "get"}


class RenameKey(webauthn.EditWebAuthnView):  # type: ignore[misc]
    form_class = forms.RenameKeyForm
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


_code: Any = entrance(_HALFWAY)(Code.as_view())
VIEWS: Final = {
    "overview": own(Overview.as_view()),
    "code": _code,
    "code_again": own(CodeAgain.as_view()),
    "take_telephone": own(TakeTelephone.as_view()),
    "leave_telephone": own(LeaveTelephone.as_view()),
    "recovery": own(Recovery.as_view()),
    "new_recovery": own(NewRecovery.as_view()),
    "recovery_file": own(recovery.download_recovery_codes),
    "keys": own(Keys.as_view()),
    "add_key": own(AddKey.as_view()),
    "key_again": own(KeyAgain.as_view()),
    "rename_key": own(RenameKey.as_view()),
    "remove_key": own(RemoveKey.as_view()),
    "sign_in_by_key": entrance("a passkey signs in without a password")(webauthn.login_webauthn),
}
