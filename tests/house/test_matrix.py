"""Who reaches what, tried out: every address × every part of the cast × the rows of both members.

Generated from the URL tree: a new address is tried the day it is added, and one whose ids nobody here can fill fails.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.guarded import Guarded
from tests.cast import Cast
from tests.house.belongings import Belongings, belongings
from tests.house.matrix import (
    ABOVE,
    CLOSED_AT_FIRST,
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
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "khunti_coordinator"


@pytest.fixture
def khunti(cast: Cast, own: Belongings) -> Belongings:
    return own


@pytest.fixture
def gumla(cast: Cast) -> Belongings:
    return belongings(cast, "coordinator")


def _answers(client: Client, path: str) -> Iterator[tuple[str, Any]]:
    for verb, answer in (("GET", client.get(path)), ("POST", client.post(path, {}))):
        yield verb, whole(answer)


def test_every_address_with_an_id_knows_a_row_to_try(khunti: Belongings) -> None:
    tried = [reverse(address.name, kwargs=values_of(address, khunti)) for address in about_rows()]
    assert len(tried) > 85


@pytest.mark.parametrize("part", [*GUMLA, *ABOVE, "stranger"])
def test_rows_of_the_other_member_are_not_there(part: str, cast: Cast, khunti: Belongings, browser: Browser) -> None:
    actor, client = cast.actor(part), browser(part)
    opened = []
    for address in about_rows():
        if cast.khunti.id in actor.reach(address.needs).row_organisations:
            continue
        if address.name in OPEN_TO_ADD and actor.may(address.needs):
            continue
        path = reverse(address.name, kwargs=values_of(address, khunti))
        for verb, answer in _answers(client, path):
            is_closed = answer.status_code == 404 or (verb == "GET" and answer.status_code == 405)
            opened += [] if is_closed else [f"{verb} {address.name} -> {answer.status_code}"]
    assert opened == []
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


def test_the_member_herself_opens_every_one_of_her_rows(cast: Cast, gumla: Belongings, browser: Browser) -> None:
    """Without this the test above would also pass for a house in which nothing opens."""
    closed = set()
    clients = {part: browser(part) for part in ("coordinator", "supervisor", "secretariat", "auditor")}
    for address in about_rows():
        path = reverse(address.name, kwargs=values_of(address, gumla))
        if not any(whole(client.get(path)).status_code in {200, 302, 405} for client in clients.values()):
            closed.add(address.name)
    assert closed <= CLOSED_AT_FIRST


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
    ["report_impact", "report_rows", "report_file", "corridors", "corridors_file", "network_account", "donor_form"],
)
def test_reports_of_the_other_member_are_not_there(
    name: str, part: str, cast: Cast, khunti: Belongings, browser: Browser
) -> None:
    count(cast)
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
