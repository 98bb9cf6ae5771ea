"""Numbers with what they count, in the number's own plural: "1 meeting", "48,565 people", "about 40 issues"."""

from collections.abc import Callable

from django.utils.translation import gettext, npgettext

from jatan.evidence.indicators.definitions import indicator
from jatan.evidence.indicators.results import Key
from jatan.kernel.numbers import format_integer

# Of values that are not listed here the label of the definition is the unit.
_UNITS: dict[str, Callable[[int], str]] = {
    "meetings": lambda number: npgettext("unit", "meeting", "meetings", number),
    "programmes": lambda number: npgettext("unit", "programme", "programmes", number),
    "trainings": lambda number: npgettext("unit", "training", "trainings", number),
    "workshops": lambda number: npgettext("unit", "workshop", "workshops", number),
    "camps": lambda number: npgettext("unit", "camp", "camps", number),
    "events": lambda number: npgettext("unit", "event", "events", number),
    "people": lambda number: npgettext("unit", "person", "people", number),
    "participants": lambda number: npgettext("unit", "attendance", "attendances", number),
    "came": lambda number: npgettext("unit", "attendance", "attendances", number),
    "forums": lambda number: npgettext("unit", "forum", "forums", number),
    "members": lambda number: npgettext("unit", "member", "members", number),
    "centres": lambda number: npgettext("unit", "centre", "centres", number),
    "received": lambda number: npgettext("unit", "issue", "issues", number),
    "resolved": lambda number: npgettext("unit", "issue resolved", "issues resolved", number),
    "issues": lambda number: npgettext("unit", "issue", "issues", number),
    "cases": lambda number: npgettext("unit", "case", "cases", number),
    "closed": lambda number: npgettext("unit", "case", "cases", number),
    "beneficiaries": lambda number: npgettext("unit", "person", "people", number),
    "before": lambda number: npgettext("unit", "journey", "journeys", number),
    "leaving": lambda number: npgettext("unit", "journey", "journeys", number),
    "returned": lambda number: npgettext("unit", "journey", "journeys", number),
    "outcomes": lambda number: npgettext("unit", "journey", "journeys", number),
    "less": lambda number: npgettext("unit", "journey", "journeys", number),
    "journeys": lambda number: npgettext("unit", "journey", "journeys", number),
    "counselled": lambda number: npgettext("unit", "person", "people", number),
    "heard": lambda number: npgettext("unit", "contact", "contacts", number),
    "due": lambda number: npgettext("unit", "contact", "contacts", number),
    "asks": lambda number: npgettext("unit", "ask", "asks", number),
    "promises": lambda number: npgettext("unit", "promise", "promises", number),
    "kept": lambda number: npgettext("unit", "promise", "promises", number),
    "agreements": lambda number: npgettext("unit", "agreement", "agreements", number),
    "finished": lambda number: npgettext("unit", "study", "studies", number),
    "interviews": lambda number: npgettext("unit", "interview", "interviews", number),
    "copies": lambda number: npgettext("unit", "copy", "copies", number),
    "stories": lambda number: npgettext("unit", "story", "stories", number),
    "editions": lambda number: npgettext("unit", "edition", "editions", number),
    "materials": lambda number: npgettext("unit", "material", "materials", number),
    "mentions": lambda number: npgettext("unit", "mention", "mentions", number),
}
# The last word of a value whose name says the level or the group besides.
_ENDINGS = {"people": "participants"}


def unit_of(key: Key, number: int) -> str:
    """What the number counts, in its plural; the value's own label where two values of an indicator share a unit."""
    one = indicator(key[0])
    value = one.value(key[1])
    units = [_unit(other.name, number) for other in one.values]
    found = _unit(value.name, number)
    return found if found and units.count(found) == 1 else value.label.in_language()


def _unit(name: str, number: int) -> str:
    """The unit of a value by its name; "" where only its label says it."""
    last = name.rpartition("_")[2]
    found = _UNITS.get(_ENDINGS.get(last, name) if "_" in name else name)
    return found(number) if found is not None else ""


def with_unit(name: str, number: int, *, is_about: bool = False) -> str:
    """ "912 meetings", "about 40 issues"; `name`: of a value."""
    words = f"{format_integer(number)} {_UNITS[name](number)}"
    return gettext("about %(number)s") % {"number": words} if is_about else words
