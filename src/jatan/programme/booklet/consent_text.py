"""The text that is read out before somebody agrees that her story is printed, by version (`consent_text.toml`)."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from jatan.kernel.localised import Localised


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    content = resources.files(__package__).joinpath("consent_text.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(content)["text"])


def uses_in(version: str) -> frozenset[str]:
    """The uses (codes of StoryUse) of which the text of a version speaks; none for an unknown version."""
    return frozenset(use for row in _rows() if row["version"] == version for use in row["uses"])


def versions_with(use: str) -> list[str]:
    """The versions whose text speaks of a use."""
    return [row["version"] for row in _rows() if use in row["uses"]]


@cache
def consent_texts() -> dict[str, Localised]:
    """{version: its text}, every version that was ever used, oldest first."""
    return {row["version"]: Localised(hi=row["hi"].strip(), en=row["en"].strip()) for row in _rows()}


def current_version() -> str:
    """The version that is read out now."""
    return list(consent_texts())[-1]
