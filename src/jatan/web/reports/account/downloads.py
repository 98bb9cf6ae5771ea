"""A paper as a file to download."""

from django.http import Http404, HttpResponse, HttpResponseBase

from jatan.evidence.account.files import FILE_TYPES, file_name, render
from jatan.evidence.account.selectors import PaperOfReader

__all__ = ["answer_with_file"]


def answer_with_file(found: PaperOfReader, kind: str, theme: str = "") -> HttpResponseBase:
    """The paper as PDF or DOCX. Raises Http404 for another kind."""
    if kind not in FILE_TYPES:
        raise Http404
    subject = found.report.subject
    whose = (subject.name.en or subject.code) if subject.is_narrowed else ""
    answer = HttpResponse(render(found.paper, kind), content_type=FILE_TYPES[kind])
    name = file_name(found.paper, kind, whose, theme)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
