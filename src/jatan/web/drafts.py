"""Which forms that were sent have been accepted. The browser keeps what was typed until a page says so (js/drafts.js).

A form that was typed into brings a random number of its own, `draft_id`. Answering it with a redirect or with a file
means that it was accepted: its number is kept in the session and stands on every page from then on, so that the draft
also goes where the answer itself was lost on the way.
"""

import re
from typing import Final

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.crypto import salted_hmac

from jatan.foundation.access.models import Account

__all__ = ["FIELD", "accepted_drafts", "draft_owner", "note_accepted"]

FIELD: Final = "draft_id"
_KEY: Final = "accepted_drafts"
_MOST: Final = 12
_ID: Final = re.compile(r"[0-9a-f]{20}")


def note_accepted(request: HttpRequest, response: HttpResponseBase) -> None:
    """Remember that the form of this request was accepted, where it was. Writes the session only then."""
    if request.method != "POST":
        return
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    number = request.POST.get(FIELD, "")
    if (is_file or isinstance(response, HttpResponseRedirect)) and _ID.fullmatch(number):
        request.session[_KEY] = [*request.session.get(_KEY, []), number][-_MOST:]


def accepted_drafts(request: HttpRequest) -> str:
    """The numbers of the forms accepted last, with blanks between."""
    session = getattr(request, "session", None)
    return " ".join(session.get(_KEY, [])) if session is not None else ""


def draft_owner(request: HttpRequest) -> str:
    """Whose drafts this page may show: the same for every page of one account, and saying nothing about her."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return ""
    return salted_hmac("jatan.web.drafts", str(account.pk), algorithm="sha256").hexdigest()[:16]
