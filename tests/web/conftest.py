"""The fixture `browser`: `browser("coordinator")` returns a test client signed in as that member of the cast."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from jatan.programme.people.models import Person
from jatan.web.accounts.sessions import begin
from tests.cast import Cast

type Browser = Callable[[str], Client]


@pytest.fixture
def browser(cast: Cast) -> Browser:
    def signed_in(part: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(cast.accounts[part])
        # force_login does not start the session limits as the sign-in page does.
        request = HttpRequest()
        request.session = client.session
        begin(request)
        request.session.save()
        return client

    return signed_in


def ticked(answer: Any, person: Person) -> dict[str, str]:
    """POST data of a form with a list of candidates, with this person ticked."""
    form = answer.context["form"]
    carried = {name: str(form[name].value() or "") for name in ("person_name", "listed", "listed_for")}
    return carried | {"person": str(person.pk)}
