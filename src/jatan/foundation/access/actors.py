"""An actor: the account's postings and what they permit, computed once per request, command or task."""

import datetime as dt
import functools
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import (
    AFTER_LEAVING,
    CARETAKERS,
    CARETAKING,
    NEEDS_SECOND_STEP,
    ON_FORMER_MEMBERS,
    TABLE,
    Level,
    Permission,
    Role,
)
from jatan.foundation.network.models import Caretaker, Kind, Organisation
from jatan.foundation.network.selectors import secretariat
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.kernel.problems import Problem

_WITHIN_ORGANISATION = {Level.NETWORK: Level.ORGANISATION, Level.COUNTS_NETWORK: Level.COUNTS}


@dataclass(frozen=True)
class Post:
    """One posting in force. `place_id` None: the whole organisation. `is_caretaker`: the actor's own organisation is
    caretaker of this one, which has left; only the permissions CARETAKING apply. `group_id`: of a forum leader.
    """

    role: Role
    organisation_id: uuid.UUID
    place_id: uuid.UUID | None = None
    is_caretaker: bool = False
    group_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Reach:
    """The rows and counts that one permission gives an actor.

    Rows: all of `organisations`, those in `places` (organisation id, place id), those of `groups` (organisation id,
    group id) and their present members, the actor's own in `own_in`. Only numbers: `counts` (organisations) and
    `counts_network`. `group_places` (organisation id, place id): where whoever leads a group writes new rows.
    """

    organisations: frozenset[uuid.UUID] = frozenset()
    places: frozenset[tuple[uuid.UUID, uuid.UUID]] = frozenset()
    groups: frozenset[tuple[uuid.UUID, uuid.UUID]] = frozenset()
    group_places: frozenset[tuple[uuid.UUID, uuid.UUID]] = frozenset()
    own_in: frozenset[uuid.UUID] = frozenset()
    counts: frozenset[uuid.UUID] = frozenset()
    counts_network: bool = False

    @property
    def has_rows(self) -> bool:
        return bool(self.organisations or self.places or self.groups or self.own_in)

    @property
    def is_narrowed(self) -> bool:
        """True if in some organisation only a part of the rows is reached."""
        return bool(self.places or self.groups or self.own_in)

    @property
    def covers_area(self) -> bool:
        """True if it reaches organisations or places as a whole: what is about an area, and in no group, is shown."""
        return bool(self.organisations or self.places)

    @property
    def new_row_places(self) -> frozenset[tuple[uuid.UUID, uuid.UUID]]:
        """Where the actor writes new rows, besides `organisations`: (organisation id, place id)."""
        return self.places | self.group_places

    @property
    def has_counts(self) -> bool:
        return self.has_rows or bool(self.counts) or self.counts_network

    @property
    def row_organisations(self) -> frozenset[uuid.UUID]:
        """Organisations in which at least some rows may be reached."""
        narrow = frozenset(organisation for organisation, _ in self.places | self.groups)
        return self.organisations | self.own_in | narrow


