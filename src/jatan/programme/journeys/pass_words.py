"""The words of the migrant's pass and of the public help page, one file a language, with the law behind each right.

Adding a language is adding a file to `pass_texts`; Hindi stands in for a language that has none.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

__all__ = ["FIRST", "PassWords", "Right", "languages", "pass_words"]

FIRST = "hi"


@dataclass(frozen=True)
class Right:
    """One right in plain words, and the law it rests on."""

    code: str
    words: str
    law: str


@dataclass(frozen=True)
class PassWords:
    """Everything the pass and its page say in one language."""

    language: str
    name: str
    on_pass: Mapping[str, str]
    on_page: Mapping[str, str]
    rights: tuple[Right, ...]


@functools.cache
def languages() -> tuple[tuple[str, str], ...]:
    """(code, name in itself) of every language there is a file for, Hindi first."""
    folder = files("jatan.programme.journeys").joinpath("pass_texts")
    codes = {path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml")} - {"laws"}
    return tuple((code, pass_words(code).name) for code in sorted(codes, key=lambda code: (code != FIRST, code)))


@functools.cache
def pass_words(language: str) -> PassWords:
    """The words in a language that has a file. KeyError for one that has none."""
    found = _read(language)
    laws = {right["code"]: right["law"] for right in _read("laws")["right"]}
    rights = tuple(Right(code, found["rights"][code], law) for code, law in laws.items())
    return PassWords(found["language"], found["name"], found["on_pass"], found["on_page"], rights)


def _read(name: str) -> dict[str, Any]:
    path = files("jatan.programme.journeys").joinpath("pass_texts", f"{name}.toml")
    if not name.isalpha() or not path.is_file():
        raise KeyError(name)
    return tomllib.loads(path.read_text("utf-8"))
