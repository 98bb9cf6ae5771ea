"""Services that plan sessions, hold them with a list of attendance, and correct that list.

A held session is one activity of the register, with its day and its numbers. It is counted there and nowhere else: the
session is joined to an activity on record, or makes one from its list. Who was present is named at the activity too.
Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.ages import ADULT
from jatan.kernel.problems import Problem
from jatan.programme.activities.commands import ATTENDANCE_PARTS, AddParticipant, RecordActivity
from jatan.programme.activities.models import Activity, Participation
from jatan.programme.activities.selectors import find_recordable
from jatan.programme.activities.services import (
    ACTIVITY,
    PARTICIPATION,
)
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.choices import Sex
from jatan.programme.people.reach import live
from jatan.programme.people.rules import age_on_day
from jatan.programme.training import events
from jatan.programme.training.commands import HoldSession, PlanSession
from jatan.programme.training.models import Attendance, Curriculum, Facilitator, Module, Phase, Series, Session, Trainee
from jatan.programme.training.selectors import trainees

_RECORD, _CORRECT = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT
_OTHERS: Final = tuple(f"others_{part}" for part in ATTENDANCE_PARTS)


def plan_session(*, by: Actor, command: PlanSession) -> Session:
    """Plan a session of a phase of the series' curriculum."""
    _require_taught(command.series, command.phase, command.covers, command.facilitator)
    row = Session(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.SESSION_PLANNED, rows=[row])[0]


