"""What is read aloud before somebody is asked, by purpose and by who listens (`consent_texts.toml`)."""

import functools
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from jatan.kernel.localised import Localised
from jatan.programme.cases.entries.consent_matrix import ADULT

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


@dataclass(frozen=True)
class Sitting:
    """One reading for several purposes: what is read first, of each purpose by its code, and last."""

    edition: str
    opening: tuple[Localised, ...]
    purposes: Mapping[str, Localised]
    ending: tuple[Localised, ...]


def sitting_for(purposes: Collection[str], listener: str) -> Sitting:
    """The reading for these purposes; those of which nobody of this age is asked are left out."""
    rows = [row for row in _book()["purpose"] if row["for"] == listener and row["code"] in purposes]
    opening, ending = (
        tuple(Localised(row["hi"], row["en"]) for row in _rows(part, listener)) for part in ("opening", "ending")
    )
    texts = {row["code"]: Localised(row["hi"], row["en"]) for row in rows}
    return Sitting(str(_book()["about"]["version"]), opening, texts, ending)


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
