"""What people choose as passphrase and password: nothing that is guessed soon gets in, nothing good is refused."""

import random
import secrets
import string
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from zxcvbn import matching

from jatan.foundation.access.passwords import GuessedPasswordValidator
from jatan.foundation.vault import passphrases
from jatan.foundation.vault.passphrases import DEMO_PASSPHRASE, random_passphrase, weakness
from jatan.kernel.text.guesses import bits_of
from tests.cast import Cast
from tests.foundation.access.secrets_people_choose import (
    GOOD_PASSWORDS,
    GOOD_PHRASES,
    GUESSED_PASSWORDS,
    GUESSED_PHRASES,
)


def is_refused(password: str, user: Any = None) -> bool:
    """Whether the estimate refuses a password, the other validators left out."""
    try:
        GuessedPasswordValidator().validate(password, user)
    except ValidationError:
        return True
    return False


def test_no_passphrase_that_is_guessed_soon_is_accepted() -> None:
    assert [phrase for phrase in GUESSED_PHRASES if weakness(phrase) is None] == []


def test_no_good_passphrase_is_refused() -> None:
    drawn = [random_passphrase() for _n in range(60)]
    assert [phrase for phrase in GOOD_PHRASES + drawn if weakness(phrase) is not None] == []


def test_no_password_that_is_guessed_soon_is_accepted() -> None:
    assert [password for password in GUESSED_PASSWORDS if not is_refused(password)] == []


def test_no_good_password_is_refused() -> None:
    draw, signs = random.Random(33), string.ascii_letters + string.digits
    drawn = ["".join(draw.choices(signs, k=14)) for _n in range(80)]
    assert [password for password in GOOD_PASSWORDS + drawn if is_refused(password)] == []


def test_a_number_and_a_sign_make_no_password_of_a_place() -> None:
    """What the survey's thirteen had in common: a word, a sign and a number."""
    words = ["ranchi", "Simdega", "jharkhand", "Sunita", "krishna", "bharat", "india", "password", "welcome", "jatan"]
    made = [
        f"{word}{sign}{number}"
        for word in words
        for sign in ("@", "#", "_", "", "!")
        for number in ("123", "2026", "1234", "786", "108", "007")
    ]
    assert [password for password in made if not is_refused(password)] == []


def test_the_passphrase_of_the_demo_is_refused_elsewhere(settings: Any) -> None:
    assert weakness(DEMO_PASSPHRASE) is not None
    settings.JATAN_DEMO = True
    assert weakness(DEMO_PASSPHRASE) is None


def test_repeats_numbers_and_signs_add_nothing() -> None:
    assert weakness("kachhua kachhua1 Kachhua2 KACHHUA-3 kachhua") is not None
    assert weakness("9431112233 9835012345 7004556677 26012026") is not None


@pytest.mark.django_db
def test_what_is_known_of_her_counts_for_little(cast: Cast) -> None:
    her = cast.accounts["field_worker"]
    her.name = "Bilasmuni Xelvotipra"
    assert not is_refused("xelvotipra84")
    assert is_refused("xelvotipra84", her)
    words = "bilasmuni xelvotipra kumari desk"
    assert weakness(words, ["Bilasmuni", "Xelvotipra"]) is not None


@pytest.mark.parametrize("signs", ["({[<4@69!1|7$5+8", 'a4@b8c({[<e3g69i!1|7lo0s$5t+x%z2"*3'])
def test_signs_that_stand_for_letters_are_read_in_few_ways(signs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    look_up = matching.dictionary_match

    def counted(text: str, *words: Any, **named: Any) -> Any:
        looked_up.append(text)
        return look_up(text, *words, **named)

    monkeypatch.setattr(matching, "dictionary_match", counted)
    for text in ((signs * 5)[:64], "".join(f"{sign}{n}" for n, sign in enumerate(signs * 2))[:64]):
        looked_up.clear()
        assert bits_of(text) > 0
        assert len(looked_up) < 100, "sixteen ways and those of what is repeated, for two forms of the text"


def test_a_passphrase_is_measured_as_far_as_it_has_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []
    monkeypatch.setattr(passphrases, "bits_of", lambda text, known: measured.append(text) or bits_of(text, known))
    drawn = ["".join(secrets.choice(string.ascii_lowercase) for _n in range(12)) for _word in range(400)]
    assert weakness(" ".join(drawn)) is None
    assert len(measured) < 10
