"""Every way in which somebody new is written down, each used for a namesake of the same village and telephone.

`test_search_before_create` compares DOORS with the source and fails for a module that makes people and is not listed.
"""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.held_rows import alike_in
from jatan.intake.fieldbook.repair import send_on
from jatan.intake.fieldbook.translate.entry import Decisions
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.people.models import Person, Suggestion
from tests.cast import Cast
from tests.house.departure_doors import REGISTER, short_form
from tests.intake.fieldbook.field import make_field
from tests.intake.registers.workbooks import write
from tests.programme.campaigns.builders import a_camp
from tests.programme.groups.builders import a_group
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.groups.test_members_page import as_sent_again
from tests.web.groups.test_members_page import sent as list_of

__all__ = ["DOORS", "HER", "Door", "Site"]

VILLAGE, PHONE = "टोटो", "9876501234"
HER = {"name": "रोशनी उराँव", "sex": "f", "age": 22, "village": VILLAGE, "phone": PHONE}
_ASKED = {"name": "Roshni Oraon", "sex": "f", "age": "22", "phone": PHONE, "village": VILLAGE}


@dataclasses.dataclass
class Site:
    """Where a door is tried. `on_record`: she who is there already; `shown`: who was shown when the door asked."""

    cast: Cast
    browser: Browser
    folder: Path
    on_record: Person | None = None
    answer: Any = None

    def meet(self) -> Person:
        """Put her on record, as another office wrote her."""
        with acting_as(self.cast.actor("coordinator")) as by:
            self.on_record = a_person(by, self.cast, guardian_name="", age_on=clock.today(), **HER)
        return self.on_record

    def people(self) -> int:
        with acting_as(self.cast.actor("coordinator")):
            return Person.objects.filter(withdrawn_at=None).count()

    def client(self) -> Client:
        return self.browser("coordinator")

    @property
    def where(self) -> dict[str, str]:
        return {"place": str(self.cast.gumla_block.pk), "village": VILLAGE}

    def is_shown(self) -> bool:
        """Whether the page that came back names her by her id, with nothing ticked."""
        assert self.on_record is not None
        page = self.answer.content.decode()
        ticked = re.search(r'<input[^>]*value="[^"]*" checked[^>]*name="(person|known)"', page)
        return str(self.on_record.pk) in page and ticked is None


@dataclasses.dataclass(frozen=True)
class Door:
    """`modules`: those that hand a new person over. `enter`: what is sent about her; `another`: the word that she is
    another person; `same`: the word that she is the one on record. `asks_afterwards`: a list asks once it is taken in.
    """

    modules: frozenset[str]
    enter: Callable[[Site], bool]
    another: Callable[[Site], object] | None = None
    same: Callable[[Site], object] | None = None
    asks_afterwards: bool = False


def _post(site: Site, path: str, answers: dict[str, Any]) -> bool:
    """Send it; whether she on record was shown."""
    site.answer = site.client().post(path, answers)
    return site.answer.status_code in (200, 422) and site.is_shown()


# The page of people.


def _person_page(site: Site, **more: Any) -> bool:
    return _post(site, "/people/new/", _ASKED | site.where | more)


def _person_page_another(site: Site) -> None:
    _person_page(site, known="new", listed=site.answer.context["form"]["listed"].value())


# Every form that asks for a person: the journey of somebody who has left stands for them (test_nobody_is_chosen
# tries each of them).


def _left_already(site: Site, **more: Any) -> bool:
    answers = short_form(site.cast, Person(pk=uuid.UUID(int=0)), village=VILLAGE)
    new = {f"new_{name}": _ASKED[name] for name in ("sex", "age", "phone")} | {"new_guardian_name": ""}
    named = {"person": "new", "person_name": _ASKED["name"], "listed_for": _ASKED["name"]}
    return _post(site, "/journeys/new/", answers | new | named | more)


def _left_another(site: Site) -> None:
    listed = str(site.answer.context["form"]["listed"].value())
    _left_already(site, listed=listed)


def _left_same(site: Site) -> None:
    assert site.on_record is not None
    listed = str(site.answer.context["form"]["listed"].value())
    _left_already(site, listed=listed, person=str(site.on_record.pk))


# Before leaving.


def _departure(site: Site, **more: Any) -> bool:
    return _post(site, "/departures/", _ASKED | site.where | {"under_18": "no"} | more)


def _save_departure(site: Site) -> None:
    root = str(site.answer.headers["Location"]).removesuffix("who/")
    day = clock.today() + dt.timedelta(days=3)
    journey = {"work": "garment", "leaves_on": f"{day:%d/%m/%Y}", "destination_as_written": "सूरत"}
    site.client().post(f"{root}journey/0/", journey)
    _post(site, f"{root}review/", {})


def _departure_another(site: Site) -> None:
    alike = ",".join(str(one.person.pk) for one in site.answer.context["alike"])
    _departure(site, confirmed=alike)
    _save_departure(site)


def _departure_same(site: Site) -> None:
    assert site.on_record is not None
    site.answer = site.client().post("/departures/", {"person": str(site.on_record.pk)})
    _save_departure(site)


def _late_departure(site: Site) -> bool:
    """She came on record after the page "who" had been answered."""
    known, site.on_record = site.on_record, None
    assert known is not None
    with acting_as(site.cast.actor("coordinator")):
        Person.objects.filter(pk=known.pk).update(withdrawn_at=clock.now())
        known.found_by.delete()
    site.answer = site.client().post("/departures/", _ASKED | site.where | {"under_18": "no"})
    made = site.answer
    site.on_record = site.meet()
    site.answer = made
    _save_departure(site)
    return site.is_shown()


