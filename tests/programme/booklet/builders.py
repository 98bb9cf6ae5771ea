"""Builders of stories and editions for tests; they call the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.booklet import services
from jatan.programme.booklet.choices import Check
from jatan.programme.booklet.commands import PrepareEdition, ReviewStory, WriteStory
from jatan.programme.booklet.models import Edition, Story
from tests.cast import Cast

SIGNED = dt.date(2024, 2, 5)
ALL = tuple(Check.values)


def story_command(cast: Cast, **answers: Any) -> WriteStory:
    """A story of Gumla in Hindi and English with all changes told; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_district,
        "age": 24,
        "consented_on": SIGNED,
        "uses": ["booklet", "donor", "public"],
        "consent_kept": "ताले वाली अलमारी, फ़ाइल 7",
        "title_hi": "वापसी",
        "body_hi": "मीरा शहर गई।\n\nमज़दूरी नहीं मिली।",
        "title_en": "The way back",
        "body_en": "Mira went to the city.",
        "names_changed": "अब मीरा",
        "places_changed": "अब “शहर”",
        "dates_changed": "कहानी में नहीं",
        "trades_changed": "अब कारखाना",
    }
    return WriteStory(**(usual | answers))


def a_story(by: Actor, cast: Cast, **answers: Any) -> Story:
    """A draft."""
    return services.write_story(by=by, command=story_command(cast, **answers))


def a_waiting(by: Actor, cast: Cast, **answers: Any) -> Story:
    """A story that waits for a second person."""
    story = a_story(by, cast, **answers)
    services.ask_review(by=by, story=story)
    return story


def approve(by: Actor, story: Story) -> None:
    """Approve a waiting story as the second person."""
    services.review_story(by=by, story=story, command=ReviewStory(approves=True, checked=ALL))


def an_edition(by: Actor, cast: Cast, *stories: Story, **answers: Any) -> Edition:
    """An edition of the secretariat that is being prepared."""
    usual: dict[str, Any] = {
        "organisation": cast.network.id,
        "place": cast.gumla_district,
        "language": "hi",
        "title": "हमारी आवाज़",
        "chosen": [story.pk for story in stories],
    }
    return services.EDITION.record(by=by, command=PrepareEdition(**(usual | answers)))
