"""The help page in the languages of the villages: words and voices that the network's office has kept."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.programme.journeys.pass_wording import spoken_texts
from jatan.programme.spoken_prompts.models import SpokenPrompt
from jatan.web.public.help import page_words
from tests.cast import Cast
from tests.programme.spoken_prompts.builders import OGG, a_prompt

pytestmark = pytest.mark.django_db

HINDI = spoken_texts("hi")
LEAD = "ᱱᱚᱸᱰᱮ ᱚᱛᱟᱭ ᱢᱮ"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keep(cast: Cast, code: str, content: bytes | None = OGG, **answers: Any) -> SpokenPrompt:
    answers = {"organisation": cast.network.id, "code": code, "asked": HINDI[code], **answers}
    with acting_as(cast.actor("secretariat")) as by:
        return a_prompt(by, cast, content, **answers)


def page(query: str = "?in=sat") -> str:
    return Client().get(f"/h/{query}").content.decode()


def test_a_language_is_offered_when_something_is_kept_in_it(cast: Cast) -> None:
    assert "?in=sat" not in page("")
    assert '<html lang="hi">' in page()
    keep(cast, "page.lead", text=LEAD)
    assert 'href="?in=sat" lang="sat"' in page("")
    assert "ᱥᱟᱱᱛᱟᱲᱤ" in page("")
    assert '<html lang="sat">' in page()


def test_words_and_voices_stand_where_they_are_kept_and_the_rest_is_hindi(cast: Cast) -> None:
    lead = keep(cast, "page.lead", text=LEAD)
    right = keep(cast, "right.full_wage", text="")
    shown = page()
    assert LEAD in shown
    assert HINDI["page.lead"] not in shown
    assert HINDI["right.full_wage"] in shown
    assert HINDI["page.danger"] in shown
    for row in (lead, right):
        url = f"/fieldbook/prompts/{row.code}/sat/{row.file_digest[:16]}"
        assert f'src="{url}"' in shown
        sound = Client().get(url)
        assert b"".join(sound.streaming_content) == OGG
    assert shown.count("<audio") == 2


def test_hindi_keeps_its_own_words_and_gets_a_voice(cast: Cast) -> None:
    keep(cast, "page.lead", language="hi", text="और कुछ")
    assert HINDI["page.lead"] in page("")
    assert "और कुछ" not in page("")
    assert page("").count("<audio") == 1


def test_what_was_kept_for_an_earlier_text_or_by_a_member_is_not_shown(cast: Cast) -> None:
    keep(cast, "page.lead", asked="पहले की बात", text=LEAD)
    with acting_as(cast.actor("coordinator")) as by:
        a_prompt(by, cast, code="page.lead", asked=HINDI["page.lead"], text=LEAD)
    assert LEAD not in page()
    assert "?in=sat" not in page("")


def test_a_press_in_her_language_is_answered_in_it(cast: Cast) -> None:
    keep(cast, "page.sent", text=LEAD)
    answer = Client().post("/h/", {"who": "self", "in": "sat"})
    assert answer["Location"].endswith("?in=sat")
    assert LEAD in Client().get(answer["Location"]).content.decode()


@pytest.mark.parametrize("asked", ["fr", "../../etc", "kru", "SAT"])
def test_another_language_is_hindi(cast: Cast, asked: str) -> None:
    keep(cast, "page.lead", text=LEAD)
    assert '<html lang="hi">' in page(f"?in={asked}")


def test_the_page_stands_without_the_database(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_asked: object) -> None:
        raise OperationalError("the server is away")

    monkeypatch.setattr(page_words, "spoken_now", away)
    assert HINDI["page.lead"] in page()
