"""How far a house is set up: what its administrator, secretariat and coordinators still have to do before daily work.

Counted from accounts, organisations and the ledger when it is asked; nobody marks anything as done. One query for the
members and one for the accounts, whatever their number.
"""

import datetime as dt
import enum
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import AccessRequest, Account, Posting, RequestKind
from jatan.foundation.access.permissions import TABLE, Permission, Role
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation, OrganisationDistrict
from jatan.foundation.network.selectors import present_members
from jatan.kernel import clock

# Ledger verbs of keys (cli/keys.py and key_acts.py). The tables of keys are readable only to those who read cases.
_CEREMONY_HELD, _SWORN_IN, _KEYS_SET_UP = "keys.ceremony_held", "keys.sworn_in", "keys.set_up"
_NETWORK_ROLES = (Role.ADMINISTRATOR, Role.SECRETARIAT)
_CASE_ROLES = [
    role for role, gives in TABLE.items() if Permission.CASES_RECORD in gives and role in dict(Role.assignable())
]


class Item(enum.StrEnum):
    """One line of the list, in the order in which a house is set up."""

    SECOND_STEP = "second_step"
    SECOND_PERSON = "second_person"
    MEMBERS = "members"
    COORDINATORS = "coordinators"
    STAFF = "staff"
    REGISTERS = "registers"
    KEYS = "keys"
    BACKUPS = "backups"


class Step(enum.StrEnum):
    """What has to happen next for an item."""

    SET_UP_SECOND_STEP = "set_up_second_step"
    INVITE_SECOND_PERSON = "invite_second_person"
    SECOND_PERSON_SIGNS_IN = "second_person_signs_in"
    SECOND_PERSON_SETS_UP = "second_person_sets_up"
    ENTER_MEMBER = "enter_member"
    ADD_DISTRICT = "add_district"
    INVITE_COORDINATOR = "invite_coordinator"
    SECOND_PERSON_AGREES = "second_person_agrees"
    COORDINATOR_SIGNS_IN = "coordinator_signs_in"
    INVITE_STAFF = "invite_staff"
    IMPORT_REGISTERS = "import_registers"
    INVITE_SUPERVISOR = "invite_supervisor"
    HOLD_CEREMONY = "hold_ceremony"
    SUPERVISOR_SETS_UP_KEYS = "supervisor_sets_up_keys"
    CERTIFY_SUPERVISOR = "certify_supervisor"
    BACK_UP = "back_up"


@dataclass(frozen=True)
class Missing:
    """A step that is still to be taken, in these members (none: it concerns the whole house)."""

    step: Step
    members: tuple[Organisation, ...] = ()


@dataclass(frozen=True)
class SetupItem:
    """One line of the list: done when nothing is missing."""

    item: Item
    missing: tuple[Missing, ...]

    @property
    def is_done(self) -> bool:
        return not self.missing


def is_shown_to(by: Actor) -> bool:
    """Whether `by` sets up the house or a member: administrator, secretariat or coordinator."""
    return by.may(Permission.NETWORK_MANAGE) or by.may(Permission.REGISTER_IMPORT)


def network_items(by: Actor, *, registers_begun: Q, has_backup: bool) -> list[SetupItem]:
    """The list of administrator and secretariat, over all present members. Two queries.

    `registers_begun`: the ledger events which mean that a member's registers are in, or that it has none.
    `has_backup`: whether a backup of the house was made.
    """
    members = _members(by.reach(Permission.NETWORK_MANAGE).organisations, registers_begun)
    own, others = _people(by)
    return [
        SetupItem(Item.SECOND_STEP, () if own else (Missing(Step.SET_UP_SECOND_STEP),)),
        SetupItem(Item.SECOND_PERSON, _second_person(others)),
        SetupItem(Item.MEMBERS, _of_members(members, _member_step, Step.ENTER_MEMBER)),
        SetupItem(Item.COORDINATORS, _of_members(members, _coordinator_step, Step.INVITE_COORDINATOR)),
        SetupItem(Item.REGISTERS, _of_members(members, _register_step, Step.IMPORT_REGISTERS)),
        # Members in which nobody works on cases need no keys; a house in which nobody does is not complete.
        SetupItem(Item.KEYS, _of_members(_with_case_workers(members), _key_step, Step.INVITE_SUPERVISOR)),
        SetupItem(Item.BACKUPS, () if has_backup else (Missing(Step.BACK_UP),)),
    ]


