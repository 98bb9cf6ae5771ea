"""The list of colleagues as a workbook: taken along whole, or filled and brought in as invitations.

A line is a posting of somebody. What it says goes through the form of one invitation, and so to the same service; a
password, a second step or keys are in no file. Whoever signs in here already is never changed by a line.
"""

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import xlsxwriter
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from xlsxwriter.worksheet import Worksheet

from jatan.foundation.access import selectors
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.invitations import invite_account
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.sign_in_names import clean_sign_in_name
from jatan.intake.registers.recognise.normalised import plain
from jatan.kernel import clock
from jatan.kernel.answers import cell_text
from jatan.kernel.dates import parse_date
from jatan.kernel.problems import Message, Problem, Problems
from jatan.kernel.workbook_options import IN_MEMORY
from jatan.programme.groups.selectors import groups
from jatan.web.network.forms import InviteForm
from jatan.web.ui.records import submission
from jatan.web.ui.workbooks.cells import safe_text, write_value
from jatan.web.ui.workbooks.columns import Cell, iso_day, unquoted, words_of_choices
from jatan.web.ui.workbooks.corrected_workbook import lines_of_list
from jatan.web.ui.workbooks.keys import code_of_list
from jatan.web.ui.workbooks.sheets import list_ranges, offer_list, sheet_name, write_lists

SLUG: Final = "accounts"
MOST_INVITED: Final = 100
_FIRST_LINE: Final = 2  # of the rows, from 0: below the names and the headings
_LAST_LINE: Final = 500
_CODE: Final = "code"
# What a line to be filled asks; a list that goes out has codes, the end of the work and the state of the account too.
_ASKED: Final = ("name", "email", "role", "organisation", "group", "place", "since")
_NEEDED: Final = frozenset({"name", "email", "role"})
_CHOSEN: Final = ("role", "organisation", "group", "place")
_TAKEN = gettext_lazy("Somebody already signs in with this. Give the further work on the page of that person.")
_NOT_ON_LIST = gettext_lazy("This is not on the list of this column.")
_NO_DATE = gettext_lazy("This is not a date. Is it right?")
_NO_LAST_DAY = gettext_lazy("An invitation has no last day. Leave it empty.")
_NOT_YOURS = gettext_lazy("You may not give this work.")
_TOO_MANY = gettext_lazy(
    "At most 100 colleagues can be invited at once. Bring the first ones now, the others afterwards."
)

_TOO_MANY_LINES = gettext_lazy("At most 500 lines can be read at once. Split the workbook.")


@dataclass
class StaffLine:
    """What becomes of one line. `typed`: {column: text}; `shown`: {heading: text}; `account`, `token`: of somebody new;
    `faults`: (heading, text in the cell, why it cannot be)."""

    number: int
    typed: Mapping[str, str]
    shown: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    token: str = ""
    faults: list[tuple[str, str, Message]] = field(default_factory=list)


@dataclass
class BroughtStaff:
    """`invited`: lines of somebody new; `wrong`: lines that cannot be one; `known`: postings on record already;
    `former`: lines of work that is over, which gives nobody access."""

    invited: list[StaffLine] = field(default_factory=list)
    wrong: list[StaffLine] = field(default_factory=list)
    known: int = 0
    former: int = 0


def blank_staff(by: Actor) -> bytes:
    """An .xlsx to fill in: one line a colleague, with words to choose from."""
    form = InviteForm(actor=by)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, IN_MEMORY) as book:
        sheet = book.add_worksheet(sheet_name(_("People with access")))
        columns = {name: _heading(name) for name in _ASKED}
        _write_head(book, sheet, {n: f"{label} *" if n in _NEEDED else label for n, label in columns.items()})
        offered = {name: [safe_text(words) for words in _offered(form, name)] for name in _CHOSEN}
        offered = {name: words for name, words in offered.items() if words}
        ranges = list_ranges(offered)
        for place, name in enumerate(columns, start=1):
            if name in ranges:
                offer_list(sheet, place, _FIRST_LINE, _LAST_LINE, ranges[name])
        write_lists(book, offered)
    return target.getvalue()


def staff_list(by: Actor) -> tuple[bytes, Counter[UUID]]:
    """All accounts that `by` manages, a line for each posting, and how many lines of each organisation there are."""
    target, counts = io.BytesIO(), Counter[UUID]()
    with xlsxwriter.Workbook(target, IN_MEMORY) as book:
        sheet = book.add_worksheet(sheet_name(_("People with access")))
        names = [one for name in _ASKED for one in ((name, f"{name}:{_CODE}") if name in _CHOSEN else (name,))]
        columns = {name: _heading(name) for name in (*names, "until", "state", f"state:{_CODE}")}
        _write_head(book, sheet, columns)
        days = book.add_format({"num_format": "dd-mm-yyyy", "align": "left"})
        line = _FIRST_LINE
        for cells, organisation_id in _lines_out(by):
            counts.update([organisation_id] if organisation_id is not None else ())
            for place, name in enumerate(columns, start=1):
                kind = "day" if name in ("since", "until") else "text"
                write_value(sheet, line, place, kind, cells.get(name), days=days)
            line += 1
        sheet.autofilter(_FIRST_LINE - 1, 1, max(line - 1, _FIRST_LINE), len(columns))
    return target.getvalue(), counts


