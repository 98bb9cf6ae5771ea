"""The page of a campaign with its report, the rows behind its numbers, joining, taking records in and out."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging.campaign_texts import MESSAGES, texts_sent
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.campaigns import selectors
from jatan.programme.campaigns.choices import CampaignCount, TakeInKind
from jatan.programme.campaigns.models import Campaign, CampLine
from jatan.programme.campaigns.report import CampaignReport, Done, TargetLine, campaign_report
from jatan.programme.campaigns.services import join_campaign
from jatan.programme.campaigns.taking_in import TakeIn, preview_take_in, take_in, take_out
from jatan.programme.people.link_tables import LinkTable
from jatan.programme.people.reach import live
from jatan.web.campaigns.link_tables import LINK_TABLES, MESSAGES_LABEL
from jatan.web.campaigns.record_forms import JoinForm, TakeInForm
from jatan.web.ui.components import charts, states
from jatan.web.ui.components.figures import Figure, Stat
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records import submission
from jatan.web.ui.records.columns import days_words, place_line
from jatan.web.ui.records.withdrawal import WithdrawForm

__all__ = [
    "campaign_context",
    "campaign_join",
    "campaign_rows",
    "campaign_state",
    "campaign_take_in",
    "campaign_take_out",
    "days_words",
]

SHOWN, PREVIEWED = 13, 50
_PERSONS = (
    CampaignCount.REGISTRATIONS,
    CampaignCount.APPLICATIONS,
    CampaignCount.LINKAGES,
    CampaignCount.ISSUES,
)
_LINE_KINDS = {
    CampaignCount.APPLICATIONS: ("linkage", "linkages_detail"),
    CampaignCount.LINKAGES: ("linkage", "linkages_detail"),
    CampaignCount.ISSUES: ("issue", "issues_detail"),
}


# Which records are shown behind a number that is no kind of its own, and what is read with them.
_KIND_OF: Mapping[str, str] = {
    CampaignCount.PARTICIPANTS.value: TakeInKind.ACTIVITIES.value,
    CampaignCount.CAMPS.value: TakeInKind.ACTIVITIES.value,
    CampaignCount.REGISTRATIONS.value: TakeInKind.JOURNEYS.value,
    CampaignCount.COPIES.value: TakeInKind.DISTRIBUTIONS.value,
}
_RELATED: Mapping[str, tuple[str, ...]] = {
    TakeInKind.ACTIVITIES.value: ("place",),
    TakeInKind.JOURNEYS.value: ("person", "place"),
    TakeInKind.DISTRIBUTIONS.value: ("material", "place"),
    MESSAGES.kind: ("place",),
}


def campaign_state(row: Campaign) -> states.Badge:
    """Running, ended or still to come."""
    if row.is_running:
        return states.soon(_("running"))
    return states.plain(_("to come"), "clock") if row.begins_on > clock.today() else states.done(_("ended"))


def campaign_context(by: Actor, row: Campaign) -> Mapping[str, Any]:
    """The report for the page of the campaign."""
    report = campaign_report(by, row)
    texts = texts_sent(by, row)
    may_record = row.organisation_id in (
        by.reach(Permission.ACTIVITIES_RECORD).row_organisations & set(by.home_organisations)
    )
    return {
        "report": report,
        "state": campaign_state(row),
        "stats": _stats(report, texts) if texts or any(report.number(one) != 0 for one in CampaignCount) else [],
        "pictures": _pictures(report),
        "targets": [_target_row(report, line) for line in report.targets],
        "members": _members_table(report),
        "given": [(title, copies, reverse("library_detail", args=[key])) for key, title, copies in report.materials],
        "join_url": reverse("campaign_join", args=[row.pk]) if selectors.may_join(by, row) else "",
        "take_in_url": reverse("campaign_take_in", args=[row.pk]) if may_record else "",
        "record_url": f"{reverse('activities_new')}?campaign={row.pk}" if may_record and row.is_running else "",
        "camp_url": f"{reverse('camps_new')}?campaign={row.pk}" if may_record and row.is_running else "",
    }


@needs(Permission.ACTIVITIES_SEE)
def campaign_rows(request: StaffRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """The rows behind a number of the report, narrowed by kind of activity, organisation, district, day or month."""
    row = selectors.find_campaign(request.actor, pk)
    if kind not in {*CampaignCount.values, MESSAGES.kind}:
        raise Http404
    if kind in _PERSONS and not request.actor.may(Permission.PEOPLE_SEE):
        raise Http404
    if kind == MESSAGES.kind and not request.actor.may(MESSAGES.see):
        raise Http404
    label = MESSAGES_LABEL if kind == MESSAGES.kind else CampaignCount(kind).label
    table, page = _rows_table(request, row, kind, label)
    words = {
        "table": table,
        "page": page,
        "campaign": row,
        "title": label,
        "crumbs": [(reverse("campaigns"), _("Campaigns")), (reverse("campaigns_detail", args=[row.pk]), row.name)],
    }
    return render(request, "campaigns/rows.html", words)


@needs(Permission.ACTIVITIES_RECORD)
def campaign_join(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take part in a campaign of the network."""
    row = selectors.find_campaign(request.actor, pk)
    if not selectors.may_join(request.actor, row):
        raise Http404
    form = submission.bind_form(JoinForm, request)

    def join(answers: Mapping[str, Any]) -> Campaign:
        where = {"organisation": answers["organisation"], "place": answers["place"]}
        return join_campaign(by=request.actor, campaign=row, **where)

    made: Any = submission.submit_form(form, join)
    if made is not None:
        messages.success(request, _("Your office takes part. Set its targets, and record its work in the campaign."))
        return redirect("campaigns_detail", made.pk)
    page = {"form": form, "campaign": row, "back": reverse("campaigns_detail", args=[row.pk])}
    return render(request, "campaigns/join.html", page, status=422 if form.errors else 200)


