"""Certificates and question papers as PDF, typeset with Typst in Hindi or English.

A certificate says who was taught what, when and by whom it is given. It carries no mark: nothing is made of answers.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from jatan.kernel.typesetting import typeset
from jatan.programme.training.models import Completion, Module, Question
from jatan.web.training.series_request import AskedPhase
from jatan.web.ui.records.columns import place_line

LANGUAGES: Final[Mapping[str, Any]] = {"hi": gettext_lazy("Hindi"), "en": gettext_lazy("English")}


def certificates(asked: AskedPhase, rows: Sequence[Completion], modules: Sequence[Module], language: str) -> bytes:
    """One A5 sheet across for each row."""
    with translation.override(language):
        hours, minutes = divmod(sum(row.minutes for row in modules), 60)
        document = {
            "language": language,
            "words": {
                "title": _("Certificate"),
                "given_to": _("This is to certify that"),
                "has": _("took part in and completed the following training:"),
                "taught": _("What was learnt"),
                "day": _("Completed on"),
                "place": _("Place"),
                "hours": _("Duration"),
                "facilitator": pgettext("training", "Facilitator"),
                "for_office": _("For the organisation"),
            },
            "organisation": asked.series.organisation.name,
            "training": asked.curriculum.title,
            "phase": asked.heading,
            "modules": [row.title for row in modules],
            "hours": _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes},
            "place": place_line(asked.series),
            "people": [
                {"name": row.trainee.called, "day": formats.date_format(row.completed_on, "j E Y")} for row in rows
            ],
        }
        return typeset("jatan.web.training", "certificate.typ", document, name="certificate")


def question_paper(asked: AskedPhase, questions: Sequence[Question], language: str) -> bytes:
    """One A4 sheet with the questions of a phase, their answers to be ticked by hand."""
    with translation.override(language):
        document = {
            "language": language,
            "title": asked.heading,
            "training": asked.curriculum.title,
            "words": {
                "name": _("Name"),
                "day": _("Day"),
                "before": _("before the phase"),
                "after": _("after the phase"),
                "lead": _("This is no examination. It shows what we should explain again."),
            },
            "questions": [{"text": row.text, "options": list(row.options_in(language))} for row in questions],
        }
        return typeset("jatan.web.training", "questions.typ", document, name="questions")
