"""What I am told and how; my browsers; my alerts of the last weeks; for who manages accounts, how many went out."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from jatan.foundation.access.permissions import Permission
from jatan.foundation.alerts import selectors, services
from jatan.foundation.alerts.choices import Channel, Code, Ended, Kind, State
from jatan.foundation.alerts.models import Browser, Delivery
from jatan.foundation.alerts.selectors import OfficeCount
from jatan.foundation.alerts.services import SaveChoices
from jatan.foundation.vault.web_push import PUBLIC_BYTES, SECRET_BYTES, house_key
from jatan.kernel import base64url, clock
from jatan.kernel.problems import Problem
from jatan.web.alerts.forms import ChoicesForm, initial_of
from jatan.web.ui.components import states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_SHOWN: Final = 30


@needs(Permission.HOME_SEE)
def alerts(request: StaffRequest) -> HttpResponseBase:
    """The choices with a form, the browsers, and what became of the alerts."""
    row = selectors.choice_of(request.actor)
    now = SaveChoices(row.channels, row.digest_hour, row.mail) if row is not None else services.usual(request.account)
    initial = initial_of(now) | ({} if row is not None else {"mail": _mail_address(request.account.email)})
    form = submission.bind_form(ChoicesForm, request, about=row, initial=initial)
    assert isinstance(form, ChoicesForm)
    saved = submission.submit_form(
        form, lambda answers: services.save_choices(by=request.actor, command=form.command(answers))
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("alerts")
    page = {
        "form": form,
        "has_push": settings.PUSH_ENABLED,
        "push_key": base64url.encode(house_key(settings.PUSH_KEY).public),
        "browsers": [(one, _browser_badge(one)) for one in selectors.browsers(request.actor)],
        "phone": request.account.phone,
        "deliveries": _deliveries(selectors.deliveries(request.actor)[:_SHOWN]),
        "office": _office(selectors.office_counts(request.actor)),
    }
    return render(request, "alerts/alerts.html", page, status=422 if form.is_bound else 200)


@needs(Permission.HOME_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def this_browser(request: StaffRequest) -> HttpResponseBase:
    """For scripts. GET: the key of the house and a token of forms, which the worker needs for its POST.

    POST: this browser takes alerts from now on (204; 422 for what is no subscription). Where nobody pressed anything:
    `before`, from the worker: the browser had this address until now (404 unless it is one of hers); `again`, from the
    page: the browser was on before (410 if she has switched it off).
    """
    if request.method != "POST":
        return JsonResponse({"key": base64url.encode(house_key(settings.PUSH_KEY).public), "token": get_token(request)})
    endpoint, before = request.POST.get("endpoint", ""), request.POST.get("before", "")
    if "again" in request.POST and services.is_switched_off(request.actor, endpoint):
        return HttpResponse(status=410)
    try:
        lengths = {"public": PUBLIC_BYTES, "secret": SECRET_BYTES}
        keys = {name: base64url.decode(request.POST.get(name, ""), most=most) for name, most in lengths.items()}
        if before:
            services.renew_browser(by=request.actor, before=before, endpoint=endpoint, **keys)
        else:
            services.add_browser(by=request.actor, endpoint=endpoint, **keys)
    except (Problem, ValueError):
        return HttpResponse(status=422)
    return HttpResponse(status=204)


@needs(Permission.HOME_SEE)
@require_POST
def end_browser(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Send no more alerts to one of one's own browsers."""
    services.end_browser(by=request.actor, browser_id=pk)
    messages.success(request, _("This browser is told nothing any more."))
    return redirect("alerts")


def _browser_badge(browser: Browser) -> states.Badge:
    if browser.ended_at is None:
        return states.done(_("is told"))
    return states.plain(Ended(browser.ended_why).label)


def _deliveries(rows: Iterable[Delivery]) -> Table | None:
    columns = [
        Column("at", _("When")),
        Column("about", _("About")),
        Column("how", _("How")),
        Column("state", pgettext("alert", "What became of it"), "badge"),
    ]
    lines = [
        {"at": _moment(row.ended_at or row.made_at), "about": _about(row), "how": _how(row), "state": _state(row)}
        for row in rows
    ]
    return Table(_("My alerts"), columns, lines) if lines else None


def _about(row: Delivery) -> str:
    """The kind and how many; the number of case work is nobody's business."""
    return str(Kind(row.kind).label) if row.kind == Kind.CASE else f"{Kind(row.kind).label}: {row.number}"


def _how(row: Delivery) -> str:
    return str(Channel(row.channel).label)


def _state(row: Delivery) -> states.Badge:
    """The state, with the reason where it failed or is tried again."""
    words = str(State(row.state).label)
    if row.code:
        words = f"{words}: {Code(row.code).label}"
    if row.state == State.SENT:
        return states.done(words)
    if row.state == State.FAILED:
        return states.late(words)
    if row.state == State.QUEUED and row.not_before > clock.now():
        words = _("%(state)s, not before %(time)s") % {"state": words, "time": _moment(row.not_before)}
    return states.soon(words)


def _office(counts: Sequence[OfficeCount]) -> Table | None:
    columns = [
        Column("how", _("How")),
        Column("sent", _("Sent"), "number"),
        Column("waiting", _("Waiting"), "number"),
        Column("failed", _("Failed"), "number"),
    ]
    lines = [
        {"how": Channel(one.channel).label, "sent": one.sent, "waiting": one.waiting, "failed": one.failed}
        for one in counts
    ]
    return Table(_("Alerts of the office in the last 30 days"), columns, lines) if lines else None


def _moment(at: dt.datetime) -> str:
    return date_format(at.astimezone(clock.INDIA), "j E, G:i")


def _mail_address(sign_in_name: str) -> str:
    """The sign-in name, if it may be an address; a name of the house alone is none."""
    return sign_in_name if "." in sign_in_name.rpartition("@")[2] else ""
