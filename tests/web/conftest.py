"""Browsers of the cast: `browser("coordinator")` is a signed-in client of hers."""

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
        # As the sign-in page does: the clock of the session starts there, not with the first page.
        request = HttpRequest()
        request.session = client.session
        begin(request)
        request.session.save()
        return client

    return signed_in


def ticked(answer: Any, person: Person) -> dict[str, str]:
    """What a browser sends from a page of candidates on which this person was ticked."""
    form = answer.context["form"]
    carried = {name: str(form[name].value() or "") for name in ("person_name", "listed", "listed_for")}
    return carried | {"person": str(person.pk)}
