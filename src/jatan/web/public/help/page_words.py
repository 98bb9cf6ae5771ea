"""Words and voices of the help page: a file of texts, or Hindi with what the network's office has kept.

Every language in which the office has kept something is offered; a sentence without words in it stays in Hindi.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import Error
from django.urls import reverse
from django.utils.translation import get_language_info

from jatan.programme.journeys.pass_wording import DEFAULT_LANGUAGE, languages, pass_texts, spoken_texts
from jatan.programme.spoken_prompts.selectors import Spoken, spoken_now

_log = logging.getLogger("jatan.help")


@dataclass(frozen=True)
class Wording:
    """The page in one language. `voices`: {name of a text: address of its recording}. `rights`: (words, address or "").

    `language`: the one that was asked for, or Hindi. `others`: (code, own name) of the languages to choose from.
    """

    language: str
    words: Mapping[str, str]
    voices: Mapping[str, str]
    rights: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]


def wording_in(asked: str) -> Wording:
    """The page in a language, in Hindi where nothing is kept in it. One query."""
    kept = _kept()
    offered = dict(languages()) | {
        code: str(get_language_info(code)["name_local"]) for code in kept if code not in dict(languages())
    }
    language = asked if asked in offered else DEFAULT_LANGUAGE
    has_file = language in dict(languages())
    texts = pass_texts(language if has_file else DEFAULT_LANGUAGE)
    in_it = kept.get(language, {})
    written = {} if has_file else {code: one.words for code, one in in_it.items() if one.words}
    voices = {
        code: reverse("prompt_recording", args=[code, language, one.digits])
        for code, one in in_it.items()
        if one.digits
    }
    return Wording(
        language=language,
        words={name: written.get(f"page.{name}", text) for name, text in texts.on_page.items()},
        voices={code.removeprefix("page."): url for code, url in voices.items() if code.startswith("page.")},
        rights=tuple(
            (written.get(f"right.{right.code}", right.words), voices.get(f"right.{right.code}", ""))
            for right in texts.rights
        ),
        others=tuple((code, name) for code, name in offered.items() if code != language),
    )


def _kept() -> dict[str, dict[str, Spoken]]:
    """What is kept of these texts. Nothing while the database is away: the page itself needs none."""
    try:
        return spoken_now(spoken_texts(DEFAULT_LANGUAGE))
    except Error:
        _log.warning("the help page goes without voices: the database does not answer")
        return {}
