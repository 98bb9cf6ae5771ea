"""Pages of the list of colleagues as a workbook: take it along, or bring a filled one in and hand the links over."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.invitations import INVITATION_HOURS
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.intake.registers.workbook.endings import ENDINGS
from jatan.intake.registers.workbook.safety import LARGEST_FILE
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.web.network.accounts import waiting_words
from jatan.web.network.staff_list import BroughtStaff, blank_staff, invite_staff, read_staff, staff_list
from jatan.web.ui.body_limits import takes_files
from jatan.web.ui.downloads import send_file
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.papers import makes_paper, makes_paper_on_post
from jatan.web.ui.records import submission
from jatan.web.ui.records.export import ROWS_EXPORTED, InHousePurposeForm
from jatan.web.ui.uploaded_copy import uploaded_copy

_SALT: Final = "accounts.workbook"
_MAX_AGE: Final = 3600  # seconds between looking and inviting


class StaffForm(AnswerForm):
    workbook = forms.FileField(
        label=gettext_lazy("The filled workbook"),
        help_text=gettext_lazy("First you see who would be invited. Nothing is written yet."),
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )


@takes_files(LARGEST_FILE)
@needs(Permission.ACCOUNTS_MANAGE, fresh_second_step=True)
def staff_workbook(request: StaffRequest) -> HttpResponseBase:
    """GET explains and asks for the file; POST shows who would be invited; POST with `payload` invites them."""
    if "payload" in request.POST:
        return _invite(request)
    form = submission.bind_form(StaffForm, request)
    if form.is_bound and form.is_valid():
        try:
            return _preview(request, form)
        except Problem as refused:
            form.add_error("workbook", str(refused.message))
    page = {"form": form, "back": reverse("accounts")}
    return render(request, "network/staff_workbook.html", page, status=422 if form.errors else 200)


@makes_paper
@needs(Permission.ACCOUNTS_MANAGE)
def staff_blank(request: StaffRequest) -> HttpResponseBase:
    """The workbook to fill in."""
    return send_file(blank_staff(request.actor), "accounts-blank.xlsx")


@makes_paper_on_post
@needs(Permission.ACCOUNTS_MANAGE, fresh_second_step=True)
def staff_taken(request: StaffRequest) -> HttpResponseBase:
    """GET asks for the purpose, POST answers with the workbook; the ledger keeps how many lines went out, and why."""
    form = submission.bind_form(InHousePurposeForm, request)
    if not form.is_bound or not form.is_valid():
        page = {"form": form, "title": _("Take the list of colleagues"), "back": reverse("staff_workbook")}
        return render(request, "network/form.html", page, status=422 if form.is_bound else 200)
    content, counts = staff_list(request.actor)
    label = Account._meta.label_lower
    with transaction.atomic():
        for organisation_id, count in counts.items():
            record_event(
                organisation_id=organisation_id,
                by=request.actor.account_id,
                verb=ROWS_EXPORTED,
                about_type=label,
                payload={"rows": {label: count}, "purpose": form.cleaned_data["purpose"]},
            )
    return send_file(content, f"accounts-{clock.today():%Y-%m-%d}.xlsx")


def _preview(request: StaffRequest, form: AnswerForm) -> HttpResponseBase:
    with uploaded_copy(form.cleaned_data["workbook"]) as path:
        lines = read_staff(path)
    found = invite_staff(request.actor, lines, is_preview=True)
    sent = {"by": str(request.actor.account_id), "lines": [[one.number, dict(one.typed)] for one in found.invited]}
    page = _page_of(found) | {"payload": signing.dumps(sent, salt=_SALT, compress=True)}
    return render(request, "network/staff_preview.html", page)


def _invite(request: StaffRequest) -> HttpResponseBase:
    try:
        sent = signing.loads(request.POST["payload"], salt=_SALT, max_age=_MAX_AGE)
    except signing.BadSignature:
        sent = {}
    if sent.get("by") != str(request.actor.account_id):
        messages.error(request, _("Too much time has passed. Bring the workbook in once more."))
        return redirect("staff_workbook")
    found = invite_staff(request.actor, sent["lines"], is_preview=False)
    made = [
        {
            "row": line.account,
            "link": request.build_absolute_uri(reverse("invitation", args=[line.token])) + "/",
            "waits": waiting_words(line.account),
        }
        for line in found.invited
        if line.account is not None
    ]
    page = _page_of(found) | {"made": made, "hours": INVITATION_HOURS}
    return render(request, "network/staff_links.html", page)


def _page_of(found: BroughtStaff) -> dict[str, Any]:
    return {
        "invited": found.invited,
        "wrong": found.wrong,
        "known": found.known,
        "former": found.former,
        "back": reverse("staff_workbook"),
    }
