"""Builders of materials for tests, and the first bytes of the accepted file formats; they call the services."""

import io
import zipfile
from typing import Any

from django.core.files.base import ContentFile, File

from jatan.foundation.access.actors import Actor
from jatan.programme.library.commands import AddMaterial
from jatan.programme.library.models import Material
from jatan.programme.library.services import add_material
from tests.cast import Cast


def docx(*parts: str) -> bytes:
    """A zip archive with these parts besides those of every Word document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in ("[Content_Types].xml", "word/document.xml", *parts):
            archive.writestr(part, "<x/>")
    return buffer.getvalue()


def upload(content: bytes, name: str = "पुस्तिका.pdf") -> "File[bytes]":
    """An uploaded file as a view passes it."""
    return ContentFile(content, name=name)


def material_command(cast: Cast, **answers: Any) -> AddMaterial:
    """A booklet of Gumla; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_district,
        "kind": "booklet",
        "title_hi": "सुरक्षित प्रवास",
        "topic": "safe_migration",
    }
    return AddMaterial(**(usual | answers))


def a_material(by: Actor, cast: Cast, content: bytes | None = None, **answers: Any) -> Material:
    """One recorded material, with a file if `content` is given."""
    file = None if content is None else upload(content)
    return add_material(by=by, command=material_command(cast, **answers), upload=file)