def coordinator_items(by: Actor, *, registers_begun: Q) -> list[SetupItem]:
    """The list of a coordinator, over the members she coordinates. Two queries. `registers_begun`: see above.

    Keys are listed as soon as somebody there works on cases.
    """
    whose = by.reach(Permission.REGISTER_IMPORT).organisations
    members = _members(whose, registers_begun, without=by.account_id, of_network=False)
    own = Authenticator.objects.filter(user=by.account_id).exists()
    items = [
        SetupItem(Item.SECOND_STEP, () if own else (Missing(Step.SET_UP_SECOND_STEP),)),
        SetupItem(Item.STAFF, _of_members(members, _staff_step)),
        SetupItem(Item.REGISTERS, _of_members(members, _register_step)),
    ]
    if working := _with_case_workers(members):
        items.append(SetupItem(Item.KEYS, _of_members(working, _key_step)))
    return items


def members_with_cases(organisations: Iterable[uuid.UUID]) -> list[tuple[Organisation, Step | None, list[str]]]:
    """Members with case workers: (member, next step of its keys or None, sign-in names of supervisors to swear in)."""
    members = _with_case_workers(_members(organisations, Q()))
    waiting: dict[uuid.UUID, list[str]] = {}
    rows = _supervisors(clock.today()).filter(organisation__in=[one.pk for one in members])
    rows = rows.filter(Exists(_keys_set_up()), ~Exists(_certified())).order_by("account__email")
    for organisation_id, email in rows.values_list("organisation_id", "account__email"):
        waiting.setdefault(organisation_id, []).append(email)
    return [(one, _key_step(one), waiting.get(one.pk, [])) for one in members]


def _members(
    organisations: Iterable[uuid.UUID],
    registers_begun: Q,
    *,
    without: uuid.UUID | None = None,
    of_network: bool = True,
) -> list[Any]:
    """Present members among these, each with what is known of it as attributes `has_…`. `without`: an account that
    does not count as staff. `of_network`: also what the network sees to (district, coordinator)."""
    day = clock.today()
    here = Posting.objects.in_force(day).filter(organisation=OuterRef("pk"), account__is_active=True)
    asked = _waiting_postings().filter(organisation=OuterRef("pk"))
    coordinators = here.filter(role=Role.COORDINATOR)
    supervisors = _supervisors(day).filter(organisation=OuterRef("pk"))
    events = Event.objects.filter(organisation=OuterRef("pk"))
    rows = present_members(day).filter(pk__in=list(organisations))
    if of_network:
        rows = rows.annotate(
            has_district=Exists(OrganisationDistrict.objects.filter(organisation=OuterRef("pk"))),
            has_coordinator=Exists(coordinators),
            has_asked_coordinator=Exists(asked.filter(role=Role.COORDINATOR)),
            has_signed_in_coordinator=Exists(coordinators.filter(account__last_login__isnull=False)),
        )
    return list(
        rows.annotate(
            has_staff=Exists(here.exclude(account=without) if without else here) | Exists(asked),
            has_case_worker=Exists(here.filter(role__in=_CASE_ROLES)) | Exists(asked.filter(role__in=_CASE_ROLES)),
            has_supervisor=Exists(supervisors),
            has_asked_supervisor=Exists(asked.filter(role=Role.SUPERVISOR)),
            has_registers=Exists(events.filter(registers_begun)),
            has_ceremony=Exists(events.filter(verb=_CEREMONY_HELD, about=OuterRef("pk"))),
            has_key=Exists(supervisors.filter(Exists(_keys_set_up()))),
            has_certified_supervisor=Exists(supervisors.filter(Exists(_certified()))),
        )
    )


def _with_case_workers(members: list[Any]) -> list[Any]:
    return [one for one in members if one.has_case_worker]


