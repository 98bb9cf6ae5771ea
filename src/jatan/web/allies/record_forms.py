"""Forms of the directory and of a member's work with its institutions."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.foundation.places.selectors import reference_places
from jatan.kernel.problems import Problem, Problems
from jatan.programme.allies import selectors
from jatan.programme.allies.choices import Answer, Outcome
from jatan.programme.allies.commands import RegisterAlly
from jatan.programme.allies.duplicates import SimilarAlly, similar_allies
from jatan.programme.allies.models import (
    Agreement,
    Ally,
    Ask,
    Commitment,
    Contact,
    JointWork,
    Meeting,
    Note,
)
from jatan.programme.allies.parts import LARGEST_MINUTES
from jatan.web.ui.body_limits import UploadField
from jatan.web.ui.forms.base import AnswerForm, RecordForm, block_or_district
from jatan.web.ui.forms.fields import choice, day, yes
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.records.columns import day_text

_CONFIDENTIAL_HINT = _("Tick it if other members must not read this. Later it can be opened to them, not closed.")
_MINUTES_HINT = _("PDF, JPG, PNG or DOCX. A photograph of the signed sheet will do.")


def reasons_line(found: Sequence[SimilarAlly]) -> Any:
    """Each institution as a link, with what speaks for its being the same."""
    lines = (
        (reverse("allies_detail", args=[one.ally.pk]), one.ally.name, one.ally.place.name, _joined(one.reasons))
        for one in found
    )
    return format_html_join("", '<br><a href="{}">{}</a>, {} – {}', lines)


class AllyForm(RecordForm):
    PERMISSION = Permission.ALLIES_RECORD

    name = model_field(Ally, "name")
    kind = model_field(Ally, "kind")
    level = model_field(Ally, "level")
    is_ahtu = model_field(Ally, "is_ahtu")
    contact_person = model_field(Ally, "contact_person")
    phone = model_field(Ally, "phone")
    email = model_field(Ally, "email")
    address = model_field(Ally, "address", hint=_("Town and street, if it lies elsewhere."))
    role_text = model_field(Ally, "role_text")

    def prepare(self) -> None:
        super().prepare()
        self.fields["place"] = _anywhere(self.actor, self.about)
        if "is_another" in self.data and self.about is None:
            self._ask_whether_another([])

    def show(self, raised: Problem | Problems) -> None:
        """Beside the error: the institutions that it may be, with the reasons, and a tick that it is none of them."""
        super().show(raised)
        if self.about is None and any(problem.code == "perhaps_there" for problem in raised.problems):
            answers = {name: value for name, value in self.answers().items() if name != "is_another"}
            self._ask_whether_another(similar_allies(self.actor, RegisterAlly(**answers)))

    def _ask_whether_another(self, found: Sequence[SimilarAlly]) -> None:
        hint = format_html("{}{}", _("Perhaps it is one of these:"), reasons_line(found)) if found else ""
        question = yes(_("I have looked: it is another institution"), hint=hint)
        self.fields = {"is_another": question, **self.fields}


class _WorkForm(AnswerForm):
    """About a member's own row. A row that others have read is not offered to be made confidential."""

    MODEL: ClassVar[type[Any]]

    def prepare(self) -> None:
        if isinstance(self.about, self.MODEL) and not self.about.is_confidential:
            self.fields.pop("is_confidential", None)


class ContactForm(_WorkForm):
    MODEL = Contact

    name = model_field(Contact, "name")
    post = model_field(Contact, "post")
    phone = model_field(Contact, "phone")
    email = model_field(Contact, "email")
    until = model_field(Contact, "until", hint=_("Only if this person has left the post."))
    is_confidential = model_field(Contact, "is_confidential", hint=_CONFIDENTIAL_HINT)


class NoteForm(_WorkForm):
    MODEL = Note

    noted_on = model_field(Note, "noted_on")
    text = model_field(Note, "text")
    is_confidential = model_field(Note, "is_confidential", hint=_CONFIDENTIAL_HINT)


class MeetingForm(_WorkForm):
    MODEL = Meeting

    held_on = model_field(Meeting, "held_on")
    purpose = model_field(Meeting, "purpose")
    law_topic = model_field(Meeting, "law_topic", hint=_("Only if a law was what it was about."))
    participants = model_field(Meeting, "participants", hint=_("One on each line: name and post, theirs and ours."))
    outcome = model_field(Meeting, "outcome")
    is_confidential = model_field(Meeting, "is_confidential", hint=_CONFIDENTIAL_HINT)
    upload = UploadField(label=_("Minutes"), required=False, largest=LARGEST_MINUTES, help_text=_MINUTES_HINT)


class AskForm(_WorkForm):
    MODEL = Ask

    asked_on = model_field(Ask, "asked_on")
    what = model_field(Ask, "what")
    law_topic = model_field(Ask, "law_topic", hint=_("Only if a law was what it was about."))
    of_whom = model_field(Ask, "of_whom")
    answer_by = model_field(Ask, "answer_by", hint=_("After this day it stands in the list as overdue."))
    is_confidential = model_field(Ask, "is_confidential", hint=_CONFIDENTIAL_HINT)


class AskCorrectionForm(AskForm):
    answer = model_field(Ask, "answer")
    answered_on = model_field(Ask, "answered_on")
    answer_text = model_field(Ask, "answer_text")


