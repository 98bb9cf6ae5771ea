"""Proposed headings on the pages of a run: why, one press that accepts, and the teaching page beside them."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.intake.registers import events
from jatan.intake.registers.models import ImportRun, LearnedMapping, RunPreview
from tests.cast import Cast
from tests.intake.registers import workbooks
from tests.web.conftest import Browser
from tests.web.registers.conftest import Work

pytestmark = pytest.mark.django_db
TOWNS = ("दिल्ली", "पणजी", "मुंबई", "Surat")
PEOPLE = ("सुनीता उराँव", "Birsa Munda", "Anita Toppo")
FATHERS = ("एतवा उराँव", "Somra Munda", "Mangra Toppo")
AADHAAR = "234123412346"


def migrants(size: int = 20) -> list[list[Any]]:
    """A register of migrants of which the destination and the work have headings that nobody knows."""
    header = ["Date", "Name", "काम की जगह", "क्या करते हैं", "Qwrt", "पहचान वाला नंबर"]
    return [
        header,
        *(
            [
                dt.date(2022, 4, 1) + dt.timedelta(days=number),
                PEOPLE[number % 3],
                TOWNS[number % 4],
                ("निर्माण", "होटल")[number % 2],
                FATHERS[number % 3],
                AADHAAR,
            ]
            for number in range(size)
        ),
    ]


@pytest.fixture
def looked_at(browser: Browser, work: Work, tmp_path: Path) -> Any:
    """Upload sheets as the coordinator and look at them; returns (client, address of the run)."""

    def look(**sheets: list[list[Any]]) -> tuple[Client, str]:
        client = browser("coordinator")
        named = {name.replace("_", " "): rows for name, rows in sheets.items()}
        content = workbooks.write(tmp_path / "w.xlsx", named).read_bytes()
        address = client.post("/registers/", {"workbooks": [SimpleUploadedFile("w.xlsx", content)]})["Location"]
        work()
        return client, address

    return look


def text_of(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_the_page_says_why_and_one_press_accepts(cast: Cast, looked_at: Any, work: Work) -> None:
    client, address = looked_at(Migrant_register=migrants())
    page = client.get(address)
    proposed = page.context["proposed"]
    assert [one["heading"] for one in proposed["needed"]] == ["काम की जगह"]
    assert [one["heading"] for one in proposed["optional"]] == ["क्या करते हैं"]
    assert "20 में से 20" in text_of(page) or "२० में से २०" in text_of(page)
    assert "दिल्ली, पणजी, मुंबई" in text_of(page)
    again = client.post(f"{address}proposed/", {"proposal": [proposed["needed"][0]["at"]]})["Location"]
    assert again != address
    work()
    after = client.get(again).context
    assert after["totals"]["imported"] == 20
    assert not after["unknown_sheets"]
    assert [one["heading"] for one in after["proposed"]["optional"]] == ["क्या करते हैं"]
    with acting_as(cast.actor("coordinator")):
        lesson = LearnedMapping.objects.get()
        assert (lesson.kind, lesson.meaning) == ("journeys", "destination")
        assert lesson.by == cast.accounts["coordinator"].pk
        event = Event.objects.get(verb=events.MAPPING_LEARNED)
        assert event.payload == {"what": "header", "kind": "journeys"}


def test_needed_columns_are_ticked_beforehand_and_others_are_not(looked_at: Any) -> None:
    client, address = looked_at(Migrant_register=migrants())
    page = client.get(address).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="proposal" value="(\d+)"( checked)?>', page)
    proposed = client.get(address).context["proposed"]
    assert boxes == [(str(proposed["needed"][0]["at"]), " checked"), (str(proposed["optional"][0]["at"]), "")]


def test_the_teaching_page_shows_values_and_chooses_nothing(looked_at: Any) -> None:
    client, address = looked_at(Migrant_register=migrants())
    form = client.get(f"{address}teach/").context["form"]
    by_word = {form.questions[name][2]: name for name in form.questions}
    asked = form.fields[by_word["काम की जगह"]]
    assert "दिल्ली · पणजी · मुंबई" in asked.help_text
    assert "लगता है: कहाँ जाना है" in asked.help_text
    assert form.initial[by_word["काम की जगह"]] == ""
    assert [bool(form.initial[name]) for name in form.questions] == [False] * 4 + [True] * 2
    groups = [name for name, options in asked.choices if isinstance(options, list)]
    assert len(groups) == 2
    assert asked.choices[1][1] == [("destination", asked.choices[1][1][0][1])]
    assert "सुनीता उराँव" in form.fields[by_word["Name"]].help_text
    assert AADHAAR not in client.get(f"{address}teach/").content.decode()


def test_columns_of_one_register_show_values_too(looked_at: Any) -> None:
    meetings = [workbooks.HEADER, *(workbooks.meeting(number, village=f"Gaon {number}") for number in range(1, 9))]
    client, address = looked_at(SHG=meetings)
    form = client.get(f"{address}teach/?kind=shg_meeting").context["form"]
    hints = {form.questions[name][2]: form.fields[name].help_text for name in form.questions}
    assert "Gaon 1 · Gaon 2 · Gaon 3" in hints["Village"]


def test_names_are_a_question_that_only_a_person_answers(cast: Cast, looked_at: Any) -> None:
    rows = [["Date", "Destination", "Qwrt", "Zxcv"]]
    rows += [
        [dt.date(2022, 4, 1 + number), TOWNS[number % 4], PEOPLE[number % 3], FATHERS[number % 3]]
        for number in range(20)
    ]
    client, address = looked_at(Migrant_register=rows)
    proposed = client.get(address).context["proposed"]
    assert [one["heading"] for one in proposed["questions"]] == ["Qwrt", "Zxcv"]
    assert client.post(f"{address}proposed/", {"proposal": ["0", "1", "7", "x"]})["Location"] == address
    with acting_as(cast.actor("coordinator")):
        assert not LearnedMapping.objects.exists()


@pytest.mark.parametrize("part", ["khunti_coordinator", "field_worker", "secretariat"])
def test_nobody_else_sees_or_accepts_them(cast: Cast, browser: Browser, looked_at: Any, part: str) -> None:
    _client, address = looked_at(Migrant_register=migrants())
    other = browser(part)
    assert other.get(address).status_code == 404
    assert other.post(f"{address}proposed/", {"proposal": ["0"]}).status_code == 404
    with acting_as(cast.actor("coordinator")):
        assert not LearnedMapping.objects.exists()


def test_values_are_deleted_with_the_file(cast: Cast, looked_at: Any, work: Work) -> None:
    client, address = looked_at(Migrant_register=migrants())
    with acting_as(importer_for(cast.gumla.id)):
        assert "सुनीता उराँव" in RunPreview.objects.get().headings["journeys"]["Name"]
    client.post(f"{address}discard/")
    with acting_as(importer_for(cast.gumla.id)):
        assert not RunPreview.objects.exists()
        assert "सुनीता" not in str([*ImportRun.objects.values()])
    page = client.get(address).content.decode()
    assert "सुनीता" not in page
    assert 'name="proposal"' not in page


def test_nothing_of_a_register_of_cases_is_kept(cast: Cast, looked_at: Any) -> None:
    rows = [["केस कोड", "Qwrt", "Type", "Zxcv"]]
    rows += [[f"GUM-{number:03d}", f"{number + 1:02d}/05/2023", "हिंसा", "Palkot"] for number in range(20)]
    client, address = looked_at(Case_work=rows)
    page = client.get(address)
    assert [one["heading"] for one in page.context["proposed"]["needed"]] == ["Qwrt"]
    with acting_as(importer_for(cast.gumla.id)):
        stored = str([*ImportRun.objects.values(), *RunPreview.objects.values()])
    for written in (stored, page.content.decode(), client.get(f"{address}teach/").content.decode()):
        assert "05/2023" not in written
        assert "05.2023" not in written
        assert "GUM-0" not in written


def test_the_page_asks_the_same_number_of_queries_for_many_proposals(
    looked_at: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sheets = {f"Migrant_register_{number}": migrants() for number in range(12)}
    client, address = looked_at(**sheets)
    client.get(address)
    with django_assert_max_num_queries(20):
        page = client.get(address)
    assert len(page.context["proposed"]["needed"]) == 12
