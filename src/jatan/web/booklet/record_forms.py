"""Forms of the booklet: a story with its consent and changes, the second person's answer, an edition."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.booklet.choices import CHANGES, Check, EditionLanguage, StoryUse
from jatan.programme.booklet.commands import LONGEST_STORY
from jatan.programme.booklet.consent_text import consent_texts, current_version
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.booklet.selectors import printable
from jatan.web.ui.forms import fields
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.model_questions import model_field

_MOST_OFFERED = 100
_NONE_IN_IT = _("Never the former one. Where there is none in the story, write that there is none.")


class StoryForm(RecordForm):
    PERMISSION = Permission.LIBRARY_RECORD
    ASKS_PLACE = False

    age = model_field(Story, "age", needed=True, hint=_("In years. Stories of children are never printed."))
    consented_on = model_field(Story, "consented_on")
    consent_kept = model_field(
        Story,
        "consent_kept",
        hint=_("For example: locked cupboard, folder 7. No name. A scan lies in her sealed file."),
    )
    uses = forms.MultipleChoiceField(
        label=_("She said yes to"),
        choices=StoryUse.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each is asked by itself. What is not ticked she did not agree to."),
    )
    title_hi = model_field(Story, "title_hi")
    body_hi = fields.long_text(
        Story._meta.get_field("body_hi").verbose_name,
        most=LONGEST_STORY,
        hint=_("With other names, places, days and work than the true ones. An empty line begins a paragraph."),
    )
    title_en = model_field(Story, "title_en")
    body_en = fields.long_text(
        Story._meta.get_field("body_en").verbose_name,
        most=LONGEST_STORY,
    )
    topic = model_field(Story, "topic")
    names_changed = model_field(Story, "names_changed", hint=_NONE_IN_IT)
    places_changed = model_field(Story, "places_changed", hint=_NONE_IN_IT)
    dates_changed = model_field(Story, "dates_changed", hint=_NONE_IN_IT)
    trades_changed = model_field(Story, "trades_changed", hint=_NONE_IN_IT)
    other_changed = model_field(Story, "other_changed")

    def prepare(self) -> None:
        super().prepare()
        for name in CHANGES:
            self.fields[name].is_needed_later = True  # type: ignore[attr-defined]
        if self.about is not None:  # asked anew in a step of its own, with the text of today
            del self.fields["uses"]
        text = consent_texts()[self.about.consent_version if self.about is not None else current_version()]
        self.fields["consented_on"].help_text = format_html(
            "<details><summary>{}</summary><p>{}</p></details>", _("The text that is read to her before"), text
        )


class ReviewForm(AnswerForm):
    checked = forms.MultipleChoiceField(
        label=_("I have looked at it"), choices=Check.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    approves = fields.choice(
        _("What do you say?"),
        [("yes", _("It may be printed")), ("no", _("It goes back to the one who wrote it"))],
        needed=True,
        few=True,
    )
    note = model_field(
        Story, "review_note", hint=_("What could still find her, and what to change. Needed to send it back.")
    )

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return found | {"approves": found["approves"] == "yes"}


class AskAnewForm(AnswerForm):
    uses = forms.MultipleChoiceField(
        label=_("She says yes to"), choices=StoryUse.choices, widget=forms.CheckboxSelectMultiple
    )
    on = fields.day(_("Day"), needed=True)

    def prepare(self) -> None:
        super().prepare()
        text = consent_texts()[current_version()]
        self.fields["on"].help_text = format_html(
            "<details><summary>{}</summary><p>{}</p></details>", _("The text that is read to her before"), text
        )


class TakenBackForm(AnswerForm):
    on = fields.day(_("She said so on"), needed=True)


class EditionForm(RecordForm):
    PERMISSION = Permission.LIBRARY_RECORD
    ASKS_PLACE = False

    title = model_field(Edition, "title")
    language = model_field(Edition, "language", few=True)
    chosen = forms.MultipleChoiceField(label=_("Stories"), widget=forms.CheckboxSelectMultiple)
    foreword = model_field(Edition, "foreword")

    def prepare(self) -> None:
        super().prepare()
        offered = printable(self.actor)
        if self.about is not None:
            offered = offered.filter(organisation_id=self.about.organisation_id) if not self._is_network() else offered
        languages = dict(EditionLanguage.choices)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [
            (
                str(story.pk),
                f"{story.title} ({', '.join(str(languages[one]) for one in languages if story.has_language(one))})",
            )
            for story in offered[:_MOST_OFFERED]
        ]
        if not chosen.choices:
            chosen.help_text = _("No story may be printed yet: each needs the yes of a second person.")

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return found | {"chosen": [uuid.UUID(pk) for pk in found["chosen"]]}

    def _is_network(self) -> bool:
        return len(self.actor.reach(self.PERMISSION).organisations) > 1


class PublishForm(AnswerForm):
    on = fields.day(_("Day of the edition"), needed=True)
    is_public = fields.yes(_("Anybody may download it"))

    def answers(self) -> dict[str, Any]:
        day: dt.date = self.cleaned_data["on"]
        return {"on": day, "is_public": self.cleaned_data["is_public"]}
