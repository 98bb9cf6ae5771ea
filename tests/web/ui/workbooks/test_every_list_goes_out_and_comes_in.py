"""Every list goes out, and comes in again: into a house without these records as new ones, into this one as changes.

What does not come back is named here with its reason.
"""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.allies.models import Agreement
from jatan.programme.booklet.choices import StoryState
from jatan.programme.booklet.consent_text import current_version
from jatan.programme.booklet.models import Story
from jatan.programme.booklet.services import may_review
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.every_column import RecordCells, columns_of_record
from jatan.web.ui.workbooks.keys import SUMS
from jatan.web.ui.workbooks.new_rows import comes_as_register, command_of, new_columns
from jatan.web.ui.workbooks.pages import has_workbook, is_corrected_in_workbook
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.programme.allies.builders import an_ally
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import (
    Lines,
    accepted,
    brought,
    exported,
    line_of,
    place_of,
    proposed,
    read_sheet,
    saved,
    with_cells,
)

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
LISTS = [desk for desk in DESKS if is_corrected_in_workbook(desk)]
TAKEN_IN = [desk for desk in LISTS if command_of(desk) is not None]
# Lists whose rows come in and never go out.
STAYING = [desk for desk in DESKS if has_workbook(desk) and desk not in LISTS]
_AS_A_REGISTER = "as a register: look-alikes, the rules of a departure and danger stand before a record of these"
# Lists that take no new rows, with the reason.
NO_NEW_ROWS = dict.fromkeys(("people", "journeys", "issues"), _AS_A_REGISTER)
# Keys and marks, and what is worked out from other columns.
_OF_THE_FILE = ("jatan-", "marks", "shown:")
# Made anew by the house that takes a row in.
MADE_ANEW = {"id:code", "recorded_at"}
# Columns that do not come back, with the reason.
_FILE = "the file itself is in no workbook"
NOT_BACK: dict[str, dict[str, str]] = {
    "ally-meetings": {"file": _FILE, "file_name": _FILE},
    "library": {"file": _FILE, "file_name": _FILE, "format": _FILE, "format:code": _FILE},
}
# Rows that wait, by the column that says why.
WAITS = {
    "library": {"stage": "a material is tried out in a village on its own page"},
    "routes": {"stops": "the stops of a route are places of the map, and chosen there"},
}


def named_lines(lines: Lines) -> list[dict[str, Any]]:
    """The rows as {column: cell}."""
    rows = [line for line in lines[2:] if line[0] not in ("", None, SUMS)]
    return [dict(zip(lines[0], line, strict=False)) for line in rows]


def of_another_house(lines: Lines) -> Lines:
    """The lines with keys that no row here has."""
    return [
        [f"{uuid.uuid4().hex}{line[0][32:]}", *line[1:]] if number > 1 and line[0] not in ("", None, SUMS) else line
        for number, line in enumerate(lines)
    ]


def come_back(desk: Desk, lines: Lines) -> list[dict[str, Any]]:
    left = MADE_ANEW | set(NOT_BACK.get(desk.slug, ()))
    rows = [
        {name: cell for name, cell in row.items() if name not in left and not name.startswith(_OF_THE_FILE)}
        for row in named_lines(lines)
    ]
    return sorted(rows, key=str)


def bring(client: Client, desk: Desk, lines: Lines) -> Any:
    """The page that shows what a file would change and record."""
    file = SimpleUploadedFile("list.xlsx", saved(lines))
    return client.post(reverse(desk.url_name("workbook")), {"workbook": file, "adds": "on"})


