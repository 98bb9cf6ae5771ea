"""Builders of recordings for tests; they call the service."""

from typing import Any

from django.core.files.base import ContentFile

from jatan.foundation.access.actors import Actor
from jatan.programme.spoken_prompts.commands import KeepPrompt
from jatan.programme.spoken_prompts.models import SpokenPrompt
from jatan.programme.spoken_prompts.services import keep_prompt
from tests.cast import Cast

CODE, ASKED = "leaving.new.name", "नाम"
OGG = b"OggS\0\x02" + b"\0" * 40


def command(cast: Cast, **answers: Any) -> KeepPrompt:
    """The name question in Santali, by Gumla; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_district,
        "code": CODE,
        "language": "sat",
        "asked": ASKED,
        "text": "ᱧᱩᱛᱩᱢ",
    }
    return KeepPrompt(**(usual | answers))


def a_prompt(by: Actor, cast: Cast, content: bytes | None = OGG, **answers: Any) -> SpokenPrompt:
    """One kept recording, or only words with `content=None`."""
    upload = None if content is None else ContentFile(content, name="सीता देवी.ogg")
    return keep_prompt(by=by, command=command(cast, **answers), upload=upload)
