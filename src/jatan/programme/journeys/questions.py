"""The questions of a registration before leaving, page by page: the same on a page of the office and on a phone."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.programme.journeys.choices import TriggerCode
from jatan.programme.journeys.models import Companion, Journey
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.models import Consent, Person
from jatan.programme.people.questions import Question, by_name

__all__ = [
    "COMPANION",
    "HOW_AGREED",
    "JOURNEY",
    "MOST_ALONG",
    "PAPERS",
    "PAPERS_LABEL",
    "PROMISE",
    "PURPOSES",
    "SEEN",
    "SEEN_HINT",
    "SEEN_LABEL",
    "TOLD_AGAIN",
    "TO_WHOM",
    "TRAVELLER",
    "UNDER_18",
    "WHAT_EXPLAINED",
]

UNDER_18: Final = Question(
    model=Journey,
    name="under_18",
    label=_("Is this person under 18?"),
    needed=True,
    few=True,
    hint=_("The age is not known. If you do not know this either, the person is protected as a child."),
)
_OWN_PHONE: Final = Question(model=Person, name="phone", hint=_("Her own, if she has one."))
_AGE: Final = Question(model=Person, name="age")

TRAVELLER: Final[Mapping[str, Question]] = by_name(
    [
        Question(model=Person, name="name"),
        Question(model=Person, name="guardian_name"),
        Question(model=Person, name="sex", few=True),
        _AGE,
        UNDER_18,
        _OWN_PHONE,
    ]
)
# Asked again of somebody who is on record.
TOLD_AGAIN: Final[Mapping[str, Question]] = by_name([_OWN_PHONE, _AGE, UNDER_18])
JOURNEY: Final[Mapping[str, Question]] = by_name(
    [
        Question(model=Journey, name="leaves_on", hint=_("The day of leaving may lie ahead."), ahead=True),
        Question(
            model=Journey,
            name="destination_as_written",
            label=_("Where to"),
            hint=_("City or state, in Hindi or English letters."),
        ),
        Question(
            model=Journey,
            name="transit",
            hint=_("Stations or towns on the way, for example Hatia, Rourkela."),
        ),
        Question(model=Journey, name="work"),
        Question(model=Journey, name="employer", hint=_("Name and address, as far as they are known.")),
        Question(model=Journey, name="expected_return_on", ahead=True),
    ]
)
PROMISE: Final[Mapping[str, Question]] = by_name(
    [
        Question(model=Journey, name="wage_promised", step=50),
        Question(model=Journey, name="hours_promised"),
        Question(
            model=Journey,
            name="advance",
            hint=_("Money already taken that has to be worked off. 0 if there is none."),
        ),
        Question(model=Journey, name="agent_name", hint=_("Whoever takes her along or found the work.")),
        Question(model=Journey, name="agent_phone"),
    ]
)
PAPERS_LABEL: Final = _("Papers in her own hand")
PAPERS: Final[Mapping[str, Question]] = by_name(
    Question(model=Journey, name=name)
    for name in (
        "family_contact_name",
        "family_contact_relation",
        "family_contact_phone",
        "contact_at_destination",
        "phone_at_destination",
    )
)
MOST_ALONG: Final = 3
COMPANION: Final[Mapping[str, Question]] = by_name(
    [
        Question(model=Companion, name="name", label=_("Travels along, not registered here: name")),
        Question(model=Companion, name="age"),
        Question(model=Companion, name="under_18", label=UNDER_18.label, needed=True, few=True, hint=UNDER_18.hint),
        Question(model=Companion, name="relation", label=_("Relation to the traveller"), needed=False),
    ]
)
# Hard stops that a worker observes herself; the others follow from ages, companions and answers.
SEEN: Final = (
    TriggerCode.THREAT_OR_CONFINEMENT,
    TriggerCode.SEXUAL_OFFER,
    TriggerCode.DEBT_FORBIDS_LEAVING,
    TriggerCode.PAPERS_TAKEN,
)
SEEN_LABEL: Final = _("Did you see or hear any of this?")
SEEN_HINT: Final = _("The desk and the counsellor are told at once. Write no details here.")
WHAT_EXPLAINED: Final = _("What did you explain?")
TO_WHOM: Final = _("To whom?")
PURPOSES: Final = (
    ConsentPurpose.RECORD,
    ConsentPurpose.CONTACT,
    ConsentPurpose.GOVERNMENT,
    ConsentPurpose.NETWORK,
)
HOW_AGREED: Final = Question(model=Consent, name="how", label=pgettext_lazy("consent", "How did she agree?"), few=True)
