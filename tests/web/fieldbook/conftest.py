"""The field of tests/intake/fieldbook, for pages."""

from tests.intake.fieldbook.conftest import at_work

__all__ = ["at_work"]
