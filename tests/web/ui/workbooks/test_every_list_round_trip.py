"""Every list whose records can be corrected goes out as a workbook and comes back: unchanged, and with each cell alone.

What the workbook changes is what the page of the record would have changed, and it can be undone.
"""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.columns import CorrectedColumn, columns_of
from jatan.web.ui.workbooks.pages import is_corrected_in_workbook
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser
from tests.web.ui.records.test_corrections import changed_fields, revisions
from tests.web.ui.workbooks.books import accepted, brought, line_of, place_of, proposed, taken, with_cells

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
LISTS = [desk for desk in DESKS if is_corrected_in_workbook(desk)]
# Fields that change with another one, by (desk, field), as on the page of the record.
_FOLLOWS = {
    ("people", "age"): {"age_on"},
    ("journeys", "destination_as_written"): {"destination"},
    ("activities", "group"): {"group_name"},
    **{("activities", part): {"total"} for part in ("women", "men", "girls", "boys")},
}
# New values of cells for which not every number, day or text would do.
_OTHER: dict[tuple[str, str], Any] = {
    ("people", "birth_year"): 1999,
    ("people", "age"): 23,
    ("issues", "age"): 23,
    ("activities", "total"): 90,
    ("campaigns", "ends_on"): clock.today() + dt.timedelta(days=30),
    ("allies", "email"): "one@example.org",
    ("mentions", "url"): "https://example.org/1",
}


def other_cell(slug: str, column: CorrectedColumn, now: Any) -> Any:
    """A cell that says something else than now; None where there is nothing else to say."""
    if (slug, column.name) in _OTHER:
        return _OTHER[slug, column.name]
    if column.kind in ("choice", "several"):
        return next((words for words in column.options.values() if words != now), None)
    if column.kind == "yes":
        return "नहीं" if now == "हाँ" else "हाँ"
    if column.kind == "day":
        return dt.date(2024, 1, 2) if now != dt.date(2024, 1, 2) else dt.date(2024, 1, 3)
    if column.kind == "number":
        return 4 if now == 3 else 3
    return "9431100001" if column.kind == "phone" else "नया जवाब"


@pytest.mark.parametrize("desk", LISTS, ids=lambda desk: desk.slug)
def test_a_workbook_brought_back_unchanged_proposes_nothing(desk: Desk, own: Belongings, browser: Browser) -> None:
    client = browser(OWNER)
    lines = taken(client, desk)
    assert line_of(lines, own.rows[desk.slug].pk)
    page = brought(client, desk, lines)
    assert proposed(page) == []
    assert page.context["faulty"] == page.context["refused"] == page.context["newer"] == []
    assert page.context["untouched"] == len(lines) - 2
    assert page.context["missing"] == page.context["without_key"] == 0


@pytest.mark.parametrize("desk", LISTS, ids=lambda desk: desk.slug)
def test_each_cell_changes_its_field_alone_and_is_undone(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    row, client = own.rows[desk.slug], browser(OWNER)
    with acting_as(cast.actor(OWNER)) as by:
        columns = columns_of(desk, by, desk.kind.find(by, row.pk))
    assert columns
    lines, tried = taken(client, desk), 0
    stood, before = values(cast, desk, row), len(revisions(cast, row))
    for column in columns:
        now = line_of(lines, row.pk)[place_of(lines, column.name)]
        cell = other_cell(desk.slug, column, now)
        if cell is None:
            continue
        tried += 1
        with transaction.atomic():
            page = brought(client, desk, with_cells(lines, row.pk, {column.name: cell}))
            assert page.context["faulty"] == [], (column.name, page.context["faulty"])
            shown = [(label, old) for label, old, _new in proposed(page)]
            assert shown == [(column.label, shown_old(column, stood, now))]
            assert len(revisions(cast, row)) == before
            done = accepted(client, desk, page)
            made = revisions(cast, row)[before:]
            assert len(made) == 1, column.name
            changed = changed_fields(made[0])
            assert column.name in changed, column.name
            assert changed - {column.name} <= _FOLLOWS.get((desk.slug, column.name), set())
            client.post(done.redirect_chain[-1][0])
            assert values(cast, desk, row) == stood, column.name
            transaction.set_rollback(True)  # so that the workbook is still of the rows as they stand
    assert tried > len(columns) // 2


def shown_old(column: CorrectedColumn, stood: dict[str, Any], now: Any) -> Any:
    """What the page shows as the old value: the cell as it went out."""
    if column.kind == "number" and now != "":
        return int(now)
    return now


def values(cast: Cast, desk: Desk, row: Any) -> dict[str, Any]:
    """The values of a record, but for the instant of its last change."""
    with acting_as(cast.actor(OWNER)):
        found = dict(desk.model._default_manager.filter(pk=row.pk).values().get())
    found.pop("changed_at")
    return found


@pytest.mark.parametrize("desk", LISTS, ids=lambda desk: desk.slug)
def test_the_list_links_to_its_workbook_for_who_may_take_and_correct(desk: Desk, browser: Browser) -> None:
    address = reverse(desk.url_name("workbook"))
    assert address in browser(OWNER).get(reverse(desk.url_name("list"))).content.decode()
    assert address not in browser("desk_operator").get(reverse(desk.url_name("list"))).content.decode()
