"""The house with keys in which files are opened."""

from tests.programme.cases.casehouse import house

__all__ = ["house"]
