"""Typeset a paper for an office or meeting: A4, Hindi, lines to write on where the file has no answer."""

from collections.abc import Sequence
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from jatan.foundation.network.letterheads import Letterhead
from jatan.kernel import clock
from jatan.kernel.typesetting import typeset
from jatan.programme.cases.printed.forms import FilledPart, FilledQuestion, PrintedForm


def form_pdf(form: PrintedForm, parts: Sequence[FilledPart], *, head: Letterhead, code: str, mark: str) -> bytes:
    """The PDF in the active language. `code`: of the case, "" on papers that leave the house; `mark`: of this
    print; `head`: of the organisation.

    The file's own title names the kind of paper and nobody.
    """
    document: dict[str, Any] = {
        "language": "hi",
        "title": form.name.hi,
        "code": code,
        "mark": mark,
        "head": {
            "name": head.name,
            "address": head.address,
            "phone": head.phone,
            "address_label": _("Address"),
            "phone_label": _("Telephone"),
        },
        "day": formats.date_format(clock.today(), "j E Y"),
        "to": form.to,
        "subject": form.subject,
        "basis": form.basis,
        "opening": form.opening,
        "closing": form.closing,
        "signatures": form.signatures,
        "enclosures": form.enclosures,
        "parts": [
            {"title": one.part.name.hi, "questions": [_question(question) for question in one.questions]}
            for one in parts
        ],
    }
    return typeset("jatan.web.cases", "printed_form.typ", document, name="form")


def _question(question: FilledQuestion) -> dict[str, Any]:
    answer = [line for line in question.answer.splitlines() if line.strip()]
    return {"words": question.words, "answer": answer, "lines": 0 if answer else question.lines}
