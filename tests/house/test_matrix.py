"""Who reaches what, tried out: every address × every part of the cast × the rows of both members.

Generated from the URL tree: a new address is tried the day it is added, and one whose ids nobody here can fill fails.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jatan.evidence.indicators.services import bring_up_to_date
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.guarded import Guarded
from jatan.web.staff.desks.registry import DESKS
from tests.cast import Cast
from tests.house.addresses import Address, staff_addresses
from tests.house.belongings import FAMILIES, Belongings, belongings
from tests.web.staff.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db

GUMLA = ("field_worker", "desk_operator", "counsellor", "supervisor", "legal_officer", "coordinator")
ABOVE = ("secretariat", "researcher", "auditor", "administrator")
SLUGS = {desk.slug for desk in DESKS}
# Which row stands for the ids of addresses that are no desk's: name of the address -> its values.
OTHERS: dict[str, dict[str, str]] = {
    "photograph": {"pk": "activities/photographs"},
    "pass_file": {"pk": "journeys", "code": "=hi"},
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
    "material_file": {"pk": "library"},
    "link_group": {"pk": "activities"},
    "duplicate": {"pk": "duplicate"},
    "agent_set": {"pk": "agent_set"},
    "agent_set_confirm": {"pk": "agent_set", "child": "agent_set/joining"},
    "agent_set_undo": {"pk": "agent_set", "child": "agent_set/joining"},
    "agent_number": {"pk": "journeys"},
    "agent_ask": {"pk": "entry_request"},
    "agent_request": {"pk": "entry_request"},
    **{f"case{page}": {"pk": "cases"} for page in ("", "_identity", "_papers", "_readers", "_decide", "_reopen")},
    **{f"case_{deed}": {"pk": "cases"} for deed in ("amend", "assign", "turn", "withdraw")},
    "case_entry_new": {"pk": "cases", "kind": "=note"},
    "case_entry": {"pk": "cases", "row": "cases/entry"},
    "case_paper": {"pk": "cases", "row": "cases/entry"},
    "case_reader_take": {"pk": "cases", "row": "team"},
    "case_alert": {"pk": "alert"},
    "case_bring_back": {"pk": "withdrawn_case"},
    "case_erase": {"pk": "withdrawn_case"},
    **{f"case_{page}": {"pk": "cases"} for page in ("law", "law_diary", "deadline_done", "duty_done")},
    **{page: {"pk": "cases"} for page in ("case_share", "case_refer", "case_export", "case_print")},
    **{page: {"pk": "cases", "row": "cases/entry"} for page in ("case_referral", "case_kept")},
    "case_letter": {"pk": "letter"},
    "case_export_file": {"pk": "export"},
    "keys_vouch": {"pk": "waiting_key"},
    "keys_team": {"pk": "team"},
    "account": {"pk": "account"},
    "give_posting": {"pk": "account"},
    "end_posting": {"pk": "account", "posting": "posting"},
    "account_deed": {"pk": "account", "deed": "=close"},
    "organisation": {"pk": "organisation"},
    "organisation_edit": {"pk": "organisation"},
    "district_new": {"pk": "organisation"},
    "district_end": {"pk": "organisation", "row": "district"},
    "centre_new": {"pk": "organisation"},
    "centre_close": {"pk": "organisation", "row": "centre"},
    "office_new": {"pk": "organisation"},
    "office_edit": {"pk": "organisation", "row": "office"},
    "name_remove": {"digest": "=0123456789abcdef"},
    "ledger_events": {"pk": "organisation"},
    "ledger_verify": {"pk": "organisation"},
    "import_run": {"pk": "runs"},
    "import_confirm": {"pk": "runs"},
    "import_discard": {"pk": "runs"},
    "import_teach": {"pk": "runs"},
    "repair_row": {"pk": "parked"},
    "dismiss_row": {"pk": "parked"},
    "row_correction": {"pk": "corrections"},
    "forget_word": {"pk": "learned"},
    "report_file": {"kind": "=xlsx"},
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
    "library": Permission.LIBRARY_SEE,
    "agents": Permission.AGENTS_SEE,
    "messages": Permission.MESSAGES_SEE,
    "imports": Permission.REGISTER_IMPORT,
}
# Steps that wait for another step first, or that only GET or only POST answers: closed for a row just recorded.
CLOSED_AT_FIRST = {"issues_reopen", "issues_reply"}


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


def _about_rows() -> list[Address]:
    """Addresses that carry the id of a row."""
    return [address for address in staff_addresses() if address.takes & {"pk", "child", "row", "posting"}]


def _without_rows() -> list[str]:
    """Paths that mean no row: lists, homes, reports, searches, suggestions."""
    plain = [address for address in staff_addresses() if not address.takes & {"pk", "child", "row", "posting"}]
    fixed = {address.name: {key: kind[1:] for key, kind in OTHERS.get(address.name, {}).items()} for address in plain}
    return [reverse(address.name, kwargs=fixed[address.name]) for address in plain]


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def khunti(cast: Cast) -> Belongings:
    return belongings(cast, "khunti_coordinator")


@pytest.fixture
def gumla(cast: Cast) -> Belongings:
    return belongings(cast, "coordinator")


def _answers(client: Client, path: str) -> Iterator[tuple[str, Any]]:
    for verb, answer in (("GET", client.get(path)), ("POST", client.post(path, {}))):
        yield verb, _whole(answer)


def test_every_address_with_an_id_knows_a_row_to_try(khunti: Belongings) -> None:
    tried = [reverse(address.name, kwargs=values_of(address, khunti)) for address in _about_rows()]
    assert len(tried) > 85


@pytest.mark.parametrize("part", [*GUMLA, *ABOVE, "stranger"])
def test_rows_of_the_other_member_are_not_there(part: str, cast: Cast, khunti: Belongings, browser: Browser) -> None:
    actor, client = cast.actor(part), browser(part)
    opened = []
    for address in _about_rows():
        if cast.khunti.id in actor.reach(address.needs).row_organisations:
            continue
        path = reverse(address.name, kwargs=values_of(address, khunti))
        for verb, answer in _answers(client, path):
            is_closed = answer.status_code == 404 or (verb == "GET" and answer.status_code == 405)
            opened += [] if is_closed else [f"{verb} {address.name} -> {answer.status_code}"]
    assert opened == []
    _is_untouched(khunti)


@pytest.mark.parametrize("part", GUMLA)
def test_nobody_of_a_member_reaches_more_than_shared_rows_of_another(part: str, cast: Cast) -> None:
    actor = cast.actor(part)
    reached = {one for one in Permission if cast.khunti.id in actor.reach(one).row_organisations}
    assert reached == SHARED


@pytest.mark.parametrize("part", GUMLA)
def test_shared_rows_of_another_member_are_read_and_never_changed(
    part: str, cast: Cast, khunti: Belongings, browser: Browser
) -> None:
    client = browser(part)
    for name in ("allies_detail", "mentions_detail", "library_detail"):
        answer = client.get(reverse(name, args=[khunti.rows[name.split("_")[0]].pk]))
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "/edit/" not in page
        assert "/withdraw/" not in page


def test_the_member_herself_opens_every_one_of_her_rows(cast: Cast, gumla: Belongings, browser: Browser) -> None:
    """Without this the test above would also pass for a house in which nothing opens."""
    closed = set()
    clients = {part: browser(part) for part in ("coordinator", "supervisor", "secretariat", "auditor")}
    for address in _about_rows():
        path = reverse(address.name, kwargs=values_of(address, gumla))
        answers = {_whole(client.get(path)).status_code for client in clients.values()}
        if not {200, 302, 405} & answers:
            closed.add(address.name)
    assert closed <= CLOSED_AT_FIRST


def test_a_field_worker_finds_nothing_of_another_block(cast: Cast, browser: Browser) -> None:
    cast.gumla_block, cast.other_gumla_block = cast.other_gumla_block, cast.gumla_block
    elsewhere = belongings(cast, "coordinator")
    client, actor, opened = browser("field_worker"), cast.actor("field_worker"), []
    for address in _about_rows():
        if address.needs in SHARED or actor.reach(address.needs).organisations:
            continue
        path = reverse(address.name, kwargs=values_of(address, elsewhere))
        opened += [f"{verb} {address.name}" for verb, answer in _answers(client, path) if answer.status_code == 200]
    assert opened == []


@pytest.mark.parametrize("part", [*GUMLA, *ABOVE])
def test_no_page_list_search_or_suggestion_says_a_word_of_the_other_member(
    part: str, cast: Cast, browser: Browser
) -> None:
    """Nor does a count or a total give her away: whoever is no reader of the network finds no letter changed."""
    belongings(cast, "coordinator")
    _count(cast)
    actor, client = cast.actor(part), browser(part)
    unchanging = _without_network_totals(actor) if part in GUMLA else []
    before = {path: _read(client.get(path)) for path in unchanging}
    khunti = belongings(cast, "khunti_coordinator")
    _count(cast)
    hidden = [family for family in FAMILIES if cast.khunti.id not in actor.reach(SEES[family]).row_organisations]
    pages = {("GET", path): _read(client.get(path)) for path in _without_rows()}
    assert [path for path in unchanging if pages["GET", path] != before[path]] == []
    for path in _without_rows():
        pages["POST", path] = _read(client.post(path, {"purpose": "checking"}))
        for family in _sought(path, hidden):
            pages[f"? {family}", path] = _read(client.get(path, {"q": khunti.word(family)[:9]}))
            pages[f"q {family}", path] = _read(client.post(path, {"q": khunti.word(family)}))
    said = [
        f"{what} {path} says {khunti.word(family)}"
        for (what, path), page in pages.items()
        for family in hidden
        if _says(page, khunti.word(family))
    ]
    assert said == []


def test_the_other_member_finds_her_own_words(cast: Cast, khunti: Belongings, browser: Browser) -> None:
    client = browser("khunti_coordinator")
    assert khunti.word("people") in _read(client.post("/search/", {"q": khunti.word("people")}))
    assert khunti.word("helpdesk") in _read(client.get("/issues/"))
    assert khunti.word("people") in _read(client.post("/people/export/", {"purpose": "checking"}))


@pytest.mark.parametrize("part", GUMLA)
@pytest.mark.parametrize("name", ["report_impact", "report_rows", "report_file", "corridors"])
def test_reports_of_the_other_member_are_not_there(
    name: str, part: str, cast: Cast, khunti: Belongings, browser: Browser
) -> None:
    _count(cast)
    fixed = {key: kind[1:] for key, kind in OTHERS.get(name, {}).items()}
    answer = browser(part).get(reverse(name, kwargs=fixed), {"organisation": str(cast.khunti.pk)})
    assert answer.status_code == 404


def _without_network_totals(actor: Actor) -> list[str]:
    """Paths on which the other member's records may change not one letter for this reader."""
    shared = ("/allies/", "/mentions/", "/library/")
    if actor.reach(Permission.REPORTS_SEE).counts_network:
        shared += ("/reports/", "/overview/")  # network totals are hers to read
    return [path for path in _without_rows() if not path.startswith(shared) and "/file/" not in path]


