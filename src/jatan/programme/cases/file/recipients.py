"""To whom she agrees that we tell: a member of the network or an ally, chosen from a list, or somebody else by name.

A name that is nearly a member's is refused: "खूंटी" for "खूँटी" would otherwise be somebody outside, who is handed a
file where a sealed letter was meant.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import JaroWinkler

from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import present_members
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.plain import plain
from jatan.programme.cases.entries.casefile import Entry
from jatan_names import fold

# The field of an entry that says who the named recipient is: "member:<id>", "ally:<id>", "outside".
RECIPIENT_REF: Final = "recipient_ref"
OUTSIDE: Final = "outside"
_MEMBER, _ALLY = "member:", "ally:"
_NEAR: Final = 0.93


def member_ref(organisation_id: uuid.UUID) -> str:
    """The reference of a member."""
    return f"{_MEMBER}{organisation_id}"


def ally_ref(ally_id: uuid.UUID) -> str:
    """The reference of an institution of the directory."""
    return f"{_ALLY}{ally_id}"


def other_members(own: uuid.UUID) -> list[Organisation]:
    """The members of today, without our own, in code order."""
    return list(present_members(clock.today()).exclude(pk=own))


def member_of(basis: Entry, members: Sequence[Organisation]) -> Organisation | None:
    """The member among `other_members` that a consent or override names; None for anybody else.

    An entry of an earlier version has no reference: there the name decides, if it is exactly a member's.
    """
    ref = str(basis.get(RECIPIENT_REF, ""))
    if ref:
        return next((one for one in members if member_ref(one.pk) == ref), None)
    return _called(str(basis.get("recipient", "")), members)


def resolved_recipient(own: uuid.UUID, answers: Mapping[str, Any]) -> dict[str, Any]:
    """`recipient` and `recipient_ref` of a new consent or override; {} where it names nobody.

    A member's name is the one of the network's list. Without a reference, a name that is exactly a member's is that
    member. Raises Problems at `recipient`: no such member, or a name that is a member's or nearly so, also that of an
    institution of the directory.
    """
    ref, name = str(answers.get(RECIPIENT_REF) or ""), str(answers.get("recipient") or "").strip()
    members = other_members(own)
    if ref.startswith(_MEMBER):
        chosen = next((one for one in members if member_ref(one.pk) == ref), None)
        if chosen is None:
            raise Problems([Problem("unreadable", field="recipient")])
        return {"recipient": chosen.name_hi, RECIPIENT_REF: ref}
    if not name:
        return {}
    exact, is_ally = _called(name, members), ref.startswith(_ALLY)
    if exact is not None and ref != OUTSIDE and not is_ally:
        return {"recipient": exact.name_hi, RECIPIENT_REF: member_ref(exact.pk)}
    near = exact or next((one for one in members if _is_near(name, _names(one))), None)
    if near is not None and is_ally:
        message = _(
            "{name} is a member of the network, and this institution is called nearly the same. If you mean the member,"
            " choose it; else correct the name in the directory."
        )
        raise Problems([Problem("nearly_a_member", format_lazy(message, name=near.name_hi), field="recipient")])
    if near is not None:
        message = _("{name} is a member of the network. Choose it in the list; if you mean somebody else, say more.")
        raise Problems([Problem("nearly_a_member", format_lazy(message, name=near.name_hi), field="recipient")])
    return {"recipient": name, RECIPIENT_REF: ref if is_ally else OUTSIDE}


def _called(name: str, members: Iterable[Organisation]) -> Organisation | None:
    wanted = plain(name)
    return next((one for one in members if wanted and wanted in {plain(each) for each in _names(one)}), None)


def _names(member: Organisation) -> tuple[str, ...]:
    return tuple(name for name in (member.name_hi, member.name_en) if name)


def _is_near(name: str, names: Iterable[str]) -> bool:
    """Whether it sounds like one of the names, or is a part of one: "खूंटी" of "खूँटी महिला समिति"."""
    words = fold(name)
    if not words:
        return False
    for one in map(fold, names):
        if words == one or set(words.split()) <= set(one.split()):
            return True
        if JaroWinkler.similarity(words, one, score_cutoff=_NEAR):
            return True
    return False
