"""Spellings of names added by this installation: list, add, remove.

URLs contain a digest of the name, never the name.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.spelling_acts import AddSpelling, add_spelling, remove_spelling
from jatan.foundation.network import spellings
from jatan.web.network.network_forms import SPELLING_KINDS, SpellingForm
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan_names import Spelling, lexicon


@needs(Permission.NETWORK_MANAGE)
def names(request: StaffRequest) -> HttpResponseBase:
    """Spellings added by this installation, and those shipped with the product."""
    page = {
        "own": _table(_("Added by this network"), spellings.read_spellings(), link=True),
        "shipped": _table(_("Known from the start"), lexicon.shipped_spellings(), link=False),
    }
    return render(request, "network/names.html", page)


@needs(Permission.NETWORK_MANAGE)
def add(request: StaffRequest) -> HttpResponseBase:
    """Add a name or spelling."""
    form = submission.bind_form(SpellingForm, request, initial={"kind": "surname"})
    if submission.submit_form(form, lambda answers: _add(request, answers)) is None:
        page = {"form": form, "title": _("New spelling"), "back": reverse("names")}
        return render(request, "network/form.html", page, status=422 if form.is_bound else 200)
    messages.success(request, _("Saved. Records under the new spelling are found in a little while."))
    return redirect("names")


@needs(Permission.NETWORK_MANAGE)
def remove(request: StaffRequest, digest: str) -> HttpResponseBase:
    """Remove a spelling that was added here. GET asks for confirmation."""
    row = next((one for one in spellings.read_spellings() if _digest(one) == digest), None)
    if row is None:
        raise Http404
    if request.method != "POST":
        page = {
            "title": _("Take back the spelling"),
            "label": " · ".join((row.canonical, *row.forms)),
            "sentence": _("These spellings are no longer taken for one name. No record is changed."),
            "back": reverse("names"),
            "is_final": True,
        }
        return render(request, "network/confirm.html", page)
    remove_spelling(by=request.actor, kind=row.kind, canonical=row.canonical)
    messages.success(request, _("The spelling is taken back."))
    return redirect("names")


def _add(request: StaffRequest, answers: Any) -> Spelling:
    return add_spelling(by=request.actor, command=AddSpelling(**answers))


def _table(caption: str, rows: Iterable[Spelling], *, link: bool) -> Table:
    columns = [Column("canonical", _("Name")), Column("forms", _("Other spellings")), Column("kind", _("Kind"))]
    lines = [
        {
            "canonical": row.canonical,
            "forms": ", ".join(row.forms),
            "kind": SPELLING_KINDS[row.kind],
            "url": reverse("name_remove", args=[_digest(row)]) if link else "",
        }
        for row in rows
    ]
    return Table(caption, columns, lines, link="url" if link else "")


def _digest(row: Spelling) -> str:
    return hashlib.sha256(f"{row.kind}\x00{row.canonical}".encode()).hexdigest()[:16]
