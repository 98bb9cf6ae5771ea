"""The plausible range of each figure of each register (`figure_ranges.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple


class FigureRange(NamedTuple):
    """The smallest and the largest plausible figure, both included.

    `never_compared`: up to this figure nothing is asked, however small the largest of the office is.
    """

    smallest: int
    largest: int
    never_compared: int = 0


@cache
def figure_ranges(kind: str) -> Mapping[str, FigureRange]:
    """{column: range} of a register; a column without a range is not checked."""
    entry = _data().get(kind, {})
    if "like" in entry:
        return figure_ranges(entry["like"])
    return {column: FigureRange(*bounds) for column, bounds in entry.items()}


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("figure_ranges.toml").read_text(encoding="utf-8"))
