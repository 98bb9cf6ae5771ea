"""What a study tells the network: tables made of rounded groups of interviews only, kept as JSON in the study.

Every number here comes from what the groups tell (`groups.py`), from the draw and from how many interviews were held,
so no estimate and no interval gives more than the groups do. Within a district each interview counts the same, and
districts have the weight of their villages. Intervals take districts as the units (`estimates.py`), so they hold the
chance of the draw, villages that are alike, and the rounding; where each district was drawn from, they are too wide.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from jatan.evidence.studies.answer_cells import Cells, Classes, cells_of, find_classes, needs_classes
from jatan.evidence.studies.estimates import Design, Estimate, estimate_mean, estimate_share
from jatan.evidence.studies.groups import FEWEST, Group, regroup
from jatan.evidence.studies.sample import Sample
from jatan.evidence.studies.tables import UNCOUNTED
from jatan.kernel.questions import Question, by_code
from jatan.programme.studies.models import Study
from jatan.programme.studies.questions import kind_of

type Kept = Mapping[str, Any]

_DECIMALS: Final = 6
# 1: exact counts, a list; 2: groups of a whole district, of which an insider knew a part.
_RULE: Final = 3


@dataclass(frozen=True)
class _Published:
    """What is told of a question in one district: how many answered (or were asked), and how many are in each cell."""

    n: int
    counts: Mapping[str, int]


def release(sample: Sample, before: Kept | None, *, is_adding: bool = True) -> dict[str, Any]:
    """The next release, as JSON. `before`: the last one, whose groups stay as they are; None: there is none by this
    rule. `is_adding`: with groups of new people; else groups are only taken out.

    `rule`: by which it was made. `groups`: as `Group`. `classes`: {code of a number: its classes}, fixed for good. `n`:
    interviews that are told; `weights`: {district: weight}, empty for a simple sample. `tables`: for each question its
    lines and districts.
    """
    classes: dict[str, Classes] = {one.code: find_classes(one) for one in sample.questions if needs_classes(one)} | (
        before or {}
    ).get("classes", {})
    cells = {
        question.code: cells_of(question, classes.get(question.code))
        for question in sample.questions
        if question.kind not in UNCOUNTED
    }
    groups = regroup(groups_of(before), sample, cells, is_adding=is_adding)
    given = [group for group in groups if not group.is_out]
    weights, questions = _weights(sample, given), by_code(sample.questions)
    return {
        "rule": _RULE,
        "groups": [asdict(group) | {"interviews": list(group.interviews)} for group in groups],
        "classes": classes,
        "n": sum(len(group.interviews) for group in given),
        "weights": weights,
        "tables": [_table(sample, questions[code], of_one, given, weights) for code, of_one in cells.items()],
    }


def kept_release(study: Study) -> Kept | None:
    """The last release of a study. None also for one by an earlier rule: it is not shown."""
    kept = study.released_tables
    return kept if isinstance(kept, dict) and kept.get("rule") == _RULE else None


def groups_of(kept: Kept | None) -> list[Group]:
    """The groups of a release."""
    return [Group(**one | {"interviews": tuple(one["interviews"])}) for one in (kept or {}).get("groups", ())]


def _weights(sample: Sample, groups: Sequence[Group]) -> dict[str, float]:
    """The weight of each district: of its villages in which interviews were held, however many in each."""
    if sample.design is None:
        return {}
    found = defaultdict[str, float](float)
    for one, weight in zip(sample.interviews, sample.design.weights, strict=True):
        found[str(one.district)] += weight
    return {one: round(found[one], _DECIMALS) for one in sorted({group.district for group in groups}) if found[one]}


def _table(
    sample: Sample, question: Question, cells: Cells, groups: Sequence[Group], weights: Mapping[str, float]
) -> dict[str, Any]:
    code = question.code
    asked = [one for one in groups if code in one.counts and code in sample.asked_in.get(one.version, ())]
    by_district = {
        district: _of_district(code, cells, [group for group in asked if group.district == district])
        for district in dict.fromkeys(group.district for group in asked)
    }
    cells = _filled(cells, by_district)
    held = Counter[str]()
    for group in asked:
        held[group.district] += len(group.interviews)
    shares = {district: weights.get(district, 1.0) / held[district] if weights else 1.0 for district in by_district}
    labels = {str(district): name for district, name in sample.districts.items()}
    return {
        "code": question.code,
        "text": question.label,
        "kind": kind_of(question),
        "n": sum(given.n for given in by_district.values()),
        "mean": _numbers(_mean(cells, by_district, shares)),
        "lines": [
            {
                "label": label,
                "count": sum(given.counts[cell] for given in by_district.values()),
                "estimate": _numbers(_share(cell, by_district, shares)),
            }
            for cell, label in cells.labels.items()
        ],
        "districts": [
            {"label": labels.get(district, ""), "n": given.n, "estimates": _district_numbers(cells, given)}
            for district, given in by_district.items()
        ],
    }


def _filled(cells: Cells, by_district: Mapping[str, _Published]) -> Cells:
    """Of classes of a number: those from the first to the last in which anybody is counted; else all cells."""
    labels = [*cells.labels]
    filled = [place for place, cell in enumerate(labels) if any(one.counts[cell] for one in by_district.values())]
    if cells.classes is None or not filled:
        return cells
    shown = labels[filled[0] : filled[-1] + 1]
    return replace(
        cells,
        labels={cell: cells.labels[cell] for cell in shown},
        values={cell: cells.values[cell] for cell in shown},
    )


def _of_district(code: str, cells: Cells, groups: Sequence[Group]) -> _Published:
    counts, n = Counter[str](), 0
    for group in groups:
        answered, of_group = group.published(code, cells)
        counts.update(of_group)
        n += answered
    return _Published(n, {cell: counts[cell] for cell in cells.labels})


def _share(cell: str, by_district: Mapping[str, _Published], shares: Mapping[str, float]) -> Estimate:
    holds: list[bool] = []
    for given in by_district.values():
        count = min(given.counts[cell], given.n)
        holds += [True] * count + [False] * (given.n - count)
    return estimate_share(holds, _design(by_district, shares, lambda given: given.n))


def _mean(cells: Cells, by_district: Mapping[str, _Published], shares: Mapping[str, float]) -> Estimate | None:
    if not cells.values:
        return None
    values = [
        value
        for given in by_district.values()
        for cell, value in cells.values.items()
        for _one in range(given.counts[cell])
    ]
    return estimate_mean(values, _design(by_district, shares, lambda given: sum(given.counts.values())))


def _design(by_district: Mapping[str, _Published], shares: Mapping[str, float], many: Any) -> Design:
    units = [district for district, given in by_district.items() for _one in range(many(given))]
    return Design([shares[one] for one in units], [""] * len(units), units)


def _district_numbers(cells: Cells, given: _Published) -> list[list[float | None] | None]:
    """The mean (of numbers), then the share of each cell; nothing where too few answered for their rounded counts."""
    found: list[list[float | None] | None] = []
    enough = given.n >= FEWEST
    if cells.values:
        counted = sum(given.counts.values())
        total = sum(value * given.counts[cell] for cell, value in cells.values.items())
        found.append([round(total / counted, _DECIMALS)] if enough else None)
    return found + [
        [round(min(given.counts[cell], given.n) / given.n, _DECIMALS)] if enough else None for cell in cells.labels
    ]


def _numbers(estimate: Estimate | None) -> list[float | None] | None:
    if estimate is None or estimate.value is None:
        return None
    numbers = (estimate.value, estimate.low, estimate.high)
    return [None if one is None else round(one, _DECIMALS) for one in numbers]
