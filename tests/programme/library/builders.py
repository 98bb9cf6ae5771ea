"""Materials for tests, made by the real services, and the first bytes of the files that may be kept."""

import io
import zipfile
from typing import Any

from django.core.files.base import ContentFile, File

from jatan.foundation.access.actors import Actor
from jatan.programme.library.commands import AddMaterial
from jatan.programme.library.models import Material
from jatan.programme.library.services import add_material
from tests.cast import Cast

PDF = b"%PDF-1.7\n%%EOF\n"


def docx(*parts: str) -> bytes:
    """A zip with these parts beside those every Word document has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in ("[Content_Types].xml", "word/document.xml", *parts):
            archive.writestr(part, "<x/>")
    return buffer.getvalue()


def upload(content: bytes, name: str = "पुस्तिका.pdf") -> "File[bytes]":
    """A file as a page hands it over."""
    return ContentFile(content, name=name)


def material_command(cast: Cast, **answers: Any) -> AddMaterial:
    """A booklet of Gumla; anything may be said otherwise."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_district,
        "kind": "booklet",
        "title_hi": "सुरक्षित प्रवास",
        "topic": "safe_migration",
    }
    return AddMaterial(**(usual | answers))


def a_material(by: Actor, cast: Cast, content: bytes | None = None, **answers: Any) -> Material:
    """One material on record, with a file if `content` is given."""
    file = None if content is None else upload(content)
    return add_material(by=by, command=material_command(cast, **answers), upload=file)
