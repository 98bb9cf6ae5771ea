"""The record pages of stories and editions."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.booklet import commands, selectors, services
from jatan.programme.booklet.choices import EditionLanguage, StoryState, StoryUse
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.booklet.traces import find_traces
from jatan.programme.booklet.uses import may_be_used
from jatan.programme.library.choices import Topic
from jatan.programme.library.recall import recall_reason
from jatan.web.booklet.record_forms import AskAnewForm, EditionForm, PublishForm, ReviewForm, StoryForm, TakenBackForm
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import by_choice, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, OpenedRecord, Part, Step

_CHANGES = ("names_changed", "places_changed", "dates_changed", "trades_changed", "other_changed")


def _state(row: Story) -> states.Badge:
    if not row.is_agreed:
        return states.late(_("consent taken back"))
    state = StoryState(row.state)
    if state is StoryState.APPROVED:
        return states.done(_("printed") if row.published_on else state.label)
    return states.plain(state.label) if state is StoryState.DRAFT else states.soon(state.label)


def _body(name: str) -> Any:
    """The text of a story in paragraphs; nothing once its consent was taken back."""

    def shown(row: Story) -> Any:
        text = getattr(row, name)
        if not text or not row.is_agreed:
            return ""
        return format_html_join("", "<p>{}</p>", [(line.strip(),) for line in text.splitlines() if line.strip()])

    return shown


def _uses(row: Story) -> str:
    """What she agrees to today, in words."""
    return ", ".join(str(use.label) for use in StoryUse if may_be_used(row, use)) or str(_("nothing"))


def _story_links(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    """What may still find somebody, and the editions that hold the story."""
    by, row = opened.by, opened.row
    found: list[tuple[Any, Any]] = []
    if row.is_agreed and row.published_on is None:
        traces = find_traces(" ".join((row.title_hi, row.title_en, row.body_hi, row.body_en)), row.organisation_id)
        if traces:
            found.append((_("Could still find her: true or invented?"), ", ".join(traces)))
    if row.published_on is not None:
        held = selectors.editions_with(row.pk)
        links = [
            (reverse("editions_detail", args=[one.pk]), _edition_label(one))
            for one in selectors.editions(by).filter(pk__in=held.values("pk"))
        ]
        found.append((_("Printed in"), format_html_join(", ", '<a href="{}">{}</a>', links)))
    return found


class _Stories(Desk):
    STAYS_INSIDE = _(
        "A story comes in as a draft, and a second person reads it as any other. None goes out in a workbook: "
        "she said yes to what is printed, and what she takes back could not be called back from a file."
    )

    def notice(self, row: Story) -> Any:
        if row.consent_withdrawn_on is not None:
            words = _("She took her consent back on %(day)s. The story is in no further edition.")
            return words % {"day": date_format(row.consent_withdrawn_on, "j E Y")}
        if row.state == StoryState.SENT_BACK:
            return _("Sent back: %(why)s") % {"why": row.review_note}
        return ""

    def is_open(self, row: Story) -> bool:
        return row.is_agreed


STORIES = _Stories(
    slug="stories",
    kind=services.STORY,
    title=_("Stories for the booklet"),
    icon="story",
    search=selectors.search_stories,
    search_label=_("Word of the title"),
    label=lambda row: row.title,
    form=StoryForm,
    add_label=_("Write a story"),
    register=lambda by, a: services.write_story(by=by, command=commands.WriteStory(**a)),
    record_row=lambda by, command: services.write_story(by=by, command=command),
    amend=lambda by, row, changes: services.amend_story(by=by, story=row, changes=changes),
    withdraws_alone=True,
    columns=(
        DisplayField(_("Title"), "title"),
        DisplayField(_("State"), _state, "badge"),
        *display_fields(Story, "topic", "published_on", sorts=["published_on"]),
        DisplayField(_("Written by"), "organisation.name"),
    ),
    facts=(
        DisplayField(_("The story in Hindi"), _body("body_hi")),
        DisplayField(_("The story in English"), _body("body_en")),
        *display_fields(Story, *_CHANGES),
        DisplayField(_("She said yes to"), _uses),
        *display_fields(Story, "topic", "age", "consent_version", "consented_on", "consent_kept"),
        *display_fields(Story, "reviewed_on", "review_note", "consent_withdrawn_on", "published_on"),
        DisplayField(_("Written by"), "organisation.name"),
    ),
    filters=(by_choice("state", _("State"), StoryState), by_choice("topic", _("Topic"), Topic)),
    linked=_story_links,
    steps=(
        Step(
            slug="ask",
            label=_("Give it to a second person"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.ask_review(by=by, story=row),
            sentence=_("Somebody who did not write in it looks whether anybody can still be found by it."),
            done=_("It waits for a second person: another coordinator of your office, or the secretariat."),
            is_open=lambda row: row.is_agreed and row.state in (StoryState.DRAFT, StoryState.SENT_BACK),
        ),
        Step(
            slug="review",
            label=_("Look at it as the second person"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.review_story(by=by, story=row, command=commands.ReviewStory(**a)),
            form=ReviewForm,
            is_open=lambda row: row.is_agreed and row.state == StoryState.WAITING,
            is_for=services.may_review,
        ),
        Step(
            slug="ask-anew",
            label=_("Ask her anew what it may be used for"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.ask_anew(by=by, story=row, **a),
            form=AskAnewForm,
            sentence=_("Read the text of today to her first. What she no longer agrees to ends in print too."),
            done=_("Noted, with the text of today."),
            initial=lambda row: {"on": clock.today(), "uses": row.uses},
            is_open=lambda row: row.is_agreed,
        ),
        Step(
            slug="taken-back",
            label=_("She takes her consent back"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.take_consent_back(by=by, story=row, on=a["on"]),
            form=TakenBackForm,
            sentence=_(
                "The story is in no further edition. Whoever printed it or has copies is told to hold them back."
            ),
            done=_("Noted. Printed booklets with this story are being called back."),
            initial=lambda row: {"on": clock.today()},
            is_open=lambda row: row.is_agreed,
            is_final=True,
        ),
    ),
    is_exportable=False,
)


def _edition_label(row: Edition) -> str:
    if row.is_fixed:
        return str(_("%(title)s, edition %(number)s") % {"title": row.title, "number": row.number})
    return row.title


def _edition_state(row: Edition) -> states.Badge:
    if row.material is not None and row.material.recalled_on:
        return states.late(_("called back"))
    return states.done(_("printed")) if row.is_fixed else states.normal(_("being prepared"))


def _edition_links(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    row = opened.row
    if not row.is_fixed:
        url = reverse("edition_preview", args=[row.pk])
        return [(_("How it will look"), _link(url, _("Draft as PDF")))]
    stock = reverse("library_stock", args=[row.material_id])
    if row.material.recalled_on:
        return [(_("Copies"), _link(stock, _("Printed, given, left")))]
    return [
        (_("Booklet"), _link(reverse("material_file", args=[row.material_id]), _("PDF for print"))),
        (_("Copies"), _link(stock, _("Printed, given, left"))),
    ]


def _link(url: str, words: Any) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, words)


def _stories_of(by: Actor, row: Edition) -> Any:
    return selectors.stories(by).filter(pk__in=row.story_ids)


_STORIES_OF = Part(
    slug="stories",
    title=_("Stories in it"),
    see=P.LIBRARY_RECORD,
    rows=_stories_of,
    columns=(DisplayField(_("Title"), "title"), DisplayField(_("State"), _state, "badge")),
    link=lambda row: reverse("stories_detail", args=[row.pk]),
)


class _Editions(Desk):
    def notice(self, row: Edition) -> Any:
        if row.material is None or row.material.recalled_on is None:
            return ""
        words = _(
            "Called back on %(day)s: it is printed and downloaded no more. %(what)s Begin a new edition without it."
        )
        return words % {"day": date_format(row.material.recalled_on, "j E Y"), "what": recall_reason(row.material)}

    def is_open(self, row: Edition) -> bool:
        return not row.is_fixed


EDITIONS = _Editions(
    slug="editions",
    kind=services.EDITION,
    title=_("Editions of the booklet"),
    icon="edition",
    label=_edition_label,
    form=EditionForm,
    add_label=_("Begin an edition"),
    withdraws_alone=True,
    columns=(
        *display_fields(Edition, "title", "language", "number", "published_on", sorts=["published_on"]),
        DisplayField(_("State"), _edition_state, "badge"),
        DisplayField(_("Published by"), "organisation.name"),
    ),
    facts=(
        *display_fields(Edition, "language", "number", "published_on", "foreword"),
        DisplayField(_("Published by"), "organisation.name"),
    ),
    filters=(by_choice("language", _("Language"), EditionLanguage), *by_period("published_on")),
    linked=_edition_links,
    parts=(_STORIES_OF,),
    steps=(
        Step(
            slug="publish",
            label=_("Fix it for print"),
            needs=P.LIBRARY_RECORD,
            act=lambda by, row, a: services.publish_edition(by=by, edition=row, **a),
            form=PublishForm,
            sentence=_("It gets its number and its day. After that nothing in it changes: a change is a new edition."),
            done=_("The edition is fixed. Its PDF lies in the library; write there how many copies were printed."),
            initial=lambda row: {"on": clock.today()},
            is_open=lambda row: not row.is_fixed,
        ),
    ),
    is_exportable=False,
)

DESKS = (STORIES, EDITIONS)