def amend_session(*, by: Actor, session: Session, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Change what was planned, also by whom a held session was taught. Any colleague may."""
    command = PlanSession.of(session).changed(changes)
    _require_taught(command.series, command.phase, command.covers, command.facilitator)
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.SESSION_AMENDED,
        row=session,
        changes=changed_values(session, row_values(command)),
        reason=reason,
    )


def hold_session(*, by: Actor, session: Session, command: HoldSession) -> Session:
    """Say that a session was held, and who was there. Raises Problem("held") for the second time.

    Without `command.activity` one is recorded from the list; its numbers are those present and the others named. With
    one, its own numbers stay, and more people ticked than it counts are refused.
    """
    with transaction.atomic():
        locked = _locked(session)
        if is_held(locked):
            raise Problem("held", _("This session is written down already."))
        listed = _listed(by, locked.series, command.listed)
        present = [row for row in listed if row.pk in set(command.present)]
        activity = _activity(by, locked, command, present)
        acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.SESSION_HELD,
            row=session,
            changes={
                "activity": activity,
                "made_activity": command.activity is None,
                **{name: getattr(command, name) for name in _OTHERS},
            },
        )
        # An activity that was withdrawn by itself leaves a list behind, which is then corrected.
        _write_attendance(by, locked, listed, {row.pk for row in present}, _written(locked))
        _name_participants(by, activity, present)
    return session


def correct_attendance(
    *, by: Actor, session: Session, listed: Sequence[uuid.UUID], present: Sequence[uuid.UUID]
) -> bool:
    """Correct who was at a held session: of those `listed`, who are `present`; True if anything changed.

    The numbers of the activity follow if it was made from the list and nobody has corrected them by hand since.
    """
    with transaction.atomic():
        locked = _locked(session)
        if locked.activity is None or not is_held(locked):
            raise Problem("not_held", _("This session has not been written down yet."))
        rows = _listed(by, locked.series, listed)
        ticked = {row.pk for row in rows if row.pk in set(present)}
        written = _written(locked)
        before = [row.trainee for row in written.values() if row.is_present]
        follows = locked.made_activity and _numbers(locked, before) == _numbers_of(locked.activity)
        changed = _write_attendance(by, locked, rows, ticked, written)
        if not changed:
            return False
        kept = [row for row in before if row.pk not in {one.pk for one in rows}]
        now = [*kept, *(row for row in rows if row.pk in ticked)]
        if follows:
            ACTIVITY.amend(by=by, row=locked.activity, changes=_numbers(locked, now))
        elif not locked.made_activity and len(now) > locked.activity.total:
            raise _more_than_counted(locked.activity)
        _correct_participants(by, locked.activity, rows, ticked)
    return True


def withdraw_session(*, by: Actor, session: Session, reason: str) -> None:
    """Withdraw a session with its list of attendance. An activity that it made goes with it; a joined one stays."""
    with transaction.atomic():
        locked = _locked(session)
        for row in live(Attendance).filter(session=locked).order_by("id"):
            _withdraw(by, row, reason)
        _withdraw(by, session, reason)
        if locked.activity is not None and locked.made_activity and locked.activity.withdrawn_at is None:
            ACTIVITY.withdraw(by=by, row=locked.activity, reason=reason)


def is_held(session: Session) -> bool:
    """Whether a session was written down as held, by an activity that has not been withdrawn since."""
    return session.activity is not None and session.activity.withdrawn_at is None


def _written(session: Session) -> dict[uuid.UUID, Attendance]:
    rows = live(Attendance).filter(session=session)
    return {row.trainee_id: row for row in rows.select_related("trainee", "trainee__person", "session", "place")}


def _write_attendance(
    by: Actor,
    session: Session,
    rows: Sequence[Trainee],
    ticked: set[uuid.UUID],
    written: Mapping[uuid.UUID, Attendance],
) -> bool:
    added = [_attendance(session, row, row.pk in ticked) for row in rows if row.pk not in written]
    acts.record(by=by, permission=_RECORD, verb=events.ATTENDANCE_CORRECTED, rows=added)
    changed = bool(added)
    for row in rows:
        if row.pk in written:
            changed |= acts.amend(
                by=by,
                permission=_RECORD,
                correct=_CORRECT,
                verb=events.ATTENDANCE_CORRECTED,
                row=written[row.pk],
                changes={"is_present": row.pk in ticked},
            )
    return changed


def _activity(by: Actor, session: Session, command: HoldSession, present: Sequence[Trainee]) -> Activity:
    if command.activity is not None:
        found: Activity = find_recordable(by, command.activity)
        if found.organisation_id != session.organisation_id:
            raise Problem("unreadable", field="activity")
        if live(Session).filter(organisation_id=session.organisation_id, activity=found).exists():
            raise Problem("held", _("This meeting is a session of a training already."), field="activity")
        if len(present) > found.total:
            raise _more_than_counted(found)
        return found
    if command.held_on > clock.today():
        raise Problem("date_in_future", field="held_on")
    series = session.series
    numbers = _numbers(command, present)
    if not numbers["total"]:
        raise Problem("missing_required", _("Tick who was there, or say how many others were."), field="present")
    made = RecordActivity(
        organisation=series.organisation_id,
        place=session.place,
        panchayat=session.panchayat,
        village=session.village,
        kind=command.kind,
        held_on=command.held_on,
        group=series.group,
        topic=_topic(session),
        facilitator=session.facilitator.name if session.facilitator is not None else "",
        **numbers,
    )
    return ACTIVITY.record(by=by, command=made)


def _topic(session: Session) -> str:
    """The title of the phase, in Hindi where it has one: what stands in the register under "topic"."""
    phase = Phase.objects.live().filter(curriculum=session.series.curriculum_id, number=session.phase).first()
    if phase is None:
        return session.series.title[:500]
    return f"{session.series.title}: {phase.title_hi or phase.title_en}"[:500]


def _numbers(source: Session | HoldSession, present: Iterable[Trainee]) -> dict[str, Any]:
    """Women, men, girls, boys and total: those present by sex and age, and the others. Unknown sex: in the total only.

    A part in which nobody is known stays unrecorded where somebody's sex is unknown, else it is 0.
    """
    counted = {part: int(getattr(source, f"others_{part}")) for part in ATTENDANCE_PARTS}
    total, unknown = sum(counted.values()), 0
    for row in present:
        total += 1
        part = _part_of(row)
        if part:
            counted[part] += 1
        else:
            unknown += 1
    parts = {part: number or (None if unknown else 0) for part, number in counted.items()}
    return {**parts, "total": total}


def _numbers_of(activity: Activity) -> dict[str, Any]:
    return {name: getattr(activity, name) for name in (*ATTENDANCE_PARTS, "total")}


def _part_of(trainee: Trainee) -> str:
    """women, men, girls, boys, or "" where the sex is not known. Who is of unknown age counts as grown up."""
    person = trainee.person
    age = (
        age_on_day(clock.today(), age=person.age, age_on=person.age_on, birth_year=person.birth_year)
        if person is not None
        else None
    )
    is_child = age is not None and age < ADULT
    if trainee.of_sex == Sex.FEMALE:
        return "girls" if is_child else "women"
    if trainee.of_sex == Sex.MALE:
        return "boys" if is_child else "men"
    return ""


def _name_participants(by: Actor, activity: Activity, present: Sequence[Trainee]) -> None:
    """Name those present at the activity, without those who are named there already."""
    named = set(live(Participation).filter(activity=activity).values_list("person_id", flat=True))
    people = {row.person_id: row.person for row in present if row.person is not None}
    new = [AddParticipant(activity=activity, person=one) for pk, one in people.items() if pk not in named]
    if new:
        PARTICIPATION.record_all(by=by, commands=new)


def _correct_participants(by: Actor, activity: Activity, rows: Sequence[Trainee], ticked: set[uuid.UUID]) -> None:
    _name_participants(by, activity, [row for row in rows if row.pk in ticked])
    absent = {row.person_id for row in rows if row.pk not in ticked and row.person_id is not None}
    named = live(Participation).filter(activity=activity, person__in=absent).select_related("place").order_by("id")
    for row in named:
        PARTICIPATION.withdraw(by=by, row=row, reason=str(_("The list of attendance was corrected.")))


def _listed(by: Actor, series: Series, listed: Sequence[uuid.UUID]) -> list[Trainee]:
    """The trainees of these ids, in their order on the list. Raises Problem("unreadable") for one of another series."""
    found = {row.pk: row for row in trainees(by, series).filter(pk__in=set(listed))}
    if set(listed) - set(found):
        raise Problem("unreadable", field="present")
    return [found[pk] for pk in dict.fromkeys(listed)]


def _attendance(session: Session, trainee: Trainee, is_present: bool) -> Attendance:
    return Attendance(
        organisation_id=session.organisation_id,
        place=session.place,
        panchayat=session.panchayat,
        village=session.village,
        session=session,
        trainee=trainee,
        is_present=is_present,
    )


def _locked(session: Session) -> Session:
    rows = live(Session).select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "place", "series", "series__place", "series__group", "facilitator", "activity", "activity__place"
    ).get(organisation_id=session.organisation_id, pk=session.pk)


def _require_taught(series: Series, phase: int, covers: Sequence[int], facilitator: Facilitator | None) -> None:
    """Raise Problem for a phase or module that the curriculum lacks, or for somebody who may not teach it."""
    if not live(Phase).filter(curriculum=series.curriculum_id, number=phase).exists():
        raise Problem("unreadable", _("There is no such phase."), field="phase")
    taught = set(live(Module).filter(curriculum=series.curriculum_id, phase=phase).values_list("number", flat=True))
    if not set(covers) <= taught:
        raise Problem("unreadable", field="covers")
    roots = live(Curriculum).filter(pk=series.curriculum_id).values_list("root", flat=True)
    if facilitator is not None and not {str(root) for root in roots} & set(facilitator.may_teach):
        raise Problem(
            "may_not_teach", _("She is not written down as one who may teach this curriculum."), field="facilitator"
        )


def _more_than_counted(activity: Activity) -> Problem:
    message = _("More people are ticked than the meeting counts. Correct its number first.")
    return Problem("parts_exceed_total", message, field="present")


def _withdraw(by: Actor, row: Session | Attendance, reason: str) -> None:
    acts.withdraw(by=by, permission=_RECORD, correct=_CORRECT, verb=events.SESSION_WITHDRAWN, row=row, reason=reason)
