"""The rules as one script for browsers: the functions of names.js with the tables of the Python modules put in.

The tables have one source, Python; names.js has the functions a second time, and the tests compare both on the vectors
and on generated names. `python -m jatan_names.browser_script` prints the script.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.resources import files

from jatan_names import characters, latin_spelling, lexicon, names, titles, transliteration

_PLACE = "/* TABLES */ null"
# What Python's \s matches.
_BLANKS = r"\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


def browser_script() -> str:
    """The script, with the shipped lexicon. It sets `jatanNames` and needs nothing else."""
    source = files(__package__).joinpath("names.js").read_text(encoding="utf-8")
    lines = (f"{json.dumps(name)}: {_literal(table)}," for name, table in _tables().items())
    return source.replace(_PLACE, "\n".join(["{", *lines, "}"]))


def _tables() -> dict[str, object]:
    """Tables by the names that names.js uses."""
    shipped = lexicon.build_lexicon()
    return {
        "version": f"{names.FOLD_VERSION}+{shipped.digest}",
        **_lexicon_tables(),
        "shortened": characters.SHORTENED.pattern,
        "consonants": _pairs(transliteration.CONSONANTS),
        "vowels": _pairs(transliteration.VOWELS),
        "signs": _pairs(transliteration.SIGNS),
        "nukta": _pairs(transliteration.NUKTA),
        "olChiki": _pairs(transliteration.OL_CHIKI),
        "labials": sorted(transliteration.LABIALS),
        "keepsSchwa": sorted(transliteration.KEEPS_SCHWA),
        "letters": _pairs(transliteration.LETTERS),
        "spelt": transliteration.SPELT.pattern,
        "letter": transliteration.LETTER.pattern,
        "asDevanagari": _ranges(transliteration.AS_DEVANAGARI),
        "splitSigns": [list(pair) for pair in transliteration.SPLIT_SIGNS],
        "secondHalves": list(transliteration.SECOND_HALVES),
        "gya": [transliteration.GYA_WRITTEN, transliteration.GYA_SPOKEN],
        "rules": _rules(latin_spelling.RULES),
        "keyRules": _rules(latin_spelling.KEY_RULES),
        "glide": _pattern(latin_spelling.GLIDE),
        "beforeRahman": _pattern(latin_spelling.BEFORE_RAHMAN),
        "opening": _pairs(latin_spelling.OPENING),
        "halves": sorted(latin_spelling.HALVES),
        "boundHalves": sorted(latin_spelling.BOUND_HALVES),
        "short": latin_spelling.SHORT,
        "firstHalves": sorted(latin_spelling.FIRST_HALVES),
        "lastHalves": sorted(latin_spelling.LAST_HALVES),
        "neverAlone": sorted(latin_spelling.NEVER_ALONE),
        "articles": sorted(latin_spelling.ARTICLES),
        "leaning": sorted(latin_spelling.LEANING),
        "afterArticle": _pairs(latin_spelling.AFTER_ARTICLE),
        "relations": sorted(titles.RELATIONS),
        "husband": titles.HUSBAND,
        "lordOf": sorted(titles.LORD_OF),
        "mayBeNames": sorted(titles.MAY_BE_NAMES),
        "onlyInFront": sorted(titles.ONLY_IN_FRONT),
        "shortTitles": _pairs(titles.SHORT),
        "betweenWords": _pattern(names.BETWEEN_WORDS),
        "withinWords": _pattern(names.WITHIN_WORDS),
        "mohammadShort": _pattern(names.MOHAMMAD_SHORT),
        "sister": _pattern(names.SISTER),
        "mohammadWritten": names.MOHAMMAD_WRITTEN,
        "sisterWritten": names.SISTER_WRITTEN,
        "wholeWords": [[_pattern(pattern), name] for pattern, name in names.WHOLE_WORDS],
        "endings": _rules(names.ENDINGS),
        "speltOut": sorted(names.SPELT_OUT),
        "titleDiffers": names.TITLE_DIFFERS_FACTOR,
    }


def _lexicon_tables() -> dict[str, str]:
    """`spellings`: lines of a folded name and its forms. Others: romanised names of a kind, separated by blanks."""
    forms_by_name: dict[str, list[str]] = {}
    for form, name in lexicon.folds_by_form(lexicon.shipped_spellings()).items():
        forms_by_name.setdefault(name, []).append(form)
    by_kind = {
        kind: " ".join(
            transliteration.romanise(row.canonical) for row in lexicon.shipped_spellings() if row.kind == kind
        )
        for kind in ("honorific", "surname")
    }
    return {"spellings": "\n".join(" ".join((name, *forms)) for name, forms in forms_by_name.items()), **by_kind}


def _pairs(table: Mapping[str, str]) -> list[list[str]]:
    return [list(pair) for pair in table.items()]


def _rules(rules: Iterable[tuple[re.Pattern[str], str]]) -> list[list[str]]:
    return [[_pattern(pattern), instead.replace("\\", "$")] for pattern, instead in rules]


def _pattern(pattern: re.Pattern[str]) -> str:
    r"""The pattern for JavaScript's u flag, where \D and \s mean less or more than in Python."""
    within_a_class = re.sub(r"(\[\^?)\\s", lambda found: found[1] + _BLANKS, pattern.pattern)
    return within_a_class.replace(r"\s", f"[{_BLANKS}]").replace(r"\D", r"\P{Nd}")


def _literal(table: object) -> str:
    """JSON in ASCII: no letter is lost, whatever a server says of the script's encoding."""
    return json.dumps(table)


def _ranges(table: Mapping[int, str]) -> list[tuple[int, int, int | str]]:
    """(first, end, target) for code points that follow one another: target is the first one's, or a text of several."""
    ranges: list[tuple[int, int, int | str]] = []
    for at, text in sorted(table.items()):
        target = ord(text) if len(text) == 1 else text
        first, end, start = ranges[-1] if ranges else (0, 0, "")
        if at == end and isinstance(start, int) and start + at - first == target:
            ranges[-1] = (first, at + 1, start)
        else:
            ranges.append((at, at + 1, target))
    return ranges


if __name__ == "__main__":
    sys.stdout.write(browser_script())
