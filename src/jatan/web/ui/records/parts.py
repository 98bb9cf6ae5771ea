"""A record opened on its page: its rows in one query, the parts drawn as lines, and the steps that are open."""

import functools
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.db.fetch_together import fetch_together
from jatan.foundation.network.rooms import Room
from jatan.web.ui.records.columns import formatted, labelled_values, may_read, phone_link
from jatan.web.ui.records.desk import Desk, DisplayField, Part, Step
from jatan.web.ui.records.head import MOST_LINES, Act, HeadLine, Offered, offered, without_repeats
from jatan.web.ui.records.history import history_rows
from jatan.web.ui.rooms import is_closed, room_of_path, room_of_records

SHOWN = 100
OPEN_ROWS, OPEN_ROWS_WITHOUT_HEAD = 5, 30


@dataclass(frozen=True)
class StepLink:
    """A link to a step that is open now."""

    url: str
    label: Any
    is_final: bool
    is_one_press: bool = False


@dataclass(frozen=True)
class PartLine:
    """One child row: what it is called, its state, what else is known of it, and its open steps.

    `title`: its first value; `url`: the page behind it, "" where the head leads there already; `badges`: values shown
    as icon and word; `about`: label and value of the others, none of them empty.
    """

    title: Any
    url: str
    badges: Sequence[Any]
    about: Sequence[tuple[Any, Any]]
    steps: Sequence[StepLink]


@dataclass(frozen=True)
class DrawnPart:
    """One part with its lines. `add_url`: where to add to it, "" if this user may not or the head offers it already.

    `is_open`: shown at once; the others unfold with a tap.
    """

    part: Part
    lines: Sequence[PartLine]
    add_url: str
    sends: Mapping[str, str]
    is_open: bool = False
    is_cut: bool = False


@dataclass(frozen=True)
class Opened:
    """A record on its page (`desk.OpenedRecord`), with the rows of its parts, of `also` and of its history.

    `rooms`: in which room the rows of a part lie. What lies in a closed one is shown where it is on record, and
    otherwise neither named nor added to.
    """

    desk: Desk
    by: Actor
    row: Any
    devanagari: bool = False
    found: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    rooms: Mapping[str, Room | None] = field(default_factory=dict)

    def rows(self, name: str) -> Sequence[Any]:
        return self.found.get(name, ())

    def step(self, slug: str) -> Act | None:
        """The step of the record as an act of the head, if it is open to this user."""
        found = next((step for step in self.desk.steps if step.slug == slug), None)
        links = step_links([found] if found else [], self.by, self.row, self._step_url)
        return next((Act(link.url, link.label, "check", link.is_one_press, takes=slug) for link in links), None)

    def add(self, slug: str) -> Act | None:
        """Adding to a part as an act of the head, if this user may."""
        part = next(part for part in self.desk.parts if part.slug == slug)
        url = self.add_url(part) if self.by.may(part.see) else ""
        sends = part.sends(self.row)
        return Act(url, part.add_label, "plus", bool(sends), sends, adds=slug) if url else None

    def add_url(self, part: Part) -> str:
        """Where to add to a part; "" where this user may not, or the record's state does not allow it."""
        row = self.row
        if part.record is None or row.withdrawn_at is not None or not part.is_open(row):
            return ""
        if not may_add(part, self.by, row) or self._is_closed(self.rooms.get(part.slug)):
            return ""
        if part.add_link is not None:
            url = part.add_link(row)
            return "" if self._is_closed(room_of_path(url)) else url
        return reverse(self.desk.url_name(f"{part.slug}_new"), args=[row.pk])

    @property
    def edit_url(self) -> str:
        """The page of correction; "" where this user may not correct the record."""
        return self.page_url("edit") if self.desk.amend and self.desk.is_changeable(self.row) else ""

    @property
    def withdraw_url(self) -> str:
        """The page of withdrawal; "" where this user may not withdraw the record."""
        return self.page_url("withdraw") if self.desk.withdraw else ""

    def page_url(self, page: str) -> str:
        return reverse(self.desk.url_name(page), args=[self.row.pk]) if self._may_change else ""

    @functools.cached_property
    def head(self) -> Sequence[HeadLine]:
        """What matters now; nothing for a record that was withdrawn."""
        return () if self.row.withdrawn_at is not None else without_repeats(self.desk.head(self)[:MOST_LINES])

    @functools.cached_property
    def offered(self) -> Offered:
        return offered(self.head)

    @property
    def acts(self) -> list[Act]:
        """Pages on which something is done about the record, but for those that the head leads to."""
        if self.row.withdrawn_at is not None:
            return []
        acts = [act for act in self.desk.acts(self) if act.url not in self.offered.urls]
        return [act for act in acts if not self._is_closed(room_of_path(act.url))]

    def facts(self, shows: Sequence[DisplayField]) -> list[tuple[Any, Any]]:
        """(label, value) of the fields that have one, without numbers that the head gives."""
        known = self.offered.phones
        wanted = [show for show in shows if show.kind != "phone" or show.of(self.row) not in known]
        return labelled_values(wanted, self.row, self.by, devanagari=self.devanagari)

    def open_steps(self) -> list[StepLink]:
        """The open steps of the record that the head does not offer."""
        steps = [step for step in self.desk.steps if step.slug not in self.offered.takes]
        return step_links(steps, self.by, self.row, self._step_url)

    def parts(self) -> list[DrawnPart]:
        """The parts this user may see, in the desk's order. The first few rows are open, the other parts are folded."""
        drawn, rung = [], set[str]()
        room = OPEN_ROWS if self.head else OPEN_ROWS_WITHOUT_HEAD
        for part in self.desk.parts:
            if not self.by.may(part.see):
                continue
            rows = self.rows(part.slug)
            if not rows and self._is_closed(self.rooms.get(part.slug)):
                continue
            is_open = 0 < len(rows) <= room
            room -= len(rows) if is_open else 0
            drawn.append(self._drawn(part, rows, is_open, rung))
        return drawn

    def _is_closed(self, room: Room | None) -> bool:
        """Whether a room is closed to this user, and another one than that of this record."""
        return is_closed(self.by, room) and room is not room_of_records(self.desk.model)

    @functools.cached_property
    def _may_change(self) -> bool:
        row = self.row
        is_open = row.withdrawn_at is None and self.desk.is_open(row)
        return is_open and acts.may_change(self.by, self.desk.record, self.desk.correct, row)

    def _step_url(self, step: Step) -> str:
        return reverse(self.desk.url_name(step.slug), args=[self.row.pk])

    def _drawn(self, part: Part, rows: Sequence[Any], is_open: bool, rung: set[str]) -> DrawnPart:
        is_offered = part.slug in self.offered.adds
        is_full = part.is_single and bool(rows)
        url = "" if is_offered or is_full else self.add_url(part)
        lines = [self._line(part, child, rung) for child in rows[:SHOWN]]
        return DrawnPart(part, lines, url, part.sends(self.row), is_open, len(rows) > SHOWN)

    def _line(self, part: Part, child: Any, rung: set[str]) -> PartLine:
        """One row. `rung`: numbers that are links on this page already: a help line of two stations is one link."""
        title, badges, about = None, [], []
        for show in part.columns:
            value = show.of(child) if may_read(self.by, show, child) else None
            if value in (None, ""):
                continue
            if show.kind == "badge":
                badges.append(value)
                continue
            is_number = show.kind == "phone" and value not in rung
            words = phone_link(value) if is_number else formatted(value, self.devanagari)
            rung |= {value} if is_number else set()
            if title is None and show.kind != "phone":
                title = words
            else:
                about.append((show.label, words))
        url = part.link(child) if part.link else ""
        url = "" if url in self.offered.urls else url
        return PartLine(title or part.title, url, badges, about, self._child_steps(part, child))

    def _child_steps(self, part: Part, child: Any) -> list[StepLink]:
        def address(step: Step) -> str:
            return reverse(self.desk.url_name(f"{part.slug}_{step.slug}"), args=[self.row.pk, child.pk])

        links = step_links(part.steps, self.by, child, address)
        return [link for link in links if link.url not in self.offered.urls]


