"""What looks alike in a month: pairs of records side by side, from whichever door, and what a person says of them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.selectors import members
from jatan.intake.registers.choices import LookAlikeDecision
from jatan.intake.registers.look_alikes import decisions as deciding
from jatan.intake.registers.look_alikes.pairs import KINDS, Pair, pairs_of_month, records_of
from jatan.intake.registers.models import LookAlike
from jatan.kernel import clock
from jatan.kernel.ids import is_id
from jatan.kernel.periods import months_before
from jatan.kernel.problems import Problem
from jatan.web.desk_registry import DESKS
from jatan.web.registers.states import tabs
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records.comparison import Compared, compared
from jatan.web.ui.records.desk import Desk, DisplayField

_LISTED: Final = 10
_DECIDED: Final = 20
# As many months as the pages of month-ends know.
_MONTHS: Final = 60
_DESKS: Final[Mapping[str, Desk]] = {
    what: next(desk for desk in DESKS if desk.model is kind.model) for what, kind in KINDS.items()
}


@dataclass(frozen=True)
class _Card:
    """A pair on the page. `records`: the addresses of both; `facts`: what agrees and what differs."""

    pair: Pair
    kind: Any
    records: list[str]
    facts: list[Compared]


class _Asked(forms.Form):
    """Which member and which month."""

    def __init__(self, answers: QueryDict, request: StaffRequest) -> None:
        super().__init__(answers, auto_id="filter_%s")
        reach = request.actor.reach(Permission.REGISTER_IMPORT).organisations
        self.members = {str(one.pk): one for one in members().filter(id__in=reach)}
        this = clock.today().replace(day=1)
        months = [months_before(this, number) for number in range(_MONTHS)]
        named = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months]
        self.fields["month"] = choice(gettext_lazy("Month"), named, empty="–")
        if len(self.members) > 1:
            options = [(pk, one.name) for pk, one in self.members.items()]
            self.fields["organisation"] = choice(gettext_lazy("Organisation"), options, empty="–")

    def chosen(self) -> tuple[uuid.UUID, dt.date]:
        """The member and the first of the month: the last one that is over, unless another is asked for."""
        if not self.members:
            raise Http404
        answers = self.cleaned_data if self.is_valid() else {}
        month = answers.get("month") or f"{months_before(clock.today().replace(day=1), 1):%Y-%m}"
        organisation = answers.get("organisation") or next(iter(self.members))
        return uuid.UUID(organisation), dt.date.fromisoformat(f"{month}-01")


@needs(Permission.REGISTER_IMPORT)
def look_alikes_page(request: StaffRequest) -> HttpResponseBase:
    """The pairs of a month of a member, and what was decided lately."""
    bar = _Asked(request.GET, request)
    organisation_id, month = bar.chosen()
    listed = paginate(pairs_of_month(request.actor, organisation_id, month), request.GET, size=_LISTED)
    page = {
        "bar": bar,
        "month": month,
        "back": urlencode({"month": f"{month:%Y-%m}", "organisation": str(organisation_id)}),
        "page": listed,
        "total": listed.count,
        "cards": _cards(request, organisation_id, listed.rows),
        "decided": _decided_lately(request),
        "tabs": tabs("look_alikes"),
    }
    return render(request, "registers/look_alikes.html", page)


@require_POST
@needs(Permission.REGISTER_IMPORT)
def decide_look_alike(request: StaffRequest) -> HttpResponseBase:
    """POST: `what`, `one` and `other` (ids), and `decision`: "one" or "other" stays, or "different"."""
    pair, decision = _pair(request), request.POST.get("decision", "")
    try:
        if decision == "different":
            deciding.keep_apart(by=request.actor, pair=pair)
            messages.success(request, _("They stay two records. They are not asked about again."))
        elif decision in ("one", "other"):
            deciding.take_as_one(by=request.actor, pair=pair, stays=getattr(pair, decision).pk)
            messages.success(request, _("One record stays; the other is withdrawn. You can undo this below."))
        else:
            raise Http404
    except Problem as raised:
        messages.error(request, str(raised.message))
    return _back(request)


@require_POST
@needs(Permission.REGISTER_IMPORT)
def undo_look_alike(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take a decision back."""
    decision = deciding.decisions(request.actor).get(pk=pk)
    if decision.undone_at is None and not deciding.may_undo_decisions(request.actor, [decision]):
        raise Http404
    try:
        deciding.undo_decision(by=request.actor, decision=decision)
        messages.success(request, _("Undone. The two are asked about again."))
    except Problem as raised:
        messages.error(request, str(raised.message))
    return _back(request)


