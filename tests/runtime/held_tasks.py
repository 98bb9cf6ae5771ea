"""Tasks that last as long as a test wants. Run by real workers, which import them by their dotted paths."""

import time
from pathlib import Path

from django.db import connection
from django.tasks import task


@task()
def read_database_when(begun: str, released: str) -> None:
    """Create the file `begun`, wait for the file `released`, then ask the database."""
    Path(begun).touch()
    while not Path(released).exists():
        time.sleep(0.02)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@task()
def ask_database_for(seconds: float) -> None:
    """Ask the database again and again for so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01)")
