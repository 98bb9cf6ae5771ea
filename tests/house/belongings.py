"""One row of every kind that a member can own, each with a unique word, written by the real services.

The matrix tests request every URL with them; the browser tests open their pages.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile

from jatan.evidence.months.services import complete_months
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.evidence.releases.models import PublicPiece, Release
from jatan.evidence.releases.services import propose_text
from jatan.evidence.targets.models import Target
from jatan.evidence.targets.services import SetTarget, set_targets
from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.models import AccessRequest, Account, Posting, RequestKind
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.services import add_browser
from jatan.foundation.bulk_acts.begun_work import begin_work, note_step
from jatan.foundation.bulk_acts.services import do_together, one_by_one
from jatan.foundation.devices.models import Device
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import InformationCentre, Office, Organisation, OrganisationDistrict
from jatan.foundation.places.models import Place
from jatan.foundation.saved_lists.services import SaveList, save_list
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.models import DirectoryKey, Letter, Section, Team, TeamMember, Wrap
from jatan.foundation.vault.web_push import house_key
from jatan.intake.calls.delivery import deliver_one, undelivered_call_ids
from jatan.intake.calls.selectors import unanswered
from jatan.intake.calls.services import receive_call
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.intake.messaging.campaign_texts import MESSAGES
from jatan.intake.messaging.models import CampaignMessage, InMessage, OutMessage
from jatan.intake.registers.models import (
    ImportedRow,
    ImportRun,
    LearnedMapping,
    LookAlike,
    PagePhotograph,
    ParkedRow,
    ProposedCorrection,
    RepeatedRow,
    RowWarning,
    RunPreview,
)
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.activities.commands import AddParticipant, AddPhotograph, PlanFollowUp, RecordActivity
from jatan.programme.activities.photographs import add_photograph
from jatan.programme.activities.services import (
    ACTIVITY,
    FOLLOW_UP,
    PARTICIPATION,
)
from jatan.programme.agents.entry_requests import ask_for_entry, entry_number
from jatan.programme.agents.statement_sets import propose_same
from jatan.programme.allies.clippings import add_clipping
from jatan.programme.allies.commands import (
    AddClipping,
    RecordAgreement,
    RecordAsk,
    RecordContact,
    RecordJointWork,
    RecordMeeting,
    RecordMention,
    RecordNote,
)
from jatan.programme.allies.parts import (
    AGREEMENT,
    ASK,
    CONTACT,
    JOINT_WORK,
    NOTE,
    record_meeting,
)
from jatan.programme.allies.services import MENTION, merge_ally
from jatan.programme.campaigns.camps import WORKER
from jatan.programme.campaigns.commands import BeginCampaign, ChooseMaterial, KeepLine, NameWorker, PlanPlace
from jatan.programme.campaigns.commands import SetTarget as SetCampaignTarget
from jatan.programme.campaigns.models import CampaignActivity, CampaignDistribution, CampaignJourney, CampLine
from jatan.programme.campaigns.services import (
    CHOSEN_MATERIAL,
    PLANNED_PLACE,
    begin_campaign,
)
from jatan.programme.campaigns.services import (
    TARGET as CAMPAIGN_TARGET,
)
from jatan.programme.campaigns.taking_in import put_in
from jatan.programme.cases.models import CourtClosing, Export, ReadingAlert
from jatan.programme.cases.register.services import withdraw_case
from jatan.programme.consultations.commands import AddFile, Recommend, ShowEvidence
from jatan.programme.consultations.records import EVIDENCE, RECOMMENDATION, add_file
from jatan.programme.flows.camps import hold_camp, take_lines
from jatan.programme.groups.commands import CheckBooks
from jatan.programme.groups.services import BOOK_CHECK
from jatan.programme.helpdesk.services import follow_up_issue
from jatan.programme.journeys.attachments import add_attachment
from jatan.programme.journeys.commands import AddAttachment, RecordOutcome
from jatan.programme.journeys.departure_commands import GivenAnswer
from jatan.programme.journeys.drafts import begin_draft
from jatan.programme.journeys.models import Action
from jatan.programme.journeys.services import issue_pass, note_answers, note_trigger, record_outcome
from jatan.programme.landmarks.services import verify_landmark
from jatan.programme.letters.choices import LetterKind
from jatan.programme.library.commands import RecordDistribution, RecordTrial
from jatan.programme.library.services import DISTRIBUTION, TRIAL
from jatan.programme.own_fields.commands import MakeOwnField
from jatan.programme.own_fields.models import PersonAnswer
from jatan.programme.own_fields.services import keep_answers, make_own_field
from jatan.programme.people.commands import AddIdentifier, GiveConsent
from jatan.programme.people.consent_texts import consent_texts
from jatan.programme.people.models import Suggestion
from jatan.programme.people.same_person import link_people
from jatan.programme.people.services import IDENTIFIER, give_consent
from jatan.programme.projects.choices import Outside
from jatan.programme.projects.commands import (
    BeginProject,
    CountByHand,
    RecordInstalment,
    RecordSpending,
    SetIndicator,
    SetObjective,
)
from jatan.programme.projects.commands import SetTarget as SetProjectTarget
from jatan.programme.projects.logframe import HAND_COUNT, INDICATOR, INSTALMENT, OBJECTIVE, SPENDING
from jatan.programme.projects.services import TARGET as PROJECT_TARGET
from jatan.programme.projects.services import begin_project
from jatan.programme.projects.tags import tag
from jatan.programme.safeguarding.models import Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.services import (
    hand_off_trigger,
    hand_over,
    record_contact,
    start_contacts,
    walk,
)
from jatan.programme.studies.commands import RecordFinding, ShareCopy
from jatan.programme.studies.interviews import RefusedInterview, take_in_workbook
from jatan.programme.studies.selectors import current_instrument, parked_of
from jatan.programme.studies.services import COPY, FINDING
from jatan.programme.training.commands import (
    AddModule,
    AddPhase,
    AddQuestion,
    AddTrainee,
    NameFacilitator,
    WriteCurriculum,
)
from jatan.programme.training.completion import complete_phase
from jatan.programme.training.curricula import add_module, add_phase, add_question, write_curriculum
from jatan.programme.training.selectors import completions, trainees
from jatan.programme.training.services import FACILITATOR, add_trainees
from jatan.programme.villages.models import VillageLink
from jatan.web.desk_registry import DESKS
from jatan.web.ui.workbooks.events import ROWS_TAKEN_IN
from jatan.web.ui.workbooks.pages import has_workbook
from tests.cast import Cast
from tests.intake.fieldbook.field import Row
from tests.papers import PDF
from tests.programme.activities.builders import an_activity, picture
from tests.programme.agents.builders import a_statement
from tests.programme.allies.builders import a_promise, an_ally
from tests.programme.booklet.builders import a_story, a_waiting, an_edition, approve
from tests.programme.cases.builders import a_case
from tests.programme.consultations.builders import a_consultation, an_invitation
from tests.programme.groups.builders import a_group, a_member
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.landmarks.builders import a_landmark, a_route
from tests.programme.letters.builders import a_letter
from tests.programme.library.builders import a_material
from tests.programme.people.builders import a_person
from tests.programme.schemes.builders import a_linkage
from tests.programme.spoken_prompts.builders import a_prompt
from tests.programme.studies.builders import a_draw, a_study, an_enumerator, an_interview
from tests.programme.training.builders import a_curriculum, a_series, a_session, held

FIRST = dt.date(2024, 1, 1)
DAY = dt.date(2024, 1, 15)
FAMILIES = (
    "people",
    "activities",
    "helpdesk",
    "schemes",
    "cases",
    "allies",
    "confidential",
    "library",
    "booklet",
    "landmarks",
    "studies",
    "interviews",
    "agents",
    "messages",
    "imports",
    "periods",
)

# Columns of a journey that keep a telephone number.
NUMBERS = ("family_contact_phone", "phone_at_destination", "contact_at_destination", "agent_phone")


@dataclass
class Belongings:
    """What one member owns: `rows` by kind ("people", "people/papers"), `words` by family."""

    organisation: Organisation
    coordinator: str
    rows: dict[str, Any] = field(default_factory=dict)

    def number(self, at: int) -> str:
        """A telephone number that only this member's journey carries."""
        return f"94311{self.organisation.code[-2:]:0>4}{at}"

    def word(self, family: str) -> str:
        """The word that only this member's rows of this family carry."""
        return f"Zq{family}{self.organisation.code}".lower()


