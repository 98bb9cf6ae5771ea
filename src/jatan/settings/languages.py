"""Languages of the region that Django does not know. Each gets a catalogue when its translations are ready."""

from typing import Any

# ISO 639-3 codes; Khortha has none of its own, hence the private tag under Magahi (docs/reference/languages.md).
EXTRA_LANGUAGES: dict[str, dict[str, Any]] = {
    "sat": {"bidi": False, "code": "sat", "name": "Santali", "name_local": "ᱥᱟᱱᱛᱟᱲᱤ"},
    "hoc": {"bidi": False, "code": "hoc", "name": "Ho", "name_local": "हो"},
    "kru": {"bidi": False, "code": "kru", "name": "Kurukh", "name_local": "कुड़ुख"},
    "unr": {"bidi": False, "code": "unr", "name": "Mundari", "name_local": "मुंडारी"},
    "sck": {"bidi": False, "code": "sck", "name": "Nagpuri", "name_local": "नागपुरी"},
    "mag-x-khortha": {"bidi": False, "code": "mag-x-khortha", "name": "Khortha", "name_local": "खोरठा"},
}
