"""What the blank workbook and its reader share: headings, labels of villages, and the mark of study and version."""

import re
import uuid
from typing import Final

from django.utils.translation import gettext

from jatan.kernel.localised import Localised
from jatan.kernel.questions import Question
from jatan.programme.studies.models import Instrument, Site

# Headings in both languages: a workbook made in one is read by a reader of the other.
FIXED: Final = {
    "number": Localised(hi="फ़ॉर्म नंबर", en="Form number"),
    "site": Localised(hi="गाँव", en="Village"),
    "enumerator": Localised(hi="किसने पूछा", en="Who asked"),
    "held_on": Localised(hi="तारीख", en="Day"),
    "minutes": Localised(hi="कितने मिनट", en="Minutes"),
    "consent": Localised(hi="सहमति", en="Consent"),
}
_MARK: Final = re.compile(r"jatan-study:([0-9a-f]{32}):v(\d{1,4})")
_HEADING: Final = re.compile(r"(q\d{1,4})\b")


def mark_of(instrument: Instrument) -> str:
    """The text by which a workbook is known: study and version."""
    return f"jatan-study:{instrument.study_id.hex}:v{instrument.version}"


def read_mark(text: str) -> tuple[uuid.UUID, int] | None:
    """(study, version) of a mark, None for another text."""
    found = _MARK.search(text)
    return (uuid.UUID(found[1]), int(found[2])) if found else None


def question_heading(question: Question) -> str:
    """The heading of a question: its code, its words, and what may stand beneath."""
    hint = ""
    if question.kind == "choices":
        numbered = "; ".join(f"{code} = {label}" for code, label in question.choices)
        hint = gettext("several, with commas") + f": {numbered}"
    elif question.is_number and question.least is not None and question.most is not None:
        hint = f"{question.least}–{question.most}"
    return f"{question.code} · {question.label}" + (f" ({hint})" if hint else "")


def heading_code(text: str) -> str:
    """The code of the question in a heading, "" for another heading."""
    found = _HEADING.match(text)
    return found[1] if found else ""


def site_label(site: Site) -> str:
    """A drawn village by the line of the list, so that two of one name are told apart."""
    return f"{site.position} · {site.village}, {site.place.name}"
