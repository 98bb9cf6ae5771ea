"""Makes an uploaded picture safe to store: decodes it, rotates it upright and encodes it again.

Re-encoding removes what a camera adds (place, device, time, thumbnails) and any other content hidden in the file. A
small file can hold many pixels (210 KB of PNG: 50 million, 800 MB of memory), so the size is read from its header
first, and each process decodes one picture at a time. JPEG in its usual form is decoded at a reduced size; others,
which are not, may have half as many pixels.
"""

import io
import threading
import warnings
from dataclasses import dataclass
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from jatan.kernel.problems import Problem

LARGEST_UPLOAD = 12 * 1024 * 1024
_MOST_MEGAPIXELS: Final = 24
_MOST_MEGAPIXELS_REDUCED: Final = 50
_LONGEST_SIDE: Final = 1600
_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class CleanPicture:
    """A JPEG, or a PNG if it was to be kept, and its size in pixels."""

    content: bytes
    width: int
    height: int


def clean_picture(
    content: bytes, *, largest: int = LARGEST_UPLOAD, longest_side: int = _LONGEST_SIDE, keeps_png: bool = False
) -> CleanPicture:
    """The picture as a plain JPEG of at most `longest_side` pixels a side. `keeps_png`: a PNG stays one (print).

    Raises Problem: "file_too_large" (more than `largest` bytes, or too many pixels), "picture_is_heic",
    "not_a_picture".
    """
    if len(content) > largest:
        message = format_lazy(_("This file is too large: at most {size} MB."), size=largest // 1024 // 1024)
        raise Problem("file_too_large", message)
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        message = _(
            "This photograph is in the HEIC format. Please send it as JPEG (camera settings: “most compatible”)."
        )
        raise Problem("picture_is_heic", message)
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("error")
            return _reencoded(content, longest_side, keeps_png=keeps_png)
    except Problem:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise _too_many_pixels(_MOST_MEGAPIXELS) from bomb
    # Pillow's decoders raise many kinds of exception on a broken or hostile file; all mean the same to the user.
    except Exception as broken:
        raise Problem(
            "not_a_picture", _("This is not a picture we can read. Please send JPEG, PNG or WebP.")
        ) from broken


def turned(content: bytes) -> bytes:
    """A stored JPEG, turned by a quarter clockwise."""
    with _one_at_a_time, Image.open(io.BytesIO(content), formats=("JPEG",)) as opened:
        out = io.BytesIO()
        opened.transpose(Image.Transpose.ROTATE_270).save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _reencoded(content: bytes, longest_side: int, *, keeps_png: bool) -> CleanPicture:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        is_png = opened.format == "PNG"
        _refuse_too_many_pixels(opened)
        opened.draft("RGB", (longest_side * 2, longest_side * 2))
        # Pillow makes palettes and black-and-white smaller without smoothing.
        full = opened.convert("RGBA") if opened.mode in {"P", "1"} else opened
        # Made small before it is rotated and converted: each of these copies it.
        full.thumbnail((longest_side, longest_side))
        upright = ImageOps.exif_transpose(full)
    transparent = upright.has_transparency_data
    small = upright.convert("RGBA" if transparent else "RGB")
    out = io.BytesIO()
    # A new image has none of the old one's metadata.
    if is_png and keeps_png:
        plain = Image.new(small.mode, small.size)
        plain.paste(small)
        plain.save(out, "PNG", optimize=True)
    else:
        plain = Image.new("RGB", small.size, "white")
        plain.paste(small, mask=small.getchannel("A") if transparent else None)
        plain.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return CleanPicture(out.getvalue(), plain.width, plain.height)


def _refuse_too_many_pixels(opened: Image.Image) -> None:
    """Raise Problem by the size in the file's header, before anything is decoded."""
    is_reduced = opened.format == "JPEG" and not opened.info.get("progressive")
    most = _MOST_MEGAPIXELS_REDUCED if is_reduced else _MOST_MEGAPIXELS
    if opened.width * opened.height > most * 1_000_000:
        raise _too_many_pixels(most)


def _too_many_pixels(most: int) -> Problem:
    message = format_lazy(_("This picture has too many pixels: at most {most} megapixels."), most=most)
    return Problem("file_too_large", message)
