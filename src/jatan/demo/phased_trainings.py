"""Phased trainings of the last months, written through the services: a forum, frontline workers, members' staff."""

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from django.db.models import Count, Q

from jatan.demo import plan
from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.groups.choices import GroupKind
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import groups
from jatan.programme.training.answers import write_answers
from jatan.programme.training.choices import KINDS_FOR, Stage
from jatan.programme.training.commands import AddTrainee, HoldSession, NameFacilitator, PlanSeries, PlanSession
from jatan.programme.training.completion import complete_phase
from jatan.programme.training.curricula import take_shipped
from jatan.programme.training.models import Curriculum, Facilitator, Series, Trainee
from jatan.programme.training.selectors import published_curricula, questions, trainees
from jatan.programme.training.services import FACILITATOR, SERIES, add_trainees
from jatan.programme.training.sessions import hold_session, plan_session
from jatan.programme.training.shipped import shipped_curricula

_ANSWERING: Final = 6  # of a forum, so many people's answers are written down one by one
_FRONTLINE: Final = (
    ("सुशीला बाड़ा", "सहिया"),
    ("अनिमा टोप्पो", "सहिया"),
    ("रजनी केरकेट्टा", "आंगनबाड़ी सेविका"),
    ("सुमन देवी", "आंगनबाड़ी सेविका"),
    ("प्रतिमा लकड़ा", "एएनएम"),
    ("बसंती कुमारी", "शिक्षिका"),
    ("मीना खलखो", "सहिया"),
)
_STAFF: Final = (
    ("अलका मिंज", "समन्वयक"),
    ("दीपक महतो", "फ़ील्ड कार्यकर्ता"),
    ("सरोज टूटी", "फ़ील्ड कार्यकर्ता"),
    ("नूतन सोरेन", "सहायता केंद्र कार्यकर्ता"),
    ("राजेश मरांडी", "फ़ील्ड कार्यकर्ता"),
)


def record_trainings(accounts: Mapping[Role, Account]) -> None:
    """Two curricula of the secretariat; a training of a forum that is due for its third phase, two by name."""
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        state = Place.objects.filter(level="state", name_en="Jharkhand").first()
        office = by.home_organisations[0]
        place = state or Place.objects.filter(level="district").order_by("name_en")[0]
        forums, frontline = (
            take_shipped(by=by, shipped=one, organisation_id=office, place=place) for one in shipped_curricula()
        )
        staff = _series(by, forums, place, "सदस्य संस्थाओं के कर्मचारियों का प्रशिक्षण", "staff", 40)
        _name(by, staff, _STAFF)
        _hold(by, staff, 1, 33, None, Random(plan.SEED))  # noqa: S311 - invented records
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        rng = Random(plan.SEED)  # noqa: S311
        forum = _forum(by)
        if forum is None:
            return
        teacher = _teacher(by, forum.place, forums, frontline)
        _train_forum(by, forum, forums, teacher, rng)
        workers = _series(by, frontline, forum.place, "फ्रंटलाइन कार्यकर्ताओं का प्रशिक्षण", "frontline", 30)
        _name(by, workers, _FRONTLINE)
        _hold(by, workers, 1, 24, teacher, rng)
        _ask_group(by, workers, 1, 24, len(_FRONTLINE))
        _plan(by, workers, 2, -18, teacher)


def _forum(by: Actor) -> Group | None:
    """A forum of the member with ten to forty members on record."""
    current = Q(memberships__left_on__isnull=True, memberships__withdrawn_at__isnull=True)
    rows = groups(by).filter(kind=GroupKind.FORUM, dissolved_on__isnull=True)
    return (
        rows.annotate(size=Count("memberships", filter=current))
        .filter(size__gte=10, size__lte=40)
        .order_by("id")
        .first()
    )


def _teacher(by: Actor, place: Place, *may_teach: Curriculum) -> Facilitator:
    command = NameFacilitator(
        organisation=by.home_organisations[0],
        place=place,
        name="फुलकुमारी तिर्की",
        languages=["hi", "sck"],
        may_teach=[str(one.root) for one in may_teach],
        note="नेटवर्क दफ़्तर का प्रशिक्षण",
    )
    return FACILITATOR.record(by=by, command=command)


