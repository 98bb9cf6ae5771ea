"""Pages of learned mappings: which register a sheet is, what a heading means."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.intake.registers import selectors
from jatan.intake.registers.choices import Teaching
from jatan.intake.registers.hidden_answers import choices_of
from jatan.intake.registers.models import ImportRun, LearnedMapping
from jatan.intake.registers.own_columns import open_questions, questions_about
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import IGNORED
from jatan.intake.registers.repair import lessons
from jatan.intake.registers.translate.table import register
from jatan.programme.own_fields.models import OwnField
from jatan.web.registers import month_sheets
from jatan.web.registers.second_look import look_again
from jatan.web.registers.states import tabs
from jatan.web.registers.words import KINDS, column_label, kind_label
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate

_LEAVE_OUT = gettext_lazy("leave it out for now")
_AS_IT_IS = gettext_lazy("leave it as it is for now")
_MAX_QUESTIONS = 60


class TeachForm(AnswerForm):
    """Asks about each sheet and heading that the run (`about`) did not recognise; with `kind`, about each that was read
    as this register, with its present meaning as initial value.

    What has no meaning yet comes first. A few values stand beside each heading, and before all other meanings those
    that its values propose; none of these is chosen beforehand. `samples`: {kind: {heading: values}}.
    """

    def __init__(
        self, *args: Any, kind: str = "", samples: Mapping[str, Mapping[str, Any]] | None = None, **kwargs: Any
    ) -> None:
        self.kind, self._samples = kind, samples or {}
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.questions: dict[str, tuple[str, str, str]] = {}
        self._asked: dict[str, OwnField] | None = None
        proposed = {(one["kind"], one["heading"]): one["fields"] for one in self.about.proposed}
        asked = _read_as(self.about, self.kind) if self.kind else _unrecognised(self.about)
        for what, kind, word, meaning in sorted(list(asked)[:_MAX_QUESTIONS], key=lambda one: bool(one[3])):
            name = f"word_{len(self.questions)}"
            self.questions[name] = (what, kind, word)
            if what == Teaching.SHEET:
                label, hint = _("Sheet “%(word)s”: which register is it?"), ""
                options: list[tuple[Any, Any]] = list(KINDS.items())
            else:
                label = _("Column “%(word)s”: what does it mean?")
                seems = proposed.get((kind, word), ()) if not meaning else ()
                hint = _hint(kind, self._samples.get(kind, {}).get(word, ()), seems)
                options = _meanings(kind, seems, self._own_questions(kind))
            empty = _LEAVE_OUT if what == Teaching.SHEET else _AS_IT_IS
            self.fields[name] = choice(label % {"word": word}, options, empty=empty, hint=hint)
            self.initial[name] = meaning

    def _own_questions(self, kind: str) -> list[tuple[str, Any]]:
        """(code, question) of what the run's office asks about what a row of this register becomes."""
        if self._asked is None:
            self._asked = open_questions(self.about.organisation_id)
        found = questions_about(register(kind).record, self._asked) if kind in kinds() else {}
        return [(code, one.label) for code, one in found.items()]

    def taught(self) -> Iterator[tuple[str, str, str, str]]:
        """(what, kind, word, meaning) of each answer that differs from how the workbook was read."""
        for name, meaning in self.answers().items():
            if meaning and meaning != self.initial[name]:
                yield *self.questions[name], meaning


