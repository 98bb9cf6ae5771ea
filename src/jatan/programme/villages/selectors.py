"""Villages as written in the records of the actor's own members, and what is still to be asked about them."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import ListedVillage
from jatan.programme.villages.choices import Verdict
from jatan.programme.villages.likeness import ListedName, Pair, Writing, count_certain, exact_village, pairs
from jatan.programme.villages.models import VillageLink

__all__ = ["RECORDS", "Questions", "links", "listed_village", "open_questions", "same_writings", "writings"]

# The tables whose villages are compared, as foreign keys name them, and who may see their rows.
RECORDS: Final = {
    "people.person": Permission.PEOPLE_SEE,
    "journeys.journey": Permission.PEOPLE_SEE,
    "groups.group": Permission.ACTIVITIES_SEE,
    "activities.activity": Permission.ACTIVITIES_SEE,
    "helpdesk.issue": Permission.HELPDESK_SEE,
    "schemes.linkage": Permission.SCHEMES_SEE,
}


@dataclass(frozen=True)
class Questions:
    """The pairs to ask about, those in most rows first; how many writings there are, and how many are certain."""

    pairs: list[Pair]
    writings: int
    certain: int


def writings(by: Actor) -> list[Writing]:
    """Each village as written in each block, with its rows and their kinds: one query for each table."""
    counted: dict[tuple[uuid.UUID, uuid.UUID, str], dict[str, int]] = defaultdict(dict)
    for label, permission in RECORDS.items():
        model: Any = apps.get_model(label)
        mine = model._default_manager.filter(
            withdrawn_at__isnull=True, organisation_id__in=by.home_organisations, place__level="block"
        )
        rows = gate.within_reach(mine.exclude(village=""), by=by, permission=permission)
        grouped = rows.order_by().values("organisation_id", "place_id", "village").annotate(rows=Count("pk"))
        for row in grouped:
            counted[row["organisation_id"], row["place_id"], row["village"]][label] = row["rows"]
    return [
        Writing(organisation, block, text, sum(kinds.values()), tuple(kinds))
        for (organisation, block, text), kinds in counted.items()
    ]


def open_questions(by: Actor) -> Questions:
    """What looks alike and was not decided yet. Eight queries, whatever the number of villages."""
    written = writings(by)
    listed = _listed({writing.block for writing in written})
    answers = list(links(by))
    decided = {(*_writing_of(link), link.listed_id or link.same_as) for link in answers}
    same = {_writing_of(link) for link in answers if link.verdict == Verdict.SAME}
    asked = [writing for writing in written if (writing.organisation, writing.block, writing.text) not in same]
    found = [pair for pair in pairs(asked, listed) if pair.key not in decided]
    found.sort(key=lambda pair: (pair.reason.value, -pair.writing.rows, pair.writing.text))
    return Questions(found, len(written), count_certain(written, listed))


def links(by: Actor) -> QuerySet[VillageLink]:
    """What was said about pairs, newest first."""
    rows = VillageLink._default_manager.filter(withdrawn_at__isnull=True, organisation_id__in=by.home_organisations)
    within = gate.within_reach(rows, by=by, permission=Permission.PEOPLE_SEE)
    return within.select_related("listed", "place", "organisation").order_by("-recorded_at", "-id")


def listed_village(by: Actor, row: Any) -> ListedVillage | None:
    """The listed village that a record means: for certain by its name within its block, or as somebody said. Else None.

    Two queries at most. `row` has organisation_id, place_id, panchayat and village.
    """
    if not row.village:
        return None
    decided = links(by).filter(
        organisation_id=row.organisation_id, place_id=row.place_id, village=row.village, verdict=Verdict.SAME
    )
    link = decided.filter(listed__isnull=False).first()
    if link is not None:
        return link.listed
    certain = exact_village(row.village, row.panchayat, _listed({row.place_id}).get(row.place_id, ()))
    return ListedVillage.objects.get(code=certain.code) if certain is not None else None


def same_writings(by: Actor, texts: Collection[str]) -> set[str]:
    """These writings and all that were said to be the same village as one of them. Two queries, none without texts.

    For searches and filters: whoever looks for one finds the records with the others.
    """
    found = set(texts)
    if not found:
        return found
    decided = links(by).filter(verdict=Verdict.SAME)
    mine = list(decided.filter(Q(village__in=found) | Q(same_as__in=found)))
    codes = {link.listed_id for link in mine if link.listed_id is not None}
    others = decided.filter(Q(listed_id__in=codes) | Q(same_as__in=found | {link.same_as for link in mine} - {""}))
    for link in (*mine, *others):
        found |= {link.village, link.same_as} - {""}
        if link.listed is not None:
            found |= {link.listed.name_en, link.listed.name_hi} - {""}
    return found


def _listed(blocks: Iterable[Any]) -> dict[Any, list[ListedName]]:
    rows = ListedVillage.objects.filter(is_listed=True, block_id__in=list(blocks)).values_list(
        "code", "block_id", "name_en", "name_hi", "panchayat_en", "panchayat_hi"
    )
    found: dict[Any, list[ListedName]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(ListedName(*row))
    return found


def _writing_of(link: VillageLink) -> tuple[Any, Any, str]:
    return link.organisation_id, link.place_id, link.village
