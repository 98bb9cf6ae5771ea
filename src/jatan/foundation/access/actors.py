"""An actor: who acts, frozen for one request, command or task. Built once from postings, then asked many times."""

import datetime as dt
import functools
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import (
    ABOUT_THOSE_WHO_LEFT,
    AFTER_LEAVING,
    CARETAKERS,
    CARETAKING,
    TABLE,
    Level,
    Permission,
    Role,
)
from jatan.foundation.network.models import Caretaker, Organisation
from jatan.kernel import clock

_AT_HOME = {Level.NETWORK: Level.ORGANISATION, Level.COUNTS_NETWORK: Level.COUNTS}


@dataclass(frozen=True)
class Post:
    """One posting in force: `place_id` None means the whole organisation. `is_caretaker`: her own organisation sees to
    what this one left open, and she does nothing else in it.
    """

    role: Role
    organisation_id: uuid.UUID
    place_id: uuid.UUID | None = None
    is_caretaker: bool = False


@dataclass(frozen=True)
class Reach:
    """What a permission reaches for one actor. Rows: organisations, places, own_in; numbers only: counts."""

    organisations: frozenset[uuid.UUID] = frozenset()
    places: frozenset[tuple[uuid.UUID, uuid.UUID]] = frozenset()
    own_in: frozenset[uuid.UUID] = frozenset()
    counts: frozenset[uuid.UUID] = frozenset()
    counts_network: bool = False

    @property
    def has_rows(self) -> bool:
        return bool(self.organisations or self.places or self.own_in)

    @property
    def has_counts(self) -> bool:
        return self.has_rows or bool(self.counts) or self.counts_network

    @property
    def row_organisations(self) -> frozenset[uuid.UUID]:
        """Every organisation in which at least one row may be reached."""
        return self.organisations | self.own_in | frozenset(organisation for organisation, _ in self.places)


@dataclass(frozen=True)
class Actor:
    """Somebody acting. `network` lists every organisation's id, for permissions that reach the network; `home` is the
    first organisation of her postings, for the head of her pages; `former` are those that have left the network.
    """

    account_id: uuid.UUID | None
    posts: tuple[Post, ...]
    network: frozenset[uuid.UUID] = frozenset()
    language: str = "hi"
    home: Organisation | None = field(default=None, compare=False, repr=False)
    former: frozenset[uuid.UUID] = frozenset()
    _reach: dict[Permission, Reach] = field(default_factory=dict, compare=False, repr=False)

    def reach(self, permission: Permission) -> Reach:
        """The union of what all postings give for this permission."""
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

    def home_within(self, organisations: Collection[uuid.UUID]) -> uuid.UUID | None:
        """The first organisation of her postings that is among these."""
        return next((one for one in self.home_organisations if one in organisations), None)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    def _computed_reach(self, permission: Permission) -> Reach:
        organisations: set[uuid.UUID] = set()
        places: set[tuple[uuid.UUID, uuid.UUID]] = set()
        own: set[uuid.UUID] = set()
        counts: set[uuid.UUID] = set()
        counts_network = False
        for post in self.posts:
            for level in self._levels(post, permission):
                if level is Level.NETWORK:
                    organisations |= self.network if permission in ABOUT_THOSE_WHO_LEFT else self.network - self.former
                elif level is Level.ORGANISATION:
                    organisations.add(post.organisation_id)
                elif level is Level.PLACE and post.place_id is not None:
                    places.add((post.organisation_id, post.place_id))
                elif level is Level.OWN:
                    own.add(post.organisation_id)
                elif level is Level.COUNTS:
                    counts.add(post.organisation_id)
                elif level is Level.COUNTS_NETWORK:
                    counts_network = True
        return Reach(frozenset(organisations), frozenset(places), frozenset(own), frozenset(counts), counts_network)

    def _levels(self, post: Post, permission: Permission) -> Iterable[Level]:
        """How far a post carries a permission today. Who has left the network reads what is her organisation's own."""
        levels = TABLE[post.role].get(permission, ())
        if post.is_caretaker:
            return levels if permission in CARETAKING else ()
        if post.organisation_id not in self.former:
            return levels
        return tuple(_AT_HOME.get(level, level) for level in levels) if permission in AFTER_LEAVING else ()


def actor_of(account: Account, *, on: dt.date | None = None) -> Actor:
    """The actor for an account today: one query. An inactive account holds no postings."""
    if not account.is_active:
        return Actor(account.id, ())
    day = on or clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_postings_in_force(), [day, day, day, account.id, day, day])
        rows = cursor.fetchall()
    posts = tuple(Post(Role(role), organisation, place) for role, organisation, place, *_more in rows)
    if not rows:
        return Actor(account.id, (), language=account.language)
    everyone, left, _cared_for, *columns = rows[0][3:]
    former = frozenset(left)
    posts += _caretaking((Role(row[0]), row[1], row[5]) for row in rows if row[1] not in former)
    network = frozenset(everyone) if _reaches_network(posts) else frozenset()
    home = Organisation.from_db(
        connection.alias, [field.attname for field in Organisation._meta.concrete_fields], columns
    )
    return Actor(account.id, posts, network, account.language, home, former)


def _caretaking(held: Iterable[tuple[Role, uuid.UUID, Collection[uuid.UUID]]]) -> tuple[Post, ...]:
    """Posts in the organisations that her own ones see to; `held` are role, organisation and those it sees to."""
    return tuple(
        dict.fromkeys(
            Post(CARETAKERS[role], left, is_caretaker=True)
            for role, _organisation, cared_for in held
            if role in CARETAKERS
            for left in cared_for
        )
    )


@functools.cache
def _postings_in_force() -> str:
    """The statement for postings of a day: each with the ids of all organisations and what is kept of its own.

    Asked first by every request, and Django would put the same words together each time. Takes the day thrice (for
    those who have left, and whom each one's organisation sees to), the account, the day twice.
    """
    day = dt.date.min
    everywhere = ArraySubquery(Organisation.objects.order_by().values("id"))
    former = ArraySubquery(Organisation.objects.filter(member_until__lt=day).order_by("id").values("id"))
    seen_to = Caretaker.objects.filter(caretaker=OuterRef("organisation")).in_force(day)
    cared_for = ArraySubquery(seen_to.order_by("organisation_id").values("organisation_id"))
    of_home = (f"organisation__{field.attname}" for field in Organisation._meta.concrete_fields)
    held = Posting.objects.filter(account=uuid.UUID(int=0)).in_force(day).order_by("since", "id")
    asked = held.annotate(network=everywhere, former=former, cared_for=cared_for).values_list(
        "role", "organisation_id", "place_id", "network", "former", "cared_for", *of_home
    )
    statement, given = asked.query.sql_with_params()
    if given != (day, day, day, uuid.UUID(int=0), day, day):
        raise AssertionError("postings are asked for by three days, the account and two days")
    return str(statement)


def importer_for(organisation_id: uuid.UUID, *, account_id: uuid.UUID | None = None) -> Actor:
    """The register importer of one organisation, acting for the account that started it (None: command line)."""
    return Actor(account_id, (Post(Role.IMPORTER, organisation_id),))


def machine_for(organisations: Iterable[uuid.UUID]) -> Actor:
    """The machine, for background work on the named organisations and no other."""
    return Actor(None, tuple(Post(Role.MACHINE, organisation) for organisation in organisations))


def _reaches_network(posts: tuple[Post, ...]) -> bool:
    return any(Level.NETWORK in levels for post in posts for levels in TABLE[post.role].values())
