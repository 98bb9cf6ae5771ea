"""Uploaded files: checked before they are stored, under names that cannot be guessed.

The format is determined by the content; the uploaded file name and content type are not trusted. Pictures are encoded
again without what a camera adds, spoken notes lose their tags, papers that act when opened are refused. Each kind of
record has a folder of its own in the store (the library, clippings, papers of consultations), and reads only from
there.
"""

import hashlib
import re
import unicodedata
import uuid
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.base import ContentFile, File
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel import file_store
from jatan.kernel.active_content import refuse_active_pdf, refuse_active_word
from jatan.kernel.archives import UnsafeName, zip_members
from jatan.kernel.pictures import clean_picture
from jatan.kernel.problems import Problem
from jatan.kernel.recordings import without_tags
from jatan.kernel.saved_pages import is_saved_page, readable_text
from jatan.kernel.text.invisible import without_controls

_LONGEST_SIDE = 4000  # pixels: a poster of A3 at 240 dots an inch
_HEAD = 512
_MANY_PARTS = 5000
_NOT_FOR_NAMES = re.compile(r'[\x00-\x1f/\\:*?"<>|;%]+')


class FileFormat(StrEnum):
    """Formats that can be kept, by content."""

    PDF = "pdf"
    PNG = "png"
    JPG = "jpg"
    MP4 = "mp4"
    MP3 = "mp3"
    OGG = "ogg"
    WEBM = "webm"
    AMR = "amr"
    DOCX = "docx"
    TXT = "txt"  # the text of a saved web page: what else such a page holds is not kept


# What a telephone or a browser records of a voice; a recorder's M4A and 3GP belong to the family of MP4.
SOUNDS = (FileFormat.MP3, FileFormat.MP4, FileFormat.OGG, FileFormat.WEBM, FileFormat.AMR)
_USUAL = (FileFormat.PDF, FileFormat.PNG, FileFormat.JPG, FileFormat.MP4, FileFormat.MP3, FileFormat.DOCX)
_MAGIC = (
    (b"%PDF-", FileFormat.PDF),
    (b"\x89PNG\r\n\x1a\n", FileFormat.PNG),
    (b"\xff\xd8\xff", FileFormat.JPG),
    (b"OggS", FileFormat.OGG),
    (b"\x1a\x45\xdf\xa3", FileFormat.WEBM),
    (b"#!AMR", FileFormat.AMR),
)


@dataclass(frozen=True)
class StoredFile:
    """A stored file: `file` is its name in the store, `file_name` is the name offered for download."""

    file: str
    file_name: str
    format: str
    file_size: int
    file_digest: str


