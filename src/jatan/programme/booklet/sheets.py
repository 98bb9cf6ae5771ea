"""An edition as a PDF of A5 pages, typeset with Typst; a number of pages that folds (a multiple of four)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.typesetting import typeset
from jatan.programme.booklet.models import Edition
from jatan.programme.journeys.help_numbers import help_numbers_on


def as_pdf(edition: Edition, content: Sequence[Mapping[str, str]], *, number: int | None, on: dt.date | None) -> bytes:
    """Cover, note on how the stories are told, contents, stories, help numbers. `number` and `on` None: a draft."""
    with translation.override(edition.language):
        document = _document(edition, content, number, on)
    return typeset("jatan.programme.booklet", "booklet.typ", document, name="booklet")


def _document(
    edition: Edition, content: Sequence[Mapping[str, str]], number: int | None, on: dt.date | None
) -> dict[str, Any]:
    office = Organisation.objects.get(pk=edition.organisation_id)
    words = _("Draft, not to be passed on")
    if number is not None and on is not None:
        words = _("Edition %(number)s · %(day)s") % {"number": number, "day": date_format(on, "j E Y")}
    return {
        "language": edition.language,
        "title": edition.title,
        "publisher": office.name_en if edition.language == "en" else office.name_hi,
        "edition": words,
        "foreword": edition.foreword.splitlines(),
        "how_title": _("How these stories are told"),
        "how": [
            _("Each story was told by a grown-up woman or man who has agreed in writing that it is printed here."),
            _("Names, places, days and work are changed, so that nobody can be recognised."),
            _("A second person, who did not write the story, has checked each one."),
            _("Whoever told a story can take her consent back at any time. Then it is in no further edition."),
        ],
        "contents": _("Stories"),
        "stories": [{"title": row["title"], "paragraphs": _paragraphs(row["body"])} for row in content],
        "numbers_title": _("If you or somebody you know needs help"),
        "numbers": [
            {"number": one.number, "what": one.what} for one in help_numbers_on(on or clock.today(), edition.language)
        ],
    }


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
