"""States as icon and word, never as colour alone."""

from dataclasses import dataclass

from django.utils.functional import Promise

__all__ = ["Badge", "done", "late", "plain", "soon"]


@dataclass(frozen=True)
class Badge:
    """`kind` is "", good, soon or late; the icon says the same."""

    text: str | Promise
    kind: str = ""
    icon: str = "info"


def done(text: str | Promise) -> Badge:
    return Badge(text, "good", "check")


def soon(text: str | Promise) -> Badge:
    return Badge(text, "soon", "clock")


def late(text: str | Promise) -> Badge:
    return Badge(text, "late", "alert")


def plain(text: str | Promise, icon: str = "info") -> Badge:
    return Badge(text, "", icon)
