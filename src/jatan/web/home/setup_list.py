"""The list of the first days on the home page: what is still to do until the house is set up, with words and links.

Empty for everybody else, for a house that is set up, and in the demo, whose accounts have no sign-in of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jatan.foundation.access import setup_progress
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.access.setup_progress import Item, Missing, SetupItem, Step
from jatan.foundation.network.models import Organisation
from jatan.intake.registers.first_registers import REGISTERS_BEGUN
from jatan.web.home.backups import has_backup

NAMED = 3


@dataclass(frozen=True)
class StepWords:
    """A step in words. `url_name`: the page where it is taken; `query`: its query string (codes only)."""

    text: Any
    action: Any
    url_name: str
    query: Mapping[str, str] = field(default_factory=dict)
    section: str = ""


@dataclass(frozen=True)
class ShownStep:
    """A step that is missing. `members`: the names of those it is missing in; `url`: "" if it has no page."""

    text: Any
    members: str
    action: Any
    url: str
    is_waiting: bool


@dataclass(frozen=True)
class Line:
    """One line. `state`: "done", "now" (the next one for this reader), "waiting" (others act) or ""."""

    label: Any
    why: Any
    state: str
    steps: tuple[ShownStep, ...]

    @property
    def url(self) -> str:
        """The page of its first step; "" if it has none."""
        return self.steps[0].url if self.steps else ""

    @property
    def action(self) -> Any:
        return self.steps[0].action if self.steps else ""


@dataclass(frozen=True)
class SetupList:
    """All lines, and how many are done."""

    lines: tuple[Line, ...]
    done: int


_LABELS: Final[Mapping[Item, tuple[Any, Any]]] = {
    Item.SECOND_STEP: (_("Your second step"), _("With it nobody gets in who only knows your password.")),
    Item.SECOND_PERSON: (
        _("A second person in the network's office"),
        _("She lets you in again if you lose your telephone, and you her."),
    ),
    Item.MEMBERS: (_("The members"), _("Every record belongs to a member and lies in one of its districts.")),
    Item.COORDINATORS: (
        _("A coordinator for every member"),
        _("She invites the staff of her office and brings its registers in."),
    ),
    Item.STAFF: (_("Your colleagues"), _("Each signs in under her own name, so that it is known who wrote what.")),
    Item.REGISTERS: (
        _("The registers"),
        _("What an office has in its workbooks becomes people, meetings and numbers."),
    ),
    Item.KEYS: (_("The keys of the sealed case files"), _("No case can be written before its office has keys.")),
    Item.BACKUPS: (_("Backups"), _("If the disk breaks, the records come back from them.")),
}

_SERVER: Final = (_("How it is done"), "setup_server")
_WORDS: Final[Mapping[Step, StepWords]] = {
    Step.SET_UP_SECOND_STEP: StepWords("", _("Set up the second step"), "mfa_index"),
    Step.INVITE_SECOND_PERSON: StepWords(
        "", _("Invite the second person"), "account_invite", {"role": Role.SECRETARIAT}
    ),
    Step.SECOND_PERSON_SIGNS_IN: StepWords(
        _("She is invited and has not signed in yet. If her link has expired, make a new one."),
        _("People with access"),
        "accounts",
    ),
    Step.SECOND_PERSON_SETS_UP: StepWords(
        _("She has signed in and still has to set up her second step."), _("People with access"), "accounts"
    ),
    Step.ENTER_MEMBER: StepWords("", _("Add a member"), "organisation_new"),
    Step.ADD_DISTRICT: StepWords(_("No district is written down"), _("Add the districts"), "organisation"),
    Step.INVITE_COORDINATOR: StepWords(
        _("Nobody is invited"), _("Invite the coordinator"), "account_invite", {"role": Role.COORDINATOR}
    ),
    Step.SECOND_PERSON_AGREES: StepWords(
        _("Invited; a second person agrees first"), _("People with access"), "accounts"
    ),
    Step.COORDINATOR_SIGNS_IN: StepWords(
        _("Invited, and not signed in yet"), _("People with access"), "accounts", {"state": "invited"}
    ),
    Step.INVITE_STAFF: StepWords("", _("Invite a colleague"), "account_invite"),
    Step.IMPORT_REGISTERS: StepWords("", _("Upload the workbooks, or begin without any"), "import_desk"),
    Step.INVITE_SUPERVISOR: StepWords(
        _("No case supervisor"), _("Invite a case supervisor"), "account_invite", {"role": Role.SUPERVISOR}
    ),
    Step.HOLD_CEREMONY: StepWords(
        _("Three officers hold the key ceremony at the server"), *_SERVER, section="ceremony"
    ),
    Step.SUPERVISOR_SETS_UP_KEYS: StepWords(
        _("The supervisor sets up her keys on her page “My keys”"), *_SERVER, section="ceremony"
    ),
    Step.CERTIFY_SUPERVISOR: StepWords(
        _("Two officers swear in the supervisor at the server"), *_SERVER, section="ceremony"
    ),
    Step.BACK_UP: StepWords(_("No backup was made yet."), *_SERVER, section="backups"),
}
# Steps that somebody else takes: the reader waits for them.
_OTHERS: Final = frozenset(
    {
        Step.SECOND_PERSON_SIGNS_IN,
        Step.SECOND_PERSON_SETS_UP,
        Step.SECOND_PERSON_AGREES,
        Step.COORDINATOR_SIGNS_IN,
        Step.SUPERVISOR_SETS_UP_KEYS,
    }
)
_OF_COORDINATORS: Final = {
    Step.IMPORT_REGISTERS: _("The coordinators bring them in"),
    Step.INVITE_SUPERVISOR: _("The coordinators invite the case supervisors"),
}


def setup_list(by: Actor) -> SetupList | None:
    """What is still to do for this reader; None if there is nothing or the list is not for her."""
    if settings.JATAN_DEMO or not setup_progress.is_shown_to(by):
        return None
    if by.may(Permission.NETWORK_MANAGE):
        items = setup_progress.network_items(by, registers_begun=REGISTERS_BEGUN, has_backup=has_backup())
    else:
        items = setup_progress.coordinator_items(by, registers_begun=REGISTERS_BEGUN)
    if all(item.is_done for item in items):
        return None
    return SetupList(tuple(_lines(by, items)), sum(item.is_done for item in items))


def _lines(by: Actor, items: Iterable[SetupItem]) -> Iterable[Line]:
    has_next = False
    for item in items:
        label, why = _LABELS[item.item]
        steps = tuple(_shown(by, missing) for missing in item.missing)
        state = "done" if item.is_done else "waiting" if all(step.is_waiting for step in steps) else ""
        if not state and not has_next:
            state, has_next = "now", True
        yield Line(label, why, state, steps)


def _shown(by: Actor, missing: Missing) -> ShownStep:
    words, names = _WORDS[missing.step], _names(missing.members)
    if missing.step in _OF_COORDINATORS and not by.may(Permission.REGISTER_IMPORT):
        return ShownStep(_OF_COORDINATORS[missing.step], names, "", "", is_waiting=True)
    if not by.may(Permission.NETWORK_MANAGE) and len(by.reach(Permission.REGISTER_IMPORT).organisations) == 1:
        names = ""  # it is her own office, which stands at the top of the page
    return ShownStep(words.text, names, words.action, _url(words, missing), missing.step in _OTHERS)


def _url(words: StepWords, missing: Missing) -> str:
    first = missing.members[:1]
    if words.url_name == "organisation":
        return reverse("organisation", args=[first[0].pk])
    query = dict(words.query)
    if words.url_name == "account_invite" and first:
        query["organisation"] = str(first[0].pk)
    section = f"#{words.section}" if words.section else ""
    return reverse(words.url_name) + (f"?{urlencode(query)}" if query else "") + section


def _names(members: tuple[Organisation, ...]) -> str:
    """The names of up to three members, and how many more."""
    shown = ", ".join(one.name for one in members[:NAMED])
    more = len(members) - NAMED
    return (
        shown
        if more < 1
        else ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more)
        % {
            "names": shown,
            "n": more,
        }
    )
