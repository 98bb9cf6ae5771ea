"""What the family is asked when there is no news of somebody: said once, for the office's page, the field book, and the
issue at the desk."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.kernel.questions import Question, by_code

STATED: Final[Mapping[str, Question]] = by_code(
    [
        Question(
            code="name",
            kind="text",
            label=_("Of whom is there no news?"),
            heading=_("no news of"),
            most=120,
            needed=True,
        ),
        Question(
            code="teller",
            kind="text",
            label=_("Who says so?"),
            hint=_("The mother, father or whoever came or called."),
            heading=_("who says so"),
            most=120,
            needed=True,
        ),
        Question(code="relation", kind="text", label=_("How related?"), most=60),
        Question(code="teller_phone", kind="phone", label=_("Telephone of who says so"), most=40),
        Question(
            code="last_heard_on",
            kind="day",
            label=_("When was she last heard from?"),
            heading=_("last heard from"),
            past=True,
        ),
        Question(
            code="last_seen",
            kind="text",
            label=_("When and where was she last seen?"),
            heading=_("last seen"),
            most=300,
        ),
        Question(
            code="with_whom",
            kind="text",
            label=_("With whom?"),
            hint=_("Agent, friend, relative: name and number, if known."),
            heading=_("with whom"),
            most=300,
        ),
        Question(
            code="marks",
            kind="text",
            label=_("How can she be known?"),
            hint=_("Height, complexion, marks, clothes."),
            heading=_("to know her by"),
            most=500,
        ),
        Question(
            code="tried",
            kind="text",
            label=_("What was tried until now?"),
            heading=_("what was tried"),
            most=500,
        ),
        Question(
            code="is_feared",
            kind="yes",
            label=_("Somebody may have sold her, taken her away by deceit, or be holding her"),
            heading=_("suspicion"),
        ),
    ]
)
_FEARED: Final = _("sold, taken away by deceit, or held")
# Who says so, how related and on which number stand on one line.
_OF_TELLER: Final = ("teller", "relation", "teller_phone")


def stated_lines(stated: Mapping[str, Any]) -> Iterator[str]:
    """A line for each thing that was stated, in the order of the questions and in the active language.

    `stated`: {code: its words}, a day as people read it; of `is_feared` only whether it is true.
    """
    teller = ", ".join(filter(None, (stated.get(code) for code in _OF_TELLER)))
    words = {**stated, "teller": teller, "is_feared": _FEARED if stated.get("is_feared") else ""}
    for code, question in STATED.items():
        if question.heading and words.get(code):
            yield f"{capfirst(question.heading)}: {words[code]}"
