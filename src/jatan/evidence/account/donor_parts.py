"""The parts of the donor's form as data, from `donor.toml`."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

from jatan.evidence.account.sentences import counted_number
from jatan.evidence.indicators.results import Key
from jatan.kernel.localised import Localised

__all__ = ["DonorPart", "donor_parts"]


@dataclass(frozen=True)
class DonorPart:
    """One part with its numbers. `has_theme`: it is told in a paper about one theme, too."""

    code: str
    title: Localised
    numbers: tuple[Key, ...]
    has_theme: bool


@functools.cache
def donor_parts() -> tuple[DonorPart, ...]:
    """The parts in their order. Raises ValueError for a number that is not counted."""
    text = resources.files(__package__).joinpath("donor.toml").read_text(encoding="utf-8")
    return tuple(
        DonorPart(
            row["code"],
            Localised(hi=row["hi"], en=row["en"]),
            tuple(counted_number(name, row["code"]) for name in row["numbers"]),
            row["theme"],
        )
        for row in tomllib.loads(text)["part"]
    )
