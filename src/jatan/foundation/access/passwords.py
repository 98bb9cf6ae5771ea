"""A password validator: nobody's own name, number or office is her password (settings.AUTH_PASSWORD_VALIDATORS)."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jatan.foundation.access.models import Account
from jatan.foundation.network.models import Organisation
from jatan.kernel.text.digits import ascii_digits
from jatan_names import fold

__all__ = ["PersonalWordsValidator"]

# Shorter ones ("ka", "of") may be part of any password.
_SHORTEST: Final = 3
# How much of a password must be something else than what colleagues know of her.
_REST: Final = 8


class PersonalWordsValidator:
    """Refuses a password that has too little beside the name, sign-in name, phone number and offices of the account.

    In whichever script and spelling: compared as names of persons are.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError `password_too_similar`."""
        if not isinstance(user, Account):
            return
        rest = _folded(password)
        for word in sorted(_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < min(_REST, len(_folded(password))):
            raise ValidationError(self.get_help_text(), code="password_too_similar")

    def get_help_text(self) -> str:
        """What a password must not be."""
        return str(_("This is too close to your name, your number or your organisation."))


def _words(account: Account) -> set[str]:
    found = {word for text in _texts(account) for word in (_folded(text), *map(_folded, re.split(r"[\s.@_-]+", text)))}
    return {word for word in found if len(word) >= _SHORTEST}


def _texts(account: Account) -> Iterator[str]:
    yield from (account.name, account.email, account.phone)
    if account.pk is None:
        return
    for office in Organisation.objects.filter(id__in=account.postings.values("organisation_id")):
        yield from (office.name_hi, office.name_en, office.code)


def _folded(text: str) -> str:
    """The text without signs and spaces, names in one script and spelling, digits as ASCII."""
    parts = re.split(r"(\d+)", ascii_digits(text))
    return "".join(part if part.isdecimal() else "".join(filter(str.isalnum, fold(part))) for part in parts)
