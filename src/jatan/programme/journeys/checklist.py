"""The questions of the conversation before leaving, by version. "yes" is safe, "no" opens a task; no score.

Read from `checklist.toml`, with texts and sources. A changed text is a new version, and an answer stores the version
to which it was given.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Question", "current_version", "first_version", "question", "questions"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `trigger`: the hard stop that a "no" raises; `only_minor`: only for a traveller under 18."""

    code: str
    hi: str
    en: str
    action_hi: str
    action_en: str
    due_days: int = 3
    trigger: str = ""
    only_minor: bool = False

    def text(self, language: str) -> str:
        """The question in `language`."""
        return self.en if language.startswith("en") else self.hi

    def action(self, language: str) -> str:
        """The task that a "no" opens, in `language`."""
        return self.action_en if language.startswith("en") else self.action_hi


@cache
def _versions() -> dict[str, tuple[Question, ...]]:
    content = tomllib.loads(resources.files(__package__).joinpath("checklist.toml").read_text(encoding="utf-8"))
    return {
        version["version"]: tuple(Question(**entry) for entry in version["question"])
        for version in content["checklist"]
    }


def first_version() -> str:
    """The version assumed for answers that were stored without one."""
    return next(iter(_versions()))


def current_version() -> str:
    """The version asked today: the last one in the file."""
    return list(_versions())[-1]


def questions(version: str = "") -> tuple[Question, ...]:
    """The questions of a version in order (of the current one when left out). Raises KeyError if it is unknown."""
    return _versions()[version or current_version()]


def question(code: str, version: str = "") -> Question:
    """One question by its code. Raises LookupError for an unknown code."""
    for one in questions(version):
        if one.code == code:
            return one
    raise LookupError(code)
