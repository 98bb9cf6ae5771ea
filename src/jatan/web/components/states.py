"""States as icon and word, never as colour alone."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from jatan.web.components.words import Words

__all__ = ["Badge", "done", "late", "plain", "soon", "time_long"]


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


def time_long(days: int) -> str:
    """A stretch of time as people say it: days up to two months, then months, from two years on years."""
    if days < 60:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if days < 730:
        return ngettext("%(n)s month", "%(n)s months", days // 30) % {"n": days // 30}
    return ngettext("%(n)s year", "%(n)s years", days // 365) % {"n": days // 365}
