"""The record pages of applications: the list, one with its text and papers, given to the office today or on a day."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.letters import services
from jatan.programme.letters.choices import LetterOffice
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.texts import GAP, print_words
from jatan.web.letters import record_forms as forms
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import BY_BLOCK, PLACE, by_choice, by_period, display_fields, record_link
from jatan.web.ui.records.desk import Desk, DisplayField, Filter, OpenedRecord, Step


def given_badge(row: OfficeLetter) -> states.Badge:
    """Whether the office has it."""
    return states.done(_("given")) if row.given_on else states.soon(_("not given yet"))


def _is_waiting(row: OfficeLetter) -> bool:
    return row.given_on is None


def _linked(opened: OpenedRecord) -> list[tuple[Any, Any]]:
    issue = opened.row.issue
    return [(capfirst(_("issue")), record_link("issues_detail", issue.pk, issue.get_kind_display()))]


class _Letters(Desk):
    TEMPLATE = "letters/detail.html"

    def is_changeable(self, row: Any) -> bool:
        return _is_waiting(row)

    def context(self, by: Actor, row: OfficeLetter) -> Mapping[str, Any]:
        texts = (row.addressee, row.subject, row.body, row.enclosures, row.sender)
        return {"words": print_words(row.language), "gaps": sum(text.count(GAP) for text in texts)}


LETTERS = _Letters(
    slug="letters",
    kind=services.LETTER,
    title=_("Applications to offices"),
    icon="letter",
    label=lambda row: capfirst(row.get_kind_display()),
    linked=_linked,
    form=forms.LetterForm,
    add_label=_("Write an application"),
    is_added_elsewhere=True,
    columns=(
        *display_fields(OfficeLetter, "kind"),
        DisplayField(_("Office"), "office_name"),
        *display_fields(OfficeLetter, "written_on"),
        DisplayField(_("Given"), given_badge, "badge"),
        *display_fields(OfficeLetter, "given_on"),
        PLACE,
    ),
    facts=(
        DisplayField(_("Office"), "office_name"),
        *display_fields(OfficeLetter, "written_on", "given_on", "language"),
        PLACE,
    ),
    filters=(
        Filter(
            "given",
            _("Given"),
            lambda value: Q(given_on__isnull=value == "no"),
            lambda by: [("no", _("not given yet")), ("yes", _("given"))],
        ),
        by_choice("office", _("To which office"), LetterOffice),
        BY_BLOCK,
        *by_period("written_on"),
    ),
    steps=(
        Step(
            slug="given-today",
            label=_("Given to the office today"),
            needs=P.HELPDESK_RECORD,
            act=lambda by, row, a: services.give_letter(by=by, letter=row, on=clock.today()),
            is_open=_is_waiting,
            is_one_press=True,
            done=_("It is written down: given today. The issue is sent to this office."),
        ),
        Step(
            slug="given",
            label=_("Given on another day"),
            needs=P.HELPDESK_RECORD,
            act=lambda by, row, a: services.give_letter(by=by, letter=row, on=a["on"]),
            form=forms.GivenForm,
            is_open=_is_waiting,
            initial=lambda row: {"on": clock.today()},
        ),
    ),
    order=("-written_on", "-id"),
    related=("place", "organisation", "issue", "ally"),
    is_exportable=False,
    empty=_("No application is written yet. One is begun on the page of an issue."),
)

DESKS = (LETTERS,)
