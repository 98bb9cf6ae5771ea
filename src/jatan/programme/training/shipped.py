"""Curricula that come with this package, as data in `shipped/*.toml`. An organisation takes one in as its own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

_CODES: Final = ("safe_migration", "frontline")


@dataclass(frozen=True, slots=True)
class ShippedCurriculum:
    """`body`: the curriculum as its file has it: titles, audience, languages, about, phase (module, question)."""

    code: str
    version: str
    body: Mapping[str, Any]

    @property
    def mark(self) -> str:
        """What a curriculum that was taken from it is known by: "safe_migration@1"."""
        return f"{self.code}@{self.version}"


@cache
def shipped_curricula() -> tuple[ShippedCurriculum, ...]:
    """All that are shipped, the one for forums first."""
    return tuple(_read(code) for code in _CODES)


def _read(code: str) -> ShippedCurriculum:
    text = resources.files(__package__).joinpath(f"shipped/{code}.toml").read_text(encoding="utf-8")
    body = tomllib.loads(text)
    return ShippedCurriculum(code, body["version"], body)
