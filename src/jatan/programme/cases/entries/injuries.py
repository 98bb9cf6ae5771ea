"""How grave an injury is, in percent: the questions, and the classes of NALSA's schedule that follow.

Without a percent nobody knows which class is hers: then all of them are facts, with a fact that says so.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Field, Value

_DISABLED: Final = frozenset({"permanent_disability", "partial_disability"})
_HURT: Final = frozenset({"burned", "burns", "acid"})
# Least percent of a class -> its fact, the gravest first.
_DISABILITIES: Final[Mapping[int, str]] = {
    80: "disability_80",
    40: "disability_40",
    20: "disability_20",
    0: "disability_less",
}
_HURTS: Final[Mapping[int, str]] = {51: "hurt_over_50", 20: "hurt_under_50", 0: "hurt_under_20"}
_QUARTER: Final = 25

INJURY_FIELDS: Final = (
    Field("disability_percent", _("Disability, in percent"), "count", hint=_("As the certificate says it.")),
    Field(
        "hurt_percent",
        _("Burns or acid: how much of the body, in percent"),
        "count",
        hint=_("As the doctor says it."),
    ),
)


def injury_problems(facts: Collection[str], answers: Mapping[str, Value]) -> Iterable[Problem]:
    """A percent over a hundred, or one that contradicts what is ticked."""
    for name, ticked in (("disability_percent", _DISABLED), ("hurt_percent", _HURT)):
        percent = answers.get(name)
        if not isinstance(percent, int):
            continue
        if percent > 100:
            yield Problem("unreadable", _("At most 100 percent."), field=name)
        elif ticked.isdisjoint(facts):
            yield Problem("contradiction", _("Then tick above what happened to her body."), field=name)
        elif name == "hurt_percent" and percent <= _QUARTER and "burns" in facts:
            yield Problem("contradiction", _("Above is ticked: over a quarter of the body."), field=name)
    if "hurt_face" in facts and _HURT.isdisjoint(facts):
        yield Problem("contradiction", _("Then tick burns or acid attack too."), field="facts")


def injury_facts(file: CaseFile, facts: Collection[str]) -> set[str]:
    """The classes of her injuries; of an unknown percent every class, and "disability_not_known", "hurt_not_known"."""
    situation, found = file.last("situation"), set[str]()
    if not _DISABLED.isdisjoint(facts):
        percent = situation.get("disability_percent") if situation else None
        found |= (
            {*_DISABILITIES.values(), "disability_not_known"} if percent is None else _class(_DISABILITIES, percent)
        )
    if not _HURT.isdisjoint(facts):
        percent = situation.get("hurt_percent") if situation else None
        if percent is not None:
            found |= _class(_HURTS, percent) | ({"burns"} if percent > _QUARTER and "burned" in facts else set())
        elif "hurt_face" not in facts:
            more_than_a_quarter = {"hurt_under_20"} if "burns" in facts else set()
            found |= {*_HURTS.values(), "hurt_face", "hurt_not_known"} - more_than_a_quarter
    return found


def _class(classes: Mapping[int, str], percent: int) -> set[str]:
    return {next(fact for least, fact in classes.items() if percent >= least)}
