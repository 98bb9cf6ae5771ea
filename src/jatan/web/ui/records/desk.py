"""What a kind of record looks like on pages, as data. `pages` and `urls` turn one `Desk` into its views."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.web.ui.call_now import Line
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import Label

type Words = Label

WRITTEN = _("It is written down.")
NOTHING = _("Nothing recorded yet.")
IN_EITHER_SCRIPT = _("Name, in Hindi or English letters")

type Rows = QuerySet[Any]
type Look = str | Callable[[Any], Any]


@dataclass(frozen=True)
class Show:
    """One column of a list or one line of a page. `look` is a dotted path or a function of the row.

    kind: text, number, day, badge, phone.
    """

    label: Words
    look: Look
    kind: str = "text"

    def of(self, row: Any) -> Any:
        """The value for a person to read; None and "" both mean not recorded."""
        if callable(self.look):
            return self.look(row)
        value = row
        for name in self.look.split("."):
            if value is None:
                return None
            shown = getattr(value, f"get_{name}_display", None)
            value = shown() if callable(shown) and getattr(value, name) not in (None, "") else getattr(value, name)
        return value() if callable(value) else value


@dataclass(frozen=True)
class Filter:
    """One question of the filter bar. `where` turns the answer into a condition; answers are codes, never names."""

    name: str
    label: Words
    where: Callable[[Any], Q]
    options: Callable[[Actor], Sequence[tuple[str, Words]]] | None = None
    kind: str = "choice"


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that happens to a record: sent, resolved, closed, left. `act(by, row, answers)` calls the service."""

    slug: str
    label: Words
    needs: Permission
    act: Callable[[Actor, Any, Mapping[str, Any]], object]
    form: type[AnswerForm] = AnswerForm
    sentence: Words = ""
    is_open: Callable[[Any], bool] = lambda row: True
    is_for: Callable[[Actor, Any], bool] = lambda by, row: True
    done: Words = WRITTEN
    initial: Callable[[Any], Mapping[str, Any]] = lambda row: {}
    is_final: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """Rows that hang on a record: identifiers of a person, members of a group, follow-ups of a case.

    `add` writes a new one from `form`; `add_link` instead leads to another desk's own page for it. `sends`: what goes
    along there in a POST, because it should stand in no address.
    """

    slug: str
    title: Words
    see: Permission
    rows: Callable[[Actor, Any], Rows]
    columns: Sequence[Show]
    add_label: Words = ""
    record: Permission | None = None
    form: type[AnswerForm] = AnswerForm
    add: Callable[[Actor, Any, Mapping[str, Any]], object] | None = None
    add_link: Callable[[Any], str] | None = None
    sends: Callable[[Any], Mapping[str, str]] = lambda row: {}
    initial: Callable[[Any], Mapping[str, Any]] = lambda row: {}
    steps: Sequence[Step] = ()
    link: Callable[[Any], str] | None = None
    empty: Words = NOTHING
    done: Words = WRITTEN


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One kind of record. `title` is neutral (no names): it is the page's title too; `label(row)` heads the page.

    `notice`: a word of warning above the record; `lines`: whom to ring because of it. `linked` gives the first lines of
    its page, from other records as far as this reader may see them.
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
    columns: Sequence[Show]
    facts: Sequence[Show]
    form: type[AnswerForm]
    add_label: Words
    register: Callable[[Actor, Mapping[str, Any]], Any]
    amend: Callable[[Actor, Any, dict[str, Any]], object] | None = None
    withdraw: Callable[[Actor, Any, str], object] | None = None
    search: Callable[[Actor, str], Rows] | None = None
    search_label: Words = IN_EITHER_SCRIPT
    filters: Sequence[Filter] = ()
    steps: Sequence[Step] = ()
    parts: Sequence[Part] = ()
    notice: Callable[[Any], Words] = lambda row: ""
    lines: Callable[[Any], Sequence[Line]] = lambda row: ()
    linked: Callable[[Actor, Any], Sequence[tuple[Words, Any]]] = lambda by, row: ()
    order: Sequence[Any] = ("-id",)
    icon: str = "list"
    empty: Words = NOTHING
    related: Sequence[str] = ("place", "organisation")
    prefill: Sequence[str] = ()
    work_lists: Sequence[tuple[str, Words, Permission]] = ()
    is_exportable: bool = True
    owner: str = "recorded_by"

    def url_name(self, page: str) -> str:
        """The name of one of this desk's URLs: the list is the slug itself, then e.g. "people_detail"."""
        return self.slug if page == "list" else f"{self.slug}_{page}"
