"""An uploaded file as a file on the disk, for readers that need a path."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from jatan.kernel.files import atomic_file


@contextmanager
def uploaded_copy(file: UploadedFile[Any]) -> Iterator[Path]:
    """The path of a copy in a folder of its own, deleted at the end of the `with` block."""
    with tempfile.TemporaryDirectory(prefix="jatan-") as folder:
        path = Path(folder) / "upload"
        with atomic_file(path) as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        yield path
