"""The record pages of library materials: how they are made, tried and approved, and the lines of their stock books."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.library import commands, selectors, services
from jatan.programme.library.choices import MaterialKind, MaterialLanguage, Stage, Topic
from jatan.programme.library.models import Distribution, Material, Trial
from jatan.programme.library.recall import recall_reason
from jatan.web.library.record_forms import (
    ApproveForm,
    DraftForm,
    FileForm,
    LanguageForm,
    MaterialForm,
    TrialForm,
    VersionForm,
)
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import PLACE, by_choice, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, OpenedRecord, Part, Step
from jatan.web.ui.records.withdrawal import kind_withdraw_step


def _file(row: Material) -> Any:
    if not row.file:
        return ""
    if row.recalled_on:
        return _("called back: it is not downloaded any more")
    return format_html('<a href="{}">{}</a>', reverse("material_file", args=[row.pk]), row.file_name)


def _add(by: Actor, answers: Any) -> Material:
    values = dict(answers)
    upload = values.pop("upload")
    return services.add_material(by=by, command=commands.AddMaterial(**values), upload=upload)


def _amend(by: Actor, row: Material, changes: dict[str, Any]) -> object:
    upload = changes.pop("upload", None)
    if upload:
        services.replace_file(by=by, material=row, upload=upload)
    return services.MATERIAL.amend(by=by, row=row, changes=changes)


def _stage(row: Material) -> states.Badge:
    """What somebody who wants to use it has to know first."""
    if row.recalled_on:
        return states.late(_("called back"))
    if row.superseded_on:
        return states.plain(_("replaced"))
    stage = Stage(row.stage)
    return states.normal(stage.label) if row.is_in_making else states.done(stage.label)


def _links(opened: OpenedRecord) -> list[tuple[Any, Any]]:
    row = opened.row
    stock = format_html('<a href="{}">{}</a>', reverse("library_stock", args=[row.pk]), _("Printed, given, left"))
    return [(_("Stock"), stock)]


def _is_at(*stages: Stage) -> Any:
    return lambda row: row.stage in stages


_TRIALS = Part(
    slug="trials",
    title=_("Tried in villages"),
    see=P.LIBRARY_SEE,
    rows=lambda by, material: selectors.trials(by).filter(material=material),
    columns=(
        *display_fields(Trial, "tried_on"),
        PLACE,
        *display_fields(Trial, "listeners", "understood", "what_understood", "what_not", "to_change"),
    ),
    add_label=_("Record a trial"),
    record=P.LIBRARY_RECORD,
    form=TrialForm,
    add=lambda by, material, a: services.TRIAL.record(by=by, command=commands.RecordTrial(material=material, **a)),
    initial=lambda material: {"tried_on": clock.today()},
    empty=_("Nobody in a village has seen it yet, as far as is on record."),
    steps=(
        kind_withdraw_step(
            services.TRIAL,
        ),
    ),
)
_OTHERS = Part(
    slug="others",
    title=_("Other languages and versions"),
    see=P.LIBRARY_SEE,
    rows=selectors.versions_and_languages,
    columns=(
        DisplayField(_("Title"), "title"),
        *display_fields(Material, "language", "format", "version"),
        DisplayField(_("Stage"), _stage, "badge"),
    ),
    link=lambda row: reverse("library_detail", args=[row.pk]),
    empty=_("Only this one."),
)
_GIVEN = Part(
    slug="given",
    title=_("Stock book"),
    see=P.LIBRARY_SEE,
    rows=lambda by, material: selectors.distributions(by).filter(
        owner=material.organisation_id, material_id=material.pk
    ),
    columns=(
        *display_fields(Distribution, "given_on", "kind", "copies"),
        PLACE,
        DisplayField(_("Whose stock"), "organisation.name"),
        *display_fields(Distribution, "to_whom", "activity_note"),
    ),
    steps=(
        kind_withdraw_step(
            services.DISTRIBUTION,
        ),
    ),
)


class _Library(Desk):
    def notice(self, row: Material) -> Any:
        if row.recalled_on:
            words = _("Called back on %(day)s: give out no copy of it. %(what)s")
            return words % {"day": date_format(row.recalled_on, "j E Y"), "what": recall_reason(row)}
        return _("A newer version is approved. Give out that one.") if row.superseded_on else ""


LIBRARY = _Library(
    slug="library",
    kind=services.MATERIAL,
    title=_("Library"),
    icon="library",
    search=selectors.search,
    label=lambda row: row.title,
    form=MaterialForm,
    add_label=_("Add a material"),
    register=_add,
    record_row=lambda by, command: services.add_material(by=by, command=command),
    amend=_amend,
    withdraws_alone=True,
    columns=(
        DisplayField(_("Title"), "title"),
        *display_fields(Material, "kind", "language"),
        DisplayField(_("Stage"), _stage, "badge"),
        *display_fields(Material, "published_on", sorts=["published_on"]),
        DisplayField(_("File"), _file),
    ),
    linked=_links,
    work_lists=(
        ("library_demand", _("Asked for most"), P.LIBRARY_SEE),
        ("library_stick", _("For a memory stick"), P.LIBRARY_SEE),
    ),
    facts=(
        *display_fields(
            Material,
            "title_hi",
            "title_en",
            "kind",
            "stage",
            "topic",
            "audience",
            "message",
            "language",
            "format",
            "version",
            "approved_on",
            "published_on",
        ),
        DisplayField(_("File"), _file),
        *display_fields(Material, "is_public"),
        DisplayField(_("Recorded by"), "organisation.name"),
    ),
    filters=(
        by_choice("kind", _("Kind"), MaterialKind),
        by_choice("language", _("Language"), MaterialLanguage),
        by_choice("topic", _("Topic"), Topic),
        by_choice("stage", _("Stage"), Stage),
        *by_period("published_on"),
    ),
    steps=(
        Step(
            slug="file",
            label=_("New file"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.replace_file(by=by, material=row, upload=a["upload"]),
            form=FileForm,
            is_open=_is_at(Stage.IN_USE, Stage.DRAFT, Stage.TRIED),
        ),
        Step(
            slug="draft",
            label=_("The draft is ready"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.draft_material(by=by, material=row, upload=a["upload"]),
            form=DraftForm,
            is_open=_is_at(Stage.BRIEF),
        ),
        Step(
            slug="approve",
            label=_("Approve"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.approve_material(by=by, material=row, on=a["on"]),
            form=ApproveForm,
            initial=lambda row: {"on": clock.today()},
            is_open=_is_at(Stage.TRIED),
        ),
        Step(
            slug="version",
            label=_("New version"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.copy_as_version(by=by, material=row, version=a["version"]),
            form=VersionForm,
            done=_("The new version is a draft now. It stands under “Other languages and versions”."),
            is_open=lambda row: not row.is_in_making and row.superseded_on is None,
        ),
        Step(
            slug="language",
            label=_("In another language"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.copy_in_language(by=by, material=row, language=a["language"]),
            form=LanguageForm,
            done=_("A draft in that language is there now. It stands under “Other languages and versions”."),
        ),
    ),
    parts=(_TRIALS, _OTHERS, _GIVEN),
    exports=P.SHARED_EXPORT,
)

DESKS = (LIBRARY,)
