"""The standard as data: its 84 fields, nineteen value lists, and the `x_` fields of our profile."""

import csv
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

PROFILE: Final = "htcds-2.0+jatan-1"
# Order of sections. HTCDS defines no relations: here one record is one survivor's case with its rows.
SECTIONS: Final = (
    "case", "person", "victim", "consent", "organisation", "perpetrator", "referral", "comment", "event", "plan",
)  # fmt: skip
REPEATED: Final = frozenset({"organisation", "perpetrator", "referral", "comment", "event", "plan"})
_MANY: Final = frozenset({"multi", "countries", "districts"})


@dataclass(frozen=True)
class Field:
    """One field. `kind` decides what a value may be; `is_coded` whether it stays at the coded level."""

    name: str
    section: str
    kind: str
    codes: tuple[str, ...]
    code_list: str
    is_core: bool
    is_deprecated: bool
    is_coded: bool
    label: str

    @property
    def is_extension(self) -> bool:
        """Whether the field is one of our extensions."""
        return self.name.startswith("x_")

    @property
    def holds_many(self) -> bool:
        """Whether the value is a tuple."""
        return self.kind in _MANY


@dataclass(frozen=True)
class FieldPlace:
    """Where a case file holds a field of the standard.

    `questions`: the questions that fill it, as "kind.question", or words for what no entry holds; empty if it has no
    place. `is_taken_in`: whether a value of another house becomes such an answer; if not, it is kept as received.
    `reason`: why it has no place, or is not taken in.
    """

    name: str
    questions: str
    is_taken_in: bool
    reason: str


def fold(text: str) -> str:
    """Letters and digits only, in lower case: prs_First_Name and prs_FirstName become equal."""
    return re.sub(r"[\W_]+", "", text).casefold()


@functools.cache
def standard_book() -> Mapping[str, Any]:
    """Data of codes.toml: codes, aliases, moved, headings."""
    return tomllib.loads(_text("codes.toml"))


@functools.cache
def code_table(name: str) -> Mapping[str, str]:
    """First column -> second of `countries` (ISO 3166-1 alpha-2, alpha-3) or `languages` (ISO 639-2, 639-1)."""
    return dict(list(csv.reader(_text(f"{name}.csv").splitlines()))[1:])


@functools.cache
def field_places() -> tuple[FieldPlace, ...]:
    """The place of each field of the standard, in its order."""
    rows = csv.DictReader(_text("places.csv").splitlines())
    return tuple(FieldPlace(row["name"], row["place"], row["is_taken_in"] == "yes", row["reason"]) for row in rows)


def _text(name: str) -> str:
    return (resources.files("jatan.programme.cases.exchange") / name).read_text(encoding="utf-8")


def _field(row: Mapping[str, str]) -> Field:
    name, prefix, rest = row["name"], *row["name"].partition("_")[::2]
    return Field(
        name=name,
        section=row["section"],
        kind=row["kind"],
        codes=tuple(standard_book()["codes"].get(row["codes"], ())),
        code_list=row["codes"],
        is_core=row["is_core"] == "yes",
        is_deprecated=row["is_deprecated"] == "yes",
        is_coded=row["is_coded"] == "yes",
        label=row["label"] or (name if prefix == "x" else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", rest)),
    )


FIELDS: Final[Mapping[str, Field]] = {
    row["name"]: _field(row) for row in csv.DictReader(_text("fields.csv").splitlines())
}
