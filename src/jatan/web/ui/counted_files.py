"""Files of a request are counted before its view runs (`access.file_limits`); over a limit they are left out, in words.

The rest of the form goes on: a report that somebody is missing is recorded without its photograph. Where a form is
nothing without its file, the form itself asks for it, below the sentence that says why it was not kept.
"""

import functools
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase

from jatan.foundation.access import file_limits
from jatan.foundation.access.models import Account
from jatan.kernel.problems import Problem
from jatan.web.ui.sent_twice import has_recorded_nothing


def counts_files[V: Callable[..., Any]](view: V) -> V:
    """The view, before which the files of a signed-in user's form are counted. Those of a form that was
    refused, or had come already, do not count."""

    @functools.wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account, files = request.user, _files(request)
        if not files or not isinstance(account, Account):
            return cast(HttpResponseBase, view(request, *args, **kwargs))
        amount = {"files": len(files), "size": sum(file.size or 0 for file in files)}
        try:
            file_limits.take(account.pk, **amount)
        except Problem as full:
            _leave_out(request, files)
            messages.warning(request, str(full.message))  # no error: what was accepted is accepted (sent_twice)
            return cast(HttpResponseBase, view(request, *args, **kwargs))
        is_accepted = False
        try:
            response = cast(HttpResponseBase, view(request, *args, **kwargs))
            is_accepted = response.status_code < 400 and not has_recorded_nothing(response)
        finally:
            if not is_accepted:
                file_limits.give_back(account.pk, **amount)
        return response

    counted.counts_files = True  # type: ignore[attr-defined]
    return cast(V, counted)


def _files(request: HttpRequest) -> list[UploadedFile[bytes]]:
    if request.method != "POST":
        return []
    return [file for _name, several in request.FILES.lists() for file in several]


def _leave_out(request: HttpRequest, files: list[UploadedFile[bytes]]) -> None:
    for file in files:
        file.close()
    request.FILES.clear()
