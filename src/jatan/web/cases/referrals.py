"""Sharing of one case: consents, referrals and their states, overrides."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Office
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent import needs_own_consent
from jatan.programme.cases.entries.received import incoming_state
from jatan.programme.cases.entries.referral import is_override_valid, review_of, sharing_bases
from jatan.programme.cases.entries.referral_states import STATES, is_over, next_states, state_of
from jatan.programme.cases.file.access import OpenCaseFile, open_identity
from jatan.programme.cases.file.recipients import member_of, other_members
from jatan.programme.cases.sharing.exports import may_export
from jatan.programme.cases.sharing.reception import answer_referral
from jatan.programme.cases.sharing.referrals import note_answer, refer_outside, send_referral
from jatan.programme.cases.sharing.taken_back import was_taken_back
from jatan.programme.cases.writers import is_legal_officer, require_team
from jatan.web.cases.entry_display import Answer, answers_of, headline
from jatan.web.cases.file_requests import request_lines
from jatan.web.cases.letter_display import kept_document_parts
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.cases.referral_forms import AnswerForm, ReferForm
from jatan.web.ui.components import states
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs

_LABELS = dict(STATES)
# States with which we can answer an incoming referral that we accepted.
_INCOMING_STATES = ("done", "declined")
_ANSWER_WITHIN = dt.timedelta(days=7)


@dataclass(frozen=True)
class ReferralLine:
    """One referral on the page of a case."""

    url: str
    words: str
    badge: states.Badge


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_share(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Consents, overrides, outgoing and incoming referrals of a case."""
    case_file = case_file_for(request, pk)
    file, today = case_file.file, clock.today()
    page = {
        "case": case_file.case,
        "needs_own_consent": needs_own_consent(file, today),
        "consents": [one for one in sharing_bases(file, today) if one.kind == "consent"],
        "overrides": list(_overrides(file)),
        "sent": [_outgoing_line(case_file, entry) for entry in reversed(file.all("referral"))],
        "came": [_incoming_line(case_file, entry) for entry in reversed(file.all("incoming"))],
        "requests": request_lines(file),
        "kept": file.all("imported"),
        "may_export": may_export(request.actor, case_file.case),
        "may_write": not is_legal_officer(request.actor),
    }
    return render(request, "cases/sharing.html", page)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_refer(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Create a referral or transfer."""
    require_team(request.actor)
    case_file = case_file_for(request, pk)
    covers = list(_covers(request, case_file))
    data = request.POST if request.method == "POST" else None
    form = ReferForm(data, file=case_file.file, covers=covers, answers=_initial_answers(request))
    if covers and form.is_valid():
        try:
            now = _refer(request, case_file, form.answers())
        except (Problem, Problems) as raised:
            form.show(_problems_at_cover(raised))
        else:
            entry = now.file.all("referral")[-1]
            if entry.get("member"):
                messages.success(request, _("The letter is on its way, sealed. Call them and say that it comes."))
            else:
                messages.success(request, _("It is written. Now make the encrypted file that hands it over."))
            return redirect("case_referral", pk, entry.row)
    page = {"case": case_file.case, "form": form, "covers": covers}
    return render(request, "cases/sharing_refer.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_referral(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """One referral, outgoing or incoming: content, answers, and the form for the next state."""
    case_file = case_file_for(request, pk)
    entry = case_file.file.find(row)
    if entry is None or entry.kind not in ("referral", "incoming") or entry.withdrawn:
        raise Http404
    is_shut = entry.kind == "incoming" and was_taken_back(request.keyring, case_file.file, entry)
    open_states = [] if is_shut or is_legal_officer(request.actor) else _next_states(case_file.file, entry)
    choices = [(code, _LABELS[code]) for code in open_states]
    data = request.POST if request.method == "POST" and choices else None
    form = AnswerForm(data, states=choices, initial={"on": clock.today()})
    if form.is_valid():
        try:
            _answer(request, case_file, entry, form.cleaned_data)
        except (Problem, Problems) as raised:
            form.show(raised)
        else:
            messages.success(request, _("It is written in the file."))
            return redirect("case_referral", pk, row)
    page = _referral_page(request, case_file, entry) | {"form": form if choices else None, "is_shut": is_shut}
    if is_shut:
        page |= {"badge": states.plain(_("taken back by them"), "close"), "call_first": False}
    return render(request, "cases/sharing_referral.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_kept(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Imported values without an entry kind. Those about the person are shown on request, recorded as a reading."""
    case_file = case_file_for(request, pk)
    entry = case_file.file.find(row)
    if entry is None or entry.kind != "imported" or entry.withdrawn:
        raise Http404
    parts = kept_document_parts(str(entry.get("document")))
    is_shown = request.method == "POST" and request.POST.get("deed") == "show"
    if is_shown:
        for one in open_identity(request.actor, request.keyring, case_file).file.all("imported_person"):
            parts += kept_document_parts(str(one.get("document")))
    page = {"case": case_file.case, "entry": entry, "parts": parts, "is_shown": is_shown}
    return render(request, "cases/sharing_kept.html", page)


def _covers(request: StaffRequest, case_file: OpenCaseFile) -> Iterable[tuple[str, str]]:
    """(value, label) of the valid bases of sharing today, with recipient and way."""
    members = other_members(request.keyring.organisation_id)
    for entry in sharing_bases(case_file.file, clock.today()):
        name = str(entry.get("recipient"))
        way = _("sealed letter") if member_of(entry, members) else _("encrypted file")
        if entry.kind != "consent":
            ground = _("without her consent, agreed by a supervisor")
        elif entry.get("purpose") == "hand_over":
            ground = _("she agreed that they take her case over")
        else:
            ground = _("she agreed to what this help needs")
        yield f"{entry.kind}:{entry.row}", f"{name} · {ground} · {way}"


def _initial_answers(request: StaffRequest) -> dict[str, Any]:
    """Initial answers: the office's telephone, which the recipient is asked to call first."""
    offices = Office.objects.filter(organisation_id=request.keyring.organisation_id).exclude(phone="")
    phone = offices.order_by("id").values_list("phone", flat=True).first()
    return {"way": "referral", "call_back": phone or "", "answer_by": clock.today() + _ANSWER_WITHIN}


def _refer(request: StaffRequest, case_file: OpenCaseFile, answers: dict[str, Any]) -> OpenCaseFile:
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
    ground = case_file.file.find(answers.get("consent") or answers.get("override"))
    is_member = ground is not None and member_of(ground, other_members(request.keyring.organisation_id)) is not None
    return send_referral(**mine, answers=answers) if is_member else refer_outside(**mine, answers=answers)


def _problems_at_cover(raised: Problem | Problems) -> Problems:
    """Move problems of consent, override and recipient to the one field of the form."""
    grounds = {"consent", "override", "recipient", "member"}
    return Problems(one.at("cover") if one.field in grounds else one for one in raised.problems)


def _next_states(file: CaseFile, entry: Entry) -> list[str]:
    """States that can be written now. "Sent" is also set when the export is downloaded."""
    if entry.kind == "referral":
        return [code for code, _label in STATES if code in next_states(state_of(file, entry))]
    return [code for code in _INCOMING_STATES if not is_over(incoming_state(file, entry.row))]


def _answer(request: StaffRequest, case_file: OpenCaseFile, entry: Entry, answers: dict[str, Any]) -> None:
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file, "row": entry.row}
    (note_answer if entry.kind == "referral" else answer_referral)(**mine, answers=answers)


