"""allauth's second step as this house keeps it: secrets encrypted, and a printed sheet of codes may stand alone."""

import base64
import os
from collections.abc import Sequence
from typing import Any, Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from jatan.foundation.access.actors import actor_of
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.small_secrets import is_sealed_text, open_text, seal_text
from jatan.web.accounts.adapter import ERROR_MESSAGES

_PURPOSE: Final = "second-step"
_SHEET: Final = Authenticator.Type.RECOVERY_CODES
_GUARDING: Final = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


class SecretsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's MFA adapter with encrypted secrets. A sheet of recovery codes counts as a second step of its own."""

    error_messages = DefaultMFAAdapter.error_messages | ERROR_MESSAGES

    def is_mfa_enabled(self, user: Any, types: Sequence[str] | None = None) -> bool:
        """Whether the account has one of these kinds of second step.

        allauth asks for the two kinds in _GUARDING when it decides whether sign-in asks for a second step, and would
        let in whoever has recovery codes only; then these count too.
        """
        asked = None if types is None else {*types, *((_SHEET,) if set(types) == _GUARDING else ())}
        return bool(super().is_mfa_enabled(user, asked))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """False for the last telephone or passkey of somebody whose role needs a second step.

        allauth deletes the recovery codes with it, so they do not count here.
        """
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
        if others.exclude(type=_SHEET).exists():
            return True
        return not actor_of(authenticator.user).needs_second_step

    def encrypt(self, text: str) -> str:
        """The text encrypted, for the database."""
        return seal_text(text, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """The text decrypted. Values stored before encryption was introduced are returned as they are.

        If it cannot be decrypted, a random secret is returned, so that no code is valid: with an empty secret the codes
        would be predictable.
        """
        if not is_sealed_text(encrypted_text):
            return encrypted_text
        try:
            return open_text(encrypted_text, _PURPOSE)
        except Refused:
            return base64.b32encode(os.urandom(20)).decode()
