"""Services that write curricula. A draft is changed freely; a published version never: a change is a new version.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import functools
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan.programme.training import events, selectors
from jatan.programme.training.commands import MOST_PHASES, AddModule, AddPhase, AddQuestion, WriteCurriculum
from jatan.programme.training.models import Curriculum, Module, Phase, Question, Series
from jatan.programme.training.shipped import ShippedCurriculum

_RECORD: Final = Permission.LIBRARY_RECORD
_amend = functools.partial(acts.amend, permission=_RECORD, correct=_RECORD)
_MOST_MODULES: Final = 60
_MOST_QUESTIONS: Final = 90
_PUBLISHED: Final = _("This version is published and stays as it is. Begin a new version to change it.")


def write_curriculum(*, by: Actor, command: WriteCurriculum) -> Curriculum:
    """Begin a new curriculum as a draft."""
    row = Curriculum(**row_values(command), root=new_id())
    return acts.record(by=by, permission=_RECORD, verb=events.CURRICULUM_WRITTEN, rows=[row])[0]


def add_phase(*, by: Actor, command: AddPhase) -> Phase:
    """Add the next phase to a draft."""
    with transaction.atomic():
        number = _next_number(_require_draft(command.curriculum), Phase, MOST_PHASES)
        return _add(by, Phase(**row_values(command), number=number))


def add_module(*, by: Actor, command: AddModule) -> Module:
    """Add a module to a phase of a draft."""
    with transaction.atomic():
        draft = _require_draft(command.curriculum)
        _require_phase(draft, command.phase)
        return _add(by, Module(**row_values(command), number=_next_number(draft, Module, _MOST_MODULES)))


def add_question(*, by: Actor, command: AddQuestion) -> Question:
    """Add a question to a phase of a draft."""
    with transaction.atomic():
        draft = _require_draft(command.curriculum)
        _require_phase(draft, command.phase)
        return _add(by, Question(**row_values(command), number=_next_number(draft, Question, _MOST_QUESTIONS)))


def amend_part(*, by: Actor, part: Phase | Module | Question, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Change a phase, module or question of a draft."""
    command: AddPhase | AddModule | AddQuestion
    if isinstance(part, Phase):
        command = AddPhase.of(part).changed(changes)
    elif isinstance(part, Module):
        command = AddModule.of(part).changed(changes)
    else:
        command = AddQuestion.of(part).changed(changes)
    with transaction.atomic():
        draft = _require_draft(part.curriculum)
        if not isinstance(command, AddPhase):
            _require_phase(draft, command.phase)
        return _amend(
            by=by,
            row=part,
            changes=changed_values(part, row_values(command)),
            verb=events.CURRICULUM_AMENDED,
            reason=reason,
        )


def withdraw_part(*, by: Actor, part: Phase | Module | Question, reason: str) -> None:
    """Take a phase, module or question out of a draft. A phase goes last to first, and only without content."""
    with transaction.atomic():
        draft = _require_draft(part.curriculum)
        if isinstance(part, Phase):
            _require_last_and_empty(draft, part)
        acts.withdraw(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.CURRICULUM_AMENDED,
            row=part,
            reason=reason,
        )


def publish_curriculum(*, by: Actor, curriculum: Curriculum) -> bool:
    """Publish a draft, so that series can follow it. Raises Problem("empty") where a phase has no module."""
    with transaction.atomic():
        draft = _require_draft(curriculum)
        phases = set(live(Phase).filter(curriculum=draft).values_list("number", flat=True))
        taught = set(live(Module).filter(curriculum=draft).values_list("phase", flat=True))
        if not phases or phases - taught:
            raise Problem("empty", _("Every phase needs at least one module before this can be published."))
        changes = {"published_on": clock.today()}
        return _amend(by=by, row=curriculum, changes=changes, verb=events.CURRICULUM_PUBLISHED)


