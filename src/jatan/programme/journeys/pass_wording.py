"""Texts of the migrant's pass and the public help page, one file per language, with the law behind each right.

To add a language, add a file to `pass_texts`; Hindi is used for a language without one.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

DEFAULT_LANGUAGE = "hi"


@dataclass(frozen=True)
class Right:
    """One right in plain language, and the law it is based on."""

    code: str
    words: str
    law: str


@dataclass(frozen=True)
class PassTexts:
    """All texts of the pass and its page in one language."""

    language: str
    name: str
    on_pass: Mapping[str, str]
    on_page: Mapping[str, str]
    rights: tuple[Right, ...]


@functools.cache
def languages() -> tuple[tuple[str, str], ...]:
    """(code, name in that language) of every language with a file, Hindi first."""
    folder = files("jatan.programme.journeys").joinpath("pass_texts")
    codes = {path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml")} - {"laws"}
    return tuple(
        (code, pass_texts(code).name) for code in sorted(codes, key=lambda code: (code != DEFAULT_LANGUAGE, code))
    )


@functools.cache
def pass_texts(language: str) -> PassTexts:
    """The texts of a language that has a file. Raises KeyError for any other."""
    found = _read(language)
    laws = {right["code"]: right["law"] for right in _read("laws")["right"]}
    rights = tuple(Right(code, found["rights"][code], law) for code, law in laws.items())
    return PassTexts(found["language"], found["name"], found["on_pass"], found["on_page"], rights)


# Texts of the help page that are read out, in the order of the page; buttons and what follows one are there too.
_SPOKEN = (
    "heading", "lead", "danger", "for_self", "words", "phone", "phone_hint", "send", "for_other", "sent", "sent_lead",
    "sent_close", "limited_lead", "failed_lead",
)  # fmt: skip


def spoken_texts(language: str) -> dict[str, str]:
    """{code: text} of what can be read out on the public help page: `page.<text>` and `right.<code>`.

    Raises KeyError for a language without a file.
    """
    words = pass_texts(language)
    page = {f"page.{name}": words.on_page[name] for name in _SPOKEN}
    return page | {f"right.{right.code}": right.words for right in words.rights}


def _read(name: str) -> dict[str, Any]:
    path = files("jatan.programme.journeys").joinpath("pass_texts", f"{name}.toml")
    if not name.isalpha() or not path.is_file():
        raise KeyError(name)
    return tomllib.loads(path.read_text("utf-8"))
