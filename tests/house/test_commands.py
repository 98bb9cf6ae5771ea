"""A command says of a field only what its column does not say: no limit, choice, need, number or link stands twice."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import ClassVar

import pytest

from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.programme.people.base_command import Command, Rules, rules_of
from tests.house.test_aadhaar_is_refused import commands

# Commands of no one table, or the base of several.
_WITHOUT_MODEL = {
    "ActivityCommand": "base of commands about an activity",
    "CampaignCommand": "base of commands about a campaign",
    "HoldConsultation": "becomes an activity and changes the consultation",
    "JourneyCommand": "base of commands about a journey",
    "PersonCommand": "base of commands about a person",
    "RegisterDepartures": "becomes journeys, people and what belongs to them",
    "ReportNoNews": "becomes issues and steps of a ladder",
    "_Below": "base of commands about what stands below a grant",
    "_CurriculumPart": "base of commands about a curriculum",
    "_OfConsultation": "base of commands about a consultation",
    "_SeriesPart": "base of commands about a series",
}


def _of_the_model(command: type[Command]) -> Rules:
    """The rules of a command that writes nothing down."""
    bare = {"REQUIRED": (), "COUNTS": (), "CHOICES": {}, "LINKS": (), "LIMITS": {}}
    return rules_of(type(command.__name__, (command,), bare))


def repeated_rules(kinds: Iterable[type[Command]]) -> Iterator[str]:
    """`command.field: what` of every rule that repeats its column, is wider than it, or is of no field."""
    for kind in kinds:
        mine, column = vars(kind), _of_the_model(kind)
        fields = {field.name for field in dataclasses.fields(kind)}
        columns = {one.name: one for one in kind.MODEL._meta.concrete_fields} if kind.MODEL is not None else {}
        for name, limit in mine.get("LIMITS", {}).items():
            longest = getattr(columns.get(name), "max_length", None)
            if longest is not None and limit >= longest:
                yield f"{kind.__name__}.{name}: LIMITS {limit}, the column has {longest}"
        for name, codes in mine.get("CHOICES", {}).items():
            known = column.choices.get(name)
            if known is not None and not set(codes) < known:
                yield f"{kind.__name__}.{name}: CHOICES are those of the column, or none of its"
        for word, known in (("REQUIRED", column.required), ("COUNTS", column.counts), ("LINKS", column.links)):
            yield from (f"{kind.__name__}.{name}: {word}" for name in mine.get(word, ()) if name in known)
        written = {name for word in _WORDS for name in mine.get(word, ())}
        yield from (f"{kind.__name__}.{name}: no field" for name in sorted(written - fields))


_WORDS = ("REQUIRED", "COUNTS", "CHOICES", "LINKS", "LIMITS", "OWN_DAYS", "ANY_MEMBERS")


def test_no_rule_of_a_command_repeats_its_column_or_is_wider() -> None:
    assert len(commands()) > 70
    assert list(repeated_rules(commands())) == []


def test_every_command_of_one_table_names_it() -> None:
    without = {kind.__name__ for kind in commands() if kind.MODEL is None}
    assert without == set(_WITHOUT_MODEL)


def test_a_text_is_never_longer_than_its_column() -> None:
    """Of the rules as they hold, inherited ones too. A code is one of its list, so its length is no question."""
    wider = []
    for kind in commands():
        columns = {one.name: one for one in kind.MODEL._meta.concrete_fields} if kind.MODEL is not None else {}
        rules = rules_of(kind)
        for name, limit in rules.texts.items():
            longest = None if name in rules.choices else getattr(columns.get(name), "max_length", None)
            if longest is not None and limit > longest:
                wider.append(f"{kind.__name__}.{name}: {limit} > {longest}")
    assert wider == []


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Planted(Command):
    MODEL: ClassVar = Activity

    kind: str
    topic: str = ""
    theme: str = ""
    total: int | None = None
    group: Group | None = None


@pytest.mark.parametrize(
    ("word", "written", "seen"),
    [
        ("LIMITS", {"topic": 600}, "_Planted.topic: LIMITS 600, the column has 500"),
        ("LIMITS", {"topic": 500}, "_Planted.topic: LIMITS 500, the column has 500"),
        (
            "CHOICES",
            {"theme": {"trafficking", "no_such"}},
            "_Planted.theme: CHOICES are those of the column, or none of",
        ),
        ("CHOICES", {"theme": Activity._meta.get_field("theme").choices}, "_Planted.theme: CHOICES are those"),
        ("REQUIRED", ("kind",), "_Planted.kind: REQUIRED"),
        ("COUNTS", ("total",), "_Planted.total: COUNTS"),
        ("LINKS", ("group",), "_Planted.group: LINKS"),
        ("OWN_DAYS", ("held_onn",), "_Planted.held_onn: no field"),
    ],
)
def test_what_is_written_a_second_time_is_seen(word: str, written: object, seen: str) -> None:
    (found,) = repeated_rules([type("_Planted", (_Planted,), {word: written})])
    assert found.startswith(seen)
    assert (
        list(repeated_rules([type("_Planted", (_Planted,), {"LIMITS": {"topic": 80}, "REQUIRED": ("topic",)})])) == []
    )


def test_the_rules_of_a_command_are_those_of_its_columns() -> None:
    rules = rules_of(_Planted)
    assert rules.required == ("organisation", "place", "kind")
    assert rules.texts == {"panchayat": 120, "village": 120, "kind": 200, "topic": 500, "theme": 200}
    assert rules.links == ("group",)
    assert "" not in rules.choices["theme"]
    assert rules.counts == {"total": 2_147_483_647}