def _sought(path: str, families: list[str]) -> list[str]:
    """Pages that search are asked for every word; the others for none."""
    return families if path.startswith(("/search/", "/places/")) or path.strip("/") in SLUGS else []


def _says(page: str, word: str) -> bool:
    """True if the word stands on the page otherwise than as the question repeated in its box."""
    return word in page.replace(f'value="{word}"', "")


def _read(answer: Any) -> str:
    """What a page says (a workbook unzipped), without what differs each time."""
    if _whole(answer).status_code != 200 or answer.streaming:
        return str(answer.status_code)
    if "spreadsheet" in answer.headers["Content-Type"]:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            return "\n".join(book.read(name).decode("utf-8") for name in book.namelist() if "docProps" not in name)
    text = answer.content.decode("utf-8", "replace")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|<meta name="csrf[^>]*>|hx-headers=\'[^\']*\'', "", text)


def _whole(answer: Any) -> Any:
    """The answer, read to its end: a file that is sent piece by piece is closed by its last piece."""
    if answer.streaming:
        answer.received = b"".join(answer.streaming_content)
    return answer


def _is_untouched(own: Belongings) -> None:
    with acting_as(machine_for([own.organisation.id])):
        for kind, row in own.rows.items():
            if isinstance(row, Guarded):
                now = type(row)._default_manager.get(pk=row.pk)
                assert (now.changed_at, now.withdrawn_at) == (row.changed_at, row.withdrawn_at), kind
    own.rows["account"].refresh_from_db()
    assert own.rows["account"].is_active


def _count(cast: Cast) -> None:
    for organisation in (cast.gumla, cast.khunti):
        with acting_as(machine_for([organisation.id])):
            bring_up_to_date(organisation.id)
