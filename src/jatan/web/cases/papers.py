"""Photographs, recordings and papers of a case: upload, list, see and hear, download.

Photographs encoded anew here and recordings are seen and heard on a page of the file while the keys are open. They are
decrypted in memory and kept by no browser. Everything else leaves as an attachment.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from django.contrib import messages
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import writer_of
from jatan.programme.cases.file.media import media_of_type
from jatan.programme.cases.file.papers import (
    has_original,
    keep_paper,
    mark_for_court,
    original_bytes,
    paper_bytes,
    papers,
    shown_as,
)
from jatan.web.cases.colleagues import names_of
from jatan.web.cases.entry_display import kind_for
from jatan.web.cases.forms import PaperForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.cases.upload import FIELD, SealedUpload, SealingHandler, seals_uploads
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs

# No page of ours runs what lies in a paper, and no browser guesses what it is or keeps it.
_CONTAINED: Final[Mapping[str, str]] = {
    "Content-Encoding": "identity",  # keep middleware from compressing it
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
}


@seals_uploads
@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_papers(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """List the papers of a case, and upload one."""
    case_file = case_file_for(request, pk)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if form.is_bound and _is_whole(request, form) and form.is_valid() and _save(request, case_file, form):
        messages.success(request, _("It is sealed in the file."))
        if _is_uncleaned_picture(form):
            messages.warning(request, _("It is kept as it came. Place and device may still be in it."))
        return redirect("case_papers", pk)
    cards = papers(case_file)
    names = names_of(card.written_by for card in cards)
    page = {
        "case": case_file.case,
        "form": form,
        "may_print": request.actor.may(Permission.CASES_EXPORT),
        "may_add": kind_for("card").is_open_to(writer_of(request.actor)),
        "cards": [
            (card, media_of_type(card.get("media_type", "")).word, names.get(card.written_by), shown_as(card))
            for card in cards
        ],
    }
    return render(request, "cases/papers.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_paper(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Download one paper as an attachment, so that no browser renders it on our origin; or say who it is meant for."""
    case_file = case_file_for(request, pk)
    card = _card(case_file, row)
    if request.method == "POST":
        is_meant = request.POST.get("deed") == "court"
        mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
        try:
            mark_for_court(**mine, row=row, is_meant=is_meant)
        except Problems as refused:
            for problem in refused.problems:
                messages.error(request, str(problem.message))
        else:
            messages.success(request, _("It is written in the file."))
        return redirect("case_papers", pk)
    name = str(card.get("name")) if request.GET.get("name") == "own" else _download_name(card)
    if request.GET.get("original") == "1":
        if not has_original(card):
            raise Http404
        pieces, length = original_bytes(request.actor, case_file, card), card.get("original_length")
    else:
        pieces, length = paper_bytes(request.actor, case_file, card), card.get("length")
    disposition = content_disposition_header(True, name) or "attachment"
    return _contained(pieces, "application/octet-stream", length, {"Content-Disposition": disposition})


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_paper_seen(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """See a photograph or hear a recording."""
    case_file = case_file_for(request, pk)
    card = _card(case_file, row)
    if not (shown := shown_as(card)):
        raise Http404
    page = {"case": case_file.case, "card": card, "shown": shown, "has_original": has_original(card)}
    return render(request, "cases/paper_seen.html", page)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_paper_content(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """The bytes of a photograph or recording for that page, and for no other type."""
    case_file = case_file_for(request, pk)
    card = _card(case_file, row)
    if not shown_as(card):
        raise Http404
    pieces = paper_bytes(request.actor, case_file, card)
    return _contained(pieces, str(card.get("media_type")), card.get("length"), {"Content-Disposition": "inline"})


def _card(case_file: OpenCaseFile, row: uuid.UUID) -> Entry:
    """The card of a paper that stands. Raises Http404."""
    card = case_file.file.find(row)
    if card is None or card.kind != "card" or card.withdrawn:
        raise Http404
    return card


def _contained(
    pieces: Iterable[bytes], content_type: str, length: object, headers: Mapping[str, str]
) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    for header, value in (*_CONTAINED.items(), *headers.items(), ("Content-Length", str(length))):
        response.headers[header] = value
    return response


def _is_uncleaned_picture(form: PaperForm) -> bool:
    """Whether the upload is a photograph or film that is kept as it came, because it could not be encoded anew."""
    upload = cast(SealedUpload, form.cleaned_data[FIELD])
    return upload.media.media_type.startswith(("image/", "video/")) and not upload.writer.is_replaced


def _download_name(card: Entry) -> str:
    """A download name that reveals nothing."""
    return f"{card.row.hex[-8:]}.{media_of_type(card.get('media_type', '')).ending}"


def _is_whole(request: StaffRequest, form: PaperForm) -> bool:
    """Whether the upload is complete: the form's last field was received."""
    sealing = cast(SealingHandler, request.sealing)  # type: ignore[attr-defined]
    if sealing.refusal is not None or sealing.is_too_large:
        form.errors.pop(FIELD, None)  # a file was chosen, and not taken
    if sealing.refusal is not None:
        form.add_error(FIELD, str(sealing.refusal.message))
    elif sealing.is_too_large:
        form.add_error(FIELD, _("This file is too large."))
    elif request.POST.get("whole") != "1":
        form.add_error(FIELD, _("The line broke before the file was whole. Please send it again."))
    else:
        return True
    return False


def _save(request: StaffRequest, case_file: OpenCaseFile, form: PaperForm) -> bool:
    upload = cast(SealedUpload, form.cleaned_data[FIELD])
    about: dict[str, Any] = {"title": form.cleaned_data["title"], "name": upload.name}
    about["keeps_original"] = form.cleaned_data["keeps_original"]
    about["for_court"] = form.cleaned_data["for_court"]
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
    try:
        keep_paper(**mine, **about, writer=upload.writer, media_type=upload.media.media_type)
    except (Problem, Problems) as raised:
        form.show(raised)
        return False
    cast(SealingHandler, request.sealing).keep()  # type: ignore[attr-defined]
    return True
