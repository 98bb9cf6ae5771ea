"""Campaigns on lists of records: the act that puts many of them into one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jatan.foundation.access.actors import Actor
from jatan.foundation.bulk_acts.services import Stayed
from jatan.foundation.network.rooms import Room
from jatan.programme.campaigns.choices import TakeInKind
from jatan.programme.campaigns.models import Campaign
from jatan.programme.campaigns.selectors import campaigns
from jatan.programme.campaigns.taking_in import TABLES, put_in_together
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.records.desk import BulkAct
from jatan.web.ui.rooms import is_closed

_OFFERED = 200


class OwnCampaignForm(AnswerForm):
    """A campaign of one's own offices, the latest first."""

    campaign = choice(_("Campaign"), (), needed=True)

    def prepare(self) -> None:
        field = self.fields["campaign"]
        own = campaigns(self.actor).filter(organisation_id__in=self.actor.own_organisations)
        self._open = {str(row.pk): row for row in own[:_OFFERED]}
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((pk, row.name) for pk, row in self._open.items())]

    def answers(self) -> dict[str, Campaign]:
        """The campaign itself."""
        return {"campaign": self._open[self.cleaned_data["campaign"]]}


def campaign_act(kind: TakeInKind) -> BulkAct:
    """The act that puts many records of a kind into a campaign of one's own office."""
    table = TABLES[kind.value]

    def act(by: Actor, rows: Sequence[Any], answers: Mapping[str, Any]) -> Sequence[Stayed]:
        return put_in_together(by=by, campaign=answers["campaign"], records=rows, table=table)

    return BulkAct(
        slug="campaign",
        label=_("Put into a campaign"),
        needs=table.permission,
        act=act,
        form=OwnCampaignForm,
        is_for=lambda by: not is_closed(by, Room.CAMPAIGNS),
        sentence=lambda number: ngettext(
            "%(number)s record will be part of the campaign. The record itself stays as it is.",
            "%(number)s records will be part of the campaign. The records themselves stay as they are.",
            number,
        ),
        done=lambda number: ngettext(
            "%(number)s record is part of the campaign now.", "%(number)s records are part of the campaign now.", number
        ),
    )
