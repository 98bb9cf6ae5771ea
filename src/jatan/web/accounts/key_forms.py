"""Forms for passkeys: the browser fills a hidden field with the credential, allauth verifies it."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_NO_KEY = _("The device did not give its key. Try once more.")


class AddForm(AddWebAuthnForm):  # type: ignore[misc]
    """Add a passkey: screen lock of a phone or computer, or a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = forms.CharField(label=_("Name of this key"), max_length=60, required=False, initial=_("Telephone"))
        self.initial["name"] = str(_("Telephone"))
        self.fields["name"] = name
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _("Only where the device itself asks for finger, face or PIN.")

    def clean(self) -> dict[str, Any]:
        """A malformed credential is a validation error, not an exception."""
        return dict(_from_device(super().clean))


class SignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """Sign-in with a passkey alone."""

    def clean_credential(self) -> Any:
        """A malformed credential is a validation error, not an exception."""
        return _from_device(super().clean_credential)


class SecondForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as second factor after the password."""

    def clean_credential(self) -> Any:
        """A malformed credential is a validation error, not an exception."""
        return _from_device(super().clean_credential)


class AgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Reauthentication with a passkey."""

    def clean_credential(self) -> Any:
        """A malformed credential is a validation error, not an exception."""
        return _from_device(super().clean_credential)


class RenameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Rename a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")


def _from_device(clean: Callable[[], Any]) -> Any:
    """Turn the exceptions that fido2 and allauth raise on malformed credentials into a ValidationError."""
    try:
        return clean()
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise ValidationError(_NO_KEY, code="incorrect_code") from error
