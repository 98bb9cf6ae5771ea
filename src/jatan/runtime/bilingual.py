"""Messages on the terminal in Hindi and English, because the reader's language is not known."""

from collections.abc import Callable

from django.utils import translation

from jatan.kernel.problems import Message, Problem, Problems


def in_both(text: Message | object, *, between: str = "\n") -> str:
    """The text in Hindi, then in English; once where both are the same."""
    return in_both_lines(lambda: str(text), between=between)


def in_both_lines(write: Callable[[], str], *, between: str) -> str:
    """What `write` returns in Hindi, then in English; once where both are the same."""
    texts = []
    for language in ("hi", "en"):
        with translation.override(language):
            texts.append(write())
    return between.join(dict.fromkeys(texts))


def problem_text(problem: Problem | Problems) -> str:
    """Every problem: its place, then what is wrong and the remedy in both languages."""
    parts = []
    for one in problem.problems:
        text = in_both(one.message)
        parts.append(f"{one.field}:\n  {text.replace('\n', '\n  ')}" if one.field else text)
    return "\n".join(parts)
