"""Subcommands of `jatan accounts` for who is locked out: `reset-second-step` and `reopen`.

Whoever has a shell on the server acts as `actors.console`. No password, key or sealed file is touched.
"""

from typing import Final

import click
from django.utils.translation import gettext_lazy as _

from jatan.cli.console_acts import acting_at_console
from jatan.cli.named_account import account_named
from jatan.cli.opened_house import opened_house
from jatan.foundation.access.services import reactivate_account, remove_second_factors
from jatan.kernel.problems import Problem
from jatan.runtime.bilingual import in_both

_IS_OPEN: Final = _("This account is open.")
_NO_POSTING: Final = _("This account has no posting in the network.")
_STEP_GONE: Final = _("The second step is gone. At the next sign-in, after the password, a new one is set up.")
_OPEN_AGAIN: Final = _("The account is open again.")
_ASKED_FOR: Final = _("Asked for. It takes effect when a second person has agreed.")


@click.command("reset-second-step")
@click.argument("email")
def reset_second_step(email: str) -> None:
    """Take every second step of the account EMAIL away: telephone, passkeys, sheet. It is signed out everywhere.

    At the next sign-in the password is asked for, then a new second step is set up. Those in office see it on their
    home page for fourteen days.
    """
    with opened_house("accounts"):
        take_second_steps_away(email)


@click.command("reopen")
@click.argument("email")
def reopen(email: str) -> None:
    """Open the closed account EMAIL again, after the yes of a second person if there is one."""
    with opened_house("accounts"):
        open_again(email)


def take_second_steps_away(email: str) -> None:
    """Do as `accounts reset-second-step` does, in a house that is open. Raises Problem if there is none."""
    with acting_at_console(_NO_POSTING) as by:
        remove_second_factors(by=by, account=account_named(email))
    click.echo(in_both(_STEP_GONE))


def open_again(email: str) -> None:
    """Do as `accounts reopen` does, in a house that is open. Raises Problem if it is open or there is none."""
    with acting_at_console(_NO_POSTING) as by:
        account = account_named(email)
        if account.is_active:
            raise Problem("open", _IS_OPEN)
        is_done = reactivate_account(by=by, account=account)
    click.echo(in_both(_OPEN_AGAIN if is_done else _ASKED_FOR))
