"""Pages of entries: create, show, change and withdraw.

Input is never lost: on an edit conflict both texts are shown, and if the
keys were locked meanwhile `needs_keys` asks for the passphrase and then goes on.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.ids import is_id, is_made_for
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.closure import CLOSURE_REQUEST
from jatan.programme.cases.entries.consent import CONSENT, agreed_to_work
from jatan.programme.cases.entries.departure import DEPARTURE
from jatan.programme.cases.entries.kinds import EntryKind, Stage, open_pages
from jatan.programme.cases.entries.legal import OFFENCE
from jatan.programme.cases.entries.legal_answers import ANSWER
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.entries.received import FROM_HOUSE
from jatan.programme.cases.entries.services import FOLLOW_UP, round_offered
from jatan.programme.cases.file.access import OpenCaseFile, revisions
from jatan.programme.cases.file.entry_store import writer_of
from jatan.programme.cases.file.readers import people_of
from jatan.programme.cases.file.recipients import RECIPIENT_REF
from jatan.programme.cases.sharing.ended_consent import withdraw_and_shut, write_and_shut, write_consents_and_shut
from jatan.web.cases.colleagues import names_of
from jatan.web.cases.consent_form import ConsentForm
from jatan.web.cases.consent_guide import guide_for
from jatan.web.cases.departure_prefill import departure_answers
from jatan.web.cases.entry_display import Answer, answers_of, foreign_entry, kind_for, set_aside_lines
from jatan.web.cases.entry_form import EntryForm
from jatan.web.cases.forms import ReasonForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.cases.recipients import RecipientForm, recipient_groups
from jatan.web.cases.timeline import StageLink
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs


class _WrittenAlready(Exception):
    """The form was sent before; `row`: the entry that it wrote."""

    def __init__(self, row: uuid.UUID) -> None:
        super().__init__(str(row))
        self.row = row


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_entry_new(request: StaffRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """Create an entry of one kind. For an `is_single` kind, change the existing one."""
    case_file = case_file_for(request, pk)
    declared = _writable_kind(request, kind)
    if (written := _written_by_this_form(request, case_file)) is not None:
        return _show_written(request, case_file, written)
    former = case_file.file.last(kind) if declared.is_single else None
    if former is not None:
        return redirect(_edit_address(case_file, former))
    form = _form(request, case_file, declared, _initial_answers(request, declared, case_file.file), page=1)
    try:
        entry = _save(request, case_file, form) if _is_to_save(request, form) else None
    except _WrittenAlready as raised:
        return _show_written(request, case_file, raised.row)
    if entry is not None:
        return redirect(_next_part(request, case_file, entry, form) if form.page else _page_after(declared, pk))
    return _form_page(
        request, case_file, form, needs_consent=declared.is_story and not agreed_to_work(case_file.file, clock.today())
    )


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_entry(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Show one entry; on request its history, the form to change it, or the form to withdraw it."""
    case_file = case_file_for(request, pk)
    entry = case_file.file.find(row)
    if entry is None:
        raise Http404
    wants = request.POST.get("deed", "") if request.method == "POST" else request.GET.get("show", "")
    if (wants == "edit" and not _may_change(request, entry)) or (
        wants == "take" and not _may_take_back(request, entry)
    ):
        raise Http404
    if wants == "edit":
        return _change(request, case_file, entry)
    if wants == "take":
        return _take_back(request, case_file, entry)
    return render(request, "cases/entry.html", _page(request, case_file, entry, wants_history=wants == "history"))


def _page_after(kind: EntryKind, pk: uuid.UUID, entry: Entry | None = None) -> str:
    """Where a form leads, saved or not: a step of the law to the law page, else a new entry to the file, and a
    corrected one (`entry`) to itself."""
    if kind.stage == Stage.LEGAL or entry is None:
        return reverse("case_law" if kind.stage == Stage.LEGAL else "case", args=[pk])
    return reverse("case_entry", args=[pk, entry.row])


def _change(request: StaffRequest, case_file: OpenCaseFile, entry: Entry) -> HttpResponseBase:
    kind = _writable_kind(request, entry.kind)
    page = _part_asked(request, kind, entry)
    form = _form(request, case_file, kind, entry.answers, base=entry.revision, page=page)
    if _is_to_save(request, form) and (saved := _save(request, case_file, form, entry.row)) is not None:
        if form.page:
            return redirect(_next_part(request, case_file, saved, form))
        return redirect(_page_after(kind, case_file.case.pk, saved))
    return _form_page(request, case_file, form, entry=entry)


def _is_to_save(request: StaffRequest, form: EntryForm) -> bool:
    """Whether the form that was sent is saved. Where another day of the act brought other sections, or she asked for
    them, they are shown first, with all that was written."""
    if not form.is_bound:
        return False
    if request.POST.get("sections") == "show" or form.has_other_day():
        form.show_sections_of_its_day()
        form.asks_to_look_again = True
        return False
    return form.is_valid()


