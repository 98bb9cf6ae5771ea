"""Build the command from a draft. Every page is validated again by its form, so no unvalidated value gets through."""

from typing import Any

from django.utils.datastructures import MultiValueDict

from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.journeys.choices import GivenTo, Under18
from jatan.programme.journeys.departure_commands import RegisterDepartures, Traveller
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import seen
from jatan.web.journeys.departures.forms import (
    ConsentForm,
    JourneyForm,
    NewTravellerForm,
    PapersForm,
    PromiseForm,
    StepForm,
    TalkForm,
)
from jatan.web.journeys.departures.state import Page, State

FORMS: dict[str, type[StepForm]] = {
    "journey": JourneyForm,
    "promise": PromiseForm,
    "papers": PapersForm,
    "talk": TalkForm,
    "consent": ConsentForm,
}
_MANY = frozenset({"papers_in_hand", "noted", "topics"})


class Unfinished(Exception):
    """The draft has an invalid page. `page` None means the page "who"."""

    def __init__(self, page: Page | None) -> None:
        super().__init__(page.step if page else "who")
        self.page = page


def build_form(state: State, page: Page, sent: Any = None) -> Any:
    """The form of one page: bound to `sent`, or unbound with the values kept in the draft."""
    kind, about = FORMS[page.step], state.asked(page)
    if sent is not None:
        return kind(sent, actor=state.by, about=about)
    kept = state.answers(page)
    shown = {name: values if name in _MANY else values[-1] for name, values in kept.items()}
    return kind(initial=shown, actor=state.by, about=about)


def build_command(state: State) -> RegisterDepartures:
    """The whole draft as one command. Raises Unfinished for the first invalid page."""
    if not state.travellers:
        raise Unfinished(None)
    journey = _read(state, Page("journey")).answers() | _read(state, Page("promise")).answers()
    talk = _read(state, Page("talk"))
    travellers = [_traveller(state, number) for number in range(len(state.travellers))]
    first = travellers[0].person or travellers[0].register
    assert first is not None
    return RegisterDepartures(
        id=state.draft.id,
        organisation=state.draft.organisation_id,
        place=first.place,
        panchayat=first.panchayat,
        village=first.village,
        registered_on=clock.today(),
        journey=journey,
        travellers=tuple(travellers),
        topics=tuple(talk.cleaned_data["topics"]),
        given_to=talk.cleaned_data["given_to"] or GivenTo.PERSON.value,
        language=state.by.language,
    )


def _traveller(state: State, number: int) -> Traveller:
    row = state.travellers[number]
    person = state.persons.get(row.get("person", ""))
    register, under_18 = _new(state, row) if person is None else (None, "")
    who: Any = person or register
    papers = _read(state, Page("papers", number))
    talk = _read(state, Page("talk", 0 if state.is_one_talk else number))
    consent = _read(state, Page("consent", number))
    where = {"place": who.place, "panchayat": who.panchayat, "village": who.village}
    return Traveller(
        person=person,
        register=register,
        shown=seen(row.get("shown", ())),
        own={**where, **papers.answers()},
        **({"under_18": under_18} | papers.changed_details()),
        family=state.family_of(number) if len(state.travellers) > 1 else "",
        consents=consent.consents(),
        answers=talk.given(),
        checklist=state.checklist_of(number),
        along=papers.along(),
        noted=tuple(talk.cleaned_data["noted"]),
    )


def _new(state: State, row: dict[str, Any]) -> tuple[RegisterPerson, str]:
    """The command for a new person, and her answer to "under 18?" (unknown in drafts older than that question)."""
    sent_answers = {"under_18": [Under18.UNKNOWN.value], **row.get("new", {})}
    form = NewTravellerForm(MultiValueDict(sent_answers), actor=state.by)
    if not form.is_valid():
        raise Unfinished(None)
    try:
        return RegisterPerson(**form.answers()), form.under_18_answer()
    except (Problem, Problems) as wrong:
        raise Unfinished(None) from wrong


def _read(state: State, page: Page) -> Any:
    """The bound and valid form of a page; a page never opened counts as empty. Raises Unfinished if it is invalid."""
    form = build_form(state, page, MultiValueDict({"how": ["spoken"], **state.answers(page)}))
    if not form.is_valid():
        raise Unfinished(page)
    return form
