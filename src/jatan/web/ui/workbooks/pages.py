"""Pages of a list that is corrected in a workbook: take it out, bring it back, look at every change, take it in."""

import hashlib
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.begun_work import begin_work, begun_works, note_step
from jatan.foundation.bulk_acts.models import BegunWork
from jatan.foundation.network.models import Organisation
from jatan.intake.registers.workbook.endings import ENDINGS
from jatan.intake.registers.workbook.safety import LARGEST_FILE
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.web.ui.body_limits import takes_files
from jatan.web.ui.downloads import send_file, send_open_file
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import yes
from jatan.web.ui.needs import StaffRequest, View, needs
from jatan.web.ui.own_questions.asked import fetch_own_answers, with_own_questions
from jatan.web.ui.papers import makes_paper, makes_paper_on_post
from jatan.web.ui.records import submission
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.export import record_export, rows_to_export
from jatan.web.ui.records.work_in_steps import STEP, begun_by_form, is_next_step, read_left, show_step
from jatan.web.ui.uploaded_copy import uploaded_copy
from jatan.web.ui.workbooks.blank_list import blank_paper_of_list, blank_workbook_of_list
from jatan.web.ui.workbooks.columns import columns_of
from jatan.web.ui.workbooks.corrected_workbook import (
    MOST_LINES,
    ChangedRow,
    CorrectedWorkbook,
    NewLine,
    read_corrected,
    rows_of_ids,
)
from jatan.web.ui.workbooks.new_rows import comes_as_register, takes_new_rows
from jatan.web.ui.workbooks.taking_in import (
    Outcome,
    RowOutcome,
    find_run,
    latest_runs,
    may_correct,
    preview,
    take_back,
    take_in,
)
from jatan.web.ui.workbooks.written import write_rows_to_correct

PURPOSE: Final = "correction"
WORKBOOK: Final = "workbook"  # the code of this work, where it is begun and waits
_SALT: Final = "records.corrected_workbook"
_MAX_AGE: Final = 12 * 3600  # seconds between looking and taking in
_LARGEST_PAYLOAD: Final = 2 * 1024 * 1024
_SHOWN: Final = 50  # lines that were not understood
_CHOSEN: Final = "mine"


class CorrectedForm(AnswerForm):
    """The corrected workbook."""

    workbook = forms.FileField(
        label=gettext_lazy("The corrected workbook"),
        help_text=gettext_lazy("First you see every change. Nothing is written yet."),
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )


class NewRowsForm(CorrectedForm):
    """The corrected workbook, of a list that takes new records too."""

    adds = yes(
        gettext_lazy("Record new rows too"),
        hint=gettext_lazy("Rows of no record here, from a blank workbook or from another house, become new records."),
    )


class FilledForm(AnswerForm):
    """The filled blank workbook, of a list from which nothing goes out to be corrected."""

    workbook = forms.FileField(
        label=gettext_lazy("The filled workbook"),
        help_text=gettext_lazy("First you see every new record. Nothing is written yet."),
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )


def is_corrected_in_workbook(desk: Desk) -> bool:
    """Whether a list can be corrected in a workbook: its rows may leave the house, and can be corrected at all."""
    return desk.is_exportable and desk.amend is not None


def has_workbook(desk: Desk) -> bool:
    """Whether a list has a page for its workbook: rows are corrected in one, or new ones at least come in by one."""
    return is_corrected_in_workbook(desk) or bool(desk.STAYS_INSIDE)


def workbook_url(desk: Desk, request: StaffRequest) -> str:
    """The address of the page, or "" for who may not take rows out or correct them, nor bring new ones in."""
    if is_corrected_in_workbook(desk):
        may = request.actor.may(desk.exports) and request.actor.may(desk.door)
    else:
        may = has_workbook(desk) and takes_new_rows(desk, request.actor)
    return reverse(desk.url_name("workbook")) if may else ""


