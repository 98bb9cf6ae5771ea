"""Refuse to mix the demo with real records, before anything is changed, with a message that says what to do."""

from collections.abc import Mapping
from typing import Final, NoReturn

import click
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.demo_house import Mix, begin_demo_house, is_demo_house, mix_in_demo, mix_in_house
from jatan.runtime import home
from jatan.runtime.bilingual import in_both_lines
from jatan.settings import options

_WHY: Final[Mapping[Mix, Promise]] = {
    Mix.RECORDS_IN_DEMO: _(
        "This folder ({home}) or its database holds organisations, accounts or files that are not the demo's. The demo"
        " opens without a password, so it is not built here, and nothing was changed. It gets a folder of its own if no"
        " other is named: env -u JATAN_HOME -u DATABASE_URL -u DATABASE_APP_URL ./jatan demo"
    ),
    Mix.DEMO_UNASKED: _(
        "This folder ({home}) holds a demo, which anybody enters without a password. Real records do not belong in it,"
        " and nothing was changed. To open the demo: JATAN_HOME={home} ./jatan demo . For real work name another folder"
        " in JATAN_HOME, or move the demo away: ./jatan demo --earlier-demo"
    ),
    Mix.DEMO_SETTING: _(
        "This folder ({home}) is no demo, but JATAN_DEMO is set to 1, which lets everybody in without a password."
        " Take JATAN_DEMO away and start again."
    ),
    Mix.DEMO_ACCOUNTS: _(
        "In this folder ({home}) accounts of the demo are open, which anybody enters without a password. If all of it"
        " is a demo of an earlier version: ./jatan demo --earlier-demo . If it holds real records, close those accounts"
        " first: JATAN_HOME={home} ./jatan demo --close-accounts"
    ),
}
_EARLIER: Final = _(
    "If all this folder holds is a demo that an earlier version built, confirm it once:"
    " JATAN_HOME={home} ./jatan demo --earlier-demo"
)


class DemoMix(click.ClickException):
    """Demo and real records would mix. Ends the command with exit code 2."""

    exit_code = 2


def refuse_real_home(*, has_earlier_demo: bool = False) -> None:
    """Raise DemoMix if the demo must not be built here. Changes nothing, and needs no migrated tables.

    `has_earlier_demo`: see `mix_in_demo`.
    """
    if mix_in_demo(has_earlier_demo=has_earlier_demo) is not None:
        _refuse(Mix.RECORDS_IN_DEMO)
    if home.holds_files() and not (home.is_marked_demo() or has_earlier_demo or is_demo_house()):
        _refuse(Mix.RECORDS_IN_DEMO)


def mark_as_demo(*, has_earlier_demo: bool = False) -> None:
    """Mark database and JATAN_HOME as the demo's. Raises DemoMix as `refuse_real_home`."""
    refuse_real_home(has_earlier_demo=has_earlier_demo)
    try:
        begin_demo_house(has_earlier_demo=has_earlier_demo)
    except ValueError:  # somebody else has begun a real house meanwhile
        _refuse(Mix.RECORDS_IN_DEMO)
    home.mark_demo()


def refuse_mixed_house() -> None:
    """Raise DemoMix if a real database would be used as the demo, or the demo as a real one. Changes nothing."""
    if (why := mix_in_house(as_demo=settings.JATAN_DEMO)) is not None:
        _refuse(why)
    if home.is_marked_demo() and not settings.JATAN_DEMO:
        _refuse(Mix.DEMO_UNASKED)


def _refuse(why: Mix) -> NoReturn:
    """Raise DemoMix with the message in Hindi and English."""

    def write() -> str:
        lines = [_WHY[why], _EARLIER] if why is Mix.RECORDS_IN_DEMO else [_WHY[why]]
        return "\n".join(str(line).format(home=options.home()) for line in lines)

    raise DemoMix(in_both_lines(write, between="\n\n"))
