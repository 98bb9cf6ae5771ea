"""The words of an alert: how many of what, never a name, a place or a cause. Whoever looks at the phone learns nothing.

The link of an alert is the home page and nothing more.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from jatan.foundation.alerts.choices import Kind


def coded_words(kind: str, number: int, language: str) -> str:
    """One line in the account's language, for a push, a mail and a notification on a locked screen."""
    with override(language):
        return _WORDS[Kind(kind)](number) % {"n": number}


def _call(number: int) -> str:
    return ngettext("Jatan: %(n)d call for help. Please look.", "Jatan: %(n)d calls for help. Please look.", number)


def _urgent(number: int) -> str:
    return ngettext("Jatan: %(n)d urgent thing. Please look.", "Jatan: %(n)d urgent things. Please look.", number)


def _contact(number: int) -> str:
    return ngettext("Jatan: %(n)d contact waits. Please look.", "Jatan: %(n)d contacts wait. Please look.", number)


def _case(number: int) -> str:
    # No number: how much of it there is tells something, too.
    return _("Jatan: case work. Please look.")


def _field_book(number: int) -> str:
    return ngettext(
        "Jatan: %(n)d row of the field book waits. Please look.",
        "Jatan: %(n)d rows of the field book wait. Please look.",
        number,
    )


def _digest(number: int) -> str:
    return ngettext("Jatan: %(n)d thing to do today.", "Jatan: %(n)d things to do today.", number)


_WORDS = {
    Kind.CALL: _call,
    Kind.URGENT: _urgent,
    Kind.CONTACT: _contact,
    Kind.CASE: _case,
    Kind.FIELD_BOOK: _field_book,
    Kind.DIGEST: _digest,
}
