"""The code that a second person hands to the invited person: eight digits, kept as a keyed digest."""

import hashlib
import secrets
import uuid
from typing import Final

from django.utils.crypto import salted_hmac

from jatan.kernel.text.digits import ascii_digits

_DIGITS: Final = 8


def new_code() -> str:
    """A new code, in two groups of four digits."""
    digits = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    return f"{digits[:4]} {digits[4:]}"


def code_digest(invitation: uuid.UUID, code: str) -> str:
    """What the database keeps of a code. Blanks and the kind of digits do not matter."""
    plain = "".join(ascii_digits(code).split())
    return salted_hmac("jatan.second_person", f"{invitation}:{plain}", algorithm=hashlib.sha256().name).hexdigest()
