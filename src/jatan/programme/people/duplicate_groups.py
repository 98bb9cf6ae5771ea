"""Likely duplicates in groups: five records of one name are one question, not ten, and one decision answers it.

A group is what open pairs join, the strong ones first; a chain of weak likenesses ends before it joins a whole village.
Nobody is merged: a decision links records, each keeps what it says, and all of it is undone at once (`bulk_acts`).
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from jatan.foundation.access.actors import Actor
from jatan.foundation.bulk_acts.services import Outcome, Stayed, do_together, one_by_one
from jatan.programme.people.duplicates import open_suggestions
from jatan.programme.people.models import Person, Suggestion
from jatan.programme.people.same_person import decide_suggestion, link_people
from jatan.programme.people.similarity import parse_reasons

MOST_PAIRS: Final = 2_000
MOST_PEOPLE: Final = 8
LINKED, PARTED = "link_people", "part_people"


@dataclass(frozen=True)
class DuplicateGroup:
    """Records that may be one person, and the open pairs among them, the most likely first."""

    pairs: Sequence[Suggestion]

    @property
    def id(self) -> uuid.UUID:
        """The id of its first pair, by which the group is found again."""
        found: uuid.UUID = self.pairs[0].pk
        return found

    @cached_property
    def digest(self) -> str:
        """Says which pairs it has, and for which reasons: a decision about what was shown holds for nothing else."""
        texts = sorted(f"{pair.pk} {json.dumps(pair.reasons, sort_keys=True)}" for pair in self.pairs)
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:32]

    @cached_property
    def people(self) -> list[Person]:
        """The records, each once, in the order in which they were made."""
        found = {person.pk: person for pair in self.pairs for person in (pair.first, pair.second)}
        return [found[pk] for pk in sorted(found)]

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The codes of what speaks for or against it, in any of its pairs."""
        return tuple(sorted({reason.code for pair in self.pairs for reason in parse_reasons(pair.reasons)}))

    @property
    def is_strong(self) -> bool:
        """Whether every pair is a strong likeness."""
        return all(pair.is_strong for pair in self.pairs)


def open_groups(by: Actor) -> list[DuplicateGroup]:
    """The groups of all open pairs within reach (at most 2,000 pairs): the most certain and largest first."""
    groups = _joined(open_suggestions(by)[:MOST_PAIRS])
    return sorted(groups, key=lambda one: (not one.is_strong, -len(one.people), one.reasons))


def group_of(by: Actor, pair_id: uuid.UUID) -> DuplicateGroup:
    """The group with this pair. Raises Suggestion.DoesNotExist when the pair is decided, or out of reach."""
    for group in _joined(open_suggestions(by)[:MOST_PAIRS]):
        if any(pair.pk == pair_id for pair in group.pairs):
            return group
    return DuplicateGroup([open_suggestions(by).get(pk=pair_id)])


def decide_groups(*, by: Actor, groups: Iterable[DuplicateGroup], is_same: bool) -> Outcome:
    """Decide of each group that all its records are one person, or all of them different people; as one act."""
    pairs = [pair for group in groups for pair in group.pairs]
    return _decide(by, pairs, is_same, lambda: None)


def link_some(*, by: Actor, group: DuplicateGroup, people: Collection[uuid.UUID]) -> Outcome:
    """Decide that these records of a group are one person, as one act. Of the others nothing is said."""
    chosen = [person for person in group.people if person.pk in people]
    pairs = [pair for pair in group.pairs if {pair.first_id, pair.second_id} <= {one.pk for one in chosen}]
    of = {person.pk: number for number, person in enumerate(chosen)}
    for pair in pairs:
        _join(of, pair.first_id, pair.second_id)

    def link_the_rest() -> None:
        """Those between whom no pair was ever proposed."""
        for person in chosen[1:]:
            if of[person.pk] != of[chosen[0].pk]:
                link_people(by=by, one=chosen[0], other=person)
                _join(of, chosen[0].pk, person.pk)

    if pairs:
        return _decide(by, pairs, True, link_the_rest)

    def link_all(_rows: Sequence[Any]) -> Sequence[Stayed]:
        link_the_rest()
        return []

    return do_together(by=by, act=LINKED, rows=chosen, doing=link_all, writes_at_once=True)


def _decide(by: Actor, pairs: Sequence[Suggestion], is_same: bool, afterwards: Any) -> Outcome:
    people = {person.pk: person for pair in pairs for person in (pair.first, pair.second)}

    def doing(rows: Sequence[Any]) -> Sequence[Stayed]:
        for row in rows:  # each is read once, not once a pair
            row.first, row.second = people[row.first_id], people[row.second_id]
        stayed = one_by_one(rows, lambda row: decide_suggestion(by=by, suggestion=row, is_same=is_same))
        afterwards()
        return stayed

    return do_together(by=by, act=LINKED if is_same else PARTED, rows=pairs, doing=doing, writes_at_once=True)


def _joined(pairs: Iterable[Suggestion]) -> list[DuplicateGroup]:
    """Pairs joined where they share a record, strong ones first; a pair between two full groups is one by itself."""
    ordered = list(pairs)
    of: dict[uuid.UUID, int] = {}
    members: dict[int, list[uuid.UUID]] = {}
    for number, pair in enumerate(ordered):
        for person, alone in ((pair.first_id, 2 * number), (pair.second_id, 2 * number + 1)):
            if person not in of:
                of[person], members[alone] = alone, [person]
        kept, gone = of[pair.first_id], of[pair.second_id]
        if kept != gone and len(members[kept]) + len(members[gone]) <= MOST_PEOPLE:
            of.update(dict.fromkeys(members[gone], kept))
            members[kept] += members.pop(gone)
    found: dict[Any, list[Suggestion]] = {}
    for pair in ordered:
        is_inside = of[pair.first_id] == of[pair.second_id]
        found.setdefault(of[pair.first_id] if is_inside else pair.pk, []).append(pair)
    return [DuplicateGroup(group) for group in found.values()]


def _join(of: dict[uuid.UUID, int], one: uuid.UUID, other: uuid.UUID) -> None:
    kept, gone = of[one], of[other]
    for person, number in of.items():
        if number == gone:
            of[person] = kept
