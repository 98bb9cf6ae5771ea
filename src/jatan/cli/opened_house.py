"""What every command does first: refuse to mix demo and real records, migrate, register the process."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from jatan.kernel.problems import Problem, Problems
from jatan.runtime import demo_home, processes, startup
from jatan.runtime.bilingual import problem_text
from jatan.runtime.progress import Progress


def open_house(progress: Progress, *, writes: bool = True, with_other_keys: bool = False) -> None:
    """Bring the database up to date. Raises DemoMix before anything is changed if demo and real records would mix;
    commands that only read (`writes=False`) may read a demo too. `with_other_keys`: see `startup.ready`."""
    startup.ensure_database()
    if writes:
        demo_home.refuse_mixed_house()
    startup.prepare(progress)
    startup.ready(with_other_keys=with_other_keys)


@contextmanager
def opened_house(kind: str, *, writes: bool = True, with_other_keys: bool = False) -> Iterator[Progress]:
    """The house opened, and this process registered as `kind`. Problems are shown in both languages."""
    progress = Progress()
    open_house(progress, writes=writes, with_other_keys=with_other_keys)
    with problems_shown(), processes.registered(kind):
        yield progress


@contextmanager
def problems_shown() -> Iterator[None]:
    """A Problem becomes a ClickException that names the place and what to do, in both languages."""
    try:
        yield
    except (Problem, Problems) as problem:
        raise click.ClickException(problem_text(problem)) from problem
