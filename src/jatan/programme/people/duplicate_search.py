"""Possible duplicates of a person: searched before saving, and stored as suggestions afterwards.

Candidates share a composite key (telephone, given name and village, given name and guardian, given name and surname
in the district within three years, guardian and village); `compare_traits` scores them. A suggestion changes no record.
"""

import uuid
from collections.abc import Sequence
from itertools import batched

from django.db import transaction
from django.db.models import Q

from jatan.foundation.network import marks
from jatan.foundation.places.models import Place
from jatan.programme.people import candidates, keys
from jatan.programme.people.candidates import Area, Candidate, KeyCondition, between, equals
from jatan.programme.people.choices import Decision
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.key_index import birth_year_of
from jatan.programme.people.models import Person, PersonKey, Suggestion
from jatan.programme.people.reach import live
from jatan.programme.people.similarity import REVIEW_FROM, Similarity, Traits, compare_traits

PERSON_MARK = "person"
MAX_COMPARED_AT_ONCE = 5  # more than this are compared in the background

PER_BRANCH, PER_PERSON = 150, 5
_PHONE = 10
_BATCH = 2_000
_YEARS, _BAND = 3, 4


def traits_from_command(command: RegisterPerson) -> Traits:
    """The compared features of somebody who is not recorded yet."""
    found = keys.keys_of(command.name, command.guardian_name, command.village)
    year = birth_year_of(command.age, command.age_on, command.birth_year)
    return Traits(
        found.name_fold,
        found.given_key,
        found.last_key,
        found.guardian_fold,
        found.village_fold,
        command.phone,
        year,
        command.sex,
    )


def find_similar(inside: Sequence[Area], one: Traits, place: Place) -> list[tuple[Candidate, Similarity]]:
    """Candidates with a score of at least REVIEW_FROM, the most similar first."""
    found = candidates.fetch_candidates(inside, _branches(inside, one, keys.block_and_district(place)[1]), PER_BRANCH)
    rated = [(other, compare_traits(one, _traits(other))) for other in found]
    good = [(other, how) for other, how in rated if how is not None and how.points >= REVIEW_FROM]
    return sorted(good, key=lambda pair: (pair[1].points, pair[0].person_id), reverse=True)


def suggest_duplicates(ids: Sequence[uuid.UUID]) -> int:
    """Store suggestions for these people within their organisation; returns how many are new."""
    people = list(Person.objects.filter(id__in=ids, withdrawn_at=None).select_related("place", "found_by"))
    fresh = [row for person in people for row in _suggestions(person)]
    with transaction.atomic():
        before = Suggestion.objects.filter(first__in={row.first_id for row in fresh}).count() if fresh else 0
        Suggestion.objects.bulk_create(fresh, ignore_conflicts=True)
        PersonKey.objects.filter(person__in=ids).update(is_compared=True)
        _keep_marks([person.found_by for person in people])
        after = Suggestion.objects.filter(first__in={row.first_id for row in fresh}).count() if fresh else 0
    return after - before


def withdraw_suggestions(people: Sequence[Person], *, reason: str) -> None:
    """Withdraw the undecided suggestions about people of one organisation who were withdrawn together."""
    for some in batched(people, _BATCH, strict=False):
        rows = live(Suggestion).filter(organisation_id=some[0].organisation_id, state=Decision.OPEN)
        rows.filter(Q(first__in=some) | Q(second__in=some)).update(
            withdrawn_at=some[0].withdrawn_at, withdrawn_by=some[0].withdrawn_by, withdrawn_reason=reason
        )


def compare_pending(organisation_id: uuid.UUID, most: int) -> int:
    """Compare at most `most` people that are not compared yet; returns how many were compared. Idempotent."""
    waiting = PersonKey.objects.filter(organisation_id=organisation_id, is_compared=False)
    ids = list(waiting.values_list("person_id", flat=True)[:most])
    suggest_duplicates(ids)
    return len(ids)


def mark_texts(known: PersonKey, doubt: int = 0) -> list[str]:
    """The texts that another member would have hashed for the same person.

    They combine given name and guardian within a district and a band of birth years (with `doubt`, neighbouring years
    too), or given name and telephone.
    """
    texts = [f"{known.given_key}|{known.phone}"] if known.given_key and len(known.phone) == _PHONE else []
    if known.given_key and known.guardian_key and known.birth_year is not None:
        bands = {(known.birth_year + years) // _BAND for years in range(-doubt, doubt + 1)}
        house = f"{known.given_key}|{known.guardian_key}|{known.district_id}"
        texts += [f"{house}|{band}" for band in sorted(bands)]
    return texts


def _keep_marks(known: Sequence[PersonKey]) -> None:
    by_organisation: dict[uuid.UUID, dict[uuid.UUID, list[str]]] = {}
    for one in known:
        by_organisation.setdefault(one.organisation_id, {})[one.person_id] = mark_texts(one)
    for organisation_id, texts in by_organisation.items():
        marks.set_marks_of_rows(organisation_id, PERSON_MARK, texts)


def _suggestions(person: Person) -> list[Suggestion]:
    known: PersonKey = person.found_by
    one = _traits(known)
    found = find_similar([Area(person.organisation_id)], one, person.place)
    others = [(other, how) for other, how in found if other.person_id != person.id][:PER_PERSON]
    return [_suggestion(person, other.person_id, how) for other, how in others]


def _suggestion(person: Person, other_id: uuid.UUID, how: Similarity) -> Suggestion:
    first_id, second_id = sorted((person.id, other_id))
    return Suggestion(
        organisation_id=person.organisation_id,
        place=person.place,
        first_id=first_id,
        second_id=second_id,
        reasons=[reason.stored() for reason in how.reasons],
        is_strong=how.is_strong,
    )


def _branches(inside: Sequence[Area], one: Traits, district_id: uuid.UUID) -> list[KeyCondition]:
    organisations = {area.organisation_id for area in inside}
    guardian_key = keys.given_key_of(one.guardian_fold)
    village_key = keys.key_of(one.village_fold)
    branches = [equals("phone", one.phone)] if one.phone else []
    if one.given_key:
        near = candidates.similar_given_names(organisations, [one.given_key])[one.given_key]
        given = equals("given_key", list(dict.fromkeys([one.given_key, *near])))
        if village_key:
            branches.append(given & equals("village_key", village_key))
        if guardian_key:
            branches.append(given & equals("guardian_key", guardian_key))
        if one.last_key and one.birth_year is not None:
            years = between("birth_year", one.birth_year - _YEARS, one.birth_year + _YEARS)
            branches.append(equals("district_id", district_id) & given & equals("last_key", one.last_key) & years)
    if guardian_key and village_key:
        branches.append(equals("guardian_key", guardian_key) & equals("village_key", village_key))
    return branches


def _traits(known: PersonKey | Candidate) -> Traits:
    return Traits(
        known.name_fold,
        known.given_key,
        known.last_key,
        known.guardian_fold,
        known.village_fold,
        known.phone,
        known.birth_year,
        known.sex,
    )
