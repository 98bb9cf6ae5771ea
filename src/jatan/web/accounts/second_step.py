"""Views for the second step (TOTP codes, recovery codes): allauth's views with our forms and texts."""

from typing import Any, Final

from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from jatan.web.accounts import forms, key_forms
from jatan.web.accounts.access import entrance, own_again_page, own_second_step_page
from jatan.web.accounts.sheet import Sheet, note_low_sheet
from jatan.web.ui.second_step import note_second_step

_ASK: Final = "accounts/ask.html"
_HALFWAY: Final = "the password was correct, the second factor is still to come"
REAUTHENTICATION_LEAD: Final = _("Before something important is changed we make sure that it is you.")
_CODE_AGAIN_LEAD: Final = _(
    "Before something important is changed we make sure that it is you. Write the code that your telephone shows now, "
    "or one from your sheet."
)


class Overview(base.IndexView):  # type: ignore[misc]
    """The three ways. Whoever must choose one first sees them alone, without the menu."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page: dict[str, Any] = super().get_context_data(**kwargs)
        must_choose = self.request.actor.needs_second_step and not page["is_mfa_enabled"]
        layout = "layout/public.html" if must_choose else "layout/base.html"
        return page | {"must_choose": must_choose, "layout": layout}


class _NotesLowSheet:
    """Base put before a view of allauth that takes a code: notes when the printed sheet has few codes left."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Accept the code."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if used := getattr(form, "authenticator", None):
            note_low_sheet(self.request, used)
        return response


class Code(_NotesLowSheet, base.AuthenticateView):  # type: ignore[misc]
    """After the password: a code, or a passkey."""

    form_class = forms.CodeForm
    webauthn_form_class = key_forms.SecondForm


class CodeAgain(_NotesLowSheet, base.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.CodeAgainForm
    template_name = _ASK
    extra_context = {"title": _("Your second step once more"), "lead": _CODE_AGAIN_LEAD, "submit": _("Go on")}


class ActivateCodes(totp.ActivateTOTPView):  # type: ignore[misc]
    form_class = forms.FirstCodeForm

    def form_valid(self, form: Any) -> HttpResponse:
        """The first code is the second step of this session."""
        response: HttpResponse = super().form_valid(form)
        note_second_step(
            self.request, self.request.account, Authenticator.objects.get(user=self.request.account, type="totp")
        )
        return response


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


_code: Any = entrance(_HALFWAY)(Code.as_view())
VIEWS: Final = {
    "overview": own_second_step_page(Overview.as_view()),
    "code": _code,
    "code_again": own_again_page(CodeAgain.as_view()),
    "take_telephone": own_second_step_page(ActivateCodes.as_view()),
    "leave_telephone": own_second_step_page(DeactivateCodes.as_view()),
    "recovery": own_second_step_page(Recovery.as_view()),
    "new_recovery": own_second_step_page(Sheet.as_view()),
    "recovery_file": own_second_step_page(recovery.download_recovery_codes),
}
