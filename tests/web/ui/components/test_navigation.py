"""Side bar and bottom bar contain only pages that the user may open."""

import uuid

from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.permissions import Role
from jatan.web.ui.components.navigation import bottom_bar, side_bar


def labels(role: Role) -> set[str]:
    actor = Actor(uuid.uuid4(), (Post(role, uuid.uuid4()),), frozenset({uuid.uuid4()}))
    entries = [entry for path in ("/people/", "/activities/", "/registers/") for entry in side_bar(actor, path)]
    return {str(link.url) for entry in entries for link in (entry.link, *entry.pages)}


def current(actor: Actor, path: str) -> list[str]:
    """The addresses that the menu of a page marks as its own."""
    return [link.url for entry in side_bar(actor, path) for link in (entry.link, *entry.pages) if link.is_current]


def test_an_auditor_is_not_led_to_people_nor_a_field_worker_to_the_import() -> None:
    assert "/people/" not in labels(Role.AUDITOR)
    assert "/people/" in labels(Role.COORDINATOR)
    assert "/activities/" in labels(Role.COORDINATOR)


def test_the_present_page_is_marked_and_only_it() -> None:
    actor = Actor(uuid.uuid4(), (Post(Role.COORDINATOR, uuid.uuid4()),))
    assert current(actor, "/people/0/") == ["/people/"]
    assert current(actor, "/departures/") == ["/rooms/people/"]


def test_home_is_current_only_at_home() -> None:
    actor = Actor(uuid.uuid4(), (Post(Role.COORDINATOR, uuid.uuid4()),))
    assert [link.url for link in bottom_bar(actor, "/") if link.is_current] == ["/"]
    assert all(link.url != "/" or not link.is_current for link in bottom_bar(actor, "/people/"))


def test_a_stranger_is_offered_no_page_that_needs_a_permission() -> None:
    urls = {link.url for entry in side_bar(None, "/people/") for link in (entry.link, *entry.pages)}
    assert "/people/" not in urls


def test_roles_that_record_nothing_have_no_record_link() -> None:
    def thumb(role: Role) -> list[str]:
        return [link.url for link in bottom_bar(Actor(uuid.uuid4(), (Post(role, uuid.uuid4()),)), "/")]

    assert len(thumb(Role.FIELD_WORKER)) == len(thumb(Role.AUDITOR)) + 1
    assert set(thumb(Role.FIELD_WORKER)) > set(thumb(Role.AUDITOR))


def test_of_two_pages_one_below_the_other_the_lower_one_is_marked() -> None:
    actor = Actor(uuid.uuid4(), (Post(Role.SUPERVISOR, uuid.uuid4()),))
    assert current(actor, "/cases/diary/") == ["/cases/diary/"]
