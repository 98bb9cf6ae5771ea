"""The day of an age on the page of a person, "not known" if there is none. No database."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from jatan.programme.people.models import Person
from jatan.web.people.desk import PEOPLE


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"age": 40, "age_on": dt.date(2022, 3, 12)}, dt.date(2022, 3, 12)),
        ({"age": 40}, "not known"),
        ({"birth_year": 1990}, None),
    ],
)
def test_the_day_of_an_age_is_shown_or_shown_as_unknown(person: dict[str, Any], expected: Any) -> None:
    with translation.override("en"):
        (show,) = (show for show in PEOPLE.more if str(show.label) == "Age said on")
        shown = show.of(Person(**person))
        assert (shown if isinstance(shown, dt.date) or shown is None else str(shown)) == expected
