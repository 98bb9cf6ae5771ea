"""Pages of the account and of the donor's form: numbers open onto rows, paragraphs are written, files come out."""

import datetime as dt
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.narrative.models import Paragraph
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Role
from jatan.programme.allies.parts import record_commitment_outcome
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.allies.builders import a_promise, an_ally
from tests.programme.library.builders import PDF, a_material
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
YEARS = "?from=2021-04-01&to=2024-03-31"
PARAGRAPH = f"/reports/paragraphs/account_opening/{YEARS}"
DONOR_PARAGRAPH = f"/reports/paragraphs/donor_promises/{YEARS}"


def shown(page: Any, code: str) -> Any:
    """The sentence of that code on a page of the account."""
    return next(one for part in page.context["parts"] for one in part.lines if one.line.code == code)


def write(client: Any, url: str, before: str = "", **texts: str) -> Any:
    return client.post(url, {"text_hi": "", "text_en": "", "before": before} | texts)


def paragraphs_in(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_each_sentence_stands_there_with_numbers_that_open_onto_their_rows(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    page = client.get("/reports/account/")
    assert [len(part.lines) for part in page.context["parts"]] == [8, 12, 11]
    (meetings, participants, *_wages) = shown(page, "S3").figures
    assert (meetings.number, participants.number) == (3, 4112 + 21 + 1037)
    rows = client.get(participants.url)
    assert rows.context["page"].total == 3
    assert rows.context["back"] == f"/reports/account/{YEARS}"
    assert "हमारे काम का ब्योरा" in rows.content.decode()
    urls = {figure.url for part in page.context["parts"] for one in part.lines for figure in one.figures}
    assert len(urls) > 40
    assert {client.get(url).status_code for url in urls} == {200}
    assert "5,170" in page.content.decode()
    assert "हमने क्या किया" in page.content.decode()


def test_a_sentence_says_who_opens_what_this_reader_may_not(cast: Cast, browser: Browser) -> None:
    page = browser("secretariat").get("/reports/account/")
    first = shown(page, "S1")
    assert {link.url for link in first.pages} == {""}
    roles = {str(role) for role in first.closed_to}
    assert str(Role.COORDINATOR.label) in roles
    assert str(Role.SECRETARIAT.label) not in roles
    mine = shown(browser("coordinator").get("/reports/account/"), "S1")
    assert [link.url for link in mine.pages] == ["/departures/", "/journeys/"]
    assert not mine.closed_to
    cases = {str(role) for role in shown(page, "A5").closed_to}
    assert str(Role.SUPERVISOR.label) in cases
    assert str(Role.COORDINATOR.label) not in cases


@pytest.mark.parametrize("part", ["field_worker", "coordinator", "secretariat", "researcher", "counsellor"])
def test_every_link_of_the_page_opens_for_its_reader(cast: Cast, browser: Browser, part: str) -> None:
    client = browser(part)
    page = client.get(f"/reports/account/{YEARS}")
    body = page.content.decode().split("<main", 1)[1]
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]+)"', body)}
    assert len(links) > 30
    assert {url: status for url in links if (status := client.get(url).status_code) != 200} == {}


