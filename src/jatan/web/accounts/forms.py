"""Forms of the sign-in pages: allauth's forms with our labels and messages."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.models import Account
from jatan.foundation.access.sign_in_limits import CodeAttempt, is_first_use_of_code
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible
from jatan.web.accounts.adapter import ERROR_MESSAGES
from jatan.web.accounts.known_devices import device_of, is_own_device
from jatan.web.ui.components.fields import PhoneField

_RULE = _("At least ten letters or digits; three or four words in a row are easy to keep in mind.")


def password(label: Any, *, is_new: bool = False, hint: Any = "") -> forms.CharField:
    """A password field that does not strip spaces."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if is_new else "current-password"})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, help_text=hint)


def code_field() -> forms.CharField:
    """A field for a TOTP or recovery code (Devanagari digits are accepted)."""
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(label=_("Code"), max_length=40, widget=widget)


class SignInForm(LoginForm):  # type: ignore[misc]
    """Sign-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
        self.fields["login"] = forms.CharField(label=_("E-mail or sign-in name"), max_length=254, widget=widget)
        self.fields["password"] = password(_("Password"))
        self.fields["is_shared"] = forms.BooleanField(
            label=_("Other people use this computer too"),
            help_text=_("You are then signed out after %(minutes)s minutes without work, not after eight hours.")
            % {"minutes": settings.SHARED_IDLE_SECONDS // 60},
            required=False,
            initial=not is_own_device(self.request),
        )

    def clean_login(self) -> str:
        """Lower case without surrounding spaces."""
        return str(self.cleaned_data["login"]).strip().lower()


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """Reauthentication with the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password(_("Password"))


class NewPasswordForm(forms.Form):
    """The first password of `account`; `with_code`: and the code that the second person handed to her."""

    password1 = password(_("New password"), is_new=True, hint=_RULE)
    password2 = password(_("The new password once more"), is_new=True)

    def __init__(self, *args: Any, account: Any, with_code: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        if with_code:
            self.fields = {"code": code_field(), **self.fields}
            self.fields["code"].label = _("The code that the second person gave you herself")
            self.fields["code"].help_text = _("Eight digits. You have none? Ask her, not whoever gave you the link.")

    def clean(self) -> dict[str, Any]:
        """Check that both are equal and pass the password validators."""
        answers = super().clean() or self.cleaned_data
        first, second = answers.get("password1"), answers.get("password2")
        if first and second and first != second:
            self.add_error("password2", _NOT_SAME)
        elif first:
            _check(self, first, self.account)
        return answers


class OtherPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """Change of one's own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password(_("Present password"))
        self.fields["password1"] = password(_("New password"), is_new=True, hint=_RULE)
        self.fields["password2"] = password(_("The new password once more"), is_new=True)

    def clean_oldpassword(self) -> str:
        """The present password, tried as often as where it is asked for once more."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise ValidationError(ERROR_MESSAGES["enter_current_password"], code="enter_current_password")
        return str(self.cleaned_data["oldpassword"])

    def clean(self) -> dict[str, Any]:
        """Check that both are equal and pass the password validators."""
        answers: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        first, second = answers.get("password1"), answers.get("password2")
        if first and second and first != second:
            self.add_error("password2", _NOT_SAME)
        elif first:
            _check(self, first, self.user)
        return answers


class OwnPhoneForm(forms.Form):
    """One's own telephone number, or none."""

    phone = PhoneField(
        label=_("My telephone number"),
        required=False,
        max_length=40,
        help_text=_("Colleagues of your office see it where a page says: call now. Left empty, no text comes."),
    )


class _OwnCodeField(forms.Form):
    """Base put before a form of allauth that asks for a code: our field and messages, limited, each code valid once."""

    user: Account

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()

    def clean_code(self) -> str:
        """The code with ASCII digits. Raises ValidationError with our message."""
        attempt = CodeAttempt(self.user.pk, device_of(context.request, self.user.email))
        if not attempt.is_allowed():
            raise ValidationError(ERROR_MESSAGES["rate_limited"], code="rate_limited")
        code = _code(self, super().clean_code)  # type: ignore[misc]
        # allauth marks a code as used at sign-in, but not when it activates the app.
        if not is_first_use_of_code(self.user.pk, code):
            raise ValidationError(ERROR_MESSAGES["incorrect_code"], code="incorrect_code")
        attempt.succeeded()
        return code


class CodeForm(_OwnCodeField, AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in: a code."""


class CodeAgainForm(_OwnCodeField, ReauthenticateByCodeForm):  # type: ignore[misc]
    """Reauthentication with a code."""


class FirstCodeForm(_OwnCodeField, ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which proves that the authenticator app has the secret."""


_NOT_SAME = _("The two are not the same. Please write them again.")
_WEAK = {
    "password_too_short": _("This is too short. Take at least ten letters or digits."),
    "password_too_common": _("Many people use this password. Choose one that nobody guesses."),
    "password_too_similar": _("This is too close to your name, your number or your organisation."),
}


def _check(form: forms.Form, chosen: str, account: Any) -> None:
    try:
        validate_password(chosen, account)
    except ValidationError as error:
        for weakness in error.error_list:
            words = _WEAK.get(weakness.code or "", weakness.messages[0])
            form.add_error("password1", ValidationError(words, code=weakness.code))


def _code(form: forms.Form, clean: Any) -> str:
    form.cleaned_data["code"] = "".join(ascii_digits(without_invisible(form.cleaned_data["code"])).split())
    try:
        return str(clean())
    except ValidationError as error:
        code = error.code or ""
        raise ValidationError(ERROR_MESSAGES.get(code, error.message), code=code) from error
