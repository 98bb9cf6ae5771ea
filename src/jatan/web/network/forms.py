"""Forms for invitations and postings. Choices are limited to what the actor may give."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.authority import may_post
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.selectors import managed_organisations, roles_to_give
from jatan.foundation.access.services import GivePosting
from jatan.foundation.network.models import OrganisationDistrict
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.groups.choices import GroupKind
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import groups
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, day, text

_SIGN_IN_NAME = RegexValidator(r"^[^\s\x00]{3,254}$", _("At least three signs, without blanks."))


class PostingForm(AnswerForm):
    """Role, organisation, forum, place and first day of a posting."""

    role = choice(_("Role"), (), needed=True)
    organisation = choice(_("Organisation"), (), needed=True)
    group = forms.ModelChoiceField(
        label=_("Forum"),
        queryset=Group.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("Only for a forum leader: the forum she leads. She reaches its people and nothing else."),
    )
    place = forms.ModelChoiceField(
        label=_("Block"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("the whole organisation"),
        help_text=_("Only for a field worker: the block she works in. Of a forum leader it is the forum's block."),
    )
    since = day(_("Since"), hint=_("Left empty: from today on."))

    def prepare(self) -> None:
        self._offer("role", roles_to_give(self.actor))
        organisations = [(str(row.pk), row.name) for row in managed_organisations(self.actor)]
        self._offer("organisation", organisations)
        forums: Any = self.fields["group"]
        forums.queryset = _forums(self.actor)
        forums.label_from_instance = _forum_words
        places: Any = self.fields["place"]
        places.queryset = _blocks(self.actor)
        places.choices = list(_by_district(places.queryset))

    def clean(self) -> dict[str, Any]:
        """Check that the role may be given in the organisation, and that forum and block are of it."""
        answers = super().clean() or self.cleaned_data
        role, organisation = answers.get("role"), answers.get("organisation")
        if not role or not organisation:
            return answers
        organisation_id = uuid.UUID(organisation)
        if not may_post(self.actor, Role(role), organisation_id):
            self.add_error("role", ValidationError(_("This role cannot be given there."), code="not_there"))
        place, group = answers.get("place"), answers.get("group")
        if role != Role.FORUM_LEADER:
            answers["group"] = None
        elif group is not None and group.organisation_id != organisation_id:
            self.add_error("group", ValidationError(_("This forum is of another organisation."), code="not_there"))
        elif group is not None and place is None and group.place.level == Level.BLOCK:
            answers["place"] = place = group.place
        if role not in (Role.FIELD_WORKER, Role.FORUM_LEADER):
            answers["place"] = None
        elif place is not None and not _works_in(organisation_id, place):
            self.add_error("place", ValidationError(_("The organisation does not work there."), code="unknown_place"))
        return answers

    def command(self) -> GivePosting:
        """The command. Raises Problem at `place` for a field worker without a block, at `group` for a leader without
        a forum.
        """
        answers = self.cleaned_data
        return GivePosting(
            role=Role(answers["role"]),
            organisation_id=uuid.UUID(answers["organisation"]),
            place=answers["place"],
            group=answers["group"].pk if answers["group"] else None,
            since=answers["since"] or clock.today(),
        )

    def _offer(self, name: str, pairs: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = pairs if len(pairs) == 1 else [("", _("choose")), *pairs]


class InviteForm(PostingForm):
    """A new colleague and her first posting."""

    name = text(_("Name"), needed=True)
    email = forms.CharField(
        label=_("E-mail or sign-in name"),
        max_length=254,
        validators=[_SIGN_IN_NAME],
        help_text=_("She signs in with this. No letter is sent to it."),
    )
    field_order = ("name", "email", "role", "organisation", "group", "place", "since")


def _forums(by: Actor) -> Any:
    """Forums that still meet, of the organisations whose accounts the actor manages, by name."""
    rows = groups(by).filter(kind=GroupKind.FORUM, dissolved_on__isnull=True)
    return rows.filter(organisation__in=managed_organisations(by)).order_by("name", "id")


def _forum_words(group: Group) -> str:
    return f"{group.name}, {group.village or group.place.name}"


def _blocks(by: Actor) -> Any:
    held = OrganisationDistrict.objects.filter(organisation__in=managed_organisations(by))
    rows = Place.objects.filter(level=Level.BLOCK, district_id__in=held.values("district_id"))
    return rows.select_related("district").order_by("district__name_en", "name_en")


def _by_district(blocks: Any) -> Iterator[tuple[Any, Any]]:
    yield "", _("the whole organisation")
    grouped: dict[str, list[tuple[Any, str]]] = {}
    for block in blocks:
        grouped.setdefault(block.district.name, []).append((block.pk, block.name))
    yield from grouped.items()


def _works_in(organisation_id: uuid.UUID, place: Place) -> bool:
    today: dt.date = clock.today()
    held = OrganisationDistrict.objects.filter(organisation_id=organisation_id, district_id=place.district_id)
    return any(row.until is None or row.until >= today for row in held)