def belongings(cast: Cast, part: str) -> Belongings:
    """Everything of Gumla ("coordinator") or Khunti ("khunti_coordinator")."""
    is_gumla = part == "coordinator"
    organisation, place = (cast.gumla, cast.gumla_block) if is_gumla else (cast.khunti, cast.khunti_block)
    own = Belongings(organisation, part)
    where = {"organisation": organisation.id, "place": place}
    with acting_as(importer_for(organisation.id)) as by:
        _people(own, by, cast, where)
        _activities(own, by, cast, where)
        _desk(own, by, cast, where)
        _keys(own)
    with acting_as(cast.actor(part)) as by:
        fields = {"travellers": [{"person": str(own.rows["people"].pk)}]}
        own.rows["drafts"] = begin_draft(by=by, organisation=organisation.id, body=fields)
        _allies(own, by, cast, where)
        _booklet(own, by, cast, where)
        _landmarks(own, by, cast, where)
        _campaigns(own, by, where)
        _projects(own, by, where)
        _training(own, by, cast, where)
        _agents(own, by, cast, where)
        _messages(own, where)
        _campaign_texts(own, by)
        _imports(own)
        _periods(own, by)
        _own_questions(own, by, where)
        _workbooks(own, by)
        shown = SaveList(list_of="people", name="Women", conditions={"sex": "F"}, order="-age", is_shared=True)
        own.rows["saved_list"] = save_list(by=by, organisation_id=organisation.id, command=shown)
        own.rows["begun_work"] = begin_work(by=by, work="people/withdraw", of=2)
        note_step(own.rows["begun_work"], worked_at=1, done=1, rest=[own.rows["people"].pk])
        own.rows["alerts_browser"] = add_browser(
            by=by,
            endpoint=f"https://fcm.googleapis.com/fcm/send/{organisation.pk.hex}",
            public=house_key(organisation.pk.bytes).public,
            secret=organisation.pk.bytes,
        )
    _done_together(own, cast, where)
    _studies(own, cast, where)
    _office(own, cast, place)
    _releases(own, cast)
    _calls(own, cast)
    _contacts(own, cast)
    _asked_entry(own, cast)
    return own


