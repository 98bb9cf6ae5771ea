"""The record pages of groups (self-help, adolescent, migrant forum, frontline workers) and their members."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.activities import selectors as activities
from jatan.programme.activities.models import Activity
from jatan.programme.groups import commands, selectors, services
from jatan.programme.groups.choices import GroupKind
from jatan.programme.groups.models import BookCheck, Group, Membership
from jatan.programme.training.models import Series
from jatan.programme.training.selectors import series
from jatan.web.groups.head import group_also, group_head
from jatan.web.groups.record_forms import BookCheckForm, GroupForm, MemberChangeForm, MemberForm
from jatan.web.ui.records.columns import BY_BLOCK, PLACE, by_choice, by_period, day_text, display_fields, record_link
from jatan.web.ui.records.desk import Desk, DisplayField, OpenedRecord, Part, Step
from jatan.web.ui.records.projects import BY_PROJECT, project_act, project_part
from jatan.web.ui.records.withdrawal import kind_withdraw_step
from jatan.web.ui.register_columns import REGISTER_COLUMNS

_HELD = DisplayField(capfirst(Activity._meta.get_field("held_on").verbose_name), "held", "day")


def _changed(row: Membership, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if getattr(row, name) != value}


_MEMBERS = Part(
    slug="members",
    title=_("Members"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, group: selectors.memberships(by, group),
    columns=(
        DisplayField(_("Name"), "person.name"),
        *display_fields(Membership, "office"),
        DisplayField(
            capfirst(Membership._meta.get_field("joined_on").verbose_name),
            lambda row: day_text(row.joined_on) if row.joined_on else _("day unknown"),
        ),
        *display_fields(Membership, "left_on"),
    ),
    link=lambda row: reverse("people_detail", args=[row.person_id]),
    add_label=_("Add members"),
    add_link=lambda group: reverse("several_members", args=[group.pk]),
    record=P.ACTIVITIES_RECORD,
    form=MemberForm,
    add=lambda by, group, a: services.MEMBERSHIP.record(by=by, command=commands.JoinGroup(group=group, **a)),
    initial=lambda group: {"joined_on": clock.today()},
    steps=(
        Step(
            slug="change",
            label=_("Change"),
            needs=P.ACTIVITIES_RECORD,
            act=lambda by, row, a: services.MEMBERSHIP.amend(by=by, row=row, changes=_changed(row, a)),
            form=MemberChangeForm,
            initial=lambda row: {"office": row.office, "joined_on": row.joined_on, "left_on": row.left_on},
        ),
        kind_withdraw_step(
            services.MEMBERSHIP,
            _("Only for a member entered by mistake. Who has left keeps her entry with the day she left."),
        ),
    ),
)

_MEETINGS = Part(
    slug="meetings",
    title=_("Meetings of this group"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, group: activities.activities(by).filter(group=group).order_by("-held_on", "-id"),
    columns=(_HELD, *display_fields(Activity, "topic", "total")),
    add_label=_("Record a meeting"),
    record=P.ACTIVITIES_RECORD,
    add_link=lambda group: reverse("group_meeting", args=[group.pk]),
    link=lambda row: reverse("activities_detail", args=[row.pk]),
)

_BOOKS = Part(
    slug="books",
    title=_("Books of the group"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, group: selectors.book_checks(by, group),
    columns=(*display_fields(BookCheck, "looked_on"), DisplayField(_("Kept up to date"), BookCheck.get_kept_display)),
    add_label=_("Note which books are kept"),
    record=P.ACTIVITIES_RECORD,
    form=BookCheckForm,
    add=lambda by, group, a: services.BOOK_CHECK.record(by=by, command=commands.CheckBooks(group=group, **a)),
    initial=lambda group: {"looked_on": clock.today()},
    steps=(kind_withdraw_step(services.BOOK_CHECK),),
)


def _linked(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    """The page that says how the group is doing, quarter by quarter."""
    words = _("How the group is doing")
    return [(_("By quarter"), record_link("group_strength", opened.row.pk, words))]


_TRAININGS = Part(
    slug="trainings",
    title=_("Trainings"),
    see=P.ACTIVITIES_SEE,
    rows=lambda by, group: series(by).filter(group=group),
    columns=display_fields(Series, "title", "begins_on", "ended_on"),
    link=lambda row: reverse("trainings_detail", args=[row.pk]),
    empty=_("No training is on record."),
)

GROUPS = Desk(
    slug="groups",
    kind=services.GROUP,
    is_merged=True,
    title=_("Groups and forums"),
    icon="group",
    search=selectors.search_groups,
    work_lists=(
        ("dormant_forums", _("Forums that have not met"), P.ACTIVITIES_RECORD),
        ("unlinked_groups", _("Groups not found"), P.ACTIVITIES_RECORD),
    ),
    label=lambda row: row.name,
    form=GroupForm,
    add_label=_("Record a group"),
    columns=(
        *display_fields(Group, "name", "kind", "formed_on", sorts={"name": "name_fold", "formed_on": "formed_on"}),
        PLACE,
    ),
    head=group_head,
    also=group_also,
    linked=_linked,
    facts=(*display_fields(Group, "kind", "meets_every", "formed_on", "dissolved_on"), PLACE),
    bulk=(project_act(Group),),
    filters=(by_choice("kind", _("Kind of group"), GroupKind), BY_BLOCK, BY_PROJECT, *by_period("formed_on")),
    parts=(_MEETINGS, _MEMBERS, _TRAININGS, _BOOKS, project_part(Group), REGISTER_COLUMNS),
    empty=_("No group is on record yet. Record the first."),
)

DESKS = (GROUPS,)
