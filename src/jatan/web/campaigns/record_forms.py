"""Forms of campaigns, camps, and the lines of a camp's list."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.destinations import destination_named
from jatan.programme.activities.choices import Theme
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.campaigns import selectors
from jatan.programme.campaigns.models import Campaign, CampaignTarget, CampLine, CampWorker
from jatan.programme.journeys.choices import Topic
from jatan.programme.library.models import Distribution, Material
from jatan.programme.library.selectors import materials
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.consent_texts import current_text
from jatan.programme.schemes.reference import schemes
from jatan.web.campaigns.link_tables import LINK_TABLES, kinds_for
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day, text, written_place
from jatan.web.ui.forms.lines import PersonLineForm
from jatan.web.ui.forms.model_questions import model_field

ASKED_PURPOSES = (ConsentPurpose.RECORD, ConsentPurpose.CONTACT, ConsentPurpose.GOVERNMENT)


class CampaignForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD
    PLACE_AFTER = "ends_on"

    name_hi = model_field(Campaign, "name_hi")
    name_en = model_field(Campaign, "name_en", hint=_("One of the two names is enough."))
    begins_on = model_field(Campaign, "begins_on")
    ends_on = model_field(Campaign, "ends_on", hint=_("Left empty while nobody knows."))
    aims = model_field(Campaign, "aims", hint=_("What is to be different afterwards."))
    theme = model_field(
        Campaign, "theme", hint=_("Meetings of this theme can be taken into the campaign together afterwards.")
    )


class JoinForm(RecordForm):
    """Which office takes part, and where."""

    PERMISSION = Permission.ACTIVITIES_RECORD


class PlaceForm(RecordForm):
    """A place in which the campaign is to run. `about` is the campaign."""

    PERMISSION = Permission.ACTIVITIES_RECORD

    def answers(self) -> dict[str, Any]:
        """Arguments of PlanPlace besides the campaign."""
        return {name: value for name, value in super().answers().items() if name != "organisation"}


class TargetForm(AnswerForm):
    counted = model_field(CampaignTarget, "counted")
    amount = model_field(CampaignTarget, "amount")


class AmountForm(AnswerForm):
    amount = model_field(CampaignTarget, "amount")


class MaterialChoiceForm(AnswerForm):
    """A material of the campaign's own organisation."""

    material: forms.ModelChoiceField[Material] = forms.ModelChoiceField(
        label=_("Material"), queryset=Material.objects.none(), empty_label=_("choose")
    )

    def prepare(self) -> None:
        offered = materials(self.actor).filter(organisation_id=self.about.organisation_id)
        field: Any = self.fields["material"]
        field.queryset = offered
        field.choices = [("", _("choose")), *((row.pk, row.title) for row in offered[:300])]


class CopiesForm(MaterialChoiceForm):
    """Copies given out in the campaign."""

    given_on = model_field(Distribution, "given_on")
    copies = model_field(Distribution, "copies")
    to_whom = model_field(Distribution, "to_whom")


class TakeInForm(AnswerForm):
    """Which records are to be taken in. `about` is the campaign."""

    kind = forms.ChoiceField(label=_("What"))
    theme = choice(_("Theme"), Theme, empty=_("every theme"), hint=_("For meetings and programmes."))
    first = day(_("From"), needed=True)
    last = day(_("Until"), needed=True)

    def prepare(self) -> None:
        field: Any = self.fields["kind"]
        field.choices = kinds_for(self.actor)

    def answers(self) -> dict[str, Any]:
        """Arguments of TakeIn."""
        found = super().answers()
        return {"table": LINK_TABLES[found.pop("kind")], **found}


