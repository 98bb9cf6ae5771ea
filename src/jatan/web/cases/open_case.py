"""Open the case file of a request, for all case pages."""

import uuid
from collections.abc import Collection
from typing import Final

from django.http import HttpResponse

from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.vault.refusal import Refused
from jatan.programme.cases.file.access import OpenCaseFile, open_file, require_access
from jatan.web.ui.needs import StaffRequest

# Reason for views that write on GET.
READING_IS_RECORDED = "reading a file leaves a trace"
# A page that names her refreshes itself after this time, so that it is hidden even without JavaScript.
_SECONDS_SHOWN: Final = 120


def case_file_for(request: StaffRequest, pk: uuid.UUID) -> OpenCaseFile:
    """The file of a case. Raises Forbidden without access; with access and locked keys, Locked."""
    if request.unlock is None:
        require_access(request.actor, pk)
    return open_file(request.actor, request.keyring, pk)


def log_altered(request: StaffRequest, cases: Collection[uuid.UUID]) -> None:
    """Tell the ledger that cases could not be decrypted, if there are such."""
    if cases:
        log_refusal(request.actor, Refused("altered"))


def shown_briefly(response: HttpResponse, url: str) -> HttpResponse:
    """The page, which gives way to this address after two minutes."""
    response.headers["Refresh"] = f"{_SECONDS_SHOWN}; url={url}"
    return response
