"""Likely duplicates in groups: the list, on which many alike are decided at once, and the page of one group."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.services import Outcome
from jatan.programme.people import duplicate_groups as groups
from jatan.programme.people.duplicate_groups import DuplicateGroup
from jatan.programme.people.models import Person
from jatan.programme.people.similarity import Reason
from jatan.web.people.facts import FACTS
from jatan.web.ui.components import states
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import Page, paginate
from jatan.web.ui.records.columns import labelled_values

# Groups of one section: where its lines are ticked, on a page of the section alone, and in the list of all sections.
_TICKED, _ON_A_PAGE, _FIRST = 60, 20, 4
_MOST_SECTIONS = 12
_DECISIONS = {"same": True, "different": False}
_CHANGED = gettext_lazy("These records have changed since they were shown. Nothing was decided: look at them again.")


@dataclass(frozen=True)
class Fact:
    """One fact of every record of a group as text; "" where a record has none."""

    label: str
    values: Sequence[Any]

    @property
    def badge(self) -> states.Badge:
        """Whether all say the same, in a word and a sign."""
        written = {str(value) for value in self.values if value}
        if len(written) > 1:
            return states.soon(_("different"))
        return states.done(_("the same")) if all(self.values) else states.plain(_("not in every record"))


@dataclass
class Section:
    """Groups with the same reasons. `is_certain`: nothing differs in them; `number`: of all, not only those shown;
    `is_ticked`: somebody asked to tick its lines; `is_open`: unfolded; `pages`: the page of a section alone."""

    code: str
    why: str
    is_certain: bool
    is_ticked: bool
    lines: list[dict[str, Any]] = field(default_factory=list)
    number: int = 0
    is_open: bool = False
    pages: Page | None = None


@needs(Permission.PEOPLE_RECORD)
def duplicate_list(request: StaffRequest) -> HttpResponseBase:
    """The groups, by what agrees and differs: the first few of each. GET `tick`: the code of a section whose lines are
    shown ticked; `only`: of one that is walked by pages. POST decides of those that are ticked in one section; `group`:
    digests of what was shown."""
    found = groups.open_groups(request.actor)
    if request.method == "POST" and request.POST.get("decision") in _DECISIONS:
        is_same = _DECISIONS[request.POST["decision"]]
        chosen = {*request.POST.getlist("group")}
        decided = [group for group in found if group.digest in chosen]
        if decided or not chosen:
            _say(request, groups.decide_groups(by=request.actor, groups=decided, is_same=is_same), is_same=is_same)
        if changed := len(chosen) - len(decided):
            _say_changed(request, changed)
        return redirect("duplicates")
    sections = _sections(found, request.GET.get("tick", ""), request.GET)
    return render(request, "people/duplicates.html", {"sections": sections, "only": request.GET.get("only", "")})


@needs(Permission.PEOPLE_RECORD)
def duplicate_group(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The records of one group side by side. POST: `person` ids that are one person, or a decision about all, and the
    digest of what was `shown`: of another group nothing is decided."""
    group = groups.group_of(request.actor, pk)
    chosen = _chosen(request, group)
    problem: Any = ""
    if request.method == "POST":
        decision = request.POST.get("decision", "")
        is_as_shown = request.POST.get("shown") == group.digest
        if is_as_shown and decision in _DECISIONS:
            outcome = groups.decide_groups(by=request.actor, groups=[group], is_same=_DECISIONS[decision])
            _say(request, outcome, is_same=_DECISIONS[decision])
            return redirect("duplicates")
        if is_as_shown and len(chosen) > 1:
            _say(request, groups.link_some(by=request.actor, group=group, people=chosen), is_same=True)
            return redirect("duplicates")
        problem = _("Tick at least two records.") if is_as_shown else _CHANGED
    devanagari = request.account.uses_devanagari_digits
    page = {
        "why": _words(group.reasons),
        "shown": group.digest,
        "facts": _facts(group.people, devanagari=devanagari),
        "people": [
            (person, reverse("people_detail", args=[person.pk]), person.pk in chosen) for person in group.people
        ],
        "problem": problem,
    }
    return render(request, "people/duplicate_group.html", page, status=422 if problem else 200)


