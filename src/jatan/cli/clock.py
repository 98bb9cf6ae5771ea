"""`jatan clock`: whether something speaks against the clock, and the answer of a named person at the server."""

import datetime as dt
from typing import Final

import click
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.cli.named_account import account_named
from jatan.cli.opened_house import opened_house
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.house_clock import confirm_time, confirming_actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.operation.findings import in_both_languages
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.runtime.bilingual import in_both
from jatan.runtime.checks.clock import check_clock

_NOW: Final = _("The house says it is now {now} in India.")
_RIGHT: Final = _("Does your phone say the same, year, day and hour?")
_DONE: Final = _("Written down, with your name. Contacts are looked for again within a minute.")
_NOT_HERS: Final = _("This account may not say so: the administrator, the secretariat and coordinators may.")


@click.command("clock")
@click.option("--right", "email", help="The account EMAIL says that day and time are right.", metavar="EMAIL")
def clock_command(email: str | None) -> None:
    """Say what time the house takes it to be, and what speaks against it. With --right: a person answers."""
    with opened_house("clock", writes=email is not None):
        shown = clock.now()
        click.echo(in_both(format_lazy(_NOW, now=f"{shown.astimezone(clock.INDIA):%Y-%m-%d %H:%M}")))
        for finding in check_clock():
            click.echo("\n".join(in_both_languages(finding)))
        if email is not None:
            _confirm(account_named(email), shown)


def _confirm(account: Account, shown: dt.datetime) -> None:
    click.confirm(in_both(_RIGHT), abort=True)
    try:
        with acting_as(confirming_actor(account)) as by:
            confirm_time(by=by, shown=shown)
    except Forbidden as forbidden:
        raise Problem("forbidden", _NOT_HERS) from forbidden
    click.echo(in_both(_DONE))
