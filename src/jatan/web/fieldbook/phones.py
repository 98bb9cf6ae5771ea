"""The coordinator's pages about phones: the board, the code for a new phone, and taking one back."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.devices import services
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.selectors import find_phone, is_silent, phones, silent_among
from jatan.kernel import clock
from jatan.programme.groups.selectors import groups
from jatan.web.ui.components import states
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate

ROWS = 40
# A clock that is wrong by less than this says nothing; by more, what is written today may carry another day.
_SKEW_SHOWN = dt.timedelta(minutes=30)
_EXPIRES_SOON = dt.timedelta(days=14)


@dataclass(frozen=True)
class PhoneLine:
    """One phone on the board, in words. `call_url`: "tel:" address; "" without a number."""

    row: Device
    who: str
    forum: str
    state: states.Badge
    unsent: str
    clock: str
    until: str
    account_url: str
    call_url: str
    back_url: str


@needs(Permission.ACCOUNTS_MANAGE)
def board(request: StaffRequest) -> HttpResponseBase:
    """All phones: the silent ones first, with whom to call; those that were taken back come last."""
    rows = phones(request.actor)
    only_silent = request.GET.get("silent") == "1"
    page = paginate(silent_among(rows) if only_silent else rows, request.GET, size=ROWS)
    forums = _forums(request, page.rows)
    lines = [_line(row, forums) for row in page.rows]
    shown = {"lines": lines, "page": page, "only_silent": only_silent, "accounts_url": reverse("accounts")}
    return render(request, "fieldbook/phones.html", shown)


@needs(Permission.ACCOUNTS_MANAGE, fresh_second_step=True)
def new_phone(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """GET explains; POST makes a code for this posting and shows it, as a mark to scan and as a link, this once."""
    posting = _posting(request, pk)
    back = reverse("account", args=[posting.account_id])
    forum = _forums(request, [posting]).get(posting.group) if posting.group else ""
    page: dict[str, Any] = {"row": posting, "forum": forum, "back": back}
    if request.method != "POST":
        earlier = Device.objects.filter(account=posting.account_id, organisation=posting.organisation_id)
        page["earlier"] = earlier.filter(group=posting.group, revoked_at__isnull=True).count()
        return render(request, "fieldbook/phone_new.html", page)
    made, code = services.create_enrolment(by=request.actor, posting=posting, needs_share="needs_share" in request.POST)
    link = f"{request.build_absolute_uri(reverse('field_book'))}#enrol={code}"
    words = _("Open this link on your phone. It works once: %(link)s") % {"link": link}
    number = posting.account.phone
    page |= {
        "link": link,
        "mark": segno.make(link, error="m", micro=False).svg_data_uri(border=4, light="#fff"),
        "until": made.expires_at.astimezone(clock.INDIA),
        "hours": int(services.CODE_LASTS.total_seconds() // 3600),
        "text_message": f"sms:{number}?{urlencode({'body': words}, quote_via=quote)}",
        "board": reverse("phones"),
    }
    return render(request, "fieldbook/phone_code.html", page)


@needs(Permission.ACCOUNTS_MANAGE, fresh_second_step=True)
def take_back(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take a phone back, asked once more."""
    row = find_phone(request.actor, pk)
    if row.revoked_at is not None:
        raise Http404
    if request.method == "POST":
        services.revoke(by=request.actor, device=row)
        messages.success(request, _("Taken back. It empties itself as soon as it meets a network."))
        return redirect("phones")
    page = {
        "title": _("Take the phone back"),
        "label": row.account.name,
        "sentence": _(
            "The phone shows nothing more once it meets a network. What was written on it and not sent yet still comes,"
            " and waits for you to look at it."
        ),
        "back": reverse("phones"),
        "is_final": True,
    }
    return render(request, "network/confirm.html", page)


def _posting(request: StaffRequest, pk: uuid.UUID) -> Posting:
    """A posting that carries a phone, in force, for which the actor may make a code. Raises Http404."""
    rows = Posting.objects.in_force(clock.today()).filter(role__in=services.CARRYING_ROLES, account__is_active=True)
    found = rows.select_related("account", "organisation", "place").filter(pk=pk).first()
    if found is None or not services.may_give_phone(request.actor, found):
        raise Http404
    return found


def _forums(request: StaffRequest, rows: Any) -> dict[uuid.UUID, str]:
    led = {row.group for row in rows if row.group is not None}
    return dict(groups(request.actor).filter(pk__in=led).values_list("pk", "name")) if led else {}


def _line(row: Device, forums: dict[uuid.UUID, str]) -> PhoneLine:
    now = clock.now()
    account = row.account
    number = "".join(one for one in account.phone if one.isdigit() or one == "+")
    return PhoneLine(
        row=row,
        who=account.name,
        forum=forums.get(row.group, "") if row.group else str(Role.FIELD_WORKER.label),
        state=_state(row, now),
        unsent=_unsent(row, now),
        clock=_clock_words(row.skew_seconds),
        until=_until(row, now),
        account_url=reverse("account", args=[account.pk]),
        call_url=f"tel:{number}" if number and row.revoked_at is None else "",
        back_url=reverse("phone_back", args=[row.pk]) if row.revoked_at is None else "",
    )


def _state(row: Device, now: dt.datetime) -> states.Badge:
    if row.revoked_at is not None:
        return states.plain(_("taken back"))
    if row.wrong_proofs >= services.MOST_WRONG_PROOFS:
        return states.late(_("ten wrong PINs"))
    if row.seen_at is None:
        never = _("never heard of")
        return states.late(never) if is_silent(row, now) else states.plain(never)
    days = (now - row.seen_at).days
    if is_silent(row, now):
        return states.late(ngettext("silent for %(n)s day", "silent for %(n)s days", days) % {"n": days})
    if days < 1:
        return states.done(_("heard of today"))
    return states.done(ngettext("heard of %(n)s day ago", "heard of %(n)s days ago", days) % {"n": days})


def _unsent(row: Device, now: dt.datetime) -> str:
    """How much has not come yet, by the phone's own word; "" when everything has."""
    if not row.unsent:
        return ""
    words = ngettext("%(n)s not sent yet", "%(n)s not sent yet", row.unsent) % {"n": row.unsent}
    if row.oldest_unsent_at is None:
        return words
    days = max((now - row.oldest_unsent_at).days, 0)
    since = ngettext("the oldest is %(n)s day old", "the oldest is %(n)s days old", days) % {"n": days}
    return f"{words}, {since}"


def _clock_words(skew_seconds: int) -> str:
    """That the phone's clock is wrong, and by how much; "" while it hardly is."""
    skew = dt.timedelta(seconds=abs(skew_seconds))
    if skew < _SKEW_SHOWN:
        return ""
    how_far = states.duration_words(skew.days) if skew.days else states.duration_in_hours(skew)
    if skew_seconds > 0:
        return _("its clock is ahead by %(span)s") % {"span": how_far}
    return _("its clock is behind by %(span)s") % {"span": how_far}


def _until(row: Device, now: dt.datetime) -> str:
    """That the phone needs the network soon to stay in use; "" while there is time."""
    if row.revoked_at is not None:
        return ""
    if row.expires_at <= now:
        return _("its time is over: give her a new code")
    days = (row.expires_at - now).days
    if row.expires_at - now > _EXPIRES_SOON:
        return ""
    return ngettext("ends in %(n)s day", "ends in %(n)s days", days) % {"n": days}
