"""The language in which a command speaks to whoever runs it: one for all lines of a run."""

import os


def spoken_language(chosen: str | None) -> str:
    """`chosen` ("hi" or "en") if given; else English where LANG is English, and Hindi everywhere else."""
    return chosen or ("en" if os.environ.get("LANG", "").startswith("en") else "hi")
