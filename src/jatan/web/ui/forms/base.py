"""Base forms of record pages: organisation and place, cleaned data for a command, and its Problems as form errors.

No mass assignment: a form lists its fields, and the organisation comes from the actor's postings.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.foundation.network.models import Organisation, OrganisationDistrict
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.questions import Question
from jatan.web.ui.components.fields import PhoneField
from jatan.web.ui.forms.fields import text, written_place
from jatan.web.ui.forms.model_questions import question_field

PLACE_FIELDS = ("place", "panchayat", "village")


class AnswerForm(forms.Form):
    """A form about an existing record (`about`), such as a step or a part: without organisation and place."""

    required_css_class = "required"
    # What other doors ask as well: a field for each question, beside those that the form declares (`field_order`).
    QUESTIONS: ClassVar[Mapping[str, Question]] = {}
    # Own questions of the office by the name of their field (`ui.own_questions`): their answers are kept beside the
    # record, so they are none of `answers`.
    own_questions: Mapping[str, Any] = {}
    # Questions that stand folded below the others: heading -> names of fields, which need no answer.
    folded: Mapping[Any, Sequence[str]] = {}

    def __init__(self, *args: Any, actor: Actor, about: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.about = actor, about
        self.fields |= {name: question_field(question) for name, question in self.QUESTIONS.items()}
        self.order_fields(self.field_order)
        self.prepare()

    def prepare(self) -> None:
        """Hook at the end of `__init__`: limit choices to what the actor may see."""

    def get_context(self) -> dict[str, Any]:
        """What the template draws: `fields` without those that are folded, and `folds` as (heading, fields, is_open).

        A fold is open where one of its fields has an answer or an error.
        """
        context = super().get_context()
        names = {name for names in self.folded.values() for name in names}
        context["fields"] = [(bound, errors) for bound, errors in context["fields"] if bound.name not in names]
        parts = [
            (heading, [self[name] for name in names if name in self.fields]) for heading, names in self.folded.items()
        ]
        context["folds"] = [
            (heading, fields, any(bound.errors or bound.value() for bound in fields))
            for heading, fields in parts
            if fields
        ]
        return context

    def answers(self) -> dict[str, Any]:
        """Cleaned values by field name, for the command. Only after `is_valid()`."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.own_questions}

    def write_first(self) -> None:
        """Hook: write what must exist before the form's own record, in the same transaction."""

    def show(self, raised: Problem | Problems) -> None:
        """Add the Problems of a command or service as errors of the fields they name."""
        for problem in raised.problems:
            self.add_error(self._asked_as(problem.field), ValidationError(str(problem.message), code=problem.code))

    def _asked_as(self, field: str | None) -> str | None:
        """The form field for a Problem's field: forms of steps call every day `on`, models resolved_on, closed_on, …"""
        if field in self.fields:
            return field
        return "on" if field is not None and field.endswith("_on") and "on" in self.fields else None


class RecordForm(AnswerForm):
    """Creates or corrects a record of one organisation, in one place."""

    PERMISSION: ClassVar[Permission]
    ASKS_PLACE: ClassVar[bool] = True
    PLACE_AFTER: ClassVar[str] = ""
    # Days of a new record that are nearly always today.
    TODAY: ClassVar[Sequence[str]] = ()

    def prepare(self) -> None:
        self._offices = list(_offices(self.actor, self.PERMISSION))
        if self.about is None and len(self._offices) > 1:
            self.fields["organisation"] = forms.ChoiceField(
                label=capfirst(_("organisation")), choices=[(str(office.id), office.name) for office in self._offices]
            )
        if self.ASKS_PLACE:
            self._ask_place()
        if self.about is not None:
            self._keep_phones()
        else:
            self.initial = {name: clock.today() for name in self.TODAY} | dict(self.initial)

    def answers(self) -> dict[str, Any]:
        """Arguments of the command: `organisation` as UUID, `place` as Place, the rest named as in the model."""
        found = super().answers()
        found["organisation"] = self.organisation_id()
        found["place"] = found.get("place") or self._home_place(found["organisation"])
        return found

    def organisation_id(self) -> uuid.UUID:
        """The organisation of this record: the existing row's, the chosen one, or the only one."""
        if isinstance(self.about, Guarded):
            return self.about.organisation_id
        chosen = self.cleaned_data.get("organisation")
        return uuid.UUID(chosen) if chosen else self._offices[0].id

    def clean(self) -> dict[str, Any]:
        """Raise a ValidationError if no posting of the actor allows her to record anything."""
        if not self._offices:
            raise ValidationError(_("Your posting has no office to record this in."), code="no_office")
        return super().clean() or self.cleaned_data

    def _keep_phones(self) -> None:
        """Accept an imported phone value ("98765 / closed") if it is sent back unchanged."""
        for name, field in self.fields.items():
            if isinstance(field, PhoneField):
                field.kept = str(self.initial.get(name) or "")

    def _ask_place(self) -> None:
        asked: dict[str, forms.Field] = {
            "place": block_or_district(self.actor, self.PERMISSION, self.about),
            "panchayat": text(capfirst(_("panchayat"))),
            "village": written_place(capfirst(_("village")), "/places/suggest/", within="place"),
        }
        fields, self.fields = self.fields, {}
        if not self.PLACE_AFTER:
            self.fields |= fields
        for name, question in fields.items():
            self.fields[name] = question
            if name == self.PLACE_AFTER:
                self.fields |= asked
        self.fields |= asked

    def _home_place(self, organisation_id: uuid.UUID) -> Place:
        if isinstance(self.about, Guarded):
            return self.about.place
        home = OrganisationDistrict.objects.filter(organisation_id=organisation_id).select_related("district")
        first = home.order_by("since", "id").first()
        return first.district if first else Place.objects.filter(_WHOLE_STATE).order_by("name_en")[0]


