"""Tells the browser which submitted forms were accepted; until then it keeps the typed draft (js/drafts.js).

A form that was typed into sends a random number, `draft_id`. A redirect or a file as response means that the form was
accepted: the number is kept in the session and written on every later page, so that the browser drops the draft even
if that response never reached it.

A file leaves the page that asked for it as it is: a cookie tells its script that the answer has come (js/page.js).
"""

import re
from typing import Final

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.crypto import salted_hmac

from jatan.foundation.access.models import Account

FIELD: Final = "draft_id"
_KEY: Final = "accepted_drafts"
_FILE_SENT: Final = "file_sent"
_SECONDS: Final = 60
_MOST: Final = 12
_ID: Final = re.compile(r"[0-9a-f]{20}")


def note_accepted(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep the `draft_id` of this request in the session if the response shows that its form was accepted."""
    if request.method != "POST":
        return
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    if is_file:
        response.set_cookie(_FILE_SENT, "1", max_age=_SECONDS, secure=request.is_secure(), samesite="Strict")
    number = request.POST.get(FIELD, "")
    if (is_file or isinstance(response, HttpResponseRedirect)) and _ID.fullmatch(number):
        request.session[_KEY] = [*request.session.get(_KEY, []), number][-_MOST:]


def accepted_drafts(request: HttpRequest) -> str:
    """The `draft_id`s accepted last (at most 12), separated by spaces."""
    session = getattr(request, "session", None)
    return " ".join(session.get(_KEY, [])) if session is not None else ""


def draft_owner(request: HttpRequest) -> str:
    """An opaque id of the account whose drafts this page may show; "" for anonymous visitors."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return ""
    return salted_hmac("jatan.web.drafts", str(account.pk), algorithm="sha256").hexdigest()[:16]
