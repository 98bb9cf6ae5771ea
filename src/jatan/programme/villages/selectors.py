"""Villages as written in the records of the actor's own members, and what is still to be asked about them."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import ListedVillage
from jatan.programme.villages.choices import Verdict
from jatan.programme.villages.likeness import (
    Decisions,
    Line,
    ListedName,
    Pair,
    Reason,
    Writing,
    count_certain,
    exact_village,
    lines,
    pairs,
)
from jatan.programme.villages.models import VillageLink
from jatan_names import fold

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
    """The pairs to ask about, those in most rows first; how many writings there are, how many are certain, and what
    was said before."""

    pairs: list[Pair]
    writings: int
    certain: int
    decisions: Decisions = field(default_factory=Decisions)

    def by_token(self) -> dict[str, Line]:
        """Everything that a form may tick: what the page asks, and what is the same name in other letters."""
        asked = [*lines(self.pairs, self.decisions), *self.certainly]
        return {line.token: line for line in asked}

    @property
    def certainly(self) -> list[Line]:
        """Writings that are the same name in other letters, with the village that they are for that alone."""
        return lines(self.pairs, self.decisions, least=Reason.SPELLING)


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
    by_text = {(one.organisation, one.block, one.text): one for one in written}
    same = {
        by_text[_writing_of(link)]: _target_of(link, by_text, listed)
        for link in reversed(answers)
        if link.verdict == Verdict.SAME and _writing_of(link) in by_text
    }
    asked = [writing for writing in written if writing not in same]
    found = {pair.writing: pair for pair in pairs(asked, listed)}
    if same:  # what looks like nothing else may look like a writing of which it is known which village that is
        found = {pair.writing: pair for pair in pairs(written, listed) if pair.writing not in same} | found
    open_ones = [pair for pair in found.values() if pair.key not in decided]
    open_ones.sort(key=lambda pair: (pair.reason.value, -pair.writing.rows, pair.writing.text))
    return Questions(open_ones, len(written), count_certain(written, listed), Decisions(decided, same))


def _target_of(
    link: VillageLink, by_text: Mapping[tuple[Any, Any, str], Writing], listed: Mapping[Any, Sequence[ListedName]]
) -> ListedName | Writing:
    """The village of a link: of the list, or another writing, which may stand in no row any more."""
    organisation, block, _text = _writing_of(link)
    if link.listed is None:
        other = by_text.get((organisation, block, link.same_as))
        return other or Writing(organisation, block, link.same_as, 0)
    named = next((one for one in listed.get(block, ()) if one.code == link.listed_id), None)
    return named or ListedName(link.listed.code, block, link.listed.name_en, link.listed.name_hi)


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
    """These writings and all that were said to be the same village as one of them, also over others. A query for each
    step, none without texts.

    For searches and filters: whoever looks for one finds the records with the others.
    """
    found, codes = set(texts), set[int]()
    decided = links(by).filter(verdict=Verdict.SAME)
    while found:
        named, reached = set[str](), set[int]()
        written = Q(village__in=found) | Q(same_as__in=found)
        listed = Q(listed_id__in=codes) | Q(listed__name_en__in=found) | Q(listed__name_hi__in=found)
        for link in decided.filter(written | listed):
            named |= {link.village, link.same_as}
            if link.listed is not None:
                named |= {link.listed.name_en, link.listed.name_hi}
                reached.add(link.listed.code)
        named.discard("")
        if named <= found and reached <= codes:
            break
        found |= named
        codes |= reached
    return found


def village_names(by: Actor, texts: Collection[str]) -> dict[str, str]:
    """{writing: one writing for all of its village} of these: in both scripts, and what was said to be the same. One
    query. For lists, which do not tell villages of one name in several blocks apart: the block is a condition too.
    """
    near: dict[str, set[str]] = defaultdict(set)
    for link in links(by).filter(verdict=Verdict.SAME).order_by():
        listed = link.listed
        names = {link.village, link.same_as, *((listed.name_en, listed.name_hi) if listed is not None else ())}
        folded = {fold(name) for name in names} - {""}
        for name in folded:
            near[name] |= folded
    by_fold: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        by_fold[fold(text)].append(text)
    found: dict[str, str] = {}
    for name in sorted(by_fold):
        if by_fold[name][0] not in found:
            together = [text for one in _reached(name, near) for text in by_fold.get(one, ())]
            found |= dict.fromkeys(together, min(together))
    return found


def village_keys(organisation_id: uuid.UUID) -> dict[tuple[uuid.UUID, str], str]:
    """{(block, folded writing): the key of its village} of all that this organisation said to be the same. Two queries
    at most, within the reach of who asks. A writing without an entry is known by its own folded name, and so is a name
    of the official list that two villages of the block have.
    """
    rows = VillageLink._default_manager.filter(
        withdrawn_at__isnull=True, organisation_id=organisation_id, verdict=Verdict.SAME
    )
    answers = list(rows.values_list("place_id", "village", "same_as", "listed_id"))
    named = _certain_folds({block for block, _village, _same, code in answers if code is not None})
    near: dict[uuid.UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for block, village, same_as, code in answers:
        together = {fold(village), fold(same_as), *named.get(code, ())} - {""}
        together |= {f"listed {code}"} if code is not None else set()
        for name in together:
            near[block][name] |= together
    found: dict[tuple[uuid.UUID, str], str] = {}
    for block, ways in near.items():
        for name in ways:
            if (block, name) not in found:
                reached = _reached(name, ways)
                found |= dict.fromkeys(((block, one) for one in reached), min(reached))
    return found


def _certain_folds(blocks: Collection[uuid.UUID]) -> dict[int | None, set[str]]:
    """{code: the folded names that mean this listed village of its block alone}."""
    found: dict[int | None, set[str]] = {}
    for there in _listed(blocks).values() if blocks else ():
        folds = {one.code: {fold(one.name_en), fold(one.name_hi)} - {""} for one in there}
        counted = Counter(name for names in folds.values() for name in names)
        found |= {code: {name for name in names if counted[name] == 1} for code, names in folds.items()}
    return found


def _reached(first: str, near: Mapping[str, Collection[str]]) -> set[str]:
    """What is reached from a name over any number of steps, itself included."""
    found, new = set[str](), {first}
    while new:
        found |= new
        new = {other for one in new for other in near.get(one, ())} - found
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
