"""How a page comes by an opened case file: the one place where all pages of case work ask for it."""

import uuid

from jatan.programme.cases.file.access import Opened, open_file, require_given
from jatan.web.ui.needs import StaffRequest

__all__ = ["TRACE", "opened"]

# Why a page that only shows something may write.
TRACE = "reading a file leaves a trace"


def opened(request: StaffRequest, pk: uuid.UUID) -> Opened:
    """The file of a case. Raises Forbidden where it was not given to her, and only then Locked."""
    if request.unlock is None:
        require_given(request.actor, pk)
    return open_file(request.actor, request.keyring, pk)
