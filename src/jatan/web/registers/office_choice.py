"""The choice of an organisation on forms that bring registers in or hand them out."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.web.ui.forms.base import AnswerForm


class OfficeForm(AnswerForm):
    """A form about one organisation; it is asked for where the actor imports registers of several."""

    def prepare(self) -> None:
        reach = self.actor.reach(Permission.REGISTER_IMPORT).row_organisations
        self.offices = list(Organisation.objects.filter(id__in=reach).order_by("code"))
        if len(self.offices) > 1:
            pairs = [(str(office.id), office.name) for office in self.offices]
            self.fields["organisation"] = forms.ChoiceField(label=_("Organisation"), choices=pairs)

    def office(self) -> Organisation:
        """The chosen organisation, or the only one."""
        chosen = self.cleaned_data.get("organisation")
        return next((office for office in self.offices if chosen and office.id == UUID(chosen)), self.offices[0])
