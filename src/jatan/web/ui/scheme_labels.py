"""A scheme linkage in words: the name of the scheme, and its stage as icon and word."""

from jatan.programme.schemes import reference
from jatan.programme.schemes.choices import Stage
from jatan.programme.schemes.models import Linkage
from jatan.web.ui.components import states

_BADGES = {Stage.RECEIVED: states.done, Stage.REFUSED: states.late}


def scheme_name(row: Linkage) -> str:
    """The scheme in the user's language; an unknown code is shown as it was written."""
    known = reference.schemes().get(row.scheme)
    return known.name.in_language() if known else row.scheme_as_written or row.scheme


def stage_badge(row: Linkage) -> states.Badge:
    return _BADGES.get(row.stage, states.normal)(row.stage.label)
