"""The permission table: role -> permission -> levels. What is not listed is denied.

docs/reference/permissions.md is generated from it, and a test compares the two.
"""

import enum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    FIELD_WORKER = "field_worker", _("field worker")
    # A volunteer of a village: her forum, its people and its travellers, on her own phone.
    FORUM_LEADER = "forum_leader", _("forum leader")
    DESK_OPERATOR = "desk_operator", _("desk operator")
    COUNSELLOR = "counsellor", _("counsellor")
    SUPERVISOR = "supervisor", _("case supervisor")
    # Represents survivors in court: sees only cases whose key was given to this account, and no other records.
    LEGAL_OFFICER = "legal_officer", _("legal officer")
    COORDINATOR = "coordinator", _("coordinator")
    SECRETARIAT = "secretariat", _("secretariat")
    RESEARCHER = "researcher", _("researcher")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")
    # Not people: the importer acts for a coordinator, the machine runs background tasks.
    IMPORTER = "importer", _("register importer")
    MACHINE = "machine", _("machine")

    @classmethod
    def assignable(cls) -> list[tuple[str, Any]]:
        """Choices for a person's posting: all roles except IMPORTER and MACHINE."""
        return [(role.value, role.label) for role in cls if role not in (cls.IMPORTER, cls.MACHINE)]


class Level(enum.Enum):
    """How far a permission reaches. COUNTS and COUNTS_NETWORK give numbers only, never rows.

    GROUP: the rows of one group and of its present members; new rows in the place of the posting.
    """

    OWN = "own"
    GROUP = "group"
    PLACE = "place"
    ORGANISATION = "organisation"
    NETWORK = "network"
    COUNTS = "counts"
    COUNTS_NETWORK = "counts_network"


class Permission(models.TextChoices):
    PEOPLE_SEE = "people_see", _("see people and journeys")
    PEOPLE_RECORD = "people_record", _("record people and journeys")
    ACTIVITIES_SEE = "activities_see", _("see groups and activities")
    ACTIVITIES_RECORD = "activities_record", _("record groups and activities")
    RECORDS_CORRECT = "records_correct", _("withdraw and correct others' rows")
    HELPDESK_SEE = "helpdesk_see", _("see help-desk issues")
    HELPDESK_RECORD = "helpdesk_record", _("record help-desk issues")
    HELPDESK_CORRECT = "helpdesk_correct", _("withdraw and correct help-desk issues")
    SCHEMES_SEE = "schemes_see", _("see scheme linkages")
    SCHEMES_RECORD = "schemes_record", _("record scheme linkages")
    CASES_SEE = "cases_see", _("see the coded case register")
    CASES_RECORD = "cases_record", _("record in the coded case register")
    CASES_EXPORT = "cases_export", _("export case files, encrypted")
    ALLIES_SEE = "allies_see", _("see allies and media")
    ALLIES_RECORD = "allies_record", _("record allies and media")
    LIBRARY_SEE = "library_see", _("see the library")
    LIBRARY_RECORD = "library_record", _("record and publish material")
    INTERVIEWS_SEE = "interviews_see", _("see interviews of studies")
    INTERVIEWS_RECORD = "interviews_record", _("record interviews of studies")
    STUDIES_DESIGN = "studies_design", _("design studies, release tables and findings")
    REGISTER_IMPORT = "register_import", _("import registers and new rows of lists")
    REPORTS_SEE = "reports_see", _("see indicators and reports")
    MONTHS_COMPLETE = "months_complete", _("say that a month of the member is complete")
    MONTHS_ACCEPT = "months_accept", _("accept a month or send it back")
    TARGETS_SET = "targets_set", _("set targets")
    NARRATIVE_WRITE = "narrative_write", _("write paragraphs for the papers of one's own organisation")
    ROWS_EXPORT = "rows_export", _("export rows")
    SHARED_EXPORT = "shared_export", _("export what the network shares: allies, media, library")
    ACCOUNTS_MANAGE = "accounts_manage", _("manage accounts and postings")
    ACCESS_APPROVE = "access_approve", _("agree as the second person to access that others ask for")
    NETWORK_MANAGE = "network_manage", _("manage organisations, offices and centres")
    ROOMS_ARRANGE = "rooms_arrange", _("open and close rooms of one's own office")
    LEDGER_READ = "ledger_read", _("read the ledger")
    LEDGER_VERIFY = "ledger_verify", _("verify the ledger")
    CLOCK_CONFIRM = "clock_confirm", _("say that day and time of the house are right")
    SAFETY_PLAN = "safety_plan", _("edit the contact schedule and the ladder")
    AGENTS_SEE = "agents_see", _("see agents and employers")
    AGENTS_RECORD = "agents_record", _("record statements about agents and employers")
    AGENTS_ASK = "agents_ask", _("ask a member for one entry about an agent or employer")
    MESSAGES_SEE = "messages_see", _("see text messages")
    MESSAGES_SEND = "messages_send", _("send and answer text messages")
    CALLS_ANSWER = "calls_answer", _("answer calls for help that name no known pass")
    MEMBERS_ASK = "members_ask", _("ask whether another member may know a person")
    LISTS_SHARE = "lists_share", _("save lists for everybody of the office")
    HOME_SEE = "home_see", _("see one's own home page")


