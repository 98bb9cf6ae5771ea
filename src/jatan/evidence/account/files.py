"""The papers as files: PDF to print, DOCX to go on writing in."""

from collections.abc import Callable

from django.utils.text import slugify

from jatan.evidence.account.paper import Paper
from jatan.evidence.account.printed import as_pdf
from jatan.evidence.account.word import as_docx

__all__ = ["FILE_TYPES", "file_name", "render"]

FILE_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_WRITERS: dict[str, Callable[[Paper], bytes]] = {"pdf": as_pdf, "docx": as_docx}
_LONGEST_NAME = 60


def render(paper: Paper, form: str) -> bytes:
    """The paper in one of FILE_TYPES. Raises KeyError for another one."""
    return _WRITERS[form](paper)


def file_name(paper: Paper, form: str, whose: str, theme: str = "") -> str:
    """In plain letters, because old computers and e-mail break others: which paper, whose, from when to when."""
    parts = (
        f"jatan-{paper.kind}",
        slugify(whose)[:_LONGEST_NAME].strip("-"),
        slugify(theme),
        f"{paper.days.start}",
        f"{paper.days.end}",
        paper.language,
    )
    return f"{'-'.join(part for part in parts if part)}.{form}"
