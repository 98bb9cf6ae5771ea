"""Tells the desk of the danger in a row of a phone that waits: an urgent issue, before anybody has looked at the row.

Runs in the transaction that receives the row. What is told is noted in the row (`issues`), so that the row settles into
that issue when it is put right, and nothing is told twice.
"""

import dataclasses
import datetime as dt
import logging
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor, importer_for, machine_for
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.network.selectors import members
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.choices import WAITING, Reason, State
from jatan.intake.fieldbook.locks import lock_row
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.opened_rows import glance
from jatan.intake.fieldbook.signs import Sign, named_people, signs
from jatan.intake.fieldbook.translate.entry import posted_place
from jatan.intake.fieldbook.unsent import Registered, registered
from jatan.kernel import clock
from jatan.programme.flows.danger import Danger, report_danger
from jatan.programme.flows.no_news_questions import stated_lines
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.choices import Origin
from jatan.programme.journeys.choices import TriggerCode
from jatan.programme.journeys.selectors import journeys
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import people

_log = logging.getLogger(__name__)
_BATCH: Final = 200
# Rows that were not looked at for danger, or not to the end: a recorded one too, where its alarm may be a new one.
_OWED: Final = Q(state__in=[state.value for state in WAITING], issues__isnull=True) | Q(
    state__in=[*(state.value for state in WAITING), State.RECORDED.value], untold_at__isnull=False
)


def report(row: ReceivedRow, *, device: Device) -> None:
    """Open an urgent issue for each sign of danger in the row that was not told yet; notes them in the row.

    Whoever wrote it sees an issue among her own only if her phone reaches whom it is about, whoever sends the row on.
    """
    before = row.issues
    try:
        with transaction.atomic():
            _report(row, device)
    except Exception as error:
        # The row must stay whatever it holds; `report_what_waits` looks at it again, after those that wait longer.
        if not connection.is_usable():
            raise
        row.issues, row.untold_at = before, clock.now()
        row.save(update_fields=["untold_at"])
        _log.exception("danger in a row of a phone could not be told: %s", type(error).__name__)


def report_what_waits() -> int:
    """Periodic: tell of the danger in rows that wait and were not looked at for it: from before there was this, or
    after a fault. Returns how many were looked at. Safe to repeat."""
    with acting_as(machine_for([])):
        organisations = list(members().values_list("pk", flat=True))
    return sum(_report_waiting(one) for one in organisations)


def _report_waiting(organisation_id: uuid.UUID) -> int:
    importer, count = importer_for(organisation_id), 0
    with acting_as(importer):
        waiting = ReceivedRow.objects.filter(_OWED, organisation_id=organisation_id)
        in_turn = waiting.order_by(F("untold_at").asc(nulls_first=True), "received_at")
        found = list(in_turn.values_list("pk", "account", "row")[:_BATCH])
    for pk, account, row_id in found:
        with acting_as(importer):
            lock_row(organisation_id, account, row_id)
            row = ReceivedRow.objects.get(organisation_id=organisation_id, pk=pk)
            device = Device.objects.select_related("account", "organisation").filter(pk=row.device).first()
            if device is None or not ReceivedRow.objects.filter(_OWED, pk=pk).exists():
                continue
            report(row, device=device)
            count += row.untold_at is None
    return count


def carries_danger(row: ReceivedRow) -> bool:
    """Whether the row, stored or not yet, carries danger: no quota may refuse it then.

    A row that breaks the reader may carry it, and holds up no other row of its request.
    """
    try:
        with transaction.atomic():
            return bool(_signs_of(row))
    except Exception as error:
        if not connection.is_usable():
            raise
        _log.exception("a row of a phone could not be read for danger: %s", type(error).__name__)
        return True


def _report(row: ReceivedRow, device: Device) -> None:
    issues = dict(row.issues or {})
    found = [one for one in _signs_of(row) if one.path not in issues]
    forum, by = (_forum_of(row, device), sender_of(device).actor) if found else (None, Actor(None, ()))
    for sign in _as_one(found) if _is_doubtful(row) else found:
        issues[sign.path] = str(report_danger(_danger(row, sign, by, forum)))
    row.issues, row.untold_at = issues, None
    row.save(update_fields=["issues", "untold_at"])


def _signs_of(row: ReceivedRow) -> list[Sign]:
    kind, answers = glance(row) or ("", {})
    named = named_people(answers)
    unsent = registered(row, answers)
    mine = {"organisation_id": row.organisation_id, "pk__in": named}
    with acting_as(machine_for([row.organisation_id])):
        known = {one.pk: one for one in Person.objects.live().filter(**mine)} if named else {}
    return [_joined(sign, unsent) for sign in signs(kind, answers, known, clock.today())]