def begin_version(*, by: Actor, curriculum: Curriculum, organisation_id: uuid.UUID, place: Place) -> Curriculum:
    """Copy a curriculum with everything in it into a new draft of the organisation, as its next version.

    Raises Problem("draft_open") while the organisation has a draft of the same curriculum.
    """
    gate.require(by, _RECORD, organisation_id=organisation_id, place=place)
    with transaction.atomic():
        versions = live(Curriculum).filter(organisation_id=organisation_id, root=curriculum.root)
        if versions.filter(published_on__isnull=True).exists():
            raise Problem("draft_open", _("There is a draft of this curriculum already. Go on with that one."))
        newest = Curriculum.objects.filter(root=curriculum.root).aggregate(newest=Max("version"))["newest"] or 0
        row = _copy(curriculum, organisation_id, place, version=newest + 1, published_on=None, shipped="")
        whole: tuple[Any, ...] = (
            *live(Phase).filter(curriculum=curriculum),
            *live(Module).filter(curriculum=curriculum),
        )
        parts: list[Phase | Module | Question] = [
            _copy(part, organisation_id, place, curriculum=row)
            for part in (*whole, *live(Question).filter(curriculum=curriculum))
        ]
        return _write_whole(by, row, parts)


def take_shipped(*, by: Actor, shipped: ShippedCurriculum, organisation_id: uuid.UUID, place: Place) -> Curriculum:
    """Take in a curriculum of this package as the organisation's own, published. Once: the second time it is found."""
    gate.require(by, _RECORD, organisation_id=organisation_id, place=place)
    found = live(Curriculum).filter(organisation_id=organisation_id, shipped=shipped.mark).first()
    if found is not None:
        return found
    where: dict[str, Any] = {"organisation": organisation_id, "place": place}
    body = shipped.body
    titles = ("title_hi", "title_en")
    head = WriteCurriculum(
        **where,
        **{name: body[name] for name in (*titles, "audience", "languages")},
        about=body["about"],
    )
    root = uuid.uuid5(_SHIPPED_ROOTS, shipped.code)
    newest = live(Curriculum).filter(organisation_id=organisation_id, root=root).aggregate(newest=Max("version"))
    row = Curriculum(
        **row_values(head),
        root=root,
        version=(newest["newest"] or 0) + 1,
        published_on=clock.today(),
        shipped=shipped.mark,
    )
    return _write_whole(by, row, _shipped_parts(row, body["phase"]))


# Root of the shipped curricula: the same in every house, so that versions of members are known as ones of it.
_SHIPPED_ROOTS: Final = uuid.UUID("5f0a9d0e-6a6c-5f0f-9a43-7a5c7f1d2b11")


def _shipped_parts(row: Curriculum, phases: Sequence[Mapping[str, Any]]) -> list[Phase | Module | Question]:
    made: list[Phase | Module | Question] = []
    modules = questions = 0
    for phase in phases:
        number = phase["number"]
        titles = {"title_hi": phase["title_hi"], "title_en": phase["title_en"]}
        made.append(
            Phase(**row_values(AddPhase(curriculum=row, **titles, after_weeks=phase["after_weeks"])), number=number)
        )
        for module in phase["module"]:
            modules += 1
            made.append(Module(**row_values(AddModule(curriculum=row, phase=number, **module)), number=modules))
        for question in phase.get("question", ()):
            questions += 1
            asked = {**question, **{name: "\n".join(question[name]) for name in ("options_hi", "options_en")}}
            made.append(Question(**row_values(AddQuestion(curriculum=row, phase=number, **asked)), number=questions))
    return made


