"""The list of colleagues goes out as a workbook and comes in as invitations: by the form and service of one."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access.models import Account, Invitation, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import Lines, read_sheet, saved

pytestmark = pytest.mark.django_db

PAGE = "/accounts/workbook/"


def blank(client: Client) -> Lines:
    return read_sheet(client.get(f"{PAGE}blank/").content)


def filled(head: Lines, *rows: dict[str, Any]) -> Lines:
    return [*head[:2], *([row.get(name, "") for name in head[0]] for row in rows)]


def brought(client: Client, lines: Lines) -> Any:
    return client.post(PAGE, {"workbook": SimpleUploadedFile("staff.xlsx", saved(lines))})


def taken(client: Client) -> list[dict[str, Any]]:
    head, _words, *lines = read_sheet(client.post(f"{PAGE}take/", {"purpose": "checking"}).content)
    return [dict(zip(head, line, strict=True)) for line in lines]


def somebody(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"name": "नया साथी", "email": "naya@example.org", "role": "desk_operator"} | more


def of(rows: list[dict[str, Any]], email: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["email"] == email]


def test_a_filled_blank_shows_first_then_invites_and_shows_each_link_once(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    head, today = blank(client), clock.today()
    block = cast.gumla_block
    roles = dict(Role.assignable())
    lines = filled(
        head,
        somebody(cast, role=str(roles["desk_operator"])),
        somebody(cast, name="फूलमनी", email="phul", role="field_worker", place=block.name_hi, since="५/३/२०२४"),
    )
    page = brought(client, lines)
    assert [one.faults for one in page.context["wrong"]] == []
    assert len(page.context["invited"]) == 2
    assert not Account.objects.filter(email__in=("naya@example.org", "phul")).exists()
    done = client.post(PAGE, {"payload": page.context["payload"]})
    made = {one["row"].email: one for one in done.context["made"]}
    assert made.keys() == {"naya@example.org", "phul"}
    assert all(Invitation.objects.filter(account=one["row"], used_at=None).exists() for one in made.values())
    assert all(one["link"] in done.content.decode() for one in made.values())
    work = Posting.objects.get(account__email="phul")
    assert (work.role, work.place_id, work.since) == ("field_worker", block.pk, dt.date(2024, 3, 5))
    assert Posting.objects.get(account__email="naya@example.org").since == today
    assert brought(client, lines).context["known"] == 2
    client.post(PAGE, {"payload": page.context["payload"]})
    assert Account.objects.filter(email__in=("naya@example.org", "phul")).count() == 2


def test_what_is_wrong_is_named_and_nobody_here_is_changed(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    mine = cast.accounts["desk_operator"]
    rows = (
        somebody(cast, name="अलग नाम", email=mine.email),
        somebody(cast, email="a b"),
        somebody(cast, email="one@example.org", role="no such work"),
        somebody(cast, email="two@example.org", role="field_worker"),
        somebody(cast, email="three@example.org", role="administrator"),
        somebody(cast, email="four@example.org", organisation=cast.khunti.name),
        somebody(cast, email="five@example.org", name=""),
        somebody(cast, email="six@example.org"),
        somebody(cast, email="SIX@example.org"),
    )
    head = blank(client)
    page = brought(client, filled(head, *rows))
    assert [one.number for one in page.context["wrong"]] == [3, 4, 5, 6, 7, 8, 9, 11]
    assert all(one.faults for one in page.context["wrong"])
    before = (mine.name, Posting.objects.filter(account=mine).count())
    client.post(PAGE, {"payload": page.context["payload"]})
    mine.refresh_from_db()
    assert (mine.name, Posting.objects.filter(account=mine).count()) == before
    assert Account.objects.filter(email="six@example.org").count() == 1


def test_the_list_that_went_out_comes_in_for_a_house_without_these_people(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    lines = read_sheet(client.post(f"{PAGE}take/", {"purpose": "checking"}).content)
    there = taken(client)
    assert {row["email"] for row in there} >= {cast.accounts["desk_operator"].email, cast.accounts["coordinator"].email}
    again = brought(client, lines).context
    assert [(one.shown, one.faults) for one in [*again["wrong"], *again["invited"]]] == []
    assert again["known"] == len(there)
    place = lines[0].index("email")
    moved = [[*line[:place], f"x-{line[place]}", *line[place + 1 :]] for line in lines[2:]]
    page = brought(client, [*lines[:2], *moved])
    # A forum is of its house: its leader is invited where the forum is on record.
    assert [one.typed["role:code"] for one in page.context["wrong"]] == ["forum_leader"]
    client.post(PAGE, {"payload": page.context["payload"]})
    here = taken(client)
    waiting = set(Account.objects.filter(email__startswith="x-", postings=None).values_list("email", flat=True))
    for row in (row for row in there if row["role:code"] != "forum_leader"):
        [back] = of(here, f"x-{row['email']}")
        kept = {"name", "state"} if back["email"] in waiting else set(row) - {"email", "state"}
        assert {name for name in kept - {"state", "state:code"} if back[name] != row[name]} == set()


def test_who_left_gets_no_access_and_the_ledger_keeps_what_went_out(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    head, _words, *lines = read_sheet(client.post(f"{PAGE}take/", {"purpose": "checking"}).content)
    with acting_as(cast.actor("auditor")):
        kept = Event.objects.filter(verb="web.rows_exported", about_type="access.account").latest("at")
    assert kept.payload == {"rows": {"access.account": len(lines)}, "purpose": "checking"}
    gone = somebody(cast, until=(clock.today() - dt.timedelta(days=30)).isoformat())
    page = brought(client, filled([head, _words], gone))
    assert (page.context["former"], page.context["invited"]) == (1, [])
    # Before: state and last day were read as nothing, and a closed account got a new link.
    closed = [somebody(cast, state="बंद"), somebody(cast, state="closed"), somebody(cast, **{"state:code": "closed"})]
    days = [
        somebody(cast, until="31/13/2026"),
        somebody(cast, until=f"{clock.today() + dt.timedelta(days=30):%Y-%m-%d}"),
    ]
    page = brought(client, filled([head, _words], *closed, *days))
    assert (page.context["former"], page.context["invited"], len(page.context["wrong"])) == (3, [], 2)
    assert client.post(f"{PAGE}take/", {"purpose": "donor_report"}).status_code == 422


def test_each_manages_and_sees_her_own_alone(cast: Cast, browser: Browser) -> None:
    assert all(browser("desk_operator").get(f"{PAGE}{rest}").status_code == 404 for rest in ("", "blank/", "take/"))
    assert not of(taken(browser("khunti_coordinator")), cast.accounts["desk_operator"].email)
    client = browser("coordinator")
    payload = brought(client, filled(blank(client), somebody(cast))).context["payload"]
    browser("khunti_coordinator").post(PAGE, {"payload": payload})
    assert not Account.objects.filter(email="naya@example.org").exists()
    assert brought(client, [["anything"], ["x"]]).status_code == 422
