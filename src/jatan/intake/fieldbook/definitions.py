"""What the field book asks: five flows, each a few parts with questions, as plain data that the phone reads as JSON.

Wording, choices and lengths come from the questions that the office's pages ask too (`programme/*/questions.py`). A
part says where its answers lie (`path`); `answers.py` and the phone's script check them by this data alone, so that
both give the same verdict. `version()` changes with every change of the data or its wording.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Choices
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jatan.intake.fieldbook.words import words
from jatan.kernel.answers import YEARS
from jatan.kernel.questions import Kind, Label, Question, column_question
from jatan.kernel.text import aadhaar, invisible
from jatan.kernel.text.javascript import digit_zeros, pattern_for_javascript
from jatan.programme.activities.questions import MEETING, OTHERS, PRESENT_LABEL
from jatan.programme.flows.no_news_questions import STATED
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.questions import ISSUE
from jatan.programme.journeys import checklist
from jatan.programme.journeys.choices import AttachmentKind, GivenTo, Paper, Topic, TriggerCode
from jatan.programme.journeys.duties import duties
from jatan.programme.journeys.questions import (
    COMPANION,
    HEALTH,
    HOW_AGREED,
    JOURNEY,
    MOST_ALONG,
    PAPERS,
    PAPERS_LABEL,
    PROMISE,
    PURPOSES,
    SEEN,
    SEEN_HINT,
    SEEN_LABEL,
    TO_WHOM,
    TOLD_AGAIN,
    TRAVELLER,
    WHAT_EXPLAINED,
)
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.choices import Outcome

KINDS: Final = ("leaving", "contact", "meeting", "help", "no_news")
MOST_TRAVELLERS: Final = 8
_MOST_PRESENT: Final = 400
# "the id of a row:number of the traveller", and her name.
_LONGEST_REFERENCE, _LONGEST_NAME = 48, 500


@dataclass(frozen=True, kw_only=True)
class Part:
    """One screen. `path`: where its answers lie, as "journey" or "travellers[].along[]"; "" for the row itself.
    `prompts`: with which its spoken questions begin."""

    name: str
    path: str
    questions: Sequence[Question]
    title: Label = ""
    prompts: str = ""

    def prompt(self, question: Question) -> str:
        """The code of the question read out; "" of one that is not shown."""
        return f"{self.prompts}.{question.code}" if question.label else ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule over several answers: `one_of` names exactly one, `any_of` at least one, `somebody` a list or a count
    above 0, `listed` between `least` and `most` objects, `distinct` the answers `names` differ between objects.
    """

    rule: str
    path: str = ""
    names: Sequence[str] = ()
    field: str = ""
    least: int = 0
    most: int = 0
    code: str = "missing_required"


_RULES: Final[Mapping[str, Sequence[Rule]]] = {
    "leaving": (
        Rule(rule="listed", names=("travellers",), field="travellers", least=1, most=MOST_TRAVELLERS),
        Rule(rule="listed", path="travellers[]", names=("along",), field="along", most=MOST_ALONG, code="unreadable"),
        Rule(rule="one_of", path="travellers[]", names=("person", "new"), field="person"),
        Rule(rule="distinct", path="travellers[]", names=("person",), field="travellers", code="unreadable"),
        Rule(rule="any_of", path="travellers[].along[]", names=("name", "age", "under_18"), field="name"),
    ),
    "contact": (
        Rule(rule="any_of", names=("journey", "traveller"), field="journey"),
        Rule(rule="any_of", names=("outcome", "step"), field="outcome"),
    ),
    "meeting": (Rule(rule="somebody", names=("present", "women", "men", "girls", "boys"), field="present"),),
    "help": (),
    "no_news": (Rule(rule="any_of", names=("journey", "person", "traveller", "name"), field="name"),),
}


def rules(kind: str) -> Sequence[Rule]:
    """The rules over several answers of one flow."""
    return _RULES[kind]


@cache
def parts(kind: str) -> tuple[Part, ...]:
    """The parts of one flow, worded in whatever language is in force. Raises KeyError for an unknown kind."""
    return tuple(_PARTS[kind]())


def values_at(answers: Mapping[str, Any], path: str) -> list[tuple[str, Any]]:
    """(dotted path, value) of whatever the answers have at a part's path; "" in place of a list that is none."""
    found: list[tuple[str, Any]] = [("", answers)]
    for step in filter(None, path.split(".")):
        name, is_list = step.removesuffix("[]"), step.endswith("[]")
        deeper: list[tuple[str, Any]] = []
        for where, holder in found:
            value = holder.get(name) if isinstance(holder, Mapping) else None
            at = f"{where}.{name}" if where else name
            if value is None:
                continue
            if not is_list:
                deeper.append((at, value))
            elif isinstance(value, list):
                deeper += [(f"{at}.{number}", row) for number, row in enumerate(value)]
            else:
                deeper.append((at, ""))
        found = deeper
    return found


