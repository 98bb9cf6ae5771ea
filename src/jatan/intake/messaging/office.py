"""An organisation's sending rules, place and monthly spending."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count, Q, Sum

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import districts_of, members
from jatan.foundation.places.models import Place
from jatan.intake.messaging.choices import OutState
from jatan.intake.messaging.models import OutMessage, SendingRules
from jatan.kernel import clock

_SPENT = (OutState.CLAIMED, OutState.HANDED, OutState.SENT, OutState.DELIVERED)
_WHOLE_STATE = Q(level="state", id__in=Place.objects.filter(level="district").values("parent_id"))


class Spent:
    """What the messages of one month cost: `messages` sent, and `paise`."""

    def __init__(self, rules: SendingRules, messages: int, paise: int) -> None:
        self.rules, self.messages, self.paise = rules, messages, paise

    def has_room(self, paise: int, messages: int = 1) -> bool:
        """Whether so much more may be sent this month."""
        money, most = self.rules.monthly_rupees, self.rules.monthly_messages
        if money is not None and self.paise + paise > money * 100:
            return False
        return most is None or self.messages + messages <= most


def all_organisation_ids() -> list[uuid.UUID]:
    """Ids of all organisations: a number does not show which organisation's traveller uses it."""
    return list(Organisation.objects.order_by("code").values_list("id", flat=True))


def messaging_actor(organisations: Iterable[uuid.UUID]) -> Actor:
    """The machine actor that sends and receives for these organisations."""
    return machine_for(organisations)


def office_for_unknown_numbers() -> uuid.UUID | None:
    """Id of the member that reads messages from unknown numbers: the configured one, else the first by code."""
    code = settings.JATAN_SMS["office"]
    named = members().filter(code=code) if code else members()
    found = named.order_by("code").values_list("id", flat=True).first()
    return found or members().order_by("code").values_list("id", flat=True).first()


def place_of(organisation_id: uuid.UUID) -> Place:
    """The place of a message from an unknown number: the organisation's first district, else the state."""
    districts = districts_of(organisation_id, clock.today())
    return districts[0] if districts else Place.objects.filter(_WHOLE_STATE).order_by("name_en")[0]


def sending_rules_of(organisation_id: uuid.UUID) -> SendingRules:
    """The organisation's rules; an unsaved row with the defaults where it has set none."""
    row = SendingRules.objects.live().filter(organisation_id=organisation_id).select_related("place").first()
    return row or SendingRules(organisation_id=organisation_id, place=place_of(organisation_id))


def quiet_until(rules: SendingRules, at: dt.datetime) -> dt.datetime | None:
    """The end of the quiet hours that `at` falls into, or None. Equal start and end mean no quiet hours."""
    local = at.astimezone(clock.INDIA)
    start, end, now = rules.quiet_from, rules.quiet_until, local.time()
    over_midnight = start > end
    is_quiet = (now >= start or now < end) if over_midnight else start <= now < end
    if not is_quiet:
        return None
    day = local.date() + dt.timedelta(days=1) if over_midnight and now >= start else local.date()
    return dt.datetime.combine(day, end, tzinfo=clock.INDIA)


def spent_in(rules: SendingRules, at: dt.datetime) -> Spent:
    """Spending in the calendar month (in India) of `at`. Texts with the gateway count as spent."""
    local = at.astimezone(clock.INDIA)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    rows = OutMessage.objects.live().filter(
        organisation_id=rules.organisation_id, state__in=_SPENT, claimed_at__gte=first, claimed_at__lt=following
    )
    found = rows.aggregate(messages=Count("id"), paise=Sum("cost_paise"))
    return Spent(rules, found["messages"], found["paise"] or 0)
