"""Makes an uploaded picture safe to store: decodes it, rotates it upright and encodes it again.

Re-encoding removes what a camera adds (place, device, time, thumbnails) and any other content hidden in the file.
"""

import io
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from jatan.kernel.problems import Problem

__all__ = ["LARGEST_UPLOAD", "CleanPicture", "clean_picture"]

LARGEST_UPLOAD = 12 * 1024 * 1024
_MOST_PIXELS = 50_000_000
_LONGEST_SIDE = 1600
_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


@dataclass(frozen=True)
class CleanPicture:
    """A JPEG and its size in pixels."""

    content: bytes
    width: int
    height: int


def clean_picture(content: bytes) -> CleanPicture:
    """The picture as a plain JPEG of at most 1600 pixels a side.

    Raises Problem: "file_too_large", "picture_is_heic", "not_a_picture".
    """
    if len(content) > LARGEST_UPLOAD:
        raise Problem("file_too_large", _("This file is too large: at most 12 MB."))
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        message = _(
            "This photograph is in the HEIC format. Please send it as JPEG (camera settings: “most compatible”)."
        )
        raise Problem("picture_is_heic", message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _reencoded(content)
    except Problem:
        raise
    # Pillow's decoders raise many kinds of exception on a broken or hostile file; all mean the same to the user.
    except Exception as broken:
        raise Problem(
            "not_a_picture", _("This is not a picture we can read. Please send JPEG, PNG or WebP.")
        ) from broken


def _reencoded(content: bytes) -> CleanPicture:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        if opened.width * opened.height > _MOST_PIXELS:  # read from the header, before anything is decoded
            raise Problem("file_too_large", _("This picture has too many pixels: at most 50 million."))
        opened.draft("RGB", (_LONGEST_SIDE * 2, _LONGEST_SIDE * 2))  # decodes a JPEG at a reduced size to save memory
        upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    plain = Image.new("RGB", upright.size, "white")  # a new image has none of the old one's metadata
    if upright.has_transparency_data:
        rgba = upright.convert("RGBA")
        plain.paste(rgba, mask=rgba.getchannel("A"))
    else:
        plain.paste(upright.convert("RGB"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return CleanPicture(out.getvalue(), plain.width, plain.height)
