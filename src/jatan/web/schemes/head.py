"""What matters now of a scheme application: its state and since when, what comes next, her papers, whom to call."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.programme.people.models import Identifier
from jatan.programme.people.selectors import identifiers, people
from jatan.programme.schemes import reference
from jatan.programme.schemes.choices import Stage
from jatan.programme.schemes.models import Linkage
from jatan.web.ui.call_now import PhoneLine
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import day_text, record_link
from jatan.web.ui.records.desk import OpenedRecord
from jatan.web.ui.records.head import Act, HeadLine
from jatan.web.ui.scheme_labels import stage_badge

_NEXT = {Stage.APPLIED: "sanction", Stage.SANCTIONED: "receive"}


def linkage_also(by: Actor, row: Linkage) -> Mapping[str, QuerySet[Any]]:
    """The person, and the papers of hers that are on record, where this user may see her."""
    person = people(by).filter(pk=row.person_id)
    papers = identifiers(by, row.person) if by.may(P.PEOPLE_SEE) else Identifier.objects.none()
    return {"person": person, "papers": papers}


def linkage_links(opened: OpenedRecord) -> Sequence[tuple[Any, Any]]:
    """(label, link) of the person; her name alone where her record may not be seen."""
    row: Linkage = opened.row
    person = next(iter(opened.rows("person")), None)
    shown = record_link("people_detail", person.pk, person.name) if person is not None else row.person.name
    known = reference.schemes().get(row.scheme)
    return [(capfirst(_("person")), shown), (_("Department"), known.department.in_language() if known else "")]


def linkage_head(opened: OpenedRecord) -> Sequence[HeadLine]:
    """The state with the next step; papers that are missing and whom to call, while it is open."""
    row: Linkage = opened.row
    if row.received_on is not None or row.refused_on is not None:
        return [_ended(row)]
    found = (_state(opened), _papers(opened), _call(opened))
    return [line for line in found if line is not None]


def _ended(row: Linkage) -> HeadLine:
    day = row.received_on or row.refused_on
    amount = f"₹ {format_integer(row.amount)}" if row.amount and row.received_on else ""
    words = " · ".join(part for part in (day_text(day) if day else "", amount) if part)
    return HeadLine(stage_badge(row), words, "" if row.received_on else row.refused_reason)


def _state(opened: OpenedRecord) -> HeadLine:
    row: Linkage = opened.row
    since = row.sanctioned_on or row.applied_on
    if since is None:
        url = opened.edit_url
        return HeadLine(stage_badge(row), act=Act(url, _("Enter the day of applying"), "edit") if url else None)
    waited = states.duration_words((clock.today() - since).days)
    words = _("%(day)s, %(time)s ago") % {"day": day_text(since), "time": waited}
    return HeadLine(stage_badge(row), words, act=opened.step(_NEXT[row.stage]))


def _papers(opened: OpenedRecord) -> HeadLine | None:
    """Said where no paper at all is on record: which papers a scheme wants, the house does not know."""
    person = next(iter(opened.rows("person")), None)
    if person is None or opened.rows("papers"):
        return None
    act = Act(reverse("people_papers_new", args=[person.pk]), _("Add a paper"), "plus")
    may = opened.by.may(P.PEOPLE_RECORD)
    return HeadLine(states.soon(_("no identity paper on record")), act=act if may else None)


def _call(opened: OpenedRecord) -> HeadLine | None:
    person = next(iter(opened.rows("person")), None)
    if person is None or not person.phone:
        return None
    return HeadLine(states.plain(_("call"), "phone"), phones=[PhoneLine(person.phone, person.name)])
