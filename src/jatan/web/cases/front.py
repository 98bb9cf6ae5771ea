"""The start page of case work (due items, search, register), and creating a case."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.choices import ERASED
from jatan.programme.cases.entries.due_order import Place, place_of
from jatan.programme.cases.entries.open_items import is_watched
from jatan.programme.cases.file.alerts import open_alerts
from jatan.programme.cases.file.creation import districts_for, my_teams, open_case_file
from jatan.programme.cases.file.search import is_searchable, search_names
from jatan.programme.cases.file.summary import KeptDue, is_for, summaries
from jatan.programme.cases.register import selectors
from jatan.programme.cases.waiting_work import first_things_first
from jatan.programme.cases.writers import is_legal_officer, require_team
from jatan.web.cases.departure_prefill import visible_journey
from jatan.web.cases.forms import NewCaseForm
from jatan.web.cases.open_case import log_altered
from jatan.web.cases.register import LATE, listing, of_counsellor
from jatan.web.cases.timeline import answer_url, badge_of
from jatan.web.ui.case_prefill import PREFILL_FLAG
from jatan.web.ui.components import states
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.pages import roles_that_may

_FIRST_DUE: Final = 8
_MOST_DUE: Final = 300


@dataclass(frozen=True)
class DueLine:
    """One due item of one of the user's cases."""

    url: str
    code: str
    what: Any
    badge: states.Badge
    is_withdrawn: bool = False
    is_long_late: bool = False


@needs_keys
@needs(Permission.CASES_SEE, counts=True, writes_on_get="whose name is shown, and what would not open, is told")
def cases(request: StaffRequest) -> HttpResponseBase:
    """Due items and the register. A search by name is a POST, so that no name is in a URL."""
    if not request.actor.may(Permission.CASES_SEE):
        counts: dict[str, Any] = {"desk": {"title": _("Cases")}, "roles": roles_that_may(Permission.CASES_SEE)}
        return render(request, "records/counts_only.html", counts)
    is_searching = request.method == "POST"
    query = request.POST.get("q", "").replace("\x00", "").strip()[:120] if is_searching else ""
    keyring = request.keyring if is_searching or request.unlock is not None else None
    page = {
        "sought": query,
        "is_open": keyring is not None,
        "alerts": len(open_alerts(request.actor)),
        "may_read": request.actor.may(Permission.CASES_RECORD),
        "supervises": bool(request.actor.reach(Permission.CASES_RECORD).organisations),
        "may_open": not is_legal_officer(request.actor),
        "listing": None if query else listing(request, keyring),
    }
    if keyring is not None:
        page |= _search_results(request, keyring, query) if query else _due(request, keyring)
    return render(request, "cases/cases.html", page)


@needs_keys
@needs(Permission.CASES_RECORD)
def case_new(request: StaffRequest) -> HttpResponseBase:
    """Create a case, optionally with a journey sent by a button; only the sealed file stores that link."""
    require_team(request.actor)
    teams = my_teams(request.keyring)
    journey = visible_journey(request.actor, request.POST.get("journey", ""))
    is_filled = request.method == "POST" and PREFILL_FLAG not in request.POST
    districts = districts_for(request.keyring.organisation_id)
    form = NewCaseForm(request.POST if is_filled else None, teams=teams, journey=journey, districts=districts)
    if teams and form.is_valid():
        mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "journey": journey}
        try:
            case_file = open_case_file(**mine, **form.answers())
        except (Problem, Problems) as raised:
            form.show(raised)
        else:
            messages.success(request, _("The case is open. Its code is %(code)s.") % {"code": case_file.case.code})
            return redirect("case", case_file.case.pk)
    page = {"form": form, "teams": teams, "journey": journey}
    return render(request, "cases/new.html", page, status=422 if form.errors else 200)


def _search_results(request: StaffRequest, keyring: Keyring, query: str) -> dict[str, Any]:
    if not is_searchable(query):
        return {"hits": [], "is_too_little": True}
    refused: list[uuid.UUID] = []
    hits = search_names(request.actor, keyring, query, refused=refused)
    found = [(reverse("case", args=[hit.case.pk]), hit) for hit in hits]
    log_altered(request, refused)
    return {"hits": found, "refused": _codes(request, keyring, refused)}


