"""The record pages of library materials, with copies given out as a part."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.library import commands, selectors, services
from jatan.programme.library.choices import MaterialKind, MaterialLanguage, Topic
from jatan.programme.library.models import Distribution, Material
from jatan.web.library.record_forms import FileForm, GivenForm, MaterialForm
from jatan.web.ui.records.columns import by_choice, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Part, Step
from jatan.web.ui.records.withdrawal import child_withdraw_step


def _file(row: Material) -> Any:
    if not row.file:
        return ""
    return format_html('<a href="{}">{}</a>', reverse("material_file", args=[row.pk]), row.file_name)


def _add(by: Actor, answers: Any) -> Material:
    values = dict(answers)
    upload = values.pop("upload")
    return services.add_material(by=by, command=commands.AddMaterial(**values), upload=upload)


def _amend(by: Actor, row: Material, changes: dict[str, Any]) -> object:
    upload = changes.pop("upload", None)
    if upload:
        services.replace_file(by=by, material=row, upload=upload)
    return services.amend_material(by=by, material=row, changes=changes)


_GIVEN = Part(
    slug="given",
    title=_("Given out"),
    see=P.LIBRARY_SEE,
    rows=lambda by, material: selectors.distributions(by).filter(material=material),
    columns=display_fields(Distribution, "given_on", "copies", "to_whom", "activity_note"),
    add_label=_("Record copies given"),
    record=P.LIBRARY_RECORD,
    form=GivenForm,
    add=lambda by, material, a: services.record_distribution(
        by=by,
        command=commands.RecordDistribution(
            organisation=material.organisation_id, place=material.place, material=material, **a
        ),
    ),
    initial=lambda material: {"given_on": clock.today()},
    steps=(
        child_withdraw_step(
            P.LIBRARY_RECORD,
            P.LIBRARY_RECORD,
            lambda by, row, reason: services.withdraw_distribution(by=by, distribution=row, reason=reason),
        ),
    ),
)

LIBRARY = Desk(
    slug="library",
    model=Material,
    title=_("Library"),
    icon="library",
    see=P.LIBRARY_SEE,
    record=P.LIBRARY_RECORD,
    correct=P.LIBRARY_RECORD,
    rows=selectors.materials,
    find=selectors.find_material,
    search=selectors.search,
    label=lambda row: row.title,
    form=MaterialForm,
    add_label=_("Add a material"),
    register=_add,
    amend=_amend,
    withdraw=lambda by, row, reason: services.withdraw_material(by=by, material=row, reason=reason),
    columns=(
        DisplayField(_("Title"), "title"),
        *display_fields(Material, "kind", "language", "published_on"),
        DisplayField(_("File"), _file),
    ),
    facts=(
        *display_fields(
            Material, "title_hi", "title_en", "kind", "topic", "language", "format", "version", "published_on"
        ),
        DisplayField(_("File"), _file),
        *display_fields(Material, "is_public"),
        DisplayField(_("Recorded by"), "organisation.name"),
    ),
    filters=(
        by_choice("kind", _("Kind"), MaterialKind),
        by_choice("language", _("Language"), MaterialLanguage),
        by_choice("topic", _("Topic"), Topic),
        *by_period("published_on"),
    ),
    steps=(
        Step(
            slug="file",
            label=_("New file"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.replace_file(by=by, material=row, upload=a["upload"]),
            form=FileForm,
        ),
    ),
    parts=(_GIVEN,),
    is_exportable=False,
)

DESKS = (LIBRARY,)