def test_numbers_follow_period_member_and_district(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    narrowed = f"/reports/account/{YEARS}&organisation={cast.khunti.pk}"
    page = client.get(narrowed)
    assert shown(page, "S3").figures[1].number == 1037
    assert page.context["paper"].subject == "खूँटी सदस्य"
    of_district = client.get(f"/reports/account/{YEARS}&district={cast.gumla_district.pk}")
    assert shown(of_district, "S3").figures[1].number == 4133
    june = client.get("/reports/account/?from=2022-06-01&to=2022-06-30")
    assert shown(june, "S3").figures[1].number == 21
    before = client.get("/reports/account/?from=2021-04-01&to=2021-06-30")
    assert shown(before, "S3").figures[1].words == "दर्ज नहीं"
    assert browser("coordinator").get(narrowed).status_code == 404
    for part in ("auditor", "administrator", "legal_officer", "stranger"):
        for path in ("/reports/account/", "/reports/donor/", PARAGRAPH, "/reports/account/file/pdf/"):
            assert browser(part).get(path).status_code == 404


def test_the_secretariat_writes_a_paragraph_and_the_paper_carries_it(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    page = client.get(f"/reports/account/{YEARS}").content.decode()
    assert "यहाँ कुछ नहीं लिखा है" in page
    file = f"/reports/account/file/docx/{YEARS}"
    assert "इन तीन सालों में" not in " ".join(paragraphs_in(client.get(file).content))
    answer = write(client, PARAGRAPH, text_hi="इन तीन सालों में <b>फोरम</b> बढ़े।\n\nदूसरी बात।")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/reports/account/{YEARS}#account_opening"
    page = client.get(f"/reports/account/{YEARS}").content.decode()
    assert "इन तीन सालों में &lt;b&gt;फोरम&lt;/b&gt; बढ़े।" in page
    texts = paragraphs_in(client.get(file).content)
    assert "इन तीन सालों में <b>फोरम</b> बढ़े।" in texts
    assert "दूसरी बात।" in texts
    english = client.get(f"{file}&language=en")
    assert not any("फोरम" in one for one in paragraphs_in(english.content))
    assert "यह सिर्फ़ दूसरी भाषा में" not in page
    other = client.get(f"/reports/account/{YEARS}&language=en").content.decode()
    assert "Written in the other language only" in other
    of_june = client.get("/reports/account/?from=2022-06-01&to=2022-06-30").content.decode()
    assert "इन तीन सालों में" not in of_june


def test_versions_can_be_read_and_a_stale_page_overwrites_nothing(cast: Cast, browser: Browser, as_: As) -> None:
    client = browser("secretariat")
    write(client, PARAGRAPH, text_hi="पहला")
    with as_("secretariat"):
        first = str(Paragraph.objects.get().pk)
    assert write(client, PARAGRAPH, before=first, text_hi="दूसरा", text_en="second").status_code == 302
    stale = write(client, PARAGRAPH, before=first, text_hi="तीसरा")
    assert stale.status_code == 422
    assert "इस बीच किसी और ने" in stale.content.decode()
    assert "तीसरा" in stale.content.decode()
    page = browser("researcher").get(PARAGRAPH)
    assert [row.text_hi for row, _name in page.context["versions"]] == ["दूसरा", "पहला"]
    assert {name for _row, name in page.context["versions"]} == {"Test secretariat"}
    assert page.context["form"] is None
    assert write(browser("researcher"), PARAGRAPH, text_hi="x").status_code == 404
    assert "पहला" not in browser("khunti_coordinator").get(PARAGRAPH).content.decode()


def test_a_member_writes_about_itself_only(cast: Cast, browser: Browser) -> None:
    mine = browser("coordinator")
    assert write(mine, PARAGRAPH, text_hi="गुमला की बात").status_code == 302
    assert "गुमला की बात" in mine.get(f"/reports/account/{YEARS}").content.decode()
    narrowed = f"{PARAGRAPH}&organisation={cast.gumla.pk}"
    above = browser("secretariat").get(narrowed)
    assert "गुमला की बात" in above.content.decode()
    assert above.context["form"] is None
    assert write(browser("secretariat"), narrowed, text_hi="उनकी ओर से").status_code == 404
    assert "गुमला की बात" not in browser("secretariat").get(f"/reports/account/{YEARS}").content.decode()
    for path in (
        f"{PARAGRAPH}&organisation={cast.gumla.pk}&district={cast.gumla_district.pk}",
        f"/reports/paragraphs/nowhere/{YEARS}",
        "/reports/paragraphs/account_opening/?from=2024-03-31&to=2021-04-01",
    ):
        assert browser("secretariat").get(path).status_code == 404
    assert browser("khunti_coordinator").get(narrowed).status_code == 404
    assert browser("field_worker").get(PARAGRAPH).status_code == 404


@pytest.mark.parametrize(
    "texts",
    [{"text_hi": "क" * 4001}, {"text_en": "2341 2341 2346"}, {"text_hi": "क" * 4000, "text_en": "x" * 4001}],
    ids=["too long", "aadhaar", "one too long"],
)
def test_what_cannot_be_printed_is_refused_beside_its_field(
    cast: Cast, browser: Browser, as_: As, texts: dict[str, str]
) -> None:
    answer = write(browser("secretariat"), PARAGRAPH, **texts)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    with as_("secretariat"):
        assert not Paragraph.objects.exists()


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("paper", ["account", "donor"])
@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_papers_come_out_as_files(
    cast: Cast, browser: Browser, paper: str, kind: str, begins: bytes, language: str
) -> None:
    answer = browser("secretariat").get(f"/reports/{paper}/file/{kind}/{YEARS}&language={language}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    named = f'attachment; filename="jatan-{paper}-2021-04-01-2024-03-31-{language}.{kind}"'
    assert answer.headers["Content-Disposition"] == named
    member = browser("secretariat").get(f"/reports/{paper}/file/{kind}/{YEARS}&organisation={cast.gumla.pk}")
    assert "gumla-member" in member.headers["Content-Disposition"]
    assert browser("secretariat").get(f"/reports/{paper}/file/exe/{YEARS}").status_code == 404
    page = browser("secretariat").get(f"/reports/{paper}/{YEARS}")
    offered = [(file.kind, f"language={language}" in file.url) for file in page.context["files"]]
    assert (kind, True) in offered


def test_the_donors_form_tells_promises_stories_and_its_own_words(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        office = an_ally(by, cast, name="श्रम कार्यालय")
        kept = a_promise(by, office, what="हर पंचायत में शिविर")
        record_commitment_outcome(by=by, commitment=kept, outcome="kept", settled_on=dt.date(2024, 2, 1))
        late = a_promise(by, office, what="पोर्टल खुलेगा", due_on=dt.date(2024, 1, 31))
        partly = a_promise(by, office, what="बस अड्डे पर मेज़")
        record_commitment_outcome(by=by, commitment=partly, outcome="partly", settled_on=dt.date(2024, 4, 1))
        a_material(
            by,
            cast,
            PDF,
            title_hi="बदले नामों की कहानियाँ",
            published_on=dt.date(2024, 1, 1),
            is_public=True,
        )
    assert late.outcome == "open"
    client = browser("secretariat")
    write(client, DONOR_PARAGRAPH, text_hi="शिविरों से काम आसान हुआ।")
    page = client.get(f"/reports/donor/{YEARS}")
    promises = next(part for part in page.context["parts"] if part.part.code == "promises")
    numbers = {figure.unit: figure.number for figure in promises.lines[0].figures}
    assert list(numbers.values()) == [1, 0, 0, 3, 1, 1]
    texts = paragraphs_in(client.get(f"/reports/donor/file/docx/{YEARS}").content)
    everything = "\n".join(texts)
    assert "हर पंचायत में शिविर" in everything
    assert "पोर्टल खुलेगा" not in everything  # not kept
    assert "बस अड्डे पर मेज़" not in everything  # settled later
    assert "बदले नामों की कहानियाँ" in everything
    assert "शिविरों से काम आसान हुआ।" in texts
    next_year = "?from=2024-04-01&to=2025-03-31"
    later = "\n".join(paragraphs_in(client.get(f"/reports/donor/file/docx/{next_year}").content))
    assert "बस अड्डे पर मेज़" in later
    assert "बदले नामों की कहानियाँ" not in later
    other = browser("khunti_coordinator").get(f"/reports/donor/file/docx/{YEARS}")
    assert "हर पंचायत में शिविर" not in "\n".join(paragraphs_in(other.content))


def test_a_theme_counts_its_activities_and_leaves_out_what_has_none(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=40, theme="covid19")
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 15), total=2, theme="covid19")
    recount_pending([cast.gumla.id])
    client = browser("secretariat")

    def numbers(query: str) -> dict[str, Any]:
        page = client.get(f"/reports/donor/{query}")
        return {
            figure.key: figure.number
            for part in page.context["paper"].parts
            for line in part.lines
            for figure in line.figures
        }

    found = numbers(f"{YEARS}&theme=covid19")
    assert (found[("shg_meetings", "meetings")], found[("shg_meetings", "participants")]) == (2, 42)
    assert ("scheme_linkages", "beneficiaries") not in found
    assert numbers(f"{YEARS}&theme=trafficking")[("shg_meetings", "meetings")] == 0
    # The days at the edges are counted from rows.
    assert numbers("?from=2022-05-03&to=2022-06-14&theme=covid19")[("shg_meetings", "participants")] == 40
    assert numbers(f"{YEARS}&theme=covid19&organisation={cast.khunti.pk}")[("shg_meetings", "meetings")] == 0
    assert numbers(f"{YEARS}&theme=songs")[("shg_meetings", "meetings")] == 5
    page = client.get(f"/reports/donor/{YEARS}&theme=covid19&district={cast.gumla_district.pk}").content.decode()
    assert "ज़िला छोड़ दिया गया" in page
    mine = browser("field_worker").get(f"/reports/donor/{YEARS}&theme=covid19")
    assert mine.context["paper"].theme == ""
    assert "theme" not in mine.context["form"].fields


@pytest.mark.parametrize(("path", "most"), [("/reports/account/", 45), ("/reports/donor/", 48), (PARAGRAPH, 30)])
def test_queries_of_the_pages_are_bounded(cast: Cast, browser: Browser, path: str, most: int) -> None:
    client = browser("secretariat")
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) <= most, len(queries)


def test_the_donors_form_says_who_came_where_it_was_written(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        who = {"women": 20, "men": 7, "girls": 4, "boys": 2, "total": None}
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), kind="awareness", **who)
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 20), kind="awareness", women=3, total=5)
    recount_pending([cast.gumla.id])
    client = browser("secretariat")

    def reach(query: str) -> list[Any]:
        page = client.get(f"/reports/donor/{query}")
        return list(next(part for part in page.context["paper"].parts if part.code == "reach").lines)

    first, *others = reach(YEARS)
    assert [figure.number for figure in first.figures] == [23, 7, 4, 2, 4112 + 21 + 1037 + 2]
    everybody = sum(figure.number for line in others for figure in line.figures if isinstance(figure.number, int))
    assert sum(figure.number for figure in first.figures) == everybody
    assert all(figure.period and figure.counted for figure in first.figures)
    # The day at the edge is counted from rows.
    edge = reach("?from=2022-06-20&to=2022-06-20")[0]
    assert [figure.number for figure in edge.figures] == [3, 0, 0, 0, 2]
    for narrowed in (f"{YEARS}&district={cast.gumla_district.pk}", f"{YEARS}&theme=covid19"):
        assert not any(figure.key is None for line in reach(narrowed) for figure in line.figures)
