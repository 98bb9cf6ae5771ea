"""`jatan demo` and `jatan practice`: a synthetic network on this machine, from nothing to a sign-in page."""

import os
import sys
from pathlib import Path
from typing import Final

import click
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.cli.opened_house import problems_shown
from jatan.demo.build import build_demo, show_own_names
from jatan.foundation.access.demo_house import close_demo_accounts, is_demo_house
from jatan.foundation.network.network_file import checked_network
from jatan.runtime import demo_home, earlier_demo, home, startup, supervisor, web_address
from jatan.runtime.bilingual import in_both
from jatan.runtime.progress import Progress
from jatan.settings import options

_PRACTICE_PORT: Final = 8001
_HOUSE_ABOVE: Final = _(
    "In {above} lies another house. If it is a demo of an earlier version, ./jatan demo --earlier-demo moves it here,"
    " with everything entered in it. Else it stays as it is: this demo keeps to {here}."
)
_TWO_DEMOS: Final = _(
    "There is a demo in {here} already, so nothing is moved out of {above}. To have the earlier one instead:"
    " JATAN_HOME={here} ./jatan stop, remove {here}, and once more ./jatan demo --earlier-demo"
)


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=lambda: options.number("JATAN_PORT"))
@click.option("--no-serve", is_flag=True, help="Build it and end.")
@click.option("--earlier-demo", "is_earlier", is_flag=True, help="Keep using a demo that an earlier version built.")
@click.option("--close-accounts", is_flag=True, help="Close the demo's accounts in a real house, and end.")
def demo_command(port: int, no_serve: bool, is_earlier: bool, close_accounts: bool) -> None:
    """Build a synthetic network, once, and serve it. What was entered is kept.

    It lives in var/demo, or in JATAN_HOME where that is set. Refuses a home that holds anything else: the demo opens
    without a password.

    With --earlier-demo a demo in the folder above (var) is moved here; where JATAN_HOME itself holds one that is not
    marked as a demo, it is marked.
    """
    if close_accounts:
        return _close_accounts()
    if (above := earlier_demo.house_above()) is not None:
        places = {"above": above, "here": options.home()}
        if is_earlier and home.is_marked_demo():
            raise click.ClickException(in_both(format_lazy(_TWO_DEMOS, **places)))
        if is_earlier and not earlier_demo.is_begun():
            earlier_demo.move_here(above)
            os.execv(sys.executable, [sys.executable, "-m", "jatan", "demo", *_words(port, no_serve)])  # noqa: S606
        if not earlier_demo.is_begun():
            click.echo(in_both(format_lazy(_HOUSE_ABOVE, **places)), err=True)
    _build_and_serve("demo", port, no_serve=no_serve, is_earlier=is_earlier)


@click.command("practice")
@click.option("--port", type=click.IntRange(1, 65535), default=_PRACTICE_PORT, show_default=True)
@click.option("--no-serve", is_flag=True, help="Build it and end.")
@click.option(
    "--network",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The real house's network file: its names of network and members are shown.",
)
def practice_command(port: int, no_serve: bool, network: Path | None) -> None:
    """Serve a house in which new staff practise: invented records, the same pages, beside the real house.

    It lives in var/practice, or in JATAN_HOME where that is set. Every page says that nothing is real, everybody enters
    without a password, and no text message leaves it. JATAN_PRACTICE_URL makes the real house link to it.
    """
    _build_and_serve("practice", port, no_serve=no_serve, network=network)


def _build_and_serve(
    kind: str, port: int, *, no_serve: bool, is_earlier: bool = False, network: Path | None = None
) -> None:
    host = options.text("JATAN_HOST")
    if not no_serve:
        web_address.refuse_busy_port(host, port)
    progress = Progress()
    progress("starting the database")
    startup.ensure_database()
    demo_home.refuse_real_home(has_earlier_demo=is_earlier)
    startup.prepare(progress)
    startup.ready()
    with problems_shown():
        own = checked_network(network) if network else None
    demo_home.mark_as_demo(has_earlier_demo=is_earlier)
    if kind == "practice":
        home.mark_practice()
    with supervisor.key_agent_running():  # sealed files are written
        build_demo(progress)
    if own is not None:
        show_own_names(own)
    if no_serve:
        progress(f"the {kind} house is built")
        return
    progress(f"serving on {web_address.address(host, port)}  (Ctrl+C ends it)")
    supervisor.replace_process(kind, host, port, web_address.usual_workers())


def _words(port: int, no_serve: bool) -> list[str]:
    return ["--port", str(port), *(["--no-serve"] if no_serve else [])]


def _close_accounts() -> None:
    progress = Progress()
    startup.ensure_database()
    if is_demo_house():
        raise click.ClickException("This is the demo itself. Its accounts stay open.")
    startup.prepare(progress)
    startup.ready()
    progress(f"{close_demo_accounts()} accounts of the demo closed")
