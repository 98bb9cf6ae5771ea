"""Queries for applications to offices, limited to the actor's reach and to issues that she may see."""

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.programme.allies.models import Ally
from jatan.programme.allies.selectors import allies
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import issues
from jatan.programme.letters.choices import OFFICE_OF
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.people.reach import reachable

_MOST_OFFICES = 60


def letters(by: Actor) -> QuerySet[OfficeLetter]:
    """Every application within reach, newest first."""
    rows = reachable(OfficeLetter, by=by, permission=Permission.HELPDESK_SEE, related=("issue", "ally"))
    return rows.filter(issue__in=issues(by).order_by().values("pk")).order_by("-written_on", "-id")


def offices_near(by: Actor, issue: Issue) -> list[Ally]:
    """Offices of the directory that get applications, in the district of the issue: by name, at most 60."""
    place: Place = issue.place
    district = place.district_id or place.pk
    near = Q(place_id=place.pk) | Q(place_id=district) | Q(place__district_id=district)
    return list(
        allies(by).filter(near, kind__in=[str(kind) for kind in OFFICE_OF]).order_by("name", "id")[:_MOST_OFFICES]
    )
