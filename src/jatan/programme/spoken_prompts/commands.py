"""Validated input of the services of spoken prompts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import Command
from jatan.programme.spoken_prompts.models import SpokenPrompt

_CODE = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*")


@dataclass(frozen=True, kw_only=True)
class KeepPrompt(Command):
    """A recording of a question, the words of it, or both. `asked`: its text in Hindi, as the page shows it today."""

    MODEL: ClassVar = SpokenPrompt
    LIMITS: ClassVar = {"asked": 4000, "text": 4000}

    code: str
    language: str
    asked: str
    text: str = ""

    def _problems(self) -> Iterable[Problem]:
        if not _CODE.fullmatch(self.code):
            yield Problem("unreadable", field="code")
