"""Acts on many rows of a list: which rows, a page that says what will be done, the act, the message with its undo.

Rows travel by POST, as ids or as "all rows of this filter", whose codes stand in the address. What cannot be done to a
row is said before it is done, and the row stays.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.bulk_acts.begun_work import begin_work, leave_work, note_step
from jatan.foundation.bulk_acts.models import BegunWork
from jatan.foundation.bulk_acts.services import (
    MOST_ROWS,
    NOT_YOURS,
    WITHDRAWN,
    Outcome,
    Stayed,
    do_together,
    one_by_one,
)
from jatan.kernel.ids import is_id
from jatan.web.ui.needs import StaffRequest, View, needs
from jatan.web.ui.own_questions.asked import with_own_questions
from jatan.web.ui.records import list_page, submission
from jatan.web.ui.records.desk import BulkAct, Desk, Step
from jatan.web.ui.records.export import RowsPurposeForm, send_workbook
from jatan.web.ui.records.withdrawal import WithdrawForm
from jatan.web.ui.records.work_in_steps import OF_STEPS, STEP, begun_by_form, is_next_step, show_step
from jatan.web.ui.second_step import redirect_unless_fresh

SHOWN = 50
# What a form says of its rows: the next step has its own.
_OF_ROWS = frozenset({"csrfmiddlewaretoken", "seen", "all", "row"}) | OF_STEPS
_CLOSED = gettext_lazy("It is settled and stays as it is.")
_NOT_TAKEN = gettext_lazy("You may not take this one out of the house.")


@dataclass(frozen=True)
class Chosen:
    """The rows that were ticked. `absent`: how many ids stand for no row of this list; `seen`: digest of the rows."""

    rows: Sequence[Any]
    withdrawn: Sequence[Any]
    absent: int
    is_all: bool
    seen: str


def bulk_acts_of(desk: Desk, by: Actor) -> list[BulkAct]:
    """What this actor may do to many rows of the list, in the order of the buttons."""
    withdrawing = _withdrawing(desk)
    exporting = _exporting(desk) if desk.is_exportable else None
    every = (*desk.bulk, *(one for one in (exporting, withdrawing) if one is not None))
    return [one for one in every if by.may(one.needs) and one.is_for(by)]


def bulk_page(desk: Desk) -> View[[]]:
    """The view: the first POST shows what will be done, the second one, with `confirm`, does it."""

    @require_POST
    @needs(desk.see)
    def act_on_rows(request: StaffRequest) -> HttpResponseBase:
        own = with_own_questions(desk, request.actor)  # a condition of the list may be one of these
        act = next((one for one in bulk_acts_of(own, request.actor) if one.slug == request.POST.get("act")), None)
        if act is None:
            raise Http404
        if is_next_step(request):
            return _go_on(request, own, act)
        chosen = _chosen(own, request)
        if not (chosen.rows or chosen.withdrawn or chosen.absent):
            messages.warning(request, _("Tick the rows first."))
            return redirect(_list_url(own, request))
        is_changed = "seen" in request.POST and request.POST["seen"] != chosen.seen
        if "confirm" not in request.POST or is_changed or len(chosen.rows) > MOST_ROWS:
            return _ask(request, own, act, chosen, _first_form(act, request), is_changed=is_changed)
        form = submission.bind_form(act.form, request)
        if not form.is_valid():
            return _ask(request, own, act, chosen, form)
        if act.answer is not None:
            trial = _act(act, request.actor, chosen, form.answers(), trial=True)
            left = {one.row.pk for one in trial.stayed}
            going = [row for row in chosen.rows if row.pk not in left]
            return act.answer(request, own, going, form.answers()) if going else _ask(request, own, act, chosen, form)
        work = begin_work(by=request.actor, work=work_name(own, act), of=len(chosen.rows))
        rest = [row.pk for row in chosen.rows[STEP:]]
        return _do_step(request, own, act, chosen, form, work, rest) or _ask(request, own, act, chosen, form)

    return act_on_rows


def _do_step(
    request: StaffRequest,
    desk: Desk,
    act: BulkAct,
    chosen: Chosen,
    form: Any,
    work: BegunWork,
    rest: Sequence[uuid.UUID],
) -> HttpResponseBase | None:
    """Act on the first rows; then the page that goes on with the `rest`, or the list with a message after the last.
    None where the form or the act is refused, and nothing was written."""
    some = replace(chosen, rows=chosen.rows[:STEP])
    outcome: Any = submission.submit_form(form, lambda answers: _act(act, request.actor, some, answers))
    if outcome is None:
        return None
    note_step(
        work,
        worked_at=work.of - len(rest),
        done=outcome.rows,
        stayed=len(outcome.stayed) + some.absent,
        acts=[one.pk for one in outcome.done],
        rest=rest,
    )
    if not rest:
        _say_what_was_done(request, act, work)
        return redirect(_list_url(desk, request))
    return show_step(
        request,
        work,
        heading=act.label,
        again=[(name, one) for name, values in request.POST.lists() if name not in _OF_ROWS for one in values],
        stop=reverse("bulk_acts"),
    )


def _go_on(request: StaffRequest, desk: Desk, act: BulkAct) -> HttpResponseBase:
    """The next rows of work that was begun, as it was looked at; those withdrawn meanwhile stay. Whatever must be asked
    first, or anew, is asked about all rows that wait."""
    work = begun_by_form(request, work_name(desk, act))
    if work is None:
        return redirect("bulk_acts")
    form = submission.bind_form(act.form, request) if "confirm" in request.POST else _first_form(act, request)
    chosen = _chosen_of(desk, request.actor, set(work.rest[:STEP]))
    done = _do_step(request, desk, act, chosen, form, work, work.rest[STEP:])
    return done or _ask(request, desk, act, _chosen_of(desk, request.actor, set(work.rest)), form, work=work)


def work_name(desk: Desk, act: BulkAct) -> str:
    """The code of an act of a list, by which work that was begun is known."""
    return f"{desk.slug}/{act.slug}"


def _withdrawing(desk: Desk) -> BulkAct | None:
    if desk.withdraw is None:
        return None

    def act(by: Actor, rows: Sequence[Any], answers: Mapping[str, Any]) -> Sequence[Stayed]:
        stayed = [Stayed(row, "closed", _CLOSED) for row in rows if not desk.is_open(row)]
        free = [row for row in rows if desk.is_open(row)]
        mine = [row for row in free if acts.may_change(by, desk.record, desk.correct, row)]
        own = {row.pk for row in mine}
        stayed += [Stayed(row, "not_yours", NOT_YOURS) for row in free if row.pk not in own]
        return [*stayed, *desk.withdraw_many(by, mine, answers["reason"])]

    return BulkAct(
        slug="withdraw",
        label=gettext_lazy("Withdraw"),
        needs=desk.door,
        act=act,
        form=WithdrawForm,
        sentence=lambda number: ngettext(
            "%(number)s record will leave every list and every count. It stays readable with your reason.",
            "%(number)s records will leave every list and every count. They stay readable with your reason.",
            number,
        ),
        done=lambda number: ngettext("%(number)s record is withdrawn.", "%(number)s records are withdrawn.", number),
        trial={"reason": "-"},
        writes_at_once=not desk.withdraws_alone,
        is_final=True,
    )


def _exporting(desk: Desk) -> BulkAct:
    def act(by: Actor, rows: Sequence[Any], answers: Mapping[str, Any]) -> Sequence[Stayed]:
        if desk.IS_DIRECTORY:
            return ()
        ids = [row.pk for row in rows]
        within = gate.within_reach(desk.model._default_manager.filter(pk__in=ids), by=by, permission=desk.exports)
        mine = set(within.values_list("pk", flat=True))
        return [Stayed(row, "not_yours", _NOT_TAKEN) for row in rows if row.pk not in mine]

    def answer(request: Any, desk: Any, rows: Sequence[Any], answers: Mapping[str, Any]) -> HttpResponseBase:
        asked = redirect_unless_fresh(request, request.account)
        are_ticked = "all" not in request.POST
        return asked or send_workbook(request, desk, rows, answers["purpose"], are_ticked=are_ticked)

    return BulkAct(
        slug="export",
        label=gettext_lazy("Take as workbook"),
        needs=desk.exports,
        act=act,
        form=RowsPurposeForm,
        trial={},
        sentence=lambda number: ngettext(
            "The workbook will hold %(number)s row. That you took it, and what for, is written into the ledger.",
            "The workbook will hold %(number)s rows. That you took it, and what for, is written into the ledger.",
            number,
        ),
        done=lambda number: "",
        answer=answer,
    )


def bulk_step(step: Step) -> BulkAct:
    """A step of one record as an act on many: rows that it is not open to stay as they are."""

    def act(by: Actor, rows: Sequence[Any], answers: Mapping[str, Any]) -> Sequence[Stayed]:
        free = [row for row in rows if step.is_open(row) and step.is_for(by, row)]
        open_ones = {row.pk for row in free}
        stayed = [Stayed(row, "closed", _CLOSED) for row in rows if row.pk not in open_ones]
        return [*stayed, *one_by_one(free, lambda row: _step(by, step, row, answers))]

    return BulkAct(
        slug=step.slug,
        label=step.label,
        needs=step.needs,
        act=act,
        form=step.form,
        sentence=lambda number: ngettext(
            "This will be done to %(number)s record.", "This will be done to %(number)s records.", number
        ),
        done=lambda number: ngettext("Done to %(number)s record.", "Done to %(number)s records.", number),
        writes_at_once=True,
    )


def _step(by: Actor, step: Step, row: Any, answers: Mapping[str, Any]) -> None:
    gate.require(by, step.needs, organisation_id=row.organisation_id, place=row.place)
    step.act(by, row, answers)


def _act(act: BulkAct, by: Actor, chosen: Chosen, answers: Mapping[str, Any], *, trial: bool = False) -> Outcome:
    if act.answer is not None:  # Nothing is changed, so no row has to be one that the actor could lock.
        stayed = [Stayed(row, "withdrawn", WITHDRAWN) for row in chosen.withdrawn]
        stayed += act.act(by, chosen.rows, answers)
        return Outcome(rows=len(chosen.rows) + len(chosen.withdrawn) - len(stayed), stayed=stayed)
    found = Outcome()
    # A trial takes each step back before the next: it holds no more rows than the act itself will.
    for some in batched([*chosen.rows, *chosen.withdrawn], STEP, strict=False):
        outcome = do_together(
            by=by,
            act=act.slug,
            rows=some,
            doing=lambda rows: act.act(by, rows, answers),
            writes_at_once=act.writes_at_once,
            is_trial=trial,
        )
        found.rows += outcome.rows
        found.stayed += outcome.stayed
        found.done += outcome.done
    return found


def _chosen(desk: Desk, request: StaffRequest) -> Chosen:
    by = request.actor
    if "all" in request.POST:
        bar = list_page.filter_bar(desk, by, QueryDict(request.META.get("QUERY_STRING", "")))
        rows = list(list_page.filtered_rows(desk, by, bar)[: MOST_ROWS + 1])
        return Chosen(rows, (), 0, is_all=True, seen=_digest(rows))
    ids = {uuid.UUID(text) for text in request.POST.getlist("row") if is_id(text)}
    garbage = sum(1 for text in request.POST.getlist("row") if not is_id(text))
    found = _chosen_of(desk, by, ids)
    return replace(found, absent=found.absent + garbage)


def _chosen_of(desk: Desk, by: Actor, ids: set[uuid.UUID]) -> Chosen:
    """The rows with these ids, as far as they are on the list."""
    rows = list(_with(desk, desk.kind.rows(by), ids).order_by(*desk.order)[: MOST_ROWS + 1])
    left = ids - {row.pk for row in rows}
    gone: Sequence[Any] = ()
    if left:
        old = desk.model._default_manager.filter(withdrawn_at__isnull=False)
        gone = list(_with(desk, gate.within_reach(old, by=by, permission=desk.see), left))
    return Chosen(rows, gone, len(left) - len(gone), is_all=False, seen=_digest(rows))


def _with(desk: Desk, rows: QuerySet[Any], ids: set[uuid.UUID]) -> QuerySet[Any]:
    return rows.filter(pk__in=ids).select_related(*desk.related)


def _digest(rows: Sequence[Any]) -> str:
    return hashlib.sha256(b"".join(sorted(row.pk.bytes for row in rows))).hexdigest()[:32]


def _first_form(act: BulkAct, request: StaffRequest) -> Any:
    return act.form(actor=request.actor)


def _ask(
    request: StaffRequest,
    desk: Desk,
    act: BulkAct,
    chosen: Chosen,
    form: Any,
    *,
    is_changed: bool = False,
    work: BegunWork | None = None,
) -> HttpResponseBase:
    """The page that says what will be done to how many rows, and which rows stay; of `work` that was begun, to those
    that wait."""
    too_many = len(chosen.rows) > MOST_ROWS
    outcome = Outcome(rows=len(chosen.rows), stayed=[])
    if act.trial is not None and not too_many:
        outcome = _act(act, request.actor, chosen, act.trial, trial=True)
        if work is not None and not outcome.rows:
            leave_work(work)
            messages.info(request, _("Nothing of the rest is left to be done: it was done, or changed, meanwhile."))
            return redirect("bulk_acts")
    elif not too_many:
        outcome.stayed = [Stayed(row, "withdrawn", WITHDRAWN) for row in chosen.withdrawn]
    labels = {row.pk: row for row in (*chosen.rows, *chosen.withdrawn)}
    page = {
        "desk": desk,
        "act": act,
        "form": form,
        "begun": work,
        "rows": [] if chosen.is_all or work else [row.pk for row in (*chosen.rows, *chosen.withdrawn)],
        "is_all": chosen.is_all,
        "seen": chosen.seen,
        "number": outcome.rows,
        "sentence": act.sentence(outcome.rows) % {"number": outcome.rows},
        "stayed": [(desk.label(labels[one.row.pk]), one.why) for one in outcome.stayed[:SHOWN]],
        "more": max(0, len(outcome.stayed) - SHOWN),
        "absent": chosen.absent,
        "is_changed": is_changed,
        "too_many": too_many,
        "most": MOST_ROWS,
        "back": reverse("bulk_acts") if work else _list_url(desk, request),
    }
    return render(request, "records/bulk_confirm.html", page, status=422 if form.is_bound else 200)


def _list_url(desk: Desk, request: StaffRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return reverse(desk.url_name("list")) + (f"?{query}" if query else "")


def _say_what_was_done(request: StaffRequest, act: BulkAct, work: BegunWork) -> None:
    words = [act.done(work.done) % {"number": work.done}]
    if stayed := work.stayed:
        left = ngettext("%(number)s record stayed as it was.", "%(number)s records stayed as they were.", stayed)
        words.append(left % {"number": stayed})
    if not work.acts:
        messages.warning(request, " ".join(words))
        return
    url = reverse("bulk_act_undo", args=[work.acts[0]]) if len(work.acts) == 1 else reverse("bulk_acts")
    messages.success(request, format_html('{} <a href="{}">{}</a>', " ".join(words), url, _("Undo this")))
