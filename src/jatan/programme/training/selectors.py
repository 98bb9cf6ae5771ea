"""Queries about training, limited to the actor's reach. No query for each row in lists.

Names of participants and facilitators, and what somebody answered, are read in their own organisation only.
"""

import uuid

from django.db.models import Count, F, Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.activities.models import Activity
from jatan.programme.activities.selectors import activities
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live, reachable
from jatan.programme.training.models import (
    AnswerSheet,
    Attendance,
    Completion,
    Curriculum,
    Facilitator,
    Module,
    Phase,
    Question,
    Series,
    Session,
    Trainee,
)

_SEE = Permission.ACTIVITIES_SEE
_SERIES = ("series", "series__place", "series__group")


def curricula(by: Actor) -> QuerySet[Curriculum]:
    """Published versions of everybody, and the drafts of the actor's own organisations, newest first."""
    rows = reachable(Curriculum, by=by, permission=Permission.LIBRARY_SEE)
    own = Q(organisation_id__in=by.home_organisations)
    return rows.filter(Q(published_on__isnull=False) | own).order_by("-id")


def published_curricula(by: Actor) -> QuerySet[Curriculum]:
    """What a series can follow, the newest version of each organisation first."""
    return curricula(by).filter(published_on__isnull=False).order_by("title_hi", "root", "-version", "-id")


def phases(curriculum: Curriculum | uuid.UUID) -> QuerySet[Phase]:
    """The phases of a version that the actor has found, in their order."""
    return live(Phase).filter(curriculum=curriculum).select_related("curriculum", "place").order_by("number")


def modules(curriculum: Curriculum | uuid.UUID) -> QuerySet[Module]:
    """The modules of a version that the actor has found, in their order."""
    rows = live(Module).filter(curriculum=curriculum).select_related("curriculum", "place")
    return rows.order_by("phase", "number")


def questions(curriculum: Curriculum | uuid.UUID) -> QuerySet[Question]:
    """The questions of a version that the actor has found, in their order."""
    return (
        live(Question).filter(curriculum=curriculum).select_related("curriculum", "place").order_by("phase", "number")
    )


def facilitators(by: Actor) -> QuerySet[Facilitator]:
    """Those who teach in the actor's own organisations, by name."""
    rows = reachable(Facilitator, by=by, permission=_SEE)
    return rows.filter(organisation_id__in=by.home_organisations).order_by("name", "id")


def series(by: Actor) -> QuerySet[Series]:
    """Every series within reach, the latest first."""
    rows = reachable(Series, by=by, permission=_SEE, related=("group", "group__place"))
    return rows.order_by("-begins_on", "-id")


def followed(of: Series) -> Curriculum:
    """The version that a series follows, whoever wrote it. Raises Curriculum.DoesNotExist."""
    return Curriculum.objects.select_related("organisation", "place").get(pk=of.curriculum_id)


def with_numbers(rows: QuerySet[Series]) -> QuerySet[Series]:
    """The same series, annotated with `learners`: participants who have not left the training."""
    active = Q(trainees__withdrawn_at__isnull=True, trainees__stopped_on__isnull=True)
    return rows.annotate(learners=Count("trainees", filter=active))


def search_series(by: Actor, text: str) -> QuerySet[Series]:
    """Series whose name or group contains `text`; none for an empty text."""
    words = text.strip()
    if not words:
        return series(by).none()
    return series(by).filter(Q(title__icontains=words) | Q(group__name__icontains=words))


def trainees(by: Actor, of: Series | None = None) -> QuerySet[Trainee]:
    """Participants in the actor's own organisations, by name; of recorded people only those within reach."""
    rows = reachable(Trainee, by=by, permission=_SEE, related=(*_SERIES, "person", "person__place"))
    seen = gate.within_reach(live(Person), by=by, permission=Permission.PEOPLE_SEE)
    rows = rows.filter(organisation_id__in=by.home_organisations, series__withdrawn_at__isnull=True)
    rows = rows.filter(Q(person__isnull=True) | Q(person__in=seen))
    return (rows if of is None else rows.filter(series=of)).order_by("person__name", "name", "id")


def find_trainee(by: Actor, of: Series, trainee_id: uuid.UUID) -> Trainee:
    """One participant of a series. Raises Trainee.DoesNotExist."""
    return trainees(by, of).get(id=trainee_id)


def sessions(by: Actor, of: Series | None = None) -> QuerySet[Session]:
    """Sessions within reach, in the order of their days."""
    related = (*_SERIES, "activity", "activity__place", "facilitator")
    rows = reachable(Session, by=by, permission=_SEE, related=related).filter(series__withdrawn_at__isnull=True)
    return (rows if of is None else rows.filter(series=of)).order_by("phase", "planned_on", "id")


def find_session(by: Actor, session_id: uuid.UUID) -> Session:
    """One session within reach. Raises Session.DoesNotExist."""
    return sessions(by).get(id=session_id)


def planned_sessions(by: Actor) -> QuerySet[Session]:
    """Sessions of the actor's own organisations that are not written down as held, the earliest planned first."""
    rows = sessions(by).filter(organisation_id__in=by.home_organisations, series__ended_on__isnull=True)
    return rows.filter(Q(activity__isnull=True) | Q(activity__withdrawn_at__isnull=False)).order_by("planned_on", "id")


def has_held_sessions(of: Series) -> bool:
    """Whether a session of a series that the actor has found was written down as held."""
    return live(Session).filter(series=of, activity__isnull=False).exists()


def attendances(by: Actor, of: Series) -> QuerySet[Attendance]:
    """Who was at the sessions of a series, of the participants that the actor may see."""
    rows = live(Attendance).filter(session__series=of, session__withdrawn_at__isnull=True)
    return rows.filter(trainee__in=trainees(by, of).order_by().values("pk"))


def answer_sheets(by: Actor, of: Series) -> QuerySet[AnswerSheet]:
    """Answers to the questions of a series, in the actor's own organisations, of participants she may see."""
    rows = reachable(AnswerSheet, by=by, permission=_SEE).filter(organisation_id__in=by.home_organisations, series=of)
    seen = trainees(by, of).order_by().values("pk")
    return rows.filter(Q(trainee__isnull=True) | Q(trainee__in=seen)).order_by("id")


def completions(by: Actor, of: Series | None = None) -> QuerySet[Completion]:
    """Completed phases, of the participants that the actor may see, the latest first."""
    related = (*_SERIES, "trainee", "trainee__person")
    rows = reachable(Completion, by=by, permission=_SEE, related=related)
    rows = rows.filter(trainee__in=trainees(by, of).order_by().values("pk"))
    return rows.order_by("-completed_on", "-id")


def find_completion(by: Actor, completion_id: uuid.UUID) -> Completion:
    """One completed phase. Raises Completion.DoesNotExist."""
    return completions(by).get(id=completion_id)


def joinable_activities(by: Actor, session: Session, kinds: tuple[str, ...], days: int = 14) -> QuerySet[Activity]:
    """Activities on record near the planned day that this session may be: of these kinds, and no session's yet."""
    since, until = session.planned_on.toordinal() - days, session.planned_on.toordinal() + days
    first, last = (type(session.planned_on).fromordinal(day) for day in (since, until))
    taken = live(Session).filter(organisation_id=session.organisation_id, activity__isnull=False).values("activity")
    rows = activities(by).filter(organisation_id=session.organisation_id, held_on__range=(first, last), kind__in=kinds)
    return rows.exclude(kind=ActivityKind.GROUP_REACH).exclude(pk__in=taken).order_by(F("held_on").desc(), "-id")