def objects_at(answers: Mapping[str, Any], path: str) -> list[tuple[str, dict[str, Any]]]:
    """(dotted path, object) of every object of the answers at a part's path: the questions of the part lie in it."""
    return [(where, one) for where, one in values_at(answers, path) if isinstance(one, dict)]


def definitions(language: str) -> dict[str, Any]:
    """Everything that the phone's page asks and says, as JSON values, with its own `version`."""
    return {**_content(language), "version": version(language)}


@cache
def version(language: str = "hi") -> str:
    """Twelve hex digits of the SHA-256 of the definitions in this language."""
    written = json.dumps(_content(language), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:12]


@cache
def prompt_texts(language: str) -> Mapping[str, str]:
    """{code: text} of everything that can be read out: each title and each question that is shown."""
    found: dict[str, str] = {}
    with translation.override(language):
        for kind in KINDS:
            for part in parts(kind):
                if part.title:
                    found[f"{kind}.{part.name}"] = str(part.title)
                found |= {part.prompt(asked): str(asked.label) for asked in part.questions if asked.label}
        found |= {f"stop.{code}": f"{duty.text(language)} {duty.first(language)}" for code, duty in duties().items()}
        found |= {
            f"consent.{purpose.value}": current_text(purpose, language).text.replace("{organisation}", "…")
            for purpose in PURPOSES
        }
    return MappingProxyType(found)


@cache
def _content(language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "language": language,
            "flows": {
                kind: {"parts": [_part(part) for part in parts(kind)], "rules": [_slim(rule) for rule in rules(kind)]}
                for kind in KINDS
            },
            "words": words(),
            "stops": {
                code: {
                    "name": str(capfirst(TriggerCode(code).label)),
                    "text": duty.text(language),
                    "first": duty.first(language),
                    "numbers": list(duty.numbers),
                }
                for code, duty in duties().items()
            },
            "triggers": {one.code: one.trigger for one in checklist.questions() if one.trigger},
            "stop_order": list(TriggerCode.values),
            "checklist": checklist.current_version(),
            "consents": [_consent(purpose, language) for purpose in PURPOSES],
            "years": list(YEARS),
            "zeros": list(digit_zeros()),
            "patterns": {
                "invisible": pattern_for_javascript(invisible.UNSEEN),
                "unseen": pattern_for_javascript(aadhaar.UNSEEN),
                "between": pattern_for_javascript(aadhaar.SEPARATORS),
            },
        }


def _part(part: Part) -> dict[str, Any]:
    title = {"title": str(part.title)} if part.title else {}
    questions = [_question(part, one) for one in part.questions]
    return {"name": part.name, "path": part.path, "questions": questions} | title


def _question(part: Part, question: Question) -> dict[str, Any]:
    """The question as the phone's script reads it, without what has its usual value, so that the phone loads little."""
    values: dict[str, Any] = {
        "name": question.code,
        "kind": question.kind,
        "label": str(question.label),
        "hint": str(question.hint),
        "needed": question.needed,
        "most": question.most,
        "choices": [[code, str(label)] for code, label in question.choices],
        "past": question.past,
        "ahead": question.ahead,
        "few": question.few,
        "step": question.step if question.step != 1 else None,
        "when_empty": question.when.code if question.when is not None else "",
        "only_child": question.only_child,
        "shown": None if question.label else False,
        "prompt": part.prompt(question),
    }
    return {name: value for name, value in values.items() if value or (name == "shown" and value is False)}


def _slim(rule: Rule) -> dict[str, Any]:
    """The rule without what has its usual value."""
    usual = {one.name: one.default for one in dataclasses.fields(rule)}
    return {name: value for name, value in dataclasses.asdict(rule).items() if value != usual[name]}


def _consent(purpose: ConsentPurpose, language: str) -> dict[str, str]:
    heard = current_text(purpose, language)
    return {
        "purpose": purpose.value,
        "label": gettext("Yes: %(purpose)s") % {"purpose": purpose.label},
        "text": heard.text,
        "version": heard.version,
        "language": heard.language,
        "prompt": f"consent.{purpose.value}",
    }


def _filled(code: str, kind: Kind, **besides: Any) -> Question:
    """What the phone fills in by itself: it has no words."""
    return Question(code=code, kind=kind, **besides)


def _screen(prompts: str, path: str, questions: Iterable[Question], *, title: Label = "", spoken: str = "") -> Part:
    """One screen. `prompts`: flow and name of the part; `spoken`: what its prompts begin with instead."""
    name = prompts.partition(".")[2]
    return Part(name=name, path=path, questions=tuple(questions), title=title, prompts=spoken or prompts)


# Whom another row of this person's phones has registered (`translate.unsent`), and her name for the desk.
_UNSENT: Final = (
    _filled("traveller", "text", most=_LONGEST_REFERENCE),
    _filled("traveller_name", "text", most=_LONGEST_NAME),
)


