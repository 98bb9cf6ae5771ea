"""Forms of organisations, their districts, centres and offices, and of spellings of names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.rooms import CLOSABLE, FIRST_ROOMS
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.programme.membership.selectors import caretaker_of, possible_caretakers
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, day, long_text, phone, text

# Labels of the kinds in jatan_names.lexicon.
SPELLING_KINDS = {
    "surname": _("Surname"),
    "given": _("Given name"),
    "honorific": _("Title, left out when names are compared"),
}


class OrganisationForm(AnswerForm):
    """Names and first day of membership."""

    name_hi = text(_("Name in Hindi"), most=200, needed=True)
    name_en = text(_("Name in English"), most=200, needed=True)
    member_since = day(_("Member since"))


class NewOrganisationForm(OrganisationForm):
    """A new member, with its code."""

    code = text(_("Code"), most=16, needed=True, hint=_("Short, in Latin letters and digits; it never changes."))
    rooms = forms.MultipleChoiceField(
        label=_("What does the office do?"),
        choices=[(room.value, room.label) for room in CLOSABLE],
        initial=[room.value for room in FIRST_ROOMS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The other rooms can be opened later, by one press."),
    )
    field_order = ("code", "name_hi", "name_en", "member_since", "rooms")


class AmendOrganisationForm(OrganisationForm):
    """Names, first and last day of membership, and who takes over open work afterwards. `about`: the member."""

    member_until = day(
        _("Member until"),
        hint=_("The last day. From the next day on its people read and export, and record nothing more."),
    )
    caretaker = choice(
        _("Who sees to what is open after the last day?"),
        (),
        empty=_("nobody, it stays a member"),
        hint=_("Its coordinators and desk operators then see the people, contacts, missed contacts and issues there."),
    )

    def prepare(self) -> None:
        field: Any = self.fields["caretaker"]
        others = [(str(one.pk), one.name) for one in possible_caretakers(self.about)]
        held = caretaker_of(self.about)
        if held is not None and str(held.caretaker_id) not in dict(others):
            others.append((str(held.caretaker_id), held.caretaker.name))
        field.choices = [("", _("nobody, it stays a member")), *others]
        if held is not None and not self.is_bound:
            self.initial["caretaker"] = str(held.caretaker_id)


class _DistrictForm(AnswerForm):
    district = forms.ModelChoiceField(label=_("District"), queryset=Place.objects.none(), empty_label=_("choose"))

    def prepare(self) -> None:
        districts: Any = self.fields["district"]
        districts.queryset = Place.objects.filter(level=Level.DISTRICT).order_by("name_en")
        districts.choices = [("", _("choose")), *((row.pk, row.name) for row in districts.queryset)]


class AddDistrictForm(_DistrictForm):
    """A district to add, with its first day."""

    since = day(_("Since"), needed=True)


class LastDayForm(AnswerForm):
    """The last day of something."""

    on = day(_("The last day"), needed=True)


class CentreForm(_DistrictForm):
    """A new information centre."""

    name_hi = text(_("Name in Hindi"), most=200, needed=True)
    name_en = text(_("Name in English"), most=200, needed=True)
    opened_on = day(_("Opened on"), needed=True)
    field_order = ("name_hi", "name_en", "district", "opened_on")


class ReachForm(AnswerForm):
    """Where an information centre is, when it is open, and its number."""

    address = long_text(_("Address"), most=300)
    hours = text(_("Open when"), most=120, hint=_("For example: Monday to Saturday, 10 to 5."))
    phone = phone(_("Phone of the desk"), hint=_("Everybody can read it: the desk's number, nobody's own."))


class OfficeForm(AnswerForm):
    """An office of an organisation."""

    name_hi = text(_("Name in Hindi"), most=200, needed=True)
    name_en = text(_("Name in English"), most=200, needed=True)
    place = forms.ModelChoiceField(label=_("Block or district"), queryset=Place.objects.none(), empty_label=_("choose"))
    address = long_text(_("Address"), most=500)
    phone = phone(_("Phone of the office"))

    def prepare(self) -> None:
        places: Any = self.fields["place"]
        places.queryset = Place.objects.filter(level__in=(Level.DISTRICT, Level.BLOCK)).select_related("district")
        grouped: dict[str, list[tuple[object, str]]] = {}
        for row in places.queryset.order_by("name_en"):
            district = row.district or row
            grouped.setdefault(district.name, []).append((row.pk, row.name))
        places.choices = [("", _("choose")), *grouped.items()]


class SpellingForm(AnswerForm):
    """One name and its other spellings."""

    kind = choice(_("Kind"), SPELLING_KINDS.items(), needed=True, few=True)
    canonical = text(_("Name"), most=60, needed=True, hint=_("One word, as it is written most often."))
    forms = long_text(_("Other spellings"), most=2000, hint=_("In Hindi and in Latin letters, one word each."))
