"""Parts of the case page: steps, due items, entries, and the menu of new entries."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.kernel import clock
from jatan.kernel.text.digits import devanagari_digits
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import ANY_TIME, AT_ONCE, Due
from jatan.programme.cases.entries.due_order import Place, Shown, place_of, shown_in_order
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.entries.identity import age_on
from jatan.programme.cases.entries.kinds import Stage, Writer, open_pages
from jatan.programme.cases.entries.legal_dues import HEARING_CODE
from jatan.programme.cases.entries.menu import writable_kinds
from jatan.programme.cases.entries.services import danger_dues, latest_danger
from jatan.programme.cases.entries.steps import Step
from jatan.programme.cases.entries.urgency import urgency_of
from jatan.programme.cases.entries.wish import WISH, PlanAndWish, plans_and_wish, wish_of
from jatan.programme.cases.legal.time_limits import in_india, is_end_of_day
from jatan.web.cases.colleagues import names_of
from jatan.web.cases.entry_display import Line, answer_words, kind_for, line_of
from jatan.web.ui.components import states
from jatan.web.ui.paging import Page, paginate

_SIZE: Final = 30
# Due items that a page shows before it folds the rest.
_DUE_IN_SIGHT: Final = 5
# Legal deadlines nearer than this are shown in hours.
_BY_HOUR: Final = dt.timedelta(hours=48)
# Kinds written by services that are not shown on the timeline.
_HIDDEN_KINDS: Final = {"profile", "origin"}


@dataclass(frozen=True)
class StageLink:
    """One step with the number of its entries. `is_shown`: the timeline is filtered to this step.

    `state`: done, current or open; empty for the two parallel tracks.
    """

    url: str
    label: Label
    count: int
    is_shown: bool
    state: str = ""


@dataclass(frozen=True)
class ThingDue:
    """A due item for display."""

    url: str
    what: Label
    badge: states.Badge
    on: dt.date
    whose: str = ""


@dataclass(frozen=True)
class UrgencyLine:
    """The urgency for display. `kind`: of the alert. `url`: the response, else the urgency itself."""

    words: Label
    kind: str
    answer: states.Badge
    review: states.Badge | None
    review_on: dt.date | None
    set_on: dt.date
    by: str
    url: str
    is_answered: bool


@dataclass(frozen=True)
class DangerLine:
    """Danger that she reported last. `plan_url`: where the safety plan is written, "" if it was since or may not be."""

    on: dt.date
    again_on: dt.date | None
    url: str
    plan_url: str
    row: uuid.UUID


@dataclass(frozen=True)
class WishLine:
    """Her wish for display. `words` "": none is written yet, and `url` writes it. `plans`: label, how it stands."""

    url: str
    words: str = ""
    on: dt.date | None = None
    plans: Sequence[tuple[Label, PlanAndWish]] = ()


def danger_line(file: CaseFile, writer: Writer) -> DangerLine | None:
    """The danger for the head of the page: until she was reached and is safe, whatever the stage of the work."""
    heard = latest_danger(file)
    if heard is None:
        return None
    is_due, plan = any(danger_dues(file, writer.today)), KINDS["safety_plan"]
    may_write = is_due and plan.is_open_to(writer) and not file.is_closed
    return DangerLine(
        on=heard.get("on"),
        again_on=heard.get("next_on"),
        url=reverse("case_entry", args=[file.case_id, heard.row]),
        plan_url=reverse("case_entry_new", args=[file.case_id, plan.code]) if may_write else "",
        row=heard.row,
    )


def wish_line(file: CaseFile, writer: Writer) -> WishLine | None:
    """Her newest wish for the head of the page; without one, where it is written; None if nobody may."""
    wish = wish_of(file)
    if wish is None:
        may = WISH in (kind for _stage, kinds in writable_kinds(file, writer) for kind in kinds)
        return WishLine(reverse("case_entry_new", args=[file.case_id, WISH.code])) if may else None
    plans = [(kind_for(one.plan.kind).label, one) for one in plans_and_wish(file, wish)]
    url = reverse("case_entry", args=[file.case_id, wish.row])
    return WishLine(url, str(wish.get("words", "")), wish.get("on"), plans)


def entries_page(file: CaseFile, query: QueryDict, *, stage: str) -> Page:
    """A page of thirty entries of one step or of all, newest first."""
    shown = list(_shown(file, stage))
    shown.sort(key=lambda entry: (kind_for(entry.kind).day_of(entry), entry.row), reverse=True)
    return paginate(shown, query, size=_SIZE, anchor="#entries")


def urgency_line(file: CaseFile, names: Mapping[uuid.UUID | None, str], *, digits: bool) -> UrgencyLine | None:
    """The urgency in force, for the head of the page; None if there is none or the case is closed."""
    urgency = urgency_of(file)
    if urgency is None or file.is_closed:
        return None
    now, is_answered = clock.now(), urgency.answered is not None
    response = Due("urgency", urgency.respond_by)
    again = Due("urgency_review", urgency.review_on) if urgency.review_on is not None else None
    is_late = (not is_answered and response.is_late(now)) or (again is not None and again.is_late(now))
    kind = "late" if is_late else "" if is_answered else "soon"
    return UrgencyLine(
        words=urgency.words,
        kind=kind,
        answer=states.done(_("somebody responded")) if is_answered else badge_of(response, now, digits=digits),
        review=badge_of(again, now, digits=digits) if again is not None else None,
        review_on=urgency.review_on,
        set_on=urgency.set_on,
        by=names.get(urgency.entry.written_by, ""),
        url=reverse("case_entry", args=[file.case_id, (urgency.answered or urgency.entry).row]),
        is_answered=is_answered,
    )


def unfinished(file: CaseFile, writer: Writer) -> list[tuple[Label, int, str]]:
    """Long entries of which parts are open: (label, number of open parts, URL of the next one). Only the newest of a
    kind: an older one was left as it is."""
    kinds = [kind for kind in KINDS.values() if kind.pages and kind.is_open_to(writer)]
    found = [(kind, entry) for kind in kinds if (entry := file.last(kind.code)) is not None]
    return [
        (kind.label, len(left), f"{reverse('case_entry', args=[file.case_id, entry.row])}?show=edit")
        for kind, entry in found
        if (left := open_pages(kind, entry)) and not file.is_closed
    ]


def names_on(page: Page, file: CaseFile) -> dict[uuid.UUID | None, str]:
    """Names of who wrote the entries of a page, and of who set the urgency: one query."""
    urgency = urgency_of(file)
    return names_of([*(entry.written_by for entry in page.rows), urgency.entry.written_by if urgency else None])


def lines_of(page: Page, file: CaseFile, names: Mapping[uuid.UUID | None, str], *, digits: bool) -> list[Line]:
    """Timeline lines of the entries of a page."""
    return [line_of(entry, file, names, digits=digits) for entry in page.rows]


def stages_of(file: CaseFile, shown: str, steps: Iterable[Step]) -> list[StageLink]:
    """The steps in order with their numbers of entries; then the parallel tracks that have any."""
    states_of_steps = {step.stage: step.state.value for step in steps}
    counts = dict.fromkeys(Stage, 0)
    for entry in _shown(file, ""):
        counts[kind_for(entry.kind).stage] += 1
    return [
        StageLink(_address(file, stage, 1), stage.label, count, shown == stage, states_of_steps.get(stage, ""))
        for stage, count in counts.items()
        if count or stage in states_of_steps
    ]


def due_in(file: CaseFile, today: dt.date, *, digits: bool, without: uuid.UUID | None = None) -> Shown[ThingDue]:
    """Due items of this case in the order of `due_order`, without those that the page shows above: duties towards a
    child, the urgency, and the next court day (`without`: the hearing that names it)."""
    now = clock.now()
    above = ("duty:", "urgency")
    found = [due for due in dues_of(file, today) if due.is_shown(today) and not due.code.startswith(above)]
    shown = next((due for due in found if due.code == HEARING_CODE and due.row == without), None)
    parts = shown_in_order((due for due in found if due is not shown), now, lambda due: due, _DUE_IN_SIGHT)
    lines = ([_due(file, due, now, digits) for due in part] for part in (parts.in_sight, parts.more, parts.long_late))
    return Shown(*lines)


def answer_url(case: uuid.UUID, due: Due) -> str:
    """Where a supervisor decides on what was said not to apply (`duty_answer.duty_answer_dues`)."""
    duty, event = due.about
    return f"{reverse('case_law_answer', args=[case])}?{urlencode({'duty': duty, 'event': event})}"


def badge_of(due: Due, now: dt.datetime, *, digits: bool = False) -> states.Badge:
    """Badge of a due item: overdue, near or far; at once; or at any time."""
    if due.timing == ANY_TIME:
        return states.plain(_("at any time"), "clock")
    today = in_india(now)
    # What is long late is as late as its own day, though a file typed in late asked about it for a week first.
    is_long_late = place_of(due, now) == Place.LONG_LATE
    last = in_india(due.late_at) if due.late_at and not is_long_late else due.on
    apart = abs((last - today).days)
    is_by_hour = due.late_at is not None and not is_end_of_day(due.late_at) and abs(due.late_at - now) < _BY_HOUR
    span = due.late_at - now if due.late_at and is_by_hour else dt.timedelta()
    time = devanagari_digits(
        states.duration_in_hours(abs(span)) if is_by_hour else states.duration_words(apart), digits
    )
    if due.is_late(now):
        return states.late(_("overdue by %(time)s") % {"time": time})
    if due.timing == AT_ONCE:
        return states.soon(_("at once"))
    if apart < 2 and not is_by_hour:
        return states.soon((_("today"), _("tomorrow"))[apart])
    words = _("in %(time)s") % {"time": time}
    return states.soon(words) if is_by_hour or apart <= 7 else states.plain(words, "clock")


def sex_and_age(file: CaseFile, *, digits: bool) -> str:
    """Sex and age as text, from the profile; does not identify her."""
    profile, ages = file.last("profile"), age_on(file, clock.today())
    if profile is None:
        return ""
    sex = answer_words(kind_for("profile").field("sex"), profile.get("sex"), file)
    return ", ".join(part for part in (sex, _years(ages, digits)) if part)


def writing_menu(file: CaseFile, writer: Writer) -> list[tuple[Label, list[tuple[str, Label, str]]]]:
    """Kinds that can be written now: (step, [(URL, label, icon)])."""
    return [
        (
            stage.label,
            [(reverse("case_entry_new", args=[file.case_id, kind.code]), kind.label, kind.icon) for kind in kinds],
        )
        for stage, kinds in writable_kinds(file, writer)
    ]


def _shown(file: CaseFile, stage: str) -> Iterable[Entry]:
    return (
        entry
        for entry in file.entries
        if entry.kind not in _HIDDEN_KINDS and (not stage or kind_for(entry.kind).stage == stage)
    )


def _due(file: CaseFile, due: Due, now: dt.datetime, digits: bool) -> ThingDue:
    """A day of the law leads to the law page, her own consent to sharing, what a supervisor decides to that page,
    all else to its entry. A task is shown in its own words."""
    is_law = due.row is None or due.code.startswith("deadline:")
    url = reverse("case_law", args=[file.case_id]) if is_law else reverse("case_entry", args=[file.case_id, due.row])
    if due.code == "duty_answer_waiting":
        url = answer_url(file.case_id, due)
    if due.code == "own_consent":  # she is asked and her copy offered there
        url = reverse("case_share", args=[file.case_id])
    task = file.find(due.row) if due.code == "to_do" else None
    what = task.get("what", due.what) if task is not None else due.what
    return ThingDue(url, what, badge_of(due, now, digits=digits), due.on, due.whose)


def _years(ages: tuple[int, int] | None, digits: bool) -> str:
    if ages is None:
        return ""
    text = str(ages[0]) if ages[0] == ages[1] else f"{ages[0]}–{ages[1]}"
    return ngettext("%(n)s year", "%(n)s years", ages[1]) % {"n": devanagari_digits(text, digits)}


def _address(file: CaseFile, stage: str, page: int) -> str:
    asked: dict[str, Any] = ({"stage": str(stage)} if stage else {}) | ({"page": page} if page > 1 else {})
    root = reverse("case", args=[file.case_id])
    return f"{root}?{urlencode(asked)}#entries" if asked else f"{root}#entries"
