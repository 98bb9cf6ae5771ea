"""Services that write what a study is: its questions, draw, findings, released tables, report and shared copies.

All of it belongs to the office that leads the study. Raises gate.Forbidden without the permission, Problems or Problem
for invalid values.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
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
from jatan.kernel.problems import Problem, raise_any
from jatan.kernel.questions import Question
from jatan.kernel.stored_files import FileFormat, detect_format
from jatan.programme.library.choices import MaterialKind, MaterialLanguage
from jatan.programme.library.commands import AddMaterial
from jatan.programme.library.models import Material
from jatan.programme.library.services import add_material
from jatan.programme.people.base_command import row_values
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan.programme.studies import events, selectors
from jatan.programme.studies.commands import BeginStudy, RecordFinding, ShareCopy
from jatan.programme.studies.draws import DrawPlan, FrameVillage, draw
from jatan.programme.studies.models import Draw, Finding, Instrument, Interview, SharedCopy, Site, Study
from jatan.programme.studies.questions import MOST_QUESTIONS, design_problems, kept_question

_DESIGN = Permission.STUDIES_DESIGN
_LARGEST_SEED: Final = 10**9
_TOO_FEW: Final = _(
    "Too few interviews: tables begin with ten of one district that the same person held and one account typed in."
)


def begin_study(*, by: Actor, command: BeginStudy) -> Study:
    """Record a study, with an empty first version of its questions."""
    with acts.one_act(by=by, organisation_id=command.organisation, verb=events.STUDY_BEGUN):
        study = acts.record(by=by, permission=_DESIGN, verb="", rows=[Study(**row_values(command))])[0]
        _record(by, Instrument(**_of(study), version=1))
    return study


def finish_study(*, by: Actor, study: Study, finished_on: dt.date) -> bool:
    """Say that a study is finished; it counts on that day. Raises Problem without a finding."""
    if finished_on > clock.today():
        raise Problem("date_in_future", field="finished_on")
    if not live(Finding).filter(organisation_id=study.organisation_id, study=study).exists():
        raise Problem("no_finding", _("Write down at least one finding first."), field="finished_on")
    return _amend(by, study, {"finished_on": finished_on}, events.STUDY_FINISHED)


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


def release_tables(*, by: Actor, study: Study, make: Callable[[Study], Mapping[str, Any]]) -> bool:
    """Give the network the tables of a study. `make`: the next release from the study as it stands
    (`evidence.studies.releases`), called while nobody else can release it. Former releases stay in the history.

    Raises Problem where nothing was told yet and too few people were asked; False where nothing is new.
    """
    with transaction.atomic():
        locked = _locked_study(study)
        tables = make(locked)
        if not tables["groups"]:
            raise Problem("too_few", _TOO_FEW, field="tables")
        if tables == locked.released_tables:
            return False
        return _amend(by, locked, {"released_on": clock.today(), "released_tables": tables}, events.TABLES_RELEASED)


def take_out_groups(*, by: Actor, study: Study, make: Callable[[Study], Mapping[str, Any]]) -> bool:
    """Take out of the released tables what is withdrawn; they stay released on their day. `make`: as `release_tables`.

    False where nothing is to be taken out.
    """
    with transaction.atomic():
        locked = _locked_study(study)
        return _amend(by, locked, {"released_tables": make(locked)}, events.GROUPS_TAKEN_OUT)


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


def _locked_study(study: Study) -> Study:
    return Study.objects.filter(organisation_id=study.organisation_id, pk=study.pk).select_for_update().get()


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
    raise_any(problem for question in questions for problem in design_problems(question))
    _check_order(questions)
    with transaction.atomic():
        lock_version(instrument)
        if is_fixed(instrument):
            raise Problem(
                "fixed",
                _("There are answers to this version: its questions stay as they are. Begin a new version."),
                field="text",
            )
        return _amend(
            by, instrument, {"questions": [kept_question(one) for one in questions]}, events.QUESTIONS_CHANGED
        )


def lock_version(instrument: Instrument) -> None:
    """Nobody records an interview of this version while its questions change, nor the other way round."""
    with connection.cursor() as cursor:
        key = f"jatan.studies:{instrument.study_id}:{instrument.version}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _check_order(questions: Sequence[Question]) -> None:
    """Raise Problem where a question depends on one that does not stand before it, or on a choice that is not there."""
    before: dict[str, Question] = {}
    for question in questions:
        if question.when is not None:
            depends_on = before.get(question.when.code)
            if depends_on is None or not depends_on.choices:
                raise Problem(
                    "order", _("A question can only depend on an earlier one with choices."), field="asked_if"
                )
            if question.when.given not in dict(depends_on.choices):
                raise Problem("order", _("The question it depends on has no such choice."), field="asked_if")
        before[question.code] = question


class _Studies(OrdinaryKind[Study, BeginStudy]):
    """Recorded by `begin_study`, with a first version of its questions."""

    def withdraw(self, by: Actor, row: Study, reason: str) -> None:
        """Withdraw from every list and count. Raises Problem while there are interviews in the writer's reach."""
        if has_interviews(row):
            raise Problem(
                "has_interviews", _("There are interviews of this study. It cannot be withdrawn."), field="reason"
            )
        super().withdraw(by, row, reason)


_RIGHTS = Rights(see=Permission.LIBRARY_SEE, record=_DESIGN, correct=_DESIGN)
STUDY = _Studies(
    model=Study,
    command=BeginStudy,
    rights=_RIGHTS,
    listed=selectors.studies,
    amended="studies.study_amended",
    withdrawn="studies.study_withdrawn",
)
FINDING = OrdinaryKind(
    model=Finding,
    command=RecordFinding,
    rights=_RIGHTS,
    recorded="studies.finding_recorded",
    amended="studies.finding_amended",
    withdrawn="studies.finding_withdrawn",
)
COPY = OrdinaryKind(
    model=SharedCopy,
    command=ShareCopy,
    rights=_RIGHTS,
    recorded="studies.copy_shared",
    amended="studies.copy_amended",
    withdrawn="studies.copy_withdrawn",
)
