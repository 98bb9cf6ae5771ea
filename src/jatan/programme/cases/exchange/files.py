"""Any file of another house: an encrypted ZIP, or, as they often come, a workbook, CSV or JSON that nobody locked."""

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.archive import read_export
from jatan.programme.cases.exchange.csv_form import from_csv
from jatan.programme.cases.exchange.json_form import from_json
from jatan.programme.cases.exchange.records import Taken
from jatan.programme.cases.exchange.workbook import from_workbook

_ZIP = b"PK\x03\x04"
_WORKBOOK = b"[Content_Types].xml"


def is_locked(content: bytes) -> bool:
    """Whether this is a ZIP that is no workbook: it is read as an encrypted file or not at all."""
    return content.startswith(_ZIP) and _WORKBOOK not in content


def read_file(content: bytes, passphrase: str) -> Taken:
    """Read a file of another house. `passphrase` is needed for a locked one alone.

    Raises Problem: "unreadable" for what is no such file or another passphrase; see `from_workbook`.
    """
    return read_export(content, passphrase, _read_contents) if is_locked(content) else _read_contents(content)


def _read_contents(content: bytes) -> Taken:
    """Read what was not locked, or the contents of what was."""
    if content.startswith(_ZIP):
        return from_workbook(content)
    if content.lstrip()[:1] in (b"{", b"["):
        return from_json(content)
    if b"\x00" in content:
        raise Problem("unreadable")
    return from_csv(content)
