"""Validation errors of this project: a code for the program, a translated message for the person.

Parsers and services raise them; pages show `message` beside `field`; the importer parks the row under `code`.
`str(problem)` is the code alone, so that no entered value reaches a log.
"""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Message = str | Promise

MESSAGES: Mapping[str, Message] = {
    "negative_number": _("A count cannot be below zero."),
    "parts_exceed_total": _("Women, men, girls and boys together are more than the total."),
    "date_in_future": _("This day has not come yet."),
    "no_such_date": _("There is no such day in the calendar."),
    "unknown_place": _("We do not know this place. Choose it from the list."),
    "missing_required": _("This is needed. Please fill it in."),
    "unreadable": _("This could not be read. Please write it again."),
}
_OTHERWISE = _("This cannot be right. Please look at it again.")


class Problem(Exception):
    """One validation error. `code` is snake_case and stable; `field`: name of the field; `candidates`: suggested
    values."""

    def __init__(
        self,
        code: str,
        message: Message | None = None,
        *,
        field: str | None = None,
        candidates: Iterable[str] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message: Message = MESSAGES.get(code, _OTHERWISE) if message is None else message
        self.field = field
        self.candidates: tuple[str, ...] = tuple(candidates)

    def __str__(self) -> str:
        return self.code

    @property
    def problems(self) -> tuple["Problem", ...]:
        """This problem alone: the same attribute as in `Problems`, so that both can be handled alike."""
        return (self,)

    def at(self, field: str) -> "Problem":
        """A copy of this problem for `field`: parsers do not know the name of the field they parse."""
        return Problem(self.code, self.message, field=field, candidates=self.candidates)


class Problems(Exception):
    """Several validation errors of one command. `problems` keeps the order of the fields."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise ValueError("Problems needs at least one problem")
        super().__init__(*(problem.code for problem in self.problems))

    def __str__(self) -> str:
        return ", ".join(problem.code for problem in self.problems)


def raise_any(problems: Iterable[Problem]) -> None:
    """Raise the problem if there is one, Problems if there are several; return if there is none."""
    found = tuple(problems)
    if len(found) == 1:
        raise found[0]
    if found:
        raise Problems(found)
