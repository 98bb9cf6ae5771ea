"""Who reaches what, tried out: every address × every part of the cast × the rows of both members.

Generated from the URL tree: a new address is tried the day it is added, and one whose ids nobody here can fill fails.
"""

import logging
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.guarded import Guarded
from tests.cast import Cast
from tests.house.addresses import Address
from tests.house.belongings import Belongings, belongings
from tests.house.matrix import (
    ABOVE,
    GUMLA,
    OPEN_TO_ADD,
    OTHERS,
    SHARED,
    about_rows,
    count,
    read,
    values_of,
    whole,
)
from tests.house.standing_rows import Rows, cast, own, standing_rows
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "khunti_coordinator"
_NO_SUCH_NUMBER = 2**31 - 5


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of pages that are not there, as it should be: pytest need not keep a line of each."""
    caplog.set_level(logging.ERROR, "django.request")


@pytest.fixture
def khunti(cast: Cast, own: Belongings) -> Belongings:
    return own


@pytest.fixture(scope="module")
def counted(standing_rows: Rows, django_db_blocker: DjangoDbBlocker) -> None:
    """What stands is counted, as each night: once for all tests."""
    with django_db_blocker.unblock():
        count(standing_rows[0])


type Reply = tuple[int, str, str]


@pytest.fixture(scope="module")
def replies() -> dict[tuple[str, str, str], Reply]:
    """What was answered about rows of the other member: part, method, name of the address. Two tests look at it, and
    whichever comes first asks."""
    return {}


def _reply(client: Client, verb: str, name: str, values: Mapping[str, Any]) -> Reply:
    """Status, allowed methods and text of an answer, without the address that it repeats."""
    path = reverse(name, kwargs=dict(values))
    answer = whole(getattr(client, verb)(path))
    text = read(answer) if answer.status_code == 200 else answer.content.decode("utf-8", "replace")
    for value in values.values():
        text = text.replace(str(value), "…")
    return answer.status_code, answer.headers.get("Allow", ""), text.replace(path, "…")


def _foreign(
    client: Client,
    part: str,
    verb: str,
    address: Address,
    khunti: Belongings,
    replies: dict[tuple[str, str, str], Reply],
) -> Reply:
    """What this part is answered about the other member's row, from `replies` where it was asked before; the test that
    asked looks whether the row is untouched."""
    key = (part, verb, address.name)
    if key not in replies:
        replies[key] = _reply(client, verb, address.name, values_of(address, khunti))
    return replies[key]


def _closed_to(part: str, cast: Cast) -> list[Address]:
    """The addresses at which this part may open no row of the other member."""
    actor = cast.actor(part)
    return [
        address
        for address in about_rows()
        if cast.khunti.id not in actor.reach(address.needs).row_organisations
        and not (address.name in OPEN_TO_ADD and actor.may(address.needs))  # the institution is the network's to read
    ]


def _absent_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same address with ids that no row has; words in the address (a language, a kind) stay."""
    return {
        key: uuid.uuid4() if isinstance(value, uuid.UUID) else _NO_SUCH_NUMBER if isinstance(value, int) else value
        for key, value in values.items()
    }


def _answers(client: Client, path: str) -> Iterator[tuple[str, Any]]:
    for verb, answer in (("GET", client.get(path)), ("POST", client.post(path, {}))):
        yield verb, whole(answer)


def test_every_address_with_an_id_knows_a_row_to_try(khunti: Belongings) -> None:
    tried = [reverse(address.name, kwargs=values_of(address, khunti)) for address in about_rows()]
    assert len(tried) > 85


@pytest.mark.parametrize("part", [*GUMLA, *ABOVE, "stranger"])
def test_rows_of_the_other_member_are_not_there(
    part: str, cast: Cast, khunti: Belongings, browser: Browser, replies: dict[tuple[str, str, str], Reply]
) -> None:
    client, opened = browser(part), []
    for address in _closed_to(part, cast):
        for verb in ("get", "post"):
            status = _foreign(client, part, verb, address, khunti, replies)[0]
            is_closed = status == 404 or (verb == "get" and status == 405)
            opened += [] if is_closed else [f"{verb} {address.name} -> {status}"]
    assert opened == []
    _is_untouched(khunti)


