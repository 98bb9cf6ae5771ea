"""What the public page, its export and its CSV say is what was released: no other number, record or organisation."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from pytest_django import Settings

from jatan.evidence.indicators.definitions import INDICATORS, PERSONS
from jatan.evidence.releases.models import PublicPiece, Release
from jatan.evidence.releases.pieces import candidates
from jatan.evidence.releases.selectors import HEADLINES, public_numbers
from jatan.evidence.releases.services import decide, propose_piece, propose_text, take_down
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import year_words
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.booklet.models import Story
from jatan.programme.booklet.services import amend_story, ask_anew, take_consent_back
from jatan.programme.consultations.commands import HoldConsultation
from jatan.programme.consultations.models import Consultation
from jatan.programme.consultations.services import hold_consultation
from jatan.programme.library.models import Material
from jatan.programme.library.services import recall_material
from jatan.web.public.account import export
from jatan.web.public.account.numbers_csv import COLUMNS
from jatan.web.ui.workbooks.cells import safe_text
from tests.cast import Cast, second_of_secretariat
from tests.papers import PDF
from tests.programme.booklet.builders import a_waiting, approve
from tests.programme.consultations.builders import a_consultation
from tests.programme.library.builders import a_material

pytestmark = pytest.mark.django_db
MOST_QUERIES = 9
YEARS = tuple(dt.date(year, 4, 1) for year in (2020, 2021, 2022))
TITLE, BODY = "जो लौट आई", "मीरा शहर गई और मज़दूरी लेकर लौटी।"
KEYS = [(one.code, value.name) for one in INDICATORS for value in one.values]


def release(cast: Cast, year: dt.date, numbers: dict[tuple[str, str], int]) -> None:
    """A released row as the services leave it: persons rounded, acts exact."""
    rows = [
        {"indicator": code, "value": value, "amount": amount, "about": (code, value) in PERSONS}
        for (code, value), amount in numbers.items()
    ]
    Release.objects.create(
        year=year,
        numbers=rows,
        outcome="released",
        proposed_by=cast.accounts["secretariat"].pk,
        decided_by=cast.accounts["administrator"].pk,
        decided_at=clock.now(),
    )


def drawn(seed: int) -> list[dict[tuple[str, str], int]]:
    """Three years of numbers; some are withheld in some years. Never small: no count of the page looks like one."""
    random = Random(seed)
    return [{key: random.randrange(1_000, 90_000) for key in KEYS if random.random() < 0.7} for _year in YEARS]


def agree(cast: Cast, kind: str, record: Any) -> PublicPiece:
    with acting_as(cast.actor("secretariat")) as by:
        row = propose_piece(by=by, kind=kind, record=record)
    with acting_as(second_of_secretariat(cast)) as by:
        decide(by=by, proposal=row, releases=True)
    return row


@pytest.fixture
def story(cast: Cast) -> Story:
    """A story of Gumla that the secretariat has approved."""
    with acting_as(cast.actor("coordinator")) as by:
        row = a_waiting(by, cast, title_hi=TITLE, body_hi=BODY)
    with acting_as(cast.actor("secretariat")) as by:
        approve(by, row)
    return row


@pytest.fixture
def report(cast: Cast, settings: Settings, tmp_path: Path) -> Material:
    settings.MEDIA_ROOT = tmp_path / "files"
    with acting_as(cast.actor("secretariat")) as by:
        return a_material(
            by, cast, PDF, organisation=cast.network.id, kind="report", title_hi="तीन साल की रिपोर्ट", is_public=True
        )


def about(language: str = "hi") -> str:
    return Client().get(f"/about/?in={language}").content.decode()


def library() -> str:
    return Client().get("/library/public/?in=hi").content.decode()


def numbers_in(html: str) -> Iterator[int]:
    """Every number of four figures and more in a text, years of the calendar aside."""
    words = re.sub(r"\b20\d\d–\d\d\b", " ", re.sub("<[^>]+>", " ", html))
    for found in re.findall(r"\d[\d,]*", words):
        number = int(found.replace(",", ""))
        if number > 999:
            yield number


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("seed", range(8))
def test_no_number_stands_there_that_was_not_released(cast: Cast, seed: int, language: str) -> None:
    released = drawn(seed)
    for year, numbers in zip(YEARS, released, strict=True):
        release(cast, year, numbers)
    page = about(language)
    section = page[page.index('aria-labelledby="figures"') : page.index('aria-labelledby="help"')]
    table = page[page.index('id="numbers"') : page.index('id="rights"')]
    known = {number for numbers in released for number in numbers.values()}
    now, before = released[-1], released[-2]
    changes = {abs(now[key] - before[key]) for key in HEADLINES if key in now and key in before}
    sums = {sum(numbers.get(key, 0) for numbers in released) for key in KEYS}
    assert set(numbers_in(section)) <= known | changes
    assert set(numbers_in(table)) <= known | sums
    for key in HEADLINES:
        if key in now:
            assert format_integer(now[key]) in section
    withheld = sum(key not in now for key in HEADLINES)
    words = "2022–23 की सबके लिए नहीं दी गई" if language == "hi" else "not published for 2022–23"
    assert section.count(words) == withheld
    assert section.count("<h3>") == len(HEADLINES)


def test_a_change_is_said_only_beside_the_year_before(cast: Cast) -> None:
    key = HEADLINES[0]
    release(cast, YEARS[0], {key: 1000})
    release(cast, YEARS[2], {key: 2500})
    (first, *_rest) = public_numbers().headlines
    assert (first.latest and first.latest.amount, first.change, first.years[1]) == (2500, None, None)
    assert "मिलाने के लिए पहले का साल नहीं है" in about()
    release(cast, YEARS[1], {key: 2600})
    assert "▼ 100 कम (2021–22 से)" in about()


def test_before_anything_is_released_the_page_says_so(cast: Cast) -> None:
    page = about()
    assert "अभी कोई संख्या सबके लिए नहीं दी गई है।" in page
    assert "numbers.csv" not in page


@pytest.mark.parametrize("seed", range(4))
def test_the_csv_holds_each_number_of_each_year_once_with_its_method(cast: Cast, seed: int) -> None:
    released = drawn(seed)
    for year, numbers in zip(YEARS, released, strict=True):
        release(cast, year, numbers)
    answer = Client().get("/about/numbers.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "max-age=300"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(KEYS) * len(YEARS)
    for row in rows:
        key = (row["indicator"], row["value"])
        year = next(one for one in YEARS if year_words(one) == row["financial_year"])
        amount = released[YEARS.index(year)].get(key)
        assert row["amount"] == ("" if amount is None else str(amount))
        assert row["state"] == ("not_published" if amount is None else "about" if key in PERSONS else "exact")
        assert "" not in [row[name] for name in COLUMNS if name != "amount"]
        assert all(cell == safe_text(cell) for cell in row.values())


def test_a_story_is_there_only_when_two_people_agreed_to_it(cast: Cast, story: Story) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        assert (story.pk, TITLE) in [(one.record, one.title) for one in candidates(by)]
        row = propose_piece(by=by, kind="story", record=story.pk)
        with pytest.raises(Problem, match="other_state"):
            propose_piece(by=by, kind="story", record=story.pk)
    assert row.content == {}
    assert TITLE not in about() + library()
    with acting_as(second_of_secretariat(cast)) as by:
        decide(by=by, proposal=row, releases=True)
    page = about()
    assert TITLE in page
    assert BODY in library()
    assert cast.gumla.name_hi not in page[page.index('id="stories"') : page.index('id="help"')]


def test_a_story_without_a_yes_for_everybody_cannot_be_proposed(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = a_waiting(by, cast, uses=["booklet", "donor"])
    with acting_as(cast.actor("secretariat")) as by:
        approve(by, row)
        assert candidates(by) == []
        with pytest.raises(Problem, match="not_public"):
            propose_piece(by=by, kind="story", record=row.pk)


@pytest.mark.parametrize("change", ["taken_back", "fewer_uses", "amended", "waiting"])
def test_a_story_that_may_not_be_shown_any_more_is_gone_at_once(cast: Cast, story: Story, change: str) -> None:
    if change == "waiting":
        with acting_as(cast.actor("secretariat")) as by:
            propose_piece(by=by, kind="story", record=story.pk)
    else:
        agree(cast, "story", story.pk)
        assert TITLE in about()
    with acting_as(cast.actor("coordinator")) as by:
        row = Story.objects.get(pk=story.pk)
        if change == "fewer_uses":
            ask_anew(by=by, story=row, uses=["booklet"], on=clock.today())
        elif change == "amended":
            amend_story(by=by, story=row, changes={"body_hi": "दूसरी बात।"})
        else:
            take_consent_back(by=by, story=row, on=clock.today())
    assert TITLE not in about() + library()
    piece = PublicPiece.objects.get()
    assert (piece.outcome, piece.content) == ("taken_back" if change == "waiting" else "taken_down", {})


def test_more_uses_leave_it_there(cast: Cast, story: Story) -> None:
    agree(cast, "story", story.pk)
    with acting_as(cast.actor("coordinator")) as by:
        row = Story.objects.get(pk=story.pk)
        ask_anew(by=by, story=row, uses=["booklet", "public", "donor", "meeting"], on=clock.today())
    assert TITLE in about()


def test_consultations_that_were_held_are_named_until_one_does_not_count(cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        row = a_consultation(by, cast, organisation=cast.network.id, title="राज्य परामर्श", level="state")
        with pytest.raises(Problem, match="not_public"):
            propose_piece(by=by, kind="consultation", record=row.pk)
        day = clock.today() - dt.timedelta(days=3)
        hold_consultation(by=by, command=HoldConsultation(consultation=row, held_on=day, total=4321))
    agree(cast, "consultation", row.pk)
    page = about()
    assert "राज्य परामर्श" in page
    assert "4,321" not in page
    with acting_as(cast.actor("secretariat")) as by:
        activity = Activity.objects.get(pk=Consultation.objects.get(pk=row.pk).activity_id)
        ACTIVITY.withdraw(by, activity, "दो बार दर्ज")
    assert "राज्य परामर्श" not in about()


def test_the_report_is_the_file_that_two_people_looked_at(cast: Cast, report: Material) -> None:
    agree(cast, "report", report.pk)
    page = about()
    assert f'class="file" href="/library/public/{report.pk}/"' in page
    with acting_as(cast.actor("secretariat")) as by:
        Material.objects.filter(pk=report.pk).update(file_digest="0" * 64)
        assert 'class="file"' not in about()
        Material.objects.filter(pk=report.pk).update(file_digest=report.file_digest)
        recall_material(by=by, material=Material.objects.get(pk=report.pk), what="गलत आँकड़ा")
    assert 'class="file"' not in about()


def test_what_one_person_takes_down_keeps_no_content(cast: Cast, story: Story) -> None:
    row = agree(cast, "story", story.pk)
    with acting_as(cast.actor("administrator")) as by:
        take_down(by=by, proposal=row, reason="अभी नहीं")
    assert TITLE not in about()
    assert PublicPiece.objects.get().content == {}
    with pytest.raises(IntegrityError, match="publicpiece_kept_while_public"), transaction.atomic():
        PublicPiece.objects.update(content={"title_hi": TITLE})


def test_the_press_is_told_whom_to_ask(cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        row = propose_text(by=by, section="press", text_hi="फ़ोन 9431112345", text_en="Phone 9431112345")
    assert 'id="press"' not in about()
    with acting_as(cast.actor("administrator")) as by:
        decide(by=by, proposal=row, releases=True)
    assert "फ़ोन 9431112345" in about()


def test_the_map_shows_the_districts_of_today_and_no_number(cast: Cast) -> None:
    page = about()
    picture = page[page.index("<figure>") : page.index("</figure>")]
    assert {"गुमला", "खूँटी"} <= set(re.findall(r"<title>([^<]+)</title>", picture))
    assert not re.search(r"\d", strip_tags(picture))
    cast.khunti.districts.update(until=clock.today() - dt.timedelta(days=1))
    assert "खूँटी" not in about()[page.index("<figure>") : page.index("</figure>")]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_folder_says_the_same_as_the_page(
    cast: Cast, story: Story, report: Material, tmp_path: Path, language: str
) -> None:
    release(cast, YEARS[1], dict.fromkeys(KEYS, 1234))
    release(cast, YEARS[2], dict.fromkeys(KEYS, 2345))
    agree(cast, "story", story.pk)
    agree(cast, "report", report.pk)
    export.write_folder(tmp_path / "folder")

    def read(page: str) -> str:
        """What a page says, its map and its words, without links, how a file is called up and the day it was made."""
        main = page[page.index("<main>") : page.index("</main>")]
        return re.sub(r' href="[^"]*"', "", main).replace("डाउनलोड करें", "खोलें")

    names = {"hi": ("index.html", "library.html"), "en": ("en.html", "library-en.html")}[language]
    kept = [(tmp_path / "folder" / name).read_text("utf-8") for name in names]
    assert read(kept[0]) == read(about(language))
    if language == "hi":
        assert TITLE in kept[0]
        assert BODY in kept[1]
    assert (tmp_path / "folder" / "numbers.csv").read_bytes() == Client().get("/about/numbers.csv").content


def test_a_full_page_asks_few_questions(cast: Cast, story: Story, report: Material) -> None:
    for year in YEARS:
        release(cast, year, dict.fromkeys(KEYS, 1234))
    agree(cast, "story", story.pk)
    agree(cast, "report", report.pk)
    for path in ("/about/?in=hi", "/library/public/?in=hi", "/about/numbers.csv"):
        Client().get(path)
        with CaptureQueriesContext(connection) as asked:
            Client().get(path)
        assert len(asked) <= MOST_QUERIES, [one["sql"][:80] for one in asked]
