"""`Question`: what is asked of people, said once for every door: a page, a phone, a column of a workbook, a paper.

What its answers may be, how they are read and how they are shown: `answers`. The form field: `web/ui/forms`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from django.db import models
from django.utils.text import capfirst

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Label = str | _StrPromise
type Code = str | int
type Kind = Literal[
    "text", "long_text", "phone", "email", "url", "count", "number", "scale", "day", "instant", "yes", "yes_no",
    "choice", "choices", "id", "ids",
]  # fmt: skip

LARGEST: Final = 2_000_000_000
LONGEST: Final = 2000
LARGEST_SMALL: Final = 32_767
# Of a telephone number as it is typed, with what stands around it.
_LONGEST_PHONE: Final = 40


@dataclass(frozen=True)
class When:
    """Asked only where `code` was answered with the choice `given`, or, `given` None, while `code` has no answer."""

    code: str
    given: Code | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `code`: its name beside the others, and that of the column it fills, where there is one.

    `kind`: text (a line), long_text, phone, email, url; count (from 0), number, scale (a number chosen from points);
    day, instant; yes (ticked or not), yes_no; choice, choices; id, ids (of records, which are shown by name).

    `heading`: what stands above or before its answers, where that is shorter than `label`. `choices`: (code, label).
    `most`: of a text its characters, of a number the largest, of a list its length; `least`: of a number the smallest.
    `past`: a day that may not lie ahead; `ahead`: one that usually does, None: on either side. `few`: choices as cards
    to tap; `step`: of plus and minus buttons. `only_child`: asked only of somebody under 18. `office_only`: no phone
    asks it. Without `label` a machine fills it in.
    """

    code: str
    kind: Kind
    label: Label = ""
    hint: Label = ""
    heading: Label = ""
    needed: bool = False
    choices: tuple[tuple[Code, Label], ...] = ()
    least: int | None = None
    most: int | None = None
    past: bool = False
    ahead: bool | None = False
    few: bool = False
    step: int = 1
    when: When | None = None
    only_child: bool = False
    office_only: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in ("count", "number", "scale")

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether the answers beside it lead to this question."""
        if self.when is None:
            return True
        answer = answers.get(self.when.code)
        if self.when.given is None:
            return answer in (None, "")
        return self.when.given in (answer if isinstance(answer, list) else [answer])

    def choice_label(self, code: Code) -> Label:
        """The label of a choice; the code itself of one that the list no longer has."""
        return next((label for one, label in self.choices if one == code), str(code))


def column_question(
    model: type[models.Model], name: str, *, label: Label = "", needed: bool | None = None, **besides: Any
) -> Question:
    """The question for a column: kind, wording, length, choices and whether it is needed are the column's.

    `label`, `needed` and `besides` (whatever else a Question has) say what is asked differently.
    """
    column: Any = model._meta.get_field(name)
    kind = _kind_of(column)
    values: dict[str, Any] = {
        "choices": tuple(pair for pair in column.flatchoices if pair[0] not in ("", None)),
        "most": _most(kind, column),
    }
    is_needed = not column.blank if needed is None else needed
    return Question(
        code=name,
        kind=kind,
        label=capfirst(label or column.verbose_name),
        needed=is_needed and kind != "yes",
        **(values | besides),
    )


def by_code(questions: Iterable[Question]) -> dict[str, Question]:
    """The questions by their codes, in order."""
    return {question.code: question for question in questions}


_KINDS: Final[tuple[tuple[type[models.Field[Any, Any]], Kind], ...]] = (
    (models.BooleanField, "yes"),
    (models.DateField, "day"),
    (models.IntegerField, "count"),
    (models.TextField, "long_text"),
    (models.EmailField, "email"),
    (models.URLField, "url"),
)


def _kind_of(column: Any) -> Kind:
    if column.choices:
        return "choice"
    for fields, kind in _KINDS:
        if isinstance(column, fields):
            return kind
    return "phone" if column.name.endswith("phone") else "text"


def _most(kind: Kind, column: Any) -> int | None:
    if kind == "count":
        is_small = isinstance(column, models.SmallIntegerField | models.PositiveSmallIntegerField)
        return LARGEST_SMALL if is_small else LARGEST
    if kind == "phone":
        return _LONGEST_PHONE
    if kind == "long_text":
        return column.max_length or LONGEST
    return column.max_length if kind in ("text", "email", "url") else None