@pytest.mark.parametrize("part", ["field_worker", "supervisor", "coordinator", "secretariat"])
def test_a_row_of_another_member_answers_like_one_that_does_not_exist(
    part: str, cast: Cast, khunti: Belongings, browser: Browser, replies: dict[tuple[str, str, str], Reply]
) -> None:
    """Every address with an id, read and written to: same status, same page, the refused method (405) included."""
    client, different, compared = browser(part), [], 0
    for address in _closed_to(part, cast):
        foreign = values_of(address, khunti)
        absent = _absent_values(foreign)
        for verb in ("get", "post", "put", "delete"):
            compared += 1
            if _foreign(client, part, verb, address, khunti, replies) != _reply(client, verb, address.name, absent):
                different.append(f"{verb} {address.name}")
    assert compared > 100
    assert different == []
    _is_untouched(khunti)


@pytest.mark.parametrize("part", GUMLA)
def test_nobody_of_a_member_reaches_more_than_shared_rows_of_another(part: str, cast: Cast) -> None:
    actor = cast.actor(part)
    reached = {one for one in Permission if cast.khunti.id in actor.reach(one).row_organisations}
    # What the network shares is not on the phone of a forum leader either.
    assert reached == (set() if part == "forum_leader" else SHARED)


@pytest.mark.parametrize("part", sorted({*GUMLA} - {"forum_leader"}))
def test_shared_rows_of_another_member_are_read_and_never_changed(
    part: str, cast: Cast, khunti: Belongings, browser: Browser
) -> None:
    client = browser(part)
    for name in ("allies_detail", "mentions_detail", "library_detail", "landmarks_detail", "routes_detail"):
        answer = client.get(reverse(name, args=[khunti.rows[name.split("_")[0]].pk]))
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "/edit/" not in page
        assert "/withdraw/" not in page


def test_a_field_worker_finds_nothing_of_another_block(cast: Cast, browser: Browser) -> None:
    cast.gumla_block, cast.other_gumla_block = cast.other_gumla_block, cast.gumla_block
    elsewhere = belongings(cast, "coordinator")
    client, actor, opened = browser("field_worker"), cast.actor("field_worker"), []
    for address in about_rows():
        if address.needs in SHARED or actor.reach(address.needs).organisations:
            continue
        # A study is of no block; interviews are, and have addresses of their own. Nor is a project: its page counts the
        # records within reach, and its numbers open the lists of those.
        if address.name.startswith(("study_", "project")):
            continue
        path = reverse(address.name, kwargs=values_of(address, elsewhere))
        opened += [f"{verb} {address.name}" for verb, answer in _answers(client, path) if answer.status_code == 200]
    assert opened == []


def test_a_forum_leader_finds_nothing_of_another_forum_of_her_own_block(cast: Cast, browser: Browser) -> None:
    """Every row of every kind lies in the block of her forum, and belongs to no forum of hers."""
    neighbours = belongings(cast, "coordinator")
    client, opened = browser("forum_leader"), []
    for address in about_rows():
        if address.name in OPEN_TO_ADD:
            continue
        path = reverse(address.name, kwargs=values_of(address, neighbours))
        opened += [
            f"{verb} {address.name} -> {answer.status_code}"
            for verb, answer in _answers(client, path)
            if answer.status_code not in (404, 405)
        ]
    assert opened == []
    _is_untouched(neighbours)


def test_the_other_member_finds_her_own_words(cast: Cast, khunti: Belongings, browser: Browser) -> None:
    client = browser("khunti_coordinator")
    assert khunti.word("people") in read(client.post("/search/", {"q": khunti.word("people")}))
    assert khunti.word("helpdesk") in read(client.get("/issues/"))
    assert khunti.word("people") in read(client.post("/people/export/", {"purpose": "checking"}))


@pytest.mark.parametrize("part", GUMLA)
@pytest.mark.parametrize(
    "name",
    [
        "studio",
        "studio_file",
        "report_impact",
        "report_rows",
        "report_file",
        "corridors",
        "corridors_file",
        "network_account",
        "network_account_file",
        "donor_form",
        "donor_form_file",
    ],
)
def test_reports_of_the_other_member_are_not_there(
    name: str, part: str, cast: Cast, counted: None, khunti: Belongings, browser: Browser
) -> None:
    fixed = {key: kind[1:] for key, kind in OTHERS.get(name, {}).items()}
    answer = browser(part).get(reverse(name, kwargs=fixed), {"organisation": str(cast.khunti.pk)})
    assert answer.status_code == 404


def _is_untouched(own: Belongings) -> None:
    with acting_as(machine_for([own.organisation.id])):
        for kind, row in own.rows.items():
            if isinstance(row, Guarded):
                now = type(row)._default_manager.get(pk=row.pk)
                assert (now.changed_at, now.withdrawn_at) == (row.changed_at, row.withdrawn_at), kind
    own.rows["account"].refresh_from_db()
    assert own.rows["account"].is_active
