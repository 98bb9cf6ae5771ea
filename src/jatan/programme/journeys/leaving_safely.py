"""How to leave safely, in steps for everybody (`leaving_safely.toml`)."""

import functools
import tomllib
from importlib.resources import files

from jatan.kernel.localised import Localised


@functools.cache
def leaving_safely() -> tuple[Localised, ...]:
    """The steps in order."""
    text = files("jatan.programme.journeys").joinpath("leaving_safely.toml").read_text("utf-8")
    return tuple(Localised(hi=row["hi"], en=row["en"]) for row in tomllib.loads(text)["step"])
