"""Checks of the quality of interviews: what is missing, out of range, alike, and how much depends on who asked.

The effect of enumerators is the intraclass correlation of a one-way analysis of variance: (B - W) / (B + (k - 1) W),
with B and W the mean squares between and within enumerators and k the mean number of interviews of each, adjusted for
unequal numbers (Donner 1986, International Statistical Review 54, 67-82; Snedecor and Cochran, Statistical Methods, 8th
ed. 1989, section 13.3). A number says that answers differ by enumerator, never why: she may simply have been in another
village.
"""

import math
import uuid
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from jatan.evidence.studies.sample import Answered, Sample
from jatan.evidence.studies.tables import lacks
from jatan.kernel.answers import is_out_of_range
from jatan.kernel.questions import Question

_SHORT: Final = 0.5  # of the median duration
_LEAST_ANSWERS: Final = 4  # identical answers mean little where few questions were answered


@dataclass(frozen=True)
class Gap:
    """A question with how many were asked and gave no answer, and answers outside of its bounds."""

    question: Question
    asked: int
    missing: int
    out_of_range: tuple[uuid.UUID, ...]


@dataclass(frozen=True)
class Effect:
    """How much the answers to a question go with the enumerator: 0 not at all, 1 wholly."""

    question: Question
    correlation: float
    enumerators: int
    n: int


@dataclass(frozen=True)
class Quality:
    """What the checks found. `alike`: groups of interviews of one village with the same answers to everything;
    `short`: interviews that took less than half of the median; `minutes`: the median, None where none is known."""

    gaps: tuple[Gap, ...]
    effects: tuple[Effect, ...]
    alike: tuple[tuple[uuid.UUID, ...], ...]
    short: tuple[uuid.UUID, ...]
    minutes: float | None
    timed: int


def check_quality(sample: Sample) -> Quality:
    """Run all checks over a sample."""
    times = [one.minutes for one in sample.interviews if one.minutes]
    middle = median(times) if times else None
    short = tuple(
        one.pk for one in sample.interviews if middle is not None and one.minutes and one.minutes < middle * _SHORT
    )
    gaps = tuple(_gap(sample, question) for question in sample.questions)
    effects = [_effect(sample, question) for question in sample.questions]
    known = sorted((one for one in effects if one is not None), key=lambda one: -one.correlation)
    return Quality(gaps, tuple(known), _alike(sample.interviews), short, middle, len(times))


def intraclass_correlation(groups: Mapping[Hashable, Sequence[float]]) -> float | None:
    """The intraclass correlation of the values by group; None for fewer than two groups, no group with two values, or
    values that do not differ."""
    filled = [values for values in groups.values() if values]
    n = sum(map(len, filled))
    if len(filled) < 2 or n <= len(filled):
        return None
    mean = math.fsum(value for values in filled for value in values) / n
    centres = [math.fsum(values) / len(values) for values in filled]
    between = math.fsum(len(values) * (centre - mean) ** 2 for values, centre in zip(filled, centres, strict=True))
    within = math.fsum(
        (value - centre) ** 2 for values, centre in zip(filled, centres, strict=True) for value in values
    )
    between /= len(filled) - 1
    within /= n - len(filled)
    size = (n - sum(len(values) ** 2 for values in filled) / n) / (len(filled) - 1)
    below = between + (size - 1) * within
    return (between - within) / below if below else None


def _gap(sample: Sample, question: Question) -> Gap:
    asked = [one for one in sample.interviews if question.is_asked(one.answers)]
    missing = sum(lacks(question, one.answers) for one in asked)
    outside = tuple(one.pk for one in sample.interviews if is_out_of_range(question, one.answers.get(question.code)))
    return Gap(question, len(asked), missing, outside)


def _effect(sample: Sample, question: Question) -> Effect | None:
    """Of a number or scale its values; of a choice whether the most frequent one was given."""
    if question.kind != "choice" and not question.is_number:
        return None
    values = sample.values(question.code)
    if question.kind == "choice":
        counted = Counter(value for value in values if value is not None)
        if not counted:
            return None
        first = counted.most_common(1)[0][0]
        values = [None if value is None else int(value == first) for value in values]
    groups: dict[Hashable, list[float]] = defaultdict(list)
    for one, value in zip(sample.interviews, values, strict=True):
        if value is not None:
            groups[one.enumerator].append(value)
    found = intraclass_correlation(groups)
    return None if found is None else Effect(question, found, len(groups), sum(map(len, groups.values())))


def _alike(interviews: Sequence[Answered]) -> tuple[tuple[uuid.UUID, ...], ...]:
    met: dict[tuple[Any, ...], list[uuid.UUID]] = defaultdict(list)
    for one in interviews:
        if len(one.answers) >= _LEAST_ANSWERS:
            key = (one.site, *sorted((code, repr(value)) for code, value in one.answers.items()))
            met[key].append(one.pk)
    return tuple(tuple(found) for found in met.values() if len(found) > 1)
