"""Stand-ins: while a colleague is absent, whoever stands in for her also reaches her rows.

Only field and desk postings are lent, within one organisation and for named days; nobody gains a higher role.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.network.selectors import districts_of
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.safeguarding import events
from jatan.programme.safeguarding.models import Handover

LENDABLE_ROLES = (Role.FIELD_WORKER, Role.DESK_OPERATOR)
LONGEST = dt.timedelta(days=120)
_RECORD = Permission.PEOPLE_RECORD


@dataclass(frozen=True)
class StandIn(Actor):
    """An actor whose lent postings were looked up already, so that they are not looked up again."""


def with_lent_postings(by: Actor) -> Actor:
    """The actor with the postings of colleagues she stands in for today: one query, none for a StandIn."""
    if isinstance(by, StandIn) or by.account_id is None or not by.may(Permission.PEOPLE_SEE):
        return by
    today = clock.today()
    rows = Handover.objects.live().filter(
        organisation_id__in=by.home_organisations, stand_in=by.account_id, since__lte=today, until__gte=today
    )
    pairs = list(rows.values_list("account", "organisation_id"))
    lent = [post for account, organisation_id in pairs for post in _posts(account, organisation_id)]
    more = tuple(post for post in dict.fromkeys(lent) if post not in by.posts)
    return StandIn(by.account_id, by.posts + more, by.network, by.language, by.home, by.former)


def hand_over(*, by: Actor, organisation_id: uuid.UUID, account: uuid.UUID, stand_in: uuid.UUID,
              since: dt.date, until: dt.date) -> Handover:  # fmt: skip
    """Name a stand-in, as the absent account itself or as a manager of the plan. Both work in the organisation."""
    own = account == by.account_id and organisation_id in by.home_organisations
    if not own:
        gate.require(by, Permission.SAFETY_PLAN, organisation_id=organisation_id)
    _check(organisation_id, account, stand_in, since, until)
    row = Handover(
        organisation_id=organisation_id,
        place=_place(organisation_id, account),
        account=account,
        stand_in=stand_in,
        since=since,
        until=until,
    )
    return acts.record(by=by, permission=_RECORD, verb=events.HANDED_OVER, rows=[row])[0]


def end_handover(*, by: Actor, handover: Handover) -> bool:
    """End a handover at once: the stand-in no longer sees the rows."""
    with transaction.atomic():
        if handover.account != by.account_id:
            gate.require(by, Permission.SAFETY_PLAN, organisation_id=handover.organisation_id)
        return acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.HANDOVER_ENDED,
            row=handover,
            changes={"until": clock.today() - dt.timedelta(days=1)},
        )


def handovers(by: Actor) -> list[Handover]:
    """Current and future handovers: all of the organisation for whoever manages the plan, else one's own."""
    rows = Handover.objects.live().filter(until__gte=clock.today()).select_related("organisation", "place")
    kept = by.reach(Permission.SAFETY_PLAN).organisations
    return [
        row
        for row in rows.filter(organisation_id__in=by.home_organisations).order_by("since", "id")
        if row.organisation_id in kept or by.account_id in (row.account, row.stand_in)
    ]


def stand_ins_on(organisation_id: uuid.UUID, day: dt.date) -> dict[uuid.UUID, uuid.UUID]:
    """Absent account -> account that stands in on that day. Limited by row-level security only."""
    rows = Handover.objects.live().filter(organisation_id=organisation_id, since__lte=day, until__gte=day)
    return dict(rows.order_by("id").values_list("account", "stand_in"))


def colleagues(organisation_id: uuid.UUID) -> list[Account]:
    """Accounts that work in an organisation today and may record people, by name."""
    roles = (*LENDABLE_ROLES, Role.COUNSELLOR, Role.SUPERVISOR, Role.COORDINATOR)
    posts = Posting.objects.filter(organisation_id=organisation_id, role__in=roles).in_force(clock.today())
    return list(Account.objects.filter(id__in=posts.values("account_id"), is_active=True).order_by("name", "id"))


def _posts(account: uuid.UUID, organisation_id: uuid.UUID) -> list[Post]:
    rows = Posting.objects.filter(account_id=account, organisation_id=organisation_id, role__in=LENDABLE_ROLES)
    return [
        Post(Role(row.role), row.organisation_id, row.place_id) for row in rows.in_force(clock.today()).order_by("id")
    ]


def _check(organisation_id: uuid.UUID, account: uuid.UUID, stand_in: uuid.UUID, since: dt.date, until: dt.date) -> None:
    if account == stand_in:
        raise Problem("same_person", _("Somebody else must stand in."), field="stand_in")
    if until < since or until < clock.today():
        raise Problem("out_of_order", _("The last day cannot come before the first, or lie behind us."), field="until")
    if until - since > LONGEST:
        raise Problem("too_long", _("At most four months. Name the time after that later."), field="until")
    known = {row.id for row in colleagues(organisation_id)}
    for field, who in (("account", account), ("stand_in", stand_in)):
        if who not in known:
            raise Problem("not_here", _("She does not work in this organisation today."), field=field)


def _place(organisation_id: uuid.UUID, account: uuid.UUID) -> Place:
    """The place of the row: the account's own block, else the first district of the organisation."""
    posts = Posting.objects.filter(account_id=account, organisation_id=organisation_id, place__isnull=False)
    post = posts.in_force(clock.today()).select_related("place").order_by("id").first()
    if post is not None and post.place is not None:
        return post.place
    return districts_of(organisation_id, clock.today())[0]