def store_file(
    upload: "File[bytes]",
    *,
    folder: str,
    largest: int,
    formats: Collection[FileFormat] = _USUAL,
    is_spoken: bool = False,
) -> StoredFile:
    """Store an uploaded file of at most `largest` bytes in a folder; it is durable when this returns.

    `is_spoken`: a recording is a spoken note, small enough for memory, and loses its tags.

    Raises Problem with field "upload": missing_required (empty), too_large, wrong_kind, unsafe_name, those of
    `active_content` and of `clean_picture`; StoreProblem.
    """
    if not upload.size:
        raise Problem("missing_required", field="upload")
    if upload.size > largest:
        message = format_lazy(_("This file is too large: at most {size} MB."), size=largest // 1024 // 1024)
        raise Problem("too_large", message, field="upload")
    upload.open("rb")
    kind = detect_format(upload)
    if kind is None or kind not in formats:
        names = ", ".join(one.upper() for one in formats)
        message = format_lazy(
            _("This kind of file cannot be kept here. It can be one of these: {formats}."), formats=names
        )
        raise Problem("wrong_kind", message, field="upload")
    if kind is FileFormat.PDF:
        refuse_active_pdf(upload)
    if kind is FileFormat.DOCX:
        refuse_active_word(upload)
    if kind is FileFormat.TXT:
        upload = _page_text(upload)
    if kind in {FileFormat.JPG, FileFormat.PNG}:
        upload = _cleaned(upload, largest)
    if is_spoken and kind in SOUNDS:
        upload = ContentFile(without_tags(upload.read()), name=upload.name)
    name = uuid.uuid4().hex  # random throughout: a time-ordered id could be guessed
    relative = f"{folder}/{name[:2]}/{name}"
    size, digest = _write(upload, relative)
    return StoredFile(relative, _readable_name(upload.name or "", kind), kind.value, size, digest)


@contextmanager
def kept_file(
    upload: "File[bytes] | None",
    *,
    folder: str,
    largest: int,
    formats: Collection[FileFormat] = _USUAL,
    is_spoken: bool = False,
) -> Iterator[dict[str, Any]]:
    """The columns of a stored file, none without an upload. The file is written before its row, and deleted when the
    row fails."""
    kept = store_file(upload, folder=folder, largest=largest, formats=formats, is_spoken=is_spoken) if upload else None
    try:
        yield asdict(kept) if kept else {}
    except BaseException:
        if kept:
            file_store.remove_file(kept.file)
        raise


def _cleaned(upload: "File[bytes]", largest: int) -> "File[bytes]":
    """The picture without metadata, in the same format. Raises Problem."""
    try:
        picture = clean_picture(upload.read(), largest=largest, longest_side=_LONGEST_SIDE, keeps_png=True)
    except Problem as unfit:
        raise unfit.at("upload") from unfit
    return ContentFile(picture.content, name=upload.name)


def _page_text(upload: "File[bytes]") -> "File[bytes]":
    """The readable text of a saved web page. Raises Problem("wrong_kind") when there is none."""
    text = readable_text(upload.read())
    if not text:
        message = _("No text was found in this page. Save it as PDF, or take a picture of the screen.")
        raise Problem("wrong_kind", message, field="upload")
    return ContentFile(text.encode(), name=upload.name)


def open_file(file: str, *, folder: str, digest: str = "") -> BinaryIO:
    """Open a stored file for reading. `digest`: as its row keeps it.

    Raises FileNotFoundError, also for a path outside the folder; DamagedFile; StoreProblem.
    """
    if not file.startswith(f"{folder}/"):
        raise FileNotFoundError("not a file of this folder")
    return file_store.open_file(file, digest=digest)


def detect_format(content: "File[bytes]") -> FileFormat | None:
    """The format found in the content, or None. Resets the position to the start. Raises UnsafeName for a DOCX with
    parts that lead outside."""
    content.seek(0)
    head = content.read(_HEAD)
    content.seek(0)
    for start, kind in _MAGIC:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return FileFormat.MP4
    if head.startswith(b"ID3") or _is_mpeg_audio(head):
        return FileFormat.MP3
    if is_saved_page(head):
        return FileFormat.TXT
    return FileFormat.DOCX if head.startswith(b"PK\x03\x04") and _is_word_document(content) else None


def _is_mpeg_audio(head: bytes) -> bool:
    """Eleven sync bits, then layer III."""
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 == 0x02


def _is_word_document(content: "File[bytes]") -> bool:
    """True for a Word document without macros. Only the list of parts is read: nothing is unpacked."""
    try:
        with zipfile.ZipFile(content) as parts:
            names = {part.filename for part in zip_members(parts)}
    except UnsafeName as unsafe:
        raise unsafe.at("upload") from unsafe
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    finally:
        content.seek(0)
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return len(names) <= _MANY_PARTS and {"[Content_Types].xml", "word/document.xml"} <= names and not has_macros


def _write(upload: "File[bytes]", name: str) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with file_store.new_file(name) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def _readable_name(name: str, kind: FileFormat) -> str:
    """The download name: letters of every script stay; characters special in paths and headers are removed."""
    stem = _NOT_FOR_NAMES.sub(" ", without_controls(unicodedata.normalize("NFC", Path(name).stem), " ")).strip(" .")
    return f"{stem[:100].strip() or 'file'}.{kind.value}"
