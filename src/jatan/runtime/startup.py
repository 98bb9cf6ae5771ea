"""Start-up steps of web server, worker and commands.

`setup_django` compiles translations and loads Django; `prepare` migrates the database and collects static files;
`ready` starts the database and refuses a role that could bypass row-level security.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Final

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string

from jatan.runtime import catalogues, home, key_checks, logs, outages, static_collection, versions
from jatan.runtime.backup.upgrade import backup_before_upgrade, failed_upgrade, finish_upgrade
from jatan.runtime.migration_states import rendering_one_model
from jatan.runtime.postgres import check, policies, roles, server, urls
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan.settings import options
from jatan_postgres.programs import PostgresProblem

_MIGRATION_LOCK: Final = 1_784_002
_HOLDING: Final = """
SELECT a.pid, coalesce(host(a.client_addr), 'local') FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = %s
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_LOOK_SECONDS: Final = 0.5
_SILENT_SECONDS: Final = 10.0
_WAITING: Final = _(
    "Waiting: another process is bringing the tables up to date. Its connection to the database: {pids}. If no such"
    " process runs, a pooler keeps its lock: end that connection with SELECT pg_terminate_backend(…), and give"
    " DATABASE_URL the address of PostgreSQL itself."
)


def setup_django() -> None:
    """Create the folders of JATAN_HOME, compile translations, then load settings and applications. Opens no connection.

    Translations first: Django caches a catalogue per process. A process that translated a text before the catalogue was
    compiled would write English into records as long as it runs.
    """
    home.make_folders()
    catalogues.compile_all()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jatan.settings.django")
    # Imported objects stay until the process ends: without garbage collection importing them is a tenth faster.
    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def ensure_database() -> None:
    """Start the embedded server, if it is used; a server given in DATABASE_URL is expected to run."""
    if urls.is_embedded():
        server.ensure_running()
        return
    found = urls.database_urls()
    named = (found.owner, found.app, found.pages)
    if len({server for address in named for server in urls.places(address)}) > 1:
        check.refuse_another_database(named)


def ready(*, with_other_keys: bool = False) -> None:
    """Check what web server, worker and commands need: database running and migrated, role bound by row security, and
    beside the database the keys of its records. `with_other_keys`: for commands that see to these keys.

    Raises PostgresProblem.
    """
    ensure_database()
    check.refuse_unsafe_role(connections["default"])
    if migrations_missing():
        raise PostgresProblem("The database is not up to date. Run ./jatan migrate first.")
    if not with_other_keys:
        key_checks.refuse_other_keys()
    connections["default"].close()


def migrations_missing() -> bool:
    """True if a migration of this version has not been applied.

    Every process asks at its start. Where each file's name is among those applied, none of them has to be imported.
    Raises PostgresProblem for tables that a newer version has changed.
    """
    applied = MigrationRecorder(connections["default"]).applied_migrations().keys()
    if unknown := versions.unknown_migrations(applied):
        raise PostgresProblem(versions.newer_problem(unknown))
    if names_on_disk() <= applied:
        return False
    executor = MigrationExecutor(connections["default"])
    _refuse_before_squash(executor.loader)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _refuse_before_squash(loader: MigrationLoader) -> None:
    """Raise PostgresProblem if only some of the migrations that a squashed one replaces were applied.

    Django cannot migrate such a database and does not always report it.
    """
    for squashed in loader.replacements.values():
        applied = [name in loader.applied_migrations for name in squashed.replaces]
        if any(applied) and not all(applied):
            raise PostgresProblem(
                "These records were kept by a version before 0.1.0. Install 0.1.0, run ./jatan migrate, then come back."
            )


def names_on_disk() -> set[tuple[str, str]]:
    """(app label, migration name) of every migration file."""
    found = set()
    for application in apps.get_app_configs():
        module, _is_set = MigrationLoader.migrations_module(application.label)
        spec = find_spec(module) if module else None
        files = iter_modules(spec.submodule_search_locations if spec else ())
        found |= {(application.label, file.name) for file in files if not file.ispkg and file.name[0] not in "_~"}
    return found