def _people(own: Belongings, by: Actor, cast: Cast, where: dict[str, Any]) -> None:
    word, rows = own.word("people"), own.rows
    person = rows["people"] = a_person(by, cast, name=f"{word} देवी", guardian_name=word, village=word, **where)
    rows["people/papers"] = IDENTIFIER.record(
        by=by, command=AddIdentifier(person=person, kind="ration_card", number=word)
    )
    double = a_person(by, cast, name=f"{word} Devi", guardian_name=word, village=word, **where)
    rows["people/same"] = link_people(by=by, one=person, other=double)
    rows["duplicate"] = Suggestion.objects.get(first__in=[person, double])
    text = consent_texts()[0]
    rows["people/consents"] = give_consent(
        by=by,
        command=GiveConsent(
            person=person, purpose=text.purpose, text_version=text.version, language=text.language, given_on=DAY
        ),
    )
    numbers = {name: own.number(at) for at, name in enumerate(NUMBERS)}
    rows["journeys"] = a_journey(by, person, agent_name=word, destination_as_written=word, **numbers)
    rows["pass"] = issue_pass(by=by, journey=rows["journeys"])
    trigger = rows["triggers"] = note_trigger(by=by, journey=rows["journeys"], code="papers_taken", note=word)
    hand_off_trigger(by, trigger)
    note_answers(by=by, journey=rows["journeys"], answers={"wage_written": GivenAnswer(answer="no", note=word)})
    rows["journeys/tasks"] = Action.objects.get(journey=rows["journeys"])
    voice = AddAttachment(journey=rows["journeys"], kind="voice", note=word)
    rows["journeys/attachments"] = add_attachment(
        by=by, command=voice, upload=ContentFile(b"#!AMR\n", name=f"{word}.amr")
    )
    rows["journeys/ended"] = a_journey(by, person, agent_name=word, employer=word)
    record_outcome(by=by, command=RecordOutcome(journey=rows["journeys/ended"], returned_on=DAY, dues=4_000))
    rows["journeys/ended"].refresh_from_db()
    rows["linkages"] = a_linkage(by, person, scheme_as_written=own.word("schemes"))


def _activities(own: Belongings, by: Actor, cast: Cast, where: dict[str, Any]) -> None:
    word, rows = own.word("activities"), own.rows
    group = rows["groups"] = a_group(by, cast, name=word, **where)
    rows["groups/members"] = a_member(by, group, rows["people"])
    rows["groups/books"] = BOOK_CHECK.record(by=by, command=CheckBooks(group=group, looked_on=clock.today()))
    fields = {"topic": word, "group_name": f"{word} फोरम", "held_on": DAY}
    activity = rows["activities"] = an_activity(by, cast, **fields, **where)
    rows["activities/follow-ups"] = FOLLOW_UP.record(by=by, command=PlanFollowUp(activity=activity, what=word))
    participant = AddParticipant(activity=activity, person=rows["people"])
    rows["activities/participants"] = PARTICIPATION.record_all(by=by, commands=[participant])[0]
    photograph = AddPhotograph(activity=activity, content=picture(), caption=word)
    rows["activities/photographs"] = add_photograph(by=by, command=photograph)
    _consultations(own, by, cast, where)


def _consultations(own: Belongings, by: Actor, cast: Cast, where: dict[str, Any]) -> None:
    word, rows = own.word("activities"), own.rows
    row = rows["consultations"] = a_consultation(by, cast, title=word, planned_on=DAY, **where)
    rows["consultations/invitations"] = an_invitation(by, row, institution=word, name=word)
    made = Recommend(consultation=row, made_on=DAY, what=word)
    rows["consultations/recommendations"] = RECOMMENDATION.record(by=by, command=made)
    shown = ShowEvidence(consultation=row, kind="other", shown=word)
    rows["consultations/evidence"] = EVIDENCE.record(by=by, command=shown)
    minutes = AddFile(consultation=row, kind="minutes", note=word)
    rows["consultations/files"] = add_file(by=by, command=minutes, upload=ContentFile(PDF, name=f"{word}.pdf"))


def _desk(own: Belongings, by: Actor, cast: Cast, where: dict[str, Any]) -> None:
    word, rows = own.word("helpdesk"), own.rows
    issue = rows["issues"] = an_issue(by, cast, caller_name=word, description=word, **where)
    rows["issues/follow-ups"] = follow_up_issue(by=by, issue=issue, on=DAY, note=word)
    rows["villages"] = acts.record(
        by=by,
        permission=Permission.PEOPLE_RECORD,
        verb="villages.decided",
        rows=[VillageLink(organisation=own.organisation, place=where["place"], village=own.word("people"),
                          same_as=own.word("people"), verdict="same")],
    )[0]  # fmt: skip
    rows["letters"] = a_letter(by, issue, written_on=DAY, body=word, sender=word, village=word)
    lost = rows["issues/lost"] = an_issue(by, cast, kind="missing_contact", caller_name=word, is_urgent=True, **where)
    rows["letters/lost"] = a_letter(by, lost, LetterKind.MISSING, written_on=DAY, body=word, sender=word, village=word)
    rows["cases"] = a_case(by, cast, code=own.word("cases"), opened_on=DAY, **where)
    rows["withdrawn_case"] = a_case(by, cast, code=f"{own.word('cases')}-2", opened_on=DAY, **where)
    withdraw_case(by=by, case=rows["withdrawn_case"], why="test")


def _keys(own: Belongings) -> None:
    """A colleague's key that nobody has vouched for yet, and a team. No ceremony was held: both read nothing."""
    mine = {"organisation": own.organisation}
    account = Account.objects.create(email=f"{own.word('cases')}@example.org", name=own.word("cases"))
    public = PrivateKey.made().public().raw
    own.rows["waiting_key"] = DirectoryKey.objects.create(
        **mine, kind=Kind.USER, principal=account.pk, epoch=1, public=public
    )
    team = own.rows["team"] = Team.objects.create(**mine, name=own.word("cases"), epoch=1)
    _sealed(own, team)


