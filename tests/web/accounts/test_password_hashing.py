"""Password hashing with production parameters, under which a stolen table is slow to attack (other tests use less)."""

import os
import subprocess
import sys
from typing import Final

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from jatan.foundation.access.models import Account
from tests.cast import PASSWORD, Cast
from tests.web.accounts.conftest import SIGN_IN

# The production parameters, read in a process without the test settings. RFC 9106's second choice is 64 MiB.
_ASKED: Final = (
    "from jatan.runtime.startup import setup_django; setup_django()\n"
    "from django.contrib.auth.hashers import get_hasher; it = get_hasher()\n"
    "print(it.algorithm, it.time_cost, it.memory_cost, it.parallelism)"
)


def _production_parameters() -> tuple[str, int, int, int]:
    asked = subprocess.run(
        [sys.executable, "-c", _ASKED], capture_output=True, text=True, check=True, env={**os.environ}
    )
    algorithm, *costs = asked.stdout.split()
    time, memory, lanes = map(int, costs)
    return algorithm, time, memory, lanes


@pytest.mark.django_db
def test_passwords_are_hashed_by_argon2id_with_much_memory(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    algorithm, time, memory, lanes = _production_parameters()
    assert algorithm == "argon2"
    assert time >= 2
    assert memory >= 64 * 1024
    for name, cost in (("time_cost", time), ("memory_cost", memory), ("parallelism", lanes)):
        monkeypatch.setattr(Argon2PasswordHasher, name, cost)
    account = Account.objects.create_user("phulmani", PASSWORD, name="फूलमनी")
    assert account.password.startswith(f"argon2$argon2id$v=19$m={memory},t={time},p={lanes}$")
    assert Client().post(SIGN_IN, {"login": "phulmani", "password": PASSWORD})["Location"] == "/"


@pytest.mark.django_db
def test_weaker_hash_is_replaced_at_sign_in(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cast.accounts["coordinator"].password
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", Argon2PasswordHasher.time_cost + 1)
    assert Client().post(SIGN_IN, {"login": "coordinator@example.org", "password": PASSWORD})["Location"] == "/"
    cast.accounts["coordinator"].refresh_from_db()
    assert cast.accounts["coordinator"].password != before