def _form(
    request: StaffRequest,
    case_file: OpenCaseFile,
    kind: EntryKind,
    answers: Mapping[str, Any],
    *,
    base: int = 0,
    page: int = 0,
) -> EntryForm:
    """The form of a kind, bound to what was sent. `page` is ignored for a kind without parts."""
    asks_colleague = any(field.kind == "colleague" for field in kind.fields)
    data = request.POST if request.method == "POST" else None
    about: dict[str, Any] = {
        "kind": kind,
        "file": case_file.file,
        "answers": answers,
        "page": page if kind.pages else 0,
        "people": people_of(case_file) if asks_colleague else None,
    }
    if base:
        return EntryForm(data, base=base, **about)
    if not any(field.name == RECIPIENT_REF for field in kind.fields):
        return EntryForm(data, **about)
    return (ConsentForm if kind is CONSENT else RecipientForm)(data, groups=recipient_groups(request), **about)


def _part_asked(request: StaffRequest, kind: EntryKind, entry: Entry) -> int:
    """The part of a long entry that the address names; else the first that is still open; else the first."""
    part = request.GET.get("part", "")
    if part.isascii() and part.isdecimal() and 1 <= int(part[:3]) <= len(kind.pages):
        return int(part)
    return next(iter(open_pages(kind, entry)), 1)


def _next_part(request: StaffRequest, case_file: OpenCaseFile, entry: Entry, form: EntryForm) -> str:
    """Where to go after saving: to the next part, if she wants to go on and there is one; else to the entry."""
    goes_on = request.POST.get("after") == "next" and 0 < form.page < len(form.kind.pages)
    if goes_on:
        return f"{_edit_address(case_file, entry)}&part={form.page + 1}"
    return reverse("case_entry", args=[case_file.case.pk, entry.row])


def _parts(case_file: OpenCaseFile, kind: EntryKind, entry: Entry, shown: int) -> list[StageLink]:
    """The parts of a long entry as links, with those that were saved."""
    left = open_pages(kind, entry)
    return [
        StageLink(
            f"{_edit_address(case_file, entry)}&part={number}",
            page.label,
            0,
            number == shown,
            "current" if number == shown else "open" if number in left else "done",
        )
        for number, page in enumerate(kind.pages, 1)
    ]


def _save(
    request: StaffRequest, case_file: OpenCaseFile, form: EntryForm, row: uuid.UUID | None = None
) -> Entry | None:
    """Write the entry and return it. On problems adds them to the form and returns None. Raises _WrittenAlready."""
    answers, base = form.answers(), form.base_revision()
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
    try:
        if isinstance(form, ConsentForm):
            purposes = answers.pop("purpose")
            now = write_consents_and_shut(**mine, purposes=purposes, answers=answers, opened_form=form.opened_form())
        else:
            now = write_and_shut(
                **mine, kind=form.kind.code, answers=answers, row=row, base=base, opened_form=form.opened_form()
            )
    except Problems as raised:
        written = next((one for one in raised.problems if one.code == "written_already"), None)
        if written is not None:
            raise _WrittenAlready(uuid.UUID(written.candidates[0])) from None
        form.show(raised)
        return None
    messages.success(request, _("It is written in the file."))
    return now.file.find(row) if row else now.file.last(form.kind.code)


def _written_by_this_form(request: StaffRequest, case_file: OpenCaseFile) -> uuid.UUID | None:
    """The entry that the form sent now has written before; None if it was not sent before."""
    sent = request.POST.get("a-opened", "")
    if not is_id(sent):
        return None
    opened = uuid.UUID(sent)
    return next((entry.row for entry in case_file.file.entries if is_made_for(entry.row, opened)), None)


def _show_written(request: StaffRequest, case_file: OpenCaseFile, row: uuid.UUID) -> HttpResponseBase:
    messages.info(request, _("This form was sent twice. It is written once: here it is."))
    return redirect("case_entry", case_file.case.pk, row)


def _take_back(request: StaffRequest, case_file: OpenCaseFile, entry: Entry) -> HttpResponseBase:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
        try:
            withdraw_and_shut(**mine, row=entry.row, reason=form.cleaned_data["reason"])
        except Problems as raised:
            form.show(raised)
        else:
            messages.success(request, _("It no longer counts. Who may read the file can still see what it said."))
            return redirect("case", case_file.case.pk)
    page = _page(request, case_file, entry) | {"form": form}
    return render(request, "cases/take_back.html", page, status=422 if form.errors else 200)


