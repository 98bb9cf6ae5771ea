"""Acts on many records that join several packages: withdrawing people, and what follows when an act is undone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.foundation.bulk_acts.services import Stayed
from jatan.foundation.bulk_acts.undo import Undoing, undo_together
from jatan.programme.agents.services import publish_marks
from jatan.programme.people.key_index import write_keys
from jatan.programme.people.models import Person
from jatan.programme.people.services import withdraw_uncounted_people

# What a withdrawal took away besides, by the label of the model: keys to find people by, marks of statements.
_BROUGHT_BACK: Mapping[str, Callable[[Sequence[Any]], object]] = {
    "people.person": write_keys,
    "agents.statement": publish_marks,
}


def withdraw_people_together(*, by: Actor, people: Sequence[Person], reason: str) -> list[Stayed]:
    """Withdraw locked people inside an act on many records; returns those that rows still need."""
    kept = withdraw_uncounted_people(by=by, people=people, reason=reason)
    return [Stayed(person, kept[person.pk].code, kept[person.pk].message) for person in people if person.pk in kept]


def undo_act(*, by: Actor, done: DoneTogether, is_trial: bool = False) -> Undoing:
    """Undo an act on many records, with what follows from it. As `undo_together`."""
    return undo_together(by=by, done=done, brought_back=_BROUGHT_BACK, is_trial=is_trial)
