"""Tables: sort links, row links, and a label for each cell (for the cards on phones)."""

import datetime as dt

from django.http import QueryDict
from django.template.loader import render_to_string

from jatan.web.ui.components.tables import Column, Table

COLUMNS = [
    Column("name", "समूह"),
    Column("day", "तारीख", "day", sort="day"),
    Column("people", "लोग", "number", sort="people"),
]
ROWS = [{"name": "गुलाब", "day": dt.date(2022, 3, 12), "people": 48565, "url": "/groups/1/"}]


def table(**changes: object) -> Table:
    return Table("बैठकें", COLUMNS, ROWS, **{"link": "url", **changes})  # type: ignore[arg-type]


def drawn(shown: Table, **context: object) -> str:
    return render_to_string("components/table.html", {"table": shown, **context})


def test_a_heading_sorts_and_a_second_tap_turns_the_order() -> None:
    assert [url for _, url, *_ in table().head] == ["", "?sort=day", "?sort=people"]
    assert table(sorted_by="day").head[1][1:3] == ("?sort=-day", "ascending")
    assert table(sorted_by="-day").head[1][1:3] == ("?sort=day", "descending")


def test_sorting_keeps_the_filters_and_goes_back_to_the_first_page() -> None:
    assert table(query=QueryDict("theme=covid&page=4")).head[1][1] == "?theme=covid&sort=day"


def test_only_the_first_cell_is_the_heading_of_its_row_and_carries_the_link() -> None:
    html = drawn(table())
    assert html.count('<th scope="row"') == 1
    assert html.count('href="/groups/1/"') == 1


def test_every_cell_keeps_its_label_for_the_phone() -> None:
    assert drawn(table()).count("data-label=") == 3


def test_numbers_and_days_follow_the_readers_digits() -> None:
    assert "48,565" in drawn(table())
    html = drawn(table(), devanagari_digits=True)
    assert "४८,५६५" in html
    assert "१२ " in html
    assert 'datetime="2022-03-12"' in html


def test_values_that_are_not_given_are_explained_and_none_is_a_dash() -> None:
    shown = Table("x", COLUMNS, [{"name": "गुमला", "people": "–"}, {"name": "खूँटी", "people": None}])
    html = drawn(shown)
    assert "not-given" in html
    assert html.count("–") == 4


def test_the_totals_row_is_in_the_table_foot() -> None:
    html = drawn(table(total={"name": "कुल", "people": 48565}))
    assert html.index("<tfoot>") < html.index("कुल")
    assert "<tfoot>" not in drawn(table())