def _sealed(own: Belongings, team: Team) -> None:
    """A case given to the team and to everybody who works on cases here; nobody ever held a key that opens it.

    So its pages ask for a passphrase, and are closed to whoever it was not given to. What open keys show is tried in
    tests/web/cases.
    """
    case, mine = own.rows["cases"], {"organisation": own.organisation, "case": own.rows["cases"].pk}
    posts = Posting.objects.filter(organisation=own.organisation, role__in=[Role.COUNSELLOR, Role.SUPERVISOR])
    workers = list(posts.order_by("role"))
    principals = [(Kind.TEAM, team.pk), *((Kind.USER, post.account_id) for post in workers)]
    wraps = [Wrap(**mine, kind=kind, principal=pk, dek_version=1, epoch=1, sealed=b"-") for kind, pk in principals]
    Wrap.objects.bulk_create(wraps)
    row = new_id()
    section = {"name": "file", "row": row, "revision": 1, "dek_version": 1, "sealed": b"-", "written_by": row}
    own.rows["cases/entry"] = Section.objects.create(id=row, **mine, **section)
    account = uuid.uuid5(case.pk, "reader")
    own.rows["alert"] = ReadingAlert.objects.create(
        organisation=own.organisation, account=account, why="night", how_many=1
    )
    own.rows["closing"] = CourtClosing.objects.create(
        organisation=own.organisation, place_id=case.place_id, court="cwc", first_day=DAY, last_day=DAY
    )
    _shared(own, team, [post.account_id for post in workers])


def _shared(own: Belongings, team: Team, workers: Sequence[uuid.UUID]) -> None:
    """A letter that waits for the team, and a file that was made to leave the house. Neither opens with any key."""
    mine = {"organisation": own.organisation}
    members = [TeamMember(**mine, team=team, holder=account) for account in workers]
    TeamMember.objects.bulk_create(members)
    if workers:
        own.rows["team_member"] = Account.objects.get(pk=workers[0])
    own.rows["letter"] = Letter.objects.create(
        **mine, sender=own.organisation, team=team.pk, epoch=1, kind="referral", sealed=b"-"
    )
    maker = workers[-1] if workers else uuid.uuid5(own.organisation.pk, "maker")
    later = clock.now() + dt.timedelta(hours=1)
    own.rows["export"] = Export.objects.create(
        **mine,
        made_by=maker,
        case=own.rows["cases"].pk,
        level="full",
        reason="her_copy",
        expires_at=later,
        content=b"-",
    )


def _allies(own: Belongings, by: Actor, cast: Cast, where: dict[str, Any]) -> None:
    word, rows = own.word("allies"), own.rows
    ally = rows["allies"] = an_ally(by, cast, name=word, **where)
    rows["merged_ally"] = an_ally(by, cast, name=word, **where)
    merge_ally(by=by, ally=rows["merged_ally"], into=ally)
    rows["merged_ally"].refresh_from_db()
    about = {"ally": ally, **where}
    meeting = RecordMeeting(held_on=DAY, purpose=word, **about)
    rows["ally-meetings"] = rows["allies/meetings"] = record_meeting(
        by=by, command=meeting, minutes=ContentFile(PDF, name="minutes.pdf")
    )
    rows["allies/asks"] = ASK.record(by=by, command=RecordAsk(asked_on=FIRST, what=word, **about))
    answered = {"answer": "granted", "answered_on": DAY}
    ask = RecordAsk(asked_on=FIRST, what=word, meeting=rows["ally-meetings"], **answered, **about)
    rows["ally-asks"] = rows["ally-meetings/asks"] = ASK.record(by=by, command=ask)
    rows["allies/promises"] = a_promise(by, ally, what=word, promised_on=FIRST)
    kept = {"outcome": "kept", "settled_on": DAY}
    rows["promises"] = rows["ally-asks/promises"] = a_promise(
        by, ally, what=word, promised_on=FIRST, ask=rows["ally-asks"], **kept
    )
    agreement = RecordAgreement(kind="mou", title=word, signed_on=FIRST, **about)
    rows["agreements"] = rows["allies/agreements"] = AGREEMENT.record(by=by, command=agreement)
    work = RecordJointWork(kind="training", held_on=DAY, what=word, **about)
    rows["joint-work"] = rows["allies/joint-work"] = JOINT_WORK.record(by=by, command=work)
    rows["allies/contacts"] = CONTACT.record(by=by, command=RecordContact(name=word, **about))
    rows["allies/notes"] = NOTE.record(by=by, command=RecordNote(noted_on=DAY, text=word, **about))
    _confidential(own, by, about)
    mention = RecordMention(published_on=DAY, outlet=word, title=word, **where)
    rows["mentions"] = MENTION.record(by=by, command=mention)
    copy = AddClipping(mention=rows["mentions"], kind="page", copied_on=DAY, note=word, **where)
    rows["mentions/clippings"] = add_clipping(by=by, command=copy, upload=ContentFile(PDF, name=f"{word}.pdf"))
    material = rows["library"] = a_material(by, cast, PDF, title_hi=own.word("library"), **where)
    given = RecordDistribution(material=material, given_on=DAY, copies=3, to_whom=word, **where)
    rows["library/given"] = DISTRIBUTION.record(by=by, command=given)
    rows["voices"] = a_prompt(by, cast, text=own.word("library"), **where)
    tried = {"tried_on": DAY, "tried_by": word, "listeners": 9, "understood": 7, "what_understood": word}
    title = own.word("library")
    draft = rows["library/tried"] = a_material(by, cast, title_hi=title, stage="draft", **where)
    rows["library/trials"] = TRIAL.record(by=by, command=RecordTrial(material=draft, village=word, **tried, **where))
    draft.refresh_from_db()
    rows["library/brief"] = a_material(by, cast, title_hi=title, stage="brief", message=word, **where)


