"""`jatan marks` rebuilds every member's marks under a new key."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import LazySettings

from jatan.cli.marks import remark_organisation
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Mark
from jatan.programme.agents.selectors import members_to_ask
from jatan.programme.people.duplicate_search import compare_pending
from tests.cast import Cast
from tests.programme.agents.builders import a_statement
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def test_a_new_key_finds_nothing_until_everything_is_marked_again(cast: Cast, as_: As, settings: LazySettings) -> None:
    with as_("coordinator") as by:
        a_person(by, cast, phone="9431100077")
        compare_pending(cast.gumla.id, 10)
        a_statement(by, cast)
        before = Mark.objects.count()
    assert before > 1
    settings.MARKS_KEY = b"another key"
    with as_("khunti_coordinator"):
        assert members_to_ask(cast.khunti.id, "9169852892") == []
    assert remark_organisation(cast.gumla.id) == remark_organisation(cast.gumla.id) == 2
    with as_("khunti_coordinator"):
        assert [one.name for one in members_to_ask(cast.khunti.id, "9169852892")] == [cast.gumla.name]
        assert Mark.objects.count() == before
