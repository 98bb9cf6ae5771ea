"""Opens workbooks that are protected by a password, with msoffcrypto-tool (MIT licence, released in November 2026).

Excel encrypts .xlsx, .xlsm and .xlsb alike, and .xls in an older way. The password is used here and stored nowhere.
"""

import re
import struct
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

import msoffcrypto
import olefile
from django.utils.translation import gettext_lazy as _
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from jatan.intake.registers.workbook.old_excel import check_compound_file
from jatan.intake.registers.workbook.refusals import damaged, dangerous, protected, refusal
from jatan.kernel.files import atomic_file

# Excel opens a file with this password without asking: it only protects cells from being changed.
_KNOWN_TO_EXCEL = "VelvetSweatshop"
# Excel repeats its digest a hundred thousand times; ten million would take half a minute.
_MAX_REPETITIONS = 500_000
_REPETITIONS = re.compile(rb'spinCount="(\d+)"')
_MAX_PASSWORD = 255
_HOSTILE = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, struct.error, ExpatError)


def decrypt_workbook(path: Path, password: str, target: Path) -> None:
    """Write the content of the encrypted workbook at `path` to `target`; the two may be one file.

    Raises Problem: protected_workbook without a password, wrong_password, not_a_workbook, dangerous_workbook.
    """
    check_compound_file(path)
    _check_repetitions(path)
    try:
        with path.open("rb") as file:
            office = msoffcrypto.OfficeFile(file)
            _load_key(office, password[:_MAX_PASSWORD] or _KNOWN_TO_EXCEL)
            with atomic_file(target, replaces=True) as out:
                office.decrypt(out)
    except InvalidKeyError:
        if not password:
            raise protected() from None
        raise refusal("wrong_password", _("This password does not open the workbook.")) from None
    except (DecryptionError, FileFormatError, ParseError, *_HOSTILE):
        raise damaged() from None


def _load_key(office: Any, password: str) -> None:
    if getattr(office, "format", "") == "ooxml":
        office.load_key(password=password, verify_password=True)
    else:
        office.load_key(password=password)  # .xls: the password is always verified


def _check_repetitions(path: Path) -> None:
    """Raise Problem("dangerous_workbook") for a description of the encryption that only costs time or memory."""
    try:
        with olefile.OleFileIO(path) as compound:
            described = compound.openstream("EncryptionInfo").read() if compound.exists("EncryptionInfo") else b""
    except _HOSTILE:
        raise damaged() from None
    found = _REPETITIONS.search(described)
    if b"<!" in described or (found and int(found[1][:12]) > _MAX_REPETITIONS):
        raise dangerous()
