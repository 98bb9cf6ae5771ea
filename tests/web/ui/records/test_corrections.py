"""Corrections on the edit page of every desk: each field alone, and forms sent back unchanged."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Revision
from jatan.kernel import clock
from jatan.programme.allies.models import MediaMention
from jatan.programme.allies.selectors import clippings
from jatan.programme.groups.services import GROUP
from jatan.programme.training.curricula import take_shipped
from jatan.programme.training.shipped import shipped_curricula
from jatan.web.desk_registry import DESKS
from jatan.web.ui.components.fields import CountField, DayField, PhoneField
from jatan.web.ui.records.desk import Desk
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.papers import PDF
from tests.programme.booklet.builders import a_waiting, approve
from tests.programme.groups.builders import a_group
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.ui.records.form_data import Sent, sent_by

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
# Desks whose records no member writes, even of its own.
_WRITTEN_BY = {"studies": "secretariat"}
CORRECTED = [desk for desk in DESKS if desk.amend is not None]
# Two new values of each kind; the second is used if the row has the first already.
_DAYS = ("02/01/2024", "03/01/2024")
_AFTER_TODAY = tuple(f"{clock.today() + dt.timedelta(days=days):%d/%m/%Y}" for days in (30, 31))
_PHONES = ("9431100001", "9431100002")
_COUNTS = {"birth_year": ("1999", "1998"), "total": ("90", "91"), "age": ("23", "24")}
# Other fields that a change of one field also changes, by (desk, field).
_FOLLOWS = {
    ("people", "age"): {"age_on"},
    ("journeys", "destination_as_written"): {"destination"},
    ("activities", "group"): {"group_name"},
    **{("activities", part): {"total"} for part in ("women", "men", "girls", "boys")},
}
# Fields that cannot be emptied although the form does not require them: one title of two languages, a title and the
# text below it, the place where no group gives it, the person, the total if no part of it is known, the basis of an age
# ("said" if nothing is chosen), the days of what was answered and of what became of a promise.
_CANNOT_BE_EMPTY = {
    ("library", "title_hi"),
    ("curricula", "title_en"),
    ("trainings", "place"),
    ("campaigns", "name_en"),
    ("projects", "name_en"),
    *(("stories", f"{part}_{language}") for part in ("title", "body") for language in ("hi", "en")),
    ("landmarks", "name_en"),
    ("routes", "name_en"),
    ("journeys", "person"),
    ("linkages", "person"),
    ("activities", "total"),
    ("people", "age_basis"),
    ("ally-asks", "answered_on"),
    ("promises", "settled_on"),
}
# Answers that not every text or day would do for, by (desk, field), and the fields of the record that they write.
_WRITTEN = {
    ("landmarks", "coordinates"): ("23.04, 84.54", "२३.०५, ८४.५५"),
    ("routes", "destination"): ("दिल्ली", "मुंबई"),
    ("campaigns", "ends_on"): _AFTER_TODAY,
}
_WRITES = {("landmarks", "coordinates"): {"latitude", "longitude"}, ("landmarks", "always_open"): {"opening_hours"}}
# Several fields that make one value: tried together in tests/web/landmarks.
_TOGETHER = {f"{name}_{line}" for name in ("days", "opens", "closes", "stop") for line in range(1, 9)}
# Answers that this row keeps: the curriculum of a training with a held session, the only one its form offers.
_STAYS = {("trainings", "curriculum")}
# Search text for the field "person", not a value of the record.
# A text to search by, and hidden fields that say which candidates were shown: no answers of the record.
_NO_ANSWER = {"person_name", "listed", "listed_for"} | _TOGETHER


def more_to_choose(desk: Desk, cast: Cast) -> None:
    """One more of what the form of this desk offers, where there is only the one that is chosen."""
    with acting_as(cast.actor(OWNER)) as by:
        if desk.slug == "trainings":
            a_group(by, cast, name="ज़ोहार फोरम", organisation=cast.gumla.id, place=cast.gumla_block)
        elif desk.slug == "facilitators":
            for shipped in shipped_curricula():
                take_shipped(by=by, shipped=shipped, organisation_id=cast.gumla.id, place=cast.gumla_district)
        elif desk.slug == "editions":
            story = a_waiting(by, cast)
            with acting_as(cast.actor("secretariat")) as second:
                approve(second, story)


def edit_page(desk: Desk, own: Belongings) -> str:
    return reverse(desk.url_name("edit"), args=[own.rows[desk.slug].pk])


def opened(client: Client, address: str) -> tuple[Any, Sent]:
    page = client.get(address)
    assert page.status_code == 200
    return page.context["form"], sent_by(page.content.decode())


def other_answer(slug: str, name: str, field: Any, now: list[str], other_person: str) -> list[Any]:
    """Values for a field that differ from its current ones, as a browser would send them."""
    first = (now or [""])[0]
    if name == "person":
        return [other_person]
    if isinstance(field, forms.FileField):
        return [SimpleUploadedFile("new.pdf", PDF, "application/pdf")]
    if isinstance(field, forms.BooleanField):
        return [] if now else ["on"]
    if isinstance(field, forms.MultipleChoiceField):
        return [value for value, _label in field.choices if value not in now][:1] + now
    if isinstance(field, forms.ChoiceField):
        return [_other_choice(field, first)]
    pair = ("नया जवाब", "दूसरा जवाब")
    if (slug, name) in _WRITTEN:
        pair = _WRITTEN[slug, name]
    elif isinstance(field, DayField):
        pair = _DAYS
    elif isinstance(field, CountField):
        pair = _COUNTS.get(name, ("3", "4"))
    elif isinstance(field, PhoneField):
        pair = _PHONES
    elif isinstance(field, forms.EmailField):
        pair = ("one@example.org", "two@example.org")
    elif isinstance(field, forms.URLField):
        pair = ("https://example.org/1", "https://example.org/2")
    return [pair[1] if first == pair[0] else pair[0]]


def _other_choice(field: Any, now: str) -> str:
    flat = [
        str(value)
        for entry, label in field.choices
        for value in ([pair[0] for pair in label] if isinstance(label, list | tuple) else [entry])
    ]
    return next(value for value in flat if value not in ("", now))


def _writer(row: Any) -> str:
    return _WRITTEN_BY.get(row._meta.app_label, OWNER)


def revisions(cast: Cast, row: Any) -> list[Revision]:
    with acting_as(cast.actor(_writer(row))):
        return list(Revision.objects.filter(about=row.pk).order_by("at", "id"))


def changed_fields(revision: Revision) -> set[str]:
    return {name for name in revision.after if not name.endswith(("_fold", "_key"))}


@pytest.mark.parametrize("desk", CORRECTED, ids=lambda desk: desk.slug)
def test_each_field_can_be_corrected_alone_and_emptied(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    row = own.rows[desk.slug]
    client, address = browser(_writer(row)), edit_page(desk, own)
    more_to_choose(desk, cast)
    with acting_as(cast.actor(OWNER)) as by:
        other = str(a_person(by, cast, name="फूलमनी टोप्पो", village="टोटो").pk)
    form, _sent = opened(client, address)
    kept = {name for slug, name in _STAYS if slug == desk.slug}
    # An answer to an own question of the office is a row of its own (tests/web/own_fields), and so is somebody new.
    asked = {
        name: field
        for name, field in form.fields.items()
        if name not in _NO_ANSWER | kept and not name.startswith(("own_", "new_"))
    }
    for name, field in asked.items():
        _form, sent = opened(client, address)
        _corrected(
            client,
            cast,
            desk,
            row,
            address,
            sent,
            name,
            other_answer(desk.slug, name, field, sent.get(name, []), other),
        )
    for name, field in asked.items():
        _form, sent = opened(client, address)
        if not field.required and any(sent.get(name, [])) and (desk.slug, name) not in _CANNOT_BE_EMPTY:
            _corrected(client, cast, desk, row, address, sent, name, [])


def _corrected(
    client: Client, cast: Cast, desk: Desk, row: Any, address: str, sent: Sent, name: str, answer: list[Any]
) -> None:
    """Send the form with one field changed; assert that it is saved with one revision and changes nothing else."""
    before, kept = len(revisions(cast, row)), _copies(cast, row)
    reply = client.post(address, sent | {name: answer})
    assert reply.status_code == 302, f"{desk.slug}.{name}: {reply.context['form'].errors.as_text()}"
    made = revisions(cast, row)[before:]
    if (desk.slug, name) == ("mentions", "upload"):  # a copy is a record of its own
        assert (made, _copies(cast, row)) == ([], kept + 1)
        return
    assert len(made) == 1, f"{desk.slug}.{name}: {len(made)} revisions"
    changed = changed_fields(made[0])
    if name == "upload":
        return
    written = _WRITES.get((desk.slug, name), {name})
    assert written <= changed, f"{desk.slug}.{name}: changed {changed}"
    assert changed - written <= _FOLLOWS.get((desk.slug, name), set()), f"{desk.slug}.{name}: changed {changed}"


@pytest.mark.parametrize("desk", CORRECTED, ids=lambda desk: desk.slug)
def test_a_form_sent_back_unchanged_changes_nothing(desk: Desk, cast: Cast, own: Belongings, browser: Browser) -> None:
    row = own.rows[desk.slug]
    client, address = browser(_writer(row)), edit_page(desk, own)
    more_to_choose(desk, cast)
    with acting_as(cast.actor(OWNER)) as by:
        other = str(a_person(by, cast, name="फूलमनी टोप्पो", village="टोटो").pk)
    form, sent = opened(client, address)
    _unchanged(client, cast, desk, row, address, sent)
    full = {
        name: other_answer(desk.slug, name, field, sent.get(name, []), other)
        for name, field in form.fields.items()
        if name not in _NO_ANSWER and (name == "person" or not any(sent.get(name, [])))
    }
    reply = client.post(address, sent | full)
    assert reply.status_code == 302, reply.context["form"].errors.as_text()
    _form, sent = opened(client, address)
    _unchanged(client, cast, desk, row, address, sent)


def _unchanged(client: Client, cast: Cast, desk: Desk, row: Any, address: str, sent: Sent) -> None:
    before, stood = len(revisions(cast, row)), _values(cast, desk, row)
    reply = client.post(address, sent)
    assert reply.status_code == 302, f"{desk.slug}: {reply.context['form'].errors.as_text()}"
    assert [changed_fields(one) for one in revisions(cast, row)[before:]] == []
    assert _values(cast, desk, row) == stood


def _copies(cast: Cast, row: Any) -> int:
    """How many copies of a mention are kept; 0 for other records."""
    with acting_as(cast.actor(OWNER)) as by:
        return clippings(by, row).count() if isinstance(row, MediaMention) else 0


def _values(cast: Cast, desk: Desk, row: Any) -> dict[str, Any]:
    with acting_as(cast.actor(_writer(row))):
        return dict(desk.model._default_manager.filter(pk=row.pk).values().get())


def _set(cast: Cast, row: Any, **values: Any) -> None:
    """Set values directly in the database, as an import or an older form may have left them."""
    with acting_as(cast.actor(_writer(row))):
        assert type(row)._default_manager.filter(pk=row.pk).update(**values) == 1


AS_IMPORTED: dict[str, dict[str, Any]] = {
    "people": {"phone": "+977 9841 000000", "age": 31, "age_on": None, "sex": ""},
    "journeys": {
        "papers_in_hand": ["voter_id", "bank_book"],
        "agent_phone": "98765 / बंद",
        "phone_at_destination": "पड़ोसी का",
        "destination_as_written": "ईंट भट्ठा",
        "leaves_on": dt.date(1999, 3, 1),
    },
    "issues": {"description": "पहली पंक्ति\nदूसरी पंक्ति", "caller_phone": "घर का नंबर"},
    "activities": {"decisions": "पहली पंक्ति\nदूसरी पंक्ति", "women": 2, "total": 40},
    "allies": {"phone": "06524-2", "role_text": "एक\nदो"},
    "linkages": {"received_on": dt.date(2019, 2, 28), "amount": 0},
}


@pytest.mark.parametrize("desk", CORRECTED, ids=lambda desk: desk.slug)
def test_an_imported_record_sent_back_unchanged_keeps_its_values(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    """Imported values that the form would not accept if typed are kept when sent back unchanged."""
    row = own.rows[desk.slug]
    _set(cast, row, **AS_IMPORTED.get(desk.slug, {"village": "टोटो"}))
    client, address = browser(_writer(row)), edit_page(desk, own)
    _form, sent = opened(client, address)
    _unchanged(client, cast, desk, row, address, sent)


@pytest.mark.parametrize("why_not_offered", ["withdrawn", "beyond the list"])
def test_a_meeting_keeps_a_group_that_is_no_longer_offered(
    why_not_offered: str, cast: Cast, own: Belongings, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = next(desk for desk in CORRECTED if desk.slug == "activities")
    with acting_as(cast.actor(OWNER)) as by:
        group = a_group(by, cast, name="ज़ोहार फोरम", organisation=cast.gumla.id, place=cast.gumla_block)
        _set(cast, own.rows["activities"], group=group)
        if why_not_offered == "withdrawn":
            GROUP.withdraw(by=by, row=group, reason="twice")
        else:
            monkeypatch.setattr("jatan.web.activities.record_forms.GROUPS_OFFERED", 1)
    client, address = browser(OWNER), edit_page(desk, own)
    _form, sent = opened(client, address)
    assert sent["group"] == [str(group.pk)]
    _unchanged(client, cast, desk, own.rows["activities"], address, sent)


def test_a_membership_sent_back_unchanged_changes_nothing_and_each_field_changes_alone(
    cast: Cast, own: Belongings, browser: Browser
) -> None:
    row, client = own.rows["groups/members"], browser(OWNER)
    address = reverse("groups_members_change", args=[row.group_id, row.pk])
    _form, sent = opened(client, address)
    assert client.post(address, sent).status_code == 302
    assert revisions(cast, row) == []
    for name, answer in {"office": "secretary", "joined_on": "02/01/2023", "left_on": "02/01/2024"}.items():
        _form, sent = opened(client, address)
        reply = client.post(address, sent | {name: [answer]})
        assert reply.status_code == 302, reply.context["form"].errors.as_text()
        assert changed_fields(revisions(cast, row)[-1]) == {name}
