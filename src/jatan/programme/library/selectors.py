"""Queries for the library: the network's materials for its members, public ones for everybody, the stock book."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import FETCH_RAISE, F, Q, QuerySet, Sum

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.localised import Localised
from jatan.programme.library.choices import STOCK_SIGN, StockLine
from jatan.programme.library.models import Distribution, Material, Trial
from jatan.programme.people.reach import reachable
from jatan_names import names

_SEE = Permission.LIBRARY_SEE


def materials(by: Actor) -> QuerySet[Material]:
    """Every material within reach, newest first."""
    return reachable(Material, by=by, permission=_SEE).order_by("-id")


def public_materials() -> QuerySet[Material]:
    """Materials that anybody may download, newest first. Needs no actor: row-level security allows only these."""
    rows: QuerySet[Material] = Material._default_manager.filter(
        is_public=True, withdrawn_at__isnull=True, superseded_on__isnull=True, recalled_on__isnull=True
    )
    newest = rows.order_by(F("published_on").desc(nulls_last=True), "-id")
    return newest.select_related("organisation", "place").fetch_mode(FETCH_RAISE)


def search(by: Actor, text: str) -> QuerySet[Material]:
    """Materials whose title is like `text`, in either script; none for an empty text."""
    words = names.fold(text).split()
    if not words:
        return materials(by).none()
    every_word = Q()
    for word in words:
        every_word &= Q(title_fold__contains=word)
    return materials(by).filter(every_word)


def versions_and_languages(by: Actor, material: Material) -> QuerySet[Material]:
    """The other versions and languages of a material, by language, the newest first."""
    same = materials(by).filter(organisation_id=material.organisation_id, work=material.work)
    return same.exclude(pk=material.pk).order_by("language", "-id")


def trials(by: Actor) -> QuerySet[Trial]:
    """Trials in villages, newest first."""
    return reachable(Trial, by=by, permission=_SEE, related=("material",)).order_by("-tried_on", "-id")


def distributions(by: Actor) -> QuerySet[Distribution]:
    """Lines of the stock books, newest first."""
    return reachable(Distribution, by=by, permission=_SEE, related=("material",)).order_by("-given_on", "-id")


@dataclass
class Stock:
    """Copies of one material at one place of one organisation, by StockLine. `place`: the district or finer."""

    organisation_id: uuid.UUID
    organisation: str
    place: str
    copies: Counter[str] = field(default_factory=Counter)

    @property
    def left(self) -> int:
        """What should lie there. Below zero: something that came in was not written down."""
        return sum(STOCK_SIGN[StockLine(kind)] * number for kind, number in self.copies.items())


def stock_of(by: Actor, material: Material) -> list[Stock]:
    """The stock of a material by organisation and place, the largest first. One query."""
    rows = _lines(by).filter(owner=material.organisation_id, material_id=material.pk)
    sums = rows.values_list(
        "organisation_id", *_NAMES, "place_id", "place__name_hi", "place__name_en", "kind"
    ).annotate(number=Sum("copies"))
    found: dict[tuple[uuid.UUID, uuid.UUID], Stock] = {}
    for organisation, hi, en, place, place_hi, place_en, kind, number in sums:
        one = found.setdefault(
            (organisation, place),
            Stock(organisation, Localised(hi, en).in_language(), Localised(place_hi, place_en).in_language()),
        )
        one.copies[kind] += number
    return sorted(found.values(), key=lambda one: (-sum(one.copies.values()), one.organisation, one.place))


@dataclass(frozen=True)
class Asked:
    """How much one material (in all its languages and versions) was given out and asked for, and what is left."""

    material: Material
    given: int
    asked: int
    left: int


def asked_most(by: Actor, first: dt.date, last: dt.date, *, most: int) -> list[Asked]:
    """The materials that were given out and asked for most in a period (both days included). Two queries."""
    lines = _lines(by).filter(given_on__lte=last)
    wanted = Q(given_on__gte=first)
    sums = lines.values("material_id").annotate(
        given=_sum(wanted, StockLine.GIVEN),
        asked=_sum(wanted, StockLine.ASKED),
        gone_in=_sum(Q(), *(kind for kind, sign in STOCK_SIGN.items() if sign > 0)),
        gone_out=_sum(Q(), *(kind for kind, sign in STOCK_SIGN.items() if sign < 0)),
    )
    found = [row for row in sums if row["given"] or row["asked"]]
    found.sort(key=lambda row: (-((row["given"] or 0) + (row["asked"] or 0)), str(row["material_id"])))
    named = materials(by).in_bulk([row["material_id"] for row in found[:most]])
    return [
        Asked(
            named[row["material_id"]],
            row["given"] or 0,
            row["asked"] or 0,
            (row["gone_in"] or 0) - (row["gone_out"] or 0),
        )
        for row in found[:most]
        if row["material_id"] in named
    ]


def recalled_copies(by: Actor) -> list[tuple[Material, int]]:
    """Materials that were called back, with how many copies the actor's own office should still have. Two queries;
    without places and organisations."""
    rows = materials(by).select_related(None).filter(recalled_on__isnull=False).order_by("-recalled_on", "-id")
    recalled = {row.pk: row for row in rows}
    if not recalled:
        return []
    lines = _lines(by).filter(organisation_id__in=by.home_organisations, material_id__in=list(recalled))
    left = Counter[uuid.UUID]()
    for pk, kind, number in lines.values_list("material_id", "kind").annotate(number=Sum("copies")):
        left[pk] += STOCK_SIGN[StockLine(kind)] * number
    return [(row, left[pk]) for pk, row in recalled.items() if left[pk] > 0]


_NAMES = ("organisation__name_hi", "organisation__name_en")


def _lines(by: Actor) -> QuerySet[Distribution]:
    return reachable(Distribution, by=by, permission=_SEE).order_by()


def _sum(when: Q, *kinds: StockLine) -> Sum:
    return Sum("copies", filter=when & Q(kind__in=kinds))
