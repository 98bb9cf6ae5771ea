"""An actor: who acts, frozen for one request, command or task. Built once from postings, then asked many times."""

import datetime as dt
import functools
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import TABLE, Level, Permission, Role
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock


@dataclass(frozen=True)
class Post:
    """One posting in force: `place_id` None means the whole organisation."""

    role: Role
    organisation_id: uuid.UUID
    place_id: uuid.UUID | None = None


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
    first organisation of her postings, for the head of her pages.
    """

    account_id: uuid.UUID | None
    posts: tuple[Post, ...]
    network: frozenset[uuid.UUID] = frozenset()
    language: str = "hi"
    home: Organisation | None = field(default=None, compare=False, repr=False)
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
            for level in TABLE[post.role].get(permission, ()):
                if level is Level.NETWORK:
                    organisations |= self.network
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


def actor_of(account: Account, *, on: dt.date | None = None) -> Actor:
    """The actor for an account today: one query. An inactive account holds no postings."""
    if not account.is_active:
        return Actor(account.id, ())
    day = on or clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_postings_in_force(), [account.id, day, day])
        rows = cursor.fetchall()
    posts = tuple(Post(Role(role), organisation, place) for role, organisation, place, *_more in rows)
    if not rows:
        return Actor(account.id, (), language=account.language)
    everyone, *columns = rows[0][3:]
    network = frozenset(everyone) if _reaches_network(posts) else frozenset()
    home = Organisation.from_db(
        connection.alias, [field.attname for field in Organisation._meta.concrete_fields], columns
    )
    return Actor(account.id, posts, network, account.language, home)


@functools.cache
def _postings_in_force() -> str:
    """The statement for postings of a day: each with the ids of all organisations and what is kept of its own.

    Asked first by every request, and Django would put the same words together each time. Takes account, day, day.
    """
    everywhere = ArraySubquery(Organisation.objects.order_by().values("id"))
    of_home = (f"organisation__{field.attname}" for field in Organisation._meta.concrete_fields)
    held = Posting.objects.filter(account=uuid.UUID(int=0)).in_force(dt.date.min).order_by("since", "id")
    asked = held.annotate(network=everywhere).values_list("role", "organisation_id", "place_id", "network", *of_home)
    statement, given = asked.query.sql_with_params()
    if given != (uuid.UUID(int=0), dt.date.min, dt.date.min):
        raise AssertionError("postings are asked for by account, day and day")
    return str(statement)


def importer_for(organisation_id: uuid.UUID, *, account_id: uuid.UUID | None = None) -> Actor:
    """The register importer of one organisation, acting for the account that started it (None: command line)."""
    return Actor(account_id, (Post(Role.IMPORTER, organisation_id),))


def machine_for(organisations: Iterable[uuid.UUID]) -> Actor:
    """The machine, for background work on the named organisations and no other."""
    return Actor(None, tuple(Post(Role.MACHINE, organisation) for organisation in organisations))


def _reaches_network(posts: tuple[Post, ...]) -> bool:
    return any(Level.NETWORK in levels for post in posts for levels in TABLE[post.role].values())
