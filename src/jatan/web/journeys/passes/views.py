"""Issue, show, send, print and replace the pass of a journey. What is sent or printed says nothing about the person."""

import uuid
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Office
from jatan.kernel import clock
from jatan.programme.journeys import services
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.journeys.pass_wording import languages, pass_texts
from jatan.programme.journeys.passes import replace_pass, valid_pass
from jatan.programme.journeys.services import JOURNEY
from jatan.web.journeys.passes.printed import Printing, as_pdf, as_png, grouped_code, qr_address
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs

DESKS_SHOWN = 2


@needs(Permission.PEOPLE_RECORD)
def pass_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The pass of a journey with its mark, to be scanned from the screen, or the button to issue one."""
    journey = JOURNEY.find(request.actor, pk)
    found = valid_pass(request.actor, journey)
    address = _address(request, found) if found else ""
    page = {
        "journey": journey,
        "found": found,
        "code": grouped_code(found.code) if found else "",
        "mark": qr_address(address) if found else "",
        "text_message": _text_message(address) if found else "",
        "languages": languages(),
        "desks": _desks(journey),
        "back": reverse("journeys_detail", args=[journey.pk]),
    }
    return render(request, "journeys/passes/pass.html", page)


@needs(Permission.PEOPLE_RECORD)
@require_POST
def make_pass(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Issue a pass; an existing valid one is kept."""
    services.issue_pass(by=request.actor, journey=JOURNEY.find(request.actor, pk))
    messages.success(request, _("The pass is ready. Print it and hand it over."))
    return redirect("pass", pk)


@needs(Permission.PEOPLE_RECORD)
def renew_pass(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Ask first, because the printed one ends; then replace a lost pass by one with a new code.

    Calls for help with the old code are still accepted.
    """
    journey = JOURNEY.find(request.actor, pk)
    if request.method != "POST" or "confirm" not in request.POST:
        page = {"journey": journey, "back": reverse("pass", args=[pk])}
        return render(request, "journeys/passes/renew.html", page)
    replace_pass(by=request.actor, journey=journey)
    messages.success(request, _("There is a new pass. The lost one is marked as no longer valid."))
    return redirect("pass", pk)


@needs(Permission.PEOPLE_RECORD)
def pass_file(request: StaffRequest, pk: uuid.UUID, code: str) -> HttpResponseBase:
    """The sheet as a PDF; `code` is the language."""
    return send_file(as_pdf(_printing(request, pk, code)), "pass.pdf", is_shown=True)


@needs(Permission.PEOPLE_RECORD)
def pass_picture(request: StaffRequest, pk: uuid.UUID, code: str) -> HttpResponseBase:
    """The sheet as a picture, to be sent from telephone to telephone; `code` is the language."""
    return send_file(as_png(_printing(request, pk, code)), "pass.png")


def _printing(request: StaffRequest, pk: uuid.UUID, language: str) -> Printing:
    """What stands on the pass. Raises Http404 without a valid pass, or in a language that there is not."""
    journey = JOURNEY.find(request.actor, pk)
    found = valid_pass(request.actor, journey)
    if found is None or language not in dict(languages()):
        raise Http404
    return Printing(
        words=pass_texts(language),
        numbers=help_numbers_on(clock.today(), language),
        desks=[(office.name_en if language == "en" else office.name_hi, office.phone) for office in _desks(journey)],
        code=found.code,
        address=_address(request, found),
    )


def _address(request: StaffRequest, found: Pass) -> str:
    """The URL of the help page behind this pass."""
    path = reverse("help_with_code", args=[found.code])
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _text_message(address: str) -> str:
    """The address that opens a text on the user's own telephone; to whom it goes is chosen there."""
    words = _("Rights and help numbers: %(address)s") % {"address": address}
    return f"sms:?{urlencode({'body': words}, quote_via=quote)}"


def _desks(journey: Journey) -> list[Office]:
    """Offices of the member with a telephone number, those in the journey's district first."""
    rows = Office.objects.filter(organisation_id=journey.organisation_id).exclude(phone="").select_related("place")
    here = {journey.place_id, journey.place.district_id}
    near = sorted(rows, key=lambda office: not {office.place_id, office.place.district_id} & here - {None})
    return near[:DESKS_SHOWN]
