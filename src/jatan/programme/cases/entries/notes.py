"""Notes, and entries written by services: register dates, papers, changes of readers, withdrawal, facts key."""

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.choices import Withdrawn
from jatan.programme.cases.entries.fields import Field
from jatan.programme.cases.entries.kinds import EntryKind, Stage

NOTE = EntryKind(
    code="note",
    label=_("Note"),
    stage=Stage.OTHER,
    icon="edit",
    day="on",
    headline=("about",),
    writers=("team", "legal"),
    fields=(
        Field("about", _("What it is about"), "line", needed=True),
        Field("on", _("Day"), "past_day"),
        Field("text", _("Note"), "text", needed=True, hint=_("Her own words where you can.")),
    ),
)

# Dates of the coded register (`register.letters.RegisterDates`), moved here out of the open tables.
REGISTER = EntryKind(
    code="register",
    label=_("From the register"),
    stage=Stage.OTHER,
    icon="import",
    is_single=True,
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    day="opened_on",
    headline=("opened_on",),
    fields=(
        Field("opened_on", _("opened on"), "past_day", needed=True),
        Field("closed_on", _("closed on"), "past_day"),
        Field("follow_ups", _("Follow-up days"), "line"),
        Field("follow_ups_reported", _("follow-ups reported"), "count"),
        Field("place", _("Place as the register says"), "line"),
        Field("panchayat", _("panchayat"), "line"),
        Field("village", _("village"), "line"),
    ),
)

CARD = EntryKind(
    code="card",
    label=_("File"),
    stage=Stage.OTHER,
    icon="photo",
    is_by_hand=False,
    in_closed=True,
    headline=("title",),
    fields=(
        Field("title", _("What the file shows"), "line", needed=True),
        Field("name", _("Name of the file"), "line", needed=True),
        Field("media_type", _("Kind of file"), "line", needed=True),
        Field("for_court", _("Meant for police or court"), "yes"),
        Field("length", _("Size"), "count", needed=True),
        Field("file", _("File"), "machine", needed=True),
        Field("key", _("Key"), "machine", needed=True),
        Field("digest", _("Check sum"), "machine", needed=True),
        # "yes": a photograph that was encoded anew here. The four below: as it came, kept on request.
        Field("clean", "", "machine"),
        Field("original", "", "machine"),
        Field("original_key", "", "machine"),
        Field("original_digest", "", "machine"),
        Field("original_length", "", "machine"),
    ),
)

# The papers of `printed.forms`, by code.
PAPERS = (
    ("cwc_report", _("Report on producing a child before the Child Welfare Committee")),
    ("dlsa_application", _("Application to the District Legal Services Authority")),
    ("release_certificate", _("Petition for a release certificate")),
    ("fir_refused", _("Complaint where an FIR was refused")),
    ("witness_protection", _("Application for safety as a witness")),
    ("file_cover", _("Letter with the file that a court asked for")),
    ("file_cover_police", _("Letter with the file that the police asked for")),
    ("social_investigation", _("Social investigation report (plain paper)")),
    ("care_plan", _("Individual care plan (plain paper)")),
    ("home_study", _("Home study (plain paper)")),
    ("support_report", _("Support person's monthly report (plain paper)")),
    ("conference_summary", _("Summary of the case for a conference")),
)

# A paper was made from the file (`printed.forms`). Which one stands here alone; the ledger records that one was made.
PRINTED = EntryKind(
    code="printed_paper",
    label=_("Paper made from the file"),
    stage=Stage.OTHER,
    icon="print",
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    is_final=True,
    day="on",
    headline=("paper",),
    fields=(
        Field("paper", _("Which paper"), "choice", needed=True, choices=PAPERS),
        Field("request", _("Which request it answers"), "link", to="file_request"),
        Field("on", _("Day"), "past_day", needed=True),
        Field("mark", _("Mark on the paper"), "line"),
    ),
)

# A change of readers (`file.access_grants`). The reason is kept here only: the whole organisation reads the ledger.
_READER_CHANGES = (("given", _("may read")), ("taken", _("may no longer read")))
READER = EntryKind(
    code="reader",
    label=_("Who can read"),
    stage=Stage.OTHER,
    icon="people",
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    is_final=True,
    headline=("deed", "to"),
    fields=(
        Field("deed", _("What was done"), "choice", needed=True, choices=_READER_CHANGES),
        Field("to", _("Whom it concerns"), "line", needed=True),
        Field("until", _("Until which day"), "day"),
        Field("reason", _("Why?"), "line", needed=True),
    ),
)

# The case was withdrawn or brought back (`file.withdrawal`). The register holds only a code.
WITHDRAWN = EntryKind(
    code="case_withdrawn",
    label=_("Out of the register"),
    stage=Stage.OTHER,
    icon="minus",
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    is_final=True,
    headline=("deed", "why"),
    fields=(
        Field("deed", _("What was done"), "choice", needed=True,
              choices=(("withdrawn", _("withdrawn")), ("back", _("brought back")))),
        Field("why", _("Why?"), "choice", choices=tuple(Withdrawn.choices)),
        Field("reason", _("In words"), "line", needed=True),
        Field("open_items", _("Still open, and why the case can be withdrawn all the same"), "reasons"),
    ),
)  # fmt: skip

# The key of the case's `CaseFact` row; without it nobody can link row and case.
FACTS = EntryKind(
    code="facts",
    label=_("Key of the statistics"),
    stage=Stage.OTHER,
    is_single=True,
    is_story=False,
    is_by_hand=False,
    section="facts",
    fields=(Field("secret", _("Key"), "machine", needed=True),),
)

NOTE_KINDS = (NOTE, REGISTER, CARD, PRINTED, READER, WITHDRAWN, FACTS)
