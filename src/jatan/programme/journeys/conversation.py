"""Records the conversation before leaving: answers, the tasks that a "no" opens, hard stops, what was explained.

Raises gate.Forbidden without the permission, Problems for invalid values. Any colleague within reach may continue a
conversation that somebody else began.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.journeys import checklist, events
from jatan.programme.journeys.choices import AnswerCode, NotedBy, TriggerCode
from jatan.programme.journeys.commands import RecordCounselling
from jatan.programme.journeys.departure_commands import GivenAnswer
from jatan.programme.journeys.models import Action, Answer, Companion, Counselling, HardStopCheck, Journey, Trigger
from jatan.programme.journeys.rules import CompanionFacts, JourneyFacts, hard_stops
from jatan.programme.people.base_command import row_values
from jatan.programme.people.rules import age_on_day

_RECORD = Permission.PEOPLE_RECORD


def note_answers(
    *, by: Actor, journey: Journey, answers: Mapping[str, GivenAnswer], version: str = ""
) -> Sequence[Answer]:
    """Record checklist answers; a later answer to a question replaces the earlier one, which stays in its history.

    A "no" opens its task (once), a "yes" closes it; resulting hard stops are recorded in the same transaction.
    """
    version = version or checklist.current_version()
    _check(answers, version)
    by = gate.within_group(by, _RECORD, journey)
    with acts.one_act(
        by=by,
        organisation_id=journey.organisation_id,
        verb=events.ANSWERS_NOTED,
        about_type="journeys.journey",
        about=journey.pk,
    ):
        known = {row.question: row for row in _locked_answers(journey)}
        record_first_answers(
            by, journey, {code: given for code, given in answers.items() if code not in known}, version
        )
        for code, given in answers.items():
            if code in known:
                _change(by, journey, known[code], given, version)
        rows = list(_locked_answers(journey))
        note_hard_stops(by, journey, companions=list(journey.companions.live().select_related("person")), answers=rows)
    return rows


def record_first_answers(by: Actor, journey: Journey, answers: Mapping[str, GivenAnswer], version: str) -> list[Answer]:
    """Record the first answers of a journey and the tasks they open, in the caller's transaction. Raises Problems."""
    _check(answers, version)
    rows = [
        Answer(
            journey=journey,
            question=code,
            answer=given.answer,
            note=given.note,
            checklist=version,
            **journey.location_fields,
        )
        for code, given in answers.items()
    ]
    acts.record(by=by, permission=_RECORD, verb=events.ANSWERS_NOTED, rows=rows)
    tasks = [_task(by, journey, code, version) for code, given in answers.items() if given.answer == AnswerCode.NO]
    acts.record(by=by, permission=_RECORD, verb=events.ANSWERS_NOTED, rows=tasks)
    return rows


def note_hard_stops(
    by: Actor,
    journey: Journey,
    *,
    companions: Sequence[Companion],
    answers: Sequence[Answer],
    noted: Sequence[str] = (),
    no_talk_because: str = "",
) -> list[Trigger]:
    """Record the hard stops found by the rules and by the worker (`noted`) that are not recorded yet.

    Also records that the rules were run and, when there was no conversation, why (`no_talk_because`, a NoTalkReason).
    """
    _note_check(by, journey, no_talk_because)
    seen = dict.fromkeys(hard_stops(journey_facts(journey, companions, answers)), NotedBy.RULE)
    seen = dict.fromkeys(noted, NotedBy.WORKER) | seen
    existing = set(journey.triggers.live().values_list("code", flat=True))
    rows = [
        Trigger(journey=journey, code=code, by=how.value, noted_at=clock.now(), **journey.location_fields)
        for code, how in sorted(seen.items(), key=lambda item: TriggerCode.values.index(item[0]))
        if code not in existing
    ]
    return acts.record(by=by, permission=_RECORD, verb=events.TRIGGER_NOTED, rows=rows)


def recheck_hard_stops(by: Actor, journey: Journey) -> list[Trigger]:
    """Run the rules on a journey as recorded now; returns the new hard stops."""
    companions = list(journey.companions.live().select_related("person"))
    return note_hard_stops(by, journey, companions=companions, answers=list(journey.answers.live().order_by("id")))