_P, _L = Permission, Level

# Permissions that remain for an organisation that has left the network: reading and exporting its own records. Its team
# may still write to open cases until they are closed; creating a case is refused by the case services.
AFTER_LEAVING = frozenset(
    {
        _P.PEOPLE_SEE,
        _P.ACTIVITIES_SEE,
        _P.HELPDESK_SEE,
        _P.SCHEMES_SEE,
        _P.CASES_SEE,
        _P.CASES_RECORD,
        _P.CASES_EXPORT,
        _P.ALLIES_SEE,
        _P.LIBRARY_SEE,
        _P.INTERVIEWS_SEE,
        _P.REPORTS_SEE,
        # Its last months: nothing is recorded by it.
        _P.MONTHS_COMPLETE,
        _P.ROWS_EXPORT,
        _P.SHARED_EXPORT,
        _P.LEDGER_READ,
        _P.LEDGER_VERIFY,
        _P.AGENTS_SEE,
        _P.MESSAGES_SEE,
        _P.HOME_SEE,
    }
)
# Permissions of the secretariat that still apply to an organisation that has left.
ON_FORMER_MEMBERS = AFTER_LEAVING | {
    _P.ACCOUNTS_MANAGE,
    _P.ACCESS_APPROVE,
    _P.NETWORK_MANAGE,
    _P.CALLS_ANSWER,
    _P.AGENTS_ASK,
    _P.MONTHS_ACCEPT,
}
# Permissions of a caretaker for a member that has left: finish its open journeys, contacts, ladders and issues.
CARETAKING = frozenset(
    {
        _P.PEOPLE_SEE,
        _P.PEOPLE_RECORD,
        _P.HELPDESK_SEE,
        _P.HELPDESK_RECORD,
        _P.HELPDESK_CORRECT,
        _P.MESSAGES_SEE,
        _P.MESSAGES_SEND,
    }
)
# Role in the caretaker's office -> role it acts as. The secretariat has no desk operators, so it acts as coordinator.
CARETAKERS = {
    Role.COORDINATOR: Role.COORDINATOR,
    Role.DESK_OPERATOR: Role.DESK_OPERATOR,
    Role.SECRETARIAT: Role.COORDINATOR,
}

