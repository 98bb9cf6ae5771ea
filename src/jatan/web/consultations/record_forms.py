"""Forms of consultations: planning, inviting, replies, the day itself, recommendations, evidence, files."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.evidence.indicators.definitions import COUNTED
from jatan.foundation.access.permissions import Permission
from jatan.programme.activities.models import Activity
from jatan.programme.allies.models import Ally
from jatan.programme.allies.selectors import allies
from jatan.programme.consultations import selectors
from jatan.programme.consultations.choices import EvidenceKind, InviteeKind, RecommendationOutcome, Reply
from jatan.programme.consultations.models import (
    Consultation,
    ConsultationFile,
    Evidence,
    Invitation,
    Recommendation,
)
from jatan.programme.consultations.records import LARGEST_FILE
from jatan.programme.laws.choices import LawTopic
from jatan.programme.library.models import Material
from jatan.programme.library.selectors import materials
from jatan.web.ui.body_limits import UploadField
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day, long_text
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.records.columns import day_text

_OFFERED = 200
_MOST_LINES = 100
# What a line of the list may be parted by; a comma of Hindi typing is one of Latin.
_PARTS = 3
# Kinds of the directory that are invited as something else than a government office.
_KIND_OF_ALLY = {
    **dict.fromkeys(("ahtu", "sjpu", "police_station", "railways", "police"), InviteeKind.POLICE),
    **dict.fromkeys(("dlsa", "court", "judiciary"), InviteeKind.JUDICIARY),
    **dict.fromkeys(("civil", "ngo_destination", "donor", "international"), InviteeKind.CIVIL),
    **dict.fromkeys(("union", "employers"), InviteeKind.LABOUR),
    "panchayat": InviteeKind.PANCHAYAT,
    "media": InviteeKind.MEDIA,
    "other": InviteeKind.OTHER,
}


class ConsultationForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD
    PLACE_AFTER = "planned_on"

    level = model_field(Consultation, "level", few=True)
    title = model_field(Consultation, "title")
    planned_on = model_field(Consultation, "planned_on", hint=_("The day it is to be held, or was held."))
    venue = model_field(Consultation, "venue")
    purpose = model_field(Consultation, "purpose")
    agenda = model_field(Consultation, "agenda", hint=_("One item on each line."))
    law_topics = forms.MultipleChoiceField(
        label=_("Which laws does it concern?"),
        choices=LawTopic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class InviteForm(AnswerForm):
    """Ticks institutions of the directory, and takes a list of others, one on a line."""

    allies = forms.MultipleChoiceField(
        label=_("From our directory"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lines = long_text(
        _("Others, one on each line"),
        most=20_000,
        hint=_("Office or organisation, post, name. Post and name can be left out."),
    )
    kind = choice(_("What the others are"), InviteeKind, empty=_("choose"))
    invited_on = day(_("Invited on"), needed=True)
    means = model_field(Invitation, "means")

    def prepare(self) -> None:
        taken = selectors.invitations(self.actor, self.about).exclude(ally=None).values_list("ally", flat=True)
        offered = [row for row in allies(self.actor)[: _OFFERED * 2] if row.pk not in set(taken)]
        self._offered = {str(row.pk): row for row in sorted(offered, key=self._far_and_name)[:_OFFERED]}
        field: Any = self.fields["allies"]
        field.choices = [(pk, f"{row.name}, {row.place.name}") for pk, row in self._offered.items()]
        if not self._offered:
            del self.fields["allies"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not found.get("allies") and not found.get("lines"):
            raise ValidationError(_("Tick somebody, or write somebody down."), code="missing_required")
        if found.get("lines") and not found.get("kind"):
            self.add_error("kind", ValidationError(_("This is needed. Please fill it in."), code="missing_required"))
        return found

    def answers(self) -> dict[str, Any]:
        """{"invitees": values of one Invite each, without the consultation}."""
        given = self.cleaned_data
        shared = {"invited_on": given["invited_on"], "means": given["means"]}
        picked = [
            {"ally": row.pk, "institution": row.name, "kind": _KIND_OF_ALLY.get(row.kind, InviteeKind.GOVERNMENT).value}
            for row in (self._offered[pk] for pk in given.get("allies", ()))
        ]
        return {"invitees": [one | shared for one in (*picked, *self._written())]}

    def clean_lines(self) -> str:
        """Refuse a list in which a line has no office, or more parts than three, by its number."""
        written: str = self.cleaned_data["lines"]
        lines = _lines(written)
        if len(lines) > _MOST_LINES:
            raise ValidationError(format_lazy(_("At most {most} lines at once."), most=_MOST_LINES))
        for number, parts in enumerate(lines, start=1):
            if not parts[0] or len(parts) > _PARTS:
                message = _("Line {number}: office or organisation, post, name. At most two commas.")
                raise ValidationError(format_lazy(message, number=number))
        return written

    def _written(self) -> Iterator[dict[str, Any]]:
        for parts in _lines(self.cleaned_data["lines"]):
            institution, post, name = (*parts, "", "")[:_PARTS]
            yield {"institution": institution, "post": post, "name": name, "kind": self.cleaned_data["kind"]}

    def _far_and_name(self, row: Ally) -> tuple[bool, str]:
        """Institutions of the consultation's district stand first."""
        here = self.about.place.district_id or self.about.place_id
        return ((row.place.district_id or row.place_id) != here, row.name)


