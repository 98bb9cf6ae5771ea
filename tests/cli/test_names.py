"""`jatan names`: spellings added and removed on the command line, recorded without an account."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import LazySettings

from jatan.cli.names import names_command
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.spelling_acts import AddSpelling, add_spelling, remove_spelling
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan_names import names
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_file(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield
    names.use_lexicon(())


def test_list_shows_what_was_added_and_the_version(cast: Cast) -> None:
    with acting_as(machine_for([cast.network.pk])):
        add_spelling(by=None, command=AddSpelling(kind="surname", canonical="Dorai", forms="डुरई Durai"))
    answer = CliRunner().invoke(names_command, ["list"])
    assert answer.stdout == "surname\tDorai\tडुरई Durai\n"
    assert names.version() in answer.stderr


def test_events_of_the_command_line_have_no_account(cast: Cast) -> None:
    with acting_as(machine_for([cast.network.pk])):
        add_spelling(by=None, command=AddSpelling(kind="given", canonical="Dorai"))
        assert remove_spelling(by=None, kind="given", canonical="dorai")
        assert not remove_spelling(by=None, kind="given", canonical="Dorai")
    with acting_as(cast.actor("auditor")):
        events = Event.objects.filter(verb__startswith="network.spelling_").order_by("sequence")
        assert [(event.verb.rpartition("_")[2], event.by) for event in events] == [("added", None), ("removed", None)]
