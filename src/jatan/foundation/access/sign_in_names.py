"""The name somebody signs in with: an e-mail address, or a word of her own."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.kernel.text.invisible import without_invisible

_WORD: Final = re.compile(r"[^\s\x00-\x1f\x7f]{3,254}")


def clean_sign_in_name(text: str) -> str:
    """The name in small letters, without signs that nobody sees.

    Raises Problem `unreadable` at `email` for fewer than three signs, for blanks inside, or for an @ in what cannot be
    an e-mail address.
    """
    name = without_invisible(text).strip().lower()
    if not _WORD.fullmatch(name):
        raise Problem("unreadable", _("At least three signs, without blanks."), field="email")
    if "@" in name:
        try:
            validate_email(name)
        except ValidationError as error:
            message = _("This is no e-mail address. Write it as name@example.org, or a sign-in name without @.")
            raise Problem("unreadable", message, field="email") from error
    return name
