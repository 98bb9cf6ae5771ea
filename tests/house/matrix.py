"""Helpers of the matrix tests: every URL, the rows for its ids, and the text of its pages."""

import io
import re
import zipfile
from typing import Any

from django.urls import reverse

from jatan.evidence.indicators.services import recount_organisation_pending
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.web.desk_registry import DESKS
from tests.cast import Cast
from tests.house.addresses import Address, staff_addresses
from tests.house.belongings import Belongings

GUMLA = ("field_worker", "forum_leader", "desk_operator", "counsellor", "supervisor", "legal_officer", "coordinator")
ABOVE = ("secretariat", "researcher", "auditor", "administrator")
SLUGS = {desk.slug for desk in DESKS}
# What an address takes that means a row.
ROW_IDS = frozenset({"pk", "child", "row", "posting"})
# Which row stands for the ids of addresses that are no desk's: name of the address -> its values.
OTHERS: dict[str, dict[str, str]] = {
    "photograph": {"pk": "activities/photographs"},
    "pass_file": {"pk": "journeys", "code": "=hi"},
    "pass_picture": {"pk": "journeys", "code": "=hi"},
    "outcome": {"pk": "journeys/ended"},
    "outcome_tell": {"pk": "journeys"},
    "outcome_correct": {"pk": "journeys/ended"},
    "outcome_issue": {"pk": "journeys/ended", "kind": "=dues"},
    "departure_who": {"pk": "drafts"},
    "departure_step": {"pk": "drafts", "code": "=journey", "value": "=0"},
    "departure_review": {"pk": "drafts"},
    "departure_done": {"pk": "journeys"},
    "hard_stop": {"pk": "triggers"},
    "task_done": {"pk": "journeys/tasks"},
    "work": {"kind": "=contacts"},
    "room": {"code": "=people"},
    "room_open": {"code": "=training"},
    "room_close": {"code": "=training"},
    "contact": {"pk": "contact"},
    "escalation": {"pk": "escalation"},
    "escalation_case": {"pk": "escalation"},
    "step_taken": {"pk": "step"},
    "handover_end": {"pk": "handover"},
    "call_pass_on": {"pk": "calls"},
    "call_answered": {"pk": "calls"},
    "message": {"pk": "message"},
    "message_read": {"pk": "message"},
    "message_decide": {"pk": "message"},
    "message_link": {"pk": "message"},
    "message_answer": {"pk": "message"},
    "message_sent": {"pk": "message_sent"},
    "message_again": {"pk": "message_sent"},
    "message_cancel": {"pk": "message_sent"},
    "message_text": {"kind": "=check", "code": "=hi"},
    "bulk_act_undo": {"pk": "done_together"},
    "project_file": {"pk": "projects"},
    "project_period": {"pk": "projects"},
    "call_noted": {"pk": "journeys"},
    "no_news_next": {"pk": "issues/lost"},
    "fir_requests_pdf": {"pk": "issues/lost"},
    "letter_choose": {"pk": "issues"},
    "letter_write": {"pk": "issues"},
    "letter_pdf": {"pk": "letters"},
    "letter_docx": {"pk": "letters"},
    "campaign_file": {"pk": "campaigns"},
    "campaign_rows": {"pk": "campaigns", "kind": "=activities"},
    "campaign_join": {"pk": "campaigns"},
    "campaign_take_in": {"pk": "campaigns"},
    "campaign_take_out": {"pk": "activities/campaigns", "kind": "=activities"},
    "camp_lines": {"pk": "camps"},
    "line_aside": {"pk": "camps", "row": "camp_line"},
    "material_file": {"pk": "library"},
    "voice": {"language": "=sat", "code": "=leaving.new.name"},
    "voice_fits": {"language": "=sat", "code": "=leaving.new.name"},
    "voice_withdraw": {"language": "=sat", "code": "=leaving.new.name"},
    "consultation_sheet": {"pk": "consultations"},
    "consultation_file": {"pk": "consultations/files"},
    "library_stock": {"pk": "library"},
    "stories_review": {"pk": "stories/waiting"},
    "edition_preview": {"pk": "editions"},
    "library_draft": {"pk": "library/brief"},
    "library_approve": {"pk": "library/tried"},
    "library_trials_withdraw": {"pk": "library/tried", "child": "library/trials"},
    "clipping": {"pk": "mentions/clippings"},
    "journey_attachment": {"pk": "journeys/attachments"},
    "ally_minutes": {"pk": "ally-meetings"},
    "allies_part": {"pk": "merged_ally"},
    "ally-asks_answer": {"pk": "allies/asks"},
    "promises_settle": {"pk": "allies/promises"},
    "link_group": {"pk": "activities"},
    "group_strength": {"pk": "groups"},
    "group_meeting": {"pk": "groups"},
    "landmark_confirm": {"pk": "landmarks"},
    "landmark_journeys": {"pk": "landmarks"},
    "journey_stops": {"pk": "journeys"},
    "duplicate": {"pk": "duplicate"},
    "duplicate_group": {"pk": "duplicate"},
    "village_back": {"pk": "villages"},
    "agent_set": {"pk": "agent_set"},
    "agent_set_confirm": {"pk": "agent_set", "child": "agent_set/joining"},
    "agent_set_undo": {"pk": "agent_set", "child": "agent_set/joining"},
    "agent_number": {"pk": "journeys"},
    "agent_ask": {"pk": "entry_request"},
    "agent_request": {"pk": "entry_request"},
    **{
        f"case{page}": {"pk": "cases"}
        for page in ("", "_identity", "_papers", "_readers", "_decide", "_reopen", "_linked")
    },
    **{f"case_{action}": {"pk": "cases"} for action in ("amend", "assign", "turn", "withdraw")},
    "case_entry_new": {"pk": "cases", "kind": "=note"},
    "case_entry": {"pk": "cases", "row": "cases/entry"},
    **{page: {"pk": "cases", "row": "cases/entry"} for page in ("case_paper", "case_paper_seen", "case_paper_content")},
    **{page: {"pk": "cases"} for page in ("case_forms", "case_retention")},
    "case_form": {"pk": "cases", "kind": "=cwc_report"},
    "case_reader_take": {"pk": "cases", "row": "team"},
    "case_link_take": {"pk": "cases", "row": "cases/entry"},
    "case_alert": {"pk": "alert"},
    "court_closing_withdraw": {"pk": "closing"},
    "case_bring_back": {"pk": "withdrawn_case"},
    "case_erase": {"pk": "withdrawn_case"},
    **{
        f"case_{page}": {"pk": "cases"}
        for page in ("law", "law_diary", "law_answer", "law_past", "deadline_done", "duty_done")
    },
    **{page: {"pk": "cases"} for page in ("case_share", "case_refer", "case_export", "case_print")},
    **{page: {"pk": "cases", "row": "cases/entry"} for page in ("case_referral", "case_kept")},
    "case_letter": {"pk": "letter"},
    "case_export_file": {"pk": "export"},
    "keys_vouch": {"pk": "waiting_key"},
    "keys_team": {"pk": "team"},
    "keys_team_take": {"pk": "team", "holder": "team_member"},
    "account": {"pk": "account"},
    "give_posting": {"pk": "account"},
    "access_request": {"pk": "access_request"},
    "end_posting": {"pk": "account", "posting": "posting"},
    "account_deed": {"pk": "account", "action": "=close"},
    "phone_new": {"pk": "phone_posting"},
    "phone_back": {"pk": "phone"},
    "organisation": {"pk": "organisation"},
    "organisation_edit": {"pk": "organisation"},
    "district_new": {"pk": "organisation"},
    "district_end": {"pk": "organisation", "row": "district"},
    "centre_new": {"pk": "organisation"},
    "centre_edit": {"pk": "organisation", "row": "centre"},
    "centre_close": {"pk": "organisation", "row": "centre"},
    "office_new": {"pk": "organisation"},
    "office_edit": {"pk": "organisation", "row": "office"},
    "name_remove": {"digest": "=0123456789abcdef"},
    "ledger_events": {"pk": "organisation"},
    "ledger_head": {"pk": "organisation"},
    "ledger_verify": {"pk": "organisation"},
    "begin_empty": {"pk": "organisation"},
    "import_run": {"pk": "runs"},
    "import_confirm": {"pk": "runs"},
    "import_discard": {"pk": "runs"},
    "import_teach": {"pk": "runs"},
    "import_undo": {"pk": "run_done"},
    "import_months": {"pk": "runs"},
    "page_photograph": {"pk": "page_photographs"},
    "page_photograph_picture": {"pk": "page_photographs"},
    "import_proposed": {"pk": "runs"},
    "repair_row": {"pk": "parked"},
    "phone_row": {"pk": "phone_row"},
    "phone_aside": {"pk": "phone_row"},
    "phone_take_up": {"pk": "phone_row"},
    "phone_attach": {"pk": "phone_row"},
    "phone_photograph": {"pk": "phone_row", "child": "phone_photo"},
    "dismiss_row": {"pk": "parked"},
    "undo_look_alike": {"pk": "look_alike"},
    "confirm_figure": {"pk": "parked"},
    "row_correction": {"pk": "corrections"},
    "forget_word": {"pk": "learned"},
    "alerts_browser_end": {"pk": "alerts_browser"},
    "saved_list": {"pk": "saved_list"},
    "saved_list_change": {"pk": "saved_list"},
    "saved_list_new": {"kind": "=people"},
    "list_columns": {"kind": "=people"},
    "report_file": {"kind": "=xlsx"},
    "studio_file": {"kind": "=xlsx"},
    "network_account_file": {"kind": "=docx"},
    "donor_form_file": {"kind": "=docx"},
    "paragraph": {"code": "=account_opening"},
    "report_words": {"code": "=studio_year"},
    "month_end": {"pk": "organisation", "code": "=2024-01"},
    "month_send_back": {"pk": "organisation", "code": "=2024-01"},
    "target": {"pk": "target"},
    "release_text": {"code": "=who"},
    "release_totals": {"value": "=2023"},
    "release_decide_text": {"pk": "public_text"},
    "release_decide_totals": {"pk": "release"},
    "release_decide_piece": {"pk": "public_piece"},
    **{
        f"study_{page}": {"pk": "studies"}
        for page in ("questions", "question_new", "villages", "draw_back", "enumerator_new", "interviews", "workbook")
    },
    **{
        f"study_{page}": {"pk": "studies"}
        for page in ("interview_new", "interview_answers", "upload", "tables", "release", "quality", "report")
    },
    "study_question": {"pk": "studies", "code": "=q1"},
    **{page: {"pk": "interview"} for page in ("interview", "interview_correct", "interview_withdraw")},
    "parked_interview": {"pk": "parked_interview"},
    "curriculum_version": {"pk": "curricula"},
    "training_phase": {"pk": "trainings", "value": "=1"},
    "training_session_new": {"pk": "trainings", "value": "=1"},
    "training_questions": {"pk": "trainings", "value": "=1", "code": "=hi"},
    "training_answers": {"pk": "trainings", "value": "=1", "kind": "=before"},
    "training_group_answers": {"pk": "trainings", "value": "=1", "kind": "=before"},
    "training_trainee_answers": {"pk": "trainings", "value": "=1", "kind": "=before", "child": "trainings/names"},
    "training_completed": {"pk": "trainings", "value": "=1"},
    "training_certificates": {"pk": "trainings", "value": "=1", "code": "=hi"},
    "training_session": {"pk": "session"},
    "training_session_edit": {"pk": "session"},
    "training_session_attendance": {"pk": "session_held"},
    "training_session_withdraw": {"pk": "session"},
    "training_completion_withdraw": {"pk": "completion"},
    "training_certificate": {"pk": "completion", "code": "=hi"},
    **{f"{slug}_workbook_run": {"pk": f"{slug}/workbook"} for slug in SLUGS},
    "report_rows": {"code": "=forum_meetings", "value": "=meetings"},
}
# What everybody in the network may read, whoever recorded it.
SHARED = {Permission.ALLIES_SEE, Permission.LIBRARY_SEE}
SEES = {
    "people": Permission.PEOPLE_SEE,
    "activities": Permission.ACTIVITIES_SEE,
    "helpdesk": Permission.HELPDESK_SEE,
    "schemes": Permission.SCHEMES_SEE,
    "cases": Permission.CASES_SEE,
    "allies": Permission.ALLIES_SEE,
    "confidential": Permission.ALLIES_SEE,
    "library": Permission.LIBRARY_SEE,
    "booklet": Permission.LIBRARY_RECORD,
    "landmarks": Permission.ALLIES_SEE,
    "studies": Permission.LIBRARY_SEE,
    "interviews": Permission.INTERVIEWS_SEE,
    "agents": Permission.AGENTS_SEE,
    "messages": Permission.MESSAGES_SEE,
    "imports": Permission.REGISTER_IMPORT,
    "periods": Permission.REPORTS_SEE,
}
# What is read by its own organisation alone, whatever the reach over the network is.
CONFIDENTIAL = "confidential"
# The directory of institutions is the network's: every member adds its own rows to an institution of another.
OPEN_TO_ADD = {f"allies_{part.slug}_new" for desk in DESKS if desk.slug == "allies" for part in desk.parts}
# Steps that wait for another step first, or that only GET or only POST answers: closed for a row just recorded. The
# curriculum that stands for its addresses is a draft, which nobody begins a version of.
CLOSED_AT_FIRST = {
    "issues_found",
    "issues_reopen",
    "issues_reply",
    "consultations_attendance",
    "consultations_again",
    "campaign_join",
    "curriculum_version",
    "phone_take_up",
    "phone_attach",
    "phone_photograph",
}


