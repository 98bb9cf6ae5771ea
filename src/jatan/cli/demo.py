"""`jatan demo`: a synthetic network on this machine, from nothing to a sign-in page."""

import sys

import click

from jatan.demo.build import build_demo
from jatan.foundation.access.demo_house import close_demo_accounts, is_demo_house
from jatan.runtime import demo_home, startup, supervisor, web_server
from jatan.runtime.progress import Progress
from jatan.settings import options


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=lambda: options.number("JATAN_PORT"))
@click.option("--no-serve", is_flag=True, help="Build it and end.")
@click.option("--earlier-demo", is_flag=True, help="All this home holds is a demo that an earlier version built.")
@click.option("--close-accounts", is_flag=True, help="Close the demo's accounts in a real house, and end.")
def demo_command(port: int, no_serve: bool, earlier_demo: bool, close_accounts: bool) -> None:
    """Build a synthetic network, once, and serve it. What was entered is kept.

    Refuses a home that holds anything else: the demo opens without a password.
    """
    host = options.text("JATAN_HOST")
    if close_accounts:
        return _close_accounts()
    if not no_serve:
        web_server.refuse_busy_port(host, port)
    progress = Progress()
    progress("starting the database")
    startup.ensure_database()
    demo_home.refuse_real_home(has_earlier_demo=earlier_demo)
    startup.prepare(progress)
    startup.ready()
    demo_home.mark_as_demo(has_earlier_demo=earlier_demo)
    build_demo(progress)
    if no_serve:
        progress("the demo is built")
        return
    progress(f"serving on {web_server.address(host, port)}  (Ctrl+C ends it)")
    web = supervisor.Child(("serve", "--host", host, "--port", str(port)))
    sys.exit(supervisor.run_children("demo", web, supervisor.Child(("worker",)), host=host, port=port))


def _close_accounts() -> None:
    progress = Progress()
    startup.ensure_database()
    if is_demo_house():
        raise click.ClickException("This is the demo itself. Its accounts stay open.")
    startup.prepare(progress)
    startup.ready()
    progress(f"{close_demo_accounts()} accounts of the demo closed")