def _form_page(
    request: StaffRequest,
    case_file: OpenCaseFile,
    form: EntryForm,
    *,
    entry: Entry | None = None,
    needs_consent: bool = False,
) -> HttpResponseBase:
    """The form page. On an edit conflict the other text is shown beside it and becomes the base revision."""
    meanwhile: list[Answer] = []
    if entry is not None and any(error.code == "changed_meanwhile" for error in form.non_field_errors().as_data()):
        now = case_file_for(request, case_file.case.pk)
        entry = now.file.find(entry.row) or entry
        meanwhile = _answers(request, now.file, entry)
        form.rebase_on(entry.revision)
    page = {
        "case": case_file.case,
        "form": form,
        "kind": form.kind,
        "entry": entry,
        "return_url": _page_after(form.kind, case_file.case.pk, entry),
        "meanwhile": meanwhile,
        "needs_consent": needs_consent,
        "part": form.kind.pages[form.page - 1] if form.page else None,
        "parts": _parts(case_file, form.kind, entry, form.page) if form.page and entry is not None else [],
        "is_last_part": form.page == len(form.kind.pages),
        "for_caregiver": getattr(form, "for_caregiver", None),
        "guide": guide_for(case_file.file, clock.today()) if form.kind is CONSENT else None,
        "set_aside": set_aside_lines(case_file.file) if form.kind is CLOSURE_REQUEST else [],
        "bars": form.kind is CLOSURE_REQUEST and any(item.bars for item in open_items(case_file.file, clock.today())),
    }
    return render(request, "cases/entry_form.html", page, status=422 if form.errors else 200)


def _page(
    request: StaffRequest, case_file: OpenCaseFile, entry: Entry, *, wants_history: bool = False
) -> dict[str, Any]:
    kind = kind_for(entry.kind)
    earlier = revisions(case_file, entry.row)[1:] if wants_history else []
    names = names_of(one.written_by for one in (entry, *earlier))
    foreign = foreign_entry(entry)
    return {
        "house": entry.get(FROM_HOUSE, ""),
        "told": _answers(request, case_file.file, foreign) if foreign else [],
        "told_kind": kind_for(foreign.kind) if foreign else None,
        "case": case_file.case,
        "kind": kind,
        "entry": entry,
        "answers": _answers(request, case_file.file, entry),
        "by": names.get(entry.written_by, ""),
        "earlier": [(one, names.get(one.written_by, ""), _answers(request, case_file.file, one)) for one in earlier],
        "may_change": _may_change(request, entry),
        "open_parts": len(open_pages(kind, entry)) if _may_change(request, entry) else 0,
        "may_take": _may_take_back(request, entry),
    }


def _may_change(request: StaffRequest, entry: Entry) -> bool:
    kind = kind_for(entry.kind)
    stands = not entry.withdrawn and not kind.is_final and kind.is_open_to(writer_of(request.actor))
    return stands and kind.is_by_hand


def _may_take_back(request: StaffRequest, entry: Entry) -> bool:
    """Whether the entry can be withdrawn: entries written by hand, papers, and answers about duties."""
    kind = kind_for(entry.kind)
    stands = not entry.withdrawn and not kind.is_final and kind.is_open_to(writer_of(request.actor))
    return stands and not kind.is_kept and (kind.is_by_hand or entry.kind in ("card", ANSWER))


def _answers(request: StaffRequest, file: CaseFile, entry: Entry) -> list[Answer]:
    return list(answers_of(kind_for(entry.kind), entry, file, digits=request.account.uses_devanagari_digits))


def _writable_kind(request: StaffRequest, code: str) -> EntryKind:
    """A kind that the user may write, except the identity card. Raises Http404."""
    kind = KINDS.get(code)
    if kind is None or not kind.is_by_hand or kind.section != "file" or not kind.is_open_to(writer_of(request.actor)):
        raise Http404
    return kind


def _initial_answers(request: StaffRequest, kind: EntryKind, file: CaseFile) -> dict[str, Any]:
    """Initial answers: the linked entry and choices from the query, today's date, and departure data. The day of an
    offence is not today's: it is the last that the file names, or is asked."""
    given: dict[str, Any] = departure_answers(request.actor, file) if kind is DEPARTURE else {}
    if kind is FOLLOW_UP:
        given["which"] = round_offered(file, clock.today())
    for field in kind.fields:
        asked = request.GET.get(field.name, "")
        if (field.kind == "link" and file.find(asked)) or (field.kind == "choice" and asked in dict(field.choices)):
            given[field.name] = asked
        elif field.kind == "past_day" and field.name == kind.day and kind is not OFFENCE:
            given.setdefault(field.name, clock.today())
        elif field.kind == "colleague":
            given[field.name] = request.account.pk
    if kind is OFFENCE and (last := file.last(kind.code)) is not None:
        given[kind.day] = last.get(kind.day)
    return given


def _edit_address(case_file: OpenCaseFile, entry: Entry) -> str:
    return f"{reverse('case_entry', args=[case_file.case.pk, entry.row])}?show=edit"
