"""A machine's voice for every question in Hindi, where espeak-ng and opusenc are installed; marked as a placeholder.

In the villages' own languages nothing is recorded: no machine speaks them.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.core.files.base import ContentFile

from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.intake.fieldbook.definitions import prompt_texts
from jatan.programme.journeys.pass_wording import spoken_texts
from jatan.programme.spoken_prompts.choices import SpokenLanguage
from jatan.programme.spoken_prompts.commands import KeepPrompt
from jatan.programme.spoken_prompts.selectors import spoken_for_everybody
from jatan.programme.spoken_prompts.services import keep_prompt

_HINDI: Final = SpokenLanguage.HINDI.value
_SECONDS: Final = 60
_WORDS_A_MINUTE: Final = "140"


def record_voices(accounts: Mapping[Role, Account]) -> None:
    """Let the network's office keep a placeholder for each question that has none; nothing without the programs."""
    speaker, encoder = shutil.which("espeak-ng"), shutil.which("opusenc")
    if speaker is None or encoder is None:
        return
    home = Organisation.objects.get(kind=Kind.NETWORK)
    districts = Place.objects.filter(level=Level.DISTRICT)
    place = Place.objects.filter(level=Level.STATE, id__in=districts.values("parent_id")).order_by("name_en")[0]
    kept = spoken_for_everybody(_HINDI)
    asked = {code: text for code, text in {**prompt_texts(_HINDI), **spoken_texts(_HINDI)}.items() if code not in kept}
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        for (code, text), sound in zip(asked.items(), _spoken(asked.values(), speaker, encoder), strict=True):
            command = KeepPrompt(organisation=home.pk, place=place, code=code, language=_HINDI, asked=text, text=text)
            keep_prompt(by=by, command=command, upload=ContentFile(sound, name="voice.opus"), is_placeholder=True)


def _spoken(texts: Iterable[str], speaker: str, encoder: str) -> Iterator[bytes]:
    """Each text as Ogg with Opus: some kilobytes. Raises CalledProcessError."""

    def speak(text: str) -> bytes:
        wave = _run([speaker, "-v", _HINDI, "-s", _WORDS_A_MINUTE, "--stdin", "--stdout"], text.encode())
        return _run([encoder, "--quiet", "--bitrate", "16", "--discard-comments", "-", "-"], wave)

    with ThreadPoolExecutor(os.cpu_count()) as executor:
        yield from executor.map(speak, texts)


def _run(words: list[str], given: bytes) -> bytes:
    return subprocess.run(words, input=given, capture_output=True, timeout=_SECONDS, check=True).stdout  # noqa: S603
