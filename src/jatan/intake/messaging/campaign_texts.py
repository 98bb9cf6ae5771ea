"""Texts as part of a campaign: the link table of messages, for whoever may see and send them."""

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging.models import CampaignMessage, OutMessage
from jatan.programme.campaigns.models import Campaign
from jatan.programme.campaigns.selectors import campaign_links
from jatan.programme.people.link_tables import LinkTable

MESSAGES = LinkTable(
    "messages",
    CampaignMessage,
    OutMessage,
    "message",
    "campaign",
    "sent_at__date",
    Permission.MESSAGES_SEE,
    Permission.MESSAGES_SEND,
    Permission.MESSAGES_SEND,
)


def texts_sent(by: Actor, campaign: Campaign) -> int | None:
    """How many texts were sent in the campaign; None for a reader who may not see them."""
    if not by.may(Permission.MESSAGES_SEE):
        return None
    return campaign_links(by, campaign, MESSAGES).count()