def _chosen(request: StaffRequest, group: DuplicateGroup) -> set[uuid.UUID]:
    ticked = {*request.POST.getlist("person")}
    return {person.pk for person in group.people if str(person.pk) in ticked}


def _sections(found: Sequence[DuplicateGroup], ticked: str, query: QueryDict) -> list[Section]:
    """The sections of the page: all of them with their first lines, or the one that the query names."""
    by_code: dict[str, list[DuplicateGroup]] = {}
    for group in found:
        by_code.setdefault(".".join((str(int(group.is_strong)), *group.reasons)), []).append(group)
    only = query.get("only", "")
    chosen = [only] if only in by_code else list(by_code)[:_MOST_SECTIONS]
    if ticked in by_code and ticked not in chosen:
        chosen.append(ticked)
    sections = []
    for place, code in enumerate(chosen):
        members = by_code[code]
        is_certain = _is_certain(members[0])
        one = Section(code, _words(members[0].reasons), is_certain, is_ticked=is_certain and code == ticked)
        one.number, one.is_open = len(members), one.is_ticked or (place == 0 and not ticked)
        shown: Sequence[Any] = members[: _TICKED if one.is_ticked else _FIRST]
        if code == only:
            one.pages = paginate(members, query, size=_ON_A_PAGE)
            shown = one.pages.rows
        one.lines = [_line(group) for group in shown]
        sections.append(one)
    return sections


def _is_certain(group: DuplicateGroup) -> bool:
    """Whether every pair is very likely, and nothing differs."""
    return group.is_strong and not any(Reason(code).speaks_against for code in group.reasons)


def _line(group: DuplicateGroup) -> dict[str, Any]:
    names = list(dict.fromkeys(person.name for person in group.people))
    places = list(dict.fromkeys(_where(person) for person in group.people))
    several = len(group.people) > 2
    return {
        "digest": group.digest,
        "names": " / ".join(names),
        "where": " / ".join(places),
        "number": len(group.people),
        "url": reverse("duplicate_group" if several else "duplicate", args=[group.id]),
    }


def _where(person: Person) -> str:
    return ", ".join(part for part in (person.guardian_name, person.village, person.place.name) if part)


def _facts(people: Sequence[Person], *, devanagari: bool) -> Iterator[Fact]:
    """The facts that at least one record has."""
    of_each = [
        {str(label): value for label, value in labelled_values(FACTS, person, devanagari=devanagari)}
        for person in people
    ]
    for label in (str(one.label) for one in FACTS):
        if any(label in one for one in of_each):
            yield Fact(label, [one.get(label, "") for one in of_each])


def _words(codes: Sequence[str]) -> str:
    words = (_("the ages are apart") if code == "age_apart" else Reason(code).words for code in codes)
    return ", ".join(filter(None, words))


def _say_changed(request: StaffRequest, number: int) -> None:
    words = ngettext(
        "%(number)s line has changed since it was shown, or somebody else decided it. Of it nothing was decided.",
        "%(number)s lines have changed since they were shown, or somebody else decided them. "
        "Of them nothing was decided.",
        number,
    )
    messages.warning(request, words % {"number": number})


def _say(request: StaffRequest, outcome: Outcome, *, is_same: bool) -> None:
    if not outcome.rows:
        messages.warning(request, _("Nothing was decided: somebody else did it meanwhile, or may do it alone."))
        return
    if is_same:
        words = ngettext(
            "%(number)s pair is linked. All records stay as they are; the list of acts on many records undoes it.",
            "%(number)s pairs are linked. All records stay as they are; the list of acts on many records undoes it.",
            outcome.rows,
        )
    else:
        words = ngettext("%(number)s pair stays two people.", "%(number)s pairs stay different people.", outcome.rows)
    messages.success(request, words % {"number": outcome.rows})
    if outcome.stayed:
        left = ngettext("%(number)s pair still waits.", "%(number)s pairs still wait.", len(outcome.stayed))
        messages.info(request, left % {"number": len(outcome.stayed)})