def migrate(progress: Callable[[str], None]) -> None:
    """Apply migrations, grants and the chosen form of row policies as the owner. Concurrent calls are serialised.

    The lock is one of a transaction that stays open meanwhile: a lock of the session would stay with a pooler that
    gives every transaction another connection, and nobody could migrate again.
    """
    ensure_database()
    found = urls.database_urls()
    app = urls.as_django(found.app)["USER"]
    with closing(psycopg.connect(found.owner)) as holder:
        _wait_for_lock(holder, progress)
        check.refuse_unreadable_writing(connections["owner"])
        with closing(psycopg.connect(found.owner)) as owner:
            roles.grant_to_app(owner, app)
            if migrations_missing():
                backup_before_upgrade(progress, MigrationRecorder(connections["owner"]).applied_migrations())
                progress("bringing the database up to date")
                with _failure_named():
                    run_migrations()
            finish_upgrade()
            # Not only after a migration: tables that came out of a backup may have got the default privileges.
            roles.keep_migrations_closed(owner, app)
            key_checks.note_missing(owner)
            if policies.rewrite_policies(owner, plain=options.flag("JATAN_PLAIN_POLICIES")):
                progress("row policies written in the form that was chosen")
            owner.commit()
    connections.close_all()


def _wait_for_lock(holder: psycopg.Connection, progress: Callable[[str], None]) -> None:
    """Take the lock of migrations in the transaction of `holder`. Says after ten seconds what it waits for."""
    holder.execute("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
    since, is_reported = time.monotonic(), False
    while holder.execute("SELECT pg_try_advisory_xact_lock(%s)", [_MIGRATION_LOCK]).fetchone() != (True,):
        if not is_reported and time.monotonic() - since > _SILENT_SECONDS:
            holding = holder.execute(_HOLDING, [_MIGRATION_LOCK]).fetchall()
            progress(both(_WAITING, pids=", ".join(f"{pid} ({address})" for pid, address in holding)))
            is_reported = True
        time.sleep(_LOOK_SECONDS)


def run_migrations() -> None:
    """Apply migrations with the owner's role on every database alias.

    A third-party data migration may use the default connection; under another role it would wait forever for tables
    that the owner is changing.
    """
    default = connections["default"]
    default.close()
    original = dict(default.settings_dict)
    default.settings_dict.update(connections["owner"].settings_dict)
    try:
        with rendering_one_model():
            _rename_renumbered()
            call_command("migrate", database="default", interactive=False, verbosity=0)
    finally:
        default.close()
        default.settings_dict.clear()
        default.settings_dict.update(original)


def _rename_renumbered() -> None:
    """Give applied migrations that were renumbered their present names, after the one that comes before them now."""
    recorder = MigrationRecorder(connections["default"])
    for (label, former), (before, name) in versions.RENUMBERED.items():
        if (label, former) in recorder.applied_migrations():
            call_command("migrate", label, before, database="default", interactive=False, verbosity=0)
            recorder.migration_qs.filter(app=label, name=former).update(name=name)


@contextmanager
def _failure_named() -> Iterator[None]:
    """Turn an exception of a migration into UpgradeProblem with its name; that of a lost database stays as it is."""
    try:
        yield
    except Exception as error:
        if outages.was_connection_lost(error):
            raise  # the next start may succeed, also where the database answers again by now
        connections["owner"].close()
        try:
            executor = MigrationExecutor(connections["owner"])
        except outages.LOST:
            raise error from None
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        step = f"{plan[0][0].app_label}.{plan[0][0].name}" if plan else "post_migrate"
        raise failed_upgrade(step, logs.class_and_place(error)) from error


def prepare(progress: Callable[[str], None]) -> None:
    """Migrate the database, update shipped places and collect static files, each only if needed."""
    migrate(progress)
    # By name: models cannot be imported at the top of a module that also serves commands without Django.
    if written := import_string("jatan.foundation.places.services.load_places")():
        progress(f"{written} places brought up to date")
    if static_collection.collect(options.home() / "static"):
        progress("style sheets and scripts collected")