def _booklet(own: Belongings, by: Actor, cast: Cast, where: dict[str, Any]) -> None:
    """A story that is being written, one that waits for a second person, and an edition that is prepared."""
    word, rows = own.word("booklet"), own.rows
    text = {"title_hi": word, "body_hi": word, "consent_kept": word, "names_changed": word}
    rows["stories"] = a_story(by, cast, **text, **where)
    rows["stories/waiting"] = a_waiting(by, cast, **text, **where)
    rows["stories/waiting"].refresh_from_db()
    with acting_as(cast.actor("secretariat")) as second:
        approved = a_waiting(by, cast, **text, **where)
        approve(second, approved)
    rows["editions"] = an_edition(by, cast, approved, title=word, **where)


def _confidential(own: Belongings, by: Actor, about: dict[str, Any]) -> None:
    """One row of each kind of work with an institution that only this organisation reads."""
    word, rows = own.word("confidential"), own.rows
    about = about | {"is_confidential": True}
    made = {
        "meeting": record_meeting(
            by=by, command=RecordMeeting(held_on=DAY, purpose=word, participants=word, outcome=word, **about)
        ),
        "ask": ASK.record(by=by, command=RecordAsk(asked_on=DAY, what=word, of_whom=word, **about)),
        "promise": a_promise(by, about["ally"], what=word, due_on=DAY, is_confidential=True),
        "agreement": AGREEMENT.record(
            by=by, command=RecordAgreement(kind="mou", title=word, signed_on=DAY, renew_by=DAY, **about)
        ),
        "joint work": JOINT_WORK.record(by=by, command=RecordJointWork(kind="watch", held_on=DAY, what=word, **about)),
        "contact": CONTACT.record(by=by, command=RecordContact(name=word, post=word, **about)),
        "note": NOTE.record(by=by, command=RecordNote(noted_on=DAY, text=word, **about)),
    }
    rows.update({f"confidential {kind}": row for kind, row in made.items()})


def _landmarks(own: Belongings, by: Actor, cast: Cast, where: dict[str, Any]) -> None:
    word, rows = own.word("landmarks"), own.rows
    fields = {"mapped_on": clock.today(), **where}
    one = rows["landmarks"] = a_landmark(by, cast, name_hi=word, note=word, **fields)
    other = a_landmark(by, cast, name_hi=f"{word} स्टेशन", kind="railway_station", **fields)
    rows["landmarks/checks"] = verify_landmark(by=by, landmark=one)
    rows["routes"] = a_route(by, cast, one, other, name_hi=word, **fields)


def _campaigns(own: Belongings, by: Actor, where: dict[str, Any]) -> None:
    """A campaign with its plan and a meeting in it, and a camp with a line that waits."""
    word, rows = own.word("activities"), own.rows
    command = BeginCampaign(name_hi=word, aims=word, begins_on=DAY, **where)
    campaign = rows["campaigns"] = begin_campaign(by=by, command=command)
    rows["campaigns/targets"] = CAMPAIGN_TARGET.record(
        by=by, command=SetCampaignTarget(campaign=campaign, counted="camps", amount=2)
    )
    rows["campaigns/places"] = PLANNED_PLACE.record(
        by=by, command=PlanPlace(campaign=campaign, place=where["place"], village=word)
    )
    chosen = ChooseMaterial(campaign=campaign, material=rows["library"])
    rows["campaigns/materials"] = CHOSEN_MATERIAL.record(by=by, command=chosen)
    put_in(by=by, campaign=campaign, records=[rows["activities"]])
    rows["activities/campaigns"] = CampaignActivity.objects.get(campaign=campaign)
    put_in(by=by, campaign=campaign, records=[rows["journeys"]])
    put_in(by=by, campaign=campaign, records=[rows["library/given"]])
    rows["campaign_journey"] = CampaignJourney.objects.get(campaign=campaign)
    rows["campaign_copies"] = CampaignDistribution.objects.get(campaign=campaign)
    held = RecordActivity(kind="camp", held_on=DAY, total=9, panchayat=word, topic=word, **where)
    camp = rows["camps"] = hold_camp(by=by, activity=held)
    rows["camps/workers"] = WORKER.record(by=by, command=NameWorker(camp=camp, name=word, task="talk"))
    doubtful = KeepLine(camp=camp, id=new_id(), name=own.word("people"), phone_as_written="1")
    take_lines(by=by, camp=camp, commands=[doubtful])
    rows["camp_line"] = CampLine.objects.get(camp=camp)


def _campaign_texts(own: Belongings, by: Actor) -> None:
    """A text that was sent in the campaign."""
    rows = own.rows
    put_in(by=by, campaign=rows["campaigns"], records=[rows["message_sent"]], table=MESSAGES)
    rows["campaign_message"] = CampaignMessage.objects.get(campaign=rows["campaigns"])


