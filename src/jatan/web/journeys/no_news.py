"""No news of somebody who left: find her, write down what the family tells, then call, print and go to the police.

Names are sent by POST, never in a URL; who it is about stands there as an id.
"""

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from jatan.foundation.access import gate
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.kernel.ages import ADULT
from jatan.kernel.ids import is_id
from jatan.programme.flows.no_news import ReportNoNews, fir_requests, report_no_news
from jatan.programme.helpdesk.services import ISSUE
from jatan.programme.journeys.attachments import add_attachment
from jatan.programme.journeys.choices import AttachmentKind
from jatan.programme.journeys.commands import AddAttachment
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import journeys
from jatan.programme.journeys.services import JOURNEY
from jatan.programme.people.choices import Sex
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day
from jatan.programme.people.services import PERSON
from jatan.programme.safeguarding.selectors import escalations
from jatan.web.journeys.no_news_form import NoNewsForm
from jatan.web.people.suggestions import search_context
from jatan.web.ui.body_limits import for_form
from jatan.web.ui.call_now import COORDINATOR, PhoneLine, numbers_to_call
from jatan.web.ui.journey_words import phones_of
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission


@needs(P.HELPDESK_RECORD)
def _no_news(request: StaffRequest) -> HttpResponseBase:
    """Who it is about, then what the family tells. `?journey=` or `?person=`: she is on record."""
    journey, person = _about(request)
    is_somebody_new = "somebody_new" in request.POST or "teller" in request.POST
    if person is None and not is_somebody_new:
        may_search = request.actor.may(P.PEOPLE_SEE)
        found = search_context(request) if may_search and request.method == "POST" else {}
        return render(request, "journeys/no_news/find.html", found | {"may_search": may_search})
    form = _form(request, journey, person)

    def act(answers: Any) -> Any:
        upload = answers.pop("photograph", None)
        issue = report_no_news(by=request.actor, command=ReportNoNews(person=person, journey=journey, **answers))
        if upload is not None and journey is not None:
            _keep_photograph(request, journey, upload)
        return issue

    made: Any = submission.submit_form(form, act)
    if made is not None:
        return redirect("no_news_next", made.pk)
    page = {"form": form, "person": person, "journey": journey}
    return render(request, "journeys/no_news/tell.html", page, status=422 if form.errors else 200)


no_news = for_form(_no_news, NoNewsForm)


@needs(P.HELPDESK_SEE)
def no_news_next(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What is done now, in this order: call, print and sign, carry it to the police, ask again."""
    issue = ISSUE.find(request.actor, pk)
    may_see = request.actor.may(P.PEOPLE_SEE)
    journey = (
        journeys(request.actor).filter(pk=issue.about_journey).first() if may_see and issue.about_journey else None
    )
    person = journey.person if journey is not None else (issue.person if issue.shows_person else None)  # type: ignore[attr-defined]
    ladder = escalations(request.actor).filter(journey=journey, closed_at__isnull=True).first() if journey else None
    may_record = gate.allows(request.actor, P.HELPDESK_RECORD, organisation_id=issue.organisation_id, place=issue.place)
    public = _public_numbers(person, issue.sex)
    known = {line.to_dial for line in public}
    others = [
        *(phones_of(journey) if journey is not None else ()),
        *numbers_to_call(COORDINATOR, issue.organisation_id, issue.place, get_language() or "hi"),
    ]
    page = {
        "issue": issue,
        "journey": journey,
        "ladder": ladder,
        "requests": fir_requests(request.actor, issue),
        "public": public,
        "lines": [line for line in others if line.to_dial not in known],
        "may_record": may_record,
        "may_record_person": may_see and request.actor.may(P.PEOPLE_RECORD),
    }
    return render(request, "journeys/no_news/next.html", page)


def _about(request: StaffRequest) -> tuple[Journey | None, Person | None]:
    """Journey and person of the address. Of a person the journey she is on; DoesNotExist for what is out of reach."""
    journey, person = request.GET.get("journey", ""), request.GET.get("person", "")
    if is_id(journey):
        row = JOURNEY.find(request.actor, uuid.UUID(journey))
        return row, row.person
    if not is_id(person):
        return None, None
    found = PERSON.find(request.actor, uuid.UUID(person))
    open_ones = journeys(request.actor).filter(person=found, returned_on__isnull=True)
    return open_ones.order_by("-leaves_on", "-id").first(), found


def _form(request: StaffRequest, journey: Journey | None, person: Person | None) -> Any:
    initial: dict[str, Any] = {"journey": journey, "person": person}
    if person is None:
        initial["name"] = request.POST.get("q", "").strip()[:120]
    data = request.POST if "teller" in request.POST else None
    return NoNewsForm(data, request.FILES if data is not None else None, actor=request.actor, initial=initial)


def _keep_photograph(request: StaffRequest, journey: Journey, upload: Any) -> None:
    command = AddAttachment(
        organisation=journey.organisation_id,
        place=journey.place,
        panchayat=journey.panchayat,
        village=journey.village,
        journey=journey,
        kind=AttachmentKind.FACE.value,
    )
    add_attachment(by=request.actor, command=command, upload=upload)


def _public_numbers(person: Person | None, sex: str) -> list[PhoneLine]:
    """The police first; the number for children unless she is known to be grown up, that for women unless a man."""
    age = None
    if person is not None:
        today = clock.today()
        age = age_on_day(today, age=person.age, age_on=person.age_on, birth_year=person.birth_year)
        sex = person.sex
    wanted = ["emergency"]
    wanted += ["children"] if age is None or age < ADULT else []
    wanted += ["women"] if sex != Sex.MALE else []
    known = {one.code: one for one in help_numbers_on(clock.today(), get_language() or "hi")}
    return [PhoneLine(known[code].number, known[code].what) for code in wanted if code in known]
