"""The sixteen kinds of register, with their optional and required columns. Data: kinds.toml.

Used by layout (which register a sheet is) and by row_filter (which rows are records).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jatan.intake.registers.labels import MEETING_COLUMNS
from jatan.intake.registers.recognise.vocabulary.synonyms import title_words

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
DATES = frozenset(
    {"date", "formed_on", "joined_on", "resolved_on", "sent_on", "closed_on", "applied_on", "sanctioned_on"}
    | {"received_on", "leaves_on", "expected_return", "returned_on"}
)


@dataclass(frozen=True)
class Kind:
    """One kind of register. `needs`: groups of fields; one of each group must have a column. `who`: the fields that
    identify whom or what a row is about. `where`: the fields of which one must agree besides."""

    code: str
    titles: frozenset[tuple[str, ...]]
    fields: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    anchor: str
    who: frozenset[str]
    where: frozenset[str]
    signature: frozenset[str]
    means: Mapping[str, str]
    unless: frozenset[str]
    instead: str

    @property
    def about(self) -> tuple[str, ...]:
        """The fields by which a person knows a row again, the most telling first."""
        others = sorted(self.who | self.where, key=self.fields.index)
        return tuple(dict.fromkeys([self.anchor, *others]))

    def has_needed(self, found: frozenset[str] | set[str]) -> bool:
        """True if these fields include all that the register needs."""
        return all(group & found for group in self.needs)

    def own_field(self, field: str) -> str | None:
        """The field that a general field means in this register ("date" may mean "formed_on"), or None."""
        if field in self.fields:
            return field
        return self.means.get(field)


@cache
def kinds() -> Mapping[str, Kind]:
    """{code: kind}, in the order in which sheets are imported."""
    text = resources.files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return {code: _kind(code, data["kinds"][code], data) for code in ORDER}


def _kind(code: str, entry: Mapping[str, Any], data: Mapping[str, Any]) -> Kind:
    base: dict[str, Any] = {**data.get(entry.get("like", ""), {}), **entry}
    further = MEETING_COLUMNS if code in ACTIVITIES else ()
    needs = tuple(frozenset([need] if isinstance(need, str) else need) for need in base["needs"])
    return Kind(
        code=code,
        titles=frozenset(title_words(title) for title in base["titles"]),
        fields=(*base["fields"], *further),
        needs=needs,
        anchor=base["anchor"],
        who=frozenset(base.get("who", [base["anchor"]])),
        where=frozenset(base.get("where", ())),
        signature=frozenset(base.get("signature", ())),
        means=base.get("means", {}),
        unless=frozenset(base.get("unless", ())),
        instead=base.get("instead", ""),
    )
