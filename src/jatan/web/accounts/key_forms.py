"""Questions around passkeys: the device answers in a hidden field, allauth checks what it wrote."""

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
    """A passkey: the telephone's or computer's own lock, or a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = forms.CharField(label=_("Name of this key"), max_length=60, required=False, initial=_("Telephone"))
        self.initial["name"] = str(_("Telephone"))
        self.fields["name"] = name
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _("Only where the device itself asks for finger, face or PIN.")

    def clean(self) -> dict[str, Any]:
        """What no device wrote is refused, not stumbled over."""
        return dict(_from_device(super().clean))


class SignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of name and password."""

    def clean_credential(self) -> Any:
        """What no device wrote is refused, not stumbled over."""
        return _from_device(super().clean_credential)


class SecondForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""

    def clean_credential(self) -> Any:
        """What no device wrote is refused, not stumbled over."""
        return _from_device(super().clean_credential)


class AgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something important is changed."""

    def clean_credential(self) -> Any:
        """What no device wrote is refused, not stumbled over."""
        return _from_device(super().clean_credential)


class RenameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")


def _from_device(clean: Callable[[], Any]) -> Any:
    """fido2 takes the shape of a credential for granted, allauth asks for some of it: an attacker keeps to neither."""
    try:
        return clean()
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise ValidationError(_NO_KEY, code="incorrect_code") from error
