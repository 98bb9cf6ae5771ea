"""The printed sheet: thirty codes on paper as a second step, for who has no telephone or passkey, or may lose it.

The codes are allauth's recovery codes. A new sheet takes effect when a code from the paper was typed, so that nobody is
locked out by a sheet that was never printed; until then its seed is kept encrypted in the session.
"""

from typing import Any, Final, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import encrypt
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic.edit import FormView

from jatan.foundation.access.models import Account
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible
from jatan.web.accounts.adapter import ERROR_MESSAGES
from jatan.web.accounts.forms import code_field
from jatan.web.ui.needs import StaffRequest
from jatan.web.ui.second_step import SHEET_IS_LOW, note_second_step

LOW: Final = 3
_KIND: Final = Authenticator.Type.RECOVERY_CODES
_SEED: Final = "second_step_sheet"


def note_low_sheet(request: HttpRequest, used: Authenticator) -> None:
    """After a code of the sheet was used: if it is the only second step and at most three codes are left, a new sheet
    has to be made before any other page opens.
    """
    if used.type != _KIND:
        return
    others = Authenticator.objects.filter(user=used.user_id).exclude(pk=used.pk)
    left = len(Authenticator.objects.get(pk=used.pk).wrap().get_unused_codes())
    if left <= LOW and not others.exists():
        request.session[SHEET_IS_LOW] = True


class _FirstCodeForm(forms.Form):
    """One code from the paper, which proves that it was printed or copied."""

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes
        self.fields["code"] = code_field()
        self.fields["code"].label = _("The first code on your sheet")

    def clean_code(self) -> str:
        """The first code, in either digits."""
        code = "".join(ascii_digits(without_invisible(self.cleaned_data["code"])).split())
        if code != self.codes[0]:
            raise ValidationError(ERROR_MESSAGES["incorrect_code"], code="incorrect_code")
        return code


class Sheet(FormView):  # type: ignore[type-arg]
    """Shows a new sheet to print or copy; it replaces the old one when its first code is typed."""

    template_name = "mfa/sheet.html"
    form_class = _FirstCodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"codes": self._row().wrap().generate_codes()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page: dict[str, Any] = super().get_context_data(**kwargs)
        has_menu = Authenticator.objects.filter(user=self.request.user.pk).exists()
        has_menu = has_menu and not self.request.session.get(SHEET_IS_LOW)
        layout = "layout/base.html" if has_menu else "layout/public.html"
        return page | {"codes": page["form"].codes, "low": LOW, "layout": layout, "has_menu": has_menu}

    def form_valid(self, form: Any) -> HttpResponse:
        """The sheet replaces the old one; its first code is used up and is the second step of this session."""
        request = cast(StaffRequest, self.request)
        row = self._row()
        with transaction.atomic():
            Account.objects.select_for_update().get(pk=request.account.pk)
            Authenticator.objects.filter(user=request.account, type=_KIND).delete()
            row.data["used_mask"] = 1
            row.save()
        request.session.pop(_SEED)
        request.session.pop(SHEET_IS_LOW, None)
        note_second_step(request, request.account, row)
        messages.success(request, _("Your sheet is in use. Strike out the first code: each works once."))
        self.success_url = "/"
        return super().form_valid(form)

    def _row(self) -> Authenticator:
        """The sheet being made, not saved yet."""
        request = cast(StaffRequest, self.request)
        if _SEED not in request.session:
            request.session[_SEED] = encrypt(RecoveryCodes.generate_seed())
        return Authenticator(user=request.account, type=_KIND, data={"seed": request.session[_SEED], "used_mask": 0})