def block_or_district(actor: Actor, permission: Permission, about: Any) -> forms.Field:
    """A field for the block or district of a record, limited to those in which the actor may record it.

    An office without districts, as the network's own is, works anywhere: districts, states and countries by group.
    """
    wanted = _places(actor, permission, about)
    found = list(wanted)
    is_anywhere = any(place.level == Level.COUNTRY for place in found)
    label = _("district, state or country") if is_anywhere else _("block or district")
    field = forms.ModelChoiceField(label=capfirst(label), queryset=wanted, empty_label=_("choose"), required=True)
    field.choices = list(_grouped_choices(found) if is_anywhere else _choices(found))
    if len(field.choices) == 2:
        field.initial = found[0].pk
    return field


# The secretariat has no districts: its records lie in the state whose districts are in the tree of places.
_WHOLE_STATE = Q(level="state", id__in=Place.objects.filter(level="district").values("parent_id"))


def _offices(actor: Actor, permission: Permission) -> QuerySet[Organisation]:
    """Organisations of the actor's own postings in which she may record: never the whole network.

    A caretaker finishes what a member that left began: no new person or journey is recorded for it.
    """
    reached = actor.reach(permission).row_organisations
    mine = [organisation for organisation in actor.home_organisations if organisation in reached]
    if permission == Permission.PEOPLE_RECORD:
        own = {post.organisation_id for post in actor.posts if not post.is_caretaker}
        mine = [organisation for organisation in mine if organisation in own]
    return Organisation.objects.filter(id__in=mine)


def _places(actor: Actor, permission: Permission, about: Any) -> QuerySet[Place]:
    """Districts and blocks in which a row may lie: the organisation's, limited to the places of the posting."""
    reach = actor.reach(permission)
    narrow = {place for _organisation, place in reach.new_row_places}
    if narrow and not reach.organisations:
        inside = Q(id__in=narrow) | Q(level="block", district_id__in=narrow)
    else:
        inside = _own_districts(set(reach.row_organisations) & set(actor.home_organisations))
    if isinstance(about, Guarded):
        inside |= Q(id=about.place_id)
    rows = Place.objects.filter(inside).select_related("district")
    return rows.order_by("district__name_en", "-level", "name_en")


def _own_districts(organisations: set[uuid.UUID]) -> Q:
    held = OrganisationDistrict.objects.filter(organisation_id__in=organisations)
    districts = list(held.values_list("district_id", flat=True))
    if not districts:
        return Q(level__in=(Level.DISTRICT, Level.STATE, Level.COUNTRY))
    return Q(level="district", id__in=districts) | Q(level="block", district_id__in=districts)


def _grouped_choices(places: Sequence[Place]) -> Iterator[tuple[Any, Any]]:
    """Districts, then states, then countries, each by name in the reader's language."""
    yield "", _("choose")
    for level, label in ((Level.DISTRICT, _("Districts")), (Level.STATE, _("States")), (Level.COUNTRY, _("Countries"))):
        of_level = sorted((place.name, place.pk) for place in places if place.level == level)
        yield label, [(pk, name) for name, pk in of_level]


def _choices(places: Sequence[Place]) -> Iterator[tuple[Any, Any]]:
    yield "", _("choose")
    for place in places:
        is_district = place.level == "district"
        yield place.pk, _("%(district)s district") % {"district": place.name} if is_district else place.name
