"""Filters whose answer is typed as a name, village and group: which lists have them, and what a name means.

A name is sent by POST and answered with the id in the address, so that no address holds one. Which list has which of
the two follows from its columns and from its table, and is said nowhere else.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.ids import is_id
from jatan.programme.groups.models import Group
from jatan.programme.groups.people_of_group import people_of_group
from jatan.programme.groups.selectors import groups, search_groups
from jatan.programme.villages.condition import NamedVillage, find_village, locality_named, village_named, writings_in
from jatan.web.ui.components.widgets import PlaceInput
from jatan.web.ui.records.columns import BY_BLOCK, BY_VILLAGE, place_line, shows_village
from jatan.web.ui.records.desk import Desk, Filter

MOST_NAMESAKES = 20
LONGEST = 120
_NONE_NAMED = _("Nothing on this list has this name. Write it as it stands in the records.")
_NO_LONGER = _("a village that is not on this list")
_SEVERAL = _("Several have this name. Which one?")


class Named(str):
    """An id, as it stands in an address, with the row that it stands for and its name in words. `condition`: that of a
    list, once it is worked out; a page asks for it several times."""

    row: Any
    words: str
    condition: Q | None = None

    @classmethod
    def of(cls, row: Any, words: str) -> "Named":
        one = cls(row.pk)
        one.row, one.words = row, words
        return one


@dataclass(frozen=True)
class NamedFilter(Filter):
    """`find(id)`: what an address names; None if it is not within reach. `named(text)`: all that have this name.
    `found_in(names)`: those of them that a search for a name over all lists has found."""

    find: Callable[[str], Named | None] = lambda text: None
    named: Callable[[str], Sequence[Named]] = lambda text: ()
    found_in: Callable[["FoundNames"], Sequence[Named]] = lambda names: ()
    source: str = ""


class FoundNames:
    """The villages and groups that have a name, found once for a search over several lists: most are names of people,
    for which no list is read through."""

    def __init__(self, by: Actor, text: str) -> None:
        self._by, self._text = by, text
        self._villages: dict[frozenset[uuid.UUID], NamedVillage | None] = {}

    def villages(self, offices: frozenset[uuid.UUID]) -> Sequence[Named]:
        """The locality of these offices. One query for all lists of the same offices."""
        if offices not in self._villages:
            self._villages[offices] = locality_named(offices, self._text)
        found = self._villages[offices]
        return [Named.of(found, found.name)] if found is not None else []  # anew: its condition is that of one list

    @cached_property
    def groups(self) -> Sequence[Named]:
        """The groups within reach. One query."""
        return _namesakes_of(self._by)(self._text)


class NamedField(forms.Field):
    """Shows the name of an id and takes the id from an address; a name is read by `read_names` before."""

    def __init__(self, wanted: NamedFilter) -> None:
        attrs = {"maxlength": LONGEST, "autocomplete": "off"}
        widget = PlaceInput(wanted.source, attrs, within=BY_BLOCK.name) if wanted.source else forms.TextInput(attrs)
        super().__init__(label=wanted.label, required=False, widget=widget)
        self.find = wanted.find
        self.choices: list[tuple[str, str]] = []

    def to_python(self, value: Any) -> Named | None:
        found = self.find(str(value)) if is_id(str(value or "")) else None
        self.choices = [(found, found.words)] if found is not None else []
        return found

    def prepare_value(self, value: Any) -> Any:
        return dict(self.choices).get(value, "") if is_id(str(value or "")) else value


def filters_of(desk: Desk, by: Actor) -> list[Filter]:
    """The filters of a list for this actor: those of its desk, with village and group beside the block."""
    found = list(desk.filters)
    place = found.index(BY_BLOCK) + 1 if BY_BLOCK in found else len(found)
    found[place:place] = [one for one in (_by_village(desk, by), _by_group(desk, by)) if one is not None]
    return found


def found_by_name(desk: Desk, by: Actor, text: str, names: FoundNames | None = None) -> Q | None:
    """The rows of a list that belong to a village or a group of this name; None if there is none. `names`: what has
    the name of all lists together; without it the list is read for villages of its rows too."""
    found: Q | None = None
    for one in filters_of(desk, by):
        if isinstance(one, NamedFilter) and one.name not in {own.name for own in desk.filters}:
            for named in one.named(text) if names is None else one.found_in(names):
                found = one.where(named) if found is None else found | one.where(named)
    return found


@dataclass(frozen=True)
class NamesRead:
    """The conditions as codes, and what is asked: name of a filter -> the namesakes, none for an unknown name."""

    codes: QueryDict
    asked: dict[str, Sequence[Named]]

    def ask(self, bar: forms.Form) -> None:
        """Put what has to be asked into the bar of the list."""
        for name, namesakes in self.asked.items():
            if namesakes:
                pairs = [("", _SEVERAL), *((str(one), one.words) for one in namesakes)]
                bar.fields[name] = forms.ChoiceField(label=bar.fields[name].label, choices=pairs, required=False)
            bar.add_error(name, _SEVERAL if namesakes else _NONE_NAMED)


def read_names(filters: Sequence[Filter], sent: QueryDict, former: QueryDict) -> NamesRead:
    """What was sent by the bar, with names read as ids. `former`: the conditions so far, whose names stay."""
    codes, asked = sent.copy(), dict[str, Sequence[Named]]()
    for one in filters:
        text = sent.get(one.name, "").replace("\x00", "").strip()[:LONGEST]
        if not isinstance(one, NamedFilter) or not text or is_id(text):
            continue
        was = former.get(one.name, "")
        kept = one.find(was) if is_id(was) else None
        found = [kept] if kept is not None and kept.words == text else one.named(text)
        if len(found) == 1:
            codes[one.name] = str(found[0])
        else:
            asked[one.name] = found
    return NamesRead(codes, asked)


def _by_village(desk: Desk, by: Actor) -> NamedFilter | None:
    """Where a list shows the village of its rows, it is narrowed by it."""
    if not shows_village(desk):
        return None
    offices = by.reach(desk.see).row_organisations

    def rows() -> QuerySet[Any]:
        return desk.kind.rows(by)

    def of(village: Any) -> Named | None:
        return Named.of(village, village.name or str(_NO_LONGER)) if village is not None else None

    def named(text: str) -> list[Named]:
        found = of(village_named(rows(), offices, text))
        return [found] if found is not None else []

    def where(one: Named) -> Q:
        if one.condition is None:
            one.condition = Q(village__in=writings_in(by, rows(), one.row))
        return one.condition

    return NamedFilter(
        BY_VILLAGE,
        capfirst(_("village")),
        where,
        kind="name",
        find=lambda text: of(find_village(rows(), offices, text)),
        named=named,
        found_in=lambda names: names.villages(offices),
        source="/places/suggest/",
    )


def _by_group(desk: Desk, by: Actor) -> NamedFilter | None:
    """Rows of a group, or of a person who is its member today; not on the list of groups itself."""
    fields = {field.name for field in desk.model._meta.get_fields()}
    to_group = desk.model.OF_GROUP or ("group_id" if "group" in fields else "")
    to_person = "" if to_group else desk.model.OF_PERSON or ("person_id" if "person" in fields else "")
    if to_group == "id" or not (to_group or to_person) or not by.may(Permission.ACTIVITIES_SEE):
        return None

    def where(one: Any) -> Q:
        group = one.row
        if to_group:
            return Q(**{to_group: group.pk})
        return Q(**{f"{to_person}__in": people_of_group(group.organisation_id, group.pk)})

    def find(text: str) -> Named | None:
        group = groups(by).filter(pk=text).select_related("place").first()
        return Named.of(group, group.name) if group is not None else None

    return NamedFilter(
        "group",
        capfirst(_("group")),
        where,
        kind="name",
        find=find,
        named=_namesakes_of(by),
        found_in=lambda names: names.groups,
    )


def _namesakes_of(by: Actor) -> Callable[[str], Sequence[Named]]:
    def named(text: str) -> Sequence[Named]:
        found = list(search_groups(by, text).select_related("place").order_by("name_fold", "id")[:MOST_NAMESAKES])
        equal = [group for group in found if group.name.casefold() == text.casefold()]
        shown = equal or found
        return [Named.of(one, one.name if len(shown) == 1 else _in_full(one)) for one in shown]

    return named


def _in_full(group: Group) -> str:
    return ", ".join(part for part in (group.name, place_line(group)) if part)