TABLE: dict[Role, dict[Permission, tuple[Level, ...]]] = {
    Role.FIELD_WORKER: {
        _P.PEOPLE_SEE: (_L.PLACE,),
        _P.PEOPLE_RECORD: (_L.PLACE,),
        _P.ACTIVITIES_SEE: (_L.PLACE,),
        _P.ACTIVITIES_RECORD: (_L.PLACE,),
        _P.HELPDESK_SEE: (_L.OWN, _L.PLACE),
        _P.HELPDESK_RECORD: (_L.OWN, _L.PLACE),
        _P.SCHEMES_SEE: (_L.PLACE,),
        _P.SCHEMES_RECORD: (_L.PLACE,),
        _P.ALLIES_SEE: (_L.NETWORK,),
        _P.LIBRARY_SEE: (_L.NETWORK,),
        # Her own interviews: what people answered stays with whoever asked them and her coordinator.
        _P.INTERVIEWS_SEE: (_L.OWN,),
        _P.INTERVIEWS_RECORD: (_L.OWN,),
        _P.REPORTS_SEE: (_L.PLACE,),
        _P.HOME_SEE: (_L.OWN,),
        _P.AGENTS_RECORD: (_L.PLACE,),
    },
    Role.FORUM_LEADER: {
        _P.PEOPLE_SEE: (_L.OWN, _L.GROUP),
        _P.PEOPLE_RECORD: (_L.GROUP,),
        _P.ACTIVITIES_SEE: (_L.OWN, _L.GROUP),
        _P.ACTIVITIES_RECORD: (_L.GROUP,),
        # What she brought to the desk herself; not what others report about the people of her forum.
        _P.HELPDESK_SEE: (_L.OWN,),
        _P.HELPDESK_RECORD: (_L.GROUP,),
        # A departure names who sends the traveller: she says it, and reads no register of agents.
        _P.AGENTS_RECORD: (_L.GROUP,),
        _P.HOME_SEE: (_L.OWN,),
    },
    Role.DESK_OPERATOR: {
        _P.PEOPLE_SEE: (_L.ORGANISATION,),
        _P.PEOPLE_RECORD: (_L.ORGANISATION,),
        _P.ACTIVITIES_SEE: (_L.ORGANISATION,),
        _P.ACTIVITIES_RECORD: (_L.ORGANISATION,),
        _P.HELPDESK_SEE: (_L.ORGANISATION,),
        _P.HELPDESK_RECORD: (_L.ORGANISATION,),
        _P.HELPDESK_CORRECT: (_L.ORGANISATION,),
        _P.SCHEMES_SEE: (_L.ORGANISATION,),
        _P.SCHEMES_RECORD: (_L.ORGANISATION,),
        _P.ALLIES_SEE: (_L.NETWORK,),
        _P.LIBRARY_SEE: (_L.NETWORK,),
        _P.INTERVIEWS_SEE: (_L.ORGANISATION,),
        _P.INTERVIEWS_RECORD: (_L.ORGANISATION,),
        _P.REPORTS_SEE: (_L.ORGANISATION,),
        _P.HOME_SEE: (_L.OWN,),
        _P.AGENTS_RECORD: (_L.ORGANISATION,),
        _P.MESSAGES_SEE: (_L.ORGANISATION,),
        _P.MESSAGES_SEND: (_L.ORGANISATION,),
    },
    Role.COUNSELLOR: {
        _P.PEOPLE_SEE: (_L.ORGANISATION,),
        _P.PEOPLE_RECORD: (_L.ORGANISATION,),
        _P.ACTIVITIES_SEE: (_L.ORGANISATION,),
        _P.HELPDESK_SEE: (_L.ORGANISATION,),
        _P.HELPDESK_RECORD: (_L.ORGANISATION,),
        _P.SCHEMES_SEE: (_L.ORGANISATION,),
        _P.SCHEMES_RECORD: (_L.ORGANISATION,),
        _P.CASES_SEE: (_L.OWN,),
        _P.CASES_RECORD: (_L.OWN,),
        _P.CASES_EXPORT: (_L.OWN,),
        _P.ALLIES_SEE: (_L.NETWORK,),
        _P.LIBRARY_SEE: (_L.NETWORK,),
        _P.REPORTS_SEE: (_L.ORGANISATION,),
        _P.HOME_SEE: (_L.OWN,),
        _P.AGENTS_SEE: (_L.ORGANISATION,),
        _P.MESSAGES_SEE: (_L.ORGANISATION,),
        _P.MESSAGES_SEND: (_L.ORGANISATION,),
    },
    Role.SUPERVISOR: {
        _P.PEOPLE_SEE: (_L.ORGANISATION,),
        _P.PEOPLE_RECORD: (_L.ORGANISATION,),
        _P.ACTIVITIES_SEE: (_L.ORGANISATION,),
        _P.HELPDESK_SEE: (_L.ORGANISATION,),
        _P.HELPDESK_RECORD: (_L.ORGANISATION,),
        _P.SCHEMES_SEE: (_L.ORGANISATION,),
        _P.SCHEMES_RECORD: (_L.ORGANISATION,),
        _P.CASES_SEE: (_L.ORGANISATION,),
        _P.CASES_RECORD: (_L.ORGANISATION,),
        _P.CASES_EXPORT: (_L.ORGANISATION,),
        _P.ACCESS_APPROVE: (_L.ORGANISATION,),
        _P.ALLIES_SEE: (_L.NETWORK,),
        _P.LIBRARY_SEE: (_L.NETWORK,),
        _P.REPORTS_SEE: (_L.ORGANISATION,),
        _P.HOME_SEE: (_L.OWN,),
        _P.AGENTS_SEE: (_L.ORGANISATION,),
        _P.AGENTS_RECORD: (_L.ORGANISATION,),
        _P.MESSAGES_SEE: (_L.ORGANISATION,),
        _P.MESSAGES_SEND: (_L.ORGANISATION,),
        _P.MEMBERS_ASK: (_L.ORGANISATION,),
    },
    Role.LEGAL_OFFICER: {
        _P.CASES_SEE: (_L.OWN,),
        _P.CASES_RECORD: (_L.OWN,),
        _P.ALLIES_SEE: (_L.NETWORK,),
        _P.LIBRARY_SEE: (_L.NETWORK,),
        _P.HOME_SEE: (_L.OWN,),
    },
    Role.COORDINATOR: {
        _P.PEOPLE_SEE: (_L.ORGANISATION,),
        _P.PEOPLE_RECORD: (_L.ORGANISATION,),
        _P.ACTIVITIES_SEE: (_L.ORGANISATION,),
        _P.ACTIVITIES_RECORD: (_L.ORGANISATION,),
        _P.RECORDS_CORRECT: (_L.ORGANISATION,),
        _P.HELPDESK_SEE: (_L.ORGANISATION,),
        _P.HELPDESK_RECORD: (_L.ORGANISATION,),
        _P.HELPDESK_CORRECT: (_L.ORGANISATION,),
        _P.SCHEMES_SEE: (_L.ORGANISATION,),
        _P.SCHEMES_RECORD: (_L.ORGANISATION,),
        _P.CASES_SEE: (_L.COUNTS,),
        _P.ALLIES_SEE: (_L.NETWORK,),
        _P.ALLIES_RECORD: (_L.ORGANISATION,),
        _P.LIBRARY_SEE: (_L.NETWORK,),
        _P.INTERVIEWS_SEE: (_L.ORGANISATION,),
        _P.INTERVIEWS_RECORD: (_L.ORGANISATION,),
        _P.LIBRARY_RECORD: (_L.ORGANISATION,),
        _P.REGISTER_IMPORT: (_L.ORGANISATION,),
        _P.REPORTS_SEE: (_L.ORGANISATION, _L.COUNTS_NETWORK),
        _P.ROOMS_ARRANGE: (_L.ORGANISATION,),
        _P.MONTHS_COMPLETE: (_L.ORGANISATION,),
        _P.TARGETS_SET: (_L.ORGANISATION,),
        _P.NARRATIVE_WRITE: (_L.ORGANISATION,),
        _P.ROWS_EXPORT: (_L.ORGANISATION,),
        _P.SHARED_EXPORT: (_L.ORGANISATION,),
        _P.ACCOUNTS_MANAGE: (_L.ORGANISATION,),
        _P.ACCESS_APPROVE: (_L.ORGANISATION,),
        _P.LISTS_SHARE: (_L.ORGANISATION,),
        _P.HOME_SEE: (_L.OWN,),
        _P.CLOCK_CONFIRM: (_L.ORGANISATION,),
        _P.SAFETY_PLAN: (_L.ORGANISATION,),
        _P.AGENTS_SEE: (_L.ORGANISATION,),
        _P.AGENTS_RECORD: (_L.ORGANISATION,),
        _P.MESSAGES_SEE: (_L.ORGANISATION,),
        _P.MESSAGES_SEND: (_L.ORGANISATION,),
    },
    Role.SECRETARIAT: {
        _P.PEOPLE_SEE: (_L.COUNTS_NETWORK,),
        _P.ACTIVITIES_SEE: (_L.NETWORK,),
        # Consultations and meetings that the network's own office holds; those of a member are the member's.
        _P.ACTIVITIES_RECORD: (_L.ORGANISATION,),
        # What a colleague of the same office has recorded: nothing of a member.
        _P.RECORDS_CORRECT: (_L.ORGANISATION,),
        _P.HELPDESK_SEE: (_L.COUNTS_NETWORK,),
        _P.SCHEMES_SEE: (_L.COUNTS_NETWORK,),
        _P.CASES_SEE: (_L.COUNTS_NETWORK,),
        _P.ALLIES_SEE: (_L.NETWORK,),
        _P.ALLIES_RECORD: (_L.NETWORK,),
        _P.LIBRARY_SEE: (_L.NETWORK,),
        # Interviews carry no name: who leads a study reads all of them, and may hold some for the network's own office.
        _P.INTERVIEWS_SEE: (_L.NETWORK,),
        _P.INTERVIEWS_RECORD: (_L.ORGANISATION,),
        _P.STUDIES_DESIGN: (_L.NETWORK,),
        _P.LIBRARY_RECORD: (_L.NETWORK,),
        _P.SHARED_EXPORT: (_L.NETWORK,),
        _P.REPORTS_SEE: (_L.NETWORK,),
        _P.MONTHS_ACCEPT: (_L.NETWORK,),
        _P.TARGETS_SET: (_L.NETWORK,),
        # What is said of the network as a whole; what a member says of itself, it says itself.
        _P.NARRATIVE_WRITE: (_L.ORGANISATION,),
        _P.ACCOUNTS_MANAGE: (_L.NETWORK,),
        _P.ACCESS_APPROVE: (_L.NETWORK,),
        _P.NETWORK_MANAGE: (_L.NETWORK,),
        _P.ROOMS_ARRANGE: (_L.ORGANISATION,),
        _P.LISTS_SHARE: (_L.ORGANISATION,),
        _P.HOME_SEE: (_L.OWN,),
        _P.CLOCK_CONFIRM: (_L.NETWORK,),
        _P.CALLS_ANSWER: (_L.NETWORK,),
        # Requests single entries from a member, and reads only those that are granted (agents.asking).
        _P.AGENTS_ASK: (_L.NETWORK,),
    },
    Role.RESEARCHER: {
        _P.PEOPLE_SEE: (_L.COUNTS_NETWORK,),
        _P.ACTIVITIES_SEE: (_L.COUNTS_NETWORK,),
        _P.HELPDESK_SEE: (_L.COUNTS_NETWORK,),
        _P.SCHEMES_SEE: (_L.COUNTS_NETWORK,),
        _P.CASES_SEE: (_L.COUNTS_NETWORK,),
        _P.ALLIES_SEE: (_L.NETWORK,),
        _P.LIBRARY_SEE: (_L.NETWORK,),
        # Interviews carry no name: who leads a study reads all of them, and may hold some for the network's own office.
        _P.INTERVIEWS_SEE: (_L.NETWORK,),
        _P.INTERVIEWS_RECORD: (_L.ORGANISATION,),
        _P.STUDIES_DESIGN: (_L.ORGANISATION,),
        _P.REPORTS_SEE: (_L.NETWORK,),
        _P.HOME_SEE: (_L.OWN,),
    },
    Role.AUDITOR: {
        _P.LEDGER_READ: (_L.NETWORK,),
        _P.LEDGER_VERIFY: (_L.NETWORK,),
        _P.HOME_SEE: (_L.OWN,),
    },
    Role.ADMINISTRATOR: {
        _P.ACCOUNTS_MANAGE: (_L.NETWORK,),
        _P.ACCESS_APPROVE: (_L.NETWORK,),
        _P.NETWORK_MANAGE: (_L.NETWORK,),
        _P.ROOMS_ARRANGE: (_L.ORGANISATION,),
        _P.LEDGER_VERIFY: (_L.NETWORK,),
        _P.HOME_SEE: (_L.OWN,),
        _P.CLOCK_CONFIRM: (_L.NETWORK,),
    },
    Role.IMPORTER: {
        _P.PEOPLE_SEE: (_L.ORGANISATION,),
        _P.PEOPLE_RECORD: (_L.ORGANISATION,),
        _P.ACTIVITIES_SEE: (_L.ORGANISATION,),
        _P.ACTIVITIES_RECORD: (_L.ORGANISATION,),
        _P.HELPDESK_SEE: (_L.ORGANISATION,),
        _P.HELPDESK_RECORD: (_L.ORGANISATION,),
        _P.HELPDESK_CORRECT: (_L.ORGANISATION,),
        _P.SCHEMES_SEE: (_L.ORGANISATION,),
        _P.SCHEMES_RECORD: (_L.ORGANISATION,),
        _P.CASES_SEE: (_L.ORGANISATION,),
        _P.CASES_RECORD: (_L.ORGANISATION,),
        _P.RECORDS_CORRECT: (_L.ORGANISATION,),
        _P.INTERVIEWS_SEE: (_L.ORGANISATION,),
        _P.INTERVIEWS_RECORD: (_L.ORGANISATION,),
        _P.REGISTER_IMPORT: (_L.ORGANISATION,),
    },
    Role.MACHINE: {
        _P.PEOPLE_SEE: (_L.ORGANISATION,),
        _P.ACTIVITIES_SEE: (_L.ORGANISATION,),
        _P.HELPDESK_SEE: (_L.ORGANISATION,),
        _P.SCHEMES_SEE: (_L.ORGANISATION,),
        _P.CASES_SEE: (_L.ORGANISATION,),
        # Periodic tasks: seal dates of the register that waited for a team, shuffle case facts, empty expired exports.
        _P.CASES_RECORD: (_L.ORGANISATION,),
        _P.ALLIES_SEE: (_L.ORGANISATION,),
        _P.LIBRARY_SEE: (_L.ORGANISATION,),
        # Calls a booklet back when the consent to one of its stories was taken back.
        _P.LIBRARY_RECORD: (_L.ORGANISATION,),
        _P.INTERVIEWS_SEE: (_L.ORGANISATION,),
        # Takes out of released tables what was withdrawn.
        _P.STUDIES_DESIGN: (_L.ORGANISATION,),
        _P.REPORTS_SEE: (_L.ORGANISATION,),
        _P.LEDGER_READ: (_L.ORGANISATION,),
        _P.LEDGER_VERIFY: (_L.ORGANISATION,),
        _P.PEOPLE_RECORD: (_L.ORGANISATION,),
        _P.HELPDESK_RECORD: (_L.ORGANISATION,),
        _P.MESSAGES_SEE: (_L.ORGANISATION,),
        _P.MESSAGES_SEND: (_L.ORGANISATION,),
        # Rebuilds marks and folded names.
        _P.ACTIVITIES_RECORD: (_L.ORGANISATION,),
        _P.ALLIES_RECORD: (_L.ORGANISATION,),
        _P.AGENTS_SEE: (_L.ORGANISATION,),
        _P.AGENTS_RECORD: (_L.ORGANISATION,),
    },
}

# Roles whose accounts need a second step at sign-in: they decide who has access, or work on cases. Vault keys are made
# and opened with CASES_RECORD only, so these are also all who can use keys.
NEEDS_SECOND_STEP = frozenset(
    role
    for role, gives in TABLE.items()
    if gives.keys() & {_P.ACCOUNTS_MANAGE, _P.NETWORK_MANAGE, _P.CASES_RECORD}
    and role not in (Role.IMPORTER, Role.MACHINE)
)

# Permissions that show rows about persons and their cases. An access that reaches more of these than the one who gives
# it needs a second person (second_person.py).
OF_PERSONS = frozenset(
    {
        _P.PEOPLE_SEE,
        _P.HELPDESK_SEE,
        _P.SCHEMES_SEE,
        _P.CASES_SEE,
        _P.AGENTS_SEE,
        _P.MESSAGES_SEE,
        _P.CALLS_ANSWER,
    }
)
