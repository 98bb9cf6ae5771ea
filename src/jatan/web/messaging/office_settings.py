"""Pages of an organisation's message templates and sending rules, for its coordinator."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging.choices import Purpose
from jatan.intake.messaging.colleagues import notification_recipients
from jatan.intake.messaging.length import length_of
from jatan.intake.messaging.office import sending_rules_of
from jatan.intake.messaging.office_settings import save_sending_rules, save_template
from jatan.intake.messaging.texts import languages, shipped_texts, wording_of
from jatan.web.messaging.display import tabs
from jatan.web.messaging.forms import RulesForm, TemplateForm
from jatan.web.ui.components import states as badges
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_PLAN = Permission.SAFETY_PLAN


@needs(_PLAN)
def texts(request: StaffRequest) -> HttpResponseBase:
    """All templates of automatic texts in each language, with their number of message parts."""
    organisation = request.actor.home_organisations[0]
    columns = (
        Column("text", _("Text")),
        Column("purpose", _("For what")),
        Column("language", _("Language")),
        Column("parts", _("Message parts"), "number"),
        Column("own", _("Wording"), "badge"),
    )
    rows = [_line(organisation, purpose, code) for purpose in shipped_texts() for code in languages()]
    page: dict[str, Any] = {"table": Table(_("Texts"), columns, rows, link="url"), "title": _("Texts")}
    page |= {"tabs": tabs(request.actor, "message_texts")}
    return render(request, "messaging/texts.html", page)


@needs(_PLAN)
def text(request: StaffRequest, kind: str, code: str) -> HttpResponseBase:
    """Edit one template: `kind` is its purpose, `code` its language."""
    if kind not in shipped_texts() or code not in languages():
        raise Http404
    organisation = request.actor.home_organisations[0]
    now = wording_of(organisation, kind, code)
    form = submission.bind_form(TemplateForm, request, initial={"text": now.text, "registered_as": now.registered_as})
    written = submission.submit_form(
        form,
        lambda answers: save_template(
            by=request.actor, organisation_id=organisation, purpose=kind, language=code, **answers
        ),
    )
    if written is None:
        page = {"form": form, "title": str(Purpose(kind).label), "back": reverse("message_texts")}
        return render(request, "messaging/sheet.html", page, status=422 if form.is_bound else 200)
    messages.success(request, _("Saved."))
    return redirect("message_texts")


@needs(_PLAN)
def rules(request: StaffRequest) -> HttpResponseBase:
    """Edit quiet hours and the monthly budget."""
    organisation = request.actor.home_organisations[0]
    row = sending_rules_of(organisation)
    initial = {name: getattr(row, name) for name in (*RulesForm.base_fields, "language")}
    form = submission.bind_form(RulesForm, request, initial=initial)
    written = submission.submit_form(
        form,
        lambda answers: save_sending_rules(by=request.actor, organisation_id=organisation, changes=_changes(answers)),
    )
    if written is None:
        page = {"form": form, "title": _("Rules and money"), "back": reverse("messages")}
        page |= {"tabs": tabs(request.actor, "message_rules"), "recipients": _recipient_badges(organisation)}
        return render(request, "messaging/sheet.html", page, status=422 if form.is_bound else 200)
    messages.success(request, _("Saved."))
    return redirect("message_rules")


def _recipient_badges(organisation: Any) -> list[tuple[str, badges.Badge]]:
    """(name, badge) of the recipients of texts about urgent issues: whether a number is stored, not the number."""
    has_number, no_number = badges.done(_("number is kept")), badges.soon(_("no number yet"))
    return [(one.name, has_number if one.phone else no_number) for one in notification_recipients(organisation)]


def _changes(answers: Any) -> dict[str, Any]:
    return dict(answers) | {"helpline_phone": answers.get("helpline_phone") or ""}


def _line(organisation: Any, purpose: str, code: str) -> dict[str, Any]:
    wording = wording_of(organisation, purpose, code)
    return {
        "text": wording.text,
        "purpose": Purpose(purpose).label,
        "language": {"hi": _("Hindi"), "en": _("English")}.get(code, code),
        "parts": length_of(wording.text).segments,
        "own": badges.plain(_("your own"), "edit") if wording.is_own else badges.plain(_("usual")),
        "url": reverse("message_text", args=[purpose, code]),
    }
