"""Normalise spelling variants of Latin words: digraphs, aspiration, double letters, b and v.

The step between transliteration.py and names.py. Idempotent, so a stored fold can be folded again.
"""

import re

# Applied in this order, repeated until nothing changes.
RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"sinh$", "sing"),  # बिरसिंह, मानसिंह
        (r"^x(?=av)", "j"),  # Xavier
        (r"^x(?=[aeiou])", "k"),  # the kh of Kurukh: Xalxo, Xess
        (r"x", "ks"),
        (r"z", "j"),
        (r"que$", "k"),  # Haque, but not Siddiqui
        (r"qu?", "k"),
        (r"ph", "f"),
        (r"c(?=[eiy])", "s"),  # Cecilia, Francis: names that came with the missions
        (r"c(?!h)|^ch(?=r)", "k"),  # Christina, but not Haricharan
        (r"ge$(?<=[rd]ge)|^ge(?=or)", "j"),
        (r"^(an(?=gel)|eu(?=ge)|evan(?=ge)|jor|re(?=gi)|vir(?=gi))g(?=[ei])", r"\1j"),  # Angela, Eugene, Regina
        (r"(?<=f)([ei]*ro)se$", r"\1j"),  # Afrose, Firose; but not Pathrose
        (r"(?<=o)ts(?=a?n)", "s"),  # Jyotsna, Josna
        (r"^oi(?=[^aeiouy])", "e"),  # Oindrila: the Bengali ai
        (r"^[jg]n(?=[aeiou])", "gy"),  # ज्ञ: Jnanendra, Gnanendra, Gyanendra
        (r"deo", "deb"),  # देव: Mahadeo, Deonath
        (r"(?<=u)[wvy](?=a(?:h|n)?$)", ""),  # Barua, Baruwa; Budhua, Budhuya
        (r"(?:k?ch+)+", "ch"),
        (r"s+h", "s"),
        (r"([kgjtdpbrln])h", r"\1"),  # aspiration: written in one script, forgotten in the other
        (r"[ao]w(?=[^aeiouy])", "o"),
        (r"[wv]", "b"),  # Bengali and Sadri have one sound for both
        (r"ee+|ie$", "i"),
        (r"oo+", "u"),
        (r"ou|au", "o"),
        (r"ng(?=[ks])", "n"),  # Sudhangshu, Angkita
        (r"aye|ae|[ae]i|ey|ay(?![aeiou])", "e"),
        (r"iy(?=[aeou])", "i"),
        (r"y$", "i"),
        (r"(\D)\1+", r"\1"),  # letters, never digits: group 1 is not group 11
        (r"n(?=[pbf])", "m"),
        (r"([aeiou])h$", r"\1"),
        (r"ohn", "on"),
    )
)

_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLE = re.compile(r"(\D)\1+")
# The key drops vowels, because they are written most differently, and keeps only the class of the first one. Yadav and
# Jadav get the same key.
OPENING = {"e": "i", "o": "u", "y": "j"}
GLIDE = re.compile(r"^(?:[ei]?y|[ei])(?=[aou])")  # Yakub, Eakub, Iyakub; Yunus, Eunus
# Names that sound alike: equal in the key, different in the fold.
KEY_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ks(?!a?$)", "k"),  # क्ष is kh in Bengal: Kshitish, Khitish
        (r"^[ei]h(?=[^aeiou])", "ah"),  # Ehsan, Ahsan
        (r"(?<!^b[ao]r)(?<=[^aeiouy])u(?=a$)", "b"),  # Budhua, Budhwa; but Barua, Boruah are not Barwa
        (r"(?<=ku)d$|(?<=^go)d$", "r"),  # a last ड़: Mahakud, Goud
    )
)
_LIP_NASAL = re.compile(r"n(?=[pbf])")

# Second parts that may be written separately: joined to a short first part (Ram Lal, Phul Mani), and if they are rarely
# used alone also to a longer one (Rabindra Nath Ghosh).
HALVES = frozenset(
    ["nat", "lal", "ram", "nand", "mani", "muni", "mati", "bati", "deb", "kant", "kanta", "prakas", "charan"]
)
BOUND_HALVES = frozenset(["nat", "kanta", "kant"])
SHORT = 5
# Parts that form one name with each other, even as the last words: Chandra Mohan, Purna Chandra, Tarak Nath.
FIRST_HALVES = frozenset(
    [
        "badri",
        "chandra",
        "debi",
        "gori",
        "hari",
        "krisna",
        "nand",
        "nanda",
        "purn",
        "purna",
        "rabi",
        "rada",
        "siba",
        "tarak",
    ]
)
LAST_HALVES = frozenset(["chandra", "gopal", "kisor", "lal", "mohan", "nat", "narayan", "prasad", "sankar"])
# Never used alone: Jahan Ara, Husn Ara, Abu Bakar.
NEVER_ALONE = frozenset(["ara", "bakar", "bakr"])
# Arabic articles, joined to the word before (Abd ul, Habib ur Rahman); din, nisa and la are joined to the article.
ARTICLES = frozenset(["ul", "ur", "ud", "us", "un", "uj", "um"])
AFTER_ARTICLE = {"din": "ud", "den": "ud", "la": "ul", "nisa": "un", "nesa": "un"}
BEFORE_RAHMAN = re.compile(r"(?<=..[^aeiou])[ao]r$")  # the same article: Mujibur, Mujibar, Mujibor Rahman
LEANING = frozenset({"udin", "uden", "odin", "udadin", "ula", "ola"})


def join_compounds(words: list[str]) -> list[str]:
    """Folded words with compound names joined (ram lal -> ramlal). The last word, a surname, is usually kept apart."""
    result: list[str] = []
    for at, word in enumerate(words):
        if result and word == "rahman":
            result[-1] = BEFORE_RAHMAN.sub("ur", result[-1])
        if result and _is_joined(result[-1], word, is_last=at == len(words) - 1):
            result[-1] += word
        else:
            result.append(word)
    return result


def _is_joined(before: str, word: str, *, is_last: bool) -> bool:
    if len(before) < 2:
        return False
    if word in NEVER_ALONE or (before in FIRST_HALVES and word in LAST_HALVES):
        return True
    if word in LEANING or before.endswith(AFTER_ARTICLE.get(word, "\n")):
        return True
    is_half = word in HALVES and (len(before) <= SHORT or word in BOUND_HALVES)
    return not is_last and (word in ARTICLES or is_half)


def plain_fold(word: str) -> str:
    """The normalised spelling of a lower-case Latin word. Final vowels are kept: Kumar and Kumari differ."""
    before = ""
    while word != before:
        before = word
        for pattern, replacement in RULES:
            word = pattern.sub(replacement, word)
    return word


def skeleton(word: str) -> str:
    """Consonants of a folded word, after the class of its first sound: one word of `key`. `word` must not be empty."""
    for pattern, replacement in KEY_RULES:
        word = pattern.sub(replacement, word)
    word = GLIDE.sub("j", word)
    opening = OPENING.get(word[0], word[0])
    rest = _VOWELS.sub("", word[1:].replace("ch", "c")).replace("h", "")
    return _DOUBLE.sub(r"\1", _LIP_NASAL.sub("m", opening + rest))
