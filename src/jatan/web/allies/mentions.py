"""The record pages of media mentions, with the copies that are kept of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.allies import clippings, commands, selectors, services
from jatan.programme.allies.choices import ClippingKind, Medium, Tone
from jatan.programme.allies.models import Clipping, MediaMention
from jatan.programme.laws.choices import LawTopic
from jatan.programme.library.selectors import materials
from jatan.web.allies.mention_forms import ClippingForm, MentionForm
from jatan.web.ui.records.columns import by_choice, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, OpenedRecord, Part, Words
from jatan.web.ui.records.withdrawal import kind_withdraw_step

_PICTURES = ("jpg", "png")


def _copy(row: Clipping) -> Any:
    """A small picture of a cutting, or the name of the file, as a link."""
    url = reverse("clipping", args=[row.pk])
    if row.format in _PICTURES:
        words = row.note or row.get_kind_display()
        return format_html('<a href="{0}"><img src="{0}" alt="{1}" width="160" loading="lazy"></a>', url, words)
    return format_html('<a href="{}">{}</a>', url, row.file_name)


def _linked(opened: OpenedRecord) -> Sequence[tuple[Words, Any]]:
    """What of ours it carried, as far as this reader may see it."""
    by, row = opened.by, opened.row
    found: list[tuple[Words, Any]] = []
    material = materials(by).filter(pk=row.material).first() if row.material else None
    if material is not None:
        url = reverse("library_detail", args=[material.pk])
        found.append((_("Study or material it carried"), format_html('<a href="{}">{}</a>', url, material.title)))
    ask = selectors.asks(by).filter(pk=row.ask).first() if row.ask else None
    if ask is not None:
        url = reverse("allies_detail", args=[ask.ally_id])
        words = Truncator(ask.what).chars(160)
        found.append((_("Ask it carried"), format_html('<a href="{}">{}</a>', url, words)))
    return found


def _register(by: Actor, answers: Mapping[str, Any]) -> MediaMention:
    values = dict(answers)
    upload = values.pop("upload")
    row = services.MENTION.record(by=by, command=commands.RecordMention(**values))
    _keep_with_form(by, row, upload)
    return row


def _amend(by: Actor, row: MediaMention, changes: dict[str, Any]) -> object:
    upload = changes.pop("upload", None)
    is_changed = services.MENTION.amend(by=by, row=row, changes=changes)
    _keep_with_form(by, row, upload)
    return is_changed


def _keep_with_form(by: Actor, row: MediaMention, upload: Any) -> None:
    """The copy that came along on the form of the mention, if there was one."""
    if upload:
        kind = ClippingKind.PAGE if row.url else ClippingKind.CUTTING
        _keep(by, row, {"kind": kind.value, "copied_on": clock.today(), "upload": upload})


def _keep(by: Actor, row: MediaMention, answers: Mapping[str, Any]) -> Clipping:
    values = {"organisation": row.organisation_id, "place": row.place, "mention": row, **answers}
    upload = values.pop("upload")
    return clippings.add_clipping(by=by, command=commands.AddClipping(**values), upload=upload)


_CLIPPINGS = Part(
    slug="clippings",
    title=_("Copies kept"),
    see=P.ALLIES_SEE,
    rows=selectors.clippings,
    columns=(DisplayField(_("Copy"), _copy), *display_fields(Clipping, "kind", "copied_on", "note")),
    add_label=_("Keep a copy"),
    record=P.ALLIES_RECORD,
    form=ClippingForm,
    add=_keep,
    initial=lambda row: {"copied_on": clock.today(), "kind": "page" if row.url else "cutting"},
    steps=(kind_withdraw_step(clippings.CLIPPING, _("The copy will no longer be shown to anybody.")),),
    empty=_("No copy is kept yet. Pages disappear from the web: keep a cutting, a PDF or a picture of the screen."),
)

MENTIONS = Desk(
    slug="mentions",
    kind=services.MENTION,
    title=_("In the media"),
    icon="media",
    exports=P.SHARED_EXPORT,
    label=lambda row: row.outlet,
    form=MentionForm,
    add_label=_("Record a mention"),
    register=_register,
    amend=_amend,
    columns=(
        *display_fields(
            MediaMention, "title", "outlet", "medium", "published_on", "tone", "reach", sorts=["published_on", "reach"]
        ),
        # Rows behind a number come without the count.
        DisplayField(_("Copies kept"), lambda row: getattr(row, "copies", None), "number", name="copies"),
    ),
    facts=(
        *display_fields(MediaMention, "title", "published_on", "medium", "tone", "reach", "spokesperson", "url"),
        *display_fields(MediaMention, "law_topic", "campaign", "about"),
        DisplayField(_("Recorded by"), "organisation.name"),
    ),
    filters=(
        by_choice("medium", _("Medium"), Medium),
        by_choice("tone", _("Tone"), Tone),
        by_choice("law_topic", _("Law concerned"), LawTopic),
        *by_period("published_on"),
    ),
    parts=(_CLIPPINGS,),
    linked=_linked,
    order=("-published_on", "-id"),
)
