"""Own words of the account and to a donor: written on one page, with versions, and carried by the report."""

import datetime as dt
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from jatan.evidence.narrative.models import Paragraph
from jatan.evidence.studio.blocks import Lines, Words
from jatan.foundation.access.actors import Actor
from jatan.programme.allies.parts import record_commitment_outcome
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.allies.builders import a_promise, an_ally
from tests.programme.library.builders import a_material
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
YEARS = "?from=2021-04-01&to=2024-03-31"
PARAGRAPH = f"/reports/words/account_opening/{YEARS}"
SENTENCES = "&part=strategies&part=activities&part=results&part=method"
ACCOUNT, DONOR = f"/reports/{YEARS}{SENTENCES}", f"/reports/{YEARS}&audience=donor"


def write(client: Any, url: str, before: str = "", **texts: str) -> Any:
    return client.post(url, {"text_hi": "", "text_en": "", "before": before} | texts)


def own_words_in(page: Any) -> dict[str, str]:
    """{place: text} of what stands in the report in somebody's own words."""
    blocks = [block for part in page.context["report"].parts for block in part.blocks]
    return {block.place: block.text for block in blocks if isinstance(block, Words) and block.place}


def paragraphs_in(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_the_secretariat_writes_a_paragraph_and_the_report_carries_it(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    places = {place.code: url for place, url, _hint in client.get(ACCOUNT).context["own_words"]}
    assert {"account_opening", "account_activities", "account_closing"} <= set(places)
    assert places["account_opening"].startswith("/reports/words/account_opening/?")
    answer = write(client, PARAGRAPH, text_hi="इन तीन सालों में <b>फोरम</b> बढ़े।\n\nदूसरी बात।")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{ACCOUNT}#part-strategies"
    page = client.get(ACCOUNT)
    assert "इन तीन सालों में &lt;b&gt;फोरम&lt;/b&gt; बढ़े।" in page.content.decode()
    texts = paragraphs_in(client.get(f"/reports/file/docx/{YEARS}{SENTENCES}").content)
    assert "इन तीन सालों में <b>फोरम</b> बढ़े।" in texts
    assert "दूसरी बात।" in texts
    english = client.get(f"/reports/file/docx/{YEARS}{SENTENCES}&language=en")
    assert not any("फोरम" in one for one in paragraphs_in(english.content))
    of_june = client.get(f"/reports/?from=2022-06-01&to=2022-06-30{SENTENCES}")
    assert own_words_in(of_june) == {}


def test_what_is_written_to_a_donor_stands_in_her_report(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    places = {place.code: url for place, url, _hint in client.get(DONOR).context["own_words"]}
    answer = write(client, places["donor_promises"], text_hi="शिविरों से काम आसान हुआ।")
    assert answer.headers["Location"].endswith("&audience=donor#part-words")
    assert own_words_in(client.get(DONOR)) == {"donor_promises": "शिविरों से काम आसान हुआ।"}
    assert own_words_in(client.get(f"/reports/{YEARS}")) == {}


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
    assert "गुमला की बात" in mine.get(ACCOUNT).content.decode()
    narrowed = f"{PARAGRAPH}&organisation={cast.gumla.pk}"
    above = browser("secretariat").get(narrowed)
    assert "गुमला की बात" in above.content.decode()
    assert above.context["form"] is None
    assert write(browser("secretariat"), narrowed, text_hi="उनकी ओर से").status_code == 404
    assert "गुमला की बात" not in browser("secretariat").get(ACCOUNT).content.decode()
    for path in (
        f"{PARAGRAPH}&organisation={cast.gumla.pk}&district={cast.gumla_district.pk}",
        f"/reports/words/nowhere/{YEARS}",
        "/reports/words/account_opening/?from=2024-03-31&to=2021-04-01",
    ):
        assert browser("secretariat").get(path).status_code == 404
    assert browser("khunti_coordinator").get(narrowed).status_code == 404
    assert browser("field_worker").get(PARAGRAPH).status_code == 404


def test_own_words_of_former_addresses_are_on_one_page(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    for paper in ("account", "donor"):
        place = f"{paper}_opening"
        former = f"/reports/paragraphs/{place}/{YEARS}"
        assert write(client, former, text_hi=f"पहले के पते से: {place}").status_code == 302
        here, there = client.get(former), client.get(f"/reports/words/{place}/{YEARS}")
        assert here.context["versions"] == there.context["versions"] != []
        assert (
            here.templates[0].name
            == there.templates[0].name
            == client.get(f"/reports/words/studio_year/{YEARS}").templates[0].name
        )


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


def test_queries_of_the_page_are_bounded(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    client.get(PARAGRAPH)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PARAGRAPH).status_code == 200
    assert len(queries) <= 30, len(queries)


def test_the_report_to_a_donor_tells_promises_and_what_was_published(cast: Cast, browser: Browser, as_: As) -> None:
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
    page = client.get(DONOR)
    promises = next(part for part in page.context["report"].parts if part.code == "partners")
    numbers = [figure.number for block in promises.blocks if isinstance(block, Lines) for figure in block.figures]
    assert numbers == [1, 0, 0, 3, 1, 1]
    donor = "/reports/file/docx/{}&audience=donor"
    everything = "\n".join(paragraphs_in(client.get(donor.format(YEARS)).content))
    assert "हर पंचायत में शिविर" in everything
    assert "पोर्टल खुलेगा" not in everything  # not kept
    assert "बस अड्डे पर मेज़" not in everything  # settled later
    assert "बदले नामों की कहानियाँ" in everything
    next_year = "?from=2024-04-01&to=2025-03-31"
    later = "\n".join(paragraphs_in(client.get(donor.format(next_year)).content))
    assert "बस अड्डे पर मेज़" in later
    assert "बदले नामों की कहानियाँ" not in later
    other = browser("khunti_coordinator").get(donor.format(YEARS))
    assert "हर पंचायत में शिविर" not in "\n".join(paragraphs_in(other.content))


@pytest.mark.parametrize("written", ["hi", "en"])
def test_who_writes_sees_what_stands_in_the_other_language_alone(cast: Cast, browser: Browser, written: str) -> None:
    """Before: opening and closing words of the other language were left out of the paper without a word to anybody."""
    client = browser("secretariat")
    assert write(client, PARAGRAPH, **{f"text_{written}": "हमारी बात"}).status_code == 302
    hints = {"hi": "सिर्फ़ हिंदी में लिखा है", "en": "सिर्फ़ अंग्रेज़ी में लिखा है"}
    for language in ("hi", "en"):
        page = client.get(f"{ACCOUNT}&language={language}").content.decode()
        own = page.split('id="own-words"')[1].split("</details>")[0]
        assert (hints[written] in own) is (language != written)
        assert own.count("सिर्फ़") == (language != written), "of nothing else"
        assert page.count('<details class="fold no-print" id="own-words" open') == (language != written)
    unread = browser("researcher").get(f"{ACCOUNT}&language={'en' if written == 'hi' else 'hi'}").content.decode()
    assert hints[written] not in unread
