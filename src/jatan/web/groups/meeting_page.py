"""The page on which a meeting of a group is written down: the members who came are ticked."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access import gate
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.activities.questions import MEETING, OTHERS, PRESENT_LABEL
from jatan.programme.flows.group_meetings import MEETING_OF, RecordGroupMeeting, record_group_meeting
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import memberships
from jatan.programme.groups.services import GROUP
from jatan.programme.people.models import Person
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission


class GroupMeetingForm(AnswerForm):
    """The questions of a meeting. `about`: the group. `answers()["present"]`: the people ticked, members of it now."""

    QUESTIONS: ClassVar = MEETING | OTHERS
    field_order = ("held_on", "topic", "present", *OTHERS)

    folded = {gettext_lazy("Others came too"): tuple(OTHERS)}

    present = forms.MultipleChoiceField(label=PRESENT_LABEL, required=False, widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        rows = memberships(self.actor, self.about).filter(left_on__isnull=True).order_by("person__name", "id")
        self._members: dict[str, Person] = {str(row.person.pk): row.person for row in rows}
        field: Any = self.fields["present"]
        field.choices = [(key, _member_words(person)) for key, person in self._members.items()]
        if not self._members:
            del self.fields["present"]
            self.folded = {}
            self.fields |= {part: model_field(Activity, part) for part in OTHERS}

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return {"present": [self._members[key] for key in found.pop("present", ())], "answers": found}

    def _asked_as(self, field: str | None) -> str | None:
        asked = super()._asked_as(field)
        return "women" if field == "present" and asked is None else asked


@needs(Permission.ACTIVITIES_RECORD)
def group_meeting(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A meeting of the group: day, topic, who came. Kind, place and village are the group's."""
    group = GROUP.find(request.actor, pk)
    gate.require(request.actor, Permission.ACTIVITIES_RECORD, organisation_id=group.organisation_id, place=group.place)
    form = submission.bind_form(GroupMeetingForm, request, about=group, initial={"held_on": clock.today()})
    made: Any = submission.submit_form(
        form,
        lambda answers: record_group_meeting(by=request.actor, command=RecordGroupMeeting(group=group, **answers)),
    )
    if made is None:
        return render(request, "groups/meeting.html", _page(group, form), status=422 if form.errors else 200)
    words = ngettext("Recorded: %(people)s person came.", "Recorded: %(people)s people came.", made.total)
    messages.success(request, words % {"people": made.total})
    return redirect("activities_detail", made.pk)


def _page(group: Group, form: AnswerForm) -> dict[str, Any]:
    back = reverse("groups_detail", args=[group.pk])
    return {
        "form": form,
        "group": group,
        "kind": Activity(kind=MEETING_OF[group.kind]).get_kind_display(),
        "back": back,
        "crumbs": [(reverse("groups"), _("Groups and forums")), (back, group.name)],
    }


def _member_words(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.guardian_name) if part)
