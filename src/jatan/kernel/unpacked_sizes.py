"""How much a ZIP archive holds when it is unpacked: the limits of zip bombs, said once for all readers of archives.

An encrypted export (`programme.cases.exchange`) is read up to a fixed size instead: zipfile cannot open it.
"""

import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

_MAX_RATIO: Final = 200
_RATIO_FROM: Final = 5 * 1024 * 1024
_CHUNK: Final = 1 << 20
# What the zipfile module raises over a damaged archive.
UNREADABLE_ARCHIVE: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    RuntimeError,
)


def is_bomb(part: zipfile.ZipInfo) -> bool:
    """Whether a part says that it grows beyond what documents do: from 5 MB on more than two hundred times."""
    return part.file_size > _RATIO_FROM and part.file_size > _MAX_RATIO * max(part.compress_size, 1)


def unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces of a megabyte. Raises BadZipFile when it is larger than it says."""
    size = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise zipfile.BadZipFile("larger than it says")
            yield chunk