def journey_facts(journey: Journey, companions: Sequence[Companion], answers: Sequence[Answer]) -> JourneyFacts:
    """The facts that the hard-stop rules use, from model rows."""
    day = journey.leaves_on or journey.registered_on
    person = journey.person
    return JourneyFacts(
        age=age_on_day(day, age=person.age, age_on=person.age_on, birth_year=person.birth_year),
        under_18=journey.under_18,
        is_for_work=any((journey.work, journey.work_as_written, journey.employer, journey.agent_name))
        or any(number is not None for number in (journey.wage_promised, journey.hours_promised, journey.advance)),
        companions=tuple(_companion_facts(row, day) for row in companions),
        has_agent=bool(journey.agent_name or journey.agent_phone),
        answers={row.question: row.answer for row in answers},
        checklist=answers[-1].checklist if answers else "",
    )


def _companion_facts(row: Companion, day: dt.date) -> CompanionFacts:
    """Facts about a companion: for a recorded person the age as known today, otherwise the age stated with the row."""
    person, age = row.person, row.age
    if person is not None:
        age = age_on_day(day, age=person.age, age_on=person.age_on, birth_year=person.birth_year)
    return CompanionFacts(age, row.relation, person is not None, row.under_18)


def _note_check(by: Actor, journey: Journey, no_talk_because: str) -> None:
    existing = HardStopCheck.objects.filter(organisation_id=journey.organisation_id, journey=journey)
    if existing.update(checked_at=clock.now()):
        return
    row = HardStopCheck(
        journey=journey, checked_at=clock.now(), no_talk_because=no_talk_because, **journey.location_fields
    )
    acts.record(by=by, permission=_RECORD, verb=events.HARD_STOPS_CHECKED, rows=[row])


def close_action(*, by: Actor, action: Action, note: str = "", on: dt.date | None = None) -> bool:
    """Mark a task as done. Returns False when it was done already: the first day is kept."""
    on = on or clock.today()
    if on > clock.today():
        raise Problem("date_in_future", field="on")
    with transaction.atomic():
        rows = Action.objects.select_for_update(no_key=True)
        if rows.get(organisation_id=action.organisation_id, pk=action.pk).done_on is not None:
            return False
        return acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.ACTION_DONE,
            row=action,
            changes={"done_on": on, "done_note": note},
        )


def record_counselling(*, by: Actor, command: RecordCounselling) -> Counselling:
    """Record what was explained, and to whom."""
    row = Counselling(**row_values(command))
    acts.record(by=by, permission=_RECORD, verb=events.COUNSELLED, rows=[row])
    return row


def _change(by: Actor, journey: Journey, row: Answer, given: GivenAnswer, version: str) -> None:
    changes = {"answer": given.answer, "note": given.note, "checklist": version}
    was_no = row.answer == AnswerCode.NO
    acts.amend(by=by, permission=_RECORD, correct=_RECORD, verb=events.ANSWERS_NOTED, row=row, changes=changes)
    open_tasks = list(journey.actions.live().filter(question=row.question, done_on__isnull=True))
    if given.answer == AnswerCode.NO and not was_no and not open_tasks:
        task = _task(by, journey, row.question, version)
        acts.record(by=by, permission=_RECORD, verb=events.ANSWERS_NOTED, rows=[task])
    if given.answer == AnswerCode.YES:
        for task in open_tasks:
            close_action(by=by, action=task)


def _task(by: Actor, journey: Journey, code: str, version: str) -> Action:
    asked_question = checklist.question(code, version)
    due = clock.today() + dt.timedelta(days=asked_question.due_days)
    if journey.leaves_on is not None:
        due = max(clock.today(), min(due, journey.leaves_on))
    return Action(
        journey=journey, question=code, what=asked_question.action(by.language), due_on=due, **journey.location_fields
    )


def _check(answers: Mapping[str, GivenAnswer], version: str) -> None:
    codes = {one.code for one in checklist.questions(version)}
    for code, given in answers.items():
        if code not in codes or given.answer not in AnswerCode.values:
            raise Problem("unreadable", field=code)
        found = aadhaar_problem(given.note)
        if found is not None:
            raise found.at(code)


def _locked_answers(journey: Journey) -> Sequence[Answer]:
    rows = Answer.objects.live().filter(organisation_id=journey.organisation_id, journey=journey)
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("id"))
