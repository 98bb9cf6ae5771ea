"""Normalise variant spellings of Hindi for comparison; the results are never shown or stored.

`fold_spelling` gives the same result for मज़दूर, मजदूर and मज\u093cदूर, and for गाँव and गांव.
"""

import re
import unicodedata

from jatan.kernel.text.invisible import without_invisible
from jatan_names.characters import ascii_digits, spell_out_full_stops

__all__ = ["fold_spelling", "spell_out_full_stops", "without_nukta"]

_NUKTA_AND_NASAL = str.maketrans({"\u093c": None, "\u0901": "\u0902"})
# A nasal before a consonant is usually written as anusvara: हिन्दी = हिंदी, मुम्बई = मुंबई, एजेन्ट = एजेंट.
_NASAL_BEFORE_CONSONANT = re.compile("[ङञणन]\u094d(?=[क-घच-झट-ढत-धप-भश-स])|म\u094d(?=[प-भ])")
# Long and short i and u are often confused: पीड़ित, पिड़ित, पीडीत.
_SHORT_VOWELS = str.maketrans("\u0940\u0942ईऊ", "\u093f\u0941इउ")
# ये and ए, यी and ई after a vowel sign are one sound: चाहिए, चाहिये.
_SIGN_TO_VOWEL = {"\u0947": "ए", "\u093f": "इ", "\u0940": "ई"}
_GLIDE_WITH_SIGN = re.compile("(?<=[\u093e-\u094c])य([\u0947\u093f\u0940])")


def without_nukta(text: str) -> str:
    """NFC text without nukta (composed or separate) and with anusvara instead of chandrabindu."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).translate(_NUKTA_AND_NASAL))


def fold_spelling(text: str) -> str:
    """The text for comparison: case, digits, nukta, nasals and vowel length folded, invisible characters removed,
    single blanks. Idempotent.
    """
    plain = without_nukta(ascii_digits(without_invisible(text))).casefold()
    plain = _GLIDE_WITH_SIGN.sub(lambda found: _SIGN_TO_VOWEL[found[1]], plain)
    return " ".join(_NASAL_BEFORE_CONSONANT.sub("\u0902", plain).translate(_SHORT_VOWELS).split())
