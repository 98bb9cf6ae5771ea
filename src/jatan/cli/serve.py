"""`jatan run`, `jatan serve`, `jatan worker`, `jatan migrate`."""

from collections.abc import Callable
from typing import Any

import click

from jatan.cli.opened_house import open_house
from jatan.foundation.operation.findings import Level, in_both_languages
from jatan.runtime import demo_home, logs, startup, supervisor, web_address, worker
from jatan.runtime.checks.connection import refuse_transaction_pooler
from jatan.runtime.checks.database import check_version
from jatan.runtime.progress import Progress
from jatan.settings import options, periodic


def _web_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the web server, the same for `run` and `serve`."""
    workers: Any = {
        "type": click.IntRange(1, 64),
        "default": web_address.usual_workers,
        "show_default": "2; 1 on a small machine",
        "help": "Answering processes.",
    }
    command = click.option("--workers", **workers)(command)
    port = click.option("--port", type=click.IntRange(1, 65535), default=lambda: options.number("JATAN_PORT"))
    return click.option("--host", default=lambda: options.text("JATAN_HOST"), help="Address to listen on.")(
        port(command)
    )


@click.command("run")
@_web_options
def run_command(host: str, port: int, workers: int) -> None:
    """Serve the pages and work through background tasks until it is stopped. What ends is started again."""
    logs.hide_messages_of_crashes()
    progress = _prepared(host, port)
    progress(f"running on {web_address.address(host, port)}  (Ctrl+C ends it)")
    supervisor.replace_process("run", host, port, workers)


@click.command("serve")
@_web_options
def serve_command(host: str, port: int, workers: int) -> None:
    """Serve the pages until it is stopped."""
    logs.hide_messages_of_crashes()
    progress = _prepared(host, port)
    progress(f"serving on {web_address.address(host, port)}")
    web_address.replace_process(host, port, workers)


def _prepared(host: str, port: int) -> Progress:
    """Refuse what cannot be served, and bring database and files up to date."""
    web_address.refuse_busy_port(host, port)
    progress = Progress()
    open_house(progress)
    for finding in check_version():
        if finding.level is not Level.OK:
            progress("\n".join(in_both_languages(finding)))
    return progress


@click.command("worker")
@click.option("--interval", type=float, default=1.0, show_default=True, help="Seconds to wait when idle.")
@click.option("--batch", is_flag=True, help="Do what waits, then end.")
def worker_command(interval: float, batch: bool) -> None:
    """Work through background tasks, and do what is due by the clock, until it is stopped."""
    logs.hide_messages_of_crashes()
    startup.ensure_database()
    demo_home.refuse_mixed_house()
    startup.ready()
    refuse_transaction_pooler()
    if batch:
        periodic.run_once()
        worker.work(interval=interval, batch=True)
        return
    with periodic.running():
        worker.work(interval=interval, batch=False)


@click.command("migrate")
def migrate_command() -> None:
    """Bring database, texts and static files up to date."""
    progress = Progress()
    startup.prepare(progress)
    progress("up to date")
