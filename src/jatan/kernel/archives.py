"""Names that come with a file: each is resolved inside its target, or the file is refused.

Every reader of an archive asks here for each member, one that unpacks nothing to a disk too: the libraries behind it
see the same names. A name that an office, a phone or a row of a restored database brings is resolved here as well.
"""

import re
import stat
from pathlib import Path
from typing import Final
from zipfile import ZipFile, ZipInfo

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Message, Problem

# Control characters, what separates folders or names a drive or stream on Windows, and what is no text in UTF-8.
_NEVER: Final = re.compile("[\x00-\x1f\x7f\\\\:\ud800-\udfff]")
_NO_STEPS: Final = frozenset({"", ".", ".."})
_LONGEST_STEP: Final = 255  # bytes, of ext4 and of most other file systems
_LONGEST: Final = 3_000  # bytes, of a path below a folder; Linux takes 4,096 with the folder
_OUTSIDE: Final = _("This file points outside itself.")


class UnsafeName(Problem):
    """A name leads outside its target, or could on another system; a link, a name twice. `name`: as it was found."""

    def __init__(self, name: str, message: Message = _OUTSIDE) -> None:
        super().__init__("unsafe_name", message)
        self.name = name


def resolve_member(folder: Path, name: str) -> Path:
    """The path below `folder` of a member's name. Raises UnsafeName, also where a link inside leads outside."""
    check_name(name)
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UnsafeName(name)
    return path


def check_name(name: str) -> None:
    """Raise UnsafeName unless a name, whose steps are separated by slashes, stays inside any folder on every system.

    One spelling for each path: a name with an empty step, "." or ".." is refused, though it may lead inside.
    """
    if _NEVER.search(name) or len(name.encode()) > _LONGEST:
        raise UnsafeName(name)
    if any(step in _NO_STEPS or len(step.encode()) > _LONGEST_STEP for step in name.split("/")):
        raise UnsafeName(name)


def zip_members(archive: ZipFile) -> list[ZipInfo]:
    """All members of a ZIP, folders among them. Raises UnsafeName for one that leads outside, is a link, or is there
    twice."""
    members = archive.infolist()
    seen: set[str] = set()
    for member in members:
        # Not `filename`, which Python has shortened at a zero byte: other libraries read the whole name.
        name = member.orig_filename
        check_name(name.removesuffix("/"))
        if stat.S_ISLNK(member.external_attr >> 16):
            raise UnsafeName(name)
        if name in seen:
            raise UnsafeName(name, _("This file holds the same part twice."))
        seen.add(name)
    return members
