"""Views for the second factor (TOTP codes, recovery codes): allauth's views with our forms and texts."""

from typing import Any, Final

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.utils.translation import gettext_lazy as _

from jatan.web.accounts import forms, key_forms
from jatan.web.accounts.access import entrance, own_second_step_page, own_sign_in_page

_ASK: Final = "accounts/ask.html"
_HALFWAY: Final = "the password was correct, the second factor is still to come"
REAUTHENTICATION_LEAD: Final = _("Before something important is changed we make sure that it is you.")


class Overview(base.IndexView):  # type: ignore[misc]
    template_name = "mfa/index.html"


class Code(base.AuthenticateView):  # type: ignore[misc]
    """After the password: a code, or a passkey."""

    form_class = forms.CodeForm
    webauthn_form_class = key_forms.SecondForm


class CodeAgain(base.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.CodeAgainForm
    template_name = _ASK
    extra_context = {"title": _("A code from your telephone"), "lead": REAUTHENTICATION_LEAD, "submit": _("Go on")}


class ActivateCodes(totp.ActivateTOTPView):  # type: ignore[misc]
    form_class = forms.FirstCodeForm


class DeactivateCodes(totp.DeactivateTOTPView):  # type: ignore[misc]
    template_name = _ASK
    extra_context = {
        "title": _("Sign in without telephone codes"),
        "lead": _("After this, whoever knows your password can sign in."),
        "submit": _("Stop asking for codes"),
        "kind": "danger",
    }


class Recovery(recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    """The unused recovery codes."""


class NewRecovery(recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = _ASK
    extra_context = {
        "title": _("New recovery codes"),
        "lead": _("The old codes stop working at once. Write the new ones on paper."),
        "submit": _("Make new codes"),
    }


_code: Any = entrance(_HALFWAY)(Code.as_view())
VIEWS: Final = {
    "overview": own_sign_in_page(Overview.as_view()),
    "code": _code,
    "code_again": own_second_step_page(CodeAgain.as_view()),
    "take_telephone": own_sign_in_page(ActivateCodes.as_view()),
    "leave_telephone": own_sign_in_page(DeactivateCodes.as_view()),
    "recovery": own_sign_in_page(Recovery.as_view()),
    "new_recovery": own_sign_in_page(NewRecovery.as_view()),
    "recovery_file": own_sign_in_page(recovery.download_recovery_codes),
}