def _projects(own: Belongings, by: Actor, where: dict[str, Any]) -> None:
    word, rows = own.word("activities"), own.rows
    command = BeginProject(name_hi=word, donor=word, begins_on=FIRST, **where)
    project = rows["projects"] = begin_project(by=by, command=command)
    target = SetProjectTarget(project=project, counted="people", amount=40)
    rows["projects/targets"] = PROJECT_TARGET.record(by=by, command=target)
    objective = OBJECTIVE.record(by, SetObjective(project=project, title_hi=word))
    line = INDICATOR.record(by, SetIndicator(objective=objective, title_hi=word, target=40))
    came = INSTALMENT.record(by, RecordInstalment(project=project, amount=40, due_on=FIRST, note=word))
    rows |= {"projects/objectives": objective, "projects/indicators": line, "projects/instalments": came}
    counted = CountByHand(indicator=line, counted_on=FIRST, amount=4, note=word)
    rows["projects/counts"] = HAND_COUNT.record(by, counted)
    spent = RecordSpending(instalment=came, amount=4, spent_on=FIRST, note=word)
    rows["projects/spendings"] = SPENDING.record(by, spent)
    for kind in ("people", "journeys", "activities", "issues", "linkages", "groups"):
        rows[f"{kind}/projects"] = tag(by=by, project=project, record=rows[kind], outside=Outside.TAKE)


def _done_together(own: Belongings, cast: Cast, where: dict[str, Any]) -> None:
    """Two meetings withdrawn together."""
    with acting_as(cast.actor(own.coordinator)) as by:
        rows = [an_activity(by, cast, held_on=DAY, **where) for _number in range(2)]
        outcome = do_together(
            by=by,
            act="withdraw",
            rows=rows,
            doing=lambda found: one_by_one(found, lambda row: ACTIVITY.withdraw(by=by, row=row, reason="twice")),
        )
    own.rows["done_together"] = outcome.done[0]


def _training(own: Belongings, by: Actor, cast: Cast, where: dict[str, Any]) -> None:
    """A draft of a curriculum with one of each part; a training with a held and a planned session."""
    word, rows = own.word("library"), own.rows
    written = WriteCurriculum(title_hi=word, audience="forum", about=word, **where)
    draft = rows["curricula"] = write_curriculum(by=by, command=written)
    rows["curricula/phases"] = add_phase(by=by, command=AddPhase(curriculum=draft, title_hi=word))
    module = AddModule(curriculum=draft, phase=1, title_hi=word, minutes=30)
    rows["curricula/modules"] = add_module(by=by, command=module)
    question = AddQuestion(curriculum=draft, phase=1, text_hi=word, options_hi="हाँ\nनहीं", right=1)
    rows["curricula/questions"] = add_question(by=by, command=question)
    followed = a_curriculum(by, cast, organisation_id=where["organisation"], place=where["place"])
    word = own.word("activities")
    teacher = NameFacilitator(name=word, may_teach=[str(followed.root)], note=word, **where)
    rows["facilitators"] = FACILITATOR.record(by=by, command=teacher)
    series = rows["trainings"] = a_series(by, cast, followed, rows["groups"], title=word, **where)
    rows["trainings/people"] = trainees(by, series).get()
    named = AddTrainee(series=series, name=word, from_where=word)
    rows["trainings/names"] = add_trainees(by=by, commands=[named])[0]
    rows["session_held"] = held(by, a_session(by, series, facilitator=rows["facilitators"]))
    rows["session"] = a_session(by, series, days_ago=0)
    everybody = list(trainees(by, series))
    complete_phase(by=by, series=series, phase=1, trainees_=everybody, completed_on=clock.today())
    rows["completion"] = completions(by)[0]


def _agents(own: Belongings, by: Actor, cast: Cast, where: dict[str, Any]) -> None:
    word, rows = own.word("agents"), own.rows
    statement = {"name": word, "phones": (), "vehicle": word, "route": word, "what_is_said": word}
    one, other, third = (a_statement(by, cast, **statement, **where) for _number in range(3))
    rows["agents"], rows["agents/alike"] = one, other
    rows["agent_set/joining"] = propose_same(by=by, statement=one, other=third, reason=word)
    rows["agent_set"] = rows["agent_set/joining"].profile


def _studies(own: Belongings, cast: Cast, where: dict[str, Any]) -> None:
    """A study that belongs to this member alone, made by the secretariat; its interviews by the coordinator."""
    word, rows, open_word = own.word("interviews"), own.rows, own.word("studies")
    district = cast.gumla_district if own.coordinator == "coordinator" else cast.khunti_district
    of_study = {"organisation": where["organisation"], "place": where["place"]}
    with acting_as(cast.actor("secretariat")) as by:
        study = rows["studies"] = a_study(by, cast, title=open_word, question=open_word, **of_study)
        rows["draw"] = a_draw(
            by, study, frame=f"{district.name_en}, {open_word} 1, 40\n{district.name_en}, अ, 50", number=2
        )
        finding = RecordFinding(study=study, text=open_word, **of_study)
        rows["studies/findings"] = FINDING.record(by=by, command=finding)
        copy = ShareCopy(study=study, given_on=DAY, to_whom=open_word, copies=2, **of_study)
        rows["studies/copies"] = COPY.record(by=by, command=copy)
    with acting_as(cast.actor(own.coordinator)) as by:
        enumerator = an_enumerator(by, cast, study, name=word, **of_study)
        rows["interview"] = an_interview(by, study, enumerator, village=word)
        refused = RefusedInterview(7, {"number": word}, Problem("unreadable", field="q1"))
        kept = {"by": by, "study": study, "instrument": current_instrument(study), **of_study}
        take_in_workbook(**kept, commands=[], refused=[refused])
        rows["parked_interview"] = parked_of(by, study).get()


def _messages(own: Belongings, where: dict[str, Any]) -> None:
    """A message that waits for a person, and one that failed on its way out."""
    fields = {"organisation_id": where["organisation"], "place": where["place"], "text": own.word("messages")}
    fields |= {"reference": "zq", "phone": "9000000009"}
    own.rows["message"] = InMessage.objects.create(**fields, state="waiting", reason="free_text", meaning="unclear")
    own.rows["message_sent"] = OutMessage.objects.create(**fields, purpose="answer", state="failed", reason="gateway")


