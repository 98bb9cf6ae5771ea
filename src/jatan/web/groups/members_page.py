"""The page on which several people become members of a group: a line each, or a list that is pasted.

Nothing is kept between two requests: every line comes back with the page until the whole list is recorded.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access import gate
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.flows.group_members import (
    MOST_LINES,
    TWIN,
    AddMembers,
    JoinedMembers,
    ListedMember,
    UnclearLines,
    add_members,
    unclear_lines,
)
from jatan.programme.groups.models import Group, Membership
from jatan.programme.groups.selectors import memberships
from jatan.programme.groups.services import GROUP
from jatan.programme.people.list_lines import MOST_PASTED, lines_of_list, read_age, read_phone, sex_named
from jatan.programme.people.selectors import LikelyDuplicate
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import written_place
from jatan.web.ui.forms.lines import PersonLineForm
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.forms.who import candidate_label
from jatan.web.ui.needs import StaffRequest, needs

FIRST_LINES, MORE_LINES, OPEN_LINES = 25, 15, 10
REFUSED: Final = 422
_TYPED: Final = ("name", "sex", "age_as_written", "phone_as_written")
_PREFIX = re.compile(r"l(\d{1,3})-name")


class ListForm(AnswerForm):
    """What holds for the whole list. `about`: the group."""

    joined_on = model_field(Membership, "joined_on")
    village = written_place(
        capfirst(gettext_lazy("village")), "/places/suggest/", hint=gettext_lazy("Of all who are new.")
    )


class MemberLineForm(PersonLineForm):
    """One line. `shown`: who was shown for it, and `shown_for`: under which name (`flows.group_members`)."""

    shown_for = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Line:
    """A line as it stands on the page; `at` is its place from 0. `note`: what of a pasted line was not understood."""

    at: int
    values: Mapping[str, str]
    note: str = ""

    @property
    def is_filled(self) -> bool:
        return any(self.values.get(name, "").strip() for name in _TYPED)

    def listed(self) -> ListedMember:
        """The line for the flow."""
        value = {name: text.strip() for name, text in self.values.items()}
        return ListedMember(
            number=self.at + 1,
            name=value.get("name", ""),
            sex=value.get("sex", ""),
            age=value.get("age_as_written", ""),
            phone=value.get("phone_as_written", ""),
            choice=value.get("choice", ""),
            shown_for=value.get("shown_for", ""),
            shown=frozenset(filter(None, value.get("shown", "").split(","))),
        )


@needs(Permission.ACTIVITIES_RECORD)
def several_members(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """GET: empty lines. POST `do`: "record" the whole list, "read" what was pasted, or show "more" lines."""
    group = GROUP.find(request.actor, pk)
    gate.require(request.actor, Permission.ACTIVITIES_RECORD, organisation_id=group.organisation_id, place=group.place)
    if request.method != "POST":
        known = {"joined_on": clock.today(), "village": group.village}
        return _page(request, group, ListForm(actor=request.actor, about=group, initial=known), _empty(FIRST_LINES))
    head = ListForm(request.POST, actor=request.actor, about=group)
    lines, pasted = _sent_lines(request.POST), request.POST.get(_pasted_name(request), "")
    if request.POST.get("do") == "more":
        more = _empty(min(len(lines) + MORE_LINES, MOST_LINES))[len(lines) :]
        return _page(request, group, head, [*lines, *more], _seen_again(request, group, head, lines), pasted=pasted)
    if request.POST.get("do") == "read" or pasted.strip():
        return _read_list(request, group, head, lines, pasted)
    return _record(request, group, head, lines)


def _record(request: StaffRequest, group: Group, head: ListForm, lines: Sequence[Line]) -> HttpResponseBase:
    filled = [line for line in lines if line.is_filled]
    is_valid = all([head.is_valid(), *(_form(request, line).is_valid() for line in filled)])
    unclear = None
    try:
        if is_valid:
            found = add_members(by=request.actor, command=_command(group, head, filled))
            messages.success(request, _done_words(found))
            return redirect("groups_detail", group.pk)
        unclear = _seen(request, group, head, filled)
    except UnclearLines as wrong:
        unclear = wrong
    except (Problem, Problems) as wrong:
        head.show(wrong)
    return _page(request, group, head, lines, unclear, status=REFUSED)


def _read_list(
    request: StaffRequest, group: Group, head: ListForm, lines: Sequence[Line], pasted: str
) -> HttpResponseBase:
    """Put the people of a pasted list into the lines after the last one that is filled."""
    first = max((line.at for line in lines if line.is_filled), default=-1) + 1
    try:
        read = [_line_of_cells(first + at, cells) for at, cells in enumerate(lines_of_list(pasted, is_of_a_chat=True))]
        if first + len(read) > MOST_LINES:
            raise Problem("too_many", _("These are too many lines at once. Record them in two parts."))
    except Problem as wrong:
        messages.error(request, str(wrong.message))
        return _page(
            request, group, head, lines, _seen_again(request, group, head, lines), pasted=pasted, status=REFUSED
        )
    words = ngettext(
        "%(n)s line was read. Look at it, then record it.",
        "%(n)s lines were read. Look at them, then record them.",
        len(read),
    )
    messages.success(request, words % {"n": len(read)})
    after = _empty(max(len(lines), first + len(read)))[first + len(read) :]
    unclear = _seen_again(request, group, head, lines)
    return _page(request, group, head, [*lines[:first], *read, *after], unclear, reads=_reads(request) + 1)


def _command(group: Group, head: ListForm, lines: Sequence[Line]) -> AddMembers:
    answers = head.cleaned_data
    village = answers.get("village", "")
    return AddMembers(
        group=group,
        lines=[line.listed() for line in lines],
        joined_on=answers.get("joined_on"),
        village=village,
        panchayat=group.panchayat if village == group.village else "",  # another village may lie in another panchayat
    )


def _seen(request: StaffRequest, group: Group, head: ListForm, lines: Sequence[Line]) -> UnclearLines:
    """What the flow says of the lines, without recording them."""
    head.is_valid()
    return unclear_lines(by=request.actor, command=_command(group, head, lines))


def _seen_again(request: StaffRequest, group: Group, head: ListForm, lines: Sequence[Line]) -> UnclearLines | None:
    """The same, where somebody was asked who it is: her answers stay on the page."""
    filled = [line for line in lines if line.is_filled]
    is_asked = any(line.values.get("shown") for line in filled)
    return _seen(request, group, head, filled) if is_asked else None


def _page(
    request: StaffRequest,
    group: Group,
    head: ListForm,
    lines: Sequence[Line],
    unclear: UnclearLines | None = None,
    *,
    pasted: str = "",
    reads: int | None = None,
    status: int = 200,
) -> HttpResponseBase:
    current = _current_members(request, group, unclear)
    filled = [line for line in lines if line.is_filled]
    of_line = {line.at: index for index, line in enumerate(filled)}
    entries = [_entry(request, line, of_line.get(line.at), unclear, current, status) for line in lines]
    open_until = max(max(of_line, default=-1) + 6, OPEN_LINES)
    back = reverse("groups_detail", args=[group.pk])
    page = {
        "group": group,
        "head": head,
        "entries": entries[:open_until],
        "further": entries[open_until:],
        "has_more": request.POST.get("do") == "more",
        "unclear": [entry for entry in entries if entry["is_unclear"]],
        "count": len(lines),
        "can_grow": len(lines) < MOST_LINES,
        "pasted": pasted,
        "reads": _reads(request) if reads is None else reads,
        "most": MOST_PASTED,
        "back": back,
        "crumbs": [(reverse("groups"), _("Groups and forums")), (back, group.name)],
    }
    return render(request, "groups/members.html", page, status=status)


def _entry(
    request: StaffRequest,
    line: Line,
    index: int | None,
    unclear: UnclearLines | None,
    current: frozenset[uuid.UUID],
    status: int,
) -> dict[str, Any]:
    """A line with its form; `index` is its place among the filled ones, None for an empty one."""
    problems = unclear.problems.get(index, ()) if unclear is not None and index is not None else ()
    alike = unclear.alike.get(index, ()) if unclear is not None and index is not None else ()
    asks_twin = any(one.code == TWIN for one in problems)
    shown = {str(one.person.pk) for one in alike} | ({TWIN} if asks_twin or TWIN in line.listed().shown else set())
    values = dict(line.values)
    if shown:
        is_open = any(one.field == "choice" for one in problems)
        values |= {"shown": ",".join(sorted(shown)), "shown_for": values["name"].strip()}
        values["choice"] = "" if is_open else values.get("choice", "")
    is_bound = index is not None and status == REFUSED
    form = _form(request, replace(line, values=values)) if is_bound else _unsent_form(request, line, values)
    if shown:
        form.offer([(str(one.person.pk), _candidate(one, current)) for one in alike], may_be_new=_may_register(request))
    given = set(form.errors)
    for problem in problems if is_bound else ():
        if problem.field not in given:
            form.show(problem)
    is_unclear = bool(problems) or bool(form.errors)
    return {"form": form, "number": line.at + 1, "note": line.note, "is_unclear": is_unclear}


def _unsent_form(request: StaffRequest, line: Line, values: Mapping[str, str]) -> MemberLineForm:
    return MemberLineForm(prefix=f"l{line.at}", actor=request.actor, initial=values)


def _candidate(one: LikelyDuplicate, current: frozenset[uuid.UUID]) -> Any:
    label = candidate_label(one.person, one.reasons)
    return format_html("{} <b>{}</b>", label, _("member already")) if one.person.pk in current else label


def _current_members(request: StaffRequest, group: Group, unclear: UnclearLines | None) -> frozenset[uuid.UUID]:
    if unclear is None or not any(unclear.alike.values()):
        return frozenset()
    rows = memberships(request.actor, group).filter(left_on__isnull=True)
    return frozenset(rows.order_by().values_list("person_id", flat=True))


def _may_register(request: StaffRequest) -> bool:
    return request.actor.may(Permission.PEOPLE_RECORD)


def _form(request: StaffRequest, line: Line) -> MemberLineForm:
    data = MultiValueDict({f"l{line.at}-{name}": [text] for name, text in line.values.items()})
    return MemberLineForm(data, prefix=f"l{line.at}", actor=request.actor)


def _sent_lines(sent: QueryDict) -> list[Line]:
    """The lines of the page as sent, each at its place: as many as the page had, those of a first page at least."""
    places = [int(match[1]) for name in sent if (match := _PREFIX.fullmatch(name))]
    names = (*_TYPED, "choice", "shown_for", "shown")
    count = min(max(FIRST_LINES, *(at + 1 for at in places)), MOST_LINES) if places else FIRST_LINES
    return [Line(at, {name: sent.get(f"l{at}-{name}", "") for name in names}) for at in range(count)]


def _empty(count: int) -> list[Line]:
    return [Line(at, {}) for at in range(count)]


def _line_of_cells(at: int, cells: Sequence[str]) -> Line:
    """A line of a pasted list. The name stands first; the other cells are known by what they say."""
    values, left = {"name": cells[0][:120]}, list[str]()
    for cell in filter(None, cells[1:]):
        name, value = _meaning(cell)
        if name and name not in values:
            values[name] = value
        else:
            left.append(cell)
    note = _("Not understood, and left out: %(words)s") % {"words": ", ".join(left)} if left else ""
    return Line(at, values, note)


def _meaning(cell: str) -> tuple[str, str]:
    """The field that a cell fills and its value; ("", "") where it is not understood."""
    if sex := sex_named(cell):
        return "sex", sex
    for name, read in (("age_as_written", read_age), ("phone_as_written", read_phone)):
        try:
            read(cell)
        except Problem:
            continue
        return name, cell
    return "", ""


def _reads(request: StaffRequest) -> int:
    text = request.POST.get("reads", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _pasted_name(request: StaffRequest) -> str:
    """The name of the box for a pasted list: another one after each reading, so that no draft fills it again."""
    return f"pasted_{_reads(request)}"


def _done_words(found: JoinedMembers) -> str:
    words = ngettext("%(n)s member joined.", "%(n)s members joined.", found.joined) % {"n": found.joined}
    if found.registered:
        new = ngettext("%(n)s of them is registered now.", "%(n)s of them are registered now.", found.registered)
        words = f"{words} {new % {'n': found.registered}}"
    if found.already:
        old = ngettext("%(n)s was a member already.", "%(n)s were members already.", found.already)
        words = f"{words} {old % {'n': found.already}}"
    return words
