"""Queries for studies. What a study is, the network reads; interviews are narrowed to the reader's reach."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Kind, OrganisationDistrict
from jatan.programme.people.reach import live, reachable
from jatan.programme.studies.models import (
    Draw,
    Enumerator,
    Finding,
    Instrument,
    Interview,
    ParkedInterview,
    SharedCopy,
    Site,
    Study,
)

_SEE = Permission.LIBRARY_SEE
_ROWS = Permission.INTERVIEWS_SEE


def studies(by: Actor) -> QuerySet[Study]:
    """Every study within reach, newest first."""
    return reachable(Study, by=by, permission=_SEE, related=("report",)).order_by("-id")


def find_asked_study(by: Actor, study_id: uuid.UUID, permission: Permission = _ROWS) -> Study:
    """A study whose interviews concern the actor: of the network's office, or of an organisation whose interviews she
    reaches (sees, or records by `permission`). Raises Study.DoesNotExist."""
    reached = by.reach(permission).row_organisations
    of_network = Q(organisation__kind=Kind.NETWORK)
    return studies(by).filter(of_network | Q(organisation_id__in=reached)).get(pk=study_id)


def instruments_of(study: Study) -> QuerySet[Instrument]:
    """All versions of the questions, newest first."""
    rows = live(Instrument).filter(organisation_id=study.organisation_id, study=study)
    return rows.select_related("study", "place", "study__place").order_by("-version")


def current_instrument(study: Study) -> Instrument:
    """The newest version of the questions."""
    return instruments_of(study)[0]


def instrument_of(study: Study, version: int) -> Instrument:
    """One version of the questions. Raises Instrument.DoesNotExist."""
    return instruments_of(study).get(version=version)


def draw_of(study: Study) -> Draw | None:
    """The draw in force, or None."""
    rows = live(Draw).filter(organisation_id=study.organisation_id, study=study)
    return rows.select_related("place", "place__district").first()


def sites_of(study: Study) -> QuerySet[Site]:
    """The drawn villages, in the order of the list."""
    rows = live(Site).filter(organisation_id=study.organisation_id, draw__study=study, draw__withdrawn_at__isnull=True)
    return rows.select_related("place", "place__district", "place__block").order_by("position")


def sites_for(study: Study, organisation: uuid.UUID) -> list[Site]:
    """The drawn villages in the districts of an organisation; all of them for one without districts (the network)."""
    held = OrganisationDistrict.objects.filter(organisation_id=organisation, until__isnull=True)
    districts = set(held.values_list("district_id", flat=True))
    return [site for site in sites_of(study) if not districts or (site.place.district_id or site.place_id) in districts]


def interviews_of(by: Actor, study: Study) -> QuerySet[Interview]:
    """Interviews of a study within reach, newest first."""
    rows = reachable(Interview, by=by, permission=_ROWS, related=("enumerator",))
    return rows.filter(study_ref=study.pk).order_by("-held_on", "-id")


def interviews(by: Actor) -> QuerySet[Interview]:
    """Interviews of all studies within reach."""
    return reachable(Interview, by=by, permission=_ROWS, related=("enumerator",)).order_by("-held_on", "-id")


def find_interview(by: Actor, interview_id: uuid.UUID) -> Interview:
    """One interview within reach. Raises Interview.DoesNotExist."""
    return interviews(by).get(pk=interview_id)


def interview_counts(by: Actor, study: Study) -> dict[uuid.UUID, int]:
    """{drawn village: interviews within reach}."""
    rows = interviews_of(by, study).order_by().values_list("site_ref")
    return dict(rows.annotate(number=Count("pk")))


def may_read_all(by: Actor, study: Study) -> bool:
    """Whether the actor reads every interview of a study, of whichever member: the live tables are hers."""
    return study.organisation_id in by.reach(_ROWS).organisations and by.network <= (
        by.reach(_ROWS).organisations | by.former
    )


def enumerators_of(by: Actor, study: Study, organisations: Collection[uuid.UUID]) -> QuerySet[Enumerator]:
    """Those who hold interviews for these organisations: known to all who record there."""
    reach = by.reach(_ROWS).row_organisations & frozenset(organisations)
    rows = live(Enumerator).filter(organisation_id__in=reach, study_ref=study.pk)
    return rows.select_related("organisation", "place").order_by("organisation__code", "number")


def parked_of(by: Actor, study: Study) -> QuerySet[ParkedInterview]:
    """Parked rows of workbooks that nobody has closed, within reach."""
    rows = reachable(ParkedInterview, by=by, permission=_ROWS)
    return rows.filter(study_ref=study.pk, closed_on__isnull=True).order_by("id")


def find_parked(by: Actor, parked_id: uuid.UUID) -> ParkedInterview:
    """An open parked row within reach. Raises ParkedInterview.DoesNotExist."""
    return reachable(ParkedInterview, by=by, permission=_ROWS).get(pk=parked_id, closed_on__isnull=True)


def findings_of(study: Study) -> QuerySet[Finding]:
    """The findings, in the order they were written."""
    rows: QuerySet[Any] = live(Finding).filter(organisation_id=study.organisation_id, study=study)
    return rows.select_related("place", "study", "study__place").order_by("id")


def shared_copies_of(study: Study) -> QuerySet[SharedCopy]:
    """Who received copies, newest first."""
    rows: QuerySet[Any] = live(SharedCopy).filter(organisation_id=study.organisation_id, study=study)
    return rows.select_related("place", "study", "study__place").order_by("-given_on", "-id")
