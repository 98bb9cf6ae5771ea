"""A staff form that comes a second time goes where the first one went, and records nothing (`access.sent_forms`).

Django masks the token against forgery anew in every page, so a form that was rendered once and sent twice has the same
token, and two forms with equal answers have different ones. Where a script puts a fresh token in before it sends, it
sends the first one as FORM_NUMBER (cases/sealed-forms.js).

Whoever did not see the answer may fill a fresh page in. That is another form and another record, because two equal
records may be meant; its page says that there are two, and links the earlier one (`note_made`).

Left out is what records nothing: what scripts ask for (live search, previews), narrowing a list, a form that was
refused. What is answered with a page or a file, e.g. a passphrase that is shown once, is made anew.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from jatan.foundation.access import sent_forms
from jatan.foundation.access.models import Account, SentForm
from jatan.web.ui.form_page import NARROW, page_of_form

FORM_NUMBER: Final = "form_number"
_RECORDED: Final = "recorded_leads_to"
_NOTHING_NEW: Final = "recorded_nothing"
_MADE: Final = "made_a_record"
_TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)


def answer_once[R: HttpRequest](request: R, account: Account, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of `view`; to a form that was accepted before, a redirect to where its answer led.

    Call it inside the transaction of the view.
    """
    if not _is_form(request):
        return view()
    mark = sent_forms.mark_of(account.pk, _content(request))
    if (before := sent_forms.take(mark)) is not None:
        messages.info(
            request, _("This form had come already, and what it recorded stands. Nothing was recorded a second time.")
        )
        return _with_nothing_new(redirect(before.goes_to or page_of_form(request)))
    errors = _errors(request)
    response = view()
    if (leads_to := vars(response).get(_RECORDED)) is not None:
        sent_forms.accept(mark, leads_to)
    elif isinstance(response, HttpResponseRedirect) and _errors(request) == errors:
        answers = (
            sent_forms.mark_of(account.pk, _content(request, is_of_page=False)) if _MADE in vars(response) else None
        )
        if answers is not None and (other := sent_forms.made_before(answers, response.url)) is not None:
            _warn_of_equal_answers(request, other)
        sent_forms.accept(mark, response.url, answers)
    else:
        sent_forms.drop(mark)
        if isinstance(response, HttpResponseRedirect):
            _with_nothing_new(response)
    return response


def note_made(response: HttpResponseRedirect) -> HttpResponseRedirect:
    """Say of a redirect to a record that its form has made this record. Equal answers from another page make another
    one, and whoever sends them, maybe because she did not see the first answer, is told of both."""
    setattr(response, _MADE, True)
    return response


def has_recorded_nothing(response: HttpResponseBase) -> bool:
    """Whether a redirect answers a form that had come already, or was refused: what it carried was not kept."""
    return _NOTHING_NEW in vars(response)


def note_recorded(response: HttpResponseBase, leads_to: str) -> None:
    """Say of an answer that is a page that its form has recorded something; sent again, it leads to this address."""
    setattr(response, _RECORDED, leads_to)


def _with_nothing_new[R: HttpResponseBase](response: R) -> R:
    setattr(response, _NOTHING_NEW, True)
    return response


def _is_form(request: HttpRequest) -> bool:
    is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method == "POST" and is_page and _TOKEN in request.POST and NARROW not in request.POST


def _errors(request: HttpRequest) -> int:
    """How many errors wait to be shown, also those of earlier answers that nobody saw: one more says that this form was
    refused. Reading the messages does not take them away."""
    waiting = messages.get_messages(request)
    found = sum(1 for message in waiting if message.level >= messages.ERROR)
    if isinstance(waiting, BaseStorage):
        waiting.used = False
    return found


def _warn_of_equal_answers(request: HttpRequest, other: SentForm) -> None:
    words = _(
        "You have sent the same answers before, on %(when)s: they are another record now. If both are one,"
        " withdraw one."
    )
    when = date_format(localtime(other.accepted_at), "j E, H:i")
    link = format_html('{} <a href="{}">{}</a>', words % {"when": when}, other.goes_to, _("Look at the earlier one"))
    messages.warning(request, link)


def _content(request: HttpRequest, *, is_of_page: bool = True) -> Iterator[str | bytes]:
    """All that identifies a sent form: its address, each field with its values, each file with its digest; or, whatever
    page it came from, its answers."""
    yield request.get_full_path()
    for name, values in sorted(request.POST.lists()):
        if name not in (_TOKEN, FORM_NUMBER) or (is_of_page and (name != _TOKEN or FORM_NUMBER not in request.POST)):
            yield from (name, str(len(values)), *values)
    for name, files in sorted(request.FILES.lists()):
        yield name
        for file in files:
            yield from (str(file.name), str(file.size), _digest(file))


def _digest(file: UploadedFile[Any]) -> bytes:
    """SHA-256 of a file; of none for one that was sealed while it came (`cases.upload`), which nobody can read."""
    hashed = hashlib.sha256()
    if file.file is None:
        return hashed.digest()
    for chunk in file.chunks():
        hashed.update(chunk)
    file.seek(0)
    return hashed.digest()
