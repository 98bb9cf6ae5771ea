"""What may be written into a column of a register, where it is one of a list: places, words with a code, groups."""

from jatan.intake.registers.recognise.vocabulary.contents import word_list
from jatan.intake.registers.recognise.vocabulary.lists import shown_words
from jatan.intake.registers.translate.office import Office
from jatan.kernel.problems import Problem

_MOST = 300


def admitted_values(office: Office, kind: str, column: str, language: str) -> list[str]:
    """The values of a column to choose from, in this language ("hi" or "en"); [] where it has no list.

    Each is read as what it says when it stands in the cell. At most 300.
    """
    places = office.places
    if column == "block":
        found = [(place, place.name_hi if language == "hi" else place.name_en) for place in places.blocks]
        return [name for place, name in found if _is_block(office, name, place.id)][:_MOST]
    if column == "district":
        return [place.name_hi if language == "hi" else place.name_en for place in places.districts]
    if column == "forum":
        return office.groups.names("forum")[:_MOST]
    words = word_list(kind, column)
    return list(shown_words(words, language).values()) if words else []


def _is_block(office: Office, name: str, place_id: object) -> bool:
    """False for a name that two blocks of the office have."""
    try:
        return office.places.block(name).id == place_id
    except Problem:
        return False