def values_of(address: Address, own: Belongings) -> dict[str, Any]:
    """What to put into an address so that it means a row of this member. KeyError when nobody knows."""
    slug, _, rest = address.route.partition("/")
    if address.name in OTHERS:
        wanted = OTHERS[address.name]
        return {key: kind[1:] if kind[0] == "=" else own.rows[kind].pk for key, kind in wanted.items()}
    if slug not in SLUGS:
        raise KeyError(address.name)
    values = {"pk": own.rows[slug].pk}
    if "child" in address.takes:
        values["child"] = own.rows[f"{slug}/{rest.split('/')[1]}"].pk
    return values


def about_rows() -> list[Address]:
    """Addresses that carry the id of a row."""
    return [address for address in staff_addresses() if address.takes & ROW_IDS]


def without_rows() -> list[str]:
    """Paths that mean no row: lists, homes, reports, searches, suggestions."""
    plain = [address for address in staff_addresses() if not address.takes & ROW_IDS]
    fixed = {address.name: {key: kind[1:] for key, kind in OTHERS.get(address.name, {}).items()} for address in plain}
    return [reverse(address.name, kwargs=fixed[address.name]) for address in plain]


def read(answer: Any) -> str:
    """What a page says (a workbook or document unzipped), without what differs each time."""
    content = whole(answer).received if answer.streaming else answer.content
    is_workbook = "openxmlformats" in answer.headers.get("Content-Type", "")
    if answer.status_code != 200 or (answer.streaming and not is_workbook):
        return str(answer.status_code)
    if is_workbook:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode("utf-8") for name in book.namelist() if "docProps" not in name)
    text = answer.content.decode("utf-8", "replace")
    drawn = r'<strong class="drawn-words"[^<]*'  # a passphrase that is offered
    form_tokens = (
        r'name="csrfmiddlewaretoken" value="[^"]+"|<meta name="csrf[^>]*>|hx-headers=\'[^\']*\'|"token": "\w{64}"'
    )
    return re.sub(f"{form_tokens}|{drawn}", "", text)


def whole(answer: Any) -> Any:
    """The answer, read to its end: a file that is sent piece by piece is closed by its last piece."""
    if answer.streaming:
        answer.received = b"".join(answer.streaming_content)
    return answer


def count(cast: Cast) -> None:
    for organisation in (cast.gumla, cast.khunti):
        with acting_as(machine_for([organisation.id])):
            recount_organisation_pending(organisation.id)
