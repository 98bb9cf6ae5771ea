"""`jatan serve`, `jatan worker`, `jatan migrate`."""

import click

from jatan.runtime import demo_home, startup, web_server, worker
from jatan.runtime.progress import Progress
from jatan.settings import options, periodic


@click.command("serve")
@click.option("--host", default=lambda: options.text("JATAN_HOST"), help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=lambda: options.number("JATAN_PORT"))
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Answering processes.")
def serve_command(host: str, port: int, workers: int) -> None:
    """Serve the pages until it is stopped."""
    web_server.refuse_busy_port(host, port)
    progress = Progress()
    startup.prepare(progress)
    startup.ready()
    demo_home.refuse_mixed_service()
    progress(f"serving on {web_server.address(host, port)}")
    web_server.serve(host, port, workers)


@click.command("worker")
@click.option("--interval", type=float, default=1.0, show_default=True, help="Seconds to wait when idle.")
@click.option("--batch", is_flag=True, help="Do what waits, then end.")
def worker_command(interval: float, batch: bool) -> None:
    """Work through background tasks, and do what is due by the clock, until it is stopped."""
    startup.ready()
    demo_home.refuse_mixed_service()
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
