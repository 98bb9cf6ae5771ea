"""All kinds of records that may be part of a campaign, with their words, by the code that stands in addresses."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.intake.messaging.campaign_texts import MESSAGES
from jatan.programme.campaigns.choices import TakeInKind
from jatan.programme.campaigns.taking_in import TABLES
from jatan.programme.people.link_tables import LinkTable

LINK_TABLES: Mapping[str, LinkTable] = {**TABLES, MESSAGES.kind: MESSAGES}
MESSAGES_LABEL = pgettext_lazy("campaign", "text messages sent")


def kinds_for(by: Actor) -> list[tuple[str, Any]]:
    """(code, label) of the kinds that the actor may take into a campaign."""
    labels = {**dict(TakeInKind.choices), MESSAGES.kind: MESSAGES_LABEL}
    return [(kind, labels[kind]) for kind, table in LINK_TABLES.items() if by.may(table.permission)]
