"""Firms, agencies and houses that her case is about, and places with a day, as many as she tells of.

The codes are those of HTCDS 2.0 (V1 and V18 of `exchange/codes.toml`; a test compares them). The usual way from home
to work stands in `exploitation`; these are for what needs an address or happened more than once.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.place_choices import COUNTRIES, DISTRICTS, STATES

_ROLES: tuple[Choice, ...] = (
    ("recruited", _("from there she was taken or hired")),
    ("exploited", _("there she was exploited")),
    ("other", _("something else")),
)
_TYPES: tuple[Choice, ...] = (
    ("CorporateBusiness", _("firm, agency, shop or household")),
    ("NGO", _("voluntary organisation")),
    ("SchoolOrCollege", _("school, college or training centre")),
    ("HealthServiceOrganisation", _("hospital or health centre")),
    ("LawEnforcement", _("police or railway police")),
    ("LocalGovernmentOrganisation", _("panchayat, block or municipality")),
    ("CentralGovernmentOrganisation", _("government department")),
    ("ImmigrationService", _("passport or border office")),
    ("LegalService", _("lawyer or legal services authority")),
)
_ADDRESS: tuple[Field, ...] = (
    Field("district_code", _("District"), "choice", choices=DISTRICTS),
    Field("town", _("Town or village"), "line"),
    Field("street", _("House and street"), "line"),
    Field("pincode", _("PIN code"), "line"),
    Field("state", pgettext_lazy("place", "State"), "choice", choices=STATES),
    Field("country", _("Country"), "choice", choices=COUNTRIES),
)
_HAPPENED: tuple[Choice, ...] = (
    ("Recruitment", _("she was won or taken")),
    ("Transit", _("she was on the way")),
    ("Exploitation", _("she was exploited")),
)


def _validate_place(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    if not any(value for name, value in answers.items() if name != "type"):
        yield Problem("missing_required", _("Write the day or the place."), field="on")


INVOLVED_ORGANISATION = EntryKind(
    code="involved_organisation",
    label=_("Firm, agency or house"),
    stage=Stage.ASSESSMENT,
    icon="building",
    headline=("name", "roles"),
    intro=_("One entry for each: the agency that sent her, the house or firm where she worked."),
    fields=(
        Field("name", _("Name"), "line", needed=True),
        Field("roles", _("What it has to do with her case"), "choices", choices=_ROLES),
        Field("type", _("What it is"), "choice", choices=_TYPES),
        Field("phone", _("Telephone"), "phone"),
        *_ADDRESS,
        # Set by an import that knows the name alone: its row is then told by the place in her own row.
        Field("is_name_only", "", "machine"),
    ),
)

PLACE_OF_HARM = EntryKind(
    code="place_of_harm",
    label=_("Place and day"),
    stage=Stage.ASSESSMENT,
    icon="place",
    day="on",
    headline=("type", "town"),
    check=_validate_place,
    intro=_("Only what the way from home to work, in codes, does not say: a further place, or an exact address."),
    fields=(
        Field("type", _("What happened there"), "choice", needed=True, choices=_HAPPENED),
        Field("on", _("Day"), "past_day"),
        *_ADDRESS,
        Field("words", _("In words"), "text"),
    ),
)

HARM_PLACE_KINDS = (INVOLVED_ORGANISATION, PLACE_OF_HARM)
