"""The text that is read out before somebody agrees that her story is printed, by version (`consent_text.toml`)."""

import tomllib
from functools import cache
from importlib import resources

from jatan.kernel.localised import Localised

__all__ = ["consent_texts", "current_version"]


@cache
def consent_texts() -> dict[str, Localised]:
    """{version: its text}, every version that was ever used, oldest first."""
    content = resources.files(__package__).joinpath("consent_text.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(content)["text"]
    return {row["version"]: Localised(hi=row["hi"].strip(), en=row["en"].strip()) for row in rows}


def current_version() -> str:
    """The version that is read out now."""
    return list(consent_texts())[-1]
