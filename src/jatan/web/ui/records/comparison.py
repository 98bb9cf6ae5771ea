"""Two records side by side, fact by fact: what agrees, what differs, and what only one of them says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import labelled_values
from jatan.web.ui.records.desk import DisplayField


@dataclass(frozen=True)
class Compared:
    """One fact of both records as text; "" where a record has none."""

    label: str
    one: Any
    other: Any

    @property
    def badge(self) -> states.Badge:
        """Whether the two say the same, in a word and a sign."""
        if not self.one or not self.other:
            return states.plain(_("only in one record"))
        return states.done(_("the same")) if str(self.one) == str(self.other) else states.soon(_("different"))


def _words(value: Any) -> Any:
    """A state is compared by its word; its sign would stand for agreeing."""
    return value.text if isinstance(value, states.Badge) else value


def compared(
    facts: Sequence[DisplayField], one: Any, other: Any, by: Actor | None = None, *, devanagari: bool
) -> list[Compared]:
    """The facts that at least one of the two has, in the order of `facts`; of each only what `by` may read."""
    first, second = (
        {str(label): _words(value) for label, value in labelled_values(facts, row, by, devanagari=devanagari)}
        for row in (one, other)
    )
    labels = dict.fromkeys(str(fact.label) for fact in facts)
    return [
        Compared(label, first.get(label, ""), second.get(label, ""))
        for label in labels
        if label in first or label in second
    ]