def open_record(desk: Desk, by: Actor, row: Any, *, devanagari: bool = False) -> Opened:
    """The record with all rows its page shows: one query, and those of parts that are no querysets.

    `row`: got through the gate. Rows are narrowed to this user by the selectors of the parts.
    """
    asked = {part.slug: part.rows(by, row) for part in desk.parts if by.may(part.see)}
    asked |= {**desk.also(by, row), **history_rows(row)}
    rows = {name: one for name, one in asked.items() if isinstance(one, QuerySet)}
    others = {name: list(one[: SHOWN + 1]) for name, one in asked.items() if name not in rows}
    rooms = {name: room_of_records(one.model) for name, one in rows.items()}
    return Opened(desk, by, row, devanagari, fetch_together(rows, SHOWN + 1) | others, rooms)


def may_add(part: Part, by: Actor, row: Any) -> bool:
    """True if this actor may add to the part: by the record's organisation, or by her own where `is_own` says so."""
    if part.record is None:
        return False
    if part.is_own:
        return by.may(part.record)
    return gate.allows(by, part.record, organisation_id=row.organisation_id, place=row.place)


def step_links(steps: Sequence[Step], by: Actor, row: Any, address: Callable[[Step], str]) -> list[StepLink]:
    """The steps open to this actor on this row. The service checks again when a step is taken."""
    return [
        StepLink(address(step), step.label, step.is_final, step.is_one_press)
        for step in steps
        if row.withdrawn_at is None and step.is_open(row) and _may(by, step, row)
    ]


def find_child(part: Part, by: Actor, row: Any, child: uuid.UUID) -> Any:
    """One row of a part. Raises DoesNotExist if it belongs to another record or may not be seen."""
    return part.rows(by, row).get(pk=child)


def _may(by: Actor, step: Step, row: Any) -> bool:
    allowed = gate.allows(by, step.needs, organisation_id=row.organisation_id, place=row.place)
    return allowed and step.is_for(by, row)
