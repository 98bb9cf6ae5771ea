"""Services that write what a study is: its questions, draw, findings, released tables, report and shared copies.

All of it belongs to the office that leads the study. Raises gate.Forbidden without the permission, Problems or Problem
for invalid values.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from django.core.files.base import File
from django.db import connection, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.stored_files import FileFormat, detect_format
from jatan.programme.library.choices import MaterialKind, MaterialLanguage
from jatan.programme.library.commands import AddMaterial
from jatan.programme.library.models import Material
from jatan.programme.library.services import add_material
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.reach import live
from jatan.programme.studies import events
from jatan.programme.studies.commands import BeginStudy, RecordFinding, ShareCopy
from jatan.programme.studies.draws import DrawPlan, FrameVillage, draw
from jatan.programme.studies.models import Draw, Finding, Instrument, Interview, SharedCopy, Site, Study
from jatan.programme.studies.questions import MOST_QUESTIONS, Question

__all__ = [
    "add_question",
    "add_report",
    "amend_copy",
    "amend_finding",
    "amend_study",
    "begin_study",
    "begin_version",
    "change_question",
    "draw_villages",
    "finish_study",
    "is_fixed",
    "link_report",
    "move_question",
    "record_finding",
    "release_tables",
    "remove_question",
    "share_copy",
    "withdraw_copy",
    "withdraw_draw",
    "withdraw_finding",
    "withdraw_study",
]

_DESIGN = Permission.STUDIES_DESIGN
_LARGEST_SEED: Final = 10**9


def begin_study(*, by: Actor, command: BeginStudy) -> Study:
    """Record a study, with an empty first version of its questions."""
    with acts.one_act(by=by, organisation_id=command.organisation, verb=events.STUDY_BEGUN):
        study = acts.record(by=by, permission=_DESIGN, verb="", rows=[Study(**row_values(command))])[0]
        _record(by, Instrument(**_of(study), version=1))
    return study


def amend_study(*, by: Actor, study: Study, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a study; earlier values stay in its history."""
    values = row_values(BeginStudy.of(study).changed(changes))
    return _amend(by, study, changed_values(study, values), events.STUDY_AMENDED, reason)


def finish_study(*, by: Actor, study: Study, finished_on: dt.date) -> bool:
    """Say that a study is finished; it counts on that day. Raises Problem without a finding."""
    if finished_on > clock.today():
        raise Problem("date_in_future", field="finished_on")
    if not live(Finding).filter(organisation_id=study.organisation_id, study=study).exists():
        raise Problem("no_finding", _("Write down at least one finding first."), field="finished_on")
    return _amend(by, study, {"finished_on": finished_on}, events.STUDY_FINISHED)


def withdraw_study(*, by: Actor, study: Study, reason: str) -> None:
    """Withdraw a study from every list and count. Raises Problem while it has interviews in the writer's reach."""
    if has_interviews(study):
        raise Problem(
            "has_interviews", _("There are interviews of this study. It cannot be withdrawn."), field="reason"
        )
    acts.withdraw(by=by, permission=_DESIGN, correct=_DESIGN, verb=events.STUDY_WITHDRAWN, row=study, reason=reason)


def add_question(*, by: Actor, instrument: Instrument, question: Question) -> bool:
    """Add a question at the end. Its code is given here, and never again in this study."""
    used = [
        kept["code"]
        for row in Instrument.objects.filter(organisation_id=instrument.organisation_id, study=instrument.study_id)
        for kept in row.questions
    ]
    number = max((int(code[1:]) for code in used), default=0) + 1
    return _save(by, instrument, [*instrument.asked(), replace(question, code=f"q{number}")])


def change_question(*, by: Actor, instrument: Instrument, question: Question) -> bool:
    """Put another wording, kind or bound in place of the question of the same code."""
    asked = instrument.asked()
    return _save(by, instrument, [question if one.code == question.code else one for one in asked])


def remove_question(*, by: Actor, instrument: Instrument, code: str) -> bool:
    """Leave a question out. Raises Problem where another is asked only after it."""
    return _save(by, instrument, [one for one in instrument.asked() if one.code != code])