def _due(request: StaffRequest, keyring: Keyring) -> dict[str, Any]:
    """Due items of the readable cases: what is hers by name, then the first few of the others, or all on request,
    in the order of `first_things_first`."""
    refused: list[uuid.UUID] = []
    due = summaries(keyring, refused=refused, by=request.actor)
    log_altered(request, refused)
    codes = _codes(request, keyring, {*(one.case for one in due), *refused})
    unread = {"refused": {case: codes[case] for case in refused if case in codes}}
    if request.GET.get("due") == LATE:
        return _late(request, due, codes) | unread
    withdrawn = _withdrawn_codes(request, {one.case for one in due} - codes.keys())
    everything = [one for one in due if one.case in codes or (one.case in withdrawn and is_watched(one.due.code))]
    mine = [one for one in everything if is_for(one, request.account.pk)]
    now = clock.now()
    lines = first_things_first((one for one in everything if one not in mine), request.actor)
    # What stands first is never cut away: a court day of the week, danger, a duty.
    first = max(_FIRST_DUE, sum(place_of(one.due, now) < Place.RUNNING for one in lines))
    shown = lines[: _MOST_DUE if request.GET.get("due") == "all" else min(first, _MOST_DUE)]
    return {
        "mine": list(_lines(request, mine[:_MOST_DUE], codes, withdrawn)),
        "due": list(_lines(request, shown, codes, withdrawn)),
        "due_in_all": len(lines),
        "has_more_due": len(lines) > len(shown),
    } | unread


def _late(request: StaffRequest, due: Iterable[KeptDue], codes: dict[uuid.UUID, str]) -> dict[str, Any]:
    """What is overdue in the cases of one colleague, or of all: the lines behind a number of the supervision page."""
    rows = selectors.register(request.actor, request.keyring).filter(pk__in=list(codes))
    whose = request.GET.get("counsellor", "")
    of_colleague = set(of_counsellor(rows, whose).values_list("pk", flat=True)) if whose else codes.keys()
    now = clock.now()
    late = [one for one in due if one.case in of_colleague and one.due.is_late(now)]
    shown = list(_lines(request, late[:_MOST_DUE], codes, {}))
    return {"is_late_alone": True, "mine": [], "due": shown, "due_in_all": len(late), "has_more_due": False}


def _lines(
    request: StaffRequest, due: Iterable[KeptDue], codes: dict[uuid.UUID, str], withdrawn: dict[uuid.UUID, str]
) -> Iterable[DueLine]:
    now, digits = clock.now(), request.account.uses_devanagari_digits
    for one in due:
        is_withdrawn = one.case in withdrawn
        code = codes.get(one.case) or withdrawn[one.case]
        badge = badge_of(one.due, now, digits=digits)
        is_long_late = place_of(one.due, now) == Place.LONG_LATE
        url = _due_url(one, is_withdrawn=is_withdrawn)
        yield DueLine(url, code, one.due.what, badge, is_withdrawn, is_long_late)


def _due_url(kept: KeptDue, *, is_withdrawn: bool) -> str:
    """Where something due is done: its entry, else the case; a withdrawn case is brought back first."""
    case, due = kept.case, kept.due
    if is_withdrawn:
        return reverse("case_bring_back", args=[case])
    if due.code == "duty_answer_waiting":
        return answer_url(case, due)
    return reverse("case_entry", args=[case, due.row]) if due.row else reverse("case", args=[case])


def _withdrawn_codes(request: StaffRequest, cases: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Codes of withdrawn cases, for their supervisors. Something may run on in those withdrawn by older rules."""
    wanted = list(cases)
    rows = selectors.withdrawn_cases(request.actor).exclude(withdrawn_reason=ERASED).filter(pk__in=wanted)
    return dict(rows.values_list("pk", "code")) if wanted else {}


def _codes(request: StaffRequest, keyring: Keyring, cases: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = selectors.register(request.actor, keyring).filter(pk__in=list(cases))
    return dict(rows.values_list("pk", "code"))
