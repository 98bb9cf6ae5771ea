"""The page of the studio: chosen by plain fields, every number opens onto its rows, the same report comes as files."""

import datetime as dt
import io
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from python_calamine import CalamineWorkbook

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Figure
from jatan.evidence.studio.parts import CODES
from jatan.foundation.access.walls import acting_as
from jatan.programme.projects.commands import BeginProject, SetIndicator, SetObjective
from jatan.programme.projects.logframe import INDICATOR, OBJECTIVE
from jatan.programme.projects.services import begin_project
from jatan.web.reports.studio.display import by_answer
from tests.cast import Cast
from tests.evidence import builders
from tests.evidence.studio.test_grant_part import a_grant, a_line, an_objective
from tests.pdf_text import text_of
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
YEARS = "?from=2021-04-01&to=2024-03-31"
READERS = ("field_worker", "coordinator", "secretariat", "researcher", "counsellor", "desk_operator")


def main_of(page: Any) -> str:
    return str(page.content.decode().split("<main", 1)[1])


def links_of(page: Any) -> set[str]:
    return {link.replace("&amp;", "&") for link in re.findall(r'href="([/?][^"#]+)"', main_of(page))}


def codes_of(page: Any) -> list[str]:
    return [part.code for part in page.context["parts"]]


@pytest.mark.parametrize("audience", [Audience.OWN, Audience.PRESS])
@pytest.mark.parametrize("reader", READERS)
def test_every_link_opens_for_its_reader(cast: Cast, browser: Browser, reader: str, audience: Audience) -> None:
    client = browser(reader)
    parts = "".join(f"&part={code}" for code in CODES)
    page = client.get(f"/reports/{YEARS}&audience={audience.value}{parts}")
    assert page.status_code == 200
    links = {link if link.startswith("/") else f"/reports/{link}" for link in links_of(page)}
    assert {url: status for url in links if (status := client.get(url).status_code) != 200} == {}
    if not audience.reads_published_only:
        assert any("/rows/" in link for link in links)