def move_question(*, by: Actor, instrument: Instrument, code: str) -> bool:
    """Move a question one place up. Raises Problem where it would stand before the one it depends on."""
    asked = instrument.asked()
    place = next((place for place, one in enumerate(asked) if one.code == code), 0)
    if place > 0:
        asked[place - 1], asked[place] = asked[place], asked[place - 1]
    return _save(by, instrument, asked)


def begin_version(*, by: Actor, instrument: Instrument) -> Instrument:
    """A new version with the same questions, to be changed; the former stays with its answers."""
    following = Instrument(
        **_of(instrument.study), version=instrument.version + 1, questions=list(instrument.questions)
    )
    return acts.record(by=by, permission=_DESIGN, verb=events.QUESTIONS_VERSIONED, rows=[following])[0]


def is_fixed(instrument: Instrument) -> bool:
    """Whether an interview names this version (withdrawn ones too), so that its questions cannot change."""
    return Interview.objects.filter(study_ref=instrument.study_id, version=instrument.version).exists()


def has_interviews(study: Study) -> bool:
    """Whether the study has interviews, among those that the present walls show."""
    return live(Interview).filter(study_ref=study.pk).exists()


def draw_villages(
    *, by: Actor, study: Study, frame: Sequence[FrameVillage], plan: DrawPlan, places: Mapping[str, Place]
) -> Draw:
    """Draw villages and write the draw down with its list, rule and seed. `places`: {id: district or block}.

    Raises Problem where the list does not fit the plan, or the study has a draw already.
    """
    gate.require(by, _DESIGN, organisation_id=study.organisation_id, place=study.place)
    if not 0 <= plan.seed <= _LARGEST_SEED:
        raise Problem("unreadable", field="seed")
    if live(Draw).filter(organisation_id=study.organisation_id, study=study).exists():
        raise Problem("drawn_before", _("Villages are drawn already. Take that draw back first."), field="frame")
    drawn = draw(frame, plan)
    lines = [[one.district, one.name, one.size] for one in frame]
    row = Draw(**_of(study), drawn_on=clock.today(), plan=asdict(plan), frame=lines)
    with acts.one_act(
        by=by,
        organisation_id=study.organisation_id,
        verb=events.SAMPLE_DRAWN,
        about_type=Draw._meta.label_lower,
        about=row.pk,
        rule=plan.rule,
        seed=plan.seed,
    ):
        _record(by, row)
        sites = [
            Site(
                organisation_id=study.organisation_id,
                place=places[frame[one.index].district],
                village=frame[one.index].name,
                draw=row,
                position=one.index + 1,
                size=frame[one.index].size,
                times=one.times,
                weight=one.weight,
            )
            for one in drawn
        ]
        acts.record(by=by, permission=_DESIGN, verb="", rows=sites)
    return row


def withdraw_draw(*, by: Actor, draw: Draw, reason: str) -> None:
    """Take a draw back, so that villages can be drawn anew. Raises Problem once there are interviews."""
    if Interview.objects.filter(study_ref=draw.study_id, withdrawn_at__isnull=True).exists():
        raise Problem(
            "has_interviews",
            _("There are interviews of these villages. The draw cannot be taken back."),
            field="reason",
        )
    acts.withdraw(by=by, permission=_DESIGN, correct=_DESIGN, verb=events.SAMPLE_WITHDRAWN, row=draw, reason=reason)


def release_tables(*, by: Actor, study: Study, tables: Sequence[Mapping[str, Any]]) -> bool:
    """Give the network the tables of a study. `tables` has small cells left out already (`evidence.studies.released`).
    Tables released before stay in the history."""
    changes = {"released_on": clock.today(), "released_tables": list(tables)}
    return _amend(by, study, changes, events.TABLES_RELEASED)


def link_report(*, by: Actor, study: Study, report: Material | None) -> bool:
    """Name the material of the library that is the report. Raises Problem for one of another organisation."""
    if report is not None and report.organisation_id != study.organisation_id:
        raise Problem("other_organisation", _("This belongs to another organisation."), field="report")
    return _amend(by, study, {"report": report}, events.REPORT_LINKED)


