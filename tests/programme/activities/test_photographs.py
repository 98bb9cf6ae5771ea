"""Photographs: verified as pictures, re-encoded, and visible only to those who may see the activity."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel.pictures import LARGEST_UPLOAD, clean_picture
from jatan.kernel.problems import Problem
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.models import Photograph
from jatan.programme.activities.photographs import PHOTOGRAPH, add_photograph
from jatan.programme.activities.selectors import photographs
from tests.cast import Cast
from tests.programme.activities.builders import an_activity, picture

As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """An empty MEDIA_ROOT."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def with_exif() -> bytes:
    """A picture as a telephone writes it: with position and device, and rotated by a quarter turn."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6  # rotate by a quarter turn
    exif.get_ifd(0x8825)[2] = (23.0, 2.0, 30.0)  # GPS latitude
    return picture((300, 200), exif=exif)


def test_camera_metadata_is_removed_and_the_picture_is_upright() -> None:
    before = with_exif()
    assert b"SecretCamera" in before
    clean = clean_picture(before)
    assert b"SecretCamera" not in clean.content
    assert b"Exif" not in clean.content
    assert (clean.width, clean.height) == (200, 300)
    assert dict(Image.open(io.BytesIO(clean.content)).getexif()) == {}


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_the_three_usual_formats_become_jpeg(image_format: str) -> None:
    assert clean_picture(picture(image_format=image_format)).content.startswith(b"\xff\xd8\xff")


def test_a_transparent_picture_gets_a_white_background() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(clean_picture(out.getvalue()).content)).getpixel((5, 5)) == (255, 255, 255)


def test_a_large_picture_is_scaled_down() -> None:
    clean = clean_picture(picture((4000, 3000)))
    assert (clean.width, clean.height) == (1600, 1200)


HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: HEIC, "picture_is_heic"),
        (lambda: b"%PDF-1.7 not a picture", "not_a_picture"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (lambda: picture()[:200], "not_a_picture"),
        (lambda: picture(image_format="GIF"), "not_a_picture"),
        (lambda: b"\x00" * (LARGEST_UPLOAD + 1), "file_too_large"),
        (lambda: picture((10_000, 5_001), "PNG"), "file_too_large"),
    ],
    ids=["heic", "pdf", "svg", "broken", "gif", "bytes", "pixels"],
)
def test_an_invalid_picture_is_refused_with_its_field(
    cast: Cast, as_: As, files: Path, made: Callable[[], bytes], code: str
) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast)
        with pytest.raises(Problem) as caught:
            add_photograph(by=by, command=AddPhotograph(activity=activity, content=made()))
        assert (caught.value.code, caught.value.field) == (code, "content")
        assert not photographs(by).exists()
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_a_photograph_is_stored_under_an_opaque_name(cast: Cast, as_: As, files: Path) -> None:
    with as_("field_worker") as by:
        activity = an_activity(by, cast)
        command = AddPhotograph(activity=activity, content=with_exif(), caption="फोरम की बैठक")
        row = add_photograph(by=by, command=command)
        kept = PHOTOGRAPH.find(by, row.id)
        with kept.file as opened:
            content = opened.read()
    (path,) = (path for path in files.rglob("*") if path.is_file())
    assert content == path.read_bytes()
    assert (kept.caption, kept.width, kept.height, kept.size) == ("फोरम की बैठक", 200, 300, len(content))
    assert path.stem not in (str(row.id), row.id.hex, activity.id.hex)
    assert path.suffix == ".jpg"


def test_no_file_remains_of_a_refused_photograph(cast: Cast, as_: As, files: Path) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast)
    with as_("khunti_desk") as by, pytest.raises(Forbidden):
        add_photograph(by=by, command=AddPhotograph(activity=activity, content=picture()))
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_another_member_cannot_reach_a_photograph_and_a_withdrawn_one_is_gone(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = add_photograph(by=by, command=AddPhotograph(activity=an_activity(by, cast), content=picture()))
    with as_("khunti_coordinator") as by, pytest.raises(Photograph.DoesNotExist):
        PHOTOGRAPH.find(by, row.id)
    with as_("desk_operator") as by:
        PHOTOGRAPH.withdraw(by=by, row=row, reason="चेहरे दिखते हैं")
        with pytest.raises(Photograph.DoesNotExist):
            PHOTOGRAPH.find(by, row.id)
