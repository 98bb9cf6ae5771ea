"""The pass of a journey: issued once, printed on one sheet, readable QR code, nothing about the person on it."""

import html
import io
import re
import shutil
import subprocess
import urllib.parse

import pypdf
import pytest
import zxingcpp
from PIL import Image

from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Office
from jatan.kernel import clock
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.journeys.pass_wording import languages, pass_texts
from jatan.web.journeys.passes.printed import Printing, as_png
from tests.cast import Cast
from tests.pdf_text import text_of
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

A6 = (105, 148)
ADDRESS = re.compile(r"https://testserver/h/[0-9A-HJKMNP-TV-Z]{16}/")


@pytest.fixture
def journey(cast: Cast) -> Journey:
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name="झूमरी किस्कू", village="बड़कागाँव", phone="9835012345")
        return a_journey(by, person, employer="शक्ति गारमेंट", agent_name="मनोज ठेकेदार")


def _squeezed(text: str) -> str:
    """Without spaces: pdftotext inserts one inside a few conjuncts ("कै मरा"); the search of PDF readers ignores it."""
    return re.sub(r"\s+", "", text)


@pytest.fixture
def printed(cast: Cast, journey: Journey, browser: Browser) -> bytes:
    client = browser("field_worker")
    client.post(f"/journeys/{journey.pk}/pass/make/")
    answer = client.get(f"/journeys/{journey.pk}/pass/hi/", secure=True)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert "झूमरी" not in answer.headers["Content-Disposition"]
    return bytes(answer.content)


def test_it_is_one_sheet_of_a6(printed: bytes) -> None:
    (page,) = pypdf.PdfReader(io.BytesIO(printed)).pages
    size = (round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4))
    assert size == A6


def test_its_hindi_can_be_copied_and_searched(printed: bytes) -> None:
    text = text_of(printed)
    for words in ("मेरी यात्रा का पास", "मदद के नंबर", "काम छोड़ना आपका हक है।", "न्यूनतम मज़दूरी", "15100"):
        assert words in text
    squeezed = _squeezed(text)
    for right in pass_texts("hi").rights:
        assert _squeezed(right.words) in squeezed


def test_it_contains_nothing_about_the_person(printed: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed))
    content = _squeezed(text_of(printed)) + str(reader.metadata) + str(reader.xmp_metadata)
    for words in ("झूमरी", "किस्कू", "बड़कागाँव", "9835012345", "शक्ति", "मनोज", "तिरुपुर", "Gumla", "गुमला"):
        assert words not in content