def _train_forum(by: Actor, forum: Group, curriculum: Curriculum, teacher: Facilitator, rng: Random) -> None:
    """Phase 1 five months ago, phase 2 three months ago; most are due for phase 3, and its session is next week."""
    series = _series(by, curriculum, forum.place, f"{forum.name}: {curriculum.title_hi}"[:200], "forum", 160, forum)
    people = _hold(by, series, 1, 155, teacher, rng)
    for stage, days, right in ((Stage.BEFORE, 155, 0.4), (Stage.AFTER, 154, 0.8)):
        _ask(by, series, 1, people[:_ANSWERING], stage, days, right, rng)
    people = _hold(by, series, 2, 92, teacher, rng)
    _ask_group(by, series, 2, 92, len(people))
    _plan(by, series, 3, -6, teacher)


def _series(
    by: Actor,
    curriculum: Curriculum,
    place: Place,
    title: str,
    audience: str,
    days_ago: int,
    group: Group | None = None,
) -> Series:
    followed = published_curricula(by).get(pk=curriculum.pk)
    command = PlanSeries(
        organisation=by.home_organisations[0],
        place=place,
        village=group.village if group is not None else "",
        curriculum_id=followed.pk,
        title=title,
        audience=audience,
        group=group,
        language="hi",
        begins_on=_day(days_ago),
    )
    return SERIES.record(by=by, command=command)


def _name(by: Actor, series: Series, people: Sequence[tuple[str, str]]) -> None:
    men = {"दीपक महतो", "राजेश मरांडी"}
    add_trainees(
        by=by,
        commands=[
            AddTrainee(series=series, name=name, from_where=work, sex="m" if name in men else "f")
            for name, work in people
        ],
    )


def _hold(
    by: Actor, series: Series, phase: int, days_ago: int, teacher: Facilitator | None, rng: Random
) -> list[Trainee]:
    """Hold a session with most of the participants, who complete the phase; returns them."""
    everybody = list(trainees(by, series))
    there = [row for row in everybody if rng.random() < 0.8] or everybody
    day = _day(days_ago)
    session = plan_session(by=by, command=PlanSession(series=series, phase=phase, planned_on=day, facilitator=teacher))
    held = HoldSession(
        held_on=day,
        kind=KINDS_FOR[series.audience][0],
        listed=[row.pk for row in everybody],
        present=[row.pk for row in there],
        others_women=rng.randint(0, 4),
    )
    hold_session(by=by, session=session, command=held)
    complete_phase(by=by, series=series, phase=phase, trainees_=there, completed_on=day)
    return there


def _plan(by: Actor, series: Series, phase: int, days_ago: int, teacher: Facilitator) -> None:
    command = PlanSession(series=series, phase=phase, planned_on=_day(days_ago), facilitator=teacher)
    plan_session(by=by, command=command)


def _ask(
    by: Actor,
    series: Series,
    phase: int,
    people: Sequence[Trainee],
    stage: str,
    days_ago: int,
    right: float,
    rng: Random,
) -> None:
    asked = list(questions(series.curriculum_id).filter(phase=phase))
    for one in people:
        answers = [row.right if rng.random() < right else row.right % len(row.options) + 1 for row in asked]
        write_answers(
            by=by,
            series=series,
            phase=phase,
            stage=stage,
            trainee=one,
            answers=answers,
            asked_on=_day(days_ago),
        )


def _ask_group(by: Actor, series: Series, phase: int, days_ago: int, people: int) -> None:
    """By show of hands: half were right before, most afterwards."""
    asked = questions(series.curriculum_id).filter(phase=phase).count()
    for stage, share in ((Stage.BEFORE, 0.45), (Stage.AFTER, 0.85)):
        answers = [min(people, round(people * share) + number % 2) for number in range(asked)]
        write_answers(
            by=by,
            series=series,
            phase=phase,
            stage=stage,
            trainee=None,
            answers=answers,
            people=people,
            asked_on=_day(days_ago),
        )


def _day(days_ago: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days_ago)
