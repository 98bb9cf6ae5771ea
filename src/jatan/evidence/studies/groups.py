"""Groups of interviews whose numbers are told to the network: rounded once, and never again. Pure.

An interview is told in one group only: of one district and one version of the questions, held by one person and typed
in by one account, of at least `FEWEST` that came in since. The numbers of a group stay as they are until it is taken
out as a whole. So the difference of two releases is whole groups, and nothing that happens to one interview shows; and
nobody knows a part of a group, from which she could work out the rest (docs/adr/0038-studies.md).

How many interviews a group has counts as known: who asks knows it, and the report counts interviews to the day. Within
a group each number is rounded as in `indicators.rounding_rule`, and lowered by a step where it would leave another
number of the same people fewer than `BASE` neighbouring values. What is told of one choice of a question, or of those
who did not answer, is only the rest.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from jatan.evidence.indicators import rounding_rule
from jatan.evidence.indicators.rounding_rule import Bounds, bounds_of_sum, has_room
from jatan.evidence.studies.answer_cells import Cells
from jatan.evidence.studies.sample import Answered, Sample
from jatan.kernel.questions import Question

FEWEST: Final = 2 * rounding_rule.BASE

# {cell of a question: published number}; the cell that is only the rest is not in it.
type Counts = Mapping[str, int]


@dataclass(frozen=True)
class Group:
    """`counts`: {code of a question: its published numbers}, of the questions that its version asked; `wholes`: {code:
    of how many they are parts, as published}.

    `is_out`: at least half of its interviews were withdrawn since, and none of its numbers is told any more.
    """

    district: str
    version: int
    interviews: tuple[str, ...]
    counts: Mapping[str, Counts]
    wholes: Mapping[str, int]
    is_out: bool = False

    def is_half_gone(self, live: int) -> bool:
        """Whether at least half of the interviews are withdrawn. `live`: how many are not."""
        return 2 * live <= len(self.interviews)

    def published(self, code: str, cells: Cells) -> tuple[int, dict[str, int]]:
        """What is told of a question: how many answered (where an answer may be in several cells: were asked), and how
        many are in each cell, the rest too."""
        counts, whole = dict(self.counts[code]), self.wholes[code]
        if cells.are_several:
            return max([whole, *counts.values()]), counts
        rest = 0 if cells.are_growing else max(0, whole - sum(counts.values()))
        counts |= {cell: rest for cell in cells.labels if cell not in counts}
        return sum(counts.values()), counts


def regroup(
    groups: Sequence[Group], sample: Sample, cells: Mapping[str, Cells], *, is_adding: bool = True
) -> list[Group]:
    """The groups of the next release: the former ones, and new ones of at least `FEWEST` interviews."""
    live = {str(one.pk) for one in sample.interviews}
    kept = [_looked_at(group, live) for group in groups]
    given = {pk for group in groups for pk in group.interviews}
    waiting = defaultdict[Hashable, list[Answered]](list)
    for one in sample.interviews if is_adding else ():
        if str(one.pk) not in given and one.version in sample.asked_in:
            waiting[_known_together(one)].append(one)
    return [*kept, *(_new_group(some, sample, cells) for some in waiting.values() if len(some) >= FEWEST)]


def _known_together(one: Answered) -> Hashable:
    """Interviews of one group: whoever knows the answers of one of them knows those of all. An enumerator belongs to
    one member."""
    return one.district, one.version, one.organisation, one.enumerator, one.recorder


def rest_cell(asked: Iterable[Question], question: Question, cells: Cells) -> str | None:
    """The cell that is given as the rest only: of a question with one answer that must be given, the last choice on
    which no other question depends. None where the rest are those who did not answer."""
    if not question.needed or cells.are_several:
        return None
    leading = {str(one.when.given) for one in asked if one.when is not None and one.when.code == question.code}
    labels = [*cells.labels]
    return next((cell for cell in reversed(labels) if cell not in leading), labels[-1])


def cell_bounds(counts: Counts, cell: str, whole: Bounds) -> Bounds:
    """What is known of a cell: by its own number, or, of the rest, by the others and the whole."""
    if cell in counts:
        low, high = bounds_of_sum(counts[cell])
        return low, min(high, whole[1])
    others = [bounds_of_sum(number) for number in counts.values()]
    return max(0, whole[0] - sum(high for _low, high in others)), whole[1] - sum(low for low, _high in others)


def round_cells(true: Mapping[str, int], whole: Bounds) -> dict[str, int]:
    """Numbers of one question whose cells are parts of a whole. `true`: without the rest."""
    found: dict[str, int] = {}
    for cell, count in true.items():
        found[cell] = _lowered(_rounded_number(count), _known(whole), list(found.values()))
    return found


def round_choices(true: Mapping[str, int], whole: Bounds, *, is_needed: bool) -> dict[str, int]:
    """Numbers of a question with several answers: each of its choices is a part of the whole for itself.

    `is_needed`: everybody chose something, so that what the numbers can be at most may not come to less.
    """
    found = {cell: _lowered(_rounded_number(count), _known(whole), []) for cell, count in true.items()}
    for cell in found if is_needed else ():
        least = whole[0] + rounding_rule.BASE - 1
        while sum(min(bounds_of_sum(number)[1], whole[1]) for number in found.values()) < least:
            if found[cell] == (raised := _lowered(found[cell] + rounding_rule.BASE, _known(whole), [])):
                break
            found[cell] = raised
    return found


def _looked_at(group: Group, live: Collection[str]) -> Group:
    if group.is_out or not group.is_half_gone(sum(pk in live for pk in group.interviews)):
        return group
    return replace(group, counts={}, wholes={}, is_out=True)


def _new_group(some: Sequence[Answered], sample: Sample, cells: Mapping[str, Cells]) -> Group:
    district, version = some[0].district, some[0].version
    asked = sample.asked_in[version]
    counts: dict[str, dict[str, int]] = {}
    wholes: dict[str, int] = {}
    bounds: dict[tuple[str, str], Bounds] = {}
    group = Group(str(district), version, tuple(str(one.pk) for one in some), counts, wholes)
    for code, question in asked.items():
        if code not in cells or (question.when is not None and question.when.code not in counts):
            continue
        number, whole = len(some), (len(some), len(some))
        if question.when is not None:
            leading, given = question.when.code, str(question.when.given)
            number, whole = group.published(leading, cells[leading])[1][given], bounds[(leading, given)]
        true = _true_counts(cells[code], [one.answers.get(code) for one in some])
        if cells[code].are_several:
            counts[code] = round_choices(true, whole, is_needed=question.needed)
        else:
            true.pop(rest_cell(asked.values(), question, cells[code]) or "", None)
            counts[code] = round_cells(true, whole)
        wholes[code] = number
        bounds |= {(code, cell): cell_bounds(counts[code], cell, whole) for cell in cells[code].labels}
    return group


def _true_counts(cells: Cells, answers: Sequence[Any]) -> dict[str, int]:
    return {
        cell: sum(answer is not None and cell in cells.of_answer(answer) for answer in answers) for cell in cells.labels
    }


def _known(whole: Bounds) -> int:
    """How many a part is lowered against: a whole that is itself rounded may keep its own room."""
    low, high = whole
    return low if low == high else low + rounding_rule.BASE - 1


def _rounded_number(count: int) -> int:
    return (count + rounding_rule.draw_offset()) // rounding_rule.BASE * rounding_rule.BASE


def _lowered(number: int, total: int, before: Sequence[int]) -> int:
    """The largest number up to this one that leaves room to itself, to those before it and to the rest."""
    known = [bounds_of_sum(one) for one in before]
    while number and not has_room([*known, bounds_of_sum(number), (0, total)], total):
        number -= rounding_rule.BASE
    return number
