"""The questions of a registration before leaving, page by page: the same on a page of the office and on a phone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel.questions import Question, When, by_code, column_question
from jatan.programme.journeys.choices import TriggerCode
from jatan.programme.journeys.commands import HOURS_OF_A_DAY
from jatan.programme.journeys.models import Companion, Journey
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.models import Consent, Person

UNDER_18: Final = column_question(
    Journey,
    "under_18",
    label=_("Is this person under 18?"),
    needed=True,
    few=True,
    hint=_("The age is not known. If you do not know this either, the person is protected as a child."),
    when=When("age"),
)
_OWN_PHONE: Final = column_question(Person, "phone", hint=_("Her own, if she has one."))
_AGE: Final = column_question(Person, "age")

TRAVELLER: Final[Mapping[str, Question]] = by_code(
    [
        column_question(Person, "name"),
        column_question(Person, "guardian_name"),
        column_question(Person, "sex", few=True),
        _AGE,
        UNDER_18,
        _OWN_PHONE,
    ]
)
# Asked again of somebody who is on record: her age may stand there.
TOLD_AGAIN: Final[Mapping[str, Question]] = by_code([_OWN_PHONE, _AGE, replace(UNDER_18, needed=False, when=None)])
JOURNEY: Final[Mapping[str, Question]] = by_code(
    [
        column_question(Journey, "leaves_on", hint=_("The day of leaving may lie ahead."), ahead=True),
        column_question(
            Journey,
            "destination_as_written",
            label=_("Where to"),
            hint=_("City or state, in Hindi or English letters."),
        ),
        column_question(
            Journey,
            "transit",
            hint=_("Stations or towns on the way, for example Hatia, Rourkela."),
        ),
        column_question(Journey, "work"),
        column_question(Journey, "employer", hint=_("Name and address, as far as they are known.")),
        column_question(Journey, "expected_return_on", ahead=True),
    ]
)
PROMISE: Final[Mapping[str, Question]] = by_code(
    [
        column_question(Journey, "wage_promised", step=50),
        column_question(Journey, "hours_promised", most=HOURS_OF_A_DAY),
        column_question(
            Journey,
            "advance",
            hint=_("Money already taken that has to be worked off. 0 if there is none."),
        ),
        column_question(Journey, "agent_name", hint=_("Whoever takes her along or found the work.")),
        column_question(Journey, "agent_phone"),
    ]
)
PAPERS_LABEL: Final = _("Papers in her own hand")
PAPERS: Final[Mapping[str, Question]] = by_code(
    column_question(Journey, name)
    for name in (
        "family_contact_name",
        "family_contact_relation",
        "family_contact_phone",
        "contact_at_destination",
        "phone_at_destination",
    )
)
HEALTH: Final = column_question(
    Journey,
    "health_note",
    hint=_("Epilepsy, pregnancy, a medicine that is taken daily. Shown to whoever helps in danger."),
)
MOST_ALONG: Final = 3
COMPANION: Final[Mapping[str, Question]] = by_code(
    [
        column_question(Companion, "name", label=_("Travels along, not registered here: name")),
        column_question(Companion, "age"),
        column_question(
            Companion,
            "under_18",
            label=UNDER_18.label,
            needed=True,
            few=True,
            hint=UNDER_18.hint,
            when=UNDER_18.when,
        ),
        column_question(Companion, "relation", label=_("Relation to the traveller"), needed=False),
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
HOW_AGREED: Final = column_question(Consent, "how", label=pgettext_lazy("consent", "How did she agree?"), few=True)
