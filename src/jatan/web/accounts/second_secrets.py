"""Encrypt TOTP secrets and recovery codes in the database; allauth would store them in clear."""

import base64
import os
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter

from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.small_secrets import is_sealed_text, open_text, seal_text

__all__ = ["SecretsAdapter"]

_PURPOSE: Final = "second-step"


class SecretsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's MFA adapter with encrypted secrets."""

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