def _write_whole(by: Actor, row: Curriculum, parts: Sequence[Phase | Module | Question]) -> Curriculum:
    """A curriculum with its parts, as one event. Raises Problem("draft_open") if somebody was faster."""
    try:
        with acts.one_act(
            by=by,
            organisation_id=row.organisation_id,
            verb=events.CURRICULUM_WRITTEN,
            about_type=row._meta.label_lower,
            about=row.pk,
        ):
            acts.record(by=by, permission=_RECORD, verb=events.CURRICULUM_WRITTEN, rows=[row])
            for model in (Phase, Module, Question):
                of_model = [part for part in parts if isinstance(part, model)]
                acts.record(by=by, permission=_RECORD, verb=events.CURRICULUM_WRITTEN, rows=of_model)
    except IntegrityError as clash:
        raise Problem("draft_open", _("There is a draft of this curriculum already. Go on with that one.")) from clash
    return row


def _copy(row: Any, organisation_id: uuid.UUID, place: Place, **values: Any) -> Any:
    """An unsaved copy of what was written, for another organisation or version."""
    written = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in _NOT_COPIED and field.name not in values
    }
    return type(row)(**{**written, "organisation_id": organisation_id, "place": place, **values})


_NOT_COPIED: Final = frozenset(
    {
        "id",
        "organisation",
        "place",
        "recorded_by",
        "recorded_at",
        "changed_at",
        "withdrawn_at",
        "withdrawn_by",
        "withdrawn_reason",
    }
)


def _add[M: (Phase, Module, Question)](by: Actor, row: M) -> M:
    return acts.record(by=by, permission=_RECORD, verb=events.CURRICULUM_AMENDED, rows=[row])[0]


def _require_draft(curriculum: Curriculum) -> Curriculum:
    """The draft, locked, so that it is not published while something is added. Raises Problem("published")."""
    rows = live(Curriculum).select_for_update(of=("self",), no_key=True).select_related("place")
    locked = rows.filter(organisation_id=curriculum.organisation_id, pk=curriculum.pk).first()
    if locked is None or locked.published_on is not None:
        raise Problem("published", _PUBLISHED)
    return locked


def _require_phase(draft: Curriculum, number: int) -> None:
    if not live(Phase).filter(curriculum=draft, number=number).exists():
        raise Problem("unreadable", _("There is no such phase."), field="phase")


def _require_last_and_empty(draft: Curriculum, phase: Phase) -> None:
    later = live(Phase).filter(curriculum=draft, number__gt=phase.number).exists()
    modules = live(Module).filter(curriculum=draft, phase=phase.number)
    questions = live(Question).filter(curriculum=draft, phase=phase.number)
    if later or modules.exists() or questions.exists():
        message = _("Take out its modules and questions first, and the last phase before the others.")
        raise Problem("not_empty", message, field="reason")


def _next_number(draft: Curriculum, model: type[Phase | Module | Question], most: int) -> int:
    rows: Any = model.objects.live().filter(curriculum=draft)
    if rows.count() >= most:
        raise Problem("too_many", _("A curriculum cannot hold more of these."))
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


class _Curricula(OrdinaryKind[Curriculum, WriteCurriculum]):
    """Recorded by `write_curriculum`, `begin_version` and `take_shipped`."""

    def check(self, by: Actor, command: WriteCurriculum, row: Curriculum | None) -> None:
        """Raise Problem("published") for a published version; a draft is locked."""
        if row is not None:
            _require_draft(row)

    def amend(self, by: Actor, row: Curriculum, changes: Mapping[str, Any], reason: str = "") -> bool:
        with transaction.atomic():
            return super().amend(by, row, changes, reason)

    def withdraw(self, by: Actor, row: Curriculum, reason: str) -> None:
        """Withdraw a version that should not be used. Series that follow it in this organisation keep it from going."""
        with transaction.atomic():
            if live(Series).filter(curriculum_id=row.pk).exists():
                raise Problem("in_use", _("Trainings follow this version, so it stays."), field="reason")
            super().withdraw(by, row, reason)


CURRICULUM: Final = _Curricula(
    model=Curriculum,
    command=WriteCurriculum,
    rights=Rights(see=Permission.LIBRARY_SEE, record=_RECORD, correct=_RECORD),
    listed=selectors.curricula,
    amended=events.CURRICULUM_AMENDED,
    withdrawn="training.curriculum_withdrawn",
)
