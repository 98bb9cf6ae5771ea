"""A proposed correction: what the record says beside what the workbook says, column by column."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ProposedCorrection
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, meeting, write
from tests.web.conftest import Browser
from tests.web.registers.conftest import Work

pytestmark = pytest.mark.django_db

MIGRANTS = ["S.No.", "Registered on", "Name", "Sex", "Age", "Block", "Destination", "Work", "Leaves on"]


@pytest.fixture
def client(browser: Browser) -> Client:
    return browser("coordinator")


@pytest.fixture
def take_in(client: Client, work: Work, tmp_path: Path) -> Callable[[Any], None]:
    """Take in a workbook with these sheets."""

    def take(sheets: Any) -> None:
        path = write(tmp_path / "w.xlsx", sheets)
        address = client.post("/registers/", {"workbooks": [SimpleUploadedFile("w.xlsx", path.read_bytes())]})
        work()
        client.post(f"{address['Location']}take-in/")
        work()

    return take


def changes(client: Client) -> tuple[str, dict[str, tuple[Any, Any]]]:
    """The address of the only correction and what its page shows: {label: (in the record, in the workbook)}."""
    (line,) = client.get("/registers/corrections/").context["table"].rows
    (row,) = client.get(line["url"]).context["rows"]
    shown = {str(one.label): (one.old and one.old.value, one.new and one.new.value) for one in row["changes"]}
    return line["url"], shown


def test_a_group_that_is_recorded_by_its_written_name_is_shown(client: Client, taken_in: Callable[..., str]) -> None:
    """Before: the old group was shown as a dash, because no group of that name stands in the list of groups."""
    rows = [meeting(n, village=f"V{n}", group=f"Mandal {n}", date=f"1{n}/03/2022") for n in range(1, 4)]
    taken_in(client, *rows)
    taken_in(client, *rows[:2], meeting(3, village="V3", group="Mandal Three", date="13/03/2022"))
    _address, shown = changes(client)
    assert shown == {"समूह का नाम": ("Mandal 3", "Mandal Three")}


def test_days_places_and_choices_of_a_person_are_shown_in_words(client: Client, take_in: Any) -> None:
    row = [1, "12/03/2022", "Etwa Oraon", "M", 22, "Basia", "Kerala", "brick kiln", "15/03/2022"]
    take_in({"Migration register": [MIGRANTS, row]})
    changed = [*row[:4], 24, "Palkot", "Delhi", "brick kiln", "16.3.2022"]
    take_in({"Migration register": [MIGRANTS, changed]})
    address, _shown = changes(client)
    content = client.get(address).content.decode()
    for words in ("15 मार्च 2022", "16 मार्च 2022", "बसिया", "Palkot", "केरल", "Delhi", "22", "24"):
        assert words in content, words


FORUMS = ["S.No.", "Forum", "Block", "Village", "Formed on"]
MEMBERS = ["S.No.", "Forum", "Name", "Father/Husband", "Sex", "Age", "Village", "Joined on"]
ISSUES = ["S.No.", "Date", "Name", "Sex", "Village", "Issue", "Referred to", "Status"]
SCHEMES = ["S.No.", "Name", "Sex", "Village", "Block", "Scheme", "Applied on"]
MEETING = ["S.No.", "Date", "District", "Block", "Village", "Group name", "Women", "Total"]
FORUM = [[1, "Asha Forum", "Basia", "V1", "1/1/2021"], [2, "Umang Forum", "Basia", "V2", "1/1/2021"]]


@pytest.mark.parametrize(
    ("sheets", "sheet", "column", "cell", "shown"),
    [
        (
            {"SHG": [MEETING, [1, "12/3/2022", "Gumla", "Basia", "V1", "G1", 9, 9],
                     [2, "13/3/2022", "Gumla", "Basia", "V2", "G2", 8, 8]]},
            "SHG", 2, "", ("ज़िला", "गुमला", "–"),
        ),
        (
            {"Migrant forums": [FORUMS, *FORUM],
             "Forum members": [MEMBERS, [1, "Asha Forum", "Etwa Oraon", "Birsa", "M", 30, "V1", "1/2/2021"]]},
            "Forum members", 1, "Umang Forum", ("फोरम", "Asha Forum", "Umang Forum"),
        ),
        (
            {"Migrant forums": [FORUMS, *FORUM],
             "Forum meetings": [HEADER, meeting(1, group="Asha Forum", village="V1")]},
            "Forum meetings", 4, "Umang Forum", ("समूह का नाम", "Asha Forum", "Umang Forum"),
        ),
        (
            {"Help desk": [ISSUES, [1, "12/3/2022", "Etwa Oraon", "M", "V1", "Wages not paid", "Police", "Pending"]]},
            "Help desk", 2, "Etwa Toppo", ("नाम", "Etwa Oraon", "Etwa Toppo"),
        ),
        (
            {"Scheme linkage": [SCHEMES, [1, "Etwa Oraon", "M", "V1", "Basia", "Pension", "12/3/2022"]]},
            "Scheme linkage", 6, "13/3/2022", ("आवेदन की तारीख", "12 मार्च 2022", "13 मार्च 2022"),
        ),
    ],
    ids=["district", "forum of a member", "linked forum of a meeting", "caller", "scheme"],
)  # fmt: skip
def test_every_register_shows_what_its_record_says(
    client: Client, take_in: Any, sheets: Any, sheet: str, column: int, cell: str, shown: tuple[str, str, str]
) -> None:
    take_in(sheets)
    rows = [list(row) for row in sheets[sheet]]
    rows[1][column] = cell
    take_in(sheets | {sheet: rows})
    (line,) = client.get("/registers/corrections/").context["table"].rows
    page = client.get(line["url"])
    assert page.status_code == 200
    content = page.content.decode()
    assert all(word in content for word in shown), [word for word in shown if word not in content]


def test_columns_stand_in_the_order_of_the_register(client: Client, taken_in: Callable[..., str]) -> None:
    taken_in(client, meeting(1, women=10, topic="Rights"))
    taken_in(client, meeting(1, women=14, topic="Wages"))
    _address, shown = changes(client)
    assert list(shown) == ["विषय", "महिलाएँ", "कुल"]


def test_the_page_says_which_meeting_it_is_and_leads_to_its_record(
    client: Client, taken_in: Callable[..., str], cast: Cast
) -> None:
    taken_in(client, meeting(1, women=10))
    taken_in(client, meeting(1, women=14))
    address, _shown = changes(client)
    page = client.get(address)
    assert [str(one.value) for one in page.context["about"]] == ["2022-03-12", "Navapur", "Navapur Mahila Mandal"]
    with acting_as(cast.actor("coordinator")):
        record = Activity.objects.get()
    assert str(record.pk) in page.context["record_url"]
    assert client.get(page.context["record_url"]).status_code == 200


def test_the_value_that_somebody_corrected_since_is_the_one_shown(
    client: Client, taken_in: Callable[..., str], cast: Cast
) -> None:
    taken_in(client, meeting(1, women=10))
    taken_in(client, meeting(1, women=14))
    with acting_as(cast.actor("coordinator")):
        Activity.objects.update(women=11)
    _address, shown = changes(client)
    assert shown["महिलाएँ"] == (11, 14)


def test_a_withdrawn_record_shows_what_the_workbook_says(
    client: Client, taken_in: Callable[..., str], cast: Cast
) -> None:
    taken_in(client, meeting(1, women=10))
    taken_in(client, meeting(1, women=14))
    with acting_as(cast.actor("coordinator")):
        Activity.objects.update(withdrawn_at="2026-01-01T00:00:00Z")
    address, shown = changes(client)
    assert shown["महिलाएँ"] == (None, 14)
    assert client.post(address, {"decision": "accept"}).status_code == 422


@pytest.mark.parametrize(("decision", "women"), [("accept", [14]), ("reject", [10]), ("another", [10, 14])])
def test_each_of_the_three_answers(
    client: Client, taken_in: Callable[..., str], cast: Cast, decision: str, women: list[int]
) -> None:
    taken_in(client, meeting(1, women=10))
    taken_in(client, meeting(1, women=14))
    address, _shown = changes(client)
    content = client.get(address).content.decode()
    assert all(f'value="{answer}"' in content for answer in ("accept", "reject", "another"))
    assert client.post(address, {"decision": decision}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert sorted(Activity.objects.values_list("women", flat=True)) == women
        assert ProposedCorrection.objects.get().status != "open"
