"""Forms of activities, follow-ups, participants and photographs."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.ids import is_id
from jatan.kernel.pictures import LARGEST_UPLOAD
from jatan.programme.activities import selectors
from jatan.programme.activities.choices import GROUP_KIND_OF, PhotographUse
from jatan.programme.activities.models import Activity, FollowUp, Participation, Photograph
from jatan.programme.activities.questions import MEETING
from jatan.programme.campaigns.models import Campaign
from jatan.programme.campaigns.selectors import campaigns, running_campaigns
from jatan.programme.flows.group_meetings import MEETING_OF
from jatan.programme.groups import selectors as groups
from jatan.programme.groups.models import Group
from jatan.web.ui.body_limits import UploadField
from jatan.web.ui.components.widgets import PhotographInput
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import day
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.forms.who import PersonChoiceForm

GROUPS_OFFERED, CAMPAIGNS_OFFERED = 300, 100


class ActivityForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD
    PLACE_AFTER = "held_on"
    TODAY = ("held_on",)
    QUESTIONS: ClassVar = MEETING
    field_order = (
        *("kind", "held_on", "group", "group_name", "topic", "theme", "law_topic"),
        *("women", "men", "girls", "boys", "total", "category", "title", *MEETING, "campaign"),
    )

    kind = model_field(Activity, "kind")
    group: forms.ModelChoiceField[Group] = forms.ModelChoiceField(
        label=_("Group"), queryset=Group.objects.none(), required=False, empty_label=_("not a group's meeting")
    )
    group_name = model_field(Activity, "group_name", hint=_("Only if the group is not in the list above."))
    theme = model_field(Activity, "theme")
    law_topic = model_field(Activity, "law_topic", hint=_("Only if a law was what it was about."))
    women = model_field(Activity, "women")
    men = model_field(Activity, "men")
    girls = model_field(Activity, "girls")
    boys = model_field(Activity, "boys")
    total = model_field(Activity, "total", needed=False, hint=_("Left empty, the numbers above are added up."))
    category = model_field(
        Activity, "category", hint=_("Only where the register does not say women, men, girls and boys.")
    )
    title = model_field(Activity, "title")
    campaign: forms.ModelChoiceField[Campaign] = forms.ModelChoiceField(
        label=_("Part of a campaign"), queryset=Campaign.objects.none(), required=False, empty_label=_("no campaign")
    )

    def prepare(self) -> None:
        super().prepare()
        self._begin_from_group()
        offered = list(groups.groups(self.actor).order_by("name")[:GROUPS_OFFERED])
        kept = self._kept_group()
        if kept is not None and kept not in offered:
            offered.insert(0, kept)
        within_reach = Q(pk__in=groups.groups(self.actor).order_by().values("pk"))
        field: Any = self.fields["group"]
        field.queryset = Group.objects.filter(within_reach | Q(pk=kept.pk) if kept is not None else within_reach)
        field.choices = [("", _("not a group's meeting")), *((group.pk, _named(group)) for group in offered)]

        self._offer_campaigns()
        if self._has_month_only():
            # No day is invented: the field stays empty until somebody knows the day.
            self.initial["held_on"] = None
            self.fields["held_on"].required = False
            month = formats.date_format(self.about.held_on, "E Y")
            self.fields["held_on"].help_text = _("Only the month is known: %(month)s.") % {"month": month}

    def _begin_from_group(self) -> None:
        """Of a new meeting begun from a group: its kind, and where the group meets."""
        key = str(self.initial.get("group") or "") if self.about is None and not self.is_bound else ""
        row = groups.groups(self.actor).filter(pk=key).first() if is_id(key) else None
        if row is not None:
            known: dict[str, Any] = {"kind": MEETING_OF[row.kind], "place": row.place_id}
            self.initial = known | {"panchayat": row.panchayat, "village": row.village} | dict(self.initial)

    def _offer_campaigns(self) -> None:
        """Of a new activity: the campaigns that are running. An activity on record has its own part of the page."""
        fields: dict[str, Any] = self.fields
        running = running_campaigns(self.actor, self.PERMISSION)
        offered = list(running[:CAMPAIGNS_OFFERED]) if self.about is None else []
        if not offered:
            del fields["campaign"]
            return
        fields["campaign"].queryset = running
        fields["campaign"].choices = [("", _("no campaign")), *((row.pk, row.name) for row in offered)]

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        if self._has_month_only():
            if found["held_on"] is None:
                del found["held_on"]
            else:
                found["is_day_known"] = True
        return found

    def _has_month_only(self) -> bool:
        return isinstance(self.about, Activity) and not self.about.is_day_known

    def _kept_group(self) -> Group | None:
        """The recorded group, even if withdrawn since, so that a correction can keep it."""
        if not isinstance(self.about, Activity) or self.about.group_id is None:
            return None
        return Group.objects.select_related("place").get(pk=self.about.group_id)


class PlanForm(AnswerForm):
    what = model_field(FollowUp, "what")
    due_on = model_field(FollowUp, "due_on", ahead=True)
    owner = model_field(FollowUp, "owner")


class DoneForm(AnswerForm):
    done_on = day(_("Done on"), needed=True)


class ParticipantForm(PersonChoiceForm):
    role = model_field(Participation, "role", few=True)


class PhotographForm(AnswerForm):
    content = UploadField(
        label=_("Photograph"),
        largest=LARGEST_UPLOAD,
        help_text=_("JPG or PNG. Where and when it was taken is removed."),
        widget=PhotographInput,
    )
    caption = model_field(Photograph, "caption", hint=_("No names of people."))

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        found["content"] = found["content"].read()
        return found


class PhotographUsesForm(AnswerForm):
    """Who can be recognised, and what there is a yes for. `about` is the photograph."""

    faces = model_field(Photograph, "faces", needed=True, few=True)
    uses = forms.MultipleChoiceField(
        label=_("There is a yes for"),
        choices=PhotographUse.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ask everybody in the picture first. A yes is taken back by leaving it out."),
    )


class LinkForm(AnswerForm):
    """Chooses the group that an imported group name means. `about` is one activity with that name."""

    group: forms.ModelChoiceField[Group] = forms.ModelChoiceField(
        label=_("Which group is it?"), queryset=Group.objects.none(), empty_label=_("choose")
    )

    def prepare(self) -> None:
        super().prepare()
        office = self.about.organisation_id
        likely = selectors.link_candidates(self.actor, office, self.about.kind, self.about.group_name)
        offered = groups.groups(self.actor).filter(organisation_id=office).order_by("name")
        if self.about.kind in GROUP_KIND_OF:
            offered = offered.filter(kind=GROUP_KIND_OF[self.about.kind])
        field: Any = self.fields["group"]
        field.queryset = offered
        field.choices = [
            ("", _("choose")),
            (_("Similar names"), [(group.pk, _named(group)) for group in likely]),
            (_("All groups"), [(group.pk, _named(group)) for group in offered[:GROUPS_OFFERED]]),
        ]


def _named(group: Group) -> str:
    return ", ".join(part for part in (group.name, group.village, group.place.name) if part)


class CampaignChoiceForm(AnswerForm):
    """A campaign of the organisation of a record (`about`)."""

    campaign: forms.ModelChoiceField[Campaign] = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), empty_label=_("choose")
    )

    def prepare(self) -> None:
        offered = campaigns(self.actor).filter(organisation_id=self.about.organisation_id)
        field: Any = self.fields["campaign"]
        field.queryset = offered
        field.choices = [("", _("choose")), *((row.pk, row.name) for row in offered[:CAMPAIGNS_OFFERED])]