def _referral_page(request: StaffRequest, case_file: OpenCaseFile, entry: Entry) -> dict[str, Any]:
    file, digits = case_file.file, request.account.uses_devanagari_digits
    is_outgoing = entry.kind == "referral"
    kind = "referral_answer" if is_outgoing else "incoming_answer"
    history = file.linked(entry.row, kind, entry.kind)
    state = state_of(file, entry) if is_outgoing else incoming_state(file, entry.row)
    is_outside = is_outgoing and not entry.get("member") and state in ("", "sent", "no_answer")
    return {
        "case": case_file.case,
        "kind": kind_of(entry.kind),
        "entry": entry,
        "badge": _badge(state) if state or is_outgoing else states.soon(_("not answered yet")),
        "answers": list(answers_of(kind_of(entry.kind), entry, file, digits=digits)),
        "history": [_without_link(answers_of(kind_of(kind), one, file, digits=digits)) for one in reversed(history)],
        "left_house": is_outgoing and state == "revoked" and not entry.get("member"),
        "hands_over": is_outside and may_export(request.actor, case_file.case),
        "call_first": not is_outgoing and bool(entry.get("member")) and not entry.get("signed"),
    }


def _without_link(answers: Iterable[Answer]) -> list[Answer]:
    """The answers without the first one, the link to the referral, which the page shows above."""
    return list(answers)[1:]


def _overrides(file: CaseFile) -> Iterable[tuple[Entry, str, states.Badge, bool]]:
    """(entry, text, badge, is undecided) of each override."""
    for entry in reversed(file.all("override")):
        review = review_of(file, entry)
        words = headline(kind_of("override"), entry, file)
        if is_override_valid(file, entry, clock.today()):
            badge, waits = states.done(_("agreed")), False
        elif review is not None and review.get("decision") == "refused":
            badge, waits = states.plain(_("refused"), "close"), False
        elif entry.revision > 1:
            badge, waits = states.plain(_("changed after it was asked for: ask anew"), "close"), False
        else:
            badge, waits = states.soon(_("waits for a supervisor's decision")), True
        yield entry, words, badge, waits


def _outgoing_line(case_file: OpenCaseFile, entry: Entry) -> ReferralLine:
    url = reverse("case_referral", args=[case_file.case.pk, entry.row])
    words = headline(kind_of("referral"), entry, case_file.file)
    return ReferralLine(url, words, _badge(state_of(case_file.file, entry)))


def _incoming_line(case_file: OpenCaseFile, entry: Entry) -> ReferralLine:
    url = reverse("case_referral", args=[case_file.case.pk, entry.row])
    words = headline(kind_of("incoming"), entry, case_file.file)
    state = incoming_state(case_file.file, entry.row)
    return ReferralLine(url, words, _badge(state) if state else states.soon(_("not answered yet")))


def _badge(state: str) -> states.Badge:
    words = _LABELS.get(state, gettext_lazy("not yet handed over"))
    if state in ("accepted", "done"):
        return states.done(words)
    return states.soon(words) if state in ("", "sent", "no_answer") else states.plain(words, "close")
