"""A form about somebody who is not on record yet: the list of people who are alike and the questions about her come
together, so that she is on record with the next save. A name finds people of that name, not their children."""

import pytest
from django.utils.formats import date_format

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage
from jatan.web.ui.forms.who import NEW
from tests.cast import Cast
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

PAGE, TYPED = "/linkages/new/", "बिरसी कुमारी"


def answers(cast: Cast) -> dict[str, str]:
    """What the form needs besides the person."""
    today = date_format(clock.today(), "j/n/Y")
    return {"person_name": TYPED, "place": str(cast.gumla_block.pk), "scheme": "pension", "applied_on": today}


def test_somebody_new_needs_one_save_after_the_list(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        alike = a_person(by, cast, name=TYPED, guardian_name="सुकरा मुंडा", village="टोटो")
    client = browser("coordinator")
    listed = client.post(PAGE, answers(cast))
    form = listed.context["form"]
    assert listed.status_code == 422
    assert "<title>गलती: " in listed.content.decode()
    assert [value for value, _label in form.fields["person"].choices] == [str(alike.pk), NEW]
    new = [name for name in form.fields if name.startswith("new_")]
    assert {"new_guardian_name", "new_sex", "new_age", "new_phone"} <= set(new)
    # Before: "from here on" stood above questions that are for everybody too.
    names = list(form.fields)
    first, last = names.index(new[0]), names.index(new[-1])
    assert names[first : last + 1] == list(new)
    assert last < len(names) - 1
    assert f"“{form.fields[new[-1]].label}”" in form.fields[new[0]].help_text
    assert not any(form.fields[name].required for name in new)
    assert set(form.errors) == {"person"}
    carried = {name: str(form[name].value() or "") for name in ("listed", "listed_for")}
    answered = {"new_guardian_name": "मंगरा उराँव", "new_sex": "f", "new_age": "24", "new_phone": ""}
    saved = client.post(PAGE, answers(cast) | carried | answered | {"person": NEW})
    assert saved.status_code == 302, saved.context["form"].errors
    with acting_as(cast.actor("coordinator")):
        person = Person.objects.exclude(pk=alike.pk).get()
        assert (person.guardian_name, person.age) == ("मंगरा उराँव", 24)
        assert Linkage.objects.get().person == person


def test_the_questions_about_somebody_new_say_nothing_of_who_is_chosen(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        alike = a_person(by, cast, name=TYPED, guardian_name="सुकरा केरकेट्टा", village="टोटो")
    client = browser("coordinator")
    form = client.post(PAGE, answers(cast)).context["form"]
    carried = {name: str(form[name].value() or "") for name in ("listed", "listed_for")}
    saved = client.post(PAGE, answers(cast) | carried | {"new_guardian_name": "और कोई", "person": str(alike.pk)})
    assert saved.status_code == 302, saved.context["form"].errors
    with acting_as(cast.actor("coordinator")):
        assert Linkage.objects.get().person.guardian_name == "सुकरा केरकेट्टा"
        assert Person.objects.count() == 1


def test_who_only_has_a_father_of_that_name_is_not_listed(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        son = a_person(by, cast, name="सोमरा मुंडा", guardian_name="बिरसा मुंडा", village="टोटो")
        own = a_person(by, cast, name="बिरसा मुंडा", guardian_name="सुकरा मुंडा", village="टोटो")
    form = browser("coordinator").post(PAGE, answers(cast) | {"person_name": "बिरसा मुंडा"}).context["form"]
    offered = [value for value, _label in form.fields["person"].choices]
    assert str(own.pk) in offered
    assert str(son.pk) not in offered