def read_staff(path: Path) -> list[tuple[int, dict[str, str]]]:
    """(number, {column: text}) of the filled lines. Raises Problem at "workbook"."""
    lines, _went_out = lines_of_list(path, SLUG)
    if len(lines) > _LAST_LINE:
        raise Problem("too_many", _TOO_MANY_LINES, field="workbook")
    found = [(line.number, {name: _text(cell) for name, cell in line.cells.items()}) for line in lines]
    return [(number, {name: text for name, text in typed.items() if text}) for number, typed in found]


def invite_staff(by: Actor, lines: Sequence[tuple[int, Mapping[str, str]]], *, is_preview: bool) -> BroughtStaff:
    """Invite who stands in these lines, each as the page of one invitation does, all in one transaction.

    A preview does the same and writes nothing. Lines that cannot be are left out and told of. Raises Problem at
    "workbook" for more than MOST_INVITED.
    """
    found = BroughtStaff()
    with transaction.atomic():
        reader = _Reader(by, [typed.get("email", "") for _number, typed in lines])
        for number, typed in lines:
            if _is_over(typed):
                found.former += 1
            elif reader.stands(typed):
                found.known += 1
            else:
                line = reader.invited(number, typed)
                (found.wrong if line.faults else found.invited).append(line)
            if len(found.invited) > MOST_INVITED:
                raise Problem("too_many", _TOO_MANY, field="workbook")
        if is_preview:
            transaction.set_rollback(True)
    return found


class _Reader:
    """Reads lines for one actor. The words of what may be chosen, and who signs in here already, are found once."""

    def __init__(self, by: Actor, names: Iterable[str]) -> None:
        self._by = by
        form = InviteForm(actor=by)
        self._words = {name: _words(form, name) for name in _CHOSEN}
        organisations = list(_offered(form, "organisation").values())
        self._only = organisations[0] if len(organisations) == 1 else ""
        known = selectors.accounts_within(by).filter(email__in={_sign_in_name(name) for name in names} - {""})
        self._accounts = {account.email: account for account in known}

    def stands(self, typed: Mapping[str, str]) -> bool:
        """Whether this posting of somebody who signs in so is on record."""
        account = self._accounts.get(_sign_in_name(typed.get("email", "")))
        if account is None or plain(account.name) != plain(typed.get("name", "")):
            return False
        codes = {f"{name}:{_CODE}": code for name in _CHOSEN if (code := typed.get(f"{name}:{_CODE}"))}
        if codes:  # of a list that went out here: also where a forum has ended since
            posts = (_posting(post, {}) for post in getattr(account, selectors.POSTINGS))
            return any(all(post.get(name) == code for name, code in codes.items()) for post in posts)
        role, organisation, group, place = (self._code(name, typed) for name in _CHOSEN)
        return any(
            (post.role, str(post.organisation_id)) == (role, organisation)
            and place in ("", str(post.place_id))
            and group in ("", str(post.group))
            for post in getattr(account, selectors.POSTINGS)
        )

    def invited(self, number: int, typed: Mapping[str, str]) -> StaffLine:
        """Invite who stands in a line, or say what is wrong with it."""
        line = StaffLine(number, typed, {_heading(name): typed[name] for name in _ASKED if name in typed})
        answers = QueryDict(mutable=True)
        for name in _ASKED:
            answer = self._code(name, typed) if name in _CHOSEN else typed.get(name, "")
            if answer is None:
                line.faults.append((_heading(name), typed.get(name, ""), _NOT_ON_LIST))
            answers[name] = answer or ""
        if typed.get("until"):
            line.faults.append(
                (_heading("until"), typed["until"], _NO_DATE if _day(typed["until"]) is None else _NO_LAST_DAY)
            )
        if _sign_in_name(typed.get("email", "")) in self._accounts:
            line.faults.append((_heading("email"), typed["email"], _TAKEN))
        if line.faults:
            return line
        form: Any = InviteForm(answers, None, actor=self._by)

        def act(given: Mapping[str, Any]) -> object:
            return invite_account(by=self._by, email=given["email"], name=given["name"], postings=[form.command()])

        try:
            made: Any = submission.submit_form(form, act)
        except Forbidden:
            line.faults.append((_heading("role"), typed.get("role", ""), _NOT_YOURS))
            return line
        if made is None:
            line.faults += [
                (_heading(name) if name in _ASKED else "", typed.get(name, ""), why)
                for name, errors in form.errors.items()
                for why in errors
            ]
        else:
            line.account, line.token = made
        return line

    def _code(self, name: str, typed: Mapping[str, str]) -> str | None:
        """What the form takes for the words or code of a cell; "" for an empty one, None for what is not offered."""
        text, code = typed.get(name, ""), typed.get(f"{name}:{_CODE}", "")
        if not text and not code:
            return self._only if name == "organisation" else ""
        words = self._words[name]
        found = words.get(plain(text or code), set())
        if code and len(found) > 1:
            found = found & words.get(plain(code), set())
        return next(iter(found)) if len(found) == 1 else None


