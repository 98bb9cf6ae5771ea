"""The record pages of scheme linkages: applied for, sanctioned, received or refused."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.schemes import selectors, services
from jatan.programme.schemes.choices import Stage
from jatan.programme.schemes.models import Linkage
from jatan.web.schemes.head import linkage_also, linkage_head, linkage_links
from jatan.web.schemes.record_forms import BenefitForm, LinkageForm, NoForm, SanctionForm, scheme_choices
from jatan.web.ui.records.columns import BY_BLOCK, PLACE, by_period, display_fields, equals
from jatan.web.ui.records.desk import Desk, DisplayField, Filter, Step
from jatan.web.ui.records.projects import BY_PROJECT, project_act, project_part
from jatan.web.ui.register_columns import REGISTER_COLUMNS
from jatan.web.ui.scheme_labels import scheme_name, stage_badge

_STAGES = {
    "open": Q(received_on__isnull=True, refused_on__isnull=True),
    "received": Q(received_on__isnull=False),
    "refused": Q(refused_on__isnull=False, received_on__isnull=True),
}


def _offered(_by: Actor) -> Sequence[tuple[str, Any]]:
    return scheme_choices()


def _is_open(row: Linkage) -> bool:
    return row.received_on is None and row.refused_on is None


_STEPS = (
    Step(
        slug="sanction",
        label=_("Sanctioned"),
        needs=P.SCHEMES_RECORD,
        act=lambda by, row, a: services.sanction_linkage(by=by, linkage=row, on=a["on"]),
        form=SanctionForm,
        is_open=lambda row: _is_open(row) and row.sanctioned_on is None,
        initial=lambda row: {"on": clock.today()},
    ),
    Step(
        slug="receive",
        label=_("Benefit received"),
        needs=P.SCHEMES_RECORD,
        act=lambda by, row, a: services.receive_linkage(by=by, linkage=row, on=a["on"], amount=a["amount"]),
        form=BenefitForm,
        is_open=lambda row: row.received_on is None,
        initial=lambda row: {"on": clock.today()},
    ),
    Step(
        slug="refuse",
        label=_("Refused"),
        needs=P.SCHEMES_RECORD,
        act=lambda by, row, a: services.refuse_linkage(by=by, linkage=row, on=a["on"], reason=a["reason"]),
        form=NoForm,
        is_open=_is_open,
        initial=lambda row: {"on": clock.today()},
    ),
)

LINKAGES = Desk(
    slug="linkages",
    kind=services.LINKAGE,
    is_merged=True,
    title=_("Government schemes"),
    icon="scheme",
    search=selectors.search,
    label=scheme_name,
    form=LinkageForm,
    add_label=_("Record a scheme"),
    withdraws_alone=True,
    columns=(
        DisplayField(_("Scheme"), scheme_name),
        DisplayField(_("Person"), "person.name"),
        DisplayField(_("Stage"), stage_badge, "badge"),
        *display_fields(Linkage, "applied_on", "received_on", sorts=["applied_on", "received_on"]),
        PLACE,
    ),
    head=linkage_head,
    also=linkage_also,
    linked=linkage_links,
    facts=(*display_fields(Linkage, "applied_on", "sanctioned_on", "received_on", "amount"), PLACE),
    more=display_fields(Linkage, "scheme_as_written", "refused_on", "refused_reason"),
    bulk=(project_act(Linkage),),
    parts=(project_part(Linkage), REGISTER_COLUMNS),
    filters=(
        Filter("scheme", _("Scheme"), equals("scheme"), _offered),
        Filter(
            "stage",
            _("Stage"),
            lambda value: _STAGES.get(value, Q()),
            lambda by: [
                ("open", _("in progress")),
                ("received", Stage.RECEIVED.label),
                ("refused", Stage.REFUSED.label),
            ],
        ),
        BY_BLOCK,
        BY_PROJECT,
        *by_period("received_on"),
    ),
    steps=_STEPS,
    related=("place", "organisation", "person"),
    prefill=("person",),
)

DESKS = (LINKAGES,)