def add_report(*, by: Actor, study: Study, title: str, upload: "File[bytes]") -> Material:
    """Add a report to the library, in Hindi, and name it. Raises Problem for a file that is neither PDF nor DOCX."""
    if detect_format(upload) not in (FileFormat.PDF, FileFormat.DOCX):
        raise Problem("wrong_kind", _("A report is a PDF or DOCX file."), field="upload")
    command = AddMaterial(
        organisation=study.organisation_id,
        place=study.place,
        kind=MaterialKind.REPORT.value,
        title_hi=title,
        language=MaterialLanguage.HINDI.value,
    )
    report = add_material(by=by, command=command, upload=upload)
    link_report(by=by, study=study, report=report)
    return report


def record_finding(*, by: Actor, command: RecordFinding) -> Finding:
    """Record what was found."""
    row = Finding(**row_values(command))
    return acts.record(by=by, permission=_DESIGN, verb=events.FINDING_RECORDED, rows=[row])[0]


def amend_finding(*, by: Actor, finding: Finding, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a finding; earlier words stay in its history."""
    values = row_values(RecordFinding.of(finding).changed(changes))
    return _amend(by, finding, changed_values(finding, values), events.FINDING_AMENDED, reason)


def withdraw_finding(*, by: Actor, finding: Finding, reason: str) -> None:
    """Withdraw a finding."""
    acts.withdraw(by=by, permission=_DESIGN, correct=_DESIGN, verb=events.FINDING_WITHDRAWN, row=finding, reason=reason)


def share_copy(*, by: Actor, command: ShareCopy) -> SharedCopy:
    """Record who received copies of the report."""
    row = SharedCopy(**row_values(command))
    return acts.record(by=by, permission=_DESIGN, verb=events.COPY_SHARED, rows=[row])[0]


def amend_copy(*, by: Actor, copy: SharedCopy, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a line, or add what the report changed there."""
    values = row_values(ShareCopy.of(copy).changed(changes))
    return _amend(by, copy, changed_values(copy, values), events.COPY_AMENDED, reason)


def withdraw_copy(*, by: Actor, copy: SharedCopy, reason: str) -> None:
    """Withdraw a line that should not have been written."""
    acts.withdraw(by=by, permission=_DESIGN, correct=_DESIGN, verb=events.COPY_WITHDRAWN, row=copy, reason=reason)


def _of(study: Study) -> dict[str, Any]:
    return {"organisation_id": study.organisation_id, "place": study.place, "study": study}


def _record(by: Actor, row: Any) -> None:
    acts.record(by=by, permission=_DESIGN, verb="", rows=[row])


def _amend(by: Actor, row: Any, changes: dict[str, Any], verb: str, reason: str = "") -> bool:
    return acts.amend(by=by, permission=_DESIGN, correct=_DESIGN, verb=verb, row=row, changes=changes, reason=reason)


def _save(by: Actor, instrument: Instrument, questions: Sequence[Question]) -> bool:
    """Write the questions of a version that has no answers yet."""
    if len(questions) > MOST_QUESTIONS:
        raise Problem("too_many", format_lazy(_("At most {most} questions."), most=MOST_QUESTIONS), field="text")
    _check_order(questions)
    with transaction.atomic():
        lock_version(instrument)
        if is_fixed(instrument):
            raise Problem(
                "fixed",
                _("There are answers to this version: its questions stay as they are. Begin a new version."),
                field="text",
            )
        return _amend(by, instrument, {"questions": [one.as_json() for one in questions]}, events.QUESTIONS_CHANGED)


def lock_version(instrument: Instrument) -> None:
    """Nobody records an interview of this version while its questions change, nor the other way round."""
    with connection.cursor() as cursor:
        key = f"jatan.studies:{instrument.study_id}:{instrument.version}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _check_order(questions: Sequence[Question]) -> None:
    """Raise Problem where a question depends on one that does not stand before it, or on a choice that is not there."""
    before: dict[str, Question] = {}
    for question in questions:
        if question.asked_if:
            depends_on = before.get(question.asked_if)
            if depends_on is None or not depends_on.has_choices:
                raise Problem(
                    "order", _("A question can only depend on an earlier one with choices."), field="asked_if"
                )
            if not 1 <= (question.asked_if_choice or 0) <= len(depends_on.choices):
                raise Problem("order", _("The question it depends on has no such choice."), field="asked_if")
        before[question.code] = question
