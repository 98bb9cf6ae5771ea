"""Stories: whose are taken, who reviews them, what happens when consent is taken back."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.booklet import services
from jatan.programme.booklet.choices import StoryState
from jatan.programme.booklet.commands import ReviewStory
from jatan.programme.booklet.consent_text import consent_texts
from jatan.programme.booklet.models import Story
from jatan.programme.booklet.selectors import printable, search_stories, stories, waiting_stories
from jatan.programme.booklet.services import STORY
from jatan.programme.booklet.traces import find_traces
from tests.cast import Cast
from tests.programme.booklet.builders import ALL, SIGNED, a_story, a_waiting, approve, story_command

As = Callable[[str], AbstractContextManager[Actor]]


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({"age": 17}, "age", "child"),
        ({"age": None}, "age", "age_unknown"),
        ({"age": 0}, "age", "child"),
        ({"age": 300}, "age", "unreadable"),
        ({"consent_kept": ""}, "consent_kept", "missing_required"),
        ({"consented_on": None}, "consented_on", "missing_required"),
        ({"consented_on": clock.today() + dt.timedelta(days=1)}, "consented_on", "date_in_future"),
        ({"consent_version": "1999-9"}, "consent_version", "unreadable"),
        ({"body_hi": "फ़ोन 98765 43210"}, "body_hi", "number_in_story"),
        ({"body_hi": "फ़ोन ९८७६५४३२१०"}, "body_hi", "number_in_story"),
        ({"title_hi": ""}, "title_hi", "missing_required"),
        ({"body_en": ""}, "body_en", "missing_required"),
        ({"body_hi": "क" * 8001}, "body_hi", "unreadable"),
    ],
)
def test_what_is_no_story_of_a_grown_up_with_written_consent_is_refused(
    cast: Cast, answers: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Problems) as refused:
        story_command(cast, **answers)
    assert [(one.field, one.code) for one in refused.value.problems] == [(field, code)]


def test_two_years_in_a_story_are_no_telephone_number(cast: Cast) -> None:
    assert story_command(cast, body_hi="2019-2020 में").body_hi


def test_the_database_takes_no_childs_story_either(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_story(by, cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            Story.objects.filter(pk=story.pk).update(age=17)


def test_the_text_that_was_read_to_her_is_kept_by_its_version(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        assert a_story(by, cast).consent_version in consent_texts()


def test_nothing_is_reviewed_before_each_change_is_told(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_story(by, cast, places_changed="")
        with pytest.raises(Problems, match="change_untold"):
            services.ask_review(by=by, story=story)
        services.amend_story(by=by, story=story, changes={"places_changed": "अब “शहर”"})
        assert services.ask_review(by=by, story=story)


def test_whoever_wrote_in_it_is_no_second_person(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_waiting(by, cast)
        with pytest.raises(Forbidden):
            approve(by, story)
        assert not waiting_stories(by).exists()
    with as_("secretariat") as by:
        assert list(waiting_stories(by)) == [story]
        services.amend_story(by=by, story=story, changes={"title_hi": "घर वापसी"})
        assert story.state == StoryState.DRAFT
        services.ask_review(by=by, story=story)
        with pytest.raises(Forbidden):
            approve(by, story)


def test_the_secretariat_approves_a_members_story(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_waiting(by, cast)
    with as_("secretariat") as by:
        approve(by, story)
        assert (story.state, story.reviewed_by) == ("approved", by.account_id)
        assert list(printable(by)) == [story]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"approves": True, "checked": ALL[:3]}, "checked"),
        ({"approves": True, "checked": (*ALL, "x")}, "checked"),
        ({"approves": False}, "note"),
        ({"approves": False, "note": "क" * 1501}, "note"),
    ],
)
def test_a_half_review_is_refused(answers: dict[str, Any], field: str) -> None:
    with pytest.raises(Problems) as refused:
        ReviewStory(**answers)
    assert [one.field for one in refused.value.problems] == [field]


def test_a_story_that_is_sent_back_says_why_and_can_be_given_again(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_waiting(by, cast)
    with as_("secretariat") as by:
        services.review_story(by=by, story=story, command=ReviewStory(approves=False, note="गाँव पहचाना जाता है"))
    with as_("coordinator") as by:
        story = STORY.find(by, story.pk)
        assert (story.state, story.review_note) == ("sent_back", "गाँव पहचाना जाता है")
        assert services.ask_review(by=by, story=story)


def test_a_changed_story_needs_the_second_person_anew(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_waiting(by, cast)
    with as_("secretariat") as by:
        approve(by, story)
    with as_("coordinator") as by:
        services.amend_story(by=by, story=story, changes={"body_hi": "दूसरी बात"})
        assert not printable(by).exists()


def test_the_age_cannot_be_corrected_to_a_childs(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_story(by, cast)
        with pytest.raises(Problems, match="child"):
            services.amend_story(by=by, story=story, changes={"age": 16})


def test_after_consent_is_taken_back_nothing_is_changed_reviewed_or_printed(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_waiting(by, cast)
        with pytest.raises(Problem, match="before_consent"):
            services.take_consent_back(by=by, story=story, on=SIGNED - dt.timedelta(days=1))
        services.take_consent_back(by=by, story=story, on=clock.today())
        for act in (
            lambda: services.amend_story(by=by, story=story, changes={"title_hi": "क"}),
            lambda: services.take_consent_back(by=by, story=story, on=clock.today()),
        ):
            with pytest.raises(Problem, match="taken_back"):
                act()
    with as_("secretariat") as by:
        assert not waiting_stories(by).exists()
        with pytest.raises(Problem, match="taken_back"):
            approve(by, story)


def test_no_other_member_reads_a_story_and_no_field_worker(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_waiting(by, cast)
    for part in ("khunti_coordinator", "field_worker", "supervisor", "researcher", "administrator", "auditor"):
        with as_(part) as by:
            assert not stories(by).exists(), part
            assert not Story._default_manager.filter(pk=story.pk).exists(), part
    assert not Story._default_manager.exists()


def test_the_ledger_holds_no_word_of_a_story(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_waiting(by, cast)
    with acting_as(cast.actor("auditor")):
        payloads = [str(event.payload) for event in Event.objects.filter(verb__startswith="booklet.")]
    assert len(payloads) == 2
    assert not any("वापसी" in text or "मीरा" in text for text in payloads)


def test_a_story_is_found_by_a_word_of_its_title(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_story(by, cast)
        assert list(search_stories(by, "वाप")) == [story]
        assert list(search_stories(by, "WAY")) == [story]
        assert not search_stories(by, "").exists()


def test_places_days_and_years_in_a_story_are_shown_to_whoever_looks_at_it(cast: Cast) -> None:
    text = f"वह {cast.gumla_block.name_hi} से 12/03/2019 को गुमला में, फिर मुंबई"
    found = find_traces(text, cast.gumla.id)
    assert {"12/03/2019", cast.gumla_block.name_hi} <= set(found)
    assert find_traces("वह शहर गई", cast.gumla.id) == []
    assert "Gumla" in find_traces("from Gumla", cast.network.id)
