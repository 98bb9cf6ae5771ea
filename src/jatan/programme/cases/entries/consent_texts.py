"""What is read aloud before somebody is asked, by purpose and by who listens (`consent_texts.toml`)."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from jatan.kernel.localised import Localised
from jatan.programme.cases.entries.consent_matrix import ADULT

__all__ = ["LISTENERS", "ReadAloud", "edition_of", "listener_of", "text_for", "text_version"]

GROWN, CAREGIVER = "grown", "caregiver"
LISTENERS: Final = (GROWN, "15_17", "under_15", CAREGIVER)
_LISTENER_OF_BAND: Final = {"": GROWN, ADULT: GROWN, "15_17": "15_17", "11_14": "under_15", "under_11": "under_15"}


@dataclass(frozen=True)
class ReadAloud:
    """One text with its version; `paragraphs` in the order in which they are read."""

    version: str
    paragraphs: tuple[Localised, ...]

    @property
    def edition(self) -> str:
        """The edition alone, for the page."""
        return edition_of(self.version)


@functools.cache
def _book() -> Mapping[str, Any]:
    source = resources.files(__package__).joinpath("consent_texts.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def listener_of(band: str) -> str:
    """For whom a text is chosen in this band of ages; "" means that the age is not known."""
    return _LISTENER_OF_BAND[band]


def edition_of(version: str) -> str:
    """The edition in a version, as a reader knows it: "2026-11"."""
    return version.partition(" ")[0]


def text_version(purpose: str, band: str) -> str:
    """The version that is read to her: edition, purpose and listener. It names nobody."""
    return _version(purpose, listener_of(band))


def text_for(purpose: str, listener: str) -> ReadAloud | None:
    """The text; None where nobody of this age is asked for the purpose (a child's photo, voice or story)."""
    middle = [row for row in _book()["purpose"] if (row["code"], row["for"]) == (purpose, listener)]
    if not middle:
        return None
    rows = (*_rows("opening", listener), *middle, *_rows("ending", listener))
    return ReadAloud(_version(purpose, listener), tuple(Localised(row["hi"], row["en"]) for row in rows))


def _version(purpose: str, listener: str) -> str:
    return f"{_book()['about']['version']} {purpose} {listener}"


def _rows(part: str, listener: str) -> list[Mapping[str, Any]]:
    return [row for row in _book()[part] if row["for"] == listener]