@dataclass(frozen=True)
class Actor:
    """Who performs a request, command or task, with postings. `network`: ids of all organisations, if any permission
    reaches the network; `home`: organisation of the first posting, shown in the page header; `former`: organisations
    that have left the network; `network_name`: for the frame of pages, None without postings; `closed_rooms`: codes of
    the rooms that every office of hers has closed; `pinned`: URL names of the pages that come first in her menu.
    `account_id` is None for the system.
    """

    account_id: uuid.UUID | None
    posts: tuple[Post, ...]
    network: frozenset[uuid.UUID] = frozenset()
    language: str = "hi"
    home: Organisation | None = field(default=None, compare=False, repr=False)
    former: frozenset[uuid.UUID] = frozenset()
    network_name: Localised | None = field(default=None, compare=False, repr=False)
    closed_rooms: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    pinned: tuple[str, ...] = field(default=(), compare=False, repr=False)
    _reach: dict[Permission, Reach] = field(default_factory=dict, compare=False, repr=False)

    def reach(self, permission: Permission) -> Reach:
        """The union of what all postings give for this permission; cached."""
        if permission not in self._reach:
            self._reach[permission] = self._computed_reach(permission)
        return self._reach[permission]

    def may(self, permission: Permission) -> bool:
        """True if the permission reaches any rows at all."""
        return self.reach(permission).has_rows

    @cached_property
    def home_organisations(self) -> tuple[uuid.UUID, ...]:
        """Organisations of the postings, in posting order, each once."""
        return tuple(dict.fromkeys(post.organisation_id for post in self.posts))

    @cached_property
    def own_organisations(self) -> frozenset[uuid.UUID]:
        """Organisations that the actor works for; not those she only takes care of after they have left."""
        return frozenset(post.organisation_id for post in self.posts if not post.is_caretaker)

    @cached_property
    def offices(self) -> frozenset[uuid.UUID]:
        """Organisations in whose office the actor works: a forum leader is a volunteer of a village."""
        return frozenset(post.organisation_id for post in self.posts if post.role != Role.FORUM_LEADER)

    def first_home_organisation(self, organisations: Collection[uuid.UUID]) -> uuid.UUID | None:
        """The first organisation of the actor's postings that is among `organisations`, or None."""
        return next((one for one in self.home_organisations if one in organisations), None)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    @property
    def is_console(self) -> bool:
        """True for the operator at the server's command line, see `console`."""
        return self.account_id is None and Role.ADMINISTRATOR in self.roles

    @property
    def needs_second_step(self) -> bool:
        """True if a role of the actor needs a second step at sign-in."""
        return bool(self.roles & NEEDS_SECOND_STEP)

    def _computed_reach(self, permission: Permission) -> Reach:
        organisations: set[uuid.UUID] = set()
        places: set[tuple[uuid.UUID, uuid.UUID]] = set()
        groups: set[tuple[uuid.UUID, uuid.UUID]] = set()
        group_places: set[tuple[uuid.UUID, uuid.UUID]] = set()
        own: set[uuid.UUID] = set()
        counts: set[uuid.UUID] = set()
        counts_network = False
        for post in self.posts:
            for level in self._levels(post, permission):
                if level is Level.NETWORK:
                    organisations |= self.network if permission in ON_FORMER_MEMBERS else self.network - self.former
                elif level is Level.ORGANISATION:
                    organisations.add(post.organisation_id)
                elif level is Level.PLACE and post.place_id is not None:
                    places.add((post.organisation_id, post.place_id))
                elif level is Level.GROUP and post.group_id is not None and post.place_id is not None:
                    groups.add((post.organisation_id, post.group_id))
                    group_places.add((post.organisation_id, post.place_id))
                elif level is Level.OWN:
                    own.add(post.organisation_id)
                elif level is Level.COUNTS:
                    counts.add(post.organisation_id)
                elif level is Level.COUNTS_NETWORK:
                    counts_network = True
        return Reach(
            frozenset(organisations),
            frozenset(places),
            frozenset(groups),
            frozenset(group_places),
            frozenset(own),
            frozenset(counts),
            counts_network,
        )

    def _levels(self, post: Post, permission: Permission) -> Iterable[Level]:
        """The levels a post gives for a permission, reduced where its organisation has left the network."""
        levels = TABLE[post.role].get(permission, ())
        if post.is_caretaker:
            return levels if permission in CARETAKING else ()
        if post.organisation_id not in self.former:
            return levels
        return tuple(_WITHIN_ORGANISATION.get(level, level) for level in levels) if permission in AFTER_LEAVING else ()


def actor_of(account: Account, *, on: dt.date | None = None) -> Actor:
    """The actor for an account on a day (default: today): one query. An inactive account has no postings."""
    if not account.is_active:
        return Actor(account.id, ())
    day = on or clock.today()
    with connection.cursor() as cursor:
        parameters: list[Any] = [day, day, day, Kind.NETWORK.value, Kind.NETWORK.value, account.id, day, day]
        cursor.execute(_postings_in_force(), parameters)
        rows = cursor.fetchall()
    posts = tuple(
        Post(Role(role), organisation, place, group_id=group) for role, organisation, place, group, *_more in rows
    )
    if not rows:
        return Actor(account.id, (), language=account.language)
    network_ids, former_ids, _caretaking_ids, name_hi, name_en, *columns = rows[0][4:]
    former = frozenset(former_ids)
    posts += _caretaking((Role(row[0]), row[1], row[6]) for row in rows if row[1] not in former)
    network = frozenset(network_ids) if _reaches_network(posts) else frozenset()
    names = [field.attname for field in Organisation._meta.concrete_fields]
    home = Organisation.from_db(connection.alias, names, columns)
    network_name = Localised(hi=name_hi, en=name_en) if name_hi else None
    closed = names.index("closed_rooms") - len(names)
    # Where an organisation has left nobody opens a room any more, and its people still read what is theirs.
    closed_rooms = frozenset.intersection(*(frozenset(() if row[1] in former else row[closed]) for row in rows))
    pinned = tuple(account.pinned)
    return Actor(account.id, posts, network, account.language, home, former, network_name, closed_rooms, pinned)


