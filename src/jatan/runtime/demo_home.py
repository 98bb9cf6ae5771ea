"""Refuse to mix the demo with real records, before anything is changed, with a message that says what to do."""

from collections.abc import Mapping
from typing import Final, NoReturn

import click
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.demo_house import Mix, begin_demo_house, is_demo_house, mix_in_demo, mix_in_service
from jatan.runtime import home
from jatan.settings import options

__all__ = ["DemoMix", "mark_as_demo", "refuse_demo_house", "refuse_mixed_service"]

_WHY: Final[Mapping[Mix, Promise]] = {
    Mix.RECORDS_IN_DEMO: _(
        "This folder ({home}) holds organisations or accounts that are not the demo's. The demo opens without a"
        " password, so it is not built here, and nothing was changed. Give it a folder of its own:"
        " JATAN_HOME={home}-demo ./jatan demo"
    ),
    Mix.DEMO_UNASKED: _(
        "This folder ({home}) holds the demo, which anybody enters without a password. Real records do not belong in"
        " it. To open the demo: ./jatan demo . For real work give another folder in JATAN_HOME."
    ),
    Mix.DEMO_SETTING: _(
        "This folder ({home}) is no demo, but JATAN_DEMO is set to 1, which lets everybody in without a password."
        " Take JATAN_DEMO away and start again."
    ),
    Mix.DEMO_ACCOUNTS: _(
        "In this folder ({home}) accounts of the demo are open, which anybody enters without a password. Close them"
        " first: ./jatan demo --close-accounts"
    ),
}
_EARLIER: Final = _(
    "If all this folder holds is a demo that an earlier version built, say so once: ./jatan demo --earlier-demo"
)


class DemoMix(click.ClickException):
    """Demo and real records would mix. Ends the command with exit code 2."""

    exit_code = 2


def mark_as_demo(*, has_earlier_demo: bool = False) -> None:
    """Mark database and JATAN_HOME as the demo's. Raises DemoMix if they hold other records."""
    if not is_demo_house() and home.holds_files() and not home.is_marked_demo() and not has_earlier_demo:
        _refuse(Mix.RECORDS_IN_DEMO)
    try:
        begin_demo_house(has_earlier_demo=has_earlier_demo)
    except ValueError:
        _refuse(mix_in_demo() or Mix.RECORDS_IN_DEMO)
    home.mark_demo()


def refuse_mixed_service() -> None:
    """Raise DemoMix if web server or worker would run a real database as the demo, or the demo as a real one."""
    if (why := mix_in_service(as_demo=settings.JATAN_DEMO)) is not None:
        _refuse(why)


def refuse_demo_house() -> None:
    """Raise DemoMix if real records would be written into the demo's database."""
    if is_demo_house() and not settings.JATAN_DEMO:
        _refuse(Mix.DEMO_UNASKED)


def _refuse(why: Mix) -> NoReturn:
    """Raise DemoMix with the message in Hindi and English, because the reader's language is not known."""
    texts = []
    for language in ("hi", "en"):
        with translation.override(language):
            lines = [str(_WHY[why]).format(home=options.home())]
            if why is Mix.RECORDS_IN_DEMO:
                lines.append(str(_EARLIER))
            texts.append("\n".join(lines))
    raise DemoMix("\n\n".join(texts))
