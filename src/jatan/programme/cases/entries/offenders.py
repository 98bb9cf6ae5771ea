"""Alleged offenders: who is accused, of what, and who says so. Entries of one file, and of no list outside it.

Nobody is called guilty here: an accusation names its source, and what came of it is written beside it. Roles and
relationship are the codes of HTCDS (V15 and V7 of `exchange/codes.toml`, spelling included; a test compares them).
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer

ROLES: tuple[Choice, ...] = (
    ("RecruiterOrIntermediary", _("won her over or was the go-between")),
    ("BrokerTravelAgent", _("agent or agency that arranged it")),
    ("TravellingPartner", _("travelled with her")),
    ("Transporter", _("drove or carried her")),
    ("TransferredIndividual", _("handed her on")),
    ("HarbouredIndividual", _("kept her in a house or room")),
    ("SoldIndividual", _("sold her")),
    ("BoughtIndividual", _("bought her")),
    ("ReceivedIndividual", _("received her")),
    ("ControlledIndividual", _("guarded or controlled her")),
    ("Smuggler", _("took her over a border in secret")),
    ("Abuser", _("hurt or abused her")),
    ("Kidnapper", _("carried her off")),
    ("Exploiter", _("gained from her work or body")),
    ("Other", _("something else")),
)
RELATIONSHIPS: tuple[Choice, ...] = (
    ("Familial", _("of her family")),
    ("Acquainted", _("known to her from before")),
    ("Unaquainted", _("unknown to her before")),
)
_SOURCES: tuple[Choice, ...] = (
    ("her", _("her own statement")),
    ("family", _("her family")),
    ("witness", _("somebody who saw it")),
    ("police", _("police: FIR or charge sheet")),
    ("court", _("a court")),
    ("office", _("another office")),
    ("other", _("somebody else")),
)
# In one line with what the person is said to have done, a source alone would read as if it were accused.
_SOURCES_IN_A_LINE: tuple[Choice, ...] = (
    ("her", _("she says so herself")),
    ("family", _("her family says so")),
    ("witness", _("somebody who saw it says so")),
    ("police", _("so the FIR or charge sheet")),
    ("court", _("so a court")),
    ("office", _("another office says so")),
    ("other", _("somebody else says so")),
)
_OUTCOMES: tuple[Choice, ...] = (
    ("said", _("said so far, nothing decided")),
    ("charged", _("charged before the court")),
    ("convicted", _("found guilty by a court")),
    ("acquitted", _("acquitted by a court")),
    ("mistaken", _("turned out to be wrong")),
)
_YES_NO: tuple[Choice, ...] = (("yes", _("yes")), ("no", _("no")))
_BY_COURT = frozenset({"convicted", "acquitted"})


def _validate_offender(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    """Where somebody else says so, say who; a judgement has its day."""
    sources = answers.get("said_by")
    if isinstance(sources, list) and "other" in sources and not answers.get("said_by_whom"):
        yield Problem("missing_required", field="said_by_whom")
    if answers.get("outcome") in _BY_COURT and not isinstance(answers.get("outcome_on"), dt.date):
        yield Problem("missing_required", field="outcome_on")


ALLEGED_OFFENDER = EntryKind(
    code="alleged_offender",
    label=_("Somebody accused"),
    stage=Stage.ASSESSMENT,
    icon="alert",
    day="said_on",
    # No name on the page of the case: it stands in the entry alone.
    headline=("roles", "said_by"),
    check=_validate_offender,
    writers=("team", "legal"),
    intro=_("One entry for one person. Write what is said and who says it. Nobody is guilty because it stands here."),
    fields=(
        Field("accused_of", _("What the person is accused of"), "text", needed=True, part=_("What is said")),
        Field("said_by", _("Who says so"), "choices", needed=True, choices=_SOURCES, in_headline=_SOURCES_IN_A_LINE),
        Field("said_by_whom", _("Which person, office or paper"), "line"),
        Field("said_on", _("Said or written on"), "past_day"),
        Field("roles", _("What the person did, as they say"), "choices", choices=ROLES),
        Field(
            "relationship", _("Relation to her"), "choice", choices=RELATIONSHIPS, part=_("What is known of the person")
        ),
        Field("relation_words", _("How exactly: uncle, neighbour, contractor …"), "line"),
        Field("name", _("Name, if known"), "line"),
        Field("other_names", _("Other names the person is called by"), "line"),
        Field("phone", _("Telephone, if known"), "phone"),
        Field("place", _("Village, town or street"), "line"),
        Field("works_for", _("Agency, firm or house the person works for"), "line"),
        Field("looks", _("How the person is recognised"), "text"),
        Field("knows_where", _("Does the person know where she is now"), "choice", choices=_YES_NO),
        Field("outcome", _("How it stands"), "choice", needed=True, choices=_OUTCOMES, part=_("What came of it")),
        Field("outcome_on", _("Since when"), "past_day"),
    ),
)  # fmt: skip

OFFENDER_KINDS = (ALLEGED_OFFENDER,)