def workbook_page(desk: Desk) -> View[[]]:
    """GET explains and asks for the file; POST shows what it would change; POST with `payload` does it."""

    @takes_files(LARGEST_FILE)
    @needs(desk.door)
    def correct_in_workbook(request: StaffRequest) -> HttpResponseBase:
        if is_next_step(request):
            return _go_on(request, desk)
        if "payload" in request.POST:
            return _take_in(request, desk)
        takes_new = takes_new_rows(desk, request.actor)
        if desk.STAYS_INSIDE and not takes_new:
            raise Http404
        asked = FilledForm if desk.STAYS_INSIDE else NewRowsForm if takes_new else CorrectedForm
        form = submission.bind_form(asked, request)
        if form.is_bound and form.is_valid():
            adds = form.cleaned_data.get("adds", bool(desk.STAYS_INSIDE))
            try:
                return _preview(request, desk, form.cleaned_data["workbook"], adds=adds)
            except Problem as refused:
                form.add_error("workbook", str(refused.message))
        page: dict[str, Any] = {"desk": desk, "form": form, "back": reverse(desk.url_name("list"))}
        if is_corrected_in_workbook(desk) and request.actor.may(desk.exports):
            page["take_url"] = f"{reverse(desk.url_name('workbook_take'))}{_query(request)}"
            page["count"] = rows_to_export(with_own_questions(desk, request.actor), request).count()
        if takes_new:
            page["blank_url"] = reverse(desk.url_name("workbook_blank"))
        if comes_as_register(desk) and request.actor.may(Permission.REGISTER_IMPORT):
            page |= {"registers_url": reverse("import_desk"), "blank_registers_url": reverse("blank_registers")}
        page["runs"] = [
            (run, reverse(desk.url_name("workbook_run"), args=[run.event.pk]))
            for run in latest_runs(desk, request.actor)
        ]
        page["waiting"] = [
            {
                "begun": begun,
                "what": _("Corrected from a workbook"),
                "leave_url": reverse("bulk_acts"),
                "is_workbook": True,
            }
            for begun in begun_works(request.actor).filter(work=_work_name(desk))
        ]
        return render(request, "workbooks/workbook.html", page, status=422 if form.errors else 200)

    return correct_in_workbook


def take_page(desk: Desk) -> View[[]]:
    """GET asks once more, POST answers with the workbook of the filtered rows that may be corrected."""

    @makes_paper_on_post
    @needs(desk.exports, fresh_second_step=True)
    def take_rows_to_correct(request: StaffRequest) -> HttpResponseBase:
        back = f"{reverse(desk.url_name('workbook'))}{_query(request)}"
        own = with_own_questions(desk, request.actor)
        found = rows_to_export(own, request)
        if request.method != "POST":
            return render(request, "workbooks/take.html", {"desk": desk, "back": back, "count": found.count()})
        rows = [row for row in found[:MOST_LINES] if may_correct(desk, request.actor, row)]
        if not rows:
            messages.error(request, _("None of these rows can be corrected by you."))
            return redirect(back)
        fetch_own_answers(desk, rows)
        target = tempfile.TemporaryFile(prefix="jatan-")  # noqa: SIM115 - closed with the answer
        try:
            write_rows_to_correct(target, own, rows, columns_of(desk, request.actor, rows[0]), request.actor)
            record_export(request, desk, Counter(row.organisation_id for row in rows), PURPOSE)
        except BaseException:
            target.close()
            raise
        target.seek(0)
        return send_open_file(target, f"{desk.slug}-{clock.today():%Y-%m-%d}.xlsx")

    return take_rows_to_correct