@needs(Permission.ACTIVITIES_RECORD)
def campaign_take_in(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """GET asks which records, and shows those found; POST takes exactly these in."""
    row = selectors.find_campaign(request.actor, pk)
    if row.organisation_id not in request.actor.reach(Permission.ACTIVITIES_RECORD).row_organisations:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    last = min(row.ends_on or clock.today(), clock.today())
    initial = {"kind": TakeInKind.ACTIVITIES.value, "theme": row.theme, "first": row.begins_on, "last": last}
    form = TakeInForm(given if "kind" in given else None, actor=request.actor, about=row, initial=initial)
    page: dict[str, Any] = {"form": form, "campaign": row, "back": reverse("campaigns_detail", args=[row.pk])}
    if form.is_bound and form.is_valid():
        asked = _asked(request, form)
        if request.method == "POST" and asked is not None and _take(request, form, row, asked):
            return redirect("campaigns_detail", row.pk)
        if asked is not None:
            page |= _previewed(request, row, asked)
    return render(request, "campaigns/take_in.html", page, status=422 if form.errors else 200)


@needs(Permission.ACTIVITIES_SEE)
def campaign_take_out(request: StaffRequest, kind: str, pk: uuid.UUID) -> HttpResponseBase:
    """Take one record out of its campaign."""
    found = LINK_TABLES.get(kind)
    if found is None:
        raise Http404
    link = selectors.find_link(request.actor, found, pk)
    if link.withdrawn_at is not None or not acts.may_change(request.actor, found.permission, found.correct, link):
        raise Http404
    form = submission.bind_form(WithdrawForm, request, about=link)
    back = reverse("campaigns_detail", args=[link.campaign_id])
    taken = submission.submit_form(
        form, lambda answers: take_out(by=request.actor, link=link, reason=answers["reason"], table=found)
    )
    if taken:
        messages.success(request, _("It is no longer part of the campaign."))
        return redirect(back)
    page = {
        "desk": {"title": _("Campaigns")},
        "title": _("Take it out of the campaign"),
        "sentence": _("The record itself stays as it is. It is no longer counted in this campaign."),
        "label": link.campaign.name,
        "form": form,
        "back": back,
        "is_final": False,
    }
    return render(request, "records/confirm.html", page, status=422 if form.errors else 200)


def _rows_url(row: Campaign, counted: CampaignCount, **query: str) -> str:
    url = reverse("campaign_rows", args=[row.pk, counted.value])
    return f"{url}?{urlencode(query)}" if query else url


def _stats(report: CampaignReport, texts: int | None) -> list[Stat]:
    row = report.campaign

    def figure(counted: CampaignCount, unit: Any = None) -> Figure:
        number = report.number(counted)
        return Figure(number, unit or counted.label, _rows_url(row, counted) if number else "")

    url = reverse("campaign_rows", args=[row.pk, MESSAGES.kind])
    sent = [Figure(texts, MESSAGES_LABEL, url)] if texts else []
    held = [figure(CampaignCount.ACTIVITIES), figure(CampaignCount.PARTICIPANTS)]
    camps = [
        figure(CampaignCount.CAMPS),
        Figure(report.came, _("people came"), _rows_url(row, CampaignCount.CAMPS) if report.came else ""),
    ]
    return [
        Stat(_("Meetings and programmes"), held, picture=_line(report)),
        Stat(_("Camps"), camps),
        Stat(_("Registered before leaving"), [figure(CampaignCount.REGISTRATIONS, _("registrations"))]),
        Stat(
            _("What camps brought"),
            [figure(one) for one in (CampaignCount.APPLICATIONS, CampaignCount.LINKAGES, CampaignCount.ISSUES)],
        ),
        Stat(_("Materials and messages"), [figure(CampaignCount.COPIES), *sent]),
    ]


def _line(report: CampaignReport) -> Any:
    if len(report.by_time) < 3:
        return None
    return charts.sparkline([done.held for _day, done in report.by_time], title=_("Meetings over time"))


def _pictures(report: CampaignReport) -> list[dict[str, Any]]:
    row = report.campaign
    kinds = dict(ActivityKind.choices)
    found = [
        _picture(
            _("By kind"),
            [
                (kinds.get(kind, kind), done, _rows_url(row, CampaignCount.ACTIVITIES, activity=kind))
                for kind, done in report.by_kind
            ],
        ),
        _picture(
            _("By district"),
            [
                (place.name, done, _rows_url(row, CampaignCount.ACTIVITIES, place=str(place.pk)))
                for place, done in report.by_place
            ],
        ),
        _picture(
            _("By month") if report.is_by_month else _("By day"),
            [
                (
                    formats.date_format(day, "E Y" if report.is_by_month else "j E"),
                    done,
                    _rows_url(row, CampaignCount.ACTIVITIES, **_span(day, report.is_by_month)),
                )
                for day, done in report.by_time
            ],
            over_time=True,
        ),
    ]
    if len(report.members) > 1:
        lines = [
            (
                line.organisation.name,
                line.done,
                _rows_url(row, CampaignCount.ACTIVITIES, organisation=str(line.organisation.pk)),
            )
            for line in report.members
        ]
        found.insert(1, _picture(_("By member"), lines))
    return [one for one in found if one["table"].rows]


def _span(day: dt.date, is_month: bool) -> dict[str, str]:
    last = (day + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1) if is_month else day
    return {"from": day.isoformat(), "to": last.isoformat()}


def _picture(title: str, lines: Sequence[tuple[Any, Done, str]], *, over_time: bool = False) -> dict[str, Any]:
    drawn = charts.columns if over_time else charts.bars
    points = [charts.Point(label, done.held, url if done.held else "") for label, done, url in lines]
    columns = (
        Column("label", title),
        Column("held", CampaignCount.ACTIVITIES.label, "number"),
        Column("present", CampaignCount.PARTICIPANTS.label, "number"),
    )
    rows = [
        {"label": label, "held": done.held, "present": done.present, "url": url if done.held else ""}
        for label, done, url in lines
    ]
    shown = points if over_time else points[:SHOWN]
    return {
        "title": title,
        "picture": drawn(shown, title=title),
        "table": Table(title, columns, rows, link="url"),
    }


def _target_row(report: CampaignReport, line: TargetLine) -> dict[str, Any]:
    """A target with its bar: `width` 0 to 96."""
    organisation = {"organisation": str(line.organisation.pk)} if line.organisation is not None else {}
    return {
        "line": line,
        "owner": line.organisation.name if line.organisation is not None else _("all together"),
        "width": 0 if line.percent is None else round(min(line.percent, 100) * 96 / 100),
        "url": _rows_url(report.campaign, line.counted, **organisation) if line.done else "",
    }


def _members_table(report: CampaignReport) -> Table | None:
    """What each member did; None for a campaign of one organisation."""
    if len(report.members) < 2:
        return None
    shown = [one for one in CampaignCount if any(line.number(one) for line in report.members)]
    columns = [Column("name", _("Member")), *(Column(one.value, one.label, "number") for one in shown)]
    rows = [
        {"name": line.organisation.name, **{one.value: line.number(one) for one in shown}} for line in report.members
    ]
    return Table(_("By member"), columns, rows)


def _rows_table(request: StaffRequest, row: Campaign, kind: str, label: Any) -> tuple[Table, Any]:
    if kind in _LINE_KINDS:
        return _line_rows(request, row, CampaignCount(kind))
    found = LINK_TABLES[_KIND_OF.get(kind, kind)]
    links = selectors.campaign_links(request.actor, row, found)
    if kind == CampaignCount.CAMPS:
        links = links.filter(activity__kind=ActivityKind.CAMP)
    links = _narrowed(links, request.GET, found.record, found.day)
    related = (f"{found.record}__{name}" for name in _RELATED[found.kind])
    page = paginate(
        links.select_related(*related, "organisation", "place").order_by(f"-{found.record}__{found.day}", "-id"),
        request.GET,
    )
    lines = [_link_line(request.actor, found, link) for link in page.rows]
    columns = [
        Column("what", _("Record")),
        Column("day", _("Day"), "day"),
        *([Column("number", _("Number"), "number")] if any(line["number"] is not None for line in lines) else []),
        Column("place", _("Place")),
        Column("organisation", _("Organisation")),
        Column("out", _("To do"), "html"),
    ]
    return Table(label, columns, lines, link="url"), page


def _link_line(by: Actor, table: LinkTable, link: Any) -> dict[str, Any]:
    record = getattr(link, table.record)
    what, number, url = _shown(table.kind, record)
    may = acts.may_change(by, table.permission, table.correct, link)
    return {
        "what": what,
        "day": _day_of(table, record),
        "number": number,
        "place": place_line(record),
        "organisation": link.organisation.name,
        "url": url,
        "out": _out_link(reverse("campaign_take_out", args=[table.kind, link.pk])) if may else "",
    }


def _shown(kind: str, record: Any) -> tuple[Any, int | None, str]:
    """What a record is called, its number, and its page."""
    if kind == TakeInKind.ACTIVITIES:
        return record.get_kind_display(), record.total, reverse("activities_detail", args=[record.pk])
    if kind == TakeInKind.JOURNEYS:
        return record.person.name, None, reverse("journeys_detail", args=[record.pk])
    if kind == MESSAGES.kind:
        return record.get_purpose_display(), None, reverse("message_sent", args=[record.pk])
    return record.material.title, record.copies, reverse("library_detail", args=[record.material_id])


def _day_of(table: LinkTable, record: Any) -> Any:
    if table.kind == MESSAGES.kind:
        return record.sent_at
    return getattr(record, "held", None) or getattr(record, table.day)


def _out_link(url: str) -> Any:
    return format_html('<a href="{}">{}</a>', url, _("Take out"))


def _line_rows(request: StaffRequest, row: Campaign, counted: CampaignCount) -> tuple[Table, Any]:
    """Lines of camps of the campaign with an application, a benefit or an issue."""
    field, address = _LINE_KINDS[counted]
    activities = selectors.campaign_links(request.actor, row, TakeInKind.ACTIVITIES).order_by().values("activity_id")
    lines = live(CampLine).filter(
        organisation_id__in=request.actor.reach(Permission.PEOPLE_SEE).row_organisations,
        camp__activity__in=activities,
        camp__withdrawn_at__isnull=True,
        **{f"{field}__isnull": False, f"{field}__withdrawn_at__isnull": True},
    )
    if counted == CampaignCount.LINKAGES:
        lines = lines.filter(linkage__received_on__isnull=False)
    organisation = _uuid(request.GET.get("organisation", ""))
    if organisation is not None:
        lines = lines.filter(organisation_id=organisation)
    page = paginate(
        lines.select_related(field, "organisation", "place", "camp__activity").order_by(
            "-camp__activity__held_on", "number"
        ),
        request.GET,
    )
    columns = [
        Column("what", _("Name")),
        Column("day", _("Day of the camp"), "day"),
        Column("place", _("Place")),
        Column("organisation", _("Organisation")),
    ]
    rows = [
        {
            "what": line.name,
            "day": line.camp.activity.held_on,
            "place": place_line(line),
            "organisation": line.organisation.name,
            "url": reverse(address, args=[getattr(line, f"{field}_id")]),
        }
        for line in page.rows
    ]
    return Table(counted.label, columns, rows, link="url"), page


def _narrowed(links: Any, query: QueryDict, record: str, day: str) -> Any:
    kind, organisation, place = (
        query.get("activity", ""),
        _uuid(query.get("organisation", "")),
        _uuid(query.get("place", "")),
    )
    if kind in ActivityKind.values and record == "activity":
        links = links.filter(activity__kind=kind)
    if organisation is not None:
        links = links.filter(organisation_id=organisation)
    if place is not None:
        links = links.filter(**{f"{record}__place_id": place}) | links.filter(
            **{f"{record}__place__district_id": place}
        )
    for name, lookup in (("from", "gte"), ("to", "lte")):
        bound = _day(query.get(name, ""))
        if bound is not None:
            links = links.filter(**{f"{record}__{day}__{lookup}": bound})
    return links


def _asked(request: StaffRequest, form: Any) -> TakeIn | None:
    try:
        return TakeIn(**form.answers())
    except Problem as wrong:
        form.show(wrong)
        return None


def _take(request: StaffRequest, form: Any, row: Campaign, asked: TakeIn) -> bool:
    try:
        number = take_in(by=request.actor, campaign=row, asked=asked, seen=request.POST.get("seen", ""))
    except Problem as wrong:
        messages.warning(request, str(wrong.message))
        return False
    text = ngettext("%(n)s record is in the campaign.", "%(n)s records are in the campaign.", number)
    messages.success(request, text % {"n": number})
    return True


def _previewed(request: StaffRequest, row: Campaign, asked: TakeIn) -> dict[str, Any]:
    found = preview_take_in(request.actor, row, asked)
    columns = [Column("what", _("Record")), Column("day", _("Day"), "day"), Column("place", _("Place"))]
    rows = [
        {"what": _what(asked.table.kind, record), "day": _day_of(asked.table, record), "place": place_line(record)}
        for record in found.rows[:PREVIEWED]
    ]
    return {
        "found": found,
        "number": len(found.rows),
        "shown": len(rows),
        "table": Table(_("These would be taken in"), columns, rows),
        "seen": found.digest,
    }


def _what(kind: str, record: Any) -> Any:
    """A record in a preview, which asks nothing further of the database."""
    if kind == TakeInKind.ACTIVITIES:
        return record.topic or record.get_kind_display()
    if kind == MESSAGES.kind:
        return record.get_purpose_display()
    return _("Registration before leaving") if kind == TakeInKind.JOURNEYS else _("%(n)s copies") % {"n": record.copies}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