def _caretaking(rows: Iterable[tuple[Role, uuid.UUID, Collection[uuid.UUID]]]) -> tuple[Post, ...]:
    """Caretaker posts from (role, organisation, organisations it is caretaker of)."""
    return tuple(
        dict.fromkeys(
            Post(CARETAKERS[role], organisation_id, is_caretaker=True)
            for role, _organisation, cared_for in rows
            if role in CARETAKERS
            for organisation_id in cared_for
        )
    )


@functools.cache
def _postings_in_force() -> str:
    """SQL for the postings of an account on a day: with ids of all, former and cared-for organisations, the network's
    name, and the columns of the posting's organisation.

    Compiled once and cached, because it is the first query of every request. Parameters: the day three times (former
    organisations, caretakers), the kind of the network's own organisation twice, the account, the day twice.
    """
    day = dt.date.min
    all_ids = ArraySubquery(Organisation.objects.order_by().values("id"))
    former = ArraySubquery(Organisation.objects.filter(member_until__lt=day).order_by("id").values("id"))
    in_force = Caretaker.objects.filter(caretaker=OuterRef("organisation")).in_force(day)
    cared_for = ArraySubquery(in_force.order_by("organisation_id").values("organisation_id"))
    offices = Organisation.objects.filter(kind=Kind.NETWORK).order_by("code")
    names = {f"network_{name}": Subquery(offices.values(name)[:1]) for name in ("name_hi", "name_en")}
    home_columns = (f"organisation__{field.attname}" for field in Organisation._meta.concrete_fields)
    rows = Posting.objects.filter(account=uuid.UUID(int=0)).in_force(day).order_by("since", "id")
    query = rows.annotate(network=all_ids, former=former, cared_for=cared_for, **names).values_list(
        "role", "organisation_id", "place_id", "group", "network", "former", "cared_for", *names, *home_columns
    )
    statement, params = query.query.sql_with_params()
    if params != (day, day, day, Kind.NETWORK, Kind.NETWORK, uuid.UUID(int=0), day, day):
        raise AssertionError("the query for postings must take three days, two kinds, the account and two days")
    return str(statement)


def importer_for(organisation_id: uuid.UUID, *, account_id: uuid.UUID | None = None) -> Actor:
    """The register importer for one organisation, on behalf of the account that started it (None: command line)."""
    return Actor(account_id, (Post(Role.IMPORTER, organisation_id),))


def undoer_for(organisation_id: uuid.UUID, *, account_id: uuid.UUID | None = None) -> Actor:
    """Undoes an import on behalf of an account: as the importer, and as the machine that made what followed from it."""
    return Actor(account_id, (Post(Role.IMPORTER, organisation_id), Post(Role.MACHINE, organisation_id)))


def importer_of_all(organisations: Iterable[uuid.UUID]) -> Actor:
    """The register importer for several organisations, to count which records came with a register."""
    return Actor(None, tuple(Post(Role.IMPORTER, organisation) for organisation in organisations))


def machine_for(organisations: Iterable[uuid.UUID]) -> Actor:
    """The system's own actor for background work, limited to these organisations."""
    return Actor(None, tuple(Post(Role.MACHINE, organisation) for organisation in organisations))


def console() -> Actor:
    """The operator at the server's command line: an administrator of the whole network without an account.

    Raises Problem `no_network` before the secretariat exists.
    """
    home = secretariat()
    if home is None:
        raise Problem("no_network", _("There is no network yet. Begin the house first: ./jatan init"))
    return Actor(
        None, (Post(Role.ADMINISTRATOR, home.id),), frozenset(Organisation.objects.values_list("id", flat=True))
    )


def _reaches_network(posts: tuple[Post, ...]) -> bool:
    return any(Level.NETWORK in levels for post in posts for levels in TABLE[post.role].values())
