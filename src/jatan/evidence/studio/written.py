"""A report as a file, for the page and the command line."""

import os
import tempfile
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.data import as_json
from jatan.evidence.studio.parts import Built, build
from jatan.evidence.studio.printed import as_pdf
from jatan.evidence.studio.word import as_docx
from jatan.evidence.studio.workbook import as_workbook
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.kernel.periods import Period

WRITERS: Mapping[str, Callable[[Built], bytes]] = {
    "pdf": lambda built: as_pdf(built.report),
    "docx": lambda built: as_docx(built.report),
    "xlsx": as_workbook,
    "json": as_json,
}


def write_report(
    period: Period,
    format: str,
    language: str = "hi",
    output: Path | None = None,
    by: Actor | None = None,
    organisation: uuid.UUID | None = None,
    compared_with: Period | None = None,
) -> bytes:
    """The report over a period, of one organisation if given; also written atomically to `output` when given.

    Without `by` (the command line), first recounts what is pending and reads the whole network as the machine actor.
    Raises KeyError for a format that is none of WRITERS.
    """
    if by is None:
        organisations = list(Organisation.objects.values_list("id", flat=True))
        recount_pending(organisations)
        by = machine_for(organisations)
    choice = Choice(period, language, compared_with, frozenset({organisation} if organisation else ()))
    with acting_as(by):
        content = WRITERS[format](build(by, choice, is_whole=True))
    if output is not None:
        _write_atomically(output, content)
    return content


def _write_atomically(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
