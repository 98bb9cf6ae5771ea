"""Blank registers to download: as a workbook with drop-downs, or as paper to write on."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers.blank.columns import office_words
from jatan.intake.registers.blank.paper import MOST_PAGES, blank_paper
from jatan.intake.registers.blank.workbook import blank_workbook
from jatan.intake.registers.labels import KINDS
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.kernel import clock
from jatan.kernel.periods import months_between
from jatan.web.desk_registry import DESKS
from jatan.web.registers.office_choice import OfficeForm
from jatan.web.registers.states import tabs
from jatan.web.ui.downloads import send_file
from jatan.web.ui.forms.fields import choice, count
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.rooms import leads_to_closed
from jatan.web.ui.workbooks.new_rows import takes_new_rows
from jatan.web.ui.workbooks.pages import has_workbook

_ALL = "all"
_PAGES = 5
# Months offered for the head of the paper.
_BEFORE, _AFTER = dt.timedelta(days=62), dt.timedelta(days=93)


class BlankForm(OfficeForm):
    """Which register, and of which organisation where the actor has several."""

    register = choice(
        _("Register"), [(_ALL, _("All registers")), *((kind, KINDS[kind]) for kind in ORDER)], needed=True
    )

    month = choice(_("Month on the paper"), [], empty=_("to be written by hand"))
    pages = count(_("Pages of each register"), hint=_("For paper only."))

    def prepare(self) -> None:
        """Offer the months around today, and the actor's organisations."""
        today = clock.today()
        around = months_between(today - _BEFORE, today + _AFTER)
        field: Any = self.fields["month"]
        field.choices = [*field.choices, *((f"{month:%Y-%m}", formats.date_format(month, "E Y")) for month in around)]
        self.initial["pages"] = _PAGES
        super().prepare()

    def clean_pages(self) -> int:
        """Between one and MOST_PAGES; five where nothing is written."""
        pages: int | None = self.cleaned_data.get("pages")
        if pages is None:
            return _PAGES
        if not 1 <= pages <= MOST_PAGES:
            raise forms.ValidationError(_("At most %(most)s pages of a register.") % {"most": MOST_PAGES}, code="pages")
        return pages

    def printed_month(self) -> dt.date | None:
        """The first day of the chosen month; None where it is written by hand."""
        chosen = self.cleaned_data.get("month")
        return dt.date.fromisoformat(f"{chosen}-01") if chosen else None

    def kinds(self) -> Sequence[str]:
        """The chosen register, or all of them in their order."""
        chosen = self.cleaned_data["register"]
        return ORDER if chosen == _ALL else (chosen,)


@needs(Permission.REGISTER_IMPORT)
def blank_registers(request: StaffRequest) -> HttpResponseBase:
    """The page; with ?register= the file: a PDF with ?as=paper, else a workbook."""
    form = BlankForm(request.GET if "register" in request.GET else None, actor=request.actor)
    if form.is_bound and form.is_valid():
        return _file(form, is_paper=request.GET.get("as") == "paper")
    page: dict[str, Any] = {"form": form, "tabs": tabs("blank_registers"), "lists": _lists(request.actor)}
    return render(request, "registers/blank.html", page, status=422 if form.is_bound else 200)


def _lists(by: Actor) -> list[tuple[Any, str]]:
    """(title, address of the blank workbook) of the lists of open rooms that take rows in, in the order of the menu."""
    taking = [desk for desk in DESKS if has_workbook(desk) and takes_new_rows(desk, by)]
    found = [(desk.title, reverse(desk.url_name("workbook_blank"))) for desk in taking]
    return [(title, url) for title, url in found if not leads_to_closed(by, url)]


def _file(form: BlankForm, *, is_paper: bool) -> HttpResponse:
    office, kinds = form.office(), form.kinds()
    words = office_words(office)
    if is_paper:
        content = blank_paper(kinds, words, pages=form.cleaned_data["pages"], month=form.printed_month())
    else:
        content = blank_workbook(kinds, words)
    ending = "pdf" if is_paper else "xlsx"
    name = f"register-{office.code}-{kinds[0] if len(kinds) == 1 else _ALL}.{ending}".lower()
    return send_file(content, name)