def _words(form: InviteForm, name: str) -> dict[str, set[str]]:
    """{words in any language, names and codes, compared plainly: what the form takes for them}."""
    found: dict[str, set[str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for words, value in _offered(form, name).items():
                found.setdefault(plain(words), set()).add(value)
    if name == "role":
        for value in _offered(form, name).values():
            found.setdefault(plain(value), set()).add(value)
    for row in _rows(form, name):
        for word in (row.name, *(getattr(row, of, "") for of in ("name_hi", "name_en", "code", "lgd_code")), row.pk):
            found.setdefault(plain(str(word or "")), set()).add(str(row.pk))
    found.pop("", None)
    return found


def _rows(form: Any, name: str) -> Iterable[Any]:
    if name == "organisation":
        return selectors.managed_organisations(form.actor)
    return form.fields[name].queryset if name in ("group", "place") else ()


def _offered(form: Any, name: str) -> dict[str, str]:
    """{words: value} of what the form offers here."""
    return {str(words): str(value) for value, words in words_of_choices(form.fields[name].choices)}


def _sign_in_name(text: str) -> str:
    """As an account keeps it; "" for what is none."""
    try:
        return clean_sign_in_name(text)
    except Problem:
        return ""


def _is_over(typed: Mapping[str, str]) -> bool:
    """Whether the work of a line has ended, or the account is closed by its code or its word in any language."""
    if typed.get(f"state:{_CODE}") == "closed" or plain(typed.get("state", "")) in _words_of_closed():
        return True
    last = _day(typed.get("until", ""))
    return last is not None and clock.is_past(last)


def _words_of_closed() -> set[str]:
    found = {"closed"}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(plain(_("closed")))
    return found


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text) if text else None
    except (Problem, Problems):
        return None


def _lines_out(by: Actor) -> Iterator[tuple[dict[str, Any], UUID | None]]:
    """(cells, organisation) of every posting; of somebody who waits for her first one, who she is."""
    rows = list(selectors.accounts_within(by))
    posts: list[Posting] = [post for row in rows for post in getattr(row, selectors.POSTINGS)]
    forums = dict(groups(by).filter(pk__in=[post.group for post in posts if post.group]).values_list("pk", "name"))
    states = {"active": _("active"), "invited": _("invited"), "closed": _("closed")}
    for row in rows:
        state = selectors.account_state(row)
        who = {"name": row.name, "email": row.email, "state": states[state], f"state:{_CODE}": state}
        yield from ((who | _posting(post, forums), post.organisation_id) for post in getattr(row, selectors.POSTINGS))
        if not getattr(row, selectors.POSTINGS):
            yield who, None


def _posting(post: Posting, forums: Mapping[UUID, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"role": post.get_role_display(), f"role:{_CODE}": post.role}
    found |= {"organisation": post.organisation.name, f"organisation:{_CODE}": post.organisation.code}
    if post.place is not None:
        found |= {"place": post.place.name, f"place:{_CODE}": str(post.place.lgd_code or post.place.name_en)}
    if post.group is not None:
        found |= {"group": forums.get(post.group), f"group:{_CODE}": str(post.group)}
    return found | {"since": post.since, "until": post.until}


def _heading(name: str) -> str:
    base, _colon, code = name.partition(":")
    if code:
        return _("%(column)s (code)") % {"column": _heading(base)}
    if base == "until":
        return capfirst(str(Posting._meta.get_field("until").verbose_name))
    return _("State") if base == "state" else str(InviteForm.base_fields[base].label)


def _write_head(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Mapping[str, str]) -> None:
    hidden = book.add_format({"num_format": "@", "font_color": "#999999"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#EFE6D2"})
    sheet.set_column(0, 0, 4, hidden, {"hidden": True})
    sheet.set_row(0, None, hidden, {"hidden": True})
    sheet.set_row(1, 36)
    sheet.freeze_panes(_FIRST_LINE, 1)
    sheet.write_string(0, 0, code_of_list(SLUG, 0), hidden)
    for place, (name, label) in enumerate(columns.items(), start=1):
        sheet.set_column(place, place, 22)
        sheet.write_string(0, place, name, hidden)
        sheet.write_string(1, place, label, head)


def _text(cell: Cell) -> str:
    return iso_day(cell) if isinstance(cell, dt.date) else unquoted(cell_text(cell)).strip()