class CampForm(RecordForm):
    """A camp with its activity: day and panchayat, how many came, what was explained to everybody."""

    PERMISSION = Permission.ACTIVITIES_RECORD
    PLACE_AFTER = "held_on"
    TODAY = ("held_on",)

    held_on = model_field(Activity, "held_on")
    campaign: forms.ModelChoiceField[Campaign] = forms.ModelChoiceField(
        label=capfirst(_("campaign")),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=_("no campaign"),
    )
    women = model_field(Activity, "women")
    men = model_field(Activity, "men")
    girls = model_field(Activity, "girls")
    boys = model_field(Activity, "boys")
    total = model_field(Activity, "total", needed=False, hint=_("Left empty, the numbers above are added up."))
    topics = forms.MultipleChoiceField(
        label=_("Explained to everybody"),
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It is kept with each registration before leaving."),
    )
    topic = model_field(Activity, "topic")
    facilitator = model_field(Activity, "facilitator")

    def prepare(self) -> None:
        super().prepare()
        self.fields["panchayat"].required = True
        rows = selectors.running_campaigns(self.actor, self.PERMISSION)
        field: Any = self.fields["campaign"]
        field.queryset = rows
        field.choices = [("", _("no campaign")), *((row.pk, row.name) for row in rows[:100])]

    def answers(self) -> dict[str, Any]:
        """Arguments of the flow that holds a camp. Raises Problems of its activity."""
        found = super().answers()
        own = {name: found.pop(name) for name in ("campaign", "topics")}
        theme = own["campaign"].theme if own["campaign"] else ""
        return own | {"activity": RecordActivity(kind="camp", theme=theme, **found)}


class WorkerForm(AnswerForm):
    name = model_field(CampWorker, "name")
    task = model_field(CampWorker, "task")
    from_where = model_field(CampWorker, "from_where", hint=_("Empty for our own colleagues."))


def scheme_choices() -> list[tuple[str, Any]]:
    """Every scheme with its name in the reader's language."""
    return [(code, scheme.name.in_language()) for code, scheme in schemes().items()]


class CampLineForm(PersonLineForm):
    """One line of a camp's list, kept as it was typed. `about` is the line on record, or None for an empty one.

    Questions that only some lines raise (under 18, who it is, another open journey) are asked where the line waits for
    them.
    """

    id = forms.UUIDField(widget=forms.HiddenInput)
    under_18 = model_field(CampLine, "under_18", few=True, label=_("Is this person under 18?"))
    guardian_name = model_field(CampLine, "guardian_name")
    village = text(capfirst(_("village")), most=120, hint=_("Empty: as the camp."))
    scheme = forms.ChoiceField(label=_("Applies for a scheme"), required=False)
    issue_kind = model_field(CampLine, "issue_kind")
    what_happened = model_field(CampLine, "what_happened")
    is_leaving = model_field(CampLine, "is_leaving")
    leaves_on_as_written = text(capfirst(_("leaves on")), most=40)
    destination_as_written = written_place(_("Where to"), "/places/destinations/")
    work = model_field(CampLine, "work")
    consents = forms.MultipleChoiceField(
        label=capfirst(_("agrees to")), required=False, widget=forms.CheckboxSelectMultiple
    )
    open_journey_seen = forms.BooleanField(
        label=_("I looked at the other journey; this is another one."), required=False
    )

    def prepare(self) -> None:
        super().prepare()
        problems = self.about.problems if self.about is not None else []
        self.asked = {field for field, _code, _message in problems}
        fields: dict[str, Any] = self.fields
        fields["scheme"].choices = [("", pgettext_lazy("camp", "no scheme")), *scheme_choices()]
        fields["consents"].choices = [(purpose.value, purpose.label) for purpose in ASKED_PURPOSES]
        for name in ("under_18", "open_journey_seen"):
            is_kept = self.about is not None and bool(getattr(self.about, name))
            if name not in self.asked and not is_kept:
                del fields[name]
        self.order_fields(["under_18", "open_journey_seen"])

    def line(self) -> dict[str, Any]:
        """Arguments of KeepLine besides the camp."""
        found = self.answers()
        return found | {"destination": destination_named(found["destination_as_written"])}

    @classmethod
    def values_of(cls, line: CampLine) -> dict[str, Any]:
        """A kept line as `initial`."""
        found = {name: getattr(line, name) for name in cls.base_fields if name != "id"}
        decided = str(line.person_id) if line.person_id else "new" if line.is_new else ""
        return found | {"id": line.pk, "choice": decided}


def consent_notes(organisation_name: str) -> list[tuple[Any, str]]:
    """(purpose, the text that is read out to everybody) for the head of the list."""
    language = get_language() or "hi"
    return [
        (purpose.label, current_text(purpose, language).text.format(organisation=organisation_name))
        for purpose in ASKED_PURPOSES
    ]