def test_a_number_opens_onto_its_rows_and_leads_back(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    page = client.get(f"/reports/{YEARS}")
    (url,) = {link for link in links_of(page) if "/shg_meetings/meetings/rows/" in link}
    rows = client.get(url)
    assert rows.context["page"].total == 3
    assert rows.context["back"] == f"/reports/{YEARS}"


def test_the_rows_are_those_of_the_filters(cast: Cast, browser: Browser) -> None:
    """However the filters are combined: as many rows as the number says."""
    client = browser("secretariat")
    both = f"&organisation={cast.gumla.pk}&organisation={cast.khunti.pk}"
    districts = f"&district={cast.gumla_district.pk}&district={cast.khunti_district.pk}"
    with acting_as(cast.actor("coordinator")) as by:
        day = dt.date(2022, 6, 9)
        builders.meeting(by, cast.gumla, cast.gumla_block, day, total=8, theme="trafficking")
    recount_pending([cast.gumla.id])
    themed = f"&theme=trafficking&organisation={cast.gumla.pk}"
    for more, held in (
        (both, 4),
        (districts, 4),
        (f"&organisation={cast.khunti.pk}", 1),
        ("&theme=trafficking", 1),
        (f"{themed}&district={cast.gumla_district.pk}", 1),
    ):
        page = client.get(f"/reports/{YEARS}{more}&part=annex&part=year&audience=donor")
        (url,) = {link for link in links_of(page) if "/shg_meetings/meetings/rows/" in link}
        rows = client.get(url)
        assert rows.context["page"].total == held
        assert rows.context["back"] == f"/reports/{page.context['asked'].query()}"
    assert client.get(f"/reports/impact/forums/forums/rows/{YEARS}{themed}").context["page"].total == 0
    released = client.get(f"/reports/{YEARS}&audience=press")
    assert not [link for link in links_of(released) if "/rows/" in link]


def test_parts_are_ticked_and_put_in_order_without_a_script(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    ticked = "&part=year&part=members&part=method"
    assert codes_of(client.get(f"/reports/{YEARS}{ticked}")) == ["year", "members", "method"]
    places = "&order_year=1&order_members=2&order_method=1"
    moved = client.get(f"/reports/{YEARS}{ticked}{places}&ticked_for=own")
    assert codes_of(moved) == ["method", "year", "members"]
    lines = moved.context["lines"]
    assert [line.code for line in lines][:3] == ["method", "year", "members"]
    assert [line.place for line in lines] == list(range(1, len(CODES) + 1))
    files = {url for _kind, url in moved.context["files"]}
    assert all("part=method&part=year&part=members" in url for url in files)
    # Whoever chooses another reader gets the parts of that one, not the ticks of the former.
    other = client.get(f"/reports/{YEARS}{ticked}&audience=donor&ticked_for=own")
    assert "villages" in codes_of(other)
    assert codes_of(client.get(f"/reports/{YEARS}&part=nonsense")) == codes_of(client.get(f"/reports/{YEARS}"))


def test_the_address_holds_codes_and_ids_only(cast: Cast, browser: Browser) -> None:
    page = browser("secretariat").get(
        f"/reports/{YEARS}&organisation={cast.gumla.pk}&district={cast.gumla_district.pk}&theme=trafficking"
        "&audience=donor&language=en"
    )
    assert page.context["asked"].query() == (
        f"{YEARS}&language=en&organisation={cast.gumla.pk}&district={cast.gumla_district.pk}&theme=trafficking"
        "&audience=donor"
    )
    assert "Report to a donor" in page.content.decode()


def test_a_line_of_the_logframe_opens_the_rows_of_its_own_days(cast: Cast, browser: Browser) -> None:
    """It is counted from the first day of the grant, of its organisation and whatever the theme."""
    with acting_as(cast.actor("coordinator")) as by:
        begins = {"begins_on": dt.date(2022, 4, 1), "ends_on": dt.date(2023, 3, 31)}
        grant = begin_project(
            by=by,
            command=BeginProject(organisation=cast.gumla.id, place=cast.gumla_block, name_hi="सुरक्षित रास्ता", **begins),
        )
        objective = OBJECTIVE.record(by, SetObjective(project=grant, title_hi="गाँव तक जानकारी पहुँचे"))
        INDICATOR.record(by, SetIndicator(objective=objective, number="shg_meetings.meetings", target=10))
        INDICATOR.record(by, SetIndicator(objective=objective, title_hi="हाथ से गिना", target=10))
        for day in (dt.date(2022, 5, 2), dt.date(2022, 8, 9)):
            builders.meeting(by, cast.gumla, cast.gumla_block, day, total=8)
    recount_pending([cast.gumla.id])
    client = browser("coordinator")
    asked = f"?from=2022-08-01&to=2022-08-31&project={grant.common_id}&part=grant&part=method&theme=trafficking"
    page = client.get(f"/reports/{asked}&audience=donor")
    (line, by_hand) = page.context["parts"][0].blocks[0].block.lines
    (url,) = {link for link in links_of(page) if "/rows/" in link}
    assert line.achieved >= 2
    assert client.get(url).context["page"].total == line.achieved
    assert by_hand.key is None
    released = client.get(f"/reports/{asked}&audience=press")
    assert not [link for link in links_of(released) if "/rows/" in link]


def test_who_may_not_read_gets_nothing(cast: Cast, browser: Browser) -> None:
    for part in ("auditor", "administrator", "legal_officer", "stranger"):
        for path in ("/reports/", "/reports/file/xlsx/", f"/reports/{YEARS}&audience=public"):
            assert browser(part).get(path).status_code == 404
    client = browser("coordinator")
    for more in (
        f"organisation={cast.khunti.pk}",
        f"organisation={cast.gumla.pk}&organisation={cast.khunti.pk}",
        "project=01920000-0000-7000-8000-00000000aaaa",
    ):
        assert client.get(f"/reports/{YEARS}&{more}").status_code == 404
        assert client.get(f"/reports/file/json/{YEARS}&{more}").status_code == 404
    assert client.get(f"/reports/file/exe/{YEARS}").status_code == 404


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("reader", ["coordinator", "secretariat"])
def test_files_say_what_the_page_says(cast: Cast, browser: Browser, reader: str, language: str) -> None:
    client = browser(reader)
    parts = "".join(f"&part={code}" for code in CODES)
    asked = f"{YEARS}&language={language}{parts}"
    page = client.get(f"/reports/{asked}")
    titles = [part.title for part in page.context["parts"]]
    document = Document(io.BytesIO(client.get(f"/reports/file/docx/{asked}").content))
    assert [
        one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"
    ] == titles
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/reports/file/xlsx/{asked}").content))
    first = [str(book.get_sheet_by_index(place).to_python()[0][0]) for place in range(len(titles))]
    assert first == titles
    assert len(book.sheet_names) > len(titles) + 4  # all tables stand behind the parts
    answer = client.get(f"/reports/file/json/{asked}")
    data = json.loads(answer.content)
    assert [part["title"] for part in data["parts"]] == titles
    assert data["fingerprint"] == page.context["report"].fingerprint
    assert data["indicators"]
    assert "annex" in data
    assert answer.headers["Content-Disposition"].endswith(f'-2021-04-01-2024-03-31-{language}.json"')


KINDS = ("pdf", "docx", "xlsx", "json")


def words_in(kind: str, content: bytes) -> str:
    """What a file says, read as its reader would."""
    if kind == "pdf":
        return text_of(content)
    if kind == "docx":
        return "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
    if kind == "json":
        return json.dumps(json.loads(content), ensure_ascii=False)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return "\n".join(str(cell) for row in rows for cell in row)


def letters_of(text: str) -> str:
    """Without spaces and line breaks: a paper breaks its lines where it likes."""
    return "".join(text.split())


@pytest.mark.parametrize("audience", Audience)
def test_every_file_is_given_for_every_reader(cast: Cast, browser: Browser, audience: Audience) -> None:
    """Plain, with a theme, with a grant and with chosen parts: the page offers each file, and each says its titles."""
    with acting_as(cast.actor("coordinator")) as by:
        grant = a_grant(by, cast.gumla, cast.gumla_district, ends_on=None)
        a_line(by, an_objective(by, grant))
    client = browser("coordinator")
    for more in ("", "&theme=trafficking", f"&project={grant.common_id}", "&part=method&part=year&with_faces=on"):
        page = client.get(f"/reports/{YEARS}{more}&audience={audience.value}&language=en")
        titles = [part.title for part in page.context["parts"]]
        assert titles
        assert page.context["asked"].choice.with_faces is more.endswith("on")
        files = dict(page.context["files"])
        assert tuple(files) == KINDS
        assert set(files.values()) <= links_of(page)
        for kind, url in files.items():
            answer = client.get(url)
            assert answer.status_code == 200, (kind, more)
            assert answer.headers["Content-Disposition"].endswith(f'-en.{kind}"')
            written = letters_of(words_in(kind, answer.content))
            assert [title for title in titles if letters_of(title) not in written] == [], (kind, more)


def test_the_workbook_has_charts_and_numbers(cast: Cast, browser: Browser) -> None:
    content = browser("secretariat").get(f"/reports/file/xlsx/{YEARS}&language=en").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = [cell for row in book.get_sheet_by_name("Members side by side").to_python() for cell in row]
    assert {4133.0, 1037.0} <= set(cells)
    assert b"xl/charts/chart1.xml" in content


def test_few_or_none_and_what_is_never_given_stand_open(cast: Cast, browser: Browser) -> None:
    page = browser("coordinator").get(f"/reports/account/{YEARS}", follow=True)
    blocks = [block for part in page.context["parts"] for block in part.blocks if block.template.endswith("lines.html")]
    open_ones, folded = (
        [figure for shown in blocks for figure, _url, _picture in shown.more[which]] for which in ("figures", "empty")
    )
    assert {*open_ones, *folded} == {figure for shown in blocks for figure in shown.block.figures}
    assert {Absence.FEW, Absence.NOT_TOLD} <= {figure.absence for figure in open_ones}
    assert {figure.absence for figure in folded} <= {Absence.NOT_RECORDED}
    assert all(figure.label in main_of(page) for figure in (*open_ones, *folded))


def test_the_page_costs_the_same_for_every_number_of_parts(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    client.get(f"/reports/{YEARS}")
    with CaptureQueriesContext(connection) as usual:
        client.get(f"/reports/{YEARS}")
    with CaptureQueriesContext(connection) as whole:
        client.get(f"/reports/{YEARS}{''.join(f'&part={code}' for code in CODES)}")
    assert len(usual) <= 60
    assert len(whole) <= 65


def test_a_number_side_by_side_opens_onto_the_rows_of_its_line_and_says_why_it_is_none(
    cast: Cast, browser: Browser
) -> None:
    """Before: the pictures stood alone; few, not yet counted and never recorded were one dash in them."""
    client = browser("secretariat")
    for key in ("shg_meetings.meetings", "information_centres.received"):
        page = client.get(f"/reports/{YEARS}&part=compared&show={key}&language=en&compare=none")
        (part,) = page.context["parts"]
        tables = [shown.more["table"] for shown in part.blocks if "table" in shown.more]
        assert tables, key
        opened = 0
        for table in tables:
            for row in table.rows:
                if isinstance(row["number"], int) and row["number"]:
                    rows = client.get(row["url"])
                    assert rows.status_code == 200
                    if "page" in rows.context:
                        assert rows.context["page"].total == row["number"], (table.caption, row)
                        opened += 1
                else:
                    assert row["url"] == ""
        assert opened or key != "shg_meetings.meetings"
        drawn = main_of(page)
        for words in ("few or none", "not yet counted", "not recorded"):
            in_tables = sum(row["number"] == words for table in tables for row in table.rows)
            assert drawn.count(f">{words}<") >= 2 * in_tables, "in the picture and in the table"


@pytest.mark.parametrize("absence", Absence)
def test_only_what_nobody_records_is_folded(absence: Absence) -> None:
    """Before: "few or none" and "not yet counted" stood folded as if nothing were known of them."""
    counted = Figure("Meetings", "meetings", 4)
    rest = [Figure(label, "people", absence.words.en, absence=absence) for label in ("Calls", "Cases")]
    shown, folded = by_answer([counted, *rest])
    assert (shown, folded) == (([counted], rest) if absence is Absence.NOT_RECORDED else ([counted, *rest], []))