@pytest.mark.parametrize("desk", TAKEN_IN, ids=lambda desk: desk.slug)
def test_a_list_comes_into_a_house_without_these_records(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    client = browser(OWNER)
    lines = exported(client, desk)
    with acting_as(cast.actor(OWNER)):
        desk.model._default_manager.filter(organisation_id=cast.gumla.id).update(withdrawn_at=clock.now())
    rows_out = [line for line in lines[2:] if line[0] not in ("", None, SUMS)]
    assert rows_out
    page = bring(client, desk, of_another_house(lines))
    assert page.status_code == 200, page.context["form"].errors.as_text()
    labels = dict(zip(lines[0], lines[1], strict=True))
    waiting = {labels[name] for name in WAITS.get(desk.slug, ())}
    assert [one.faults for one in page.context["wrong"] if {fault.label for fault in one.faults} - waiting] == []
    left = {one.number for one in page.context["wrong"]}
    assert left or not waiting
    assert len(page.context["added"]) + page.context["known"] + len(left) == len(rows_out)
    accepted(client, desk, page)
    back = exported(client, desk)
    kept = [line for number, line in enumerate(lines, start=1) if number not in left]
    there, here = come_back(desk, kept), come_back(desk, back)
    assert len(there) == len(here)
    for one, other in zip(there, here, strict=True):
        assert {name: (one[name], other[name]) for name in one if one[name] != other[name]} == {}
    again = bring(client, desk, of_another_house(back))
    assert again.context["added"] == []
    assert again.context["known"] == len(here)


@pytest.mark.parametrize("desk", STAYING, ids=lambda desk: desk.slug)
def test_rows_that_stay_in_the_house_come_in_by_the_blank_alone(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    client, address = browser(OWNER), reverse(desk.url_name("workbook"))
    page = client.get(address).content.decode()
    assert str(desk.STAYS_INSIDE) in page
    assert address in client.get(reverse(desk.url_name("list"))).content.decode()
    for way_out in ("export/", "workbook/take/"):
        assert client.post(f"/{desk.slug}/{way_out}", {"purpose": "checking"}).status_code == 404
    names = {column.name for column in new_columns(desk)}
    with acting_as(cast.actor(OWNER)):
        row = desk.model._default_manager.get(pk=own.rows[desk.slug].pk)
    typed = typed_into_blank(cast, desk, row)
    file = read_sheet(client.get(reverse(desk.url_name("workbook_blank"))).content)
    lines = [*file[:2], [typed.get(name, "") for name in file[0]]]
    assert bring(client, desk, lines).context["known"] == 1
    with acting_as(cast.actor(OWNER)):
        desk.model._default_manager.filter(organisation_id=cast.gumla.id).update(withdrawn_at=clock.now())
    shown = bring(client, desk, lines)
    assert [one.faults for one in shown.context["wrong"]] == []
    done = accepted(client, desk, shown)
    with acting_as(cast.actor(OWNER)):
        made = desk.model._default_manager.get(withdrawn_at__isnull=True, organisation_id=cast.gumla.id)
    back = typed_into_blank(cast, desk, made)
    assert {name: (typed[name], back.get(name)) for name in typed if typed[name] != back.get(name)} == {}
    assert set(typed) <= names
    assert bring(client, desk, lines).context["known"] == 1
    client.post(done.redirect_chain[-1][0])
    with acting_as(cast.actor(OWNER)):
        assert not desk.model._default_manager.filter(pk=made.pk, withdrawn_at__isnull=True).exists()
    assert browser("desk_operator").get(address).status_code == 404


def typed_into_blank(cast: Cast, desk: Desk, row: Any) -> dict[str, Any]:
    """{column of the blank workbook: what somebody would type to say the same as this record}."""
    columns = [one for one in columns_of_record(desk) if one.name in {asked.name for asked in new_columns(desk)}]
    with acting_as(cast.actor(OWNER)) as by:
        cells = RecordCells(desk, columns, by)
        cells.fetch([row])
        values = cells.of(row)
    return {one.name: value for one, value in zip(columns, values, strict=True) if value not in (None, "")}


def test_a_story_from_a_workbook_waits_for_a_second_person(cast: Cast, own: Belongings, browser: Browser) -> None:
    desk = next(desk for desk in STAYING if desk.slug == "stories")
    client = browser(OWNER)
    file = read_sheet(client.get(reverse(desk.url_name("workbook_blank"))).content)
    cells = {"place": "गुमला", "age": 24, "consented_on": "५/३/२०२४", "consent_kept": "अलमारी 2", "title_hi": "एक सफ़र"}
    cells |= {"body_hi": "वह लौट आई।", "uses": "booklet"}
    untold = bring(client, desk, [*file[:2], [cells.get(name, "") for name in file[0]]])
    label = next(column.label for column in new_columns(desk) if column.name == "consent_version")
    assert [[fault.label for fault in one.faults] for one in untold.context["wrong"]] == [[label]]
    cells |= {"consent_version": current_version()}
    child = bring(client, desk, [*file[:2], [(cells | {"age": 17}).get(name, "") for name in file[0]]])
    assert child.context["added"] == []
    accepted(client, desk, bring(client, desk, [*file[:2], [cells.get(name, "") for name in file[0]]]))
    with acting_as(cast.actor(OWNER)) as by:
        made = Story.objects.get(title_hi="एक सफ़र")
        assert made.state == StoryState.DRAFT
        assert not may_review(by, made)


def test_lists_without_new_rows_are_named() -> None:
    assert {desk.slug for desk in LISTS if comes_as_register(desk)} == set(NO_NEW_ROWS)
    assert not set(NO_NEW_ROWS) & {desk.slug for desk in TAKEN_IN}


@pytest.mark.parametrize("desk", [desk for desk in LISTS if desk.slug in NO_NEW_ROWS], ids=lambda desk: desk.slug)
def test_new_people_journeys_and_issues_come_as_registers(desk: Desk, own: Belongings, browser: Browser) -> None:
    client, address = browser(OWNER), reverse(desk.url_name("workbook"))
    lines = exported(client, desk)
    rows = [["", *line[1:]] for line in lines[2:] if line[0] not in ("", None, SUMS)]
    for brought_rows in (rows, of_another_house(lines)[2 : len(rows) + 2]):
        page = bring(client, desk, [*lines[:2], *brought_rows])
        assert page.context["added"] == page.context["wrong"] == []
        assert page.context["without_key"] + page.context["refused_count"] == len(rows)
    assert reverse("import_desk") in client.get(address).content.decode().split("<main")[1]
    assert client.get(f"{address}blank/").status_code == 404


@pytest.mark.parametrize("desk", TAKEN_IN, ids=lambda desk: desk.slug)
def test_who_may_not_import_registers_records_no_rows(desk: Desk, own: Belongings, browser: Browser) -> None:
    address = reverse(desk.url_name("workbook"))
    page = browser("desk_operator").get(address)
    if page.status_code != 404:
        assert "adds" not in page.context["form"].fields
        assert browser("desk_operator").get(reverse(desk.url_name("workbook_blank"))).status_code == 404
        found = bring(browser("desk_operator"), desk, of_another_house(exported(browser(OWNER), desk)))
        assert found.context["added"] == found.context["wrong"] == []
    assert "adds" in browser(OWNER).get(address).context["form"].fields


@pytest.mark.parametrize("desk", [*TAKEN_IN, *STAYING], ids=lambda desk: desk.slug)
def test_the_blank_workbook_has_a_column_for_what_the_record_needs(desk: Desk, browser: Browser) -> None:
    client = browser(OWNER)
    answer = client.get(reverse(desk.url_name("workbook_blank")))
    lines = read_sheet(answer.content)
    assert lines[0][1:] == [column.name for column in new_columns(desk)]
    needed = {column.name for column in new_columns(desk) if column.is_needed}
    assert {name for name, label in zip(*lines[:2], strict=True) if str(label).endswith("*")} == needed
    assert {column.name for column in columns_of_record(desk)} >= set(lines[0][1:])
    page = bring(client, desk, [*lines[:2], ["", *["कुछ" for _name in lines[0][1:]]]])
    assert page.context["added"] == []
    assert page.context["wrong"]
    paper = client.get(reverse(desk.url_name("workbook_blank")), {"as": "paper"})
    assert paper.content.startswith(b"%PDF")


def test_a_filled_blank_is_recorded_once_named_as_it_is_and_taken_back(cast: Cast, browser: Browser) -> None:
    client = browser(OWNER)
    with acting_as(cast.actor(OWNER)) as by:
        for village in ("टोटो", "चैनपुर"):
            a_person(by, cast, name="सुनीता उराँव", village=village)
        ally = an_ally(by, cast, name="श्रम अधीक्षक कार्यालय")
    desk = next(desk for desk in TAKEN_IN if desk.slug == "agreements")
    blank = client.get(reverse(desk.url_name("workbook_blank"))).content
    lines = read_sheet(blank)
    cells = {"place": "गुमला", "ally": ally.name, "title": "साथ काम", "signed_on": "५/३/२०२४", "kind": "MoU"}
    kinds = next(column for column in new_columns(desk) if column.name == "kind")
    cells["kind"] = next(iter(kinds.choices.values()))
    row = [cells.get(name, "") for name in lines[0]]
    page = bring(client, desk, [lines[0], lines[1], row])
    assert [one.faults for one in page.context["wrong"]] == []
    done = accepted(client, desk, page)
    with acting_as(cast.actor(OWNER)):
        made = Agreement.objects.get(title="साथ काम", withdrawn_at__isnull=True)
    assert (made.ally_id, made.title, made.signed_on) == (ally.pk, "साथ काम", dt.date(2024, 3, 5))
    client.post(done.redirect_chain[-1][0])
    with acting_as(cast.actor(OWNER)):
        assert not Agreement.objects.filter(title="साथ काम", withdrawn_at__isnull=True).exists()
    linkages = next(desk for desk in TAKEN_IN if desk.slug == "linkages")
    heads = [column.name for column in new_columns(linkages)]
    cells = {"place": "गुमला", "person": "सुनीता उराँव", "scheme": "राशन कार्ड", "applied_on": "05-03-2024"}
    page = bring(
        client,
        linkages,
        [["jatan-rows linkages 0", *heads], ["", *heads], ["", *[cells.get(one, "") for one in heads]]],
    )
    (fault,) = page.context["wrong"][0].faults
    assert "टोटो" in str(fault.why)
    assert "चैनपुर" in str(fault.why)


@pytest.mark.parametrize("desk", LISTS, ids=lambda desk: desk.slug)
def test_an_exported_list_proposes_what_somebody_changed_and_nothing_else(
    desk: Desk, own: Belongings, browser: Browser
) -> None:
    client = browser(OWNER)
    lines = exported(client, desk)
    page = brought(client, desk, lines)
    assert proposed(page) == []
    assert page.context["faulty"] == page.context["refused"] == []
    text = next((name for name in ("village", "topic", "what", "note", "title") if name in lines[0]), None)
    if text is None or not client.get(f"/{desk.slug}/{own.rows[desk.slug].pk}/edit/").context:
        return
    if text not in client.get(f"/{desk.slug}/{own.rows[desk.slug].pk}/edit/").context["form"].fields:
        return
    pk = own.rows[desk.slug].pk
    before = line_of(lines, pk)[place_of(lines, text)]
    page = brought(client, desk, with_cells(lines, pk, {text: "नया शब्द"}))
    assert [(old, new) for _label, old, new in proposed(page)] == [(before, "नया शब्द")]
    assert page.context["added"] == []
