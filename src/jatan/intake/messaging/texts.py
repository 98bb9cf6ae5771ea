"""Message templates by purpose and language: an organisation's own, else the shipped one."""

import tomllib
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jatan.foundation.places.models import Place
from jatan.intake.messaging.choices import Purpose
from jatan.intake.messaging.content_filter import wording_problems
from jatan.intake.messaging.models import Template
from jatan.kernel.problems import Problem

# Answers to a coded message say which one with `{what}`.
NAMES_WHAT: Final = (Purpose.NOTED, Purpose.PASSED_ON, Purpose.UNREGISTERED)
_FILE = Path(__file__).with_name("templates.toml")


@dataclass(frozen=True)
class Wording:
    """A template as it is sent, and its number in the telecom register (DLT)."""

    text: str
    language: str
    registered_as: str = ""
    is_own: bool = False


@cache
def shipped_texts() -> dict[str, dict[str, str]]:
    """The shipped templates: {purpose: {language: text}}."""
    with _FILE.open("rb") as file:
        return {str(purpose): dict(texts) for purpose, texts in tomllib.load(file).items()}


def languages() -> list[str]:
    """Languages that have at least one shipped text, Hindi first."""
    found = {language for texts in shipped_texts().values() for language in texts}
    return sorted(found, key=lambda code: (code != "hi", code))


def wording_of(organisation_id: uuid.UUID, purpose: str, language: str, helpline: str = "") -> Wording:
    """The template in that language, else in Hindi, else in English; an empty text where there is none."""
    own: dict[str, Any] = {
        row.language: row for row in Template.objects.live().filter(organisation_id=organisation_id, purpose=purpose)
    }
    shipped = shipped_texts().get(str(purpose), {})
    for code in dict.fromkeys((language, "hi", "en")):
        row = own.get(code)
        text = (row.text if row else "") or shipped.get(code, "")
        if text:
            registered = row.registered_as if row else ""
            return Wording(text.replace("{helpline}", helpline), code, registered, bool(row and row.text))
    return Wording("", language)


def places_of_origin() -> set[str]:
    """Names of the districts that people leave from, in both scripts."""
    rows = Place.objects.filter(level="district").values_list("name_hi", "name_en")
    return {name for row in rows for name in row if name}


def template_problems(text: str, purpose: str = "") -> list[Problem]:
    """What is wrong with a template for a purpose, whoever it is sent to."""
    found = wording_problems(text, hidden=places_of_origin())
    without_placeholder = text.replace("{helpline}", "")
    if purpose in NAMES_WHAT:
        without_placeholder = without_placeholder.replace("{what}", "")
    if "{" in without_placeholder or "}" in without_placeholder:
        found.append(Problem("unreadable", field="text"))
    return found
