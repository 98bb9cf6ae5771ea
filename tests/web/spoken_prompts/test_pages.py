"""The pages on which staff record questions, and the recordings that phones load."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.programme.journeys.pass_wording import pass_texts, spoken_texts
from jatan.programme.spoken_prompts.models import SpokenPrompt
from jatan.programme.spoken_prompts.selectors import prompts_on_phone
from jatan.programme.spoken_prompts.services import PROMPT
from jatan.web.spoken_prompts.texts import PARTS, part_of, texts
from tests.cast import Cast
from tests.programme.spoken_prompts.builders import CODE, OGG, a_prompt
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

URL = f"/voices/sat/{CODE}/"
DIGEST = hashlib.sha256(OGG).hexdigest()[:16]
SOUND = f"/fieldbook/prompts/{CODE}/sat/{DIGEST}"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def send(client: Client, content: bytes | None = OGG, text: str = "ᱧᱩᱛᱩᱢ", url: str = URL) -> Any:
    upload = {} if content is None else {"upload": SimpleUploadedFile("note.ogg", content, "audio/ogg")}
    return client.post(url, {"text": text, **upload})


def heard(url: str = SOUND) -> Any:
    """The answer to somebody without an account, read to its end."""
    answer = Client().get(url)
    if answer.streaming:
        answer.heard = b"".join(answer.streaming_content)
    return answer


def test_every_text_belongs_to_one_part_and_codes_fit_the_address() -> None:
    assert {code for part in PARTS for code in part_of(part, "hi").texts} == set(texts())
    assert all(part_of(part, "hi").texts for part in PARTS)
    assert list(texts("en")) == list(texts("hi"))
    assert set(spoken_texts("hi").values()) <= {
        *pass_texts("hi").on_page.values(),
        *(right.words for right in pass_texts("hi").rights),
    }


def test_a_coordinator_records_a_question_and_everybody_can_hear_it(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    assert texts()[CODE] in client.get(URL).content.decode()
    answer = send(client)
    assert (answer.status_code, answer["Location"]) == (302, URL)
    page = client.get(URL).content.decode()
    assert SOUND in page
    assert "ᱧᱩᱛᱩᱢ" in page
    sound = heard()
    assert (sound.status_code, sound["Content-Type"], sound.heard) == (200, "audio/ogg", OGG)
    assert sound["Cache-Control"] == "public, max-age=31536000, immutable"
    assert sound["X-Content-Type-Options"] == "nosniff"
    assert not sound.cookies
    assert prompts_on_phone(cast.gumla.id, texts()) == {CODE: {"sat": DIGEST}}


def test_other_addresses_of_a_recording_answer_404(cast: Cast, browser: Browser) -> None:
    send(browser("coordinator"))
    for url in (
        SOUND.replace("/sat/", "/hoc/"),
        SOUND.replace(CODE, "leaving.new.age"),
        SOUND[:-1] + ("0" if SOUND[-1] != "0" else "1"),
        SOUND[:-1],
        SOUND + hashlib.sha256(OGG).hexdigest()[16:],
        SOUND.upper(),
    ):
        assert heard(url).status_code == 404, url
    assert Client().post(SOUND).status_code == 405
    with acting_as(cast.actor("coordinator")) as by:
        PROMPT.withdraw(by=by, row=SpokenPrompt.objects.get(), reason="x")
    assert heard().status_code == 404


def test_a_lost_file_answers_404(cast: Cast, browser: Browser, media: Path) -> None:
    send(browser("coordinator"))
    (media / SpokenPrompt.objects.get().file).unlink()
    assert heard().status_code == 404


def test_a_wrong_file_is_told_beside_the_field_and_the_words_stay(cast: Cast, browser: Browser) -> None:
    answer = send(browser("coordinator"), b"<html>", "ᱧᱩᱛᱩᱢ")
    assert answer.status_code == 422
    assert "upload" in answer.context["form"].errors
    assert "ᱧᱩᱛᱩᱢ" in answer.content.decode()
    assert not SpokenPrompt.objects.exists()


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "supervisor", "researcher", "auditor"])
def test_the_pages_are_for_those_who_publish(part: str, cast: Cast, browser: Browser) -> None:
    client = browser(part)
    assert client.get("/voices/").status_code == 404
    assert client.get(URL).status_code == 404
    assert send(client).status_code == 404


@pytest.mark.parametrize("url", ["/voices/en/" + CODE + "/", "/voices/sat/leaving.nothing/", "/voices/sat/x/fits/"])
def test_what_is_not_asked_answers_404(url: str, cast: Cast, browser: Browser) -> None:
    assert browser("coordinator").get(url).status_code in (404, 405)
    assert browser("coordinator").post(url).status_code == 404


def test_the_list_shows_whose_recording_it_is_and_what_waits(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        a_prompt(by, cast, organisation=cast.network.id, asked="पहले का सवाल")
    page = browser("coordinator").get("/voices/?in=sat&part=leaving").content.decode()
    assert SOUND in page
    assert page.count("<audio") == 1
    assert "1/" in page
    line = next(one for one in browser("coordinator").get("/voices/?in=sat").context["lines"] if one.code == CODE)
    assert (line.is_own, line.has_changed) == (False, True)
    own = browser("secretariat").get(URL)
    assert f"{URL}fits/" in own.content.decode()
    assert browser("secretariat").post(f"{URL}fits/").status_code == 302
    assert not browser("secretariat").get(URL).context["line"].has_changed


def test_a_member_cannot_confirm_or_take_away_what_the_network_recorded(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        a_prompt(by, cast, organisation=cast.network.id)
    client = browser("coordinator")
    assert f"{URL}withdraw/" not in client.get(URL).content.decode()
    assert client.post(f"{URL}withdraw/").status_code == 404
    assert client.post(f"{URL}fits/").status_code == 404
    assert heard().status_code == 200


def test_an_office_takes_its_own_recording_away(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    send(client)
    assert client.post(f"{URL}withdraw/").status_code == 302
    assert heard().status_code == 404
    assert client.get(URL).context["own"] is None


def test_a_full_list_needs_few_queries(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        for code in part_of("leaving", "hi").texts:
            a_prompt(by, cast, code=code)
    client = browser("coordinator")
    client.get("/voices/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get("/voices/?in=sat&part=leaving")
    assert page.content.decode().count("<audio") == len(part_of("leaving", "hi").texts)
    assert len(queries) <= 14, [query["sql"][:90] for query in queries]
