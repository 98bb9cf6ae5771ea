"""The house with keys in which files are opened."""

from tests.programme.cases.case_office import cast, house, standing_house

__all__ = ["cast", "house", "standing_house"]
