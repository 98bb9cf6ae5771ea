"""Forms of targets: a new one, another amount, and the workbook to upload."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.evidence.reports.labels import countable_numbers
from jatan.evidence.reports.period_layout import period_words
from jatan.evidence.targets.services import SetTarget
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel import clock
from jatan.kernel.periods import Period, financial_year, month_of, quarter
from jatan.web.ui.body_limits import UploadField
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, count, day

LARGEST_FILE = 5 * 1024 * 1024
_OTHER = "other"


def offices_with_targets(by: Actor) -> list[Organisation]:
    """The organisations whose targets the actor sets, the network first."""
    found = Organisation.objects.filter(id__in=by.reach(Permission.TARGETS_SET).organisations).order_by("code")
    return sorted(found, key=lambda row: row.kind != Kind.NETWORK)


def usual_periods() -> list[Period]:
    """The financial years and quarters that targets are mostly set for: the present ones, and those beside them."""
    year = financial_year(clock.today())
    years = [
        year,
        financial_year(year.end + dt.timedelta(days=1)),
        financial_year(year.start - dt.timedelta(days=1)),
    ]
    quarters = [quarter(year.start.replace(month=month)) for month in (4, 7, 10)]
    return [*years, *quarters, quarter(year.end)]


class NewTargetForm(AnswerForm):
    organisation = choice(_("Whose target"), (), needed=True)
    number = choice(_("Which number"), (), needed=True)
    period = choice(_("Period"), (), needed=True)
    first = day(_("From"), hint=_("Only for another period: any day of the first month."))
    last = day(_("To"), hint=_("Any day of the last month."))
    amount = count(_("Target"), needed=True)

    def prepare(self) -> None:
        offices = offices_with_targets(self.actor)
        asked: dict[str, list[tuple[str, str]]] = {
            "organisation": [(str(row.id), row.name) for row in offices],
            "number": countable_numbers(),
            "period": [
                *((_period_value(period), period_words(period)) for period in usual_periods()),
                (_OTHER, str(pgettext_lazy("period", "another: I give its months"))),
            ],
        }
        for name, pairs in asked.items():
            field: Any = self.fields[name]
            field.choices = [("", _("choose")), *pairs]
        if len(offices) == 1:
            self.initial.setdefault("organisation", str(offices[0].id))

    def clean(self) -> dict[str, Any]:
        """Ask for both months where another period is chosen."""
        found = super().clean() or self.cleaned_data
        if found.get("period") == _OTHER:
            for name in ("first", "last"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(
                        name, forms.ValidationError(_("This is needed. Please fill it in."), code="required")
                    )
        return found

    def target(self) -> SetTarget:
        """The target asked for. Only after `is_valid()`; raises Problem."""
        found = self.cleaned_data
        indicator, _separator, value = found["number"].partition(".")
        if found["period"] == _OTHER:
            first, last = found["first"].replace(day=1), month_of(found["last"]).end
        else:
            start, _separator, end = found["period"].partition(",")
            first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
        owner = uuid.UUID(found["organisation"])
        return SetTarget(owner, indicator, value, first, last, found["amount"], before=None, is_checked=True)


class AmountForm(AnswerForm):
    amount = count(_("Target"), needed=True)


class UploadForm(AnswerForm):
    workbook = UploadField(
        label=_("Workbook"),
        largest=LARGEST_FILE,
        help_text=_("The one from this page, filled in. First you see what would change; nothing is kept yet."),
    )


def _period_value(period: Period) -> str:
    return f"{period.start.isoformat()},{period.end.isoformat()}"
