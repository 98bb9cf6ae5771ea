"""Validated input of the services of own questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.own_fields.choices import AnswerSort
from jatan.programme.own_fields.models import OwnField
from jatan.programme.people.base_command import Command

MOST_WORDS = 20
_LONGEST_WORD = 40
# An own question must not ask for what may not be kept: not even a part of the number.
_AADHAAR = ("aadhaar", "aadhar", "adhaar", "adhar", "uidai", "आधार", "यूआईडी")


@dataclass(frozen=True, kw_only=True)
class MakeOwnField(Command):
    """A new own question. `words`: (Hindi, English) of each word of a list, for answers of the sort "choice" only."""

    MODEL: ClassVar = OwnField

    kind: str
    sort: str
    label_hi: str
    label_en: str = ""
    words: tuple[tuple[str, str], ...] = ()

    def _problems(self) -> Iterable[Problem]:
        yield from check_labels(self.label_hi, self.label_en)
        yield from check_labels(*(word for pair in self.words for word in pair), field="words")
        numbers = (aadhaar_problem(word) for pair in self.words for word in pair)
        yield from (found.at("words") for found in numbers if found is not None)
        if self.sort == AnswerSort.CHOICE:
            if not 2 <= len(self.words) <= MOST_WORDS:
                yield Problem("unreadable", _("Write between 2 and 20 words, one in each line."), field="words")
            elif len({hi for hi, _en in self.words}) < len(self.words):
                yield Problem("unreadable", _("A word stands twice in the list."), field="words")
            if any(not hi or len(hi) > _LONGEST_WORD or len(en) > _LONGEST_WORD for hi, en in self.words):
                yield Problem("unreadable", _("A word may have at most 40 letters."), field="words")
        elif self.words:
            yield Problem("unreadable", _("Words belong to questions with a list only."), field="words")


def check_labels(*labels: str, field: str = "label_hi") -> Iterable[Problem]:
    """A Problem where a question or a word asks for an Aadhaar number."""
    if any(word in label.casefold() for label in labels for word in _AADHAAR):
        yield Problem("asks_aadhaar", _("Never ask for an Aadhaar number: it may not be kept here."), field=field)
