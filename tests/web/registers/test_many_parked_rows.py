"""Many waiting rows on the page: groups of equal cells, filters, ticks across pages, preview, act and dismissal."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.run import import_workbook
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, write
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

LIST, SEVERAL = "/registers/waiting/", "/registers/waiting/several/"
UNKNOWN = "ज्ञात नहीं प्रखंड"


@pytest.fixture
def client(browser: Browser) -> Client:
    return browser("coordinator")


@pytest.fixture
def waiting(cast: Cast, client: Client, taken_in: Callable[..., str]) -> Callable[..., list[ParkedRow]]:
    """Take in rows that wait; returns them by row number."""

    def take(*rows: list[Any], name: str = "register.xlsx") -> list[ParkedRow]:
        taken_in(client, *rows, name=name)
        return parked(cast)

    return take


def parked(cast: Cast) -> list[ParkedRow]:
    with acting_as(cast.actor("coordinator")):
        return list(ParkedRow.objects.order_by("run__started_at", "row_number"))


def unknown(count: int, **other: Any) -> list[list[Any]]:
    return [meeting(n, block=UNKNOWN, village=f"Village {n}", women=n, **other) for n in range(1, count + 1)]


def recorded(cast: Cast) -> list[tuple[int, str]]:
    with acting_as(cast.actor("coordinator")):
        made = Activity.objects.select_related("place").order_by("total")
        return [(one.total, one.place.name_en) for one in made]


def hidden(page: Any, button: str = "") -> dict[str, Any]:
    """The hidden fields of the form that holds this text."""
    forms: list[str] = re.findall(r"<form.*?</form>", page.content.decode(), re.DOTALL)
    (form,) = [one for one in forms if button in one and 'type="hidden"' in one]
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def test_eight_rows_with_the_same_word_are_mended_in_four_presses(
    cast: Cast, client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    waiting(*unknown(8), meeting(9, "31/02/2022", women=9))
    page = client.get(LIST)
    (group,) = page.context["equal"]
    assert (group["written"], group["row_count"]) == (UNKNOWN, 8)
    assert UNKNOWN not in str(group["keep"])
    step = client.post(SEVERAL, group["keep"] | {"scope": "all"})
    assert "बसिया" in step.content.decode()
    preview = client.post(
        SEVERAL, hidden(step, 'value="preview"') | {"step": "preview", "chosen": "बसिया", "typed": ""}
    )
    assert (preview.context["recorded"], preview.context["waiting_count"]) == (8, 0)
    assert recorded(cast) == []
    done = client.post(SEVERAL, hidden(preview, 'value="record"') | {"step": "record"}, follow=True)
    assert recorded(cast) == [(n, "Basia") for n in range(1, 9)]
    assert done.context["page"].count == 0
    assert [row.status for row in parked(cast)] == ["closed"] * 8 + ["open"]


def test_a_value_is_typed_or_chosen_and_neither_or_both_is_asked_again(
    cast: Cast, client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    rows = waiting(*unknown(2))
    chosen = {"row": [str(row.pk) for row in rows], "set_column": "block", "step": "preview"}
    for answers in ({"chosen": "", "typed": ""}, {"chosen": "बसिया", "typed": "पालकोट"}, {"chosen": "x", "typed": ""}):
        assert client.post(SEVERAL, chosen | answers).status_code == 422
    preview = client.post(SEVERAL, chosen | {"typed": "Palkot"})
    assert preview.context["recorded"] == 2
    useless = client.post(SEVERAL, chosen | {"typed": "Xyzabad"})
    assert (useless.context["recorded"], useless.context["waiting_count"]) == (0, 2)
    assert 'value="record"' not in useless.content.decode()
    assert recorded(cast) == []


def test_rows_with_two_problems_get_two_columns_in_one_act(
    cast: Cast, client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    rows = waiting(*[meeting(n, "31/02/2022", UNKNOWN, n, village=f"V{n}") for n in (1, 2)])
    ids = {"row": [str(row.pk) for row in rows]}
    first = client.post(SEVERAL, ids)
    assert first.context["column_form"].initial["set_column"] == "block"
    preview = client.post(
        SEVERAL, hidden(first, "set_column") | {"set_column": "block", "step": "preview", "typed": "Basia"}
    )
    assert (preview.context["recorded"], preview.context["waiting_count"]) == (0, 2)
    again = client.post(SEVERAL, hidden(preview, 'value="column"') | {"step": "column"})
    assert again.context["column_form"].initial["set_column"] == "date"
    fields = hidden(again, "set_column") | {"set_column": "date", "step": "preview", "typed": "२८.०२.२०२२"}
    preview = client.post(SEVERAL, fields)
    assert preview.context["recorded"] == 2
    client.post(SEVERAL, hidden(preview, 'value="record"') | {"step": "record"})
    assert recorded(cast) == [(1, "Basia"), (2, "Basia")]


def test_ticks_are_kept_across_pages_and_only_ticked_rows_are_mended(
    cast: Cast, client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    rows = waiting(*unknown(30))
    first = client.get(LIST)
    assert len(first.context["lines"]) == 25
    ticked = [str(rows[0].pk), str(rows[3].pk)]
    second = client.post(f"{LIST}?page=2", hidden(first, 'name="row"') | {"row": ticked})
    assert len(second.context["lines"]) == 5
    assert second.context["elsewhere"] == 2
    back = client.post(f"{LIST}?page=1", hidden(second, 'name="row"') | {"row": [str(rows[29].pk)]})
    assert back.content.decode().count(" checked>") == 2
    assert back.context["elsewhere"] == 1
    fields = hidden(second, 'name="row"') | {"row": [str(rows[29].pk)], "scope": "ticked"}
    step = client.post(SEVERAL, fields)
    assert step.context["count"] == 3
    fields = hidden(step, "set_column") | {"set_column": "block", "step": "preview", "typed": "Basia"}
    preview = client.post(SEVERAL, fields)
    client.post(SEVERAL, hidden(preview, 'value="record"') | {"step": "record"})
    assert [total for total, _block in recorded(cast)] == [1, 4, 30]


def test_rows_closed_after_the_preview_are_told_and_left(
    cast: Cast, client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    rows = waiting(*unknown(3))
    step = client.post(SEVERAL, {"kind": "shg_meeting", "column": "block", "scope": "all"})
    preview = client.post(SEVERAL, hidden(step, 'value="preview"') | {"step": "preview", "typed": "Basia"})
    assert preview.context["recorded"] == 3
    with acting_as(cast.actor("coordinator")):
        repair_row(by=cast.actor("coordinator"), parked=rows[1], cells={"block": "Palkot"})
    done = client.post(SEVERAL, hidden(preview, 'value="record"') | {"step": "record"}, follow=True)
    texts = [str(message) for message in done.context["messages"]]
    assert len(texts) == 2
    assert "2" in texts[0]
    assert "1" in texts[1]
    assert recorded(cast) == [(1, "Basia"), (2, "Palkot"), (3, "Basia")]


def test_rows_parked_after_the_choice_are_not_swept_along(
    cast: Cast, client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    waiting(*unknown(2))
    step = client.post(SEVERAL, {"kind": "shg_meeting", "column": "block", "scope": "all"})
    preview = client.post(SEVERAL, hidden(step, 'value="preview"') | {"step": "preview", "typed": "Basia"})
    waiting(meeting(7, "01/02/2023", UNKNOWN, 70), name="later.xlsx")
    client.post(SEVERAL, hidden(preview, 'value="record"') | {"step": "record"})
    assert [total for total, _block in recorded(cast)] == [1, 2]
    assert [row.status for row in parked(cast)] == ["closed", "closed", "open"]


def test_many_rows_are_set_aside_with_one_reason(
    cast: Cast, client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    rows = waiting(*unknown(3))
    ids = {"row": [str(row.pk) for row in rows[:2]], "step": "dismiss"}
    assert client.post(SEVERAL, ids | {"reason": " "}).status_code == 422
    assert client.post(SEVERAL, ids | {"reason": "परीक्षण"}).status_code == 302
    assert [(row.status, row.reason) for row in parked(cast)] == [("dismissed", "परीक्षण")] * 2 + [("open", "")]
    assert len(client.get(f"{LIST}?status=dismissed").context["table"].rows) == 2


def test_the_list_is_narrowed_by_reason_column_value_file_and_sheet(
    client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    waiting(*unknown(2), meeting(3, "31/02/2022", "Xyzabad", 3), name="a.xlsx")
    rows = waiting(meeting(4, "31/02/2023", women=4, village="Tengra"), name="b.xlsx")
    by_code = {row.cells["women"]: row for row in rows}
    wanted = {
        "code=no_such_date": [3, 4],
        "code=unknown_place": [1, 2, 3],
        "column=block": [1, 2, 3],
        f"column=block&like={by_code[1].pk}": [1, 2],
        f"run={by_code[4].run_id}": [4],
        f"sheet={by_code[1].pk}": [1, 2, 3],
        f"run={by_code[4].run_id}&code=unknown_place": [],
        "kind=journeys": [],
        "kind=%00&column=nothing&like=x": [1, 2, 3, 4],
    }
    for query, expected in wanted.items():
        page = client.get(f"{LIST}?{query}")
        assert sorted(row.cells["women"] for row in page.context["page"].rows) == expected, query
    page = client.get(f"{LIST}?column=block").content.decode()
    assert f"{UNKNOWN} (2)" in page


def test_another_office_sees_and_mends_nothing(
    cast: Cast, browser: Browser, waiting: Callable[..., list[ParkedRow]]
) -> None:
    rows = waiting(*unknown(2))
    other = browser("khunti_coordinator")
    ids = {"row": [str(row.pk) for row in rows], "set": "block:Khunti"}
    for step in ("", "preview", "record"):
        answer = other.post(SEVERAL, ids | {"step": step, "typed": "Khunti", "set_column": "block"}, follow=True)
        assert UNKNOWN not in answer.content.decode()
    other.post(SEVERAL, ids | {"step": "dismiss", "reason": "x"})
    assert UNKNOWN not in other.get(f"{LIST}?column=block&like={rows[0].pk}&sheet={rows[0].pk}").content.decode()
    assert [row.status for row in parked(cast)] == ["open", "open"]
    assert recorded(cast) == []
    assert browser("field_worker").post(SEVERAL, ids | {"step": "record"}).status_code == 404


@pytest.fixture
def two_registers(cast: Cast, tmp_path: Path) -> list[ParkedRow]:
    """One meeting of a self-help group and one of a forum, both of an unknown block."""
    sheets = {SHG: [HEADER, meeting(1, block=UNKNOWN)], "Forum meetings": [HEADER, meeting(1, block=UNKNOWN)]}
    import_workbook(write(tmp_path / "two.xlsx", sheets), cast.gumla)
    rows = parked(cast)
    assert {row.kind for row in rows} == {"shg_meeting", "forum_meeting"}
    return rows


def test_rows_of_several_registers_get_one_value_together(
    cast: Cast, client: Client, two_registers: list[ParkedRow]
) -> None:
    (group,) = client.get(LIST).context["equal"]
    assert group["row_count"] == 2
    step = client.post(SEVERAL, group["keep"] | {"scope": "all"})
    preview = client.post(SEVERAL, hidden(step, 'value="preview"') | {"step": "preview", "chosen": "बसिया"})
    client.post(SEVERAL, hidden(preview, 'value="record"') | {"step": "record"})
    assert recorded(cast) == [(10, "Basia"), (10, "Basia")]


def test_only_columns_that_all_registers_have_can_be_set(
    cast: Cast, client: Client, two_registers: list[ParkedRow], taken_in: Callable[..., str], tmp_path: Path
) -> None:
    header = ["S.No.", "Registered on", "Name", "Age", "Block", "Destination", "Wage"]
    journey = [1, "12/03/2022", "Etwa Oraon", 24, UNKNOWN, "Surat", 12000]
    import_workbook(write(tmp_path / "three.xlsx", {"Migration register": [header, journey]}), cast.gumla)
    ids = {"row": [str(row.pk) for row in parked(cast)]}
    offered = {code for code, _label in client.post(SEVERAL, ids).context["column_form"].fields["set_column"].choices}
    assert {"block", "district", "village", "date"} <= offered
    assert not {"wage", "women", "serial"} & offered
    refused = client.post(SEVERAL, ids | {"set_column": "wage", "step": "preview", "typed": "9000"})
    assert "column_form" in refused.context
    client.post(SEVERAL, ids | {"step": "record", "set": ["wage:9000"]})
    assert recorded(cast) == []


def test_a_long_text_is_cut_in_the_list_and_whole_on_the_page_of_its_row(
    client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    text = "अज्ञातपुर " * 150
    row, _same = waiting(*[meeting(n, block=text, village=f"V{n}") for n in (1, 2)])
    page = client.get(LIST)
    (group,) = page.context["equal"]
    assert len(group["written"]) < 200
    assert text.strip() not in page.content.decode()
    assert text.strip() in client.get(f"{LIST}{row.pk}/").content.decode()


def test_nothing_ticked_is_said(client: Client, waiting: Callable[..., list[ParkedRow]]) -> None:
    waiting(*unknown(1))
    answer = client.post(SEVERAL, {"scope": "ticked", "row": "x"}, follow=True)
    assert len(list(answer.context["messages"])) == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client: Client, waiting: Callable[..., list[ParkedRow]]
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{LIST}?column=block").status_code == 200
        return len(captured)

    waiting(*unknown(2), meeting(3, women=400), meeting(4, women=500, village="Tengra"))
    few = queries()
    waiting(
        *[meeting(n, f"{n % 27 + 1}/03/2023", f"Gaon {n % 7}", women=300 + n, village=f"V{n}") for n in range(60)],
        name="b.xlsx",
    )
    many = queries()
    assert many <= few + 1, (few, many)
    assert many <= 30


@pytest.fixture
def misspelt(client: Client, waiting: Callable[..., list[ParkedRow]], cast: Cast) -> Callable[..., list[ParkedRow]]:
    """Take in rows of a file whose block is spelt as somebody mended it before; returns them."""
    (earlier,) = waiting(meeting(1, "13/03/2021", "HQ"), name="earlier.xlsx")
    with acting_as(cast.actor("coordinator")) as by:
        repair_row(by=by, parked=earlier, cells={"block": "Basia"})

    def take(count: int, year: int) -> list[ParkedRow]:
        rows = [meeting(n, f"{12 + n}/03/{year}", "HQ", village=f"Village {n}") for n in range(1, count + 1)]
        waiting(*rows, name=f"{year}.xlsx")
        with acting_as(cast.actor("coordinator")):
            return list(ParkedRow.objects.filter(run__file_name=f"{year}.xlsx").order_by("row_number"))

    return take


def _open(cast: Cast, rows: list[ParkedRow]) -> int:
    return sum(row.status == "open" for row in parked(cast) if row.pk in {one.pk for one in rows})


def test_spellings_are_mended_only_in_the_rows_that_were_shown(
    client: Client, misspelt: Callable[..., list[ParkedRow]], cast: Cast
) -> None:
    """Before: a press below a list of one file mended the rows of all others too, which nobody saw."""
    others, rows = misspelt(2, 2022), misspelt(3, 2023)
    run = rows[0].run_id
    fields = hidden(client.get(LIST, {"run": run}), "spellings/")
    answer = client.post(f"{LIST}spellings/", fields)
    assert answer["Location"] == f"{LIST}?run={run}"
    assert (_open(cast, others), _open(cast, rows)) == (2, 0)


@pytest.mark.parametrize("lost", ["", "shown", "run"])
def test_spellings_that_changed_since_they_were_shown_are_not_mended(
    lost: str, client: Client, misspelt: Callable[..., list[ParkedRow]], cast: Cast
) -> None:
    rows = misspelt(3, 2022)
    fields = hidden(client.get(LIST, {"run": rows[0].run_id}), "spellings/")
    fields.pop(lost, None)
    others = misspelt(3, 2023)
    if not lost:
        with acting_as(cast.actor("coordinator")) as by:
            repair_row(by=by, parked=rows[0], cells={"block": "Basia"})
    answer = client.post(f"{LIST}spellings/", fields, follow=True)
    assert "इस बीच" in answer.content.decode()
    assert (_open(cast, rows), _open(cast, others)) == (3 if lost else 2, 3)