def _imports(own: Belongings) -> None:
    """Rows of the import desk as the importer leaves them; a real workbook would take a second for each."""
    word, rows, mine = own.word("imports"), own.rows, {"organisation": own.organisation}
    hidden = [{"sheet": word, "sort": "rows", "count": 1, "answer": ""}]
    counts = {
        "shg_meeting": {
            "imported": 1,
            "refused": {"unknown_place": 1},
            "warnings": {"number_not_exact": 1},
            "already_in": 1,
            "proposed": 1,
            "headings": {word: "village"},
        }
    }
    months = {"signature": word, "says_people": False, "by_row": False, "kind": "shg_meeting", "sample": []}
    unknown = [
        {"sheet": word, "reason": "months", "kind": "shg_meeting", "missing": [], "headings": [], "details": months}
    ]
    run = rows["runs"] = ImportRun.objects.create(
        **mine,
        file_name=f"{word}.xlsx",
        status="previewed",
        is_dry_run=True,
        stored_as="none",
        hidden_parts=hidden,
        counts=counts,
        proposed=[_proposed(word)],
        unknown_sheets=unknown,
    )
    headings = {"journeys": {word: [word]}}
    RunPreview.objects.create(**mine, run=run, samples=_samples(word), headings=headings)
    stood = {**mine, "kind": "shg_meeting", "sheet": word, "row_number": 7, "serial": "7", "run": run}
    imported = ImportedRow.objects.create(
        **stood, identity=b"a" * 16, record_label="activities.activity", record_id=own.rows["activities"].id
    )
    rows["parked"] = ParkedRow.objects.create(
        **stood, identity=b"b" * 16, code="unknown_place", cells={"block": word}, problems=[]
    )
    rows["corrections"] = ProposedCorrection.objects.create(
        **stood, identity=b"c" * 16, imported_row=imported, cells={}, fields=[]
    )
    rows["run_done"] = done = ImportRun.objects.create(**mine, file_name=f"{word} done.xlsx", status="done")
    RepeatedRow.objects.create(**mine, run=done, kind="shg_meeting", identity=b"a" * 16)
    rows["page_photographs"] = PagePhotograph.objects.create(
        **mine, kind="shg_meeting", file_name=f"{word}.jpg", stored=rows["activities/photographs"].stored
    )
    RowWarning.objects.create(**mine, run=run, imported_row=imported, code="unreadable", detail=word)
    first, second = sorted((own.rows["activities"].id, new_id()))
    rows["look_alike"] = LookAlike.objects.create(
        **mine, what="activity", first=first, second=second, decision="different"
    )
    _phone_rows(own, word)
    rows["learned"] = LearnedMapping.objects.create(
        **mine, what="header", word=word, as_written=word, meaning="held_on"
    )


def _phone_rows(own: Belongings, word: str) -> None:
    """A row of a phone that waits, and a photograph that it names."""
    posting = Posting.objects.filter(organisation=own.organisation).order_by("id")[0]
    mine = {"organisation": own.organisation, "account": posting.account_id}
    device = Device.objects.create(
        organisation=own.organisation,
        account_id=posting.account_id,
        token_digest=own.organisation.code,
        expires_at=clock.now() + dt.timedelta(days=90),
    )
    written = Row(device.pk, "help", {"kind": "other", "caller_name": word, "colour": word})
    own.rows["phone_row"] = ReceivedRow.objects.create(
        **mine,
        row=written.id,
        device=device.pk,
        sealed=written.sealed,
        sha256=written.sha256,
        kind="help",
        state="parked",
        problems=[{"code": "unknown_question", "field": "colour"}],
    )
    own.rows["phone_photo"] = ReceivedFile.objects.create(
        **mine, file=written.id, row=written.id, sha256="0" * 64, size=1
    )


def _proposed(word: str) -> dict[str, Any]:
    """A proposal for a heading of this word."""
    seen = {"content": "places", "agreeing": 9, "values": 9}
    meant = {"kind": "journeys", "heading": word, "fields": ["destination"]}
    return {"sheet": word, **meant, **seen, "is_sure": True, "is_needed": True, "is_accepted": False}


def _samples(word: str) -> dict[str, Any]:
    """Sample rows of a workbook that was looked at: one of each sort."""
    row = {"sheet": word, "row": 7}
    line = {**row, "code": "", "about": [["text", word]], "field": "village", "written": word, "message": ""}
    return {
        "shg_meeting": {
            "columns": ["date", "village", "women"],
            "new": [
                {
                    **row,
                    "values": {"date": ["day", "2022-03-12"], "village": ["text", word], "women": ["number", 12]},
                    "written": {"women": f"{word} 12"},
                }
            ],
            "lines": [
                line | {"sort": "odd", "code": "number_not_exact"},
                line | {"sort": "waits", "code": "unknown_place"},
                line | {"sort": "already_in"},
                line | {"sort": "hidden"},
            ],
            "changes": [{**row, "about": [["text", word]], "columns": [["village", ["text", word], ["text", word]]]}],
            "hidden": 1,
            "hidden_columns": ["women"],
        }
    }


def _own_questions(own: Belongings, by: Actor, where: dict[str, Any]) -> None:
    """A question of each office about its people, and what one of them answered."""
    asked = MakeOwnField(kind="people", sort="text", label_hi=own.word("activities"), **where)
    question = own.rows["own-questions"] = make_own_field(by=by, command=asked)
    keep_answers(by=by, record=own.rows["people"], answers={question: own.word("people")})
    own.rows["own_answer"] = PersonAnswer.objects.get(record=own.rows["people"])