def _late_another(site: Site) -> None:
    doubt, path = site.answer.context["doubt"], str(site.answer.request["PATH_INFO"])
    asked = {"doubt": str(doubt.number), "digest": doubt.digest, "listed": doubt.listed}
    site.client().post(path, asked | {"another": "1"})
    _post(site, path, {})


def _late_same(site: Site) -> None:
    assert site.on_record is not None
    doubt, path = site.answer.context["doubt"], str(site.answer.request["PATH_INFO"])
    site.client().post(path, {"doubt": str(doubt.number), "digest": doubt.digest, "person": str(site.on_record.pk)})
    _post(site, path, {})


# A list of members, typed or pasted.


def _members(site: Site) -> bool:
    with acting_as(site.cast.actor("coordinator")) as by:
        group = a_group(by, site.cast, village=VILLAGE)
    return _post(site, f"/groups/{group.pk}/members/several/", list_of((_ASKED["name"], "f", "22", PHONE)))


def _members_choose(site: Site, choice: str) -> None:
    path = str(site.answer.request["PATH_INFO"])
    _post(site, path, as_sent_again(site.answer) | {"l0-choice": choice})


# The list of a camp.


def _camp_line(site: Site) -> dict[str, str]:
    line = {"name": _ASKED["name"], "age_as_written": "22", "phone_as_written": PHONE, "sex": "f", "scheme": "eshram"}
    return {f"l0-{name}": value for name, value in (line | {"village": VILLAGE}).items()} | {
        "count": "1",
        "do": "record",
    }


def _camp(site: Site) -> bool:
    with acting_as(site.cast.actor("coordinator")) as by:
        camp = a_camp(by, site.cast, village=VILLAGE)
    path = f"/camps/{camp.pk}/lines/"
    site.client().post(path, _camp_line(site) | {"l0-id": str(new_id())})
    site.answer = site.client().get(path)
    return site.is_shown()


def _camp_choose(site: Site, choice: str) -> None:
    path = str(site.answer.request["PATH_INFO"])
    kept = str(site.answer.context["entries"][0]["form"]["id"].value())
    _post(site, path, _camp_line(site) | {"l0-id": kept, "l0-choice": choice})


# A leader's phone.


def _phone(site: Site) -> bool:
    field = make_field(site.cast)
    new = {"name": "रोशनी उराँव", "sex": "f", "age": 22, "phone": PHONE, "village": VILLAGE}
    day = clock.today() + dt.timedelta(days=2)
    journey = {"leaves_on": day.isoformat(), "work": "garment", "destination_as_written": "सूरत"}
    row = field.row("leaving", {"journey": journey, "travellers": [{"new": new}]})
    field.receipt(row)
    site.answer = field.stored(row)[-1]
    assert site.on_record is not None
    return str(site.on_record.pk) in alike_in(site.answer)


def _phone_another(site: Site) -> None:
    with acting_as(site.cast.actor("coordinator")) as by:
        send_on(by=by, row=site.answer, decisions=Decisions(none_of=alike_in(site.answer)))


# A workbook of an office: taken in as it is kept, and every pair that may be one person is asked about on a list.


def _workbook(site: Site) -> bool:
    block = site.cast.gumla_block.name_en
    head = [*REGISTER, "Village", "Mobile"]
    row = [1, "12/03/2026", HER["name"], 22, block, "Surat", "Garment", "13/03/2026", "", VILLAGE, PHONE]
    import_workbook(write(site.folder / "register.xlsx", {"Migrant register": [head, row]}), site.cast.gumla)
    with acting_as(site.cast.actor("coordinator")):
        pairs = list(Suggestion.objects.filter(state="open").values_list("first", "second"))
    assert site.on_record is not None
    return any(site.on_record.pk in pair for pair in pairs)


def _chosen(choose: Callable[[Site, str], None]) -> tuple[Callable[[Site], None], Callable[[Site], None]]:
    """(another, same) of a door that asks with one question named `choice`."""
    return (lambda site: choose(site, "new")), (lambda site: choose(site, str(getattr(site.on_record, "pk", ""))))


def _same_person(site: Site) -> None:
    assert site.on_record is not None
    _person_page(site, known=str(site.on_record.pk))


_MEMBERS, _CAMP = _chosen(_members_choose), _chosen(_camp_choose)
_PAGES = frozenset({"web/people/record_forms.py", "web/people/desk.py"})
_DEPARTURE = frozenset(
    {
        "web/journeys/departures/who.py",
        "web/journeys/departures/draft_command.py",
        "programme/journeys/registration.py",
    }
)
_REGISTER = frozenset(
    {
        "intake/registers/reconcile/record_rows.py",
        "intake/registers/translate/members.py",
        "intake/registers/translate/persons.py",
    }
)
DOORS: dict[str, Door] = {
    "the page of people": Door(_PAGES, _person_page, _person_page_another, _same_person),
    "a form that asks for a person": Door(frozenset({"web/ui/forms/who.py"}), _left_already, _left_another, _left_same),
    "before leaving": Door(_DEPARTURE, _departure, _departure_another, _departure_same),
    "before leaving, on record since": Door(_DEPARTURE, _late_departure, _late_another, _late_same),
    "a list of members": Door(frozenset({"programme/flows/group_members.py"}), _members, *_MEMBERS),
    "the list of a camp": Door(frozenset({"programme/flows/camps.py"}), _camp, *_CAMP),
    "a leader's phone": Door(frozenset({"intake/fieldbook/translate/departure.py"}), _phone, _phone_another),
    "a workbook": Door(_REGISTER, _workbook, asks_afterwards=True),
}
