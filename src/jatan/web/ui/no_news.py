"""The button "no news of her", on every page from which somebody may say so."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.web.ui.records.head import Act

NO_NEWS = _("No news of her")


def no_news_act(by: Actor, row: Guarded, about: str) -> list[Act]:
    """The act for a person or a journey, for who may record issues there. `about`: the query that names her by id."""
    if not gate.allows(by, Permission.HELPDESK_RECORD, organisation_id=row.organisation_id, place=row.place):
        return []
    return [Act(f"{reverse('no_news')}?{about}", NO_NEWS, "alert")]
