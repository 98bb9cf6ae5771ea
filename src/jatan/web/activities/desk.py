"""The record pages of activities, with follow-ups, named participants and photographs as parts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.activities import commands, photographs, selectors, services
from jatan.programme.activities.choices import ActivityKind, PhotographUse, Theme
from jatan.programme.activities.models import Activity, FollowUp, Participation, Photograph
from jatan.programme.activities.questions import MEETING
from jatan.programme.campaigns.choices import TakeInKind
from jatan.programme.campaigns.selectors import links_of
from jatan.programme.campaigns.taking_in import put_in, take_out
from jatan.programme.flows.camps import record_activity_in
from jatan.programme.laws.choices import LawTopic
from jatan.web.activities.head import activity_also, activity_head, activity_links
from jatan.web.activities.record_forms import (
    ActivityForm,
    CampaignChoiceForm,
    DoneForm,
    ParticipantForm,
    PhotographForm,
    PhotographUsesForm,
    PlanForm,
)
from jatan.web.ui.records.campaigns import campaign_act
from jatan.web.ui.records.columns import BY_BLOCK, PLACE, by_choice, by_period, display_fields
from jatan.web.ui.records.desk import Desk, DisplayField, Part, Step
from jatan.web.ui.records.projects import BY_PROJECT, project_act, project_part
from jatan.web.ui.records.withdrawal import child_withdraw_step, kind_withdraw_step
from jatan.web.ui.register_columns import REGISTER_COLUMNS


def _uses(row: Photograph) -> str:
    """What there is a yes for, in words."""
    return ", ".join(str(use.label) for use in PhotographUse if use in row.uses)


_FOLLOW_UPS = Part(
    slug="follow-ups",
    title=_("What is to be done"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, activity: selectors.follow_ups(by, activity),
    columns=display_fields(FollowUp, "what", "owner", "due_on", "done_on"),
    add_label=_("Add what is to be done"),
    record=P.ACTIVITIES_RECORD,
    form=PlanForm,
    add=lambda by, activity, a: services.FOLLOW_UP.record(by=by, command=commands.PlanFollowUp(activity=activity, **a)),
    steps=(
        Step(
            slug="done",
            label=_("Done"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: services.complete_follow_up(by=by, follow_up=row, on=a["done_on"]),
            form=DoneForm,
            is_open=lambda row: row.done_on is None,
            initial=lambda row: {"done_on": clock.today()},
        ),
        kind_withdraw_step(
            services.FOLLOW_UP,
            _("This need not be done after all. It stays readable with your reason."),
        ),
    ),
)

_PARTICIPANTS = Part(
    slug="participants",
    title=_("Named participants"),
    see=P.PEOPLE_SEE,
    rows=lambda by, activity: selectors.participations(by, activity),
    columns=(DisplayField(_("Name"), "person.name"), *display_fields(Participation, "role")),
    add_label=_("Name a participant"),
    record=P.ACTIVITIES_RECORD,
    form=ParticipantForm,
    add=lambda by, activity, a: services.PARTICIPATION.record_all(
        by=by, commands=[commands.AddParticipant(activity=activity, **a)]
    ),
    initial=lambda row: {"role": "participant"},
    steps=(
        kind_withdraw_step(
            services.PARTICIPATION,
            _("The person will no longer be named here. The number of those present stays as it is."),
        ),
    ),
    link=lambda row: reverse("people_detail", args=[row.person_id]),
    empty=_("Nobody is named. The numbers above count those present."),
)

_PHOTOGRAPHS = Part(
    slug="photographs",
    title=_("Photographs"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, activity: selectors.photographs(by, activity),
    columns=(
        DisplayField(
            _("Photograph"),
            lambda row: format_html(
                '<a href="{0}"><img src="{0}" alt="{1}" width="160" loading="lazy"></a>',
                reverse("photograph", args=[row.pk]),
                row.caption or _("Photograph"),
            ),
        ),
        *display_fields(Photograph, "caption", "faces"),
        DisplayField(_("There is a yes for"), _uses, name="uses"),
    ),
    add_label=_("Add a photograph"),
    record=P.ACTIVITIES_RECORD,
    form=PhotographForm,
    add=lambda by, activity, a: photographs.add_photograph(
        by=by, command=commands.AddPhotograph(activity=activity, **a)
    ),
    steps=(
        Step(
            slug="uses",
            label=_("Where it may be shown"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: photographs.record_uses(by=by, row=row, **a),
            form=PhotographUsesForm,
            initial=lambda row: {"faces": row.faces, "uses": row.uses},
        ),
        kind_withdraw_step(
            photographs.PHOTOGRAPH,
            _("The photograph will no longer be shown to anybody."),
        ),
    ),
)

_CAMPAIGNS = Part(
    slug="campaigns",
    title=_("Part of campaigns"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, activity: links_of(by, TakeInKind.ACTIVITIES, activity),
    columns=(DisplayField(_("Campaign"), "campaign.name"),),
    add_label=_("Put it into a campaign"),
    record=P.ACTIVITIES_RECORD,
    form=CampaignChoiceForm,
    add=lambda by, activity, a: put_in(by=by, campaign=a["campaign"], records=[activity]),
    link=lambda row: reverse("campaigns_detail", args=[row.campaign_id]),
    steps=(
        child_withdraw_step(
            P.ACTIVITIES_RECORD,
            P.RECORDS_CORRECT,
            lambda by, row, reason: take_out(by=by, link=row, reason=reason),
            _("The record itself stays as it is. It is no longer counted in this campaign."),
        ),
    ),
    empty=_("It is part of no campaign."),
)


def _record(by: Any, campaign: Any = None, **answers: Any) -> Activity:
    return record_activity_in(by=by, command=commands.RecordActivity(**answers), campaign=campaign)


_HELD = DisplayField(capfirst(Activity._meta.get_field("held_on").verbose_name), "held", "day")


class _Activities(Desk):
    @property
    def more_columns(self) -> Sequence[DisplayField]:
        return display_fields(Activity, "theme", "women", "men", "girls", "boys", "facilitator")


ACTIVITIES = _Activities(
    slug="activities",
    kind=services.ACTIVITY,
    is_merged=True,
    title=_("Meetings and programmes"),
    icon="activity",
    search=selectors.search_activities,
    label=lambda row: row.get_kind_display(),
    form=ActivityForm,
    add_label=_("Record a meeting or programme"),
    register=lambda by, a: _record(by, **a),
    withdraws_alone=True,
    columns=(
        *display_fields(Activity, "kind"),
        replace(_HELD, sort="held_on"),
        *display_fields(Activity, "topic", "total", sorts=["total"]),
        PLACE,
    ),
    facts=(*display_fields(Activity, *(name for name in MEETING if name != "held_on")), PLACE),
    more=(
        _HELD,
        *display_fields(Activity, "theme", "law_topic", "total", "women", "men", "girls", "boys", "category", "title"),
    ),
    bulk=(project_act(Activity), campaign_act(TakeInKind.ACTIVITIES)),
    filters=(
        by_choice("kind", _("Kind of activity"), ActivityKind),
        by_choice("theme", _("Theme"), Theme),
        by_choice("law_topic", _("Law concerned"), LawTopic),
        BY_BLOCK,
        BY_PROJECT,
        *by_period("held_on"),
    ),
    parts=(_FOLLOW_UPS, _PARTICIPANTS, _PHOTOGRAPHS, _CAMPAIGNS, project_part(Activity), REGISTER_COLUMNS),
    head=activity_head,
    also=activity_also,
    linked=activity_links,
    order=("-held_on", "-id"),
    related=("place", "organisation", "group"),
    prefill=("group", "kind", "campaign"),
    empty=_("No meeting is on record yet. Record the first."),
)

DESKS = (ACTIVITIES,)
