"""The Problems with which a workbook file is refused, each with the sentence that the command prints."""

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Message, Problem


def refusal(code: str, message: Message) -> Problem:
    """A Problem about the file."""
    return Problem(code, message, field="file")


def damaged() -> Problem:
    """The file is no spreadsheet that can be read, or it is incomplete."""
    return refusal("not_a_workbook", _("This is not a spreadsheet that can be read, or it is damaged."))


def dangerous() -> Problem:
    """The file would make the reader use far more memory or time than its size."""
    return refusal("dangerous_workbook", _("This file unpacks to far more than it is. It was not opened."))


def too_large() -> Problem:
    return refusal("workbook_too_large", _("This file is too large. Please split the workbook."))


def protected() -> Problem:
    """The file is encrypted, and no password was given."""
    return refusal("protected_workbook", _("This workbook has a password. Give it together with the file."))


def protected_otherwise() -> Problem:
    """The file is encrypted in a way that is not supported: OpenDocument, or an encrypted ZIP archive."""
    return refusal(
        "password_not_supported", _("Only the program that set its password opens this file. Save it without one.")
    )
