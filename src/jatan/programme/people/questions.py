"""`Question`: what is asked for one field of a record, wherever it is asked. Pages and the field book build on it.

Length, choices and the usual wording are the model field's; what is said differently stands here, once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.text import capfirst

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

__all__ = ["Question", "by_name"]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One field of `model`. `label` "" is the field's own name; `needed` None: needed unless the field may be blank.

    `few`: shown as cards to tap. `ahead`: a day that usually lies in the future. `step`: of the plus and minus buttons.
    """

    model: type[models.Model]
    name: str
    label: "str | _StrPromise" = ""
    hint: "str | _StrPromise" = ""
    needed: bool | None = None
    few: bool = False
    ahead: bool = False
    step: int = 1

    @cached_property
    def column(self) -> Any:
        return self.model._meta.get_field(self.name)

    @property
    def text(self) -> str:
        """What is asked, in the reader's language."""
        return str(capfirst(self.label or self.column.verbose_name))

    @property
    def is_needed(self) -> bool:
        return not self.column.blank if self.needed is None else self.needed

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(code, name in the reader's language) of what may be chosen, without the empty choice; [] for other kinds."""
        return [(str(code), str(name)) for code, name in self.column.choices or () if code not in ("", None)]

    @property
    def kind(self) -> str:
        """One of: "choice", "yes", "day", "count", "long_text", "phone", "text"."""
        if self.column.choices:
            return "choice"
        for kind, fields in _KINDS.items():
            if isinstance(self.column, fields):
                return kind
        return "phone" if self.name.endswith("phone") else "text"


_KINDS: Mapping[str, type[models.Field[Any, Any]]] = {
    "yes": models.BooleanField,
    "day": models.DateField,
    "count": models.IntegerField,
    "long_text": models.TextField,
}


def by_name(questions: Iterable[Question]) -> dict[str, Question]:
    """The questions by the name of their field, in order."""
    return {question.name: question for question in questions}
