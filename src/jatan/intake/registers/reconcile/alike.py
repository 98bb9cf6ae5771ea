"""Finds the records that a row of a workbook may tell of again: recorded on a page, a phone or by text.

None is merged and none counted twice before a person says which it is. Rows that came from a workbook are told apart
by their content (known_rows.py).
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace, Upper
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import importer_for
from jatan.foundation.db.any_of import AnyOf
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.models import ImportedRow, ParkedRow, ProposedCorrection
from jatan.intake.registers.reconcile.likeness import (
    APPLICATION_LASTS,
    DAYS_NEAR,
    LIKENESS,
    Fact,
    code_of_case,
    month_of_day,
)
from jatan.intake.registers.translate.office import Translated
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.models import Activity
from jatan.programme.cases.register.selectors import cases
from jatan.programme.groups.models import Group, Membership
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.reach import live
from jatan.programme.schemes.models import Linkage
from jatan.programme.villages.selectors import village_keys
from jatan_names import fold

# The code of a row that waits for somebody to say whether it is on record already, and of the answer that it is not.
LOOKS_ALIKE: Final = "looks_alike"
_MESSAGE = _("This seems to be on record already. Is it the same?")
# The column beside which it is said.
_COLUMNS: Final = {"group": "forum", "membership": "name", "linkage": "name", "case": "case_code"}
_WEEK: Final = range(-DAYS_NEAR, DAYS_NEAR + 1)

type _Facts = Sequence[Fact]


def find_alike(organisation_id: uuid.UUID, what: str, rows: Sequence[Translated]) -> dict[int, Guarded]:
    """{index of a row: the live record of the kind `what` that it may be}, those of workbooks aside.

    By the rule of its kind (likeness.py). Each record is the candidate of the nearest row first; of another only where
    that may be no other record.
    """
    if not rows:
        return {}
    villages = village_keys(organisation_id)
    rule, facts = LIKENESS[what], [Fact(one.main, one.person, villages) for one in rows]
    on_record: Mapping[Hashable, list[tuple[int, Fact]]] = defaultdict(list)
    for place, record in enumerate(_not_of_workbooks(organisation_id, _RECORDS[what](organisation_id, facts))):
        known = fact_of(record, villages)
        for key in rule.keys(known):
            on_record[key].append((place, known))
    pairs: dict[tuple[int, int], tuple[float, Guarded]] = {}
    for number, fact in enumerate(facts):
        for key in rule.keys(fact):
            for place, known in on_record.get(key, ()):
                if (number, place) not in pairs and rule.may_be(fact, known):
                    pairs[number, place] = rule.distance(fact, known), known.main
    return _nearest_first(sorted((far, *where, record) for where, (far, record) in pairs.items()))


def fact_of(record: Any, villages: Mapping[tuple[Any, str], str] | None = None) -> Fact:
    """A record as it is compared. Its place, and its group and person where it has them, are loaded."""
    return Fact(record, getattr(record, "person", None), villages or {})


def may_be(what: str, row: Translated, record: Guarded, villages: Mapping[tuple[Any, str], str]) -> bool:
    """Whether a row looks like this record of its kind. `villages`: those of their organisation (`village_keys`)."""
    return LIKENESS[what].may_be(Fact(row.main, row.person, villages), fact_of(record, villages))


def records_alike(organisation_id: uuid.UUID, what: str, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Guarded]:
    """{id: record}: the live ones of these records of one kind, as they are compared."""
    return _base(organisation_id, what).in_bulk(list(ids))


def waits_as_alike(what: str, record: Guarded) -> Problems:
    """Why a row waits that may be this record; the id of the record is its one candidate."""
    column = _COLUMNS.get(what, "date")
    return Problems((Problem(LOOKS_ALIKE, _MESSAGE, field=column, candidates=(str(record.pk),)),))


def alike_of(problems: Sequence[Mapping[str, Any]]) -> uuid.UUID | None:
    """The id of the record that a row may be, by the problems that are kept of the row; None without any."""
    found = (one["candidates"][0] for one in problems if one["code"] == LOOKS_ALIKE and one["candidates"])
    return next(map(uuid.UUID, found), None)


def _nearest_first(pairs: Sequence[tuple[float, int, int, Guarded]]) -> dict[int, Guarded]:
    found: dict[int, Guarded] = {}
    taken: set[uuid.UUID] = set()
    for _far, number, _place, record in pairs:
        if number not in found and record.pk not in taken:
            found[number] = record
            taken.add(record.pk)
    for _far, number, _place, record in pairs:
        found.setdefault(number, record)
    return found


def _not_of_workbooks(organisation_id: uuid.UUID, rows: QuerySet[Any]) -> Iterable[Any]:
    from_workbook = ImportedRow.objects.filter(
        organisation_id=organisation_id, record_id=OuterRef("pk"), is_joined=False
    )
    return rows.filter(~Exists(from_workbook)).order_by("pk")


_MODELS: Mapping[str, tuple[type[Any], tuple[str, ...]]] = {
    "activity": (Activity, ("group", "place")),
    "journey": (Journey, ("person", "place")),
    "linkage": (Linkage, ("person", "place")),
    "issue": (Issue, ("person", "place")),
    "group": (Group, ("place",)),
    "membership": (Membership, ("person", "group", "place")),
}


def related_of(what: str) -> tuple[str, ...]:
    """The links of a record of this kind that `fact_of` follows, to be fetched with it."""
    return _MODELS[what][1]


def _base(organisation_id: uuid.UUID, what: str) -> QuerySet[Any]:
    if what == "case":
        return cases(importer_for(organisation_id)).filter(organisation_id=organisation_id)
    model, related = _MODELS[what]
    return live(model).filter(organisation_id=organisation_id).select_related(*related)


def _meetings(organisation_id: uuid.UUID, facts: _Facts) -> QuerySet[Any]:
    """Of the kinds of these meetings and of their days: of whole months only where a day is not known."""
    rows = [fact.main for fact in facts]
    days = {one.held_on for one in rows if one.is_day_known}
    is_near = Q(AnyOf("held_on", days), is_day_known=True) | Q(
        AnyOf("held_on", {day.replace(day=1) for day in days}), is_day_known=False
    )
    for month in sorted({month_of_day(one.held_on) for one in rows if not one.is_day_known}):
        is_near |= Q(held_on__gte=month, held_on__lt=(month + dt.timedelta(days=31)).replace(day=1))
    return _base(organisation_id, "activity").filter(is_near, kind__in={one.kind for one in rows})


def _journeys(organisation_id: uuid.UUID, facts: _Facts) -> QuerySet[Any]:
    days = _weeks(day for fact in facts for day in (fact.main.registered_on, fact.main.leaves_on))
    return _base(organisation_id, "journey").filter(Q(AnyOf("registered_on", days)) | Q(AnyOf("leaves_on", days)))


def _linkages(organisation_id: uuid.UUID, facts: _Facts) -> QuerySet[Any]:
    """Of the schemes of these rows, within a year of their days, or without a day."""
    names = ("applied_on", "sanctioned_on", "received_on")
    rows = _base(organisation_id, "linkage").filter(scheme__in={fact.main.scheme for fact in facts})
    known = [[day for name in names if (day := getattr(fact.main, name)) is not None] for fact in facts]
    if not all(known):
        return rows
    year = dt.timedelta(days=APPLICATION_LASTS)
    period = min(map(min, known)) - year, max(map(max, known)) + year
    is_near = Q(**{f"{name}__isnull": True for name in names})
    for name in names:
        is_near |= Q(**{f"{name}__range": period})
    return rows.filter(is_near)


def _issues(organisation_id: uuid.UUID, facts: _Facts) -> QuerySet[Any]:
    rows = _base(organisation_id, "issue")
    # An issue that tells of the danger of waiting rows is no other record of it (danger.py).
    for waiting in (ParkedRow, ProposedCorrection):
        of_danger = waiting._default_manager.filter(organisation_id=organisation_id, issue=OuterRef("pk"))
        rows = rows.filter(~Exists(of_danger))
    return rows.filter(AnyOf("received_on", _weeks(fact.main.received_on for fact in facts)))


def _groups(organisation_id: uuid.UUID, facts: _Facts) -> QuerySet[Any]:
    names = {fold(fact.main.name) for fact in facts}
    return _base(organisation_id, "group").filter(kind__in={fact.main.kind for fact in facts}, name_fold__in=names)


def _memberships(organisation_id: uuid.UUID, facts: _Facts) -> QuerySet[Any]:
    return _base(organisation_id, "membership").filter(group__in={fact.main.group.pk for fact in facts})


def _cases(organisation_id: uuid.UUID, facts: _Facts) -> QuerySet[Any]:
    compared = Upper(Replace(F("code"), Value(" "), Value(""), output_field=CharField()))
    codes = {code_of_case(fact.main.code) for fact in facts}
    rows: QuerySet[Any] = _base(organisation_id, "case").alias(compared=compared)
    return rows.filter(compared__in=codes)


def _weeks(days: Iterable[dt.date | None]) -> set[dt.date]:
    """These days, and those that are near."""
    known = {day for day in days if day is not None}
    return {day + dt.timedelta(days=more) for day in known for more in _WEEK}


# {kind of record: which of those on record may be these facts at all}; bounded by indexed columns.
_RECORDS: Mapping[str, Callable[[uuid.UUID, _Facts], QuerySet[Any]]] = {
    "activity": _meetings,
    "journey": _journeys,
    "linkage": _linkages,
    "issue": _issues,
    "group": _groups,
    "membership": _memberships,
    "case": _cases,
}
