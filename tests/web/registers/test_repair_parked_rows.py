"""A parked row is repaired in its fields or by a suggestion, and imported once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import LearnedMapping, ParkedRow
from jatan.intake.registers.run import import_workbook
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, write
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def parked(cast: Cast) -> ParkedRow:
    with acting_as(cast.actor("coordinator")):
        return ParkedRow.objects.get(status="open")


def activities(cast: Cast) -> int:
    with acting_as(cast.actor("coordinator")):
        return Activity.objects.count()


def answers(page: object) -> dict[str, str]:
    form = page.context["form"]  # type: ignore[attr-defined]
    return {name: form.initial.get(name) or "" for name in form.fields if name.startswith("cell_")}


def test_repaired_row_is_imported_once_and_the_workbook_can_be_imported_again(
    cast: Cast, browser: Browser, taken_in: Callable[..., str]
) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1, date="31/02/2022"))
    row = parked(cast)
    page = client.get(f"/registers/waiting/{row.pk}/")
    assert page.context["form"].errors["cell_date"]
    repaired = answers(page) | {"cell_date": "२८/०२/२०२२"}
    assert client.post(f"/registers/waiting/{row.pk}/", repaired).status_code == 302
    assert activities(cast) == 1
    client.post(f"/registers/waiting/{row.pk}/", repaired)
    assert activities(cast) == 1
    taken_in(client, meeting(1, date="31/02/2022"))
    assert activities(cast) == 1


def test_row_with_remaining_errors_keeps_typed_values(
    cast: Cast, browser: Browser, taken_in: Callable[..., str]
) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1, date="31/02/2022"))
    row = parked(cast)
    page = client.get(f"/registers/waiting/{row.pk}/")
    answer = client.post(
        f"/registers/waiting/{row.pk}/", answers(page) | {"cell_date": "30/02/2022", "cell_village": "Tengra"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["cell_date"]
    assert 'value="Tengra"' in answer.content.decode()
    assert activities(cast) == 0


def test_suggestion_can_be_chosen_and_learned_for_other_rows(
    cast: Cast, browser: Browser, taken_in: Callable[..., str]
) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1, block="Basiyatoli"), meeting(2, block="Basiyatoli", village="Tengra"))
    with acting_as(cast.actor("coordinator")):
        row = ParkedRow.objects.order_by("row_number")[0]
    page = client.get(f"/registers/waiting/{row.pk}/")
    assert 'value="block:Basia"' in page.content.decode()
    tapped = answers(page) | {"choose": "block:Basia", "remember": "on"}
    assert client.post(f"/registers/waiting/{row.pk}/", tapped).status_code == 302
    assert activities(cast) == 2
    with acting_as(cast.actor("coordinator")):
        taught = LearnedMapping.objects.get()
    assert (taught.what, taught.as_written) == ("place", "Basiyatoli")
    assert "Basiyatoli" in client.get("/registers/learned/").content.decode()
    client.post(f"/registers/learned/{taught.pk}/forget/")
    with acting_as(cast.actor("coordinator")):
        assert not LearnedMapping.objects.exists()


def test_row_is_dismissed_only_with_a_reason(cast: Cast, browser: Browser, taken_in: Callable[..., str]) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1, date="31/02/2022"))
    row = parked(cast)
    assert client.post(f"/registers/waiting/{row.pk}/dismiss/", {"reason": " "}).status_code == 422
    assert client.post(f"/registers/waiting/{row.pk}/dismiss/", {"reason": "किसी ने कोशिश की थी"}).status_code == 302
    assert "किसी ने कोशिश की थी" in client.get(f"/registers/waiting/{row.pk}/").content.decode()
    assert client.get(f"/registers/waiting/{row.pk}/dismiss/").status_code == 404


def test_changed_row_shows_old_and_new_and_changes_only_when_accepted(
    cast: Cast, browser: Browser, taken_in: Callable[..., str]
) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1, women=10), meeting(2, village="Tengra"))
    taken_in(client, meeting(1, women=14), meeting(2, village="Tengra"))
    page = client.get("/registers/corrections/")
    address = page.context["table"].rows[0]["url"]
    (row,) = client.get(address).context["rows"]
    assert [(change.old.value, change.new.value) for change in row["changes"]] == [(10, 14), (10, 14)]
    with acting_as(cast.actor("coordinator")):
        assert sorted(Activity.objects.values_list("total", flat=True)) == [10, 10]
    assert client.post(address, {"decision": "accept"}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert sorted(Activity.objects.values_list("total", flat=True)) == [10, 14]
    assert not client.get("/registers/corrections/").context["page"].rows


def test_corrections_of_one_column_are_accepted_together(
    cast: Cast, browser: Browser, taken_in: Callable[..., str]
) -> None:
    client = browser("coordinator")
    taken_in(client, *[meeting(n, topic="", village=f"V{n}", women=n) for n in range(1, 5)])
    taken_in(client, *[meeting(n, village=f"V{n}", women=n + 10 * (n == 4)) for n in range(1, 5)])
    (group,) = client.get("/registers/corrections/").context["alike"]
    assert (group["rows"], group["fields"]) == (3, "topic")
    asked = {name: str(group[name]) for name in ("organisation", "kind", "fields")}
    stranger = browser("khunti_coordinator")
    stranger.post("/registers/corrections/alike/", asked)
    assert len(client.get("/registers/corrections/").context["page"].rows) == 4
    assert client.post("/registers/corrections/alike/", asked).status_code == 302
    page = client.get("/registers/corrections/").context
    assert (len(page["page"].rows), page["alike"]) == (1, [])
    with acting_as(cast.actor("coordinator")):
        assert sorted(Activity.objects.values_list("total", flat=True)) == [1, 2, 3, 4]


def test_changed_row_is_recorded_as_another_record_by_one_press(
    cast: Cast, browser: Browser, taken_in: Callable[..., str]
) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1, women=10), meeting(2, village="Tengra"))
    taken_in(client, meeting(1, women=14), meeting(2, village="Tengra"))
    address = client.get("/registers/corrections/").context["table"].rows[0]["url"]
    assert client.post(address, {"decision": "another"}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert sorted(Activity.objects.values_list("total", flat=True)) == [10, 10, 14]
    assert not client.get("/registers/corrections/").context["page"].rows
    assert client.get("/registers/corrections/?status=another").context["table"].rows[0]["url"] == address


def test_rejected_rows_have_a_list_and_can_be_decided_again(browser: Browser, taken_in: Callable[..., str]) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1, women=10), meeting(2, village="Tengra"))
    taken_in(client, meeting(1, women=14), meeting(2, village="Tengra"))
    address = client.get("/registers/corrections/").context["table"].rows[0]["url"]
    client.post(address, {"decision": "reject"})
    assert client.get("/registers/corrections/?status=rejected").context["table"].rows[0]["url"] == address
    assert 'value="reopen"' in client.get(address).content.decode()
    client.post(address, {"decision": "reopen"})
    assert client.get("/registers/corrections/").context["table"].rows[0]["url"] == address


def test_all_rows_with_the_same_columns_changed_become_other_records(
    cast: Cast, browser: Browser, taken_in: Callable[..., str]
) -> None:
    client = browser("coordinator")
    taken_in(client, *[meeting(n, village=f"V{n}", women=n) for n in range(1, 4)])
    taken_in(client, *[meeting(n, village=f"V{n}", women=n + 10 * (n > 1)) for n in range(1, 4)])
    (group,) = client.get("/registers/corrections/").context["alike"]
    asked = {name: str(group[name]) for name in ("organisation", "kind", "fields")} | {"decision": "another"}
    assert client.post("/registers/corrections/alike/", asked).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert sorted(Activity.objects.values_list("total", flat=True)) == [1, 2, 3, 12, 13]


def test_page_warns_that_a_parked_case_row_is_readable(cast: Cast, browser: Browser, tmp_path: Path) -> None:
    client = browser("coordinator")
    rows = [["S.No.", "Case code", "Date", "Status"], [1, "GUM-1", "31/02/2023", "Open"]]
    import_workbook(write(tmp_path / "cases.xlsx", {"Case work": rows}), cast.gumla)
    row = parked(cast)
    path = f"/registers/waiting/{row.pk}/"
    assert "खुली पड़ी" in client.get(path).content.decode()
    assert client.post(path, answers(client.get(path)) | {"cell_date": "28/02/2023"}).status_code == 302
    page = client.get(path).content.decode()
    assert "खुली पड़ी" not in page
    assert "2023" not in page