def _supervisors(day: dt.date) -> QuerySet[Posting]:
    return Posting.objects.in_force(day).filter(role=Role.SUPERVISOR, account__is_active=True)


def _waiting_postings() -> QuerySet[AccessRequest]:
    """Postings that wait for a second person."""
    return AccessRequest.objects.filter(kind=RequestKind.POSTING, outcome="", account__is_active=True)


def _keys_set_up() -> QuerySet[Event]:
    """Events by which the account of an outer posting made its keys there."""
    return Event.objects.filter(
        organisation=OuterRef("organisation"), about=OuterRef("account"), verb=_KEYS_SET_UP
    ).order_by()


def _certified() -> QuerySet[Event]:
    """Events by which the account of an outer posting was sworn in there, with the keys that it has now."""
    newer = Event.objects.filter(
        organisation=OuterRef("organisation"),
        about=OuterRef("about"),
        verb=_KEYS_SET_UP,
        sequence__gt=OuterRef("sequence"),
    )
    return Event.objects.filter(
        ~Exists(newer), organisation=OuterRef("organisation"), about=OuterRef("account"), verb=_SWORN_IN
    ).order_by()


def _people(by: Actor) -> tuple[bool, list[Account]]:
    """Whether `by` has a second step, and the other active accounts of the network's office, also those whose posting
    waits for a second person. Set on them: `has_second_step`, `is_posted`."""
    office = Posting.objects.in_force(clock.today()).filter(role__in=_NETWORK_ROLES)
    asked = _waiting_postings().filter(role__in=_NETWORK_ROLES)
    wanted = Q(pk__in=office.values("account_id")) | Q(pk__in=asked.values("account_id")) | Q(pk=by.account_id)
    people: list[Any] = list(
        Account.objects.filter(wanted, is_active=True)
        .annotate(
            has_second_step=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
            is_posted=Exists(office.filter(account=OuterRef("pk"))),
        )
        .order_by("pk")
    )
    own = any(one.has_second_step for one in people if one.pk == by.account_id)
    return own, [one for one in people if one.pk != by.account_id]


def _second_person(others: list[Any]) -> tuple[Missing, ...]:
    posted = [one for one in others if one.is_posted]
    if any(one.has_second_step for one in posted):
        return ()
    if any(one.last_login for one in posted):
        return (Missing(Step.SECOND_PERSON_SETS_UP),)
    if posted:
        return (Missing(Step.SECOND_PERSON_SIGNS_IN),)
    return (Missing(Step.SECOND_PERSON_AGREES if others else Step.INVITE_SECOND_PERSON),)


def _of_members(
    members: list[Any], step_of: Callable[[Any], Step | None], first_step: Step | None = None
) -> tuple[Missing, ...]:
    """The steps that are missing in these members, in the order of Step; `first_step` if there are no members."""
    if not members and first_step is not None:
        return (Missing(first_step),)
    found: dict[Step, list[Organisation]] = {}
    for member in members:
        if (step := step_of(member)) is not None:
            found.setdefault(step, []).append(member)
    return tuple(Missing(step, tuple(found[step])) for step in Step if step in found)


def _member_step(member: Any) -> Step | None:
    return None if member.has_district else Step.ADD_DISTRICT


def _coordinator_step(member: Any) -> Step | None:
    if member.has_signed_in_coordinator:
        return None
    if member.has_coordinator:
        return Step.COORDINATOR_SIGNS_IN
    return Step.SECOND_PERSON_AGREES if member.has_asked_coordinator else Step.INVITE_COORDINATOR


def _staff_step(member: Any) -> Step | None:
    return None if member.has_staff else Step.INVITE_STAFF


def _register_step(member: Any) -> Step | None:
    return None if member.has_registers else Step.IMPORT_REGISTERS


def _key_step(member: Any) -> Step | None:
    if not member.has_supervisor:
        return Step.SECOND_PERSON_AGREES if member.has_asked_supervisor else Step.INVITE_SUPERVISOR
    if not member.has_ceremony:
        return Step.HOLD_CEREMONY
    if member.has_certified_supervisor:
        return None
    return Step.CERTIFY_SUPERVISOR if member.has_key else Step.SUPERVISOR_SETS_UP_KEYS
