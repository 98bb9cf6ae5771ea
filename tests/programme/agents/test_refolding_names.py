"""A spelling added later also applies to statements and journeys recorded earlier."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import LazySettings

from jatan.foundation.access.actors import Actor
from jatan.foundation.network import spellings
from jatan.programme.agents import selectors, services, shared_numbers, tasks
from jatan.programme.agents.models import Statement
from jatan.programme.journeys.models import Journey
from jatan.settings.periodic import PERIODIC
from jatan_names import Spelling, names
from tests.cast import Cast
from tests.programme.agents.builders import a_statement
from tests.programme.agents.test_background_statements import worked_off
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
DORAI = Spelling("surname", "Dorai", ("डुरजी",))


@pytest.fixture(autouse=True)
def file(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    spellings.refresh()
    yield
    names.use_lexicon(())


def test_a_statement_is_found_by_a_spelling_added_later(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        made = a_statement(by, cast, name="सोमरा डुरजी")
        assert list(selectors.search(by, "Somra Dorai")) == []
    spellings.write_spellings([DORAI])
    assert tasks.enqueue_rekeying() == 1
    worked_off()
    assert tasks.enqueue_rekeying() == 0
    with as_("supervisor") as by:
        assert list(selectors.search(by, "Somra Dorai")) == [made]


def test_agents_of_earlier_and_later_journeys_match_after_refolding(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_journey(by, a_person(by, cast), agent_name="सोमरा डुरजी", agent_phone="")
    worked_off()
    spellings.write_spellings([DORAI])
    with as_("coordinator") as by:
        a_journey(by, a_person(by, cast, name="अनीता उराँव"), agent_name="Somra Dorai", agent_phone="")
    worked_off()
    with as_("supervisor") as by:
        assert shared_numbers.shared_names(by) == []
    tasks.enqueue_rekeying()
    worked_off()
    with as_("supervisor") as by:
        (shared,) = shared_numbers.shared_names(by)
        assert (shared.people, shared.journeys) == (2, 2)


def test_refolding_runs_in_batches_until_nothing_is_left(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_BATCH", 2)
    with as_("coordinator") as by:
        for number in range(5):
            a_journey(by, a_person(by, cast), agent_name=f"डुरजी {number}", agent_phone="", employer="")
    worked_off()
    spellings.write_spellings([DORAI])
    assert tasks.enqueue_rekeying() == 1
    assert worked_off() > 1, "a task refolds at most five batches"
    with as_("supervisor"):
        assert not Statement.objects.exclude(fold_version=names.version()).exists()
        values = Journey.objects.values_list("agent_name", "agent_fold")
        assert all(fold == names.fold(name) for name, fold in values)


def test_the_worker_checks_periodically_whether_names_must_be_refolded() -> None:
    assert PERIODIC["agents.rekey"][0] == f"{tasks.__name__}.{tasks.enqueue_rekeying.__name__}"
