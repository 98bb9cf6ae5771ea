"""`Desk`: the configuration of the record pages of one model, as data and, for what few do, methods. `pages` and `urls`
build its views from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

from django.db.models import CharField, DateField, IntegerField, Q, QuerySet, TextField
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.services import Stayed, one_by_one
from jatan.foundation.db.privacy import privacy_classes
from jatan.foundation.network.guarded import Guarded
from jatan.kernel.questions import Label
from jatan.programme.people.record_kind import OrdinaryKind, RecordKind
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.records.head import Act, HeadLine
from jatan.web.ui.records.history_entry import HistoryEntry

type Words = Label

SAVED_MESSAGE = _("It is written down.")
EMPTY_MESSAGE = _("Nothing recorded yet.")
IN_EITHER_SCRIPT = _("Name, in Hindi or English letters")

type Rows = QuerySet[Any]
type Source = str | Callable[[Any], Any]


class OpenedRecord(Protocol):
    """A record on its page, with all rows that the page shows: what a head and the linked facts are made of.

    `rows(name)`: the rows of a part or of `Desk.also`, empty where the user may not see them. `step` and `add`: an act
    that this user may take now, else None: a step of the record, or adding to a part.
    """

    @property
    def by(self) -> Actor: ...

    @property
    def row(self) -> Any: ...

    def rows(self, name: str) -> Sequence[Any]: ...

    def step(self, slug: str) -> Act | None: ...

    def add(self, slug: str) -> Act | None: ...

    @property
    def edit_url(self) -> str: ...


@dataclass(frozen=True)
class DisplayField:
    """One column of a list or one line of a detail page. `source` is a dotted path or a function of the row.

    kind: text, number, day, badge, phone. `sort`: the field of the model by which a list can be ordered; "" if it
    cannot. `name`: the code under which a choice of columns is kept, where `source` gives none.
    """

    label: Words
    source: Source
    kind: str = "text"
    sort: str = ""
    name: str = ""

    @property
    def code(self) -> str:
        """What stands for this column in a saved choice; the same in both languages and in every version."""
        return self.name or (self.source if isinstance(self.source, str) else self.source.__name__)

    @property
    def sorted_kind(self) -> str:
        """How the two directions are called: as days, as numbers or as text."""
        return self.kind if self.kind in ("day", "number") else "text"

    def of(self, row: Any) -> Any:
        """The value to display; None and "" both mean not recorded."""
        if callable(self.source):
            return self.source(row)
        value = row
        for name in self.source.split("."):
            if value is None:
                return None
            shown = getattr(value, f"get_{name}_display", None)
            value = shown() if callable(shown) and getattr(value, name) not in (None, "") else getattr(value, name)
        return value() if callable(value) else value


def _sorted_by_itself(model: type[Guarded], show: DisplayField) -> DisplayField:
    """The column, to be sorted by where it shows an open day, number or text of the table, not the word of a code."""
    if show.sort or not isinstance(show.source, str) or "." in show.source:
        return show
    field = next((one for one in model._meta.concrete_fields if one.name == show.source), None)
    is_plain = isinstance(field, DateField | IntegerField | CharField | TextField) and not field.choices
    return replace(show, sort=show.source) if is_plain and privacy_classes(model).get(show.source) == "open" else show


@dataclass(frozen=True)
class Filter:
    """One field of the filter bar. `where` turns its value (a code, never a name) into a condition.

    `field`: the field of the table, or the way to one, by whose values the list can be grouped too; "" for none.
    """

    name: str
    label: Words
    where: Callable[[Any], Q]
    options: Callable[[Actor], Sequence[tuple[str, Words]]] | None = None
    kind: str = "choice"
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """An action on a record: send, resolve, close. `act(by, row, answers)` calls the service.

    `sentence`: the confirmation text; `is_open(row)`: whether the state allows it; `is_for(by, row)`: whether this
    actor may; `is_final`: shown as a dangerous button; `done`: the message afterwards, or a function of what `act`
    returned; `is_one_press`: the record's page has a button that acts at once, for an act that asks nothing.
    """

    slug: str
    label: Words
    needs: Permission
    act: Callable[[Actor, Any, Mapping[str, Any]], object]
    form: type[AnswerForm] = AnswerForm
    sentence: Words = ""
    is_open: Callable[[Any], bool] = lambda row: True
    is_for: Callable[[Actor, Any], bool] = lambda by, row: True
    done: Words | Callable[[Any], Words] = SAVED_MESSAGE
    initial: Callable[[Any], Mapping[str, Any]] = lambda row: {}
    is_final: bool = False
    is_one_press: bool = False


@dataclass(frozen=True, kw_only=True)
class BulkAct:
    """Something that is done to many records of a list at once, after a page that says what.

    `act(by, rows, answers)` is called with locked rows of one organisation, inside one event, and returns those that
    stay as they are, with the reason. `sentence(number)`: what will be done, in a sentence. `trial`: answers with which
    the page finds out beforehand which rows will stay; None: only the answers asked for tell. `writes_at_once`: as in
    `acts.gathered`. `answer(request, desk, rows, answers)`: answers the request itself with the rows that `act`, called
    with all of them and no lock, does not leave (a workbook); nothing is written that could be undone.
    `done(number)`: the message afterwards.
    """

    slug: str
    label: Words
    needs: Permission
    sentence: Callable[[int], str]
    done: Callable[[int], str]
    form: type[AnswerForm] = AnswerForm
    act: Callable[[Actor, Sequence[Any], Mapping[str, Any]], Sequence[Stayed]] = lambda by, rows, answers: ()
    trial: Mapping[str, Any] | None = None
    writes_at_once: bool = False
    is_final: bool = False
    is_for: Callable[[Actor], bool] = lambda by: True
    answer: Callable[[Any, Any, Sequence[Any], Mapping[str, Any]], HttpResponseBase] | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """Child rows on the page of a record: identifiers of a person, members of a group, follow-ups of a case.

    `add` writes a new one from `form`; `add_link` links to a page of another desk instead. `sends`: values sent to
    that page by POST, because they must not be in a URL. `is_own`: the record is the network's, and the child belongs
    to the office of who adds it (a meeting with an institution that another member entered). `is_single`: there is
    at most one. `is_open(row)`: whether the record's state allows another one.
    """

    slug: str
    title: Words
    see: Permission
    rows: Callable[[Actor, Any], Rows]
    columns: Sequence[DisplayField]
    add_label: Words = ""
    record: Permission | None = None
    form: type[AnswerForm] = AnswerForm
    add: Callable[[Actor, Any, Mapping[str, Any]], object] | None = None
    add_link: Callable[[Any], str] | None = None
    sends: Callable[[Any], Mapping[str, str]] = lambda row: {}
    initial: Callable[[Any], Mapping[str, Any]] = lambda row: {}
    steps: Sequence[Step] = ()
    link: Callable[[Any], str] | None = None
    empty: Words = EMPTY_MESSAGE
    done: Words = SAVED_MESSAGE
    is_own: bool = False
    is_single: bool = False
    is_open: Callable[[Any], bool] = lambda row: True


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The record pages of one model. What most of them say is a field; what few do differently is a method, which the
    desk of that model overrides.

    `kind`: who sees, records and corrects such records, and which there are. `title` contains no names, because it is
    the <title>; `label(row)` is the heading.

    `head`: what matters now, at most five lines, at the top of the page. `also`: rows besides those of the parts that
    head or linked facts need, fetched with them in one query; `linked`: first facts, taken from other records that this
    user may see. `facts`: the few that matter; `more`: the others, folded.
    `register`, `amend`, `withdraw`: what is not said is done as an ordinary `kind` does it, if its verbs say that it is
    done at all; None afterwards: no page of this desk does it. `is_added_elsewhere`: rows are added on the page of
    another record.
    `record_row(by, command)`: records a row of a workbook, where the kind's own `record` does not.
    `exports`: who may take rows as a workbook, and of which organisations.
    `order`: the field (and the id) by which the list is ordered, "-" for downwards; by default that of the kind.
    `is_merged`: the reach of seeing alone says which rows there are, so that those of several organisations are merged
    from an index of each. What such a large list is ordered by has an index, and its columns say so; other lists are
    ordered by every column that shows a day, a number or a text of their own table.
    `bulk`: what is done to many rows of the list besides withdrawing. `withdraws_alone`: withdrawing one reads and
    writes nothing that withdrawing another one before it has changed.
    """

    slug: str
    kind: RecordKind[Any]
    title: Words
    label: Callable[[Any], Any]
    columns: Sequence[DisplayField]
    facts: Sequence[DisplayField]
    form: type[AnswerForm]
    add_label: Words
    register: Callable[[Actor, Mapping[str, Any]], Any] | None = None
    is_added_elsewhere: bool = False
    record_row: Callable[[Actor, Any], Any] | None = None
    amend: Callable[[Actor, Any, dict[str, Any]], object] | None = None
    withdraw: Callable[[Actor, Any, str], object] | None = None
    withdraws_alone: bool = False
    bulk: Sequence[BulkAct] = ()
    search: Callable[[Actor, str], Rows] | None = None
    search_label: Words = IN_EITHER_SCRIPT
    filters: Sequence[Filter] = ()
    steps: Sequence[Step] = ()
    parts: Sequence[Part] = ()
    head: Callable[[OpenedRecord], Sequence[HeadLine]] = lambda opened: ()
    also: Callable[[Actor, Any], Mapping[str, Rows]] = lambda by, row: {}
    linked: Callable[[OpenedRecord], Sequence[tuple[Words, Any]]] = lambda opened: ()
    more: Sequence[DisplayField] = ()
    order: Sequence[str] = ()
    is_merged: bool = False
    icon: str = "list"
    empty: Words = EMPTY_MESSAGE
    related: Sequence[str] = ("place", "organisation")
    prefill: Sequence[str] = ()
    work_lists: Sequence[tuple[str, Words, Permission]] = ()
    is_exportable: bool = True
    exports: Permission = Permission.ROWS_EXPORT

    STAYS_INSIDE: ClassVar[Words] = ""  # why rows leave in no workbook, although new ones come in by one
    IS_DIRECTORY: ClassVar[bool] = False  # taken whole as a workbook, whoever recorded a row
    TEMPLATE: ClassVar[str] = "records/detail.html"  # or a page that extends it, with what `context` returns besides
    NOTES_READING: ClassVar[bool] = False  # whether `note_reading` writes that somebody has opened the page

    def __post_init__(self) -> None:
        kind = self.kind
        if not self.order:
            object.__setattr__(self, "order", kind.order)
        if not self.is_merged:
            object.__setattr__(self, "columns", [_sorted_by_itself(kind.model, show) for show in self.columns])
        if not isinstance(kind, OrdinaryKind):
            return
        if self.register is None and kind.recorded and not self.is_added_elsewhere:
            object.__setattr__(self, "register", kind.record_answers)
        if self.amend is None and kind.amended:
            object.__setattr__(self, "amend", kind.amend)
        if self.withdraw is None and kind.withdrawn:
            object.__setattr__(self, "withdraw", kind.withdraw)

    @property
    def model(self) -> type[Guarded]:
        return self.kind.model

    @property
    def see(self) -> Permission:
        return self.kind.rights.see

    @property
    def record(self) -> Permission:
        return self.kind.rights.record

    @property
    def correct(self) -> Permission:
        return self.kind.rights.correct

    @property
    def door(self) -> Permission:
        """What the pages of correction and withdrawal ask for first. Another one where somebody corrects rows of an
        organisation for which she records none; whether this very row may be changed is asked all the same.
        """
        return self.record

    @property
    def more_columns(self) -> Sequence[DisplayField]:
        """Columns shown only where somebody chose them."""
        return ()

    @property
    def first(self) -> Q | None:
        """The rows that come before all others in the desk's own order."""
        return None

    def is_open(self, row: Any) -> bool:
        """Whether it can still be corrected or withdrawn."""
        return True

    def is_changeable(self, row: Any) -> bool:
        """Whether the state of an open one allows a correction."""
        return True

    def notice(self, row: Any) -> Words:
        """A warning above the record; "" for none."""
        return ""

    def acts(self, opened: OpenedRecord) -> Sequence[Act]:
        """Pages on which something is done about the record, offered beside its steps."""
        return ()

    def happened(self, by: Actor, row: Any) -> Sequence[HistoryEntry]:
        """Entries of other tables for the history of the record: a letter written about it."""
        return ()

    def note_reading(self, by: Actor, row: Any) -> None:
        """Record that somebody has opened the record's page."""

    def context(self, by: Actor, row: Any) -> Mapping[str, Any]:
        """What a TEMPLATE of its own needs besides."""
        return {}

    def withdraw_many(self, by: Actor, rows: Sequence[Any], reason: str) -> Sequence[Stayed]:
        """Withdraw locked rows, by the same rules as `withdraw`; returns those that stay."""
        withdraw = self.withdraw
        if withdraw is None:
            raise ValueError(f"{self.slug} are not withdrawn")
        return one_by_one(rows, lambda row: withdraw(by, row, reason))

    def url_name(self, page: str) -> str:
        """The URL name of a page: "people" for the list, "people_detail" etc. for the others."""
        return self.slug if page == "list" else f"{self.slug}_{page}"