def look_alikes_url(organisation_id: uuid.UUID, month: dt.date) -> str:
    """The page of one member's month."""
    query = urlencode({"month": f"{month:%Y-%m}", "organisation": str(organisation_id)})
    return f"{reverse('look_alikes')}?{query}"


def _back(request: StaffRequest) -> HttpResponseBase:
    asked = _Asked(QueryDict(request.POST.get("back", "")), request)
    return redirect(look_alikes_url(*asked.chosen()))


def _pair(request: StaffRequest) -> Pair:
    """The two records named in the POST. Raises Http404 unless both are there for this reader, in one member."""
    what, ids = request.POST.get("what", ""), [request.POST.get(name, "") for name in ("one", "other")]
    if what not in KINDS or not all(map(is_id, ids)):
        raise Http404
    one, other = map(uuid.UUID, ids)
    for organisation_id in request.actor.reach(Permission.REGISTER_IMPORT).organisations:
        found = records_of(request.actor, what, organisation_id, (one, other))
        if len(found) == len({one, other}) > 1:
            return Pair(what, *sorted(found.values(), key=lambda row: row.pk))
    raise Http404


def _cards(request: StaffRequest, organisation_id: uuid.UUID, pairs: Sequence[Pair]) -> list[_Card]:
    """The pairs with the facts that their pages show; one query for each kind."""
    devanagari = request.account.uses_devanagari_digits
    shown: dict[uuid.UUID, Any] = {}
    for what in dict.fromkeys(pair.what for pair in pairs):
        desk, ids = _DESKS[what], {pk for pair in pairs if pair.what == what for pk in pair.ids}
        rows = desk.kind.rows(request.actor).filter(organisation_id=organisation_id, pk__in=ids)
        shown |= {row.pk: row for row in rows.select_related(*desk.related)}
    found = []
    for pair in pairs:
        desk, both = _DESKS[pair.what], [shown[pk] for pk in pair.ids if pk in shown]
        if len(both) == len(pair.ids):
            urls = [reverse(desk.url_name("detail"), args=[row.pk]) for row in both]
            facts = compared(_facts(desk), both[0], both[1], request.actor, devanagari=devanagari)
            found.append(_Card(pair, desk.title, urls, facts))
    return found


def _facts(desk: Desk) -> list[DisplayField]:
    """What the list and the page of a record show, each once, and the day on which it was recorded."""
    recorded = DisplayField(gettext_lazy("Recorded on"), "recorded_at", "day")
    by_label = {str(fact.label): fact for fact in (*desk.columns, *desk.facts, *desk.more, recorded)}
    return list(by_label.values())


def _decided_lately(request: StaffRequest) -> list[dict[str, Any]]:
    lately = list(deciding.decisions(request.actor)[:_DECIDED])
    mine = deciding.may_undo_decisions(request.actor, lately)
    return [_decided(one) | {"may_undo": one.pk in mine} for one in lately]


def _decided(decision: LookAlike) -> dict[str, Any]:
    desk = _DESKS[decision.what]
    left = [decision.stays] if decision.stays else [decision.first, decision.second]
    return {
        "pk": decision.pk,
        "what": desk.title,
        "decision": LookAlikeDecision(decision.decision).label,
        "at": decision.at,
        "urls": [reverse(desk.url_name("detail"), args=[pk]) for pk in left],
        "is_undone": decision.undone_at is not None,
    }
