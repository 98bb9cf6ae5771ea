"""Help numbers from dated configuration (`help_numbers.toml`) that may be printed on a pass or shown to anybody.

Only numbers that are verified and valid on the day: a wrong number on paper cannot be recalled.
"""

import datetime as dt
import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class HelpNumber:
    """One number to call and what it is for, in the reader's language."""

    code: str
    number: str
    what: str


def help_numbers_on(day: dt.date, language: str) -> list[HelpNumber]:
    """The verified numbers that are valid on a day, the most urgent first."""
    return [
        HelpNumber(row["code"], row["number"], row["what"].get(language) or row["what"]["hi"])
        for row in _rows()
        if "verified_on" in row and row["valid_from"] <= day <= row.get("valid_until", dt.date.max)
    ]


def unverified_codes() -> list[str]:
    """Codes of the numbers that are not verified yet; they are printed nowhere."""
    return [row["code"] for row in _rows() if "verified_on" not in row]


@functools.cache
def _rows() -> tuple[dict[str, Any], ...]:
    text = files("jatan.programme.journeys").joinpath("help_numbers.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["number"])
