"""States as icon and word, never as colour alone."""

from dataclasses import dataclass

from jatan.web.components.words import Words

__all__ = ["Badge", "done", "late", "plain", "soon"]


@dataclass(frozen=True)
class Badge:
    """`kind` is "", good, soon or late; the icon says the same."""

    text: Words
    kind: str = ""
    icon: str = "info"


def done(text: Words) -> Badge:
    return Badge(text, "good", "check")


def soon(text: Words) -> Badge:
    return Badge(text, "soon", "clock")


def late(text: Words) -> Badge:
    return Badge(text, "late", "alert")


def plain(text: Words, icon: str = "info") -> Badge:
    return Badge(text, "", icon)
