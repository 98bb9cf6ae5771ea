"""Password validators (settings.AUTH_PASSWORD_VALIDATORS): not her own name or number, nothing guessed soon."""

import math
import re
from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jatan.foundation.access.models import Account
from jatan.foundation.network.models import Organisation
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.guesses import bits_of, is_known_by_heart
from jatan_names import fold

# Shorter ones ("ka", "of") may be part of any password.
_SHORTEST: Final = 3
# How much of a password must be something else than what colleagues know of her.
_REST: Final = 8
# Ten random letters and digits: ten thousand million tries.
_FEWEST_BITS: Final = math.log2(10**10)


class PersonalWordsValidator:
    """Refuses a password that has too little beside the name, sign-in name, phone number and offices of the account.

    In whichever script and spelling: compared as names of persons are.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError `password_too_similar`."""
        if not isinstance(user, Account):
            return
        rest = _folded(password)
        for word in sorted(map(_folded, known_words(user)), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < min(_REST, len(_folded(password))):
            raise ValidationError(self.get_help_text(), code="password_too_similar")

    def get_help_text(self) -> str:
        """What a password must not be."""
        return str(_("This is too close to your name, your number or your organisation."))


class GuessedPasswordValidator:
    """Refuses a password that is found within ten thousand million tries: one that many people use, with whatever
    number, sign or capital is put to it; a run, a repeat, a date, a place, a god, a sentence known by heart.

    Takes the place of Django's CommonPasswordValidator, whose 20,000 passwords are looked up as they are written.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError `password_too_common`."""
        known = known_words(user) if isinstance(user, Account) else ()
        if is_known_by_heart([password]) or bits_of(password, known) < _FEWEST_BITS:
            raise ValidationError(self.get_help_text(), code="password_too_common")

    def get_help_text(self) -> str:
        """What a password must not be."""
        return str(_("Many people use this password. Choose one that nobody guesses."))


def known_words(account: Account) -> set[str]:
    """What a guesser knows of an account: the words of its name, sign-in name, phone number and offices, as written."""
    found = {word for text in _texts(account) for word in (text, *re.split(r"[\s.@_-]+", text))}
    return {word for word in found if len(_folded(word)) >= _SHORTEST}


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
