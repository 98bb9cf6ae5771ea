"""The questions of the talk before leaving, by version. Every safe answer is "yes"; a "no" opens a task, never a point.

Read from `checklist.toml`, words and sources together: a changed word is a new version, and an answer names the one
it was given to.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Question", "current_version", "first_version", "question", "questions"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `trigger` is the hard stop that a "no" means; `only_minor`: only where the traveller is a child."""

    code: str
    hi: str
    en: str
    action_hi: str
    action_en: str
    due_days: int = 3
    trigger: str = ""
    only_minor: bool = False

    def text(self, language: str) -> str:
        """The question as it is asked."""
        return self.en if language.startswith("en") else self.hi

    def action(self, language: str) -> str:
        """What a "no" sets in motion."""
        return self.action_en if language.startswith("en") else self.action_hi


@cache
def _versions() -> dict[str, tuple[Question, ...]]:
    content = tomllib.loads(resources.files(__package__).joinpath("checklist.toml").read_text(encoding="utf-8"))
    return {
        version["version"]: tuple(Question(**entry) for entry in version["question"])
        for version in content["checklist"]
    }


def first_version() -> str:
    """The version that answers kept without one were given to."""
    return next(iter(_versions()))


def current_version() -> str:
    """The version that is asked today: the last in the file."""
    return list(_versions())[-1]


def questions(version: str = "") -> tuple[Question, ...]:
    """The questions of a version in their order (of today's when left out). Raises KeyError for no version."""
    return _versions()[version or current_version()]


def question(code: str, version: str = "") -> Question:
    """One question. Raises LookupError for none of that code."""
    for one in questions(version):
        if one.code == code:
            return one
    raise LookupError(code)
