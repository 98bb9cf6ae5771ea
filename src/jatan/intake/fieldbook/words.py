"""What the field book's page says besides its questions: {short name: text in the reader's language}."""

__all__ = ["words"]


def words() -> dict[str, str]:
    """The texts of buttons, states and messages on the phone. A "%s" is filled in by the page."""
    return {}
