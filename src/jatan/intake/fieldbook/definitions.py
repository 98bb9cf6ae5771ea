"""What the field book asks: four flows, each a few parts with questions, as plain data that the phone reads as JSON.

Wording, choices and lengths come from the questions that the office's pages ask too (`programme/*/questions.py`). A
part says where its answers lie (`path`); `answers.py` and the phone's script check them by this data alone, so that
both give the same verdict. `version()` changes with every change of the data or its wording.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jatan.intake.fieldbook.words import words
from jatan.kernel.text import aadhaar, invisible
from jatan.kernel.text.javascript import digit_zeros, pattern_for_javascript
from jatan.programme.activities.questions import MEETING, OTHERS, PRESENT_LABEL
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.questions import ISSUE
from jatan.programme.journeys import checklist
from jatan.programme.journeys.choices import AnswerCode, AttachmentKind, GivenTo, Paper, Topic, TriggerCode
from jatan.programme.journeys.duties import duties
from jatan.programme.journeys.questions import (
    COMPANION,
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
from jatan.programme.people.questions import Question
from jatan.programme.safeguarding.choices import Outcome

__all__ = [
    "KINDS",
    "MOST_TRAVELLERS",
    "Asked",
    "Part",
    "Rule",
    "definitions",
    "objects_at",
    "parts",
    "prompt_texts",
    "rules",
    "values_at",
    "version",
]

KINDS: Final = ("leaving", "contact", "meeting", "help")
MOST_TRAVELLERS: Final = 8
LARGEST: Final = 2_000_000_000
_LARGEST_AGE: Final = 32_767
_HOURS_OF_A_DAY: Final = 24
_MOST_PRESENT: Final = 400
# Dates are looked at once more by the services; the phone and the first look refuse what cannot be a day of anybody.
YEARS: Final = (1900, 2199)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question. `kind`: text, long_text, count, phone, day, instant, choice, choices, yes, id, ids.

    `when_empty`: asked (and then needed) only while the answer of that name beside it is empty. `past`: a day that may
    not lie ahead. `most`: of a text its characters, of a count the largest, of a list its length. `shown` False: the
    phone fills it in.
    """

    name: str
    kind: str
    label: str = ""
    hint: str = ""
    needed: bool = False
    most: int = 0
    choices: Sequence[tuple[str, str]] = ()
    past: bool = False
    ahead: bool = False
    few: bool = False
    step: int = 1
    when_empty: str = ""
    only_child: bool = False
    shown: bool = True
    prompt: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One screen. `path`: where its answers lie, as "journey" or "travellers[].along[]"; "" for the row itself."""

    name: str
    path: str
    questions: Sequence[Asked]
    title: str = ""


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
    "contact": (Rule(rule="any_of", names=("outcome", "step"), field="outcome"),),
    "meeting": (Rule(rule="somebody", names=("present", "women", "men", "girls", "boys"), field="present"),),
    "help": (),
}


def rules(kind: str) -> Sequence[Rule]:
    """The rules over several answers of one flow."""
    return _RULES[kind]


def parts(kind: str) -> tuple[Part, ...]:
    """The parts of one flow in the language in force. Raises KeyError for an unknown kind."""
    return _parts(kind, translation.get_language() or "hi")


@cache
def _parts(kind: str, language: str) -> tuple[Part, ...]:
    with translation.override(language):
        return tuple(_PARTS[kind](language))


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
                    found[f"{kind}.{part.name}"] = part.title
                found |= {asked.prompt: asked.label for asked in part.questions if asked.shown and asked.label}
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
                kind: {"parts": [_json(part) for part in parts(kind)], "rules": [_json(rule) for rule in rules(kind)]}
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


def _json(item: Part | Rule) -> dict[str, Any]:
    """The item without what has its usual value, so that the phone loads little."""
    return _slim(dataclasses.asdict(item), type(item)) | (
        {"questions": [_slim(dataclasses.asdict(asked), Asked) for asked in item.questions]}
        if isinstance(item, Part)
        else {}
    )


def _slim(values: dict[str, Any], kind: type[Any]) -> dict[str, Any]:
    usual = {one.name: one.default for one in dataclasses.fields(kind)}
    return {
        name: [list(pair) for pair in value] if name == "choices" else value
        for name, value in values.items()
        if value != usual[name]
    }


def _consent(purpose: ConsentPurpose, language: str) -> dict[str, str]:
    heard = current_text(purpose, language)
    return {
        "purpose": purpose.value,
        "label": _("Yes: %(purpose)s") % {"purpose": purpose.label},
        "text": heard.text,
        "version": heard.version,
        "language": heard.language,
        "prompt": f"consent.{purpose.value}",
    }


@dataclass
class _Screen:
    """Builds the questions of one part; each gets its spoken prompt by flow, part and name."""

    kind: str
    name: str
    questions: list[Asked] = field(default_factory=list)

    def ask(self, question: Question, **different: Any) -> "_Screen":
        values: dict[str, Any] = {
            "name": question.name,
            "kind": question.kind,
            "label": question.text,
            "hint": str(question.hint),
            "needed": question.is_needed and question.kind != "yes",
            "choices": tuple(question.choices),
            "few": question.few,
            "ahead": question.ahead,
            "step": question.step,
            "most": _most(question),
        }
        return self.add(**(values | different))

    def add(self, **values: Any) -> "_Screen":
        prompt = f"{self.kind}.{self.name}.{values['name']}"
        self.questions.append(Asked(**({"prompt": prompt if values.get("shown", True) else ""} | values)))
        return self

    def part(self, path: str, title: str = "") -> Part:
        return Part(name=self.name, path=path, questions=tuple(self.questions), title=title)


def _most(question: Question) -> int:
    if question.kind == "count":
        return {"age": _LARGEST_AGE, "hours_promised": _HOURS_OF_A_DAY}.get(question.name, LARGEST)
    if question.kind in ("text", "phone"):
        return 40 if question.kind == "phone" else int(question.column.max_length)
    return 2000 if question.kind == "long_text" else 0


def _leaving(language: str) -> Iterator[Part]:
    known = _Screen("leaving", "known")
    known.add(name="person", kind="id", shown=False).add(name="family", kind="text", most=8, shown=False)
    known.add(name="checklist", kind="text", most=24, shown=False)
    known.ask(TOLD_AGAIN["phone"]).ask(TOLD_AGAIN["age"]).ask(TOLD_AGAIN["under_18"], needed=False)
    yield known.part("travellers[]", pgettext("field book", "Who is leaving?"))
    new = _Screen("leaving", "new")
    for question in TRAVELLER.values():
        new.ask(question, **({"when_empty": "age"} if question.name == "under_18" else {}))
    new.ask(Question(model=Person, name="village"))
    yield new.part("travellers[].new", pgettext("field book", "Somebody new"))
    journey = _Screen("leaving", "journey")
    for question in JOURNEY.values():
        journey.ask(question)
    yield journey.part("journey", _("The journey"))
    promise = _Screen("leaving", "promise")
    for question in PROMISE.values():
        promise.ask(question)
    yield promise.part("journey", _("What was promised"))
    papers = _Screen("leaving", "papers")
    papers.add(name="papers_in_hand", kind="choices", label=str(PAPERS_LABEL), choices=_named(Paper))
    for question in PAPERS.values():
        papers.ask(question)
    yield papers.part("travellers[]", _("Papers and contacts"))
    along = _Screen("leaving", "along")
    for question in COMPANION.values():
        along.ask(question, **({"when_empty": "age"} if question.name == "under_18" else {}))
    yield along.part("travellers[].along[]", pgettext("field book", "Who else goes along?"))
    talk = _Screen("leaving", "talk")
    for one in checklist.questions():
        talk.add(
            name=one.code, kind="choice", label=one.text(language), choices=_named(AnswerCode), few=True,
            only_child=one.only_minor, prompt=f"talk.{one.code}",
        )  # fmt: skip
    yield talk.part("travellers[].answers", _("The talk before leaving"))
    seen = _Screen("leaving", "seen")
    seen.add(
        name="noted", kind="choices", label=str(SEEN_LABEL), hint=str(SEEN_HINT),
        choices=[(code.value, str(capfirst(code.label))) for code in SEEN],
    )  # fmt: skip
    yield seen.part("travellers[]")
    explained = _Screen("leaving", "explained")
    explained.add(name="topics", kind="choices", label=str(WHAT_EXPLAINED), choices=_named(Topic))
    explained.add(name="given_to", kind="choice", label=str(TO_WHOM), choices=_named(GivenTo), few=True)
    yield explained.part("talk")
    consent = _Screen("leaving", "consent")
    consent.add(name="purpose", kind="choice", needed=True, shown=False, choices=_named(PURPOSES))
    consent.add(name="text_version", kind="text", needed=True, shown=False, most=24)
    consent.add(name="language", kind="text", needed=True, shown=False, most=16)
    consent.ask(HOW_AGREED, needed=True)
    yield consent.part("travellers[].consents[]", _("Consent"))
    photo = _Screen("leaving", "photo")
    photo.add(name="despite_open", kind="ids", shown=False, most=2 * MOST_TRAVELLERS)
    photo.add(
        name="photo_kind", kind="choice", label=pgettext("field book", "What is on the photo?"), few=True,
        choices=[pair for pair in _named(AttachmentKind) if pair[0] != AttachmentKind.VOICE],
    )  # fmt: skip
    yield photo.part("", pgettext("field book", "Photo of the agent, ticket or contract"))


def _contact(language: str) -> Iterator[Part]:
    screen = _Screen("contact", "outcome")
    screen.add(name="journey", kind="id", needed=True, shown=False).add(name="contact", kind="id", shown=False)
    screen.add(name="step", kind="id", shown=False).add(name="spoke_at", kind="instant", needed=True, shown=False)
    screen.add(
        name="outcome",
        kind="choice",
        label=pgettext("field book", "What came of it?"),
        choices=_named(Outcome),
        few=True,
    )
    screen.add(
        name="note", kind="text", label=_("Note"), hint=_("Only what helps the next call. No Aadhaar number."), most=500
    )
    yield screen.part("", pgettext("field book", "Call and tell"))


def _meeting(language: str) -> Iterator[Part]:
    screen = _Screen("meeting", "who")
    screen.ask(MEETING["held_on"], past=True).ask(MEETING["topic"])
    screen.add(name="present", kind="ids", label=str(PRESENT_LABEL), most=_MOST_PRESENT)
    for question in OTHERS.values():
        screen.ask(question)
    yield screen.part("", pgettext("field book", "Meeting"))
    yield _Screen("meeting", "decided").ask(MEETING["decisions"]).part("", pgettext("field book", "What was decided"))


def _help(language: str) -> Iterator[Part]:
    screen = _Screen("help", "who")
    screen.add(name="person", kind="id", shown=False)
    screen.ask(ISSUE["caller_name"]).ask(ISSUE["caller_phone"])
    screen.ask(Question(model=Issue, name="village"))
    yield screen.part("", pgettext("field book", "Who needs help?"))
    what = _Screen("help", "what").ask(ISSUE["kind"]).ask(ISSUE["description"]).ask(ISSUE["is_urgent"])
    yield what.part("", pgettext("field book", "What is it about?"))


_PARTS: Final = {"leaving": _leaving, "contact": _contact, "meeting": _meeting, "help": _help}


def _named(choices: Any) -> tuple[tuple[str, str], ...]:
    listed = [(one.value, one.label) for one in choices]
    return tuple((str(code), str(capfirst(str(label)))) for code, label in listed)