class RepliesForm(AnswerForm):
    """One question for each invitation, with the reply as it is."""

    replied_on = day(_("Replied on"), needed=True, hint=_("Kept for those whose reply changes."))

    def prepare(self) -> None:
        self._invited = list(selectors.invitations(self.actor, self.about))
        for row in self._invited:
            self.fields[f"reply_{row.pk.hex}"] = choice(row.invitee, Reply, empty=Reply.NONE.label)
            self.initial[f"reply_{row.pk.hex}"] = row.reply

    def answers(self) -> dict[str, Any]:
        replies = {row.pk: self.cleaned_data[f"reply_{row.pk.hex}"] for row in self._invited}
        return {"on": self.cleaned_data["replied_on"], "replies": replies}


class AttendanceForm(AnswerForm):
    """A tick list of the invited."""

    came = forms.MultipleChoiceField(
        label=_("Who of the invited came?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Somebody sent instead counts as having come."),
    )

    def prepare(self) -> None:
        invited = list(selectors.invitations(self.actor, self.about))
        field: Any = self.fields["came"]
        field.choices = [(str(row.pk), row.invitee) for row in invited]
        self.initial["came"] = [str(row.pk) for row in invited if row.came]
        if not invited:
            del self.fields["came"]

    def answers(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        found["came"] = frozenset(uuid.UUID(pk) for pk in found.get("came", ()))
        return found


class HeldForm(AttendanceForm):
    """The day itself: who came, how many, what was agreed."""

    held_on = day(pgettext_lazy("consultation", "Held on"))
    women = model_field(Activity, "women", hint=_("Everybody in the room, the invited and the others."))
    men = model_field(Activity, "men")
    girls = model_field(Activity, "girls")
    boys = model_field(Activity, "boys")
    total = model_field(
        Activity,
        "total",
        needed=False,
        hint=_("Left empty, the numbers above are added up; without any, those ticked are counted."),
    )
    decisions = model_field(Activity, "decisions")
    recorded_as = choice(
        _("Is it in the list of meetings already?"),
        (),
        empty=_("no, record it"),
        hint=_("Then it counts once, as there."),
    )

    def prepare(self) -> None:
        super().prepare()
        self._recorded = {str(row.pk): row for row in selectors.unjoined_activities(self.actor, self.about)}
        field: Any = self.fields["recorded_as"]
        field.choices = [
            ("", _("no, record it")),
            *((pk, f"{day_text(row.held)}: {row.total}") for pk, row in self._recorded.items()),
        ]
        if not self._recorded:
            del self.fields["recorded_as"]

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        found["recorded_as"] = self._recorded.get(found.get("recorded_as", ""))
        return found


class CancelForm(AnswerForm):
    because = model_field(Consultation, "cancelled_because", needed=True)

    def _asked_as(self, field: str | None) -> str | None:
        return "because" if field == "cancelled_because" else super()._asked_as(field)


class PlanAgainForm(AnswerForm):
    planned_on = model_field(Consultation, "planned_on")


class RecommendationForm(AnswerForm):
    what = model_field(Recommendation, "what")
    addressed_to = model_field(Recommendation, "addressed_to")
    due_on = model_field(Recommendation, "due_on")
    made_on = model_field(Recommendation, "made_on")


class FollowForm(AnswerForm):
    outcome = choice(
        pgettext_lazy("recommendation", "What became of it?"),
        [(one, one.label) for one in RecommendationOutcome if one is not RecommendationOutcome.OPEN],
        needed=True,
        few=True,
    )
    outcome_on = day(_("Since when"), needed=True)
    what_became = model_field(Recommendation, "what_became")


class EvidenceForm(AnswerForm):
    """One of three: material of the library, a number of the report, or something else in words."""

    kind = model_field(Evidence, "kind", few=True)
    material = choice(_("Which material?"), (), empty=_("choose"))
    number = choice(_("Which number?"), (), empty=_("choose"))
    since = model_field(Evidence, "since", label=_("From"))
    until = model_field(Evidence, "until", label=_("To"))
    shown = model_field(Evidence, "shown", needed=False, hint=_("Needed only for something else."))

    def prepare(self) -> None:
        self._materials: dict[str, Material] = {str(row.pk): row for row in materials(self.actor)[:_OFFERED]}
        self._numbers = {
            f"{one.code}/{value.name}": f"{one.label}: {value.label}" for one in COUNTED for value in one.values
        }
        material: Any = self.fields["material"]
        material.choices = [("", _("choose")), *((pk, row.title) for pk, row in self._materials.items())]
        number: Any = self.fields["number"]
        number.choices = [("", _("choose")), *self._numbers.items()]

    def answers(self) -> dict[str, Any]:
        """Values of ShowEvidence, without the consultation."""
        given, kind = self.cleaned_data, self.cleaned_data["kind"]
        found: dict[str, Any] = {"kind": kind, "shown": given["shown"]}
        if kind == EvidenceKind.MATERIAL and given["material"]:
            row = self._materials[given["material"]]
            found |= {"material": row.pk, "shown": given["shown"] or row.title}
        if kind == EvidenceKind.NUMBER and given["number"]:
            code, _slash, value = given["number"].partition("/")
            words = given["shown"] or self._numbers[given["number"]]
            found |= {"indicator": code, "value": value, "shown": words[:300]}
            found |= {"since": given["since"], "until": given["until"]}
        if kind == EvidenceKind.NUMBER and not given["number"]:
            found["shown"] = given["shown"] or str(EvidenceKind.NUMBER.label)
        return found

    def _asked_as(self, field: str | None) -> str | None:
        return "number" if field == "indicator" else super()._asked_as(field)


class FileForm(AnswerForm):
    kind = model_field(ConsultationFile, "kind")
    upload = UploadField(label=capfirst(_("file")), largest=LARGEST_FILE, help_text=_("PDF, DOCX, JPG or PNG."))
    note = model_field(ConsultationFile, "note")


def _lines(written: str) -> list[list[str]]:
    rows = (line.strip() for line in written.splitlines())
    return [[part.strip() for part in row.split(",")] for row in rows if row]
