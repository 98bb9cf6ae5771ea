"""The rule of every door that makes a person: whoever may be the same and is on record is shown first, and who
records decides. Nobody is merged, and nobody is written down twice unasked (ADR 48).

`services.register_people` asks it; a door shows the people of the problem and comes again with their ids.
"""

import dataclasses
from collections.abc import Collection, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problem
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.selectors import LikelyDuplicate, likely_duplicates

LIKELY: Final = "likely"
MOST_SHOWN: Final = 8
LIKELY_WORDS: Final = _("She or he may be on record already. Choose.")


@dataclasses.dataclass(frozen=True)
class Shown:
    """To whom somebody new was compared: `people`, ids of those on record who were shown to who decided.

    `only_strong`: nobody stands at this door, and what waits there is danger (a phone's row): it waits only for a
    strong likeness; the list "May be one person" asks about the others. `afterwards`: it asks about all of them.
    `of`: the command of which it was asked in this very transaction, which is not asked twice.
    """

    people: frozenset[str] = frozenset()
    only_strong: bool = False
    afterwards: bool = False
    of: RegisterPerson | None = None


NOBODY: Final = Shown()
# A register that an office kept elsewhere: its people are compared as a whole once they are on record.
AFTERWARDS: Final = Shown(afterwards=True)


def seen(ids: Collection[object], *, of: RegisterPerson | None = None) -> Shown:
    """Whoever records has seen these people and says that it is none of them."""
    return Shown(frozenset(map(str, ids)) - {""}, of=of)


def look_alikes(by: Actor, command: RegisterPerson, shown: Shown = NOBODY) -> Sequence[LikelyDuplicate]:
    """Those on record who may be the same, most likely first; [] when every one of them was shown already."""
    if shown.afterwards:
        return []
    found = likely_duplicates(by, command, limit=MOST_SHOWN)
    found = [one for one in found if one.is_strong or not shown.only_strong]
    return found if any(str(one.person.pk) not in shown.people for one in found) else []


def refuse_unseen(by: Actor, command: RegisterPerson, shown: Shown, *, field: str = "name") -> None:
    """Raise Problem(LIKELY) with the ids of those who may be the same, unless all of them were shown."""
    found = look_alikes(by, command, shown) if shown.of != command else ()
    if found:
        raise Problem(LIKELY, LIKELY_WORDS, field=field, candidates=[str(one.person.pk) for one in found])
