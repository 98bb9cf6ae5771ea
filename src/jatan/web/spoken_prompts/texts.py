"""What can be read out: questions of the field book and texts of the help page, in parts as a page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.intake.fieldbook.definitions import prompt_texts
from jatan.programme.journeys.pass_wording import DEFAULT_LANGUAGE, spoken_texts

# First word of a code -> what it belongs to, in the order of the work.
PARTS: Mapping[str, Any] = {
    "leaving": _("Registration before leaving"),
    "talk": _("The talk before leaving"),
    "stop": _("Dangers"),
    "consent": _("Consent"),
    "contact": _("Contacts"),
    "meeting": _("Meeting"),
    "help": _("Help"),
    "no_news": _("No news of her"),
    "page": _("The public help page"),
    "right": _("Rights at work"),
}


@dataclass(frozen=True)
class Part:
    """Texts that stand together: {code: text}."""

    code: str
    label: Any
    texts: Mapping[str, str]


def texts(language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """{code: text} of everything, in Hindi or English, in the order in which it is asked."""
    return {**prompt_texts(language), **spoken_texts(language)}


def part_of(code: str, language: str) -> Part:
    """The part with this code, the first one for any other."""
    chosen = code if code in PARTS else next(iter(PARTS))
    found = {name: text for name, text in texts(language).items() if name.partition(".")[0] == chosen}
    return Part(chosen, PARTS[chosen], found)
