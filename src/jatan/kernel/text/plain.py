"""Names and words compared without differences of spacing and case."""


def plain(text: str) -> str:
    """The text with single spaces, case folded: equal for "Jatan  Ranchi" and "jatan ranchi". Not for display."""
    return " ".join(text.split()).casefold()
