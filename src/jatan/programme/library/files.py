"""Files of the library (`kernel/stored_files.py`): published ones are read by everybody."""

from contextlib import AbstractContextManager
from typing import Any, BinaryIO

from django.core.files.base import File

from jatan.kernel import stored_files
from jatan.kernel.stored_files import StoredFile

LARGEST = 50 * 1024 * 1024  # a training film of some minutes; larger ones belong on a video site
FOLDER = "library"


def store_file(upload: "File[bytes]") -> StoredFile:
    """Store an uploaded file of the library. Raises Problem as `stored_files.store_file`."""
    return stored_files.store_file(upload, folder=FOLDER, largest=LARGEST)


def kept_file(upload: "File[bytes] | None") -> AbstractContextManager[dict[str, Any]]:
    """The columns of an uploaded file of the library, as `stored_files.kept_file`."""
    return stored_files.kept_file(upload, folder=FOLDER, largest=LARGEST)


def open_file(file: str, digest: str) -> BinaryIO:
    """Open a file of the library for reading. Raises as `stored_files.open_file`."""
    return stored_files.open_file(file, folder=FOLDER, digest=digest)
