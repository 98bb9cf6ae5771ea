"""An act on more rows than colleagues can wait for: at most 500 at a time, each step a form that the page sends.

A step is one request, so one transaction with one event, and whoever writes meanwhile waits for one step at most. Its
page says how far the work is and sends the next step (js/page.js; without scripts a press does). How far it is stands
in the same transaction (`bulk_acts.begun_work`): where an answer is lost, or the house ends between two steps, the page
of what was done to many records says what is done, and that the rest waits.
"""

import uuid
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jatan.foundation.bulk_acts.begun_work import locked_work
from jatan.foundation.bulk_acts.models import BegunWork
from jatan.kernel.ids import is_id
from jatan.web.ui.needs import StaffRequest
from jatan.web.ui.sent_twice import note_recorded

STEP: Final = 500
WORK: Final = "work"  # which work this form goes on with
WORKED_AT: Final = "worked_at"  # how far it was when the form was made
LEFT: Final = "left"
OF_STEPS: Final = frozenset({WORK, WORKED_AT, LEFT})
_SALT: Final = "records.work_in_steps"
_MAX_AGE: Final = 12 * 3600  # seconds between two steps


def is_next_step(request: StaffRequest) -> bool:
    """Whether this form goes on with work that was begun."""
    return WORK in request.POST


def begun_by_form(request: StaffRequest, work: str) -> BegunWork | None:
    """The work with which this form goes on, locked; None, with a message, where it has nothing to go on with: it is at
    its end, was left, is of another list, or has come further since (the answer to a step was lost)."""
    pk = request.POST[WORK]
    begun = locked_work(request.actor, uuid.UUID(pk), work) if is_id(pk) else None
    if begun is None:
        messages.info(request, _("This work has ended, or was left. What was done stands here."))
    elif request.POST.get(WORKED_AT) != str(begun.worked_at):
        messages.info(request, _("This part was done already. The rest waits here."))
        return None
    return begun


def read_left(request: StaffRequest, begun: BegunWork) -> dict[str, Any] | None:
    """What `show_step` was given as `left`, or None where it is of other work, too old, or was not sent."""
    try:
        sent = signing.loads(request.POST.get(LEFT, ""), salt=_SALT, max_age=_MAX_AGE)
    except signing.BadSignature:
        return None
    return dict(sent["left"]) if sent["work"] == begun.pk.hex else None


def show_step(
    request: StaffRequest,
    begun: BegunWork,
    *,
    heading: Any,
    stop: str,
    left: Mapping[str, Any] | None = None,
    again: Collection[tuple[str, str]] = (),
) -> HttpResponse:
    """The page after a step, which sends the next one: what is `left`, signed, and what is to be sent `again`.

    `stop`: where whoever stops here, or did not see this page, finds what is done and goes on.
    """
    page = {"heading": heading, "begun": begun, "stop": stop, "again": again, "left": ""}
    if left is not None:
        page["left"] = signing.dumps({"work": begun.pk.hex, "left": dict(left)}, salt=_SALT, compress=True)
    page["note"] = _("Each part stands by itself. What is done already stays done if you stop here.")
    response = render(request, "records/work_in_steps.html", page)
    note_recorded(response, stop)
    return response
