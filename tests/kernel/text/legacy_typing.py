# ruff: noqa: SIM905 - a table reads better without a quote around each letter
"""Types Unicode text as it is typed in Kruti Dev 010, with a table of its own: the tests read it back.

`variant`: 1 for the conjuncts and halves that have a second glyph, and the short i typed late, as some typists do.
"""

import re
import unicodedata

_VIRAMA, _NUKTA = "\u094d", "\u093c"
_WHOLE = dict(
    zip(
        "क ख ग घ ङ च छ ज झ ञ ट ठ ड ढ ण त थ द ध न प फ ब भ म य र ल ळ व श ष स ह".split(),
        """d [k x ?k ³ p N t > ¥ V B M < .k r Fk n /k u i Q c Hk e ; j y G o 'k "k l g""".split(),
        strict=True,
    )
)
_HALF = {
    **{letter: glyph[:-1] for letter, glyph in _WHOLE.items() if len(glyph) == 2},
    **dict(zip("क ग च ज झ त न प फ ब म य ल व स ह".split(), "D X P T ÷ R U I ¶ C E ¸ Y O L º".split(), strict=True)),
}
# (Consonants joined by virama, glyphs of the whole, glyphs of the half or "" where there is none).
_CONJUNCTS = [
    (_VIRAMA.join(letters), whole, half)
    for letters, whole, half in [
        ("क्ष", "{k", "{"), ("ज्ञ", "K", ""), ("त्र", "=", "«"), ("श्र", "J", ""), ("त्त", "Ùk", "Ù"), ("द्ध", ")", ""),
        ("द्व", "}", ""), ("द्य", "|", ""), ("द्द", "í", ""), ("ट्ट", "ê", ""), ("ट्ठ", "ë", ""), ("ड्ड", "ì", ""),
        ("ड्ढ", "ï", ""), ("न्न", "é", "™"), ("ह्न", "à", ""), ("ह्य", "á", ""), ("ह्म", "ã", ""), ("क्र", "Ø", ""),
        ("प्र", "ç", ""), ("फ्र", "Ý", ""), ("द्र", "æ", ""), ("क्क", "ô", ""), ("क्त", "ä", ""), ("ट्र", "Vª", ""),
        ("ड्र", "Mª", ""), ("ढ्र", "<ª", ""), ("छ्र", "Nª", ""), ("ट्य", "Vî", ""), ("ठ्य", "Bî", ""), ("ड्य", "Mî", ""),
        ("ढ्य", "<î", ""), ("छ्य", "Nî", ""),
    ]
    for letters in [letters.split(_VIRAMA)]
]  # fmt: skip
_SECOND_GLYPHS = {"ç": "iz", "ä": "Dr", "ê": "V~V", "é": "Uu", "Ø": "Dz", "à": "ºu", "í": "n~n", "÷": "Ö", "/": "è"}
_VOWELS = dict(
    zip("अ आ इ ई उ ऊ ऋ ए ऐ ओ औ ऑ".split(), "v vk b bZ m Å _ , ,s vks vkS v‚".split(), strict=True)
)  # fmt: skip
_SIGNS = dict(
    zip("\u093e \u0940 \u0941 \u0942 \u0943 \u0947 \u0948 \u094b \u094c \u0949 \u0945".split(),
        "k h q w ` s S ks kS ‚ W".split(), strict=True)
)  # fmt: skip
_MODIFIERS = {"\u0902": "a", "\u0901": "¡", "\u0903": "%"}
_OTHERS = {
    **{",": "]", ".": "-", "-": "&", "/": "@", "(": "¼", ")": "½", ";": "(", "?": "\\", "।": "A", ":": "%"},
    **{"‘": "^", "’": "*", "“": "Þ", "”": "ß", "{": "¿", "}": "À", "=": "¾", "+": "$", "×": "Û", "॰": "Œ"},
    **dict(zip("०१२३४५६७८९", "åƒ„…†‡ˆ‰Š‹", strict=True)),
}
# The only letters with nukta that NFC composes.
_WITH_NUKTA = str.maketrans({"\u0929": "न\u093c", "\u0931": "र\u093c", "\u0934": "ळ\u093c"})
_LETTER = rf"[क-ह]{_NUKTA}?"
_SYLLABLE = re.compile(
    rf"(?P<reph>र{_VIRAMA}(?=[क-ह]))?(?P<cluster>{_LETTER}(?:{_VIRAMA}{_LETTER})*)(?P<end>{_VIRAMA})?"
    rf"(?P<sign>[\u093e-\u0943\u0945\u0947-\u0949\u094b\u094c])?(?P<modifier>[\u0901-\u0903])?"
)


def type_legacy(text: str, variant: int = 0) -> str:
    """The text in glyphs of Kruti Dev 010. Raises ValueError for a character that the font lacks."""
    decomposed = unicodedata.normalize("NFC", text).translate(_WITH_NUKTA)
    typed: list[str] = []
    position = 0
    while position < len(decomposed):
        if syllable := _SYLLABLE.match(decomposed, position):
            typed.append(_type_syllable(syllable, variant))
            position = syllable.end()
            continue
        typed.append(_type_other(decomposed[position]))
        position += 1
    return "".join(typed)


def _type_syllable(found: re.Match[str], variant: int) -> str:
    pieces = _type_cluster(found["cluster"], variant)
    sign = found["sign"] or ""
    if sign == "\u093f":
        late = variant == 1 and len(pieces) == 2 and len(pieces[0]) == 1
        pieces.insert(1 if late else 0, "f")
        sign = ""
    end = "~" if found["end"] else ""
    reph = "Z" if found["reph"] else ""
    modifier = _MODIFIERS[found["modifier"]] if found["modifier"] else ""
    return "".join([*pieces, end, _SIGNS[sign] if sign else "", reph, modifier])


def _type_cluster(cluster: str, variant: int) -> list[str]:
    pieces: list[str] = []
    while cluster:
        for letters, one, half in _CONJUNCTS:
            whole, rest = one, cluster.removeprefix(letters)
            if rest == cluster or rest.startswith(_NUKTA):
                continue
            is_last = not rest
            if is_last or half or rest == f"{_VIRAMA}र":
                break
        else:
            letters = re.match(_LETTER, cluster)[0]  # type: ignore[index]
            rest = cluster[len(letters) :]
            nukta = "+" if letters.endswith(_NUKTA) else ""
            whole = _WHOLE[letters[0]] + nukta
            half = _HALF[letters[0]] + nukta if letters[0] in _HALF else whole + "~"
        rest = rest.removeprefix(_VIRAMA)
        if rest == "र":  # below the letter
            below = "ª" if letters[-1] in "टठडढछ" else "z"
            pieces.append(whole + below)
            rest = ""
        else:
            glyphs = half if rest else whole
            pieces.append(_SECOND_GLYPHS.get(glyphs, glyphs) if variant == 1 else glyphs)
        cluster = rest
    return pieces


def _type_other(character: str) -> str:
    if character in _VOWELS:
        return _VOWELS[character]
    if character in _MODIFIERS:  # after a vowel
        return _MODIFIERS[character]
    if character in _OTHERS:
        return _OTHERS[character]
    if character.isdecimal() or character.isspace() or character == "!":
        return character
    raise ValueError(character)