def _as_picture(content: bytes) -> Image.Image:
    """The first page of a PDF as an image at 200 dpi."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("SKIPPED LOUDLY: pdftoppm is not here")
    done = subprocess.run(["pdftoppm", "-png", "-r", "200"], input=content, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout))


def test_the_qr_code_contains_an_opaque_url(cast: Cast, journey: Journey, browser: Browser) -> None:
    client = browser("field_worker")
    client.post(f"/journeys/{journey.pk}/pass/make/")
    printed = client.get(f"/journeys/{journey.pk}/pass/hi/", secure=True).content
    (mark,) = zxingcpp.read_barcodes(_as_picture(printed))
    assert ADDRESS.fullmatch(mark.text)
    assert browser("stranger").get(mark.text.removeprefix("https://testserver")).status_code == 200


def test_the_qr_code_is_readable_when_damaged(cast: Cast) -> None:
    words = pass_texts("hi")
    sheet = as_png(
        Printing(words, help_numbers_on(clock.today(), "hi"), [], "7K9X2M4DQRST0123", "https://x.org/h/7K9X/")
    )
    picture = Image.open(io.BytesIO(sheet)).convert("L")
    wide, high = picture.size
    picture.paste(255, (round(wide * 0.78), round(high * 0.14), round(wide * 0.82), round(high * 0.17)))
    assert [mark.text for mark in zxingcpp.read_barcodes(picture)] == ["https://x.org/h/7K9X/"]


def test_the_pass_is_shown_and_sent_without_the_name(cast: Cast, journey: Journey, browser: Browser) -> None:
    client = browser("field_worker")
    path = f"/journeys/{journey.pk}/pass/"
    assert client.get(f"{path}hi/picture/").status_code == 404
    client.post(f"{path}make/")
    page = client.get(path).content.decode()
    (shown,) = re.findall(r'<img src="data:image/svg\+xml[^"]*"', page)
    assert "%23fff" in shown  # on white, also where the screen is dark
    text = html.unescape(re.findall(r'href="(sms:[^"]*)"', page)[0])
    assert urllib.parse.unquote(text).startswith("sms:?body=")
    assert journey.person.phone not in page.split("<main", 1)[1]
    sent = client.get(f"{path}hi/picture/")
    assert sent.headers["Content-Disposition"] == 'attachment; filename="pass.png"'
    assert len(sent.content) <= 100_000
    (mark,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(sent.content)).convert("L"))
    assert mark.text in urllib.parse.unquote(text)
    assert ADDRESS.fullmatch(mark.text.replace("http:", "https:"))
    assert journey.person.name not in urllib.parse.unquote(text)
    for code in ("xx", "picture"):
        assert client.get(f"{path}{code}/picture/").status_code == 404
    assert browser("khunti_coordinator").get(f"{path}hi/picture/").status_code == 404


@pytest.mark.parametrize("language", [code for code, _name in languages()])
def test_every_language_fits_the_sheet_with_two_desks(language: str, cast: Cast) -> None:
    desks = [("सूचना केंद्र, प्रखंड कार्यालय के सामने, बसिया", "06524-222333"), ("केंद्र दो", "9835000000")]
    words = pass_texts(language)
    sheet = as_png(
        Printing(words, help_numbers_on(clock.today(), language), desks, "7" * 16, "https://example.org/h/x/")
    )
    assert Image.open(io.BytesIO(sheet)).format == "PNG"  # several pages would be a list, which is no picture


def test_public_url_of_the_settings_is_printed(
    settings: object, cast: Cast, journey: Journey, browser: Browser
) -> None:
    settings.PUBLIC_URL = "https://jatan.example.org"  # type: ignore[attr-defined]
    client = browser("field_worker")
    client.post(f"/journeys/{journey.pk}/pass/make/")
    printed = client.get(f"/journeys/{journey.pk}/pass/hi/").content
    (mark,) = zxingcpp.read_barcodes(_as_picture(printed))
    assert mark.text.startswith("https://jatan.example.org/h/")


def test_the_members_office_is_printed_with_its_telephone(cast: Cast, journey: Journey, browser: Browser) -> None:
    where = {"organisation": cast.gumla, "name_en": "Desk"}
    Office.objects.create(**where, place=cast.khunti_district, name_hi="दूर का केंद्र", phone="06526-111111")
    Office.objects.create(**where, place=cast.gumla_block, name_hi="पास का केंद्र", phone="06524-222333")
    Office.objects.create(organisation=cast.khunti, place=cast.gumla_block, name_hi="x", name_en="x", phone="123456")
    client = browser("field_worker")
    client.post(f"/journeys/{journey.pk}/pass/make/")
    text = text_of(client.get(f"/journeys/{journey.pk}/pass/hi/").content)
    assert text.index("06524-222333") < text.index("06526-111111")
    assert "123456" not in text


def test_making_it_twice_keeps_the_code_and_a_lost_one_is_replaced(
    cast: Cast, journey: Journey, browser: Browser
) -> None:
    client = browser("desk_operator")
    for path in ("make", "make"):
        assert client.post(f"/journeys/{journey.pk}/pass/{path}/").status_code == 302
    for asked in (client.get, client.post):
        assert 'name="confirm"' in asked(f"/journeys/{journey.pk}/pass/renew/").content.decode()
        with acting_as(cast.actor("coordinator")):
            assert Pass.objects.get().revoked_at is None
    assert client.post(f"/journeys/{journey.pk}/pass/renew/", {"confirm": "1"}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        old, fresh = Pass.objects.order_by("issued_at", "id")
    assert old.revoked_at is not None
    assert (fresh.revoked_at, len(fresh.code)) == (None, 16)
    assert old.code != fresh.code


def test_the_page_makes_few_queries(
    cast: Cast, journey: Journey, browser: Browser, django_assert_max_num_queries: object
) -> None:
    client = browser("desk_operator")
    client.post(f"/journeys/{journey.pk}/pass/make/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page = client.get(f"/journeys/{journey.pk}/pass/").content.decode()
    assert "<title>" in page
    assert "झूमरी" not in page.partition("</title>")[0]


@pytest.mark.parametrize("part", ["khunti_coordinator", "khunti_desk", "secretariat", "researcher", "stranger"])
@pytest.mark.parametrize(("verb", "path"), [("get", ""), ("post", "make/"), ("post", "renew/"), ("get", "hi/")])
def test_other_users_get_404(verb: str, path: str, part: str, cast: Cast, journey: Journey, browser: Browser) -> None:
    answer = getattr(browser(part), verb)(f"/journeys/{journey.pk}/pass/{path}")
    assert answer.status_code == 404
    with acting_as(cast.actor("coordinator")):
        assert not Pass.objects.exists()


@pytest.mark.parametrize("language", ["xx", "laws"])
def test_an_unknown_language_is_404(language: str, cast: Cast, journey: Journey, browser: Browser) -> None:
    client = browser("desk_operator")
    client.post(f"/journeys/{journey.pk}/pass/make/")
    assert client.get(f"/journeys/{journey.pk}/pass/{language}/").status_code == 404
