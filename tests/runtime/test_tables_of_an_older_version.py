"""No process goes to work on tables that are older than the program, and to see that costs it next to nothing."""

from django.db.migrations.loader import MigrationLoader

from jatan.runtime import startup
from tests.runtime.kill_house import Workshop, look, refusal, start_over

_FORGOTTEN = (
    "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'people')"
    " RETURNING name"
)


def test_a_worker_does_not_start_on_tables_that_lack_a_migration(workshop: Workshop) -> None:
    start_over()
    assert len(look(_FORGOTTEN)) == 1
    said = refusal("worker", "--batch")
    assert "Run ./jatan migrate first" in said
    assert "Traceback" not in said


def test_migrations_known_by_their_files_names_are_those_that_are_run() -> None:
    named = startup._names_on_disk()
    assert named == set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    assert len({application for application, _name in named}) > 20
