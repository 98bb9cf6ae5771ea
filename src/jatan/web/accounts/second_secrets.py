"""Secrets of telephone codes and recovery codes lie sealed in the database, not in clear as allauth would keep them."""

import base64
import os
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter

from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.small_secrets import is_sealed_text, open_text, seal_text

__all__ = ["SecretsAdapter"]

_PURPOSE: Final = "second-step"


class SecretsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second step with sealed secrets."""

    def encrypt(self, text: str) -> str:
        """What goes into the database."""
        return seal_text(text, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """What came from it. Secrets of a time before sealing still count; one that will not open lets nobody in.

        It then becomes a secret that nobody has: an empty one would make the codes foreseeable.
        """
        if not is_sealed_text(encrypted_text):
            return encrypted_text
        try:
            return open_text(encrypted_text, _PURPOSE)
        except Refused:
            return base64.b32encode(os.urandom(20)).decode()
