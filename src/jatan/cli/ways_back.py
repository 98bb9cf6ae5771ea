"""Subcommands of `jatan accounts` for who is locked out: `reset-second-step` and `reopen`.

Whoever has a shell on the server acts as `actors.console`. No password, key or sealed file is touched.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.utils.translation import gettext as _

from jatan.cli.named_account import account_named
from jatan.cli.opened_house import opened_house
from jatan.foundation.access.actors import Actor, console
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.services import reactivate_account, remove_second_factors
from jatan.foundation.access.walls import acting_as
from jatan.kernel.problems import Problem

__all__ = ["reopen", "reset_second_step"]


@click.command("reset-second-step")
@click.argument("email")
def reset_second_step(email: str) -> None:
    """Take every second step of the account EMAIL away: telephone, passkeys, sheet. It is signed out everywhere.

    At the next sign-in the password is asked for, then a new second step is set up. Those in office see it on their
    home page for fourteen days.
    """
    with _at_the_console() as by:
        remove_second_factors(by=by, account=account_named(email))
    click.echo(_("The second step is gone. At the next sign-in, after the password, a new one is set up."))


@click.command("reopen")
@click.argument("email")
def reopen(email: str) -> None:
    """Open the closed account EMAIL again, after the yes of a second person if there is one."""
    with _at_the_console() as by:
        account = account_named(email)
        if account.is_active:
            raise click.ClickException(_("This account is open."))
        is_done = reactivate_account(by=by, account=account)
    click.echo(
        _("The account is open again.") if is_done else _("Asked for. It takes effect when a second person has agreed.")
    )


@contextmanager
def _at_the_console() -> Iterator[Actor]:
    try:
        with opened_house("accounts"), acting_as(console()) as by:
            yield by
    except Forbidden as refused:
        raise click.ClickException(_("This account has no posting in the network.")) from refused
    except Problem as problem:
        raise click.ClickException(str(problem.message)) from problem
