"""Record the order of a process's fsync and rename calls and of its database rows."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection

type Step = tuple[str, Any]
_INSERT = re.compile(r'INSERT INTO "(\w+)"')


@contextmanager
def watched(*, rows: bool = False) -> Iterator[list[Step]]:
    """Steps of the block in their order: ("synced", path), ("named", path) and with `rows` ("row", table).

    The system's own calls are made as always; they are only written down.
    """
    steps: list[Step] = []
    sync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        sync(descriptor)
        steps.append(("synced", path))

    def named(source: Path, target: Path) -> None:
        replace(source, target)
        steps.append(("named", Path(target)))

    def written(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if match := _INSERT.match(sql):
            steps.append(("row", match[1]))
        return execute(sql, *rest)

    with patch("os.fsync", synced), patch("os.replace", named):
        if rows:
            with connection.execute_wrapper(written):
                yield steps
        else:
            yield steps
