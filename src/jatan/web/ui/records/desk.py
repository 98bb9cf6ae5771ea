"""`Desk`: the configuration of the record pages of one model, as data. `pages` and `urls` build its views from it."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.services import Stayed
from jatan.foundation.network.guarded import Guarded
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import Label
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


@dataclass(frozen=True)
class Filter:
    """One field of the filter bar. `where` turns its value (a code, never a name) into a condition."""

    name: str
    label: Words
    where: Callable[[Any], Q]
    options: Callable[[Actor], Sequence[tuple[str, Words]]] | None = None
    kind: str = "choice"


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
    `acts.gathered`. `answer(request, desk, rows, answers)`: answers the request
    itself with the rows that `act` does not leave (a workbook); nothing is written that could be undone.
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
    """The record pages of one model. `title` contains no names, because it is the <title>; `label(row)` is the heading.

    `head`: what matters now, at most five lines, at the top of the page. `also`: rows besides those of the parts that
    head or linked facts need, fetched with them in one query; `linked`: first facts, taken from other records that this
    user may see. `facts`: the few that matter; `more`: the others, folded. `notice`: a warning above the record.
    `register` None: rows are added on the page of another record.
    `exports`: who may take rows as a workbook, and of which organisations; a `is_directory` is taken whole.
    `door`: the permission that the pages of correction and withdrawal ask for first, where somebody corrects rows of
    an organisation for which she records none; whether this very row may be changed is asked all the same.
    `order`: the field (and the id) by which the list is ordered, "-" for downwards; `first`: the rows that come before
    all others in that order. `is_merged`: the reach of `see` alone says which rows there are, so that those of several
    organisations are merged from an index of each. `more_columns`: shown only where somebody chose them.
    `bulk`: what is done to many rows of the list besides withdrawing. `withdraws_alone`: withdrawing one reads and
    writes no other row; `withdraw_many`: withdraws locked rows as `BulkAct.act`, by the same rules as `withdraw`.
    `happened(by, row)`: entries of other tables for the history of the record (a letter written about it).
    `template`: a detail page that extends `records/detail.html`, with what `context` returns besides. `is_open(row)`:
    whether it can still be corrected or withdrawn; `is_changeable(row)`: whether its state allows a correction.
    """

    slug: str
    model: type[Guarded]
    title: Words
    see: Permission
    record: Permission
    correct: Permission
    rows: Callable[[Actor], Rows]
    find: Callable[[Actor, uuid.UUID], Any]
    label: Callable[[Any], Any]
    columns: Sequence[DisplayField]
    facts: Sequence[DisplayField]
    form: type[AnswerForm]
    add_label: Words
    register: Callable[[Actor, Mapping[str, Any]], Any] | None
    amend: Callable[[Actor, Any, dict[str, Any]], object] | None = None
    withdraw: Callable[[Actor, Any, str], object] | None = None
    withdraws_alone: bool = False
    withdraw_many: Callable[[Actor, Sequence[Any], str], Sequence[Stayed]] | None = None
    bulk: Sequence[BulkAct] = ()
    search: Callable[[Actor, str], Rows] | None = None
    search_label: Words = IN_EITHER_SCRIPT
    filters: Sequence[Filter] = ()
    steps: Sequence[Step] = ()
    parts: Sequence[Part] = ()
    notice: Callable[[Any], Words] = lambda row: ""
    head: Callable[[OpenedRecord], Sequence[HeadLine]] = lambda opened: ()
    also: Callable[[Actor, Any], Mapping[str, Rows]] = lambda by, row: {}
    linked: Callable[[OpenedRecord], Sequence[tuple[Words, Any]]] = lambda opened: ()
    more: Sequence[DisplayField] = ()
    order: Sequence[str] = ("-id",)
    first: Q | None = None
    is_merged: bool = False
    more_columns: Sequence[DisplayField] = ()
    icon: str = "list"
    empty: Words = EMPTY_MESSAGE
    related: Sequence[str] = ("place", "organisation")
    prefill: Sequence[str] = ()
    work_lists: Sequence[tuple[str, Words, Permission]] = ()
    is_open: Callable[[Any], bool] = lambda row: True
    is_exportable: bool = True
    exports: Permission = Permission.ROWS_EXPORT
    is_directory: bool = False
    is_changeable: Callable[[Any], bool] = lambda row: True
    owner: str = "recorded_by"
    door: Permission | None = None
    happened: Callable[[Actor, Any], Sequence[HistoryEntry]] = lambda by, row: ()
    template: str = "records/detail.html"
    context: Callable[[Actor, Any], Mapping[str, Any]] = lambda by, row: {}

    def url_name(self, page: str) -> str:
        """The URL name of a page: "people" for the list, "people_detail" etc. for the others."""
        return self.slug if page == "list" else f"{self.slug}_{page}"
