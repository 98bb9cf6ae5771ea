"""The questions of the conversation before leaving, by version. "yes" is safe, "no" opens a task; no score.

Read from `checklist.toml`, with texts and sources. A changed text is a new version, and an answer stores the version
to which it was given.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from django.utils.text import capfirst, format_lazy

from jatan.kernel.localised import Localised
from jatan.kernel.questions import Question
from jatan.programme.journeys.choices import AnswerCode


@dataclass(frozen=True, slots=True)
class Item:
    """One question with what follows from a "no". `trigger`: the hard stop that it raises; `only_minor`: asked only of
    a traveller under 18. Texts and task are of the version, in both languages."""

    code: str
    hi: str
    en: str
    action_hi: str
    action_en: str
    due_days: int = 3
    trigger: str = ""
    only_minor: bool = False

    @property
    def question(self) -> Question:
        """What is asked, in the reader's language."""
        return Question(
            code=self.code,
            kind="choice",
            label=format_lazy("{text}", text=Localised(hi=self.hi, en=self.en)),
            choices=tuple((code, capfirst(label)) for code, label in AnswerCode.choices),
            few=True,
            only_child=self.only_minor,
        )

    def action(self, language: str) -> str:
        """The task that a "no" opens, in `language`."""
        return Localised(hi=self.action_hi, en=self.action_en).in_language(language)


@cache
def _versions() -> dict[str, tuple[Item, ...]]:
    content = tomllib.loads(resources.files(__package__).joinpath("checklist.toml").read_text(encoding="utf-8"))
    return {
        version["version"]: tuple(Item(**entry) for entry in version["question"]) for version in content["checklist"]
    }


def versions() -> list[str]:
    """The versions there are, the first one first."""
    return list(_versions())


def first_version() -> str:
    """The version assumed for answers that were stored without one."""
    return next(iter(_versions()))


def current_version() -> str:
    """The version asked today: the last one in the file."""
    return list(_versions())[-1]


def questions(version: str = "") -> tuple[Item, ...]:
    """The questions of a version in order (of the current one when left out). Raises KeyError if it is unknown."""
    return _versions()[version or current_version()]


def question(code: str, version: str = "") -> Item:
    """One question by its code. Raises LookupError for an unknown code."""
    for one in questions(version):
        if one.code == code:
            return one
    raise LookupError(code)
