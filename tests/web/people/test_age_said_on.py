"""An age without its day is shown as such on the person's page. Pure; no database."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from jatan.programme.people.models import Person
from jatan.web.people.desk import PEOPLE


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({"age": 40, "age_on": dt.date(2022, 3, 12)}, dt.date(2022, 3, 12)),
        ({"age": 40}, "not known"),
        ({"birth_year": 1990}, None),
    ],
)
def test_the_day_of_an_age_is_shown_or_said_to_be_unknown(person: dict[str, Any], said: Any) -> None:
    with translation.override("en"):
        (show,) = (show for show in PEOPLE.facts if str(show.label) == "Age said on")
        shown = show.of(Person(**person))
        assert (shown if isinstance(shown, dt.date) or shown is None else str(shown)) == said