def run_page(desk: Desk) -> View[[uuid.UUID]]:
    """What was taken in; POST gives the rows their former values."""

    @needs(desk.door)
    def run_of_workbook(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
        run = find_run(desk, request.actor, pk)
        if request.method == "POST":
            try:
                _report_taken_back(request, *take_back(desk, request.actor, run))
            except Problem as refused:
                messages.error(request, str(refused.message))
            return redirect(desk.url_name("workbook_run"), pk)
        page = {"desk": desk, "run": run, "back": reverse(desk.url_name("list"))}
        return render(request, "workbooks/run.html", page)

    return run_of_workbook


def blank_page(desk: Desk) -> View[[]]:
    """The blank workbook of a list, or with ?as=paper the blank register to print."""

    @makes_paper
    @needs(desk.record)
    def blank_of_list(request: StaffRequest) -> HttpResponseBase:
        if not takes_new_rows(desk, request.actor):
            raise Http404
        office = Organisation.objects.filter(id__in=request.actor.own_organisations).order_by("code").first()
        name = office.name if office is not None else ""
        if request.GET.get("as") == "paper":
            return send_file(blank_paper_of_list(desk, request.actor, name), f"{desk.slug}-blank.pdf")
        return send_file(blank_workbook_of_list(desk, request.actor, name), f"{desk.slug}-blank.xlsx")

    return blank_of_list


def _preview(request: StaffRequest, desk: Desk, file: UploadedFile[Any], *, adds: bool) -> HttpResponseBase:
    if (file.size or 0) > LARGEST_FILE:
        raise Problem("workbook_too_large", _("This file is too large. Please split the workbook."), field="workbook")
    with uploaded_copy(file) as path:
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        read = read_corrected(path, desk, request.actor, adds=adds)
    found = preview(desk, request.actor, read.changed, read.columns, read.new, STEP)
    payload = _signed(request, desk, found, digest)
    if len(payload) > _LARGEST_PAYLOAD:
        raise Problem("too_many", _("These are too many rows at once."), field="workbook")
    return render(request, "workbooks/preview.html", _page_of(request, desk, read, found) | {"payload": payload})


def _page_of(request: StaffRequest, desk: Desk, read: CorrectedWorkbook, found: Outcome) -> dict[str, Any]:
    may_import = request.actor.may(Permission.REGISTER_IMPORT)
    lines = {one.row.pk: one.number for one in read.changed}
    return {
        "desk": desk,
        "back": reverse(desk.url_name("workbook")),
        "changed": [_shown(desk, one, lines[one.row.pk]) for one in found.done if not one.is_newer],
        "newer": [_shown(desk, one, lines[one.row.pk]) for one in found.done if one.is_newer],
        "faulty": [_shown(desk, one, lines[one.row.pk]) for one in found.faulty],
        "added": found.added,
        "alike": [(one, reverse(desk.url_name("detail"), args=[one.alike.pk])) for one in found.alike],
        "wrong": found.wrong,
        "known": found.known,
        "untouched": read.untouched + found.same,
        "missing": read.missing,
        "without_key": read.without_key,
        "import_url": reverse("import_desk") if may_import else "",
        "refused": read.refused[:_SHOWN],
        "refused_count": len(read.refused),
    }


def _shown(desk: Desk, one: RowOutcome, line: int) -> dict[str, Any]:
    return {
        "line": line,
        "id": str(one.row.pk),
        "label": desk.label(one.row),
        "url": reverse(desk.url_name("detail"), args=[one.row.pk]),
        "changes": one.changes,
        "faults": one.faults,
    }


def _signed(request: StaffRequest, desk: Desk, found: Outcome, digest: str) -> str:
    """What was looked at, to be sent back: the file itself is kept nowhere."""
    rows = [[one.row.pk.hex, dict(one.answers), one.row.changed_at.isoformat(), one.is_newer] for one in found.done]
    new = [[one.number, dict(one.values)] for one in sorted([*found.added, *found.alike], key=lambda one: one.number)]
    sent = {"by": str(request.actor.account_id), "list": desk.slug, "rows": rows, "new": new, "file": digest}
    return signing.dumps(sent, salt=_SALT, compress=True)


def _take_in(request: StaffRequest, desk: Desk) -> HttpResponseBase:
    try:
        sent = signing.loads(request.POST["payload"], salt=_SALT, max_age=_MAX_AGE)
    except signing.BadSignature:
        sent = {}
    if sent.get("by") != str(request.actor.account_id) or sent.get("list") != desk.slug:
        messages.error(request, _("Too much time has passed. Bring the workbook in once more."))
        return redirect(desk.url_name("workbook"))
    rows, new = sent["rows"], sent.get("new", [])  # none before 1 December 2026
    chosen = [pk for pk, *_seen in rows if request.POST.get(f"row-{uuid.UUID(hex=pk)}") == _CHOSEN]
    lines = [number for number, _cells in new if request.POST.get(f"line-{number}") == _CHOSEN]
    begun = begin_work(by=request.actor, work=_work_name(desk), of=len(rows) + len(new), mark=sent.get("file", ""))
    return _take_step(request, desk, begun, Work(rows, new, chosen, lines))


@dataclass
class Work:
    """A workbook between two steps: `rows` and `new` lines that are to come, as they were looked at, and which of them
    were `chosen`; what became of the others (`counts`), the records `made` and the `events`."""

    rows: list[Any]
    new: list[Any]
    chosen: list[str]
    lines: list[int]
    counts: dict[str, int] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


def _go_on(request: StaffRequest, desk: Desk) -> HttpResponseBase:
    begun = begun_by_form(request, _work_name(desk))
    if begun is None:
        return redirect(desk.url_name("workbook"))
    left = read_left(request, begun)
    if left is None:
        messages.error(request, _("This could not go on. What was done until now stands here."))
        return redirect(desk.url_name("workbook"))
    return _take_step(request, desk, begun, Work(**left))


def _work_name(desk: Desk) -> str:
    return f"{desk.slug}/{WORKBOOK}"


def _take_step(request: StaffRequest, desk: Desk, begun: BegunWork, work: Work) -> HttpResponseBase:
    """Take the first rows in; then the page that goes on with the others, or the run with a message after the last."""
    seen, work.rows = work.rows[:STEP], work.rows[STEP:]
    room = STEP - len(seen)
    new, work.new = [NewLine(number, cells) for number, cells in work.new[:room]], work.new[room:]
    if new and not takes_new_rows(desk, request.actor):
        raise Http404
    changed, meanwhile = _unchanged_since(
        seen, rows_of_ids(desk, request.actor, [uuid.UUID(hex=pk) for pk, *_seen in seen])
    )
    columns = {column.name: column for column in columns_of(desk, request.actor, changed[0].row)} if changed else {}
    found, events = take_in(
        desk,
        request.actor,
        changed,
        columns,
        chosen=frozenset(uuid.UUID(hex=pk) for pk in work.chosen),
        new=new,
        chosen_lines=frozenset(work.lines),
        made_before=[uuid.UUID(hex=pk) for pk in work.made],
    )
    counts = Counter(work.counts)
    counts.update(found.counts() | {"meanwhile": meanwhile})
    work.counts = dict(counts)
    work.made += [one.record.pk.hex for one in found.added]
    work.events += [pk.hex for pk in events]
    left = len(work.rows) + len(work.new)
    note_step(begun, worked_at=begun.of - left)
    if left:
        return show_step(
            request,
            begun,
            left=vars(work),
            heading=_("Corrected from a workbook"),
            stop=reverse(desk.url_name("workbook")),
        )
    _report_taken_in(request, counts)
    if work.events and begun.of <= STEP:
        return redirect(desk.url_name("workbook_run"), uuid.UUID(hex=work.events[0]))
    return redirect(desk.url_name("workbook"))


def _unchanged_since(
    sent: list[tuple[str, Mapping[str, str], str, bool]], rows: Mapping[uuid.UUID, Any]
) -> tuple[list[ChangedRow], int]:
    """The rows as they were looked at, and how many were changed or taken away between looking and taking in."""

    def as_seen() -> Iterator[ChangedRow]:
        for pk, answers, seen, is_newer in sent:
            row = rows.get(uuid.UUID(hex=pk))
            if row is not None and row.changed_at.isoformat() == seen:
                yield ChangedRow(row, answers, is_newer)

    found = list(as_seen())
    return found, len(sent) - len(found)


def _report_taken_in(request: StaffRequest, counts: Counter[str]) -> None:
    """One message with all counts."""
    done, kept = counts["done"], counts["kept"] + counts["meanwhile"]
    parts = [ngettext("%(rows)s row was corrected.", "%(rows)s rows were corrected.", done) % {"rows": done}]
    if count := counts["added"]:
        words = ngettext("%(rows)s new record was made.", "%(rows)s new records were made.", count)
        parts.append(words % {"rows": count})
    if count := counts["alike"]:
        words = ngettext(
            "%(rows)s row may be on record already, and was not recorded.",
            "%(rows)s rows may be on record already, and were not recorded.",
            count,
        )
        parts.append(words % {"rows": count})
    if count := counts["wrong"]:
        words = ngettext("%(rows)s new row could not be recorded.", "%(rows)s new rows could not be recorded.", count)
        parts.append(words % {"rows": count})
    if kept:
        words = ngettext("%(rows)s row stays as it is here.", "%(rows)s rows stay as they are here.", kept)
        parts.append(words % {"rows": kept})
    if count := counts["faulty"]:
        words = ngettext("%(rows)s row could not be corrected.", "%(rows)s rows could not be corrected.", count)
        parts.append(words % {"rows": count})
    (messages.success if done or counts["added"] else messages.warning)(request, " ".join(parts))


def _report_taken_back(request: StaffRequest, back: int, stayed: int) -> None:
    parts = [ngettext("%(rows)s row is as it was before.", "%(rows)s rows are as they were before.", back)]
    if stayed:
        parts.append(
            ngettext(
                "%(stayed)s row stays as it is: somebody has changed it since.",
                "%(stayed)s rows stay as they are: somebody has changed them since.",
                stayed,
            )
        )
    messages.success(request, " ".join(parts) % {"rows": back, "stayed": stayed})


def _query(request: StaffRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""
