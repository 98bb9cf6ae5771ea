"""How a page comes by an opened case file: the one place where all pages of case work ask for it."""

import uuid

from jatan.programme.cases.file.access import Opened, open_file, require_access
from jatan.web.ui.needs import StaffRequest

__all__ = ["READING_IS_RECORDED", "case_file_for"]

# Why a page that only shows something may write.
READING_IS_RECORDED = "reading a file leaves a trace"


def case_file_for(request: StaffRequest, pk: uuid.UUID) -> Opened:
    """The file of a case. Raises Forbidden where it was not given to her, and only then Locked."""
    if request.unlock is None:
        require_access(request.actor, pk)
    return open_file(request.actor, request.keyring, pk)
