"""A story, consultation, photograph or the report for everybody: proposing one, and the second person's decision."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.evidence.releases import services
from jatan.evidence.releases.choices import PieceKind
from jatan.evidence.releases.models import PublicPiece
from jatan.evidence.releases.pieces import candidates, content_of
from jatan.foundation.access.permissions import Permission
from jatan.programme.activities.choices import ActivityKind, Faces, PhotographUse
from jatan.programme.consultations.choices import ConsultationLevel
from jatan.web.releases.proposals import decision_page
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_MANAGE = Permission.NETWORK_MANAGE


class PieceForm(AnswerForm):
    """One record that everybody may read."""

    record = forms.ChoiceField(label=gettext_lazy("What everybody may read"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        chosen: Any = self.fields["record"]
        chosen.choices = [(f"{one.kind}.{one.record}", f"{one.kind.label}: {one.title}") for one in self.about]

    def answers(self) -> dict[str, Any]:
        kind, _dot, record = self.cleaned_data["record"].partition(".")
        return {"kind": kind, "record": uuid.UUID(record)}


@needs(_MANAGE)
def piece(request: StaffRequest) -> HttpResponseBase:
    """Propose a story or photograph with a yes for this use, a consultation that was held, or a PDF as the report."""
    found = candidates(request.actor)
    form = submission.bind_form(PieceForm, request, about=found)
    made = submission.submit_form(form, lambda answers: services.propose_piece(by=request.actor, **answers))
    if isinstance(made, PublicPiece):
        messages.success(request, _("It waits for a second person. Until then the page stays as it is."))
        return redirect("release_decide_piece", made.pk)
    page = {
        "form": form if found else None,
        "title": _("Stories, consultations, photographs and the report"),
        "submit": _("Give it to a second person"),
        "nothing": _(
            "There is no story or photograph with a yes for this use, no consultation that was held and no public PDF"
            " left."
        ),
    }
    return render(request, "releases/form.html", page, status=422 if form.errors else 200)


@needs(_MANAGE)
def decide_piece(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One record as everybody would read it: release it, refuse it, take it back or take it down."""
    row = PublicPiece.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    content = row.content or (content_of(request.actor, row.kind, row.record) if row.is_waiting else None)
    page = {
        "title": PieceKind(row.kind).label,
        "texts": _texts(row.kind, content) if content else [],
        "new_url": reverse("release_piece"),
        "is_hidden": row.is_waiting and not content,
        "file_url": reverse("library_detail", args=[row.record]) if row.kind == PieceKind.REPORT else "",
        "picture_url": reverse("photograph", args=[row.record]) if row.kind == PieceKind.PHOTOGRAPH and content else "",
    }
    return decision_page(request, row, page)


def _under_photograph(content: dict[str, Any]) -> list[str]:
    """What stands under it in a report, who can be recognised, and for whom there is a yes."""
    day = date_format(dt.date.fromisoformat(content["on"]), "j E Y") if content["on"] else ""
    words = [str(ActivityKind(content["kind"]).label), day, str(Faces(content["faces"]).label)]
    return [word for word in (*words, *(str(PhotographUse(use).label) for use in content["uses"])) if word]


def _texts(kind: str, content: dict[str, Any]) -> list[tuple[Any, str, str]]:
    if kind == PieceKind.PHOTOGRAPH:
        return [(_("In reports for the press and for everybody"), "", "\n\n".join(_under_photograph(content)))]
    if kind == PieceKind.CONSULTATION:
        day = dt.date.fromisoformat(content["on"])
        held = date_format(day, "j E Y" if content["is_day_known"] else "E Y")
        words = f"{ConsultationLevel(content['level']).label} · {held} · {content['place_hi']}"
        return [(_("As everybody will read it"), "hi", f"{content['title']}\n\n{words}")]
    labels = {"hi": _("Text in Hindi"), "en": _("Text in English")}
    return [
        (label, language, f"{content[f'title_{language}']}\n\n{content.get(f'body_{language}', '')}".strip())
        for language, label in labels.items()
        if content[f"title_{language}"]
    ]
