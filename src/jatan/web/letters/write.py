"""The pages that make an application from an issue: what to whom, then the filled text, which is edited and kept."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import ISSUE
from jatan.programme.journeys.models import Journey, Outcome
from jatan.programme.journeys.outcomes import outcome_of
from jatan.programme.journeys.services import JOURNEY
from jatan.programme.letters.choices import OFFICE_OF, UNTOLD, LetterKind, LetterOffice
from jatan.programme.letters.commands import WriteLetter
from jatan.programme.letters.services import LETTER
from jatan.programme.letters.texts import Sources, Text, fill, usual_office
from jatan.programme.people.models import Person
from jatan.programme.people.services import PERSON
from jatan.web.letters.record_forms import ChooseForm, LetterForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission


@needs(Permission.HELPDESK_RECORD)
def letter_choose(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What the application is for, the office and the language. The form goes by GET to the page of the text."""
    issue = _writable(request.actor, pk)
    form = ChooseForm(actor=request.actor, about=issue, person=_person(request.actor, issue))
    page = _page(issue, form) | {"is_untold": issue.kind in UNTOLD}
    return render(request, "letters/choose.html", page)


@needs(Permission.HELPDESK_RECORD)
def letter_write(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The filled text, to be edited; POST keeps it as it was typed. What was chosen stands in the query string."""
    issue = _writable(request.actor, pk)
    person = _person(request.actor, issue)
    chosen = ChooseForm(request.GET, actor=request.actor, about=issue, person=person)
    if not chosen.is_valid():
        return redirect("letter_choose", issue.pk)
    kind = LetterKind(chosen.cleaned_data["kind"])
    office, language = _office(chosen, kind), chosen.cleaned_data["language"]
    journey, ally = chosen.chosen_journey, chosen.chosen_ally
    sources = Sources(issue, person, journey, _outcome(request.actor, journey), chosen.chosen_linkage, ally)
    text = fill(sources, kind, office, language)
    form = submission.bind_form(LetterForm, request, initial=_initial(text))
    made: Any = submission.submit_form(
        form,
        lambda answers: LETTER.record(
            by=request.actor,
            command=WriteLetter(
                organisation=issue.organisation_id,
                place=issue.place,
                panchayat=issue.panchayat,
                village=issue.village,
                issue=issue,
                kind=kind.value,
                office=office.value,
                ally=ally,
                language=language,
                template=text.template,
                **answers,
            ),
        ),
    )
    if made is None:
        return render(request, "letters/write.html", _page(issue, form), status=422 if form.is_bound else 200)
    messages.success(request, _("The application is kept. Print it and have it signed."))
    return redirect("letters_detail", made.pk)


def _writable(by: Actor, pk: uuid.UUID) -> Issue:
    """The issue, if this actor may record in its organisation and place. DoesNotExist or Forbidden else."""
    issue = ISSUE.find(by, pk)
    gate.require(by, Permission.HELPDESK_RECORD, organisation_id=issue.organisation_id, place=issue.place)
    return issue


def _person(by: Actor, issue: Issue) -> Person | None:
    """The person of the issue, or of the journey it is about, if this actor may see her."""
    if not by.may(Permission.PEOPLE_SEE):
        return None
    try:
        if issue.person_id:
            return PERSON.find(by, issue.person_id)
        journey = JOURNEY.find(by, issue.about_journey) if issue.about_journey else None
        return PERSON.find(by, journey.person_id) if journey is not None else None
    except ObjectDoesNotExist:
        return None


def _outcome(by: Actor, journey: Journey | None) -> Outcome | None:
    return outcome_of(by, journey) if journey is not None else None


def _office(chosen: ChooseForm, kind: LetterKind) -> LetterOffice:
    """The office that was chosen: by itself, by the institution, or the usual one of this kind."""
    if chosen.cleaned_data["office"]:
        return LetterOffice(chosen.cleaned_data["office"])
    ally = chosen.chosen_ally
    return usual_office(kind) if ally is None else OFFICE_OF.get(ally.kind, LetterOffice.OTHER)


def _initial(text: Text) -> dict[str, Any]:
    names = ("addressee", "subject", "body", "enclosures", "sender")
    return {name: getattr(text, name) for name in names} | {"written_on": clock.today()}


def _page(issue: Issue, form: Any) -> dict[str, Any]:
    return {"issue": issue, "form": form, "back": reverse("issues_detail", args=[issue.pk])}
