"""What a check of the installation found: a code for programs, a sentence and a remedy for people."""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.module_loading import import_string

type Check = Callable[[], Iterable["Finding"]]


class Level(enum.Enum):
    """How serious a finding is. BAD: somebody has to act now."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One result of a check.

    `code`: e.g. `walk_late`; never contains a name, a number or a version, because strangers may read it.
    `sentence`, `remedy`: translated when they are shown; the remedy says what to do and whom to call.
    """

    code: str
    level: Level
    sentence: str | Promise
    remedy: str | Promise = ""

    @property
    def text(self) -> str:
        """Sentence and remedy in the reader's language."""
        return f"{self.sentence} {self.remedy}".strip()


def in_both_languages(finding: Finding) -> list[str]:
    """The text in Hindi and in English, for commands: who reads a terminal or a log is not known."""
    texts = []
    for language in ("hi", "en"):
        with translation.override(language):
            texts.append(finding.text)
    return texts


def findings_of(paths: Iterable[str]) -> list[Finding]:
    """All findings of the checks with these dotted paths, in their order."""
    return [finding for path in paths for finding in import_string(path)()]
