"""The file as court or police get it: one cut, which every format of the export is made from.

What is left out here is in no format: not in the page, not in the files for machines.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Value
from jatan.programme.cases.sharing.contents import Packet, file_passed, part_of

# Kinds that no part carries and that go along for what the record says of them.
_ALONG: Final = frozenset({"consent", "withdrawal", "register"})
# Answers of the identity card that each of the two parts carries; one that stands in neither stays here.
_CARD_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "who": frozenset(
        {"name", "other_names", "sex", "gender", "born_on", "birth_year", "age", "age_on", "age_basis", "age_papers"}
        | {"community", "has_aadhaar", "papers_held", "marital", "children_count", "education"}
        | {"citizenship", "other_citizenship"}
    ),
    "contact": frozenset(
        {"guardian", "phone", "home_phone", "email", "safe_ways", "safe_times", "not_to_tell"}
        | {"village", "panchayat", "block", "district_code", "district", "street", "pincode", "state", "country"}
        | {"languages", "first_language", "second_language", "disability"}
    ),
}


@dataclass(frozen=True)
class _Held:
    """Answers of a kind that wait for the court's word `code` ("": no word opens them). `fields`: their names; empty:
    all that no other word opens. `of`: only where the entry's question of that name has that answer."""

    code: str
    kind: str
    fields: frozenset[str] = frozenset()
    of: tuple[str, str] = ("", "")


def _held(code: str, kind: str, *fields: str, of: tuple[str, str] = ("", "")) -> _Held:
    return _Held(code, kind, frozenset(fields), of)


HELD: Final = (
    _held("safe_place", "identity", "safe_ways", "safe_times", "whereabouts"),
    _held("safe_place", "safety_plan", "safe_place", "safe_contact"),
    _held("safe_place", "service", "what", "provider", "goes_along", "outcome", "note_back", of=("kind", "shelter")),
    _held("safe_place", "restoration", "to", "with_whom", "her_words"),
    _held("safe_place", "child_plan", "carer", "carer_name", "carer_phone", "siblings"),
    _held("safety_plan", "safety_plan"),
    _held("counselling", "note"),
    _held("counselling", "service", "what", "outcome", "note_back", "her_reason", of=("kind", "psychosocial")),
    _held("assessment", "assessment"),
    _held("not_to_tell", "identity", "not_to_tell"),
    _held("not_to_tell", "consent", "limits"),
    # Her wish stays here, so what a plan says of it does too.
    _held("", "safety_plan", "follows_wish", "wish_reason"),
    _held("", "child_plan", "follows_wish", "wish_reason"),
)


def court_file(file: CaseFile, parts: Collection[str], named: Collection[str]) -> CaseFile:
    """The file cut to what is given. `parts`: codes of `COURT_PARTS`; `named`: those of `NAMED` that the court named.

    Entries of a kind that nobody decided about, and answers that a newer version wrote, stay here.
    """
    passed = file_passed(file, Packet.COURT)
    entries = tuple(cut for one in passed.entries if (cut := _cut(one, parts, named)) is not None)
    identity = passed.identity and _cut_card(passed.identity, parts, named)
    # The name of who works on the case is nobody's business there.
    return replace(passed, entries=entries, identity=identity, owner="")


def _cut(entry: Entry, parts: Collection[str], named: Collection[str]) -> Entry | None:
    """The entry with the answers that are given; None if none is."""
    rules = _rules_for(entry)
    if entry.withdrawn or (entry.kind == "card" and not entry.get("for_court")):
        return None
    waits_whole = any(not rule.fields for rule in rules)
    if not waits_whole and (entry.kind in _ALONG or part_of(entry.kind) in parts):
        kept = _without(rules, named, entry.answers)
    else:  # nothing of it but what the court named
        kept = _named_answers(rules, named, entry)
    return replace(entry, answers=kept) if kept else None


def _cut_card(card: Entry, parts: Collection[str], named: Collection[str]) -> Entry | None:
    asked = frozenset().union(*(names for part, names in _CARD_PARTS.items() if part in parts))
    rules = _rules_for(card)
    kept = _without(rules, named, {name: value for name, value in card.answers.items() if name in asked})
    kept = {**kept, **_named_answers(rules, named, card)}
    return replace(card, answers=kept) if kept else None


def _rules_for(entry: Entry) -> list[_Held]:
    return [one for one in HELD if one.kind == entry.kind and (not one.of[0] or entry.get(one.of[0]) == one.of[1])]


def _named_answers(rules: Collection[_Held], named: Collection[str], entry: Entry) -> dict[str, Value]:
    """The answers that the court's word opens by itself, with the day of the entry."""
    by_name = {name for rule in rules for name in rule.fields}
    opened = {name for rule in rules if rule.code in named for name in (rule.fields or set(entry.answers) - by_name)}
    found = {name: value for name, value in entry.answers.items() if name in opened}
    day = kind_of(entry.kind).day
    return {**({day: entry.answers[day]} if day in entry.answers else {}), **found} if found else {}


def _without(rules: Collection[_Held], named: Collection[str], answers: Mapping[str, Value]) -> dict[str, Value]:
    held = {name for rule in rules if rule.code not in named for name in rule.fields}
    return {name: value for name, value in answers.items() if name not in held}
