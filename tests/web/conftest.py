"""The fixture `browser`: `browser("coordinator")` returns a test client signed in as that member of the cast, with a
fresh second step where her role needs one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.sign_in import signed_in

type Browser = Callable[[str], Client]


@pytest.fixture
def browser(cast: Cast) -> Browser:
    return lambda part: signed_in(cast.accounts[part])


def ticked(answer: Any, person: Person) -> dict[str, str]:
    """POST data of a form with a list of candidates, with this person ticked."""
    form = answer.context["form"]
    carried = {name: str(form[name].value() or "") for name in ("person_name", "listed", "listed_for")}
    return carried | {"person": str(person.pk)}
