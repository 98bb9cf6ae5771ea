"""The sixteen kinds of register: which columns they may have, which they need. Data from kinds.toml.

Read by layout (which register is this sheet) and rows (what is a total, what is a record).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jatan.intake.registers.recognise.vocabulary.synonyms import title_words

__all__ = ["ACTIVITIES", "ORDER", "Kind", "kinds"]

# Forums before their members, both before the meetings that name them.
ORDER = (
    "forums",
    "forum_members",
    "shg_meeting",
    "awareness",
    "adolescent_meeting",
    "forum_meeting",
    "frontline_meeting",
    "quarterly_training",
    "panchayat_workshop",
    "block_training",
    "district_workshop",
    "group_reach",
    "issues",
    "cases",
    "beneficiaries",
    "journeys",
)
ACTIVITIES = frozenset(ORDER[2:11])


@dataclass(frozen=True)
class Kind:
    """One register. `needs`: each entry a group of fields of which one must have a column. `who`: the fields that say
    whom or what a row is about."""

    code: str
    titles: frozenset[tuple[str, ...]]
    fields: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    anchor: str
    who: frozenset[str]
    signature: frozenset[str]
    means: Mapping[str, str]
    unless: frozenset[str]
    instead: str

    def has_needed(self, found: frozenset[str] | set[str]) -> bool:
        """True if these columns are enough for this register."""
        return all(group & found for group in self.needs)

    def own_field(self, field: str) -> str | None:
        """A general heading's field as this register understands it; None if it has no such column."""
        if field in self.fields:
            return field
        return self.means.get(field)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its code, in the order in which a workbook's sheets are taken in."""
    text = resources.files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return {code: _kind(code, data["kinds"][code], data) for code in ORDER}


def _kind(code: str, entry: Mapping[str, Any], data: Mapping[str, Any]) -> Kind:
    base: dict[str, Any] = {**data.get(entry.get("like", ""), {}), **entry}
    needs = tuple(frozenset([need] if isinstance(need, str) else need) for need in base["needs"])
    return Kind(
        code=code,
        titles=frozenset(title_words(title) for title in base["titles"]),
        fields=tuple(base["fields"]),
        needs=needs,
        anchor=base["anchor"],
        who=frozenset(base.get("who", [base["anchor"]])),
        signature=frozenset(base.get("signature", ())),
        means=base.get("means", {}),
        unless=frozenset(base.get("unless", ())),
        instead=base.get("instead", ""),
    )
