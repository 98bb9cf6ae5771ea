"""`jatan serve`, `jatan worker`, `jatan migrate`."""

import click

from jatan.config import demo_home, options, periodic, serving, startup, tasks
from jatan.config.progress import Progress


@click.command("serve")
@click.option("--host", default=lambda: options.text("JATAN_HOST"), help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=lambda: options.number("JATAN_PORT"))
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Answering processes.")
def serve_command(host: str, port: int, workers: int) -> None:
    """Serve the pages until it is stopped."""
    serving.refuse_busy_port(host, port)
    progress = Progress()
    startup.prepare(progress)
    startup.ready()
    demo_home.refuse_mixed_service()
    progress(f"serving on {serving.address(host, port)}")
    serving.serve(host, port, workers)


@click.command("worker")
@click.option("--interval", type=float, default=1.0, show_default=True, help="Seconds to wait when idle.")
@click.option("--batch", is_flag=True, help="Do what waits, then end.")
def worker_command(interval: float, batch: bool) -> None:
    """Work through background tasks, and do what is due by the clock, until it is stopped."""
    startup.ready()
    demo_home.refuse_mixed_service()
    if batch:
        periodic.run_once()
        tasks.work(interval=interval, batch=True)
        return
    with periodic.running():
        tasks.work(interval=interval, batch=False)


@click.command("migrate")
def migrate_command() -> None:
    """Bring database, texts and static files up to date."""
    progress = Progress()
    startup.prepare(progress)
    progress("up to date")