def _leaving() -> Iterator[Part]:
    known = (
        _filled("person", "id"),
        _filled("family", "text", most=8),
        _filled("checklist", "text", most=24),
        *TOLD_AGAIN.values(),
    )
    yield _screen("leaving.known", "travellers[]", known, title=pgettext_lazy("field book", "Who is leaving?"))
    new = (*TRAVELLER.values(), column_question(Person, "village"))
    yield _screen("leaving.new", "travellers[].new", new, title=pgettext_lazy("field book", "Somebody new"))
    yield _screen("leaving.journey", "journey", JOURNEY.values(), title=_("The journey"))
    yield _screen("leaving.promise", "journey", PROMISE.values(), title=_("What was promised"))
    papers = (
        Question(code="papers_in_hand", kind="choices", label=PAPERS_LABEL, choices=_named(Paper)),
        *PAPERS.values(),
        HEALTH,
    )
    yield _screen("leaving.papers", "travellers[]", papers, title=_("Papers and contacts"))
    along = pgettext_lazy("field book", "Who else goes along?")
    yield _screen("leaving.along", "travellers[].along[]", COMPANION.values(), title=along)
    talk = [item.question for item in checklist.questions()]
    title = _("The talk before leaving")
    yield _screen("leaving.talk", "travellers[].answers", talk, title=title, spoken="talk")
    seen = Question(code="noted", kind="choices", label=SEEN_LABEL, hint=SEEN_HINT, choices=_named(SEEN))
    yield _screen("leaving.seen", "travellers[]", [seen])
    explained = (
        Question(code="topics", kind="choices", label=WHAT_EXPLAINED, choices=_named(Topic)),
        Question(code="given_to", kind="choice", label=TO_WHOM, choices=_named(GivenTo), few=True),
    )
    yield _screen("leaving.explained", "talk", explained)
    consent = (
        _filled("purpose", "choice", needed=True, choices=_named(PURPOSES)),
        _filled("text_version", "text", needed=True, most=24),
        _filled("language", "text", needed=True, most=16),
        replace(HOW_AGREED, needed=True),
    )
    yield _screen("leaving.consent", "travellers[].consents[]", consent, title=_("Consent"))
    photo = (
        _filled("despite_open", "ids", most=2 * MOST_TRAVELLERS),
        Question(
            code="photo_kind",
            kind="choice",
            label=pgettext_lazy("field book", "What is on the photo?"),
            choices=_named(one for one in AttachmentKind if one is not AttachmentKind.VOICE),
            few=True,
        ),
    )
    photo_title = pgettext_lazy("field book", "Photo of the agent, ticket or contract")
    yield _screen("leaving.photo", "", photo, title=photo_title)


def _contact() -> Iterator[Part]:
    questions = (
        _filled("journey", "id"),
        _filled("contact", "id"),
        *_UNSENT,
        _filled("step", "id"),
        _filled("spoke_at", "instant", needed=True),
        Question(
            code="outcome",
            kind="choice",
            label=pgettext_lazy("field book", "What came of it?"),
            choices=_named(Outcome),
            few=True,
        ),
        Question(
            code="note",
            kind="text",
            label=_("Note"),
            hint=_("Only what helps the next call. No Aadhaar number."),
            most=500,
        ),
    )
    yield _screen("contact.outcome", "", questions, title=pgettext_lazy("field book", "Call and tell"))


def _meeting() -> Iterator[Part]:
    asked = [question for question in MEETING.values() if not question.office_only]
    who = (
        *(question for question in asked if question.kind != "long_text"),
        Question(code="present", kind="ids", label=PRESENT_LABEL, most=_MOST_PRESENT),
        *OTHERS.values(),
    )
    yield _screen("meeting.who", "", who, title=pgettext_lazy("field book", "Meeting"))
    decided = (question for question in asked if question.kind == "long_text")
    yield _screen("meeting.decided", "", decided, title=pgettext_lazy("field book", "What was decided"))


def _help() -> Iterator[Part]:
    who = (
        _filled("person", "id"),
        *_UNSENT,
        ISSUE["caller_name"],
        ISSUE["caller_phone"],
        column_question(Issue, "village"),
    )
    yield _screen("help.who", "", who, title=pgettext_lazy("field book", "Who needs help?"))
    what = (ISSUE["kind"], ISSUE["description"], ISSUE["is_urgent"])
    yield _screen("help.what", "", what, title=pgettext_lazy("field book", "What is it about?"))


def _no_news() -> Iterator[Part]:
    whom = (
        _filled("journey", "id"),
        _filled("person", "id"),
        *_UNSENT,
        # Needed by the rule of the row only: somebody who is on the phone is chosen.
        replace(STATED["name"], needed=False),
        ISSUE["sex"],
        ISSUE["age"],
        column_question(Issue, "village"),
    )
    yield _screen("no_news.whom", "", whom, title=STATED["name"].label)
    stated = (question for question in STATED.values() if question.code != "name")
    yield _screen("no_news.stated", "", stated, title=pgettext_lazy("field book", "What the family says"))


_PARTS: Final = {"leaving": _leaving, "contact": _contact, "meeting": _meeting, "help": _help, "no_news": _no_news}


def _named(choices: Iterable[Choices]) -> tuple[tuple[str, Label], ...]:
    return tuple((str(one.value), capfirst(one.label)) for one in choices)