@needs(Permission.REGISTER_IMPORT)
def teach_run(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Ask about unrecognised sheets and headings, or with ?kind= show how a register was read; then preview the
    workbook again, where its file is still stored."""
    run = selectors.find_run(request.actor, pk)
    kind = request.GET.get("kind", "")
    form = TeachForm(
        request.POST if request.method == "POST" else None,
        actor=request.actor,
        about=run,
        kind=kind if kind in run.counts else "",
        samples=selectors.heading_samples(request.actor, run),
    )
    if not form.is_bound or not form.is_valid():
        return render(request, "registers/teach.html", {"run": run, "form": form, "kind": kind_label(form.kind)})
    for what, about, word, meaning in form.taught():
        lessons.learn_mapping(
            by=request.actor,
            organisation_id=run.organisation_id,
            what=what,
            kind=about,
            written=word,
            meaning=meaning,
        )
    messages.success(request, _("Remembered for your office."))
    return redirect("import_run", look_again(request, run).pk)


@needs(Permission.REGISTER_IMPORT)
def learned_list(request: StaffRequest) -> HttpResponseBase:
    """The organisation's learned mappings, each with a button to delete it."""
    listed = paginate(selectors.learned_mappings(request.actor), request.GET)
    places = {str(pk): place for pk, place in Place.objects.in_bulk(_place_ids(listed.rows)).items()}
    lines = [(row, _what(row), _meaning(row, places)) for row in listed.rows]
    return render(request, "registers/learned.html", {"page": listed, "lines": lines, "tabs": tabs("learned_words")})


@require_POST
@needs(Permission.REGISTER_IMPORT)
def forget_word(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Delete a learned mapping; rows imported with it stay."""
    lessons.delete_mapping(by=request.actor, mapping=selectors.find_learned(request.actor, pk))
    messages.success(request, _("Forgotten. Rows that came in by it stay."))
    return redirect("learned_words")


def _unrecognised(run: ImportRun) -> Iterator[tuple[str, str, str, str]]:
    """(sheet or header, kind, word, present meaning) of each unknown sheet and heading."""
    for sheet in run.unknown_sheets:
        if sheet["reason"] not in ("columns_missing", "font_not_read", *month_sheets.REASONS):
            yield Teaching.SHEET.value, "", sheet["sheet"], sheet["kind"]
        if sheet["kind"]:
            for heading, present_meaning in zip_longest(sheet["headings"], sheet.get("fields", ()), fillvalue=""):
                yield Teaching.HEADER.value, sheet["kind"], heading, present_meaning
    for kind, counts in run.counts.items():
        for heading in counts.get("unknown_columns", ()):
            yield Teaching.HEADER.value, kind, heading, ""


def _read_as(run: ImportRun, kind: str) -> Iterator[tuple[str, str, str, str]]:
    """(sheet or header, kind, word, present meaning) of each sheet and heading read as this register."""
    counts = run.counts[kind]
    for sheet in counts.get("sheets", ()):
        yield Teaching.SHEET.value, "", sheet, kind
    unknown = counts.get("unknown_columns", ())
    for heading, field in counts.get("headings", {}).items():
        yield Teaching.HEADER.value, kind, heading, field or ("" if heading in unknown else IGNORED)


def _hint(kind: str, samples: Collection[str], seems: Collection[str]) -> str:
    """The register of a heading, a few values below it, and the fields that they propose."""
    values = _("For example: %(values)s") % {"values": " · ".join(samples)} if samples else ""
    fields = _(" or ").join(str(column_label(field)) for field in seems)
    proposed = _("Seems to be: %(fields)s") % {"fields": fields} if fields else ""
    return " – ".join(filter(None, (str(kind_label(kind)), values, proposed)))


def _meanings(kind: str, proposed: Collection[str], own: Sequence[tuple[str, Any]]) -> list[tuple[Any, Any]]:
    """The fields of a register to choose from; those that the values propose in a group of their own, and own questions
    of the office in another."""
    options: list[tuple[Any, Any]] = [
        (field, column_label(field)) for field in kinds()[kind].fields if field not in proposed
    ]
    options.append((IGNORED, gettext_lazy("nothing we keep")))
    if not proposed and not own:
        return options
    groups: list[tuple[Any, Any]] = [
        (_("Proposed by its values"), [(field, column_label(field)) for field in proposed]),
        (_("Own questions of our office"), own),
        (_("All others"), options),
    ]
    return [(label, some) for label, some in groups if some]


def _place_ids(rows: Any) -> list[str]:
    return [row.meaning for row in rows if row.what == Teaching.PLACE]


def _what(row: LearnedMapping) -> str:
    label = str(Teaching(row.what.split(":")[0]).label)
    return f"{label} ({kind_label(row.kind)})" if row.kind else label


def _meaning(row: LearnedMapping, places: dict[str, Place]) -> Any:
    if row.what == Teaching.SHEET:
        return kind_label(row.meaning)
    if row.what == Teaching.HEADER:
        return gettext_lazy("nothing we keep") if row.meaning == IGNORED else column_label(row.meaning)
    if row.what == Teaching.PLACE:
        place = places.get(row.meaning)
        return place.name if place else "–"
    if row.what == Teaching.MONTHS:
        return month_sheets.meaning_label(row.meaning)
    if row.what == Teaching.ANSWER:
        return choices_of(row.word)(row.meaning).label
    return row.meaning