def _joined(sign: Sign, unsent: Registered | None) -> Sign:
    """The sign with whom another row registers, where it names nobody that the house has."""
    if unsent is None or sign.person is not None or sign.journey is not None:
        return sign
    new = {name: str(unsent.new.get(name) or "") for name in ("name", "phone", "village")}
    found = dataclasses.replace(sign, journey=unsent.journey, village=sign.village or new["village"])
    if sign.stated:
        return dataclasses.replace(found, stated={**sign.stated, "name": new["name"] or sign.stated["name"]})
    return dataclasses.replace(found, name=new["name"] or sign.name, phone=sign.phone or new["phone"])


def _as_one(found: list[Sign]) -> list[Sign]:
    """One sign with the words of all: whoever found a phone must not fill the desk with issues.

    Only the first is noted as told. The others get issues of their own when somebody has looked and sends the row on.
    """
    if not found:
        return []
    with translation.override(settings.LANGUAGE_CODE):
        more = [" ".join(filter(None, (one.name, one.phone, *_what(one)))) for one in found[1:]]
    return [dataclasses.replace(found[0], words="\n".join(filter(None, (found[0].words, *more))))]


def _is_doubtful(row: ReceivedRow) -> bool:
    return any(one.get("code") == Reason.TAKEN_BACK for one in row.problems)


def _forum_of(row: ReceivedRow, device: Device) -> Group | None:
    if device.group is None:
        return None
    with acting_as(machine_for([row.organisation_id])):
        mine = Group.objects.filter(organisation_id=row.organisation_id, pk=device.group)
        return mine.select_related("place").first()


def danger_issues(row: ReceivedRow) -> Mapping[str, uuid.UUID]:
    """{path of the answers: issue} of what was told when the row arrived."""
    return {path: uuid.UUID(one) for path, one in (row.issues or {}).items()}


def _danger(row: ReceivedRow, sign: Sign, by: Actor, forum: Group | None) -> Danger:
    is_doubtful = _is_doubtful(row)
    return Danger(
        organisation=row.organisation_id,
        origin=Origin.FIELD_BOOK.value,
        kind=sign.kind,
        person=sign.person,
        journey=sign.journey,
        name=sign.name,
        phone=sign.phone,
        age=sign.age,
        words=_lines(row, sign, forum),
        place=forum.place if forum is not None else posted_place(row.organisation_id, row.account),
        panchayat=forum.panchayat if forum is not None else "",
        village=sign.village or (forum.village if forum is not None else ""),
        author=row.account if not is_doubtful and _may_see(by, row, sign) else None,
        is_leaving=bool(sign.stops),
        is_of_another=bool(sign.stated),
        starts_ladder=bool(sign.stated) and not is_doubtful,
        is_doubtful=is_doubtful,
    )


def _may_see(by: Actor, row: ReceivedRow, sign: Sign) -> bool:
    """Whether the writer reaches whom she named: an issue of her own names them to her."""
    mine = {"organisation_id": row.organisation_id}
    with acting_as(by):
        if sign.person is not None and not people(by).filter(**mine, pk=sign.person).exists():
            return False
        return sign.journey is None or journeys(by).filter(**mine, pk=sign.journey).exists()


def _lines(row: ReceivedRow, sign: Sign, forum: Group | None) -> list[str]:
    """What the desk reads first: what danger, where she goes, what was said, who wrote it and how she is reached."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = _what(sign)
        where, day = sign.leads_to.get("destination_as_written", ""), _day_words(sign.leads_to.get("leaves_on", ""))
        if where or day:
            lines.append(_("To %(where)s, leaves on %(day)s.") % {"where": where or "–", "day": day or "–"})
        agent = " ".join(filter(None, (sign.leads_to.get("agent_name"), sign.leads_to.get("agent_phone"))))
        if agent:
            lines.append(_("Agent or contractor: %(agent)s.") % {"agent": agent})
        writer = Account.objects.filter(pk=row.account).first()
        writer_words: dict[str, Any] = {
            "name": writer.name if writer is not None else "–",
            "forum": forum.name if forum else "–",
        }
        lines.append(_("Written on a phone by %(name)s, forum: %(forum)s.") % writer_words)
        if writer is not None and writer.phone:
            lines.append(f"☎ {writer.phone}")
        lines.append(_("The rest of it waits among the rows of phones."))
    return [line for line in lines if line]


def _what(sign: Sign) -> list[str]:
    stops = ", ".join(str(TriggerCode(code).label) for code in sign.stops)
    lines = [_("Warning: %(what)s.") % {"what": stops}] if stops else []
    if sign.is_unsafe:
        lines.append(_("Answered: not safe."))
    if sign.unread:
        more = {"count": sign.unread}
        lines.append(_("More people are written in it than it has room for: %(count)d. Read all of it.") % more)
    last_heard = _day_words(sign.stated.get("last_heard_on", ""))
    return [*lines, *stated_lines({**sign.stated, "last_heard_on": last_heard}), sign.words]


def _day_words(written: str) -> str:
    try:
        return date_format(dt.date.fromisoformat(written), "j E Y") if written else ""
    except ValueError:
        return written
