"""Somebody tries ids in addresses, to learn which rows of other members exist."""

import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.permissions import Permission
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.matrix import OPEN_TO_ADD, about_rows, read, values_of, whole
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "khunti_coordinator"
_NO_SUCH_NUMBER = 2**31 - 5


@pytest.mark.parametrize("part", ["field_worker", "supervisor", "coordinator", "secretariat"])
def test_a_row_of_another_member_answers_like_one_that_does_not_exist(
    part: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    """Every address with an id, read and written to: same status, same page, the refused method (405) included."""
    client, actor, different, compared = browser(part), cast.actor(part), [], 0
    for address in about_rows():
        if cast.khunti.id in actor.reach(address.needs).row_organisations:
            continue
        if address.name in OPEN_TO_ADD and actor.may(address.needs):  # the institution is the network's to read
            continue
        foreign = values_of(address, own)
        absent = _absent_values(foreign)
        for verb in ("get", "post", "put", "delete"):
            compared += 1
            if _answer(client, verb, address.name, foreign) != _answer(client, verb, address.name, absent):
                different.append(f"{verb} {address.name}")
    assert compared > 100
    assert different == []


def test_a_row_that_is_linked_with_an_own_one_stays_out_of_reach(cast: Cast, own: Belongings, browser: Browser) -> None:
    """Records of one person are linked within a member only: no link leads another member to either of them."""
    client, child = browser("coordinator"), own.rows["people/same"]
    for pk in (child.first_id, child.second_id):
        for path in (f"/people/{pk}/", f"/people/{pk}/same/{child.pk}/unlink/", f"/people/{pk}/edit/"):
            assert {client.get(path).status_code, client.post(path).status_code} == {404}, path
    assert child.organisation_id not in cast.actor("coordinator").reach(Permission.PEOPLE_SEE).row_organisations


def _answer(client: Client, verb: str, name: str, values: Mapping[str, Any]) -> tuple[int, str, str]:
    """Status, allowed methods and text of an answer, without the address that it repeats."""
    path = reverse(name, kwargs=dict(values))
    answer = whole(getattr(client, verb)(path))
    text = read(answer) if answer.status_code == 200 else answer.content.decode("utf-8", "replace")
    for value in values.values():
        text = text.replace(str(value), "…")
    return answer.status_code, answer.headers.get("Allow", ""), text.replace(path, "…")


def _absent_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same address with ids that no row has; words in the address (a language, a kind) stay."""
    return {
        key: uuid.uuid4() if isinstance(value, uuid.UUID) else _NO_SUCH_NUMBER if isinstance(value, int) else value
        for key, value in values.items()
    }
