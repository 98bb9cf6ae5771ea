"""A task that a test holds until a file is there. Run by real workers, which import it by its dotted path."""

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
