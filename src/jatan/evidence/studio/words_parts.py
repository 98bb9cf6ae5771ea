"""What the house writes itself in a report: the time in its own words, what was hard, what comes next.

Words stand in a paper of their own language only: nobody puts one language in place of the other.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import override

from jatan.evidence.narrative.models import Paragraph
from jatan.evidence.narrative.places import find_place
from jatan.evidence.studio.blocks import Part, Words

YEAR, DIFFICULTIES, NEXT = "studio_year", "studio_difficulties", "studio_next"


def words_at(written: Mapping[str, Paragraph], place: str, language: str) -> Iterator[Words]:
    """What is written at one place in exactly this language; nothing where nobody wrote it."""
    text: str = getattr(written[place], f"text_{language}") if place in written else ""
    if text:
        yield Words(text, place)


def words_part(written: Mapping[str, Paragraph], place: str, *, language: str) -> Part | None:
    """The house's own words of one of the places above; None where nothing is written. `written`: as in `Facts`."""
    where, blocks = find_place(place), tuple(words_at(written, place, language))
    if where is None or not blocks:
        return None
    with override(language):
        return Part(place, where.label.in_language(language), blocks)
