"""The demo's spoken questions: a machine's voice in Hindi where the machine can speak, and said to be one."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from jatan.demo.voices import record_voices
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.definitions import prompt_texts
from jatan.programme.journeys.pass_wording import spoken_texts
from jatan.programme.spoken_prompts.models import SpokenPrompt
from jatan.programme.spoken_prompts.selectors import prompts_on_phone
from tests.cast import Cast
from tests.programme.spoken_prompts.builders import CODE, OGG, a_prompt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_without_the_programs_nothing_is_recorded(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    record_voices({Role.SECRETARIAT: cast.accounts["secretariat"]})
    assert not SpokenPrompt.objects.exists()


@pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("opusenc")), reason="SKIPPED LOUDLY: no espeak-ng, no opusenc"
)
def test_every_question_gets_a_placeholder_in_hindi_once(cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        own = a_prompt(by, cast, organisation=cast.network.id, language="hi")
    for _time in range(2):
        record_voices({Role.SECRETARIAT: cast.accounts["secretariat"]})
    asked = {**prompt_texts("hi"), **spoken_texts("hi")}
    rows = {row.code: row for row in SpokenPrompt.objects.all()}
    assert rows.keys() == asked.keys()
    assert {row.language for row in rows.values()} == {"hi"}
    assert rows.pop(CODE).pk == own.pk, "a voice is never replaced by a machine's"
    assert all(row.is_placeholder and row.format == "ogg" for row in rows.values())
    assert max(row.file_size or 0 for row in rows.values()) < 150_000
    assert len(OGG) < min(row.file_size or 0 for row in rows.values())
    assert prompts_on_phone(cast.gumla.id, asked).keys() >= asked.keys() - {CODE}
