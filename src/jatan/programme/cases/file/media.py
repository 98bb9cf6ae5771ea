"""Media type of a file by its first bytes; its name and the browser's type are not trusted.

Photographs are encoded anew before they are kept, so that nothing stays of what a camera writes beside the picture.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.pictures import LARGEST_UPLOAD, CleanPicture, clean_picture
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.fields import Label

# How many leading bytes `media_of` needs.
FIRST_BYTES: Final = 32

# Types that a page may show or play. Everything else only leaves as an attachment.
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
SOUNDS: Final = frozenset({"audio/mp4", "audio/ogg", "audio/mpeg", "audio/wav"})
# The longest side of a kept photograph, in pixels: a page of a paper stays readable.
_LONGEST_SIDE: Final = 2400


_WHAT_ELSE: Final[Mapping[str, Label]] = {
    "file_too_large": _(
        "This photograph is too large to take place and device out of it. Send a smaller one, or tick that it is kept"
        " as it came."
    ),
    "picture_is_heic": _(
        "Place and device cannot be taken out of a HEIC photograph here. Send it as JPEG (camera settings: “most"
        " compatible”), or tick that it is kept as it came."
    ),
    "not_a_picture": _(
        "This photograph cannot be read here, so place and device may still be in it. Send it as JPEG or PNG, or tick"
        " that it is kept as it came."
    ),
}


@dataclass(frozen=True)
class Media:
    """A kind of file: media type, file name extension, label."""

    media_type: str
    ending: str
    word: Label


_PHOTO, _SOUND, _FILM, _PAPER, _OTHER = _("photograph"), _("recording"), _("film"), _("paper"), _("another file")
_UNKNOWN: Final = Media("application/octet-stream", "bin", _OTHER)
_SIGNATURES: Final[tuple[tuple[int, bytes, Media], ...]] = (
    (0, b"\xff\xd8\xff", Media("image/jpeg", "jpg", _PHOTO)),
    (0, b"\x89PNG\r\n\x1a\n", Media("image/png", "png", _PHOTO)),
    (8, b"WEBP", Media("image/webp", "webp", _PHOTO)),
    (4, b"ftyphei", Media("image/heic", "heic", _PHOTO)),
    (4, b"ftyphev", Media("image/heic", "heic", _PHOTO)),
    (4, b"ftypmif1", Media("image/heic", "heic", _PHOTO)),
    (4, b"ftypmsf1", Media("image/heic", "heic", _PHOTO)),
    (4, b"ftypavi", Media("image/avif", "avif", _PHOTO)),
    (0, b"II*\x00", Media("image/tiff", "tif", _PHOTO)),
    (0, b"MM\x00*", Media("image/tiff", "tif", _PHOTO)),
    (4, b"ftypM4A", Media("audio/mp4", "m4a", _SOUND)),
    (4, b"ftyp3g", Media("video/3gpp", "3gp", _FILM)),
    (4, b"ftyp", Media("video/mp4", "mp4", _FILM)),
    (0, b"%PDF-", Media("application/pdf", "pdf", _PAPER)),
    (0, b"OggS", Media("audio/ogg", "ogg", _SOUND)),
    (0, b"ID3", Media("audio/mpeg", "mp3", _SOUND)),
    (0, b"\xff\xfb", Media("audio/mpeg", "mp3", _SOUND)),
    (0, b"\xff\xf3", Media("audio/mpeg", "mp3", _SOUND)),
    (8, b"WAVE", Media("audio/wav", "wav", _SOUND)),
    (0, b"#!AMR", Media("audio/amr", "amr", _SOUND)),
    (0, b"\x1aE\xdf\xa3", Media("video/webm", "webm", _FILM)),
    (0, b"PK\x03\x04", Media("application/zip", "zip", _OTHER)),
)


def media_of(first: bytes) -> Media:
    """The kind of a file that begins with these bytes."""
    return next((media for at, sign, media in _SIGNATURES if first[at : at + len(sign)] == sign), _UNKNOWN)


def media_of_type(media_type: str) -> Media:
    """The kind for a stored media type."""
    return next((media for _at, _sign, media in _SIGNATURES if media.media_type == media_type), _UNKNOWN)


def is_photograph(media_type: str) -> bool:
    """Whether a camera may have written place, device and time into a file of this type, beside a picture."""
    return media_type.startswith("image/")


def clean_photograph(media_type: str, length: int, pieces: Iterable[bytes]) -> CleanPicture:
    """The photograph encoded anew, upright and without place, device and time. `length`: of all pieces together.

    Raises Problem, which says what else can be done, for one that is too large or cannot be read here; StoreProblem.
    One that is too large is not read at all.
    """
    if media_type not in PICTURES:
        raise _problem("picture_is_heic" if media_type == "image/heic" else "not_a_picture")
    if length > LARGEST_UPLOAD:
        raise _problem("file_too_large")
    try:
        content = b"".join(pieces)
    except StoreProblem as away:  # says nothing about the photograph
        raise away.at("paper") from None
    try:
        return clean_picture(content, longest_side=_LONGEST_SIDE, keeps_png=True)
    except Problem as problem:
        raise _problem(problem.code) from None


def _problem(code: str) -> Problem:
    return Problem(code, _WHAT_ELSE.get(code, _WHAT_ELSE["not_a_picture"]), field="paper")
