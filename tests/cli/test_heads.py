"""`jatan heads`: lines are printed for every organisation, and compared when they come back."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from jatan.cli.heads import heads_command, report_files
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Chain
from jatan.foundation.ledger.services import record_event
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def types(*words: str) -> Result:
    """One word of `jatan heads`, past the start of the house, which these tests stand in already."""
    with translation.override("en"):
        return CliRunner().invoke(heads_command.commands[words[0]], words[1:])


def record(cast: Cast) -> None:
    for organisation in (cast.gumla, cast.khunti):
        with acting_as(machine_for([organisation.pk])):
            record_event(organisation_id=organisation.pk, by=None, verb="test.done")


def test_lines_of_all_ledgers_are_contained_after_they_went_on(cast: Cast, tmp_path: Path) -> None:
    record(cast)
    kept = tmp_path / "kept.txt"
    kept.write_text(types("show").output, "utf-8")
    lines = kept.read_text("utf-8").splitlines()
    assert {line.split()[2] for line in lines} >= {cast.gumla.code, cast.khunti.code}
    record(cast)
    done = types("check", str(kept))
    assert (done.exit_code, done.output.count("still contains")) == (0, len(lines)), done.output
    assert types("check", lines[0]).exit_code == 0
    assert report_files([kept]) == 0


def test_a_line_that_came_from_elsewhere_is_told(cast: Cast, tmp_path: Path) -> None:
    record(cast)
    line = types("show").output.splitlines()[0]
    for written, words in ((line[:-1], "cannot be read"), ("# nothing", "cannot be read")):
        done = types("check", written)
        assert (done.exit_code, words in done.output) == (1, True), done.output
    code = line.split()[2]
    organisation = next(one for one in (cast.gumla, cast.khunti) if one.code == code)
    with acting_as(machine_for([organisation.pk])):
        Chain.objects.filter(organisation=organisation).update(sequence=0)
    done = types("check", line)
    assert done.exit_code == 1
    assert "newer than the ledger" in done.output
    assert f"{code}: cut_tail" in done.output
    kept = tmp_path / "kept.txt"
    kept.write_text(line, "utf-8")
    assert report_files([kept]) == 2
    assert report_files([kept], with_chains=False) == 1, "who verifies every chain does not count them twice"