def _workbooks(own: Belongings, by: Actor) -> None:
    """What the ledger keeps of corrections that came in a workbook, for each list."""
    for desk in DESKS:
        if has_workbook(desk):
            label = desk.model._meta.label_lower
            own.rows[f"{desk.slug}/workbook"] = record_event(
                organisation_id=own.organisation.pk,
                by=by.account_id,
                verb=ROWS_TAKEN_IN,
                about_type=label,
                payload={"rows": {label: 1}, "first": 1},
            )


def _office(own: Belongings, cast: Cast, place: Place) -> None:
    account: Account = cast.accounts["desk_operator" if own.coordinator == "coordinator" else "khunti_desk"]
    own.rows["account"] = account
    own.rows.setdefault("team_member", account)  # without case workers nobody belongs to a team
    own.rows["posting"] = Posting.objects.get(account=account)
    carrier = Account.objects.create(email=f"{own.word('phones')}@example.org", name=own.word("phones"))
    own.rows["phone_posting"] = Posting.objects.create(
        account=carrier, organisation=own.organisation, role=Role.FIELD_WORKER, place=place, since=clock.today()
    )
    own.rows["phone"] = Device.objects.create(
        organisation=own.organisation, account=carrier, sending_key=b"a", reading_key=b"b", expires_at=clock.now()
    )
    own.rows["access_request"] = AccessRequest.objects.create(
        kind=RequestKind.SECOND_STEP,
        account=account,
        organisation=own.organisation,
        asked_by=cast.accounts["secretariat" if own.coordinator == "coordinator" else "administrator"],
    )
    own.rows["organisation"] = own.organisation
    own.rows["district"] = OrganisationDistrict.objects.get(organisation=own.organisation)
    own.rows["centre"] = InformationCentre.objects.get(organisation=own.organisation)
    own.rows["office"] = Office.objects.create(
        organisation=own.organisation, place=place, name_en="Block office", name_hi="प्रखंड कार्यालय"
    )


def _periods(own: Belongings, by: Actor) -> None:
    """A month that the member calls complete with a sentence, a target, and a paragraph of its account."""
    mine = {"by": by, "organisation_id": own.organisation.pk}
    (own.rows["month_end"],) = complete_months(**mine, months=[DAY], missing=own.word("periods"))
    year = dt.date(2023, 4, 1), dt.date(2024, 3, 31)
    set_targets(by=by, targets=[SetTarget(own.organisation.pk, "shg_meetings", "meetings", *year, 20)])
    own.rows["target"] = Target.objects.get(organisation=own.organisation)
    years = dt.date(2021, 4, 1), dt.date(2024, 3, 31)
    words = WriteParagraph(own.organisation.pk, "account_opening", *years, own.word("periods"), own.word("periods"))
    own.rows["paragraph"] = write_paragraph(by=by, command=words)


def _releases(own: Belongings, cast: Cast) -> None:
    """A text, totals and a record that wait to be public: the network's, of no member."""
    with acting_as(cast.actor("secretariat")) as by:
        own.rows["public_text"] = propose_text(by=by, section="who", text_hi="हम", text_en="We")
    year, account = dt.date(2023, 4, 1), cast.accounts["secretariat"].pk
    own.rows["public_piece"] = PublicPiece.objects.create(kind="story", record=new_id(), proposed_by=account)
    own.rows["release"], _made = Release.objects.get_or_create(year=year, defaults={"proposed_by": account})


def _calls(own: Belongings, cast: Cast) -> None:
    """A call for help whose code nobody issued: it lies with the secretariat and belongs to no member."""
    receive_call(code=f"UNKNOWN{own.organisation.code}", who="self", words="", phone="", address="203.0.113.9")
    for call_id in undelivered_call_ids():
        deliver_one(call_id)
    with acting_as(cast.actor("secretariat")) as by:
        own.rows["calls"] = unanswered(by).last()


def _asked_entry(own: Belongings, cast: Cast) -> None:
    """The secretariat asks for an entry of this member, and nobody has answered yet."""
    with acting_as(cast.actor("secretariat")) as by:
        number = entry_number(own.rows["agents"].pk)
        asked = {"organisation_id": own.organisation.pk, "number": number, "reason": own.word("agents")}
        own.rows["entry_request"] = ask_for_entry(by=by, **asked)


def _contacts(own: Belongings, cast: Cast) -> None:
    """A contact of yesterday that nobody made, on its ladder, and a colleague who stands in."""
    today, word = clock.today(), own.word("people")
    colleague = "supervisor" if own.coordinator == "coordinator" else "khunti_desk"
    with acting_as(cast.actor(own.coordinator)) as by:
        left = a_journey(by, own.rows["people"], leaves_on=today - dt.timedelta(days=1), agent_name=word)
        start_contacts(by, [left])
        own.rows["handover"] = hand_over(
            by=by,
            organisation_id=own.organisation.id,
            account=cast.accounts[own.coordinator].pk,
            stand_in=cast.accounts[colleague].pk,
            since=today,
            until=today,
        )
        walk(organisations=[own.organisation.id])
        due = Contact.objects.get(journey__leaves_on=today - dt.timedelta(days=1))
        record_contact(by=by, contact=due, outcome="unreachable", note=word)
        contact = own.rows["contact"] = Contact.objects.get(pk=due.pk)
        own.rows["escalation"] = Escalation.objects.get(contact=contact)
        own.rows["step"] = EscalationStep.objects.get(escalation__contact=contact)


def absent() -> uuid.UUID:
    """An id that nobody has."""
    return uuid.UUID(int=0x01900000_0000_7000_8000_000000000000)