class AnswerToAskForm(AnswerForm):
    answer = choice(
        _("What did they answer?"),
        [(answer, answer.label) for answer in (Answer.GRANTED, Answer.REFUSED)],
        needed=True,
        few=True,
        hint=_("A promise is recorded with its own day: “Record a promise”."),
    )
    answered_on = day(_("Answered on"), needed=True)
    answer_text = model_field(Ask, "answer_text")


class PromiseOfAskForm(_WorkForm):
    MODEL = Commitment

    promised_on = model_field(Commitment, "promised_on")
    what = model_field(Commitment, "what")
    promised_by = model_field(Commitment, "promised_by", hint=_("Name and post."))
    due_on = model_field(Commitment, "due_on", hint=_("After this day it stands in the list as overdue."), ahead=True)
    is_confidential = model_field(Commitment, "is_confidential", hint=_CONFIDENTIAL_HINT)


class PromiseForm(PromiseOfAskForm):
    def prepare(self) -> None:
        """Ask which of our own asks it answers, if there are any."""
        super().prepare()
        ally = self.about if isinstance(self.about, Ally) else getattr(self.about, "ally", None)
        rows = selectors.asks(self.actor).filter(organisation_id__in=self.actor.own_organisations)
        rows = rows.filter(selectors.of_ally(ally)) if ally is not None else rows.none()
        if rows.exists():
            self.fields["ask"] = _AskChoice(label=_("In answer to"), queryset=rows, required=False)


class PromiseCorrectionForm(PromiseOfAskForm):
    outcome = model_field(Commitment, "outcome")
    settled_on = model_field(Commitment, "settled_on")
    what_became = model_field(Commitment, "what_became")


class CommitmentOutcomeForm(AnswerForm):
    outcome = choice(
        _("What became of it?"),
        [(outcome, outcome.label) for outcome in Outcome if outcome is not Outcome.OPEN],
        needed=True,
        few=True,
    )
    settled_on = day(_("Settled on"), needed=True)
    what_became = model_field(Commitment, "what_became")


class AgreementForm(_WorkForm):
    MODEL = Agreement

    kind = model_field(Agreement, "kind")
    title = model_field(Agreement, "title")
    signed_on = model_field(Agreement, "signed_on")
    ends_on = model_field(Agreement, "ends_on")
    renew_by = model_field(Agreement, "renew_by", hint=_("From a month before, it stands on the first page."))
    they_do = model_field(Agreement, "they_do")
    we_do = model_field(Agreement, "we_do")
    ended_on = model_field(Agreement, "ended_on")
    is_confidential = model_field(Agreement, "is_confidential", hint=_CONFIDENTIAL_HINT)


class JointWorkForm(_WorkForm):
    MODEL = JointWork

    kind = model_field(JointWork, "kind")
    held_on = model_field(JointWork, "held_on")
    what = model_field(JointWork, "what", hint=_("Never the name of anybody who was found or freed."))
    officers = model_field(JointWork, "officers")
    is_confidential = model_field(JointWork, "is_confidential", hint=_CONFIDENTIAL_HINT)


class MergeForm(AnswerForm):
    """Which institution this one is: those that are alike, with the reasons."""

    into = choice(_("It is the same as"), (), needed=True, few=True)

    def prepare(self) -> None:
        self._found = similar_allies(self.actor, self.about, but=self.about.pk)
        field: Any = self.fields["into"]
        field.choices = [(str(one.ally.pk), _merge_line(one)) for one in self._found]

    def answers(self) -> dict[str, Any]:
        chosen = self.cleaned_data["into"]
        return {"into": next(one.ally for one in self._found if str(one.ally.pk) == chosen)}


class _AskChoice(forms.ModelChoiceField[Ask]):
    def label_from_instance(self, obj: Ask) -> str:
        return f"{day_text(obj.asked_on)}: {obj.what[:80]}"


def _merge_line(one: SimilarAlly) -> str:
    return f"{one.ally.name}, {one.ally.place.name} – {_joined(one.reasons)}"


def _joined(reasons: Sequence[Any]) -> str:
    return ", ".join(map(str, reasons))


def _anywhere(actor: Actor, about: Any) -> forms.Field:
    """The own districts and their blocks first, then every district, state and country."""
    own = block_or_district(actor, Permission.ALLIES_RECORD, about)
    mine = Q(pk__in=own.queryset.values("pk"))  # type: ignore[attr-defined]
    wide = Q(level__in=(Level.DISTRICT, Level.STATE, Level.COUNTRY))
    rows: QuerySet[Place] = reference_places().filter(mine | wide).select_related("district")
    field = forms.ModelChoiceField(
        label=capfirst(_("district, state or country")), queryset=rows, empty_label=_("choose"), required=True
    )
    field.choices = list(_grouped(list(rows), {place.pk for place in own.queryset}))  # type: ignore[attr-defined]
    return field


def _grouped(places: Sequence[Place], mine: set[Any]) -> Iterator[tuple[Any, Any]]:
    yield "", _("choose")
    blocks = sorted((place.name, place.pk) for place in places if place.level == Level.BLOCK and place.pk in mine)
    if blocks:
        yield _("Our blocks"), [(pk, name) for name, pk in blocks]
    for level, label in ((Level.DISTRICT, _("Districts")), (Level.STATE, _("States")), (Level.COUNTRY, _("Countries"))):
        named = sorted((place.pk not in mine, place.name, place.pk) for place in places if place.level == level)
        yield label, [(pk, name) for _is_other, name, pk in named]
